//! How fast planning is with generated farms, beside what it may take.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use spoolyard_api::{Refusal, store};

use crate::out;
use crate::process::peak_memory_mib;

/// What planning a farm of so many items may take, milliseconds.
struct Target {
    items: u32,
    compute: u64,
    load_and_save: u64,
    /// After one edit: computing, and comparing and saving.
    edit: Option<(u64, u64)>,
}

const TARGETS: [Target; 3] = [
    Target { items: 1_000, compute: 15, load_and_save: 100, edit: None },
    Target { items: 10_000, compute: 250, load_and_save: 1_500, edit: Some((20, 30)) },
    Target { items: 100_000, compute: 1_200, load_and_save: 10_000, edit: None },
];
/// What a promise may take, and how long a save of somebody else may wait.
const PROMISE: Duration = Duration::from_millis(50);
const WAIT: Duration = Duration::from_millis(50);

struct Line {
    what: &'static str,
    took: store::Took,
    target: Option<Duration>,
}

pub(crate) fn run(sizes: &[u32], times: u32, folder: Option<&Path>, as_json: bool) -> Result<(), Refusal> {
    let mut all = Vec::new();
    for items in sizes {
        let name = format!("spoolyard-bench-{}-{items}.sqlite", std::process::id());
        let path = folder.map_or_else(std::env::temp_dir, PathBuf::from).join(name);
        let measured = store::measure_planning(&path, *items, times);
        let removed = store::remove(&path);
        let measured = measured?;
        removed?;
        let peak = peak_memory_mib();
        let lines = lines(*items, &measured);
        if as_json {
            all.push(in_json(&measured, &lines, peak));
        } else {
            show(&measured, &lines, peak);
        }
    }
    if as_json {
        out::value(&json!({ "farms": all }));
    }
    Ok(())
}

fn lines(items: u32, m: &store::Measured) -> Vec<Line> {
    let target = TARGETS.iter().find(|target| target.items == items);
    let ms = Duration::from_millis;
    let edit = target.and_then(|target| target.edit);
    let line = |what, took, target| Line { what, took, target };
    let longest = store::Took { elapsed: m.longest_write, on_cpu: None };
    vec![
        line("load", m.load, None),
        line("compute", m.compute, target.map(|target| ms(target.compute))),
        line("save, every row new", m.first_save, None),
        line("load and save", m.load.and(m.first_save), target.map(|target| ms(target.load_and_save))),
        line("a rerun, nothing changed", m.rerun, None),
        line("one edit: look and net change", m.net_look, edit.map(|edit| ms(edit.0))),
        line("one edit: compare and save", m.net_save, edit.map(|edit| ms(edit.1))),
        line("a promise", m.promise, Some(PROMISE)),
        line("longest that others waited", longest, Some(WAIT)),
    ]
}

fn millis(took: Duration) -> String {
    format!("{:.1}", took.as_secs_f64() * 1000.0)
}

fn show(m: &store::Measured, lines: &[Line], peak: Option<u64>) {
    out::line(&format!(
        "{} items, {} bill lines, {} sales lines: {} planned orders, {} messages; an edit changes {} orders",
        m.items, m.bom_lines, m.demands, m.orders, m.messages, m.net_rows
    ));
    for line in lines {
        let cpu =
            line.took.on_cpu.map_or_else(String::new, |cpu| format!("{:>10} on a processor", millis(cpu)));
        let target = line.target.map_or_else(String::new, |target| format!("  at most {}", millis(target)));
        let over = if line.target.is_some_and(|target| line.took.elapsed > target) { "  OVER" } else { "" };
        let elapsed = millis(line.took.elapsed);
        out::line(&format!("  {:<30} {elapsed:>10} ms{cpu}{target}{over}", line.what));
    }
    if let Some(peak) = peak {
        out::line(&format!("  {:<30} {peak:>10} MiB", "most memory so far"));
    }
}

fn in_json(m: &store::Measured, lines: &[Line], peak: Option<u64>) -> Value {
    let rows: Vec<Value> = lines
        .iter()
        .map(|line| json!({ "what": line.what, "ms": millis(line.took.elapsed), "cpu_ms": line.took.on_cpu.map(millis), "target_ms": line.target.map(millis) }))
        .collect();
    json!({
        "items": m.items, "bom_lines": m.bom_lines, "demands": m.demands, "orders": m.orders,
        "messages": m.messages, "peak_mib": peak, "times": rows,
    })
}
