//! Where the goods of a line come from, when they will be there, and what stands in the way.

use std::collections::HashMap;

use spoolyard_types::ids::{ProductId, SalesOrderId, SalesOrderLineId};
use spoolyard_types::{Date, Quantity};

use super::detail::{OrderHead, OrderLine};
use crate::bind;
use crate::db::Read;
use crate::error::Result;
use crate::planning;
use crate::sales::model::OrderStatus;

crate::stored_enum! {
    /// From where goods come.
    pub enum LineSupplyKind {
        /// They are on the shelf and held for the line.
        Shelf = "shelf",
        /// They are being made.
        WorkOrder = "work_order",
        /// Planning proposes to make or to buy them.
        PlannedOrder = "planned_order",
        /// They are on order.
        PurchaseOrder = "purchase_order",
    }

    /// What stands in the way of an order.
    pub enum OrderIssueCause {
        /// Nobody is named.
        NoCustomer = "no_customer",
        /// The parcel would not know where to go.
        NoAddress = "no_address",
        /// Nothing is sold.
        NoLines = "no_lines",
        /// A product is put aside.
        InactiveProduct = "inactive_product",
        /// Goods for a line are on the shelf and free, and it does not hold them.
        NotReserved = "not_reserved",
        /// Nothing that is there, made or ordered covers a line.
        NotCovered = "not_covered",
        /// A line will be late.
        Late = "late",
        /// Quality control holds the goods.
        QualityHold = "quality_hold",
    }
}

crate::read_model! {
    /// One source of a line's goods, or of what they are packed in.
    pub struct LineSupply {
        /// The line.
        pub line_id: SalesOrderLineId,
        /// The SKU of packaging that leaves with the goods; none for the goods themselves.
        pub packaging: Option<String>,
        /// From where.
        pub kind: LineSupplyKind,
        /// The row of the document there; none for the shelf.
        pub document_id: Option<i64>,
        /// Its number.
        pub number: Option<String>,
        /// How far it is.
        pub status: Option<String>,
        /// How much of it is for this line, in the stock unit of what it is.
        pub quantity: Quantity,
        /// When it will be there; none when nobody knows.
        pub date: Option<Date>,
    }
}

crate::wire! {
    /// What one click would do about an issue, or the page it opens where there is a choice to make.
    pub struct OrderRemedy {
        /// The command of the table.
        pub command: String,
        /// What the button says.
        pub label: String,
        /// The line it is for; none for the whole order.
        pub line_id: Option<SalesOrderLineId>,
        /// What of; none where the command needs none.
        pub product_id: Option<ProductId>,
        /// How much, in the stock unit; none where the command needs none.
        pub quantity: Option<Quantity>,
    }

    /// What stands in the way, and what to do about it.
    pub struct OrderIssue {
        /// What.
        pub cause: OrderIssueCause,
        /// The line it concerns; none for the whole order.
        pub line_id: Option<SalesOrderLineId>,
        /// A sentence.
        pub message: String,
        /// The day on which it hurts or ends.
        pub date: Option<Date>,
        /// How much is concerned, in the stock unit.
        pub quantity: Option<Quantity>,
        /// What to do.
        pub remedy: Option<OrderRemedy>,
    }
}

