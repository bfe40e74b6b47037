//! How long a report takes: `cargo bench -p spoolyard-printers`. Merging a full one may take 50 µs.

use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use serde_json::Value;
use spoolyard_printers::bambu::merge::Merged;
use spoolyard_printers::bambu::{Patience, session::Session};
use spoolyard_printers::simulate::bambu::{Machine, Script};

fn main() {
    divan::main();
}

/// A larger model with four feeding units, in the middle of a print.
fn machine() -> Machine {
    let script = Script { tells_everything: true, again_after_ticks: Some(0), ..Script::default() };
    let mut machine = Machine::new("00M00A000000001", 500, script, 7);
    (0..60).for_each(|_| drop(machine.tick()));
    machine
}

/// Two full reports that differ as one second differs from the next.
fn reports() -> [Value; 2] {
    let mut machine = machine();
    let first = machine.full();
    machine.tick();
    [first, machine.full()]
}

#[divan::bench]
fn merge_a_full_report(bencher: Bencher<'_, '_>) {
    let [first, second] = reports();
    let mut merged = Merged::default();
    merged.take_value(&first);
    bencher.bench_local(|| merged.take_value(black_box(&second)));
}

#[divan::bench]
fn read_and_merge_a_full_report(bencher: Bencher<'_, '_>) {
    let [first, second] = reports().map(|report| report.to_string());
    let mut merged = Merged::default();
    merged.take(first.as_bytes()).expect("it is a report");
    let bencher = bencher.counter(divan::counter::BytesCount::of_str(&second));
    bencher.bench_local(|| merged.take(black_box(second.as_bytes())));
}

#[divan::bench]
fn hear_and_show_a_full_report(bencher: Bencher<'_, '_>) {
    let reports = reports().map(|report| report.to_string());
    let begun = Instant::now();
    let mut session = Session::new("00M00A000000001", Patience::default(), 1);
    session.connected(begun);
    let mut second = 0_u64;
    bencher.bench_local(|| {
        second += 1;
        let now = begun + Duration::from_millis(second);
        let report = &reports[usize::from(second.is_multiple_of(2))];
        session.hear(black_box(report.as_bytes()), now).expect("it is a report");
        session.view(now)
    });
}
