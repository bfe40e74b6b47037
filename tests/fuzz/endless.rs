//! The endless run of one target: which one stands in `SPOOLYARD_FUZZ_TARGET`.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use spoolyard_fuzz::mutate::{Dice, change};
use spoolyard_fuzz::{Target, target};

fn chosen() -> Target {
    static CHOSEN: OnceLock<Target> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let name = std::env::var("SPOOLYARD_FUZZ_TARGET").unwrap_or_default();
        target(&name).unwrap_or_else(|| panic!("SPOOLYARD_FUZZ_TARGET names no target: {name:?}"))
    })
}

fuzz_target!(|bytes: &[u8]| (chosen().run)(bytes));

// Half of the changes are blind, led by what they reach; half know what the bytes mean.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut dice = Dice::new(u64::from(seed));
    if dice.below(2) == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let changed = change(&data[..size], &mut dice, chosen().is_json, max_size);
    data[..changed.len()].copy_from_slice(&changed);
    changed.len()
});
