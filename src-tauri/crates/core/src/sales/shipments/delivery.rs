//! What becomes known of a parcel after it left: who carries it, under which number, and that it arrived.

use spoolyard_types::ids::{SalesOrderId, ShipmentId};
use spoolyard_types::{Code, Text, Timestamp};

use super::queries::{ShipmentDetail, ShipmentRef, get, head};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse, refuse_field};
use crate::sales::events::{Parcel, tell_parcel};
use crate::sales::model::ShipmentStatus;

crate::wire! {
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
