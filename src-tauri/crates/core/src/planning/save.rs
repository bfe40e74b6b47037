//! Writes what differs between a run and the store, and nothing else.

use std::collections::{HashMap, VecDeque};

use spoolyard_planning::OrderKind;
use spoolyard_types::ids::{MrpRunId, ProductId, SalesOrderId};
use spoolyard_types::{Date, Quantity};

use super::model::{
    DemandType, MessageType, MrpStatus, PlanOrderKind, PlannedOrderType, SupplyType, Trigger,
};
use super::moves::moves;
use super::outcome::{Id, Message, Outcome, Peg, Wanted};
use super::run::RunResult;
use super::snapshot::Loaded;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::Result;

crate::read_model! {
    struct StoredPeg {
        id: i64,
        supply_type: SupplyType,
        supply_id: i64,
        demand_type: DemandType,
        demand_id: i64,
        product_id: ProductId,
        quantity: Quantity,
    }

    struct StoredMessage {
        id: i64,
        product_id: Option<ProductId>,
        message_type: MessageType,
        order_type: Option<PlanOrderKind>,
        order_id: Option<i64>,
        quantity: Option<Quantity>,
        from_date: Option<Date>,
        to_date: Option<Date>,
        why: String,
    }

    struct StoredStatus {
        id: SalesOrderId,
        mrp_status: Option<String>,
    }
}

/// The rest of the plan as the store has it.
pub(super) struct Stored {
    pegs: Vec<StoredPeg>,
    messages: Vec<StoredMessage>,
    statuses: Vec<StoredStatus>,
}

impl Stored {
    pub(super) fn load(r: &Read<'_>) -> Result<Self> {
        Ok(Self {
            pegs: r.all(
                "SELECT id, supply_type, supply_id, demand_type, demand_id, product_id, quantity
                 FROM planned_order_pegs ORDER BY id",
                [],
            )?,
            messages: r.all(
                "SELECT id, product_id, message_type, order_type, order_id, quantity, from_date, to_date, why
                 FROM planning_messages ORDER BY id",
                [],
            )?,
            statuses: r.all(
                "SELECT id, mrp_status FROM sales_orders
                 WHERE mrp_status IS NOT NULL OR status IN ('confirmed', 'in_progress')",
                [],
            )?,
        })
    }
}

/// What differs beside the planned orders themselves.
#[derive(Default)]
pub(super) struct Differences<'a> {
    pegs_new: Vec<&'a Peg>,
    pegs_resized: Vec<(i64, i64)>,
    pegs_gone: Vec<i64>,
    messages_new: Vec<&'a Message>,
    messages_changed: Vec<(i64, &'a Message)>,
    messages_gone: Vec<i64>,
    statuses: Vec<(SalesOrderId, Option<MrpStatus>)>,
}

impl<'a> Differences<'a> {
    /// Compares, knowing the rows that were added as `ids`.
    pub(super) fn between(stored: &Stored, outcome: &'a Outcome, ids: &[i64]) -> Self {
        let mut found = Self::default();
        found.compare_pegs(stored, outcome, ids);
        found.compare_messages(stored, outcome, ids);
        let mut before: HashMap<SalesOrderId, Option<&str>> =
            stored.statuses.iter().map(|row| (row.id, row.mrp_status.as_deref())).collect();
        for (order, status) in &outcome.statuses {
            if before.remove(order).flatten() != Some(status.as_str()) {
                found.statuses.push((*order, Some(*status)));
            }
        }
        let closed =
            before.into_iter().filter(|(_, status)| status.is_some()).map(|(order, _)| (order, None));
        found.statuses.extend(closed);
        found.statuses.sort_unstable();
        found
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pegs_new.is_empty()
            && self.pegs_resized.is_empty()
            && self.pegs_gone.is_empty()
            && self.messages_new.is_empty()
            && self.messages_changed.is_empty()
            && self.messages_gone.is_empty()
            && self.statuses.is_empty()
    }

    fn compare_pegs(&mut self, stored: &Stored, outcome: &'a Outcome, ids: &[i64]) {
        let mut before: HashMap<_, (i64, i64)> = stored
            .pegs
            .iter()
            .map(|row| {
                let key = (row.supply_type, row.supply_id, row.demand_type, row.demand_id, row.product_id);
                (key, (row.id, row.quantity.micros()))
            })
            .collect();
        for peg in &outcome.pegs {
            let (Some(supply), Some(demand)) = (row_of(peg.supply.1, ids), row_of(peg.demand.1, ids)) else {
                self.pegs_new.push(peg);
                continue;
            };
            match before.remove(&(peg.supply.0, supply, peg.demand.0, demand, peg.product)) {
                None => self.pegs_new.push(peg),
                Some((id, qty)) if qty != peg.qty => self.pegs_resized.push((id, peg.qty)),
                Some(_) => {}
            }
        }
        self.pegs_gone.extend(before.values().map(|(id, _)| *id));
        self.pegs_gone.sort_unstable();
    }

