//! How long to wait before knocking again: doubling, capped, and never in step with the other printers.

use std::time::Duration;

/// Waits that double from `first` to `longest`, each shortened by up to a quarter so that fifty printers that lost
/// the same switch do not come back in the same instant. Seeded: the same seed gives the same waits.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    tries: u32,
    seed: u64,
}

impl Backoff {
    /// Starts at `first`, never waits longer than `longest`.
    #[must_use]
    pub const fn new(first: Duration, longest: Duration, seed: u64) -> Self {
        Self { first, longest, tries: 0, seed }
    }

    /// The next wait.
    pub fn next_wait(&mut self) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(self.tries.min(20)).unwrap_or(u32::MAX));
        self.tries = self.tries.saturating_add(1);
        let whole = doubled.min(self.longest);
        let share = u32::try_from(self.random() % 256).unwrap_or(0);
        whole - whole / 1024 * share
    }

    /// The connection stood: the next wait is short again.
    pub const fn succeeded(&mut self) {
        self.tries = 0;
    }

    /// How often it failed in a row.
    #[must_use]
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    /// Splitmix64.
    const fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_start_again_after_success() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30), 7);
        let waits: Vec<u128> = (0..8).map(|_| backoff.next_wait().as_millis()).collect();
        for (wait, whole) in waits.iter().zip([1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]) {
            assert!(*wait <= whole && *wait >= whole * 3 / 4, "{wait} of {whole}");
        }
        backoff.succeeded();
        assert!(backoff.next_wait() <= Duration::from_secs(1));
    }

    #[test]
    fn two_printers_do_not_knock_in_step_and_a_seed_repeats() {
        let first = |seed| Backoff::new(Duration::from_secs(8), Duration::from_secs(30), seed).next_wait();
        assert_ne!(first(1), first(2));
        assert_eq!(first(1), first(1));
    }
}
