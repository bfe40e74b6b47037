//! A parcel leaves: goods and packaging are issued, serial numbers stamped, and what left is invoiced.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use spoolyard_types::ids::{
    LocationId, LotId, ProductId, SalesOrderId, SalesOrderLineId, ShipmentId, TransactionId,
};
use spoolyard_types::{Code, Date, Entered, Quantity, Refusal, Text, Timestamp};

use super::bill;
use super::queries::{ShipmentDetail, ShipmentRef, get, head, held_by_quality, packing_place};
use crate::bind;
use crate::db::{Read, Sequence, Write};
use crate::engineering::{self, ConsumeStage};
use crate::error::{Result, refuse, refuse_field};
use crate::inventory::{self, Holder, Issue, Moved, Reference, ReferenceType};
use crate::ledger::{AccountRole, Event};
use crate::sales::events::{Parcel, tell_parcel};
use crate::sales::model::ShipmentStatus;
use crate::sales::orders::{self, Line, Order};
use crate::sales::status;

crate::wire! {
    /// What of a line is in the parcel.
    pub struct ShipLine {
        /// The line of the order.
        pub sales_order_line_id: SalesOrderLineId,
        /// How much, in the stock unit.
        pub quantity: Entered<Quantity, 10, 2>,
        /// Taken from here; from where it is held, then from where it is free, when left out.
        pub location_id: Option<LocationId>,
        /// From this lot; the one that expires first when left out.
        pub lot_id: Option<LotId>,
        /// The serial numbers of the pieces, for a product that has them: as many as pieces.
        #[serde(default)]
        pub serials: Vec<Text<50>>,
    }

    /// A parcel that leaves.
    pub struct Ship {
        /// The order.
        pub sales_order_id: SalesOrderId,
        /// What is in it.
        pub lines: Vec<ShipLine>,
        /// Where it is packed; the usual place when left out.
        pub location_id: Option<LocationId>,
        /// Who carries it, when that is known.
        pub carrier: Option<Text<100>>,
        /// The carrier's service.
        pub service: Option<Text<100>>,
        /// The number that the carrier gave. It is never made up.
        pub tracking_number: Option<Text<255>>,
        /// The day it leaves; today when left out.
        pub ship_date: Option<Date>,
        /// Leaves without the packaging that its bill of material asks for.
        #[serde(default)]
        pub without_packaging: bool,
        /// Anything else.
        pub notes: Option<Text<10000>>,
    }

    /// What became known of a parcel after it left.
    pub struct DescribeShipment {
        /// Its row.
        pub id: ShipmentId,
        /// Who carries it.
        pub carrier: Option<Text<100>>,
        /// The carrier's service.
        pub service: Option<Text<100>>,
        /// The number that the carrier gave.
        pub tracking_number: Option<Text<255>>,
        /// Anything else.
        pub notes: Option<Text<10000>>,
    }

    /// Which parcel arrived.
    pub struct MarkDelivered {
        /// Its row.
        pub id: ShipmentId,
        /// When; now when left out.
        pub delivered_at: Option<Timestamp>,
    }
}

/// A line of the request beside the line of the order.
struct Wanted<'r> {
    at: usize,
    line: &'r Line,
    req: &'r ShipLine,
}

impl Wanted<'_> {
    fn quantity(&self) -> Quantity {
        self.req.quantity.get()
    }
    fn field(&self, name: &str) -> String {
        format!("lines[{}].{name}", self.at)
    }
}

fn check<'r>(order: &Order, lines: &'r [Line], req: &'r [ShipLine]) -> Result<Vec<Wanted<'r>>> {
    let number = &order.order_number;
    if req.is_empty() {
        return Err(refuse_field(Code::InvalidValue, "lines", "Say what is in the parcel."));
    }
    let mut out: Vec<Wanted<'r>> = Vec::with_capacity(req.len());
    for (at, part) in req.iter().enumerate() {
        let field = |name: &str| format!("lines[{at}].{name}");
        let line = lines.iter().find(|l| l.id == part.sales_order_line_id).ok_or_else(|| {
            let text = format!("{number} has no such line. Open the order again.");
            refuse_field(Code::NotFound, field("sales_order_line_id"), text)
        })?;
        if out.iter().any(|w| w.line.id == line.id) {
            let text = "This line is named twice. Add its quantities up.";
            return Err(refuse_field(Code::InvalidValue, field("sales_order_line_id"), text));
        }
        let quantity = part.quantity.get();
        if !quantity.is_positive() {
            return Err(refuse_field(
                Code::InvalidValue,
                field("quantity"),
                "Ship more than zero, or leave the line out.",
            ));
        }
        let open = line.open()?;
        if quantity > open {
            let text = format!(
                "{quantity} {} of {} are to be shipped, but only {open} of line {} of {number} are still to come. Ship at most that.",
                line.unit, line.sku, line.line_number
            );
            return Err(refuse_field(Code::OverShipment, field("quantity"), text));
        }
        out.push(Wanted { at, line, req: part });
    }
    Ok(out)
}