    fn compare_messages(&mut self, stored: &Stored, outcome: &'a Outcome, ids: &[i64]) {
        type Key = (Option<ProductId>, MessageType, Option<(PlanOrderKind, i64)>);
        let mut before: HashMap<Key, VecDeque<&StoredMessage>> = HashMap::new();
        for row in &stored.messages {
            let key = (row.product_id, row.message_type, row.order_type.zip(row.order_id));
            before.entry(key).or_default().push_back(row);
        }
        let mut different = Vec::new();
        for message in &outcome.messages {
            let order = match message.order {
                None => None,
                Some((kind, id)) => match row_of(id, ids) {
                    Some(id) => Some((kind, id)),
                    None => {
                        self.messages_new.push(message);
                        continue;
                    }
                },
            };
            let key = (message.product, message.kind, order);
            let rows = before.entry(key).or_default();
            match rows.iter().position(|row| says(row, message)) {
                Some(place) => {
                    rows.remove(place);
                }
                None => different.push((key, message)),
            }
        }
        for (key, message) in different {
            match before.get_mut(&key).and_then(VecDeque::pop_front) {
                Some(row) => self.messages_changed.push((row.id, message)),
                None => self.messages_new.push(message),
            }
        }
        self.messages_gone.extend(before.values().flatten().map(|row| row.id));
        self.messages_gone.sort_unstable();
    }
}

fn says(row: &StoredMessage, message: &Message) -> bool {
    row.quantity.map(Quantity::micros) == message.qty
        && row.from_date == message.from
        && row.to_date == message.to
        && row.why == message.why
}

fn row_of(id: Id, ids: &[i64]) -> Option<i64> {
    match id {
        Id::Known(id) => Some(id),
        Id::Added(nth) => ids.get(nth).copied(),
    }
}

impl Outcome {
    /// Whether the store already says all of it.
    pub(super) fn is_stored(&self, stored: &Stored) -> bool {
        self.added.is_empty()
            && self.changed.is_empty()
            && self.dropped.is_empty()
            && Differences::between(stored, self, &[]).is_empty()
    }
}

/// Writes what differs; the run's own row comes with it.
pub(super) fn save(w: &Write<'_>, loaded: &Loaded, outcome: &Outcome, trigger: Trigger) -> Result<RunResult> {
    let run = begin(w, loaded, outcome, trigger)?;
    for id in &outcome.dropped {
        w.execute("DELETE FROM planned_orders WHERE id = ?1 AND status = 'planned'", bind![id])?;
    }
    for (id, wanted) in &outcome.changed {
        update(w, loaded, run, *id, wanted)?;
    }
    let mut ids = Vec::with_capacity(outcome.added.len());
    for wanted in &outcome.added {
        ids.push(insert(w, loaded, run, wanted)?);
    }
    let stored = Stored::load(w)?;
    let differences = Differences::between(&stored, outcome, &ids);
    write_pegs(w, &differences, &ids)?;
    write_messages(w, &differences, run, &ids)?;
    for (order, status) in &differences.statuses {
        w.execute(
            "UPDATE sales_orders SET mrp_status = ?2, mrp_run_id = ?3 WHERE id = ?1",
            bind![order, status, run],
        )?;
    }
    let result = RunResult {
        changed: true,
        run_id: Some(run),
        added: outcome.added.len() as u32,
        moved: outcome.changed.len() as u32,
        dropped: outcome.dropped.len() as u32,
        orders: (outcome.added.len() + outcome.unchanged + outcome.changed.len()) as u32,
        messages: outcome.messages.len() as u32,
        shortages: outcome.shortages as u32,
    };
    let mut summary = serde_json::to_value(&result).unwrap_or_default();
    summary["moves"] = serde_json::to_value(moves(loaded, outcome)).unwrap_or_default();
    w.execute(
        "UPDATE mrp_runs SET status = 'completed', completed_at = ?2, summary_json = ?3 WHERE id = ?1",
        bind![run, w.now(), summary],
    )?;
    w.about("mrp_run", run.get(), None);
    Ok(result)
}

