//! Steps with a name, a time and an outcome; a failed one does not hide the others.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::tally::Tally;

/// What has been done so far.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<Done>,
    tally: Tally,
}

#[derive(Debug)]
struct Done {
    name: String,
    took: Duration,
    /// Why it failed, if it did.
    failure: Option<Failure>,
}

impl Steps {
    /// Runs one step. Says whether it succeeded, for steps without which the next make no sense.
    pub(crate) fn run(&mut self, name: &str, step: impl FnOnce(&mut Tally) -> Outcome) -> bool {
        println!("\n── {name}");
        let began = Instant::now();
        let failure = step(&mut self.tally).err();
        let took = began.elapsed();
        match &failure {
            None => println!("── {name}: done in {}", shown(took)),
            Some(failure) => println!("── {name}: FAILED after {}\n{failure}", shown(took)),
        }
        let succeeded = failure.is_none();
        self.done.push(Done { name: name.to_owned(), took, failure });
        succeeded
    }

    /// The summary, and a failure that names the first step that failed.
    pub(crate) fn finish(self) -> Outcome {
        println!("\n── summary");
        for done in &self.done {
            let mark = if done.failure.is_none() { "ok    " } else { "FAILED" };
            println!("  {mark}  {:>8}  {}", shown(done.took), done.name);
        }
        let total = self.done.iter().map(|done| done.took).sum();
        println!("  total   {:>8}", shown(total));
        println!("tests: {} passed, {} failed", self.tally.passed, self.tally.failed);
        let mut failed =
            self.done.into_iter().filter_map(|done| done.failure.map(|failure| (done.name, failure)));
        match failed.next() {
            None => Ok(()),
            Some((name, failure)) => {
                let others = failed.count();
                let more = if others == 0 { String::new() } else { format!(" (and {others} more)") };
                Err(Failure::new(format!("the step `{name}` failed{more}: {failure}")))
            }
        }
    }
}

/// `8.3 s` or `4 min 12 s`.
fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{}.{} s", seconds, time.subsec_millis() / 100)
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_stop_the_others_and_is_named_at_the_end() {
        let mut steps = Steps::default();
        assert!(steps.run("first", |_| Ok(())));
        assert!(!steps.run("second", |_| Err(Failure::new("broken"))));
        let mut ran = false;
        steps.run("third", |_| {
            ran = true;
            Ok(())
        });
        assert!(ran);
        let text = steps.finish().unwrap_err().to_string();
        assert!(text.contains("second") && text.contains("broken"), "{text}");
    }

    #[test]
    fn times_are_read_at_a_glance() {
        assert_eq!(shown(Duration::from_millis(8_340)), "8.3 s");
        assert_eq!(shown(Duration::from_secs(252)), "4 min 12 s");
    }
}
