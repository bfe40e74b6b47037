//! Whoever comes first to write writes first.
//!
//! A lock of the operating system goes to whoever is awake: a long piece of work that lets go and takes hold again at
//! once would keep a waiting person out for as long as it lasts.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Who writes now, and who is next.
#[derive(Debug, Default)]
pub(super) struct Turns {
    state: Mutex<State>,
    over: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The next number to be drawn.
    next: u64,
    /// The number whose turn it is.
    now: u64,
}

/// A turn; it is over when this is dropped.
pub(super) struct Turn<'a>(&'a Turns);

impl Turns {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until all that came before are done.
    pub(super) fn take(&self) -> Turn<'_> {
        let mut state = self.state();
        let mine = state.next;
        state.next += 1;
        drop(self.over.wait_while(state, |state| state.now != mine).unwrap_or_else(PoisonError::into_inner));
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.state().now += 1;
        self.0.over.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn who_waits_comes_before_who_returns() {
        let turns = Turns::default();
        let (told, hears) = mpsc::channel();
        std::thread::scope(|scope| {
            let first = turns.take();
            scope.spawn(|| {
                let turn = turns.take();
                told.send("the person").expect("somebody hears");
                drop(turn);
            });
            // The person has drawn a number and waits.
            while turns.state().next < 2 {
                std::thread::yield_now();
            }
            drop(first);
            let again = turns.take();
            told.send("the long work").expect("somebody hears");
            drop(again);
        });
        assert_eq!(hears.try_iter().collect::<Vec<_>>(), ["the person", "the long work"]);
    }
}
