//! `cargo xtask bench-window`: how long a person waits for the first usable page.
//!
//! Who stayed signed in at this file sees Today (`/`), anybody else the page to sign in: sign in once before you measure.

use std::time::Duration;

use crate::display::{self, Display};
use crate::failure::{Failure, Outcome};
use crate::packages::{self, Purpose};
use crate::place::Place;
use crate::{run, shell};

/// What was asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    file: String,
    runs: usize,
}

impl Wish {
    fn read(args: &[String]) -> Outcome<Self> {
        let mut file = None;
        let mut runs = 5;
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let value = args.next().ok_or_else(|| Failure::new(format!("`{arg}` needs a value")))?;
            match arg.as_str() {
                "--db" => file = Some(run::absolute(value)?),
                "--runs" => {
                    runs = value.parse().ok().filter(|runs| (1..=100).contains(runs)).ok_or_else(|| {
                        Failure::new(format!("--runs is a number from 1 to 100, not `{value}`"))
                    })?;
                }
                other => {
                    return Err(Failure::new(format!(
                        "bench-window knows --db FILE and --runs N, not `{other}`"
                    )));
                }
            }
        }
        let file =
            file.ok_or_else(|| Failure::new("which farm? --db FILE (spoolyard-cli bench makes a big one)"))?;
        Ok(Self { file, runs })
    }
}

pub(crate) fn run(place: &Place, args: &[String]) -> Outcome {
    let wish = Wish::read(args)?;
    let mut purposes = vec![Purpose::Build];
    if !display::has_screen() {
        purposes.push(Purpose::Screenless);
    }
    packages::ensure(&purposes)?;
    let app = shell::build(place, true)?;
    let display = Display::open()?;
    let mut measured = Vec::with_capacity(wish.runs);
    for number in 1..=wish.runs {
        let args = ["--db".to_owned(), wish.file.clone()];
        let mut opened = shell::open(place, &app, &args, &display, Duration::from_secs(60))?;
        opened.running.end()?;
        println!("start {number}: {} usable after {} ms", opened.page, opened.ready_ms);
        measured.push(opened.ready_ms);
    }
    measured.sort_unstable();
    println!(
        "{} starts: fastest {} ms, median {} ms, slowest {} ms",
        measured.len(),
        measured[0],
        measured[measured.len() / 2],
        measured[measured.len() - 1]
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_farm_must_be_named_and_the_number_of_runs_is_sane() {
        let read = |words: &[&str]| Wish::read(&words.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(read(&[]).unwrap_err().to_string().contains("--db"));
        assert!(read(&["--db", "x", "--runs", "0"]).is_err());
        assert_eq!(read(&["--db", "x", "--runs", "3"]).unwrap().runs, 3);
    }
}
