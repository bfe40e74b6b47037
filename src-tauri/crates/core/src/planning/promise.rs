//! When can a customer have it? Asked while an order line is typed; nothing is reserved by asking.

mod names;

use std::collections::HashSet;

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::netchange::replan;
use spoolyard_planning::promise::{LinkHow, Promise, Promises};
use spoolyard_planning::{Item, Procurement, Snapshot};
use spoolyard_types::ids::{ProductId, SalesOrderLineId};
use spoolyard_types::{Actor, Code, Date, Entered, Quantity, Role, counted};

use super::model::DemandType;
use super::snapshot::Loaded;
use super::view::{self, View};
use crate::app::App;
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found, refuse_field};

/// Lines of one question.
const MOST: usize = 200;
/// Steps of what stays free that an answer holds.
const MOST_FREE: usize = 12;

crate::wire! {
    /// Asks when goods can be had.
    pub struct AskPromise {
        /// What is wanted together: what one line takes, the next does not get.
        pub lines: Vec<PromiseLine>,
    }

    /// One line of the question.
    pub struct PromiseLine {
        /// What.
        pub product_id: ProductId,
        /// How much, in the stock unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// When the customer wants it.
        #[serde(default)]
        #[ts(optional)]
        pub wanted_date: Option<Date>,
        /// The line of a confirmed order that this would replace: its own need and reservation are not counted.
        #[serde(default)]
        #[ts(optional)]
        pub line_id: Option<SalesOrderLineId>,
    }

    /// The answers, in the order of the question.
    pub struct PromiseAnswers {
        /// One for each line.
        pub lines: Vec<PromiseAnswer>,
    }

    /// When goods can be had, and why not sooner.
    pub struct PromiseAnswer {
        /// What.
        pub product_id: ProductId,
        /// The first day on which all of it can be had.
        pub date: Date,
        /// Whether that is on the wanted day or before; none when no day is wanted.
        pub in_time: Option<bool>,
        /// How the last of it comes.
        pub source: PromiseSource,
        /// What comes from the shelf, or from supply that the plan counts on and nobody needs.
        pub free_quantity: Quantity,
        /// What would have to be made or bought.
        pub missing_quantity: Quantity,
        /// The stock unit.
        pub unit: String,
        /// What decides the day: the item itself first, then what each waits for. Empty when it can be had today.
        pub chain: Vec<PromiseWait>,
        /// What stays free of the item after this, from each day on.
        pub left: Vec<PromiseLeft>,
        /// What makes the answer doubtful, with the remedy.
        pub doubt: Option<String>,
    }

    /// A link of the chain that decides the day.
    pub struct PromiseWait {
        /// What is waited for.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// How it comes.
        pub source: PromiseSource,
        /// How much.
        pub quantity: Quantity,
        /// Its stock unit.
        pub unit: String,
        /// When the waiting begins.
        pub from: Date,
        /// When it is there.
        pub ready: Date,
        /// Calendar days between.
        pub days: i64,
        /// Whom it is bought from.
        pub vendor: Option<String>,
        /// The page of the order that is waited for: `purchase_order` or `production_order`.
        pub document_type: Option<String>,
        /// That order.
        pub document_id: Option<i64>,
        /// Its number.
        pub document_number: Option<String>,
    }

    /// What stays free from a day on.
    pub struct PromiseLeft {
        /// The day.
        pub date: Date,
        /// How much.
        pub quantity: Quantity,
    }
}

crate::stored_enum! {
    /// How goods of a promise come.
    pub enum PromiseSource {
        /// From the shelf.
        Stock = "stock",
        /// From an open or planned order that brings more than is needed.
        OnOrder = "on_order",
        /// It has to be made.
        Make = "make",
        /// It has to be bought.
        Buy = "buy",
        /// A service: nothing is waited for.
        Service = "service",
    }
}

/// When goods can be had: from the shelf, from what is on order, or by making and buying what is missing.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InvalidValue`] naming the line.
pub fn promise(app: &App, actor: &Actor, req: AskPromise) -> Result<PromiseAnswers> {
    if req.lines.is_empty() || req.lines.len() > MOST {
        let text = format!("Ask about 1 to {MOST} lines at once.");
        return Err(refuse_field(Code::InvalidValue, "lines", text));
    }
    let now = view::now(app, actor)?;
    let replaced: HashSet<i64> =
        req.lines.iter().filter_map(|l| l.line_id).map(SalesOrderLineId::get).collect();
    app.db.read(actor, Role::Staff, |r| {
        if replaced.is_empty() {
            return answer(r, &now.loaded, &Promises::new(&now.loaded.snapshot, &now.plan), &req);
        }
        let (snapshot, changed) = without(r, &now, &replaced)?;
        let plan = replan(&now.plan, &snapshot, &changed);
        answer(r, &now.loaded, &Promises::new(&snapshot, &plan), &req)
    })
}

crate::read_model! {
    struct Reserved {
        product_id: ProductId,
        quantity: Quantity,
    }
}