/// Refuses goods that await inspection or failed it: what is on the shelf less those must cover the parcel.
fn check_quality(w: &Write<'_>, wanted: &[Wanted<'_>]) -> Result<()> {
    let products: Vec<ProductId> = wanted.iter().map(|w| w.line.product_id).collect();
    for held in held_by_quality(w, &products)? {
        let mut asked = Quantity::ZERO;
        for want in wanted.iter().filter(|w| w.line.product_id == held.product_id) {
            asked = asked.plus(want.quantity())?;
        }
        let free = inventory::on_hand(w, held.product_id)?.minus(held.quantity)?.max(Quantity::ZERO);
        let Some(want) = wanted.iter().find(|w| w.line.product_id == held.product_id && asked > free) else {
            continue;
        };
        let text = format!(
            "{} {} of {} made by {} await quality control or failed it; {free} may leave. Inspect them first, or ship less.",
            held.quantity, want.line.unit, want.line.sku, held.work_order
        );
        return Err(refuse_field(Code::QualityHold, want.field("quantity"), text));
    }
    Ok(())
}

crate::read_model! {
    /// What may be taken for a line at a place.
    struct Place {
        location_id: LocationId,
        takeable: Quantity,
    }
}

/// From where goods may be taken: where the holder holds them first, then where they are free and count.
fn places(
    r: &Read<'_>,
    product: ProductId,
    holder: Option<SalesOrderLineId>,
    only: Option<LocationId>,
) -> Result<Vec<Place>> {
    r.all(
        "SELECT i.location_id, min(i.on_hand_quantity, coalesce(a.quantity, 0)
                 + max(0, i.on_hand_quantity - i.allocated_quantity)) AS takeable
         FROM inventory i JOIN inventory_locations l ON l.id = i.location_id
         LEFT JOIN inventory_allocations a ON a.holder_type = 'sales_order_line' AND a.holder_id = ?2
             AND a.product_id = i.product_id AND a.location_id = i.location_id
         LEFT JOIN company_settings c ON c.id = 1
         WHERE i.product_id = ?1 AND i.on_hand_quantity > 0
           AND (i.location_id = ?3 OR (?3 IS NULL AND (a.quantity > 0 OR (l.is_nettable = 1 AND l.active = 1))))
         ORDER BY coalesce(a.quantity, 0) DESC, i.location_id = c.default_location_id DESC, i.location_id",
        bind![product, holder, only],
    )
}

/// What is taken of one product, and why.
struct Take<'t> {
    product: ProductId,
    sku: &'t str,
    unit: &'t str,
    quantity: Quantity,
    line: Option<SalesOrderLineId>,
    location: Option<LocationId>,
    lot: Option<LotId>,
    serial: Option<&'t str>,
    field: String,
}

/// The parcel that is being packed.
struct Packing<'p> {
    order: &'p Order,
    shipment: ShipmentId,
    event: Event,
}

