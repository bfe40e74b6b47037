//! The keyring of the person's desktop: Secret Service, Keychain or Credential Manager.
//!
//! What stands behind it may ask a person for a password, may not be there, or may hang: every question has a deadline,
//! and one that hangs is not asked again for as long as the program runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use keyring::{Entry, Error};
pub use spoolyard_core::seal::KeyKeeper;

/// Under which name the desktop's own program shows our keys.
const SERVICE: &str = "Spoolyard";
/// How long a question may take: a person may have to unlock the keyring.
const DEADLINE: Duration = Duration::from_secs(20);
/// Set to anything: the keys stay in their files.
const OFF: &str = "SPOOLYARD_NO_KEYRING";

/// The keyring of this computer; none where it was switched off by `SPOOLYARD_NO_KEYRING`. Nothing is asked yet.
#[must_use]
pub fn of_this_computer() -> Option<Arc<dyn KeyKeeper>> {
    match std::env::var_os(OFF) {
        Some(set) if !set.is_empty() => None,
        _ => Some(Arc::new(Desktop::default())),
    }
}

#[derive(Debug, Default)]
struct Desktop {
    hangs: AtomicBool,
}

impl Desktop {
    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, String> {
        in_time(&self.hangs, DEADLINE, move || question().map_err(|err| words(&err)))
    }
}

/// Asks on a thread of its own, which is left behind when it hangs.
fn in_time<T: Send + 'static>(
    hangs: &AtomicBool,
    deadline: Duration,
    question: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    if hangs.load(Ordering::Relaxed) {
        return Err(String::from("it did not answer before"));
    }
    let (tell, answer) = mpsc::channel();
    let asked = std::thread::Builder::new().name(String::from("keyring")).spawn(move || {
        // Nobody may be waiting any more.
        let _ = tell.send(question());
    });
    asked.map_err(|err| err.to_string())?;
    answer.recv_timeout(deadline).unwrap_or_else(|_| {
        hangs.store(true, Ordering::Relaxed);
        Err(String::from("it does not answer"))
    })
}

fn words(err: &Error) -> String {
    match err {
        Error::NoStorageAccess(_) => String::from("it is locked"),
        Error::NoDefaultStore => String::from("there is none"),
        other => other.to_string(),
    }
}

impl KeyKeeper for Desktop {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let name = name.to_owned();
        self.ask(move || match Entry::new(SERVICE, &name)?.get_secret() {
            Ok(key) => Ok(Some(key)),
            Err(Error::NoEntry) => Ok(None),
            Err(err) => Err(err),
        })
    }

    fn write(&self, name: &str, key: &[u8]) -> Result<(), String> {
        let (name, key) = (name.to_owned(), key.to_vec());
        self.ask(move || Entry::new(SERVICE, &name)?.set_secret(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_hangs_is_given_up_and_not_asked_again() {
        let hangs = AtomicBool::new(false);
        let (_held, never) = mpsc::channel::<()>();
        let hung = in_time(&hangs, Duration::from_millis(10), move || {
            let _ = never.recv();
            Ok(())
        });
        assert_eq!(hung, Err(String::from("it does not answer")));
        let again = in_time(&hangs, Duration::from_secs(10), || Ok(()));
        assert_eq!(again, Err(String::from("it did not answer before")));
        assert_eq!(in_time(&AtomicBool::new(false), Duration::from_secs(10), || Ok(7)), Ok(7));
    }
}