/// The snapshot without what some sales lines need and hold, and the items that differ.
fn without(r: &Read<'_>, now: &View, lines: &HashSet<i64>) -> Result<(Snapshot, Vec<u32>)> {
    let mut snapshot = now.loaded.snapshot.clone();
    let sources = now.loaded.sources.iter();
    let keeps: Vec<bool> =
        sources.map(|s| s.kind != DemandType::SalesOrderLine || !lines.contains(&s.id)).collect();
    let gone = keeps.iter().zip(&snapshot.demands).filter(|(keep, _)| !**keep);
    let mut changed: Vec<u32> = gone.map(|(_, row)| row.item).collect();
    let mut keep = keeps.into_iter();
    snapshot.demands.retain(|_| keep.next().unwrap_or(true));
    let list = serde_json::json!(lines.iter().collect::<Vec<_>>());
    let held: Vec<Reserved> = r.all(
        "SELECT product_id, sum(quantity) AS quantity FROM inventory_allocations
         WHERE holder_type = 'sales_order_line' AND holder_id IN (SELECT value FROM json_each(?1)) GROUP BY product_id",
        bind![list],
    )?;
    for row in held {
        if let Some(place) = now.loaded.position(row.product_id)
            && let Some(item) = snapshot.items.get_mut(place as usize)
        {
            item.allocated = item.allocated.saturating_sub(row.quantity.micros()).max(0);
            changed.push(place);
        }
    }
    Ok((snapshot, changed))
}

fn answer(
    r: &Read<'_>,
    loaded: &Loaded,
    promises: &Promises<'_>,
    req: &AskPromise,
) -> Result<PromiseAnswers> {
    let mut wanted = Vec::with_capacity(req.lines.len());
    for (index, line) in req.lines.iter().enumerate() {
        if !line.quantity.get().is_positive() {
            let text = "Ask for more than nothing.";
            return Err(refuse_field(Code::InvalidValue, format!("lines[{index}].quantity"), text));
        }
        // A service has no place in the plan, and its question no place among the others.
        let position = loaded.position(line.product_id).unwrap_or(u32::MAX);
        wanted.push((position, line.quantity.get().micros()));
    }
    let found = promises.capable_to_promise_all(&wanted);
    let names = names::load(r, loaded, req, &found)?;
    let mut lines = Vec::with_capacity(found.len());
    for ((line, (item, qty)), promise) in req.lines.iter().zip(&wanted).zip(&found) {
        let product = names.product(line.product_id).ok_or_else(|| not_found("product", line.product_id))?;
        let Some(promise) = promise else {
            if *item != u32::MAX {
                let text =
                    format!("{} is more of {} than can be promised.", line.quantity.get(), product.sku);
                return Err(refuse_field(Code::InvalidValue, "quantity", text));
            }
            lines.push(service(loaded, line, product.unit.clone()));
            continue;
        };
        let date = loaded.date(promise.day);
        lines.push(PromiseAnswer {
            product_id: line.product_id,
            date,
            in_time: line.wanted_date.map(|wanted| date <= wanted),
            source: source(loaded, promise),
            free_quantity: Quantity::from_micros(promise.available),
            missing_quantity: Quantity::from_micros(qty - promise.available),
            unit: product.unit.clone(),
            chain: names.chain(loaded, promise),
            left: left(loaded, promises, *item, promise.available),
            doubt: doubt(loaded, promise),
        });
    }
    Ok(PromiseAnswers { lines })
}

fn service(loaded: &Loaded, line: &PromiseLine, unit: String) -> PromiseAnswer {
    PromiseAnswer {
        product_id: line.product_id,
        date: loaded.today,
        in_time: line.wanted_date.map(|wanted| loaded.today <= wanted),
        source: PromiseSource::Service,
        free_quantity: line.quantity.get(),
        missing_quantity: Quantity::ZERO,
        unit,
        chain: Vec::new(),
        left: Vec::new(),
        doubt: None,
    }
}

fn obtained(item: &Item) -> PromiseSource {
    match item.procurement {
        Procurement::Make => PromiseSource::Make,
        Procurement::Buy => PromiseSource::Buy,
    }
}

fn source(loaded: &Loaded, promise: &Promise) -> PromiseSource {
    let item = |index: u32| &loaded.snapshot.items[index as usize];
    match promise.chain.first() {
        Some(link) if link.how == LinkHow::Waits => PromiseSource::OnOrder,
        Some(link) => obtained(item(link.item)),
        // Made or bought within the day.
        None => promise.steps.last().map_or(PromiseSource::Stock, |step| obtained(item(step.item))),
    }
}

fn left(loaded: &Loaded, promises: &Promises<'_>, item: u32, taken: i64) -> Vec<PromiseLeft> {
    let mut rows: Vec<PromiseLeft> = Vec::new();
    for (day, free) in promises.free(item) {
        let quantity = Quantity::from_micros(free.saturating_sub(taken).max(0));
        if rows.len() < MOST_FREE && rows.last().is_none_or(|before| before.quantity != quantity) {
            rows.push(PromiseLeft { date: loaded.date(day), quantity });
        }
    }
    rows
}

/// Of what would be started: made without a bill, bought without a vendor.
fn doubt(loaded: &Loaded, promise: &Promise) -> Option<String> {
    let today = day_of(loaded.today.get());
    promise.steps.iter().rev().find_map(|step| {
        let item = loaded.snapshot.items.get(step.item as usize)?;
        let known = loaded.known.get(step.item as usize)?;
        let days = step.ready - step.start.max(today);
        let has_parts = || loaded.snapshot.bom.iter().any(|line| line.parent == step.item);
        match item.procurement {
            Procurement::Buy if !item.has_vendor => Some(format!(
                "{} has no vendor; a lead time of {} is assumed. Set its preferred vendor.",
                item.sku,
                counted(days, "day")
            )),
            Procurement::Make if known.bom.is_none() && !has_parts() => Some(format!(
                "{} has no bill of material, so nothing is waited for. Add one under Bills of material.",
                item.sku
            )),
            Procurement::Buy | Procurement::Make => None,
        }
    })
}