impl Packing<'_> {
    fn take(&mut self, w: &Write<'_>, take: &Take<'_>) -> Result<()> {
        let mut rest = take.quantity;
        for place in places(w, take.product, take.line, take.location)? {
            let part = rest.min(place.takeable);
            if !part.is_positive() {
                continue;
            }
            let reference = Reference::new(ReferenceType::So, self.order.id.get());
            let issue = Issue {
                holder: take.line.map(Holder::SalesOrderLine),
                shipment: Some(self.shipment),
                lot: take.lot,
                serial: take.serial.map(str::to_owned),
                ..Issue::of(take.product, place.location_id, part, AccountRole::Cogs, reference)
            };
            let moved = inventory::issue(w, &mut self.event, issue)?;
            self.pack(w, take, &moved)?;
            rest = rest.minus(part)?;
            if rest.is_zero() {
                return Ok(());
            }
        }
        let there = take.quantity.minus(rest)?;
        let remedy = if take.line.is_some() {
            "Ship less, receive or make more, or release what other orders hold."
        } else {
            "Receive or count the packaging, or ship without it."
        };
        let text = format!(
            "{} {} of {} are wanted for {}, but only {there} are there and not held for others. {remedy}",
            take.quantity, take.unit, take.sku, self.order.order_number
        );
        let facts = serde_json::json!({ "product_id": take.product, "sku": take.sku, "wanted": take.quantity, "free": there });
        Err(Refusal::new(Code::InsufficientStock, text).at(take.field.clone()).with(facts).into())
    }

    fn pack(&self, w: &Write<'_>, take: &Take<'_>, moved: &Moved) -> Result<()> {
        for part in &moved.parts {
            let row = (part.quantity, Some(part.transaction), part.lot);
            self.row(w, take.line, take.product, take.unit, row)?;
        }
        Ok(())
    }

    fn row(
        &self,
        w: &Write<'_>,
        line: Option<SalesOrderLineId>,
        product: ProductId,
        unit: &str,
        (quantity, transaction, lot): (Quantity, Option<TransactionId>, Option<LotId>),
    ) -> Result<()> {
        w.insert(
            "INSERT INTO shipment_lines (shipment_id, sales_order_line_id, product_id, quantity, unit,
                 inventory_transaction_id, lot_id, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            bind![self.shipment, line, product, quantity, unit, transaction, lot, w.now()],
        )?;
        Ok(())
    }

    fn goods(&mut self, w: &Write<'_>, want: &Wanted<'_>, tracking: Option<&str>) -> Result<()> {
        let (line, quantity) = (want.line, want.quantity());
        if !line.item_type.is_stocked() {
            return self.row(w, Some(line.id), line.product_id, &line.unit, (quantity, None, None));
        }
        let whole = Take {
            product: line.product_id,
            sku: &line.sku,
            unit: &line.unit,
            quantity,
            line: Some(line.id),
            location: want.req.location_id,
            lot: want.req.lot_id,
            serial: None,
            field: want.field("quantity"),
        };
        if !line.track_serials {
            return self.take(w, &whole);
        }
        check_serials(want)?;
        for (index, serial) in want.req.serials.iter().enumerate() {
            let field = want.field(&format!("serials[{index}]"));
            stamp(w, self.order.id, self.shipment, want.line, serial, tracking, &field)?;
            let one = Quantity::new(Decimal::ONE)?;
            self.take(w, &Take { quantity: one, serial: Some(serial), ..Take { field, ..whole.again() } })?;
        }
        Ok(())
    }
}

impl<'t> Take<'t> {
    fn again(&self) -> Take<'t> {
        Take { field: self.field.clone(), ..*self }
    }
}

fn check_serials(want: &Wanted<'_>) -> Result<()> {
    let asked = want.quantity().get();
    let given = Decimal::from(want.req.serials.len());
    if asked == given {
        return Ok(());
    }
    let text = format!(
        "{} ships with serial numbers: {asked} pieces need {asked} of them, and {given} are given. Scan each piece.",
        want.line.sku
    );
    Err(refuse_field(Code::LotRequired, want.field("serials"), text))
}

crate::read_model! {
    struct Piece {
        id: i64,
        product_id: ProductId,
        status: String,
        qc_passed: bool,
    }
}

fn stamp(
    w: &Write<'_>,
    order: SalesOrderId,
    shipment: ShipmentId,
    line: &Line,
    serial: &str,
    tracking: Option<&str>,
    field: &str,
) -> Result<()> {
    let piece: Option<Piece> = w.maybe(
        "SELECT id, product_id, status, qc_passed FROM serial_numbers WHERE serial_number = ?1",
        bind![serial],
    )?;
    let piece = piece.filter(|p| p.product_id == line.product_id).ok_or_else(|| {
        let text = format!("No {} has the serial number {serial}. Scan it again.", line.sku);
        refuse_field(Code::NotFound, field, text)
    })?;
    if piece.status != "manufactured" && piece.status != "returned" {
        let text = format!("The piece {serial} is {} already. Take another.", piece.status);
        return Err(refuse_field(Code::WrongState, field, text));
    }
    if !piece.qc_passed {
        let text = format!("The piece {serial} failed quality control. Take another.");
        return Err(refuse_field(Code::QualityHold, field, text));
    }
    w.execute(
        "UPDATE serial_numbers SET status = 'sold', sales_order_id = ?2, sales_order_line_id = ?3, sold_at = ?4,
             shipped_at = ?4, tracking_number = ?5, shipment_id = ?6
         WHERE id = ?1",
        bind![piece.id, order, line.id, w.now(), tracking.map(|t| t.chars().take(100).collect::<String>()), shipment],
    )?;
    Ok(())
}

