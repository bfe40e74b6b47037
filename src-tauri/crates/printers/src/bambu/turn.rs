//! One greeting after the other: printers that lost the same switch, five hundred of them, do not all greet in the
//! second in which it is back.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Between two greetings of this program: fifty in a second, so that a large farm is back within ten.
const APART: Duration = Duration::from_millis(20);

/// When the next greeting may begin.
static NEXT: Mutex<Option<Instant>> = Mutex::new(None);

/// Waits for one's turn; at once where nobody else greets.
pub(super) async fn turn() {
    let mine = take(&mut NEXT.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
    sleep_until(mine).await;
}

fn take(next: &mut Option<Instant>, now: Instant) -> Instant {
    let mine = next.map_or(now, |next| next.max(now));
    *next = Some(mine + APART);
    mine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_alone_does_not_wait_and_a_crowd_stands_in_line() {
        let now = Instant::now();
        let mut next = None;
        let crowd: Vec<Duration> = (0..500).map(|_| take(&mut next, now) - now).collect();
        assert_eq!((crowd[0], crowd[1], crowd[499]), (Duration::ZERO, APART, APART * 499));
        let later = now + Duration::from_secs(60);
        assert_eq!(take(&mut next, later), later);
    }
}
