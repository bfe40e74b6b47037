//! Every fuzz target over its seeds and findings, and over a fixed number of changes of each: the same ones every
//! time. What runs without end is told in `lib.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use spoolyard_fuzz::mutate::{Dice, change};
use spoolyard_fuzz::{TARGETS, Target};

/// Changes made of each seed.
const CHANGES: u64 = 60;
/// Longest changed input.
const MOST_BYTES: usize = 16 * 1024;

fn run(name: &str) {
    let target = spoolyard_fuzz::target(name).unwrap();
    let inputs = target.inputs();
    assert!(!inputs.is_empty(), "{name} has no seeds");
    for (seed, bytes) in inputs {
        tried(target, &seed, 0, &bytes);
        for number in 1..=CHANGES {
            let mut dice = Dice::new(number);
            tried(target, &seed, number, &change(&bytes, &mut dice, target.is_json, MOST_BYTES));
        }
    }
}

/// Runs the target, and says which change of which seed broke it.
fn tried(target: Target, seed: &str, number: u64, bytes: &[u8]) {
    if std::panic::catch_unwind(|| (target.run)(bytes)).is_err() {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]);
        panic!("{seed}, change {number} broke {}:\n{shown}", target.name);
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test] fn $name() { run(stringify!($name)); })*

        #[test]
        fn no_target_is_left_out() {
            let here = [$(stringify!($name)),*];
            assert!(TARGETS.iter().all(|target| here.contains(&target.name)));
        }
    };
}

targets! {
    bambu bambu_commands moonraker octoprint prusalink sdcp elegoo_mqtt creality duet
    ssdp detect mdns elegoo_answers web_answers
    mqtt ftps digest certificate typed gcode bgcode project project_parts
}

#[test]
fn the_same_number_gives_the_same_change() {
    let seed = br#"{"a":[1,2,{"b":"c"}],"d":null}"#;
    let changed = |number| change(seed, &mut Dice::new(number), true, 500);
    assert_eq!(changed(7), changed(7));
    let different = (0..50).map(changed).collect::<std::collections::HashSet<_>>().len();
    assert!(different > 40, "{different} of 50 differ");
    assert!((0..500).all(|number| changed(number).len() <= 500));
}