crate::read_model! {
    struct Component {
        id: ProductId,
        sku: String,
        unit: String,
        is_stocked: bool,
    }
}

/// The packaging that the goods of a parcel ask for, summed over its lines.
fn packaging(w: &Write<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<(Component, Quantity)>> {
    let mut needs: BTreeMap<ProductId, Quantity> = BTreeMap::new();
    for want in wanted.iter().filter(|w| w.line.item_type.is_stocked()) {
        for need in engineering::resolve(w, want.line.product_id, want.quantity())? {
            if need.stage == ConsumeStage::Shipping && !need.cost_only && !need.optional {
                let sum = needs.entry(need.component).or_default();
                *sum = sum.plus(need.quantity)?;
            }
        }
    }
    if needs.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ProductId> = needs.keys().copied().collect();
    let components: Vec<Component> = w.all(
        "SELECT id, sku, unit, item_type <> 'service' AS is_stocked FROM products
         WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
        bind![serde_json::json!(ids)],
    )?;
    let known = |c: Component| needs.get(&c.id).copied().map(|q| (c, q));
    Ok(components
        .into_iter()
        .filter(|c| c.is_stocked)
        .filter_map(known)
        .filter(|(_, q)| q.is_positive())
        .collect())
}

/// Ships part or all of what an order is still to get: goods that are held for it or free, and packaging, are
/// issued at their cost, and what left is invoiced.
///
/// # Errors
/// [`Code::OverShipment`], [`Code::InsufficientStock`], [`Code::QualityHold`], [`Code::LotRequired`],
/// [`Code::LotBlocked`], [`Code::WrongState`], [`Code::PeriodClosed`].
pub fn ship(w: &Write<'_>, req: Ship) -> Result<ShipmentDetail> {
    let order = orders::load(w, req.sales_order_id)?;
    orders::check_open(&order, "be shipped")?;
    let lines = orders::lines_of(w, order.id)?;
    let wanted = check(&order, &lines, &req.lines)?;
    check_quality(w, &wanted)?;
    let date = req.ship_date.map_or_else(|| w.today(), Ok)?;
    let number = w.next_number(Sequence::Shipment, date)?;
    let shipment = insert(w, &req, &number, date)?;
    let text = format!("Shipment {number} for {}", order.order_number);
    let mut packing =
        Packing { order: &order, shipment, event: Event::new(date, text, "shipment", shipment.get()) };
    for want in &wanted {
        packing.goods(w, want, req.tracking_number.as_deref())?;
    }
    if !req.without_packaging {
        for (component, quantity) in packaging(w, &wanted)? {
            let take = Take {
                product: component.id,
                sku: &component.sku,
                unit: &component.unit,
                quantity,
                line: None,
                location: None,
                lot: None,
                serial: None,
                field: String::from("without_packaging"),
            };
            packing.take(w, &take)?;
        }
    }
    packing.event.post(w)?;
    let taken: HashMap<SalesOrderLineId, Quantity> =
        wanted.iter().map(|w| (w.line.id, w.quantity())).collect();
    leave(w, &order, shipment, &req, &number, date)?;
    let now = orders::lines_of(w, order.id)?;
    bill::invoice(w, &order, shipment, &now, &taken, date)?;
    orders::hold(w, &now)?;
    status::refresh(w, order.id)?;
    w.about("shipment", shipment.get(), Some(&number));
    get(w, ShipmentRef { id: shipment })
}

fn insert(w: &Write<'_>, req: &Ship, number: &str, date: Date) -> Result<ShipmentId> {
    let id = w.insert(
        "INSERT INTO shipments (shipment_number, sales_order_id, location_id, status, carrier, service, tracking_number,
             ship_date, notes, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, 'draft', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
        bind![
            number,
            req.sales_order_id,
            packing_place(w, req.location_id)?,
            req.carrier,
            req.service,
            req.tracking_number,
            date,
            req.notes,
            w.actor().user_id,
            w.now()
        ],
    )?;
    Ok(ShipmentId(id))
}

/// The parcel is closed: its rows are final from here on.
fn leave(w: &Write<'_>, order: &Order, id: ShipmentId, req: &Ship, number: &str, date: Date) -> Result<()> {
    w.execute(
        "UPDATE sales_order_lines SET shipped_quantity = shipped_quantity + (
             SELECT sum(s.quantity) FROM shipment_lines s
             WHERE s.shipment_id = ?1 AND s.sales_order_line_id = sales_order_lines.id), updated_at = ?2
         WHERE id IN (SELECT sales_order_line_id FROM shipment_lines WHERE shipment_id = ?1)",
        bind![id, w.now()],
    )?;
    w.execute(
        "UPDATE shipments SET status = 'shipped', shipped_at = ?2, updated_at = ?2 WHERE id = ?1",
        bind![id, w.now()],
    )?;
    show_last(w, order.id)?;
    let parcel = Parcel {
        order: order.id,
        shipment: id,
        carrier: req.carrier.as_deref(),
        tracking: req.tracking_number.as_deref(),
        date,
    };
    let with = req.without_packaging.then_some("Without the packaging of its bill of material.");
    tell_parcel(w, &parcel, "shipped", &format!("{number} left"), with)
}

