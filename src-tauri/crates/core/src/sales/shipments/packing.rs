//! What goes into a parcel leaves the shelf: goods from where the order holds them, packaging from where it is.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use spoolyard_types::ids::{
    LocationId, LotId, ProductId, SalesOrderId, SalesOrderLineId, ShipmentId, TransactionId,
};
use spoolyard_types::{Code, Quantity, Refusal, counted};

use super::wanted::Wanted;
use crate::bind;
use crate::db::{Read, Write};
use crate::engineering::{self, ConsumeStage};
use crate::error::{Result, refuse_field};
use crate::inventory::{self, Holder, Issue, Moved, Reference, ReferenceType};
use crate::ledger::{AccountRole, Event};
use crate::sales::orders::{Line, Order};

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
pub(super) struct Take<'t> {
    pub(super) product: ProductId,
    pub(super) sku: &'t str,
    pub(super) unit: &'t str,
    pub(super) quantity: Quantity,
    pub(super) line: Option<SalesOrderLineId>,
    pub(super) location: Option<LocationId>,
    pub(super) lot: Option<LotId>,
    pub(super) serial: Option<&'t str>,
    pub(super) field: String,
}

/// The parcel that is being packed.
pub(super) struct Packing<'p> {
    pub(super) order: &'p Order,
    pub(super) shipment: ShipmentId,
    pub(super) event: Event,
}

impl Packing<'_> {
    pub(super) fn take(&mut self, w: &Write<'_>, take: &Take<'_>) -> Result<()> {
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

    pub(super) fn goods(&mut self, w: &Write<'_>, want: &Wanted<'_>, tracking: Option<&str>) -> Result<()> {
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
        "{} ships with serial numbers: one for each of {}, but {} came. Scan each piece.",
        want.line.sku,
        counted(asked, "piece"),
        counted(given, "number")
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
    pub(super) struct Component {
        pub(super) id: ProductId,
        pub(super) sku: String,
        pub(super) unit: String,
        pub(super) is_stocked: bool,
    }
}

/// The packaging that the goods of a parcel ask for, summed over its lines.
pub(super) fn packaging(w: &Write<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<(Component, Quantity)>> {
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
