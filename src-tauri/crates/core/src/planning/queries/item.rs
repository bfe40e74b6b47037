//! One item over time: what it needs, what comes, what is left, what is proposed.

use chrono::{Datelike, Days, Months, NaiveDate};
use spoolyard_planning::calendar::day_of;
use spoolyard_planning::pegging::{DemandNode, Pegging};
use spoolyard_planning::{OrderKind, Plan, SupplyKind, plan};
use spoolyard_types::ids::ProductId;
use spoolyard_types::{Code, Date, Quantity};

use super::super::snapshot::{Loaded, load};
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found, refuse_field};

/// Columns that are shown when nobody says how many, and at most.
const USUAL: u32 = 13;
const MOST: u32 = 366;

crate::stored_enum! {
    /// The length of a column of the time-phased table.
    pub enum Bucket {
        /// A day.
        Day = "day",
        /// A week, from the company's first day of the week.
        Week = "week",
        /// A calendar month.
        Month = "month",
    }
}

crate::wire! {
    /// Asks for an item over time.
    pub struct PlanItem {
        /// Which product.
        pub product_id: ProductId,
        /// How long a column is.
        pub bucket: Bucket,
        /// How many columns; 13 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub buckets: Option<u32>,
    }

    /// One column of the table. What lies before today is in the first, what lies after the last is left out.
    pub struct PlanBucket {
        /// First day.
        pub from: Date,
        /// Last day.
        pub to: Date,
        /// Needs from outside and from parents.
        pub gross_requirements: Quantity,
        /// Open purchase and work orders, on their own dates.
        pub scheduled_receipts: Quantity,
        /// What would be on hand at the end without any planned order.
        pub projected_without_plan: Quantity,
        /// What is on hand at the end with the plan.
        pub projected_on_hand: Quantity,
        /// What planned orders have to bring, after yield, before lot sizes could bring more.
        pub net_requirements: Quantity,
        /// Planned orders due, after yield.
        pub planned_receipts: Quantity,
        /// Planned orders that start, as started.
        pub planned_releases: Quantity,
    }

    /// A point of the projection.
    pub struct ProjectionPoint {
        /// The day.
        pub date: Date,
        /// On hand at its end.
        pub on_hand: Quantity,
        /// Safety stock in force.
        pub safety_stock: Quantity,
    }

    /// One item over time.
    pub struct PlanItemTable {
        /// Which product.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its stock unit.
        pub unit: String,
        /// Nettable stock less blocked lots.
        pub on_hand: Quantity,
        /// Promised to orders.
        pub allocated: Quantity,
        /// Safety stock.
        pub safety_stock: Quantity,
        /// Fixed lead time, days.
        pub lead_time_days: Quantity,
        /// Levels above it in the bills of material.
        pub low_level_code: u32,
        /// The table.
        pub buckets: Vec<PlanBucket>,
        /// For the chart: every day on which something moves.
        pub projection: Vec<ProjectionPoint>,
    }
}

/// Starts of the columns and the day after the last.
fn columns(today: NaiveDate, bucket: Bucket, count: u32, week_start: u32) -> Vec<NaiveDate> {
    let first = match bucket {
        Bucket::Day => Some(today),
        Bucket::Week => {
            let into = (today.weekday().num_days_from_monday() + 7 - week_start % 7) % 7;
            today.checked_sub_days(Days::new(u64::from(into)))
        }
        Bucket::Month => today.with_day(1),
    };
    let first = first.unwrap_or(today);
    let nth = |n: u32| match bucket {
        Bucket::Day => first.checked_add_days(Days::new(u64::from(n))),
        Bucket::Week => first.checked_add_days(Days::new(u64::from(n) * 7)),
        Bucket::Month => first.checked_add_months(Months::new(n)),
    };
    (0..=count).map_while(nth).collect()
}