fn begin(w: &Write<'_>, loaded: &Loaded, outcome: &Outcome, trigger: Trigger) -> Result<MrpRunId> {
    let last = outcome.plan.planned_orders().map(|order| order.due).max().unwrap_or(0);
    let horizon = i64::from(last).saturating_sub(i64::from(outcome.plan.today())).max(1);
    Ok(MrpRunId(w.insert(
        "INSERT INTO mrp_runs (run_date, planning_horizon_days, orders_processed, components_analyzed, shortages_found,
             planned_orders_created, status, created_by, trigger)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'running', ?7, ?8)",
        bind![
            w.now(),
            horizon,
            loaded.open_orders.len() as i64,
            loaded.known.len() as i64,
            outcome.shortages as i64,
            outcome.added.len() as i64,
            w.actor().user_id,
            trigger
        ],
    )?))
}

fn order_type(wanted: &Wanted) -> PlannedOrderType {
    match wanted.order.kind {
        OrderKind::Buy => PlannedOrderType::Purchase,
        OrderKind::Make | OrderKind::PassThrough => PlannedOrderType::Production,
    }
}

fn update(w: &Write<'_>, loaded: &Loaded, run: MrpRunId, id: i64, wanted: &Wanted) -> Result<()> {
    let (order, note) = (wanted.order, wanted.note);
    w.execute(
        "UPDATE planned_orders SET order_type = ?2, quantity = ?3, due_date = ?4, start_date = ?5,
             source_demand_type = ?6, source_demand_id = ?7, vendor_id = ?8, bom_id = ?9, mrp_run_id = ?10,
             updated_at = ?11
         WHERE id = ?1 AND status = 'planned'",
        bind![
            id,
            order_type(wanted),
            order.qty,
            loaded.date(order.due),
            loaded.date(order.start),
            note.origin.map(|origin| origin.0),
            note.origin.map(|origin| origin.1),
            note.vendor,
            note.bom,
            run,
            w.now()
        ],
    )?;
    Ok(())
}

fn insert(w: &Write<'_>, loaded: &Loaded, run: MrpRunId, wanted: &Wanted) -> Result<i64> {
    let (order, note) = (wanted.order, wanted.note);
    w.insert(
        "INSERT INTO planned_orders (order_type, product_id, quantity, due_date, start_date, source_demand_type,
             source_demand_id, vendor_id, bom_id, mrp_run_id, status, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'planned', ?11, ?12, ?12)",
        bind![
            order_type(wanted),
            wanted.product,
            order.qty,
            loaded.date(order.due),
            loaded.date(order.start),
            note.origin.map(|origin| origin.0),
            note.origin.map(|origin| origin.1),
            note.vendor,
            note.bom,
            run,
            w.actor().user_id,
            w.now()
        ],
    )
}

fn write_pegs(w: &Write<'_>, differences: &Differences<'_>, ids: &[i64]) -> Result<()> {
    for id in &differences.pegs_gone {
        w.execute("DELETE FROM planned_order_pegs WHERE id = ?1", bind![id])?;
    }
    for (id, qty) in &differences.pegs_resized {
        w.execute("UPDATE planned_order_pegs SET quantity = ?2 WHERE id = ?1", bind![id, qty])?;
    }
    for peg in &differences.pegs_new {
        w.execute(
            "INSERT INTO planned_order_pegs (supply_type, supply_id, demand_type, demand_id, product_id, quantity)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            bind![
                peg.supply.0,
                row_of(peg.supply.1, ids),
                peg.demand.0,
                row_of(peg.demand.1, ids),
                peg.product,
                peg.qty
            ],
        )?;
    }
    Ok(())
}

fn write_messages(w: &Write<'_>, differences: &Differences<'_>, run: MrpRunId, ids: &[i64]) -> Result<()> {
    for id in &differences.messages_gone {
        w.execute("DELETE FROM planning_messages WHERE id = ?1", bind![id])?;
    }
    for (id, message) in &differences.messages_changed {
        // It says something else now: whoever dismissed it has not seen that.
        w.execute(
            "UPDATE planning_messages SET severity = ?2, quantity = ?3, from_date = ?4, to_date = ?5, why = ?6,
                 mrp_run_id = ?7, dismissed_by = NULL, dismissed_at = NULL, created_at = ?8 WHERE id = ?1",
            bind![
                id,
                message.kind.severity(),
                message.qty,
                message.from,
                message.to,
                message.why,
                run,
                w.now()
            ],
        )?;
    }
    for message in &differences.messages_new {
        w.insert(
            "INSERT INTO planning_messages (mrp_run_id, product_id, message_type, severity, order_type, order_id,
                 quantity, from_date, to_date, why, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            bind![
                run,
                message.product,
                message.kind,
                message.kind.severity(),
                message.order.map(|order| order.0),
                message.order.and_then(|order| row_of(order.1, ids)),
                message.qty,
                message.from,
                message.to,
                message.why,
                w.now()
            ],
        )?;
    }
    Ok(())
}