/// The order shows its last parcel that counts.
pub(super) fn show_last(w: &Write<'_>, order: SalesOrderId) -> Result<()> {
    w.execute(
        "UPDATE sales_orders SET (carrier, tracking_number, shipped_at, delivered_at) = (
             SELECT carrier, tracking_number, shipped_at, delivered_at FROM (
                 SELECT s.carrier, s.tracking_number, s.shipped_at, s.delivered_at, s.id FROM shipments s
                 WHERE s.sales_order_id = ?1 AND s.status = 'shipped'
                 UNION ALL SELECT NULL, NULL, NULL, NULL, 0
                 ORDER BY id DESC LIMIT 1)), updated_at = ?2
         WHERE id = ?1",
        bind![order, w.now()],
    )?;
    Ok(())
}

fn shipped(w: &Write<'_>, id: ShipmentId) -> Result<super::ShipmentRow> {
    let parcel = head(w, id)?;
    match parcel.status {
        ShipmentStatus::Shipped => Ok(parcel),
        ShipmentStatus::Draft | ShipmentStatus::Voided => {
            let text = format!(
                "{} is {}; only a parcel that left is described.",
                parcel.shipment_number, parcel.status
            );
            Err(refuse(Code::WrongState, text))
        }
    }
}

/// Writes who carries a parcel and under which number, once that is known.
///
/// # Errors
/// [`Code::NotFound`], [`Code::WrongState`].
pub fn describe(w: &Write<'_>, req: DescribeShipment) -> Result<ShipmentDetail> {
    let before = shipped(w, req.id)?;
    w.execute(
        "UPDATE shipments SET carrier = ?2, service = ?3, tracking_number = ?4, notes = ?5, updated_at = ?6 WHERE id = ?1",
        bind![req.id, req.carrier, req.service, req.tracking_number, req.notes, w.now()],
    )?;
    w.execute(
        "UPDATE serial_numbers SET tracking_number = substr(?2, 1, 100) WHERE shipment_id = ?1",
        bind![req.id, req.tracking_number],
    )?;
    show_last(w, before.sales_order_id)?;
    let parcel = Parcel {
        order: before.sales_order_id,
        shipment: req.id,
        carrier: req.carrier.as_deref(),
        tracking: req.tracking_number.as_deref(),
        date: w.today()?,
    };
    tell_parcel(w, &parcel, "described", &format!("{}: carrier and tracking", before.shipment_number), None)?;
    w.about("shipment", req.id.get(), Some(&before.shipment_number));
    get(w, ShipmentRef { id: req.id })
}

/// Notes that a parcel arrived.
///
/// # Errors
/// [`Code::NotFound`], [`Code::WrongState`].
pub fn deliver(w: &Write<'_>, req: MarkDelivered) -> Result<ShipmentDetail> {
    let before = shipped(w, req.id)?;
    let at = req.delivered_at.unwrap_or_else(|| w.now());
    if at > w.now() {
        return Err(refuse_field(
            Code::InvalidValue,
            "delivered_at",
            "A parcel does not arrive in the future.",
        ));
    }
    w.execute(
        "UPDATE shipments SET delivered_at = ?2, updated_at = ?3 WHERE id = ?1",
        bind![req.id, at, w.now()],
    )?;
    show_last(w, before.sales_order_id)?;
    let parcel = Parcel {
        order: before.sales_order_id,
        shipment: req.id,
        carrier: before.carrier.as_deref(),
        tracking: before.tracking_number.as_deref(),
        date: w.today()?,
    };
    tell_parcel(w, &parcel, "delivered", &format!("{} arrived", before.shipment_number), None)?;
    w.about("shipment", req.id.get(), Some(&before.shipment_number));
    get(w, ShipmentRef { id: req.id })
}