/// Every source of every open line of an order. What planning pegged is counted once: a work order that names
/// the line itself is not taken from the pegs again. A line is also pegged to the packaging that it will take from
/// stock when it ships: such a source names its SKU, and is no goods.
pub(super) fn supplies(r: &Read<'_>, order: SalesOrderId) -> Result<Vec<LineSupply>> {
    let lines: Vec<i64> = r.values(
        "SELECT id FROM sales_order_lines WHERE sales_order_id = ?1 AND is_cancelled = 0 AND shipped_quantity < quantity",
        bind![order],
    )?;
    let planned = planning::line_supplies(r, &lines)?;
    r.all(
        "WITH pegs AS (SELECT json_extract(value, '$[0]') AS line_id, json_extract(value, '$[1]') AS supply_type,
                           json_extract(value, '$[2]') AS supply_id, json_extract(value, '$[3]') AS quantity
                       FROM json_each(?2)),
              lines AS (SELECT id, product_id, allocated_quantity, quantity - shipped_quantity AS open
                        FROM sales_order_lines
                        WHERE sales_order_id = ?1 AND is_cancelled = 0 AND shipped_quantity < quantity),
              sources AS (
         SELECT l.id AS line_id, l.product_id, 'shelf' AS kind, NULL AS document_id, NULL AS number, NULL AS status,
             l.allocated_quantity AS quantity, NULL AS date
         FROM lines l WHERE l.allocated_quantity > 0
         UNION ALL
         SELECT l.id, w.product_id, 'work_order', w.id, w.code, w.status, min(l.open - l.allocated_quantity, w.quantity_ordered - w.quantity_completed),
             coalesce(substr(w.scheduled_end, 1, 10), w.due_date)
         FROM lines l JOIN production_orders w ON w.sales_order_line_id = l.id
         WHERE w.status IN ('draft', 'released', 'in_progress', 'on_hold') AND w.quantity_ordered > w.quantity_completed
             AND l.open > l.allocated_quantity
         UNION ALL
         SELECT l.id, w.product_id, 'work_order', w.id, w.code, w.status, g.quantity, coalesce(substr(w.scheduled_end, 1, 10), w.due_date)
         FROM lines l
         JOIN pegs g ON g.line_id = l.id
         JOIN production_orders w ON g.supply_type = 'production_order' AND w.id = g.supply_id
         WHERE w.sales_order_line_id IS NOT l.id AND w.status IN ('draft', 'released', 'in_progress', 'on_hold')
         UNION ALL
         SELECT l.id, o.product_id, 'planned_order', o.id, NULL, o.order_type, g.quantity, o.due_date
         FROM lines l
         JOIN pegs g ON g.line_id = l.id
         JOIN planned_orders o ON g.supply_type = 'planned_order' AND o.id = g.supply_id
         WHERE o.status <> 'released'
         UNION ALL
         SELECT l.id, b.product_id, 'purchase_order', p.id, p.po_number, p.status, g.quantity, coalesce(b.expected_date, p.expected_date)
         FROM lines l
         JOIN pegs g ON g.line_id = l.id
         JOIN purchase_order_lines b ON g.supply_type = 'purchase_order_line' AND b.id = g.supply_id
         JOIN purchase_orders p ON p.id = b.purchase_order_id
         WHERE p.status NOT IN ('received', 'closed', 'cancelled'))
         SELECT s.line_id, CASE WHEN s.product_id <> l.product_id THEN p.sku END AS packaging, s.kind, s.document_id,
             s.number, s.status, s.quantity, s.date
         FROM sources s JOIN lines l ON l.id = s.line_id JOIN products p ON p.id = s.product_id
         ORDER BY s.line_id, packaging IS NOT NULL, s.date, s.number",
        bind![order, planned],
    )
}

/// The day on which enough is there for what is open of a line, with what it is packed in; none while nobody knows.
pub(super) fn promise(open: Quantity, supplies: &[&LineSupply], today: Date) -> Result<Option<Date>> {
    let mut covered = Quantity::ZERO;
    let mut latest = today;
    let (packaging, goods): (Vec<&LineSupply>, Vec<&LineSupply>) =
        supplies.iter().copied().partition(|supply| supply.packaging.is_some());
    for supply in packaging {
        match supply.date {
            Some(date) => latest = latest.max(date),
            None => return Ok(None),
        }
    }
    let mut sorted = goods;
    sorted.sort_by_key(|s| (s.kind != LineSupplyKind::Shelf, s.date.is_none(), s.date));
    for supply in sorted {
        if covered >= open {
            break;
        }
        match (supply.kind, supply.date) {
            (LineSupplyKind::Shelf, _) => {}
            (_, Some(date)) => latest = latest.max(date),
            (_, None) => return Ok(None),
        }
        covered = covered.plus(supply.quantity)?;
    }
    Ok((covered >= open).then_some(latest))
}

/// The commands that remedies name, with what their buttons say.
type Click = (&'static str, &'static str);
const CHOOSE_CUSTOMER: Click = ("orders.update", "Choose a customer");
const COMPLETE_ADDRESS: Click = ("orders.update", "Complete the address");
const ADD_LINE: Click = ("orders.update", "Add a line");
const AGREE_DATE: Click = ("orders.update", "Agree another date");
const REACTIVATE: Click = ("items.reactivate", "Reactivate the product");
const HOLD: Click = ("orders.reserve", "Hold what is there");
const MAKE: Click = ("work_orders.create", "Make a work order");
const BUY: Click = ("purchasing.create", "Order from a vendor");
const INSPECT: Click = ("work_orders.inspect", "Inspect");

/// Every remedy that an order may name.
pub const ORDER_REMEDIES: &[(&str, &str)] =
    &[CHOOSE_CUSTOMER, COMPLETE_ADDRESS, ADD_LINE, AGREE_DATE, REACTIVATE, HOLD, MAKE, BUY, INSPECT];

