//! What differs between a run and the store, and nothing else, in the steps that write it.
//!
//! What differs is worked out before anything is written. A small difference is one transaction; a large one is written
//! in pieces, each so short that nobody waits for it, and the run stands as running until the last.

mod rows;

use std::collections::{HashMap, VecDeque};

use spoolyard_planning::{ExistingOrder, OrderKind, Procurement};
use spoolyard_types::ids::{MrpRunId, ProductId, SalesOrderId};
use spoolyard_types::{Date, Quantity};

use super::model::{MessageType, MrpStatus, PlanOrderKind, Trigger};
use super::moves::moves;
use super::outcome::{About, Change, Id, Message, Outcome, Wanted};
use super::run::RunResult;
use super::snapshot::Loaded;
use super::view::View;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::Result;

crate::read_model! {
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
    messages: Vec<StoredMessage>,
    statuses: Vec<StoredStatus>,
}

impl Stored {
    pub(super) fn load(r: &Read<'_>, about: &About) -> Result<Self> {
        const MESSAGES: &str =
            "SELECT id, product_id, message_type, order_type, order_id, quantity, from_date,
                 to_date, why FROM planning_messages";
        const STATUSES: &str = "SELECT id, mrp_status FROM sales_orders";
        let (messages, statuses) = match about {
            About::All => (
                r.all(&format!("{MESSAGES} ORDER BY id"), [])?,
                r.all(
                    &format!(
                        "{STATUSES} WHERE mrp_status IS NOT NULL OR status IN ('confirmed', 'in_progress')"
                    ),
                    [],
                )?,
            ),
            About::Some { products, orders } => (
                r.all(
                    &format!(
                        "{MESSAGES} WHERE product_id IN (SELECT value FROM json_each(?1)) OR product_id IS NULL
                         ORDER BY id"
                    ),
                    bind![serde_json::json!(products)],
                )?,
                r.all(
                    &format!("{STATUSES} WHERE id IN (SELECT value FROM json_each(?1))"),
                    bind![serde_json::json!(orders)],
                )?,
            ),
        };
        Ok(Self { messages, statuses })
    }
}

pub(super) use rows::Rows;

/// What differs between an outcome and the store.
pub(super) struct Differences<'a> {
    pub(super) outcome: &'a Outcome,
    messages_new: Vec<&'a Message>,
    messages_changed: Vec<(i64, &'a Message)>,
    messages_gone: Vec<i64>,
    statuses: Vec<(SalesOrderId, Option<MrpStatus>)>,
}

impl<'a> Differences<'a> {
    pub(super) fn between(stored: &Stored, outcome: &'a Outcome) -> Self {
        let mut found = Self {
            outcome,
            messages_new: Vec::new(),
            messages_changed: Vec::new(),
            messages_gone: Vec::new(),
            statuses: Vec::new(),
        };
        found.compare_messages(stored);
        let mut before: HashMap<SalesOrderId, Option<&str>> =
            stored.statuses.iter().map(|row| (row.id, row.mrp_status.as_deref())).collect();
        for (order, status) in &outcome.statuses {
            let was = before.remove(order).flatten();
            if was != status.map(MrpStatus::as_str) {
                found.statuses.push((*order, *status));
            }
        }
        let closed =
            before.into_iter().filter(|(_, status)| status.is_some()).map(|(order, _)| (order, None));
        found.statuses.extend(closed);
        found.statuses.sort_unstable();
        found
    }

    /// Rows that have to be written.
    pub(super) fn count(&self) -> usize {
        self.outcome.added.len()
            + self.outcome.changed.len()
            + self.outcome.dropped.len()
            + self.messages_new.len()
            + self.messages_changed.len()
            + self.messages_gone.len()
            + self.statuses.len()
    }

