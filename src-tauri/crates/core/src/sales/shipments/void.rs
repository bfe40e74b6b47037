//! A parcel is undone: its goods come back at what they cost, its invoice is voided.

use spoolyard_types::ids::{JournalEntryId, ShipmentId, TransactionId};
use spoolyard_types::{Code, Text};

use super::queries::{ShipmentDetail, ShipmentRef, get, head};
use super::{bill, delivery};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse};
use crate::inventory;
use crate::ledger::Event;
use crate::sales::events::{Parcel, tell_parcel};
use crate::sales::model::ShipmentStatus;
use crate::sales::{orders, status};

crate::wire! {
    /// Which parcel never left, or came back, and why.
    pub struct VoidShipment {
        /// Its row.
        pub id: ShipmentId,
        /// Why.
        pub reason: Text<500>,
    }
}

/// Undoes a parcel by rows that reverse it: movements of stock, serial numbers, invoice. What it took is still
/// to come again, and the order holds it again.
///
/// # Errors
/// [`Code::WrongState`] unless it has left, [`Code::PeriodClosed`].
pub fn void(w: &Write<'_>, req: VoidShipment) -> Result<ShipmentDetail> {
    let parcel = head(w, req.id)?;
    let number = &parcel.shipment_number;
    match parcel.status {
        ShipmentStatus::Shipped => {}
        ShipmentStatus::Draft | ShipmentStatus::Voided => {
            let text = format!("{number} is {}; only a parcel that left is voided.", parcel.status);
            return Err(refuse(Code::WrongState, text));
        }
    }
    let date = w.today()?;
    take_back(w, &req, number)?;
    bill::undo(w, req.id, &req.reason, date)?;
    w.execute(
        "UPDATE sales_order_lines SET shipped_quantity = shipped_quantity - (
             SELECT sum(s.quantity) FROM shipment_lines s
             WHERE s.shipment_id = ?1 AND s.sales_order_line_id = sales_order_lines.id), updated_at = ?2
         WHERE id IN (SELECT sales_order_line_id FROM shipment_lines WHERE shipment_id = ?1)",
        bind![req.id, w.now()],
    )?;
    w.execute(
        "UPDATE serial_numbers SET status = 'manufactured', sales_order_id = NULL, sales_order_line_id = NULL,
             sold_at = NULL, shipped_at = NULL, tracking_number = NULL, shipment_id = NULL
         WHERE shipment_id = ?1",
        bind![req.id],
    )?;
    w.execute(
        "UPDATE shipments SET status = 'voided', voided_at = ?2, void_reason = ?3, updated_at = ?2 WHERE id = ?1",
        bind![req.id, w.now(), req.reason],
    )?;
    delivery::show_last(w, parcel.sales_order_id)?;
    let told = Parcel {
        order: parcel.sales_order_id,
        shipment: req.id,
        carrier: parcel.carrier.as_deref(),
        tracking: parcel.tracking_number.as_deref(),
        date,
    };
    tell_parcel(w, &told, "voided", &format!("{number} was voided"), Some(&req.reason))?;
    if status::refresh(w, parcel.sales_order_id)?.is_open() {
        orders::hold(w, &orders::lines_of(w, parcel.sales_order_id)?)?;
    }
    w.about("shipment", req.id.get(), Some(number));
    get(w, ShipmentRef { id: req.id })
}

fn take_back(w: &Write<'_>, req: &VoidShipment, number: &str) -> Result<()> {
    let moved: Vec<TransactionId> = w.values(
        "SELECT inventory_transaction_id FROM shipment_lines
         WHERE shipment_id = ?1 AND inventory_transaction_id IS NOT NULL ORDER BY id",
        bind![req.id],
    )?;
    let entry: Option<JournalEntryId> = w.value(
        "SELECT journal_entry_id FROM inventory_transactions
         WHERE shipment_id = ?1 AND reverses_id IS NULL AND journal_entry_id IS NOT NULL LIMIT 1",
        bind![req.id],
    )?;
    let text = format!("{number} was voided: {}", req.reason);
    let mut event = Event::new(w.today()?, text, "shipment", req.id.get());
    if let Some(entry) = entry {
        event.reverses(entry);
    }
    for id in moved {
        inventory::reverse_in(w, &mut event, id, &req.reason, None)?;
    }
    event.post(w)?;
    Ok(())
}
