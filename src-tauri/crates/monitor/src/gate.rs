//! Files go to a few printers at a time: a farm's network and this computer's disk carry no more.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Uploads at once, over all printers.
const AT_ONCE: usize = 4;
/// How often whoever waits is asked whether to go on waiting.
const ASK_EVERY: Duration = Duration::from_millis(200);

/// Lets a few in at a time.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

/// A place inside; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place<'g>(&'g Gate);

impl Gate {
    /// Waits for a place; none when `go_on` gave up waiting.
    pub(crate) fn enter(&self, go_on: &mut dyn FnMut() -> bool) -> Option<Place<'_>> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        while *inside >= AT_ONCE {
            // Nobody is held up by whoever is asked.
            drop(inside);
            if !go_on() {
                return None;
            }
            inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
            if *inside >= AT_ONCE {
                inside = self.left.wait_timeout(inside, ASK_EVERY).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        *inside += 1;
        Some(Place(self))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.inside.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_go_in_and_the_next_waits_for_one_to_leave() {
        let gate = Gate::default();
        let mut places: Vec<Place<'_>> = (0..AT_ONCE).filter_map(|_| gate.enter(&mut || false)).collect();
        assert_eq!(places.len(), AT_ONCE);
        assert!(gate.enter(&mut || false).is_none(), "it is full, and nobody waits for ever");
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| gate.enter(&mut || true).is_some());
            places.pop();
            assert!(waits.join().is_ok_and(|came_in| came_in));
        });
    }
}