fn issue(cause: OrderIssueCause, message: String, (command, label): Click) -> OrderIssue {
    let remedy = OrderRemedy {
        command: command.into(),
        label: label.into(),
        line_id: None,
        product_id: None,
        quantity: None,
    };
    OrderIssue { cause, line_id: None, message, date: None, quantity: None, remedy: Some(remedy) }
}

/// An issue of a line, whose remedy knows the line, its product and how much is concerned.
fn of_line(line: &OrderLine, issue: OrderIssue) -> OrderIssue {
    let remedy = issue.remedy.map(|remedy| OrderRemedy {
        line_id: Some(line.id),
        product_id: Some(line.product_id),
        quantity: issue.quantity,
        ..remedy
    });
    OrderIssue { line_id: Some(line.id), remedy, ..issue }
}

/// What stands in the way of an order that is not done.
pub(super) fn issues(
    head: &OrderHead,
    lines: &[OrderLine],
    held_by_quality: &HashMap<i64, Quantity>,
) -> Result<Vec<OrderIssue>> {
    let mut out = Vec::new();
    match head.status {
        OrderStatus::Completed | OrderStatus::Cancelled => return Ok(out),
        OrderStatus::Draft | OrderStatus::Confirmed | OrderStatus::InProgress => {}
    }
    let number = &head.order_number;
    if head.customer_id.is_none() {
        let text = format!("{number} has no customer.");
        out.push(issue(OrderIssueCause::NoCustomer, text, CHOOSE_CUSTOMER));
    }
    let blank = |part: &Option<String>| part.as_deref().is_none_or(|p| p.trim().is_empty());
    if lines.iter().any(|l| l.is_stocked)
        && (blank(&head.shipping_address_line1)
            || blank(&head.shipping_city)
            || blank(&head.shipping_country))
    {
        let text = format!("{number} has goods to ship, and its shipping address is incomplete.");
        out.push(issue(OrderIssueCause::NoAddress, text, COMPLETE_ADDRESS));
    }
    if lines.iter().all(|l| l.is_cancelled) {
        let text = format!("{number} has no lines.");
        out.push(issue(OrderIssueCause::NoLines, text, ADD_LINE));
    }
    for line in lines.iter().filter(|l| !l.is_cancelled && l.open_quantity.is_positive()) {
        let blocked = held_by_quality.get(&line.product_id.get()).copied().unwrap_or_default();
        line_issues(head, line, blocked, &mut out)?;
    }
    Ok(out)
}

fn line_issues(
    head: &OrderHead,
    line: &OrderLine,
    blocked: Quantity,
    out: &mut Vec<OrderIssue>,
) -> Result<()> {
    let what = format!("Line {} ({})", line.line_number, line.sku);
    if !line.product_active {
        let text = format!("{what}: the product is inactive.");
        out.push(of_line(line, issue(OrderIssueCause::InactiveProduct, text, REACTIVATE)));
    }
    if head.status == OrderStatus::Draft || !line.is_stocked {
        return Ok(());
    }
    let mut covered = Quantity::ZERO;
    for supply in line.supplies.iter().filter(|supply| supply.packaging.is_none()) {
        covered = covered.plus(supply.quantity)?;
    }
    let missing = line.open_quantity.minus(covered)?;
    let takeable = line.open_quantity.minus(line.allocated_quantity)?.min(line.available_quantity);
    if takeable.is_positive() {
        let text =
            format!("{what}: {takeable} {} are on the shelf and free, and not held for it.", line.unit);
        let one = issue(OrderIssueCause::NotReserved, text, HOLD);
        out.push(of_line(line, OrderIssue { quantity: Some(takeable), ..one }));
    }
    let uncovered = missing.minus(takeable.max(Quantity::ZERO))?;
    if uncovered.is_positive() {
        let text = format!("{what}: nothing is made or ordered for {uncovered} {}.", line.unit);
        let remedy = if line.is_made { MAKE } else { BUY };
        let one = issue(OrderIssueCause::NotCovered, text, remedy);
        out.push(of_line(line, OrderIssue { quantity: Some(uncovered), date: line.wanted_date, ..one }));
    }
    if let (Some(promise), Some(wanted)) = (line.promise_date, line.wanted_date)
        && promise > wanted
    {
        let text = format!("{what}: wanted on {wanted}, there on {promise} at the earliest.");
        let one = issue(OrderIssueCause::Late, text, AGREE_DATE);
        out.push(of_line(line, OrderIssue { date: Some(promise), ..one }));
    }
    if blocked.is_positive() {
        let text = format!("{what}: {blocked} {} of it await quality control or failed it.", line.unit);
        let one = issue(OrderIssueCause::QualityHold, text, INSPECT);
        out.push(of_line(line, OrderIssue { quantity: Some(blocked), ..one }));
    }
    Ok(())
}