/// An item over time, from the farm as it is at this moment.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for a service, or for too many columns.
pub fn item(r: &Read<'_>, req: PlanItem) -> Result<PlanItemTable> {
    let count = req.buckets.unwrap_or(USUAL);
    if count == 0 || count > MOST {
        return Err(refuse_field(Code::InvalidValue, "buckets", format!("Ask for 1 to {MOST} columns.")));
    }
    let unit: String = r
        .value("SELECT unit FROM products WHERE id = ?1", bind![req.product_id])?
        .ok_or_else(|| not_found("product", req.product_id))?;
    let loaded = load(r)?;
    let Some(position) = loaded.position(req.product_id) else {
        let text = "Services are not stocked, so there is nothing to plan. Choose a product.";
        return Err(refuse_field(Code::InvalidValue, "product_id", text));
    };
    let week_start: u32 =
        r.value("SELECT week_start FROM company_settings WHERE id = 1", [])?.unwrap_or_default();
    let plan = plan(&loaded.snapshot);
    let days: Vec<i32> =
        columns(loaded.today.get(), req.bucket, count, week_start).into_iter().map(day_of).collect();
    let rows = moves(&loaded, &plan, position);
    let row = &loaded.snapshot.items[position as usize];
    let opening = row.on_hand.saturating_sub(row.allocated);
    let quantity = Quantity::from_micros;
    let mut buckets = Vec::new();
    let mut bare = opening;
    for (nth, span) in days.windows(2).enumerate() {
        let (from, to) = (span[0], span[1] - 1);
        let first = if nth == 0 { i32::MIN } else { from };
        let sum = |pick: fn(&Move) -> i64| {
            rows.iter()
                .filter(|m| (first..=to).contains(&m.day))
                .fold(0_i64, |total, m| total.saturating_add(pick(m)))
        };
        let (gross, scheduled) = (sum(|m| m.gross), sum(|m| m.scheduled));
        bare = bare.saturating_add(scheduled).saturating_sub(gross);
        let planned = sum(|m| m.planned);
        buckets.push(PlanBucket {
            from: loaded.date(from),
            to: loaded.date(to),
            gross_requirements: quantity(gross),
            scheduled_receipts: quantity(scheduled),
            projected_without_plan: quantity(bare),
            projected_on_hand: quantity(projected(&plan, position, to, opening)),
            net_requirements: quantity(sum(|m| m.net)),
            planned_receipts: quantity(planned),
            planned_releases: quantity(sum(|m| m.release)),
        });
    }
    let safety = quantity(row.safety_stock);
    let start = ProjectionPoint { date: loaded.today, on_hand: quantity(opening), safety_stock: safety };
    let later = plan.projected_of(position).iter().map(|point| ProjectionPoint {
        date: loaded.date(point.day),
        on_hand: quantity(point.qty),
        safety_stock: safety,
    });
    Ok(PlanItemTable {
        product_id: req.product_id,
        sku: row.sku.clone(),
        unit,
        on_hand: quantity(row.on_hand),
        allocated: quantity(row.allocated),
        safety_stock: safety,
        lead_time_days: quantity(row.lead_time),
        low_level_code: plan.low_level_code(position),
        buckets,
        projection: std::iter::once(start).chain(later).collect(),
    })
}

/// What happens to the item on a day.
#[derive(Default)]
struct Move {
    day: i32,
    gross: i64,
    scheduled: i64,
    planned: i64,
    net: i64,
    release: i64,
}

fn moves(loaded: &Loaded, plan: &Plan, position: u32) -> Vec<Move> {
    let mut out = Vec::new();
    let mut pegging = Pegging::new(&loaded.snapshot, plan);
    let pegs = pegging.of(position);
    let is_gross = |need: DemandNode| match need {
        DemandNode::Need(_) | DemandNode::Parent(..) | DemandNode::StandInFor(_) => true,
        DemandNode::Debt | DemandNode::SafetyStock | DemandNode::OrderPoint => false,
    };
    let met = pegs.pegs.iter().map(|peg| (peg.need, peg.need_day, peg.qty));
    for (need, day, qty) in met.chain(pegs.uncovered.iter().copied()) {
        if is_gross(need) {
            out.push(Move { day, gross: qty, ..Move::default() });
        }
    }
    let item = &loaded.snapshot.items[position as usize];
    for supply in loaded.snapshot.supplies.iter().filter(|supply| supply.item == position) {
        let day = supply.date.map_or(plan.today(), day_of);
        if supply.kind == SupplyKind::PlannedFirm {
            let good = (i128::from(supply.qty) * i128::from(item.yield_percent) / 100_000_000) as i64;
            out.push(Move { day, planned: good, net: good, ..Move::default() });
            if let Some(start) = supply.start {
                out.push(Move { day: day_of(start), release: supply.qty, ..Move::default() });
            }
        } else {
            out.push(Move { day, scheduled: supply.qty, ..Move::default() });
        }
    }
    let spare = |nth: u32| {
        let of = spoolyard_planning::pegging::SupplyNode::Planned(nth);
        pegs.spare.iter().filter(|(node, _, _)| *node == of).map(|(_, _, qty)| *qty).sum::<i64>()
    };
    for (nth, order) in plan.orders_of(position).iter().enumerate() {
        if order.kind != OrderKind::PassThrough {
            let net = order.good.saturating_sub(spare(nth as u32));
            out.push(Move { day: order.due, planned: order.good, net, ..Move::default() });
            out.push(Move { day: order.start, release: order.qty, ..Move::default() });
        }
    }
    out
}

fn projected(plan: &Plan, position: u32, day: i32, opening: i64) -> i64 {
    let rows = plan.projected_of(position);
    let passed = rows.partition_point(|row| row.day <= day);
    if passed == 0 { opening } else { rows[passed - 1].qty }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_the_companys_day_and_months_on_the_first() {
        let wednesday: NaiveDate = "2026-03-04".parse().unwrap();
        let starts = |bucket, week_start| {
            columns(wednesday, bucket, 2, week_start).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(starts(Bucket::Week, 0), ["2026-03-02", "2026-03-09", "2026-03-16"]);
        assert_eq!(starts(Bucket::Week, 6), ["2026-03-01", "2026-03-08", "2026-03-15"]);
        assert_eq!(starts(Bucket::Month, 0), ["2026-03-01", "2026-04-01", "2026-05-01"]);
        assert_eq!(starts(Bucket::Day, 0), ["2026-03-04", "2026-03-05", "2026-03-06"]);
    }
}