    /// The rows to write, in an order in which each finds what it names.
    pub(super) fn steps(&self) -> Vec<Step<'a>> {
        let outcome = self.outcome;
        let mut steps: Vec<Step<'a>> = Vec::with_capacity(self.count());
        steps.extend(outcome.dropped.iter().map(|(item, id)| Step::Drop(*item, *id)));
        steps.extend(outcome.changed.iter().map(Step::Change));
        steps.extend(outcome.added.iter().map(|place| Step::Add(*place)));
        steps.extend(self.messages_gone.iter().map(|id| Step::Unsay(*id)));
        steps.extend(self.messages_changed.iter().map(|(id, message)| Step::SayOtherwise(*id, message)));
        steps.extend(self.messages_new.iter().map(|message| Step::Say(message)));
        steps.extend(self.statuses.iter().map(|(order, status)| Step::Stand(*order, *status)));
        steps
    }

    fn compare_messages(&mut self, stored: &Stored) {
        let outcome = self.outcome;
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
                Some((kind, Id::Known(id))) => Some((kind, id)),
                Some((_, Id::Added(_))) => {
                    self.messages_new.push(message);
                    continue;
                }
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

/// One row to write.
pub(super) enum Step<'a> {
    /// A proposal that nothing needs any more, and its item.
    Drop(u32, i64),
    /// A proposal that differs.
    Change(&'a Change),
    /// A new proposal.
    Add((u32, u32)),
    /// A message that is over.
    Unsay(i64),
    /// A message that says something else.
    SayOtherwise(i64, &'a Message),
    /// A new message.
    Say(&'a Message),
    /// How a sales order stands.
    Stand(SalesOrderId, Option<MrpStatus>),
}

/// Keeps what planning holds in mind in step with rows that were written; `ids` are those of the added ones.
pub(super) fn keep_in_step(
    loaded: &mut Loaded,
    view: &View,
    outcome: &Outcome,
    steps: &[Step<'_>],
    ids: &[i64],
) {
    let mut ids = ids.iter();
    for step in steps {
        match step {
            Step::Drop(item, id) => {
                let orders = loaded.snapshot.existing.of_mut(*item);
                if let Some(place) = orders.iter().position(|row| row.id == *id) {
                    orders.remove(place);
                    loaded.notes.of_mut(*item).remove(place);
                }
            }
            Step::Change(Change { id, wanted, .. }) => {
                let order = as_stored(loaded, *id, wanted);
                let orders = loaded.snapshot.existing.of_mut(wanted.order.item);
                if let Some(place) = orders.iter().position(|row| row.id == *id) {
                    orders[place] = order;
                    loaded.notes.of_mut(wanted.order.item)[place] = wanted.note;
                }
            }
            Step::Add(place) => {
                let Some(id) = ids.next() else { continue };
                let wanted = outcome.wanted(view, *place);
                let order = as_stored(loaded, *id, &wanted);
                loaded.snapshot.existing.push(wanted.order.item, order);
                loaded.notes.push(wanted.order.item, wanted.note);
            }
            Step::Unsay(_) | Step::SayOtherwise(..) | Step::Say(_) | Step::Stand(..) => {}
        }
    }
}

/// A proposal as a look would find it.
fn as_stored(loaded: &Loaded, id: i64, wanted: &Wanted) -> ExistingOrder {
    let order = wanted.order;
    ExistingOrder {
        id,
        item: order.item,
        procurement: if order.kind == OrderKind::Buy { Procurement::Buy } else { Procurement::Make },
        qty: order.qty,
        start: loaded.date(order.start).get(),
        due: loaded.date(order.due).get(),
    }
}

/// Notes that a run is at its end, and what it did.
pub(super) fn end(w: &Write<'_>, view: &View, run: MrpRunId, outcome: &Outcome) -> Result<RunResult> {
    let result = RunResult {
        changed: true,
        run_id: Some(run),
        added: outcome.added.len() as u32,
        moved: outcome.changed.len() as u32,
        dropped: outcome.dropped.len() as u32,
        orders: outcome.orders as u32,
        messages: messages(w)?,
        shortages: outcome.shortages as u32,
    };
    let mut summary = serde_json::to_value(&result).unwrap_or_default();
    summary["moves"] = serde_json::to_value(moves(view, outcome)).unwrap_or_default();
    w.execute(
        "UPDATE mrp_runs SET status = 'completed', completed_at = ?2, summary_json = ?3 WHERE id = ?1",
        bind![run, w.now(), summary],
    )?;
    Ok(result)
}

/// Messages that there are.
pub(super) fn messages(r: &Read<'_>) -> Result<u32> {
    Ok(r.value("SELECT count(*) FROM planning_messages", [])?.unwrap_or_default())
}

/// Notes that a run begins.
pub(super) fn begin(w: &Write<'_>, view: &View, outcome: &Outcome, trigger: Trigger) -> Result<MrpRunId> {
    let last = view.plan.last_due().unwrap_or(0);
    let horizon = i64::from(last).saturating_sub(i64::from(view.plan.today())).max(1);
    Ok(MrpRunId(w.insert(
        "INSERT INTO mrp_runs (run_date, planning_horizon_days, orders_processed, components_analyzed, shortages_found,
             planned_orders_created, status, created_by, trigger)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'running', ?7, ?8)",
        bind![
            w.now(),
            horizon,
            outcome.trail.open.len() as i64,
            view.loaded.known.len() as i64,
            outcome.shortages as i64,
            outcome.added.len() as i64,
            w.actor().user_id,
            trigger
        ],
    )?))
}
