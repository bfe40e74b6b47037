//! A parcel leaves: goods and packaging are issued, serial numbers stamped, and what left is invoiced.

use std::collections::HashMap;

use spoolyard_types::ids::{LocationId, LotId, SalesOrderId, SalesOrderLineId, ShipmentId};
use spoolyard_types::{Date, Entered, Quantity, Text};

use super::bill;
use super::delivery::show_last;
use super::packing::{Packing, Take, packaging};
use super::queries::{ShipmentDetail, ShipmentRef, get, packing_place};
use super::wanted::{check, check_quality};
use crate::bind;
use crate::db::{Sequence, Write};
use crate::error::Result;
use crate::ledger::Event;
use crate::sales::events::{Parcel, tell_parcel};
use crate::sales::orders::{self, Order};
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
