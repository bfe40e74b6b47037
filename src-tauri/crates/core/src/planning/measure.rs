//! How long planning takes with a farm of a given size: for `spoolyard-cli bench mrp`.

mod farm;

use std::time::{Duration, Instant};

use spoolyard_planning::plan;
use spoolyard_types::ids::ProductId;
use spoolyard_types::{Actor, Code, Entered, Quantity};

use super::promise::{AskPromise, PromiseLine};
use super::run::{RunPlan, replan, run};
use super::snapshot::load;
use super::view;
use crate::app::App;
use crate::bind;
use crate::db::Intent;
use crate::error::{Result, refuse};

/// How long something took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Took {
    /// On the wall clock: what a person waits, whatever else the computer does.
    pub elapsed: Duration,
    /// On the processor, where the system says: what it costs, disk and other programs aside.
    pub on_cpu: Option<Duration>,
}

/// How long each part of planning a farm took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Items planned.
    pub items: usize,
    /// Lines of bills of material.
    pub bom_lines: usize,
    /// Sales lines.
    pub demands: usize,
    /// Planned orders.
    pub orders: usize,
    /// Messages.
    pub messages: usize,
    /// Looking at the whole farm.
    pub load: Took,
    /// The regenerative plan.
    pub compute: Took,
    /// The first run of all, less looking and planning: every row is new.
    pub first_save: Took,
    /// A run that finds nothing to write.
    pub rerun: Took,
    /// After an edit of one sales line: looking at what it touched, and the net change of the plan.
    pub net_look: Took,
    /// After that: comparing with the store and writing what differs.
    pub net_save: Took,
    /// Rows of planned orders that an edit changed, in the middle.
    pub net_rows: u32,
    /// A promise for a new line, with the plan kept.
    pub promise: Took,
    /// For how long the first run kept others from writing, at most.
    pub longest_write: Duration,
}

/// Fills a fresh store with a generated farm of so many items, and times planning it. Each figure but the first save
/// is the median of `times` tries.
///
/// # Errors
/// [`Code::WrongState`] for a store that holds products, and trouble with the file.
pub fn measure(app: &App, items: u32, times: u32) -> Result<Measured> {
    let actor = Actor::spoolyard();
    let counted = farm::fill(app, items)?;
    let times = times.max(1) as usize;
    let (load_took, loaded) = timed(times, || app.look(load))?;
    let (compute, planned) = timed(times, || Ok(plan(&loaded.snapshot)))?;
    drop((loaded, planned));
    let (first_took, first) = timed(1, || run(app, &actor, None, RunPlan {}))?;
    let longest_write = view::longest_write(app);
    let (rerun, _) = timed(times.min(3), || run(app, &actor, None, RunPlan {}))?;
    let ask = AskPromise {
        lines: vec![PromiseLine {
            product_id: ProductId(1),
            quantity: Entered(Quantity::from_micros(500_000_000)),
            wanted_date: None,
            line_id: None,
        }],
    };
    let (promise, _) = timed(times, || super::promise::promise(app, &actor, ask.clone()))?;
    let (mut looks, mut saves, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for nth in 0..times as i64 {
        edit(app, nth)?;
        looks.push(timed(1, || view::now(app, &actor))?.0);
        let (took, done) = timed(1, || replan(app, &mut std::collections::BTreeSet::new()))?;
        saves.push(took);
        rows.push(done.map_or(0, |done| done.added + done.moved + done.dropped));
    }
    rows.sort_unstable();
    Ok(Measured {
        items: counted.items,
        bom_lines: counted.bom_lines,
        demands: counted.demands,
        orders: first.orders as usize,
        messages: first.messages as usize,
        load: load_took,
        compute,
        first_save: first_took.less(load_took).less(compute),
        rerun,
        net_look: median(&looks),
        net_save: median(&saves),
        net_rows: rows.get(rows.len() / 2).copied().unwrap_or_default(),
        promise,
        longest_write,
    })
}

impl Took {
    /// Both, one after the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            elapsed: self.elapsed + other.elapsed,
            on_cpu: self.on_cpu.zip(other.on_cpu).map(|(one, other)| one + other),
        }
    }

    fn less(self, part: Self) -> Self {
        Self {
            elapsed: self.elapsed.saturating_sub(part.elapsed),
            on_cpu: self.on_cpu.zip(part.on_cpu).map(|(whole, part)| whole.saturating_sub(part)),
        }
    }
}

/// How long this thread has been on a processor; none where the system does not say.
fn on_cpu() -> Option<Duration> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    said.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Five units more on one sales line.
fn edit(app: &App, nth: i64) -> Result<()> {
    let intent = Intent::new(Actor::spoolyard(), spoolyard_types::Role::Staff, "bench.edit");
    app.write(&intent, |w| {
        let line = w.value::<i64>(
            "SELECT id FROM sales_order_lines ORDER BY id LIMIT 1 OFFSET ?1",
            bind![17 + nth * 31],
        )?;
        let line = line.ok_or_else(|| refuse(Code::WrongState, "The farm is too small to be edited."))?;
        w.execute("UPDATE sales_order_lines SET quantity = quantity + 5000000 WHERE id = ?1", bind![line])?;
        Ok(())
    })
}

fn timed<T>(times: usize, act: impl Fn() -> Result<T>) -> Result<(Took, T)> {
    let mut took = Vec::with_capacity(times);
    loop {
        let (cpu, begun) = (on_cpu(), Instant::now());
        let last = act()?;
        let elapsed = begun.elapsed();
        let on_cpu = on_cpu().zip(cpu).map(|(after, before)| after.saturating_sub(before));
        took.push(Took { elapsed, on_cpu });
        if took.len() >= times {
            return Ok((median(&took), last));
        }
    }
}

/// The medians of both.
fn median(took: &[Took]) -> Took {
    let middle = |mut list: Vec<Duration>| {
        list.sort_unstable();
        list.get(list.len() / 2).copied()
    };
    Took {
        elapsed: middle(took.iter().map(|took| took.elapsed).collect()).unwrap_or_default(),
        on_cpu: middle(took.iter().filter_map(|took| took.on_cpu).collect()),
    }
}
