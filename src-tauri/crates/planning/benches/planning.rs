//! How long planning takes: whole farms, one edited order, one promise. Run with `cargo bench -p spoolyard-planning`.

use divan::{Bencher, black_box};
use spoolyard_planning::generate::{FarmSize, farm};
use spoolyard_planning::netchange::{changed_items, replan};
use spoolyard_planning::pegging::Pegging;
use spoolyard_planning::promise::Promises;
use spoolyard_planning::quantity::units;
use spoolyard_planning::{Snapshot, plan};

const SMALL: FarmSize = FarmSize { items: 1_000, bom_lines: 5_000, demands: 5_000 };
const MIDDLE: FarmSize = FarmSize { items: 10_000, bom_lines: 50_000, demands: 50_000 };
const LARGE: FarmSize = FarmSize { items: 100_000, bom_lines: 500_000, demands: 200_000 };

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 50)]
fn plan_1_000_items(bencher: Bencher<'_, '_>) {
    let snapshot = farm(1, SMALL);
    bencher.bench_local(|| plan(black_box(&snapshot)));
}

#[divan::bench(sample_count = 15)]
fn plan_10_000_items(bencher: Bencher<'_, '_>) {
    let snapshot = farm(1, MIDDLE);
    bencher.bench_local(|| plan(black_box(&snapshot)));
}

#[divan::bench(sample_count = 5)]
fn plan_100_000_items(bencher: Bencher<'_, '_>) {
    let snapshot = farm(1, LARGE);
    bencher.bench_local(|| plan(black_box(&snapshot)));
}

fn edited(snapshot: &Snapshot) -> Snapshot {
    let mut after = snapshot.clone();
    after.demands[17].qty += units(5);
    after
}

#[divan::bench(sample_count = 50)]
fn replan_one_order_of_10_000_items(bencher: Bencher<'_, '_>) {
    let before = farm(1, MIDDLE);
    let earlier = plan(&before);
    let after = edited(&before);
    let changed = [after.demands[17].item];
    bencher.bench_local(|| replan(black_box(&earlier), black_box(&after), &changed));
}

#[divan::bench(sample_count = 20)]
fn find_changed_items_of_10_000_items(bencher: Bencher<'_, '_>) {
    let before = farm(1, MIDDLE);
    let after = edited(&before);
    bencher.bench_local(|| changed_items(black_box(&before), black_box(&after)));
}

#[divan::bench(sample_count = 50)]
fn promise_in_10_000_items(bencher: Bencher<'_, '_>) {
    let snapshot = farm(1, MIDDLE);
    let earlier = plan(&snapshot);
    bencher.bench_local(|| Promises::new(black_box(&snapshot), &earlier).capable_to_promise(3, units(500)));
}

#[divan::bench(sample_count = 10)]
fn peg_all_of_10_000_items(bencher: Bencher<'_, '_>) {
    let snapshot = farm(1, MIDDLE);
    let earlier = plan(&snapshot);
    bencher.bench_local(|| {
        let mut pegging = Pegging::new(&snapshot, &earlier);
        (0..10_000).map(|item| pegging.of(item).pegs.len()).sum::<usize>()
    });
}
