//! How long planning takes with a farm of a given size: for `spoolyard-cli bench mrp`.

mod farm;

use std::time::{Duration, Instant};

use spoolyard_planning::plan;
use spoolyard_planning::promise::Promises;
use spoolyard_planning::quantity::units;
use spoolyard_types::{Actor, Code};

use super::run::{RunPlan, replan, run};
use super::snapshot::load;
use super::view;
use crate::app::App;
use crate::bind;
use crate::db::Intent;
use crate::error::{Result, refuse};

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
    pub load: Duration,
    /// The regenerative plan.
    pub compute: Duration,
    /// The first run of all, less looking and planning: every row is new.
    pub first_save: Duration,
    /// A run that finds nothing to write.
    pub rerun: Duration,
    /// After an edit of one sales line: looking at what it touched, and the net change of the plan.
    pub net_look: Duration,
    /// After that: comparing with the store and writing what differs.
    pub net_save: Duration,
    /// A promise for a new line, with the plan kept.
    pub promise: Duration,
    /// The longest transaction of the first run.
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
    let (promise, _) =
        timed(times, || Ok(Promises::new(&loaded.snapshot, &planned).capable_to_promise(0, units(500))))?;
    drop((loaded, planned));
    let begun = Instant::now();
    let first = run(app, &actor, None, RunPlan {})?;
    let first_took = begun.elapsed();
    let longest_write = view::longest_write(app);
    let (rerun, _) = timed(times.min(3), || run(app, &actor, None, RunPlan {}))?;
    let mut looks = Vec::new();
    let mut saves = Vec::new();
    for nth in 0..times as i64 {
        edit(app, nth)?;
        let begun = Instant::now();
        view::now(app, &actor)?;
        looks.push(begun.elapsed());
        let begun = Instant::now();
        replan(app, &mut std::collections::BTreeSet::new())?;
        saves.push(begun.elapsed());
    }
    Ok(Measured {
        items: counted.items,
        bom_lines: counted.bom_lines,
        demands: counted.demands,
        orders: first.orders as usize,
        messages: first.messages as usize,
        load: load_took,
        compute,
        first_save: first_took.saturating_sub(load_took + compute),
        rerun,
        net_look: median(looks),
        net_save: median(saves),
        promise,
        longest_write,
    })
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

fn timed<T>(times: usize, act: impl Fn() -> Result<T>) -> Result<(Duration, T)> {
    let mut took = Vec::with_capacity(times);
    let begun = Instant::now();
    let mut last = act()?;
    took.push(begun.elapsed());
    for _ in 1..times {
        drop(last);
        let begun = Instant::now();
        last = act()?;
        took.push(begun.elapsed());
    }
    Ok((median(took), last))
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took.get(took.len() / 2).copied().unwrap_or_default()
}
