//! `cargo xtask run`: from a checkout to an open window.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::child::Running;
use crate::display::{self, Display};
use crate::failure::{Failure, Outcome};
use crate::packages::{self, Purpose};
use crate::place::Place;
use crate::shell;

/// How long the first page may take on a slow machine with a cold cache that makes the sample farm first.
const FIRST_PAGE: Duration = Duration::from_secs(300);

pub(crate) fn run(place: &Place, args: &[String]) -> Outcome {
    let wish = Wish::read(args)?;
    let has_screen = display::has_screen();
    let purposes: &[Purpose] =
        if has_screen { &[Purpose::Build] } else { &[Purpose::Build, Purpose::Screenless] };
    packages::ensure(purposes)?;
    let app = shell::build(place, wish.release)?;
    if has_screen {
        open_for_a_person(&app, &wish.passed_on)
    } else {
        open_for_a_picture(place, &app, &wish.passed_on)
    }
}

/// What was asked for on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    release: bool,
    /// For the program itself: which farm to open.
    passed_on: Vec<String>,
}

impl Wish {
    fn read(args: &[String]) -> Outcome<Self> {
        let mut wish = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--release" => wish.release = true,
                "--demo" => wish.passed_on.push(arg.clone()),
                "--db" => {
                    let file = args.next().ok_or_else(|| Failure::new("--db needs a file: --db FILE"))?;
                    wish.passed_on.extend(["--db".to_owned(), absolute(file)?]);
                }
                other => {
                    return Err(Failure::new(format!(
                        "run knows --demo, --db FILE and --release, not `{other}`"
                    )));
                }
            }
        }
        if wish.passed_on.len() > 2 || (wish.passed_on.len() == 2 && wish.passed_on[0] == "--demo") {
            return Err(Failure::new("--demo and --db name two farms: choose one"));
        }
        Ok(wish)
    }
}

/// A file as typed, from wherever it was typed.
pub(crate) fn absolute(file: &str) -> Outcome<String> {
    std::path::absolute(PathBuf::from(file))
        .map(|path| path.to_string_lossy().into_owned())
        .map_err(|error| Failure::file("understand", Path::new(file), &error))
}

fn open_for_a_person(app: &Path, args: &[String]) -> Outcome {
    println!("Opening the window");
    let status = Running::start(std::process::Command::new(app).args(args))?.wait()?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("the program ended with {status}"))) }
}

fn open_for_a_picture(place: &Place, app: &Path, args: &[String]) -> Outcome {
    println!("No display here: opening the window in one of its own");
    let display = Display::in_memory()?;
    let mut opened = shell::open(place, app, args, &display, FIRST_PAGE)?;
    let picture = place.own()?.join("window.png");
    display.picture_of_a_page(&picture)?;
    let status = opened.running.end()?;
    if !status.success() {
        return Err(Failure::new(format!("the program did not end cleanly ({status})")));
    }
    println!(
        "The first page was usable after {} ms; its picture: {}",
        opened.ready_ms,
        place.shown(&picture)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Outcome<Wish> {
        Wish::read(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn the_farm_to_open_is_passed_on_and_the_profile_is_not() {
        assert_eq!(
            read(&["--demo", "--release"]).unwrap(),
            Wish { release: true, passed_on: vec!["--demo".into()] }
        );
        let wish = read(&["--db", "farm.sqlite"]).unwrap();
        assert_eq!(wish.passed_on[0], "--db");
        assert!(Path::new(&wish.passed_on[1]).is_absolute());
    }

    #[test]
    fn two_farms_a_missing_file_and_unknown_words_are_refused() {
        assert!(read(&["--demo", "--db", "x"]).is_err());
        assert!(read(&["--db", "x", "--demo"]).is_err());
        assert!(read(&["--db"]).is_err());
        assert!(read(&["--fast"]).unwrap_err().to_string().contains("--fast"));
    }
}
