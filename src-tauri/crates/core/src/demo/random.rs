//! Chance that can be repeated: the same seed draws the same farm.

/// Numbers that look random (SplitMix64). Never for secrets.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when `end` is.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: without the bias of a remainder that would matter here.
        u64::try_from((u128::from(self.next()) * u128::from(end)) >> 64).unwrap_or(0)
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = u64::try_from(last.saturating_sub(first)).unwrap_or(0);
        first.saturating_add(i64::try_from(self.below(span + 1)).unwrap_or(0))
    }

    /// True in this many of ten thousand cases.
    pub(super) fn in_ten_thousand(&mut self, cases: i64) -> bool {
        self.between(0, 9_999) < cases
    }

    /// One of a list, by weight; the place in the list. None when no entry weighs anything.
    pub(super) fn pick<T>(&mut self, list: &[T], weight: impl Fn(&T) -> u32) -> Option<usize> {
        let total: u64 = list.iter().map(|entry| u64::from(weight(entry))).sum();
        let mut drawn = self.below(total);
        list.iter().position(|entry| {
            let own = u64::from(weight(entry));
            if drawn < own {
                return true;
            }
            drawn -= own;
            false
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..20).map(|_| random.between(-5, 5)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(draw(7).iter().all(|n| (-5..=5).contains(n)));
    }

    #[test]
    fn weights_are_kept_and_a_weight_of_nothing_is_never_drawn() {
        let mut random = Random::new(1);
        let mut seen = [0_u32; 3];
        for _ in 0..4_000 {
            seen[random.pick(&[3_u32, 0, 1], |weight| *weight).unwrap()] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((2_800..3_200).contains(&seen[0]), "{seen:?}");
        assert_eq!(random.pick(&[0_u32, 0], |weight| *weight), None);
    }
}
