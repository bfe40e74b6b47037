//! The packing slip of a parcel, from the store.

use std::collections::HashMap;

use spoolyard_documents::{PackingLine, PackingSlip, Party};
use spoolyard_types::ids::{SalesOrderLineId, ShipmentId};
use spoolyard_types::{Code, Date, Quantity, Timestamp};

use super::format::address;
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found, refuse};
use crate::sales::model::ShipmentStatus;

crate::read_model! {
    struct Head {
        shipment_number: String,
        status: ShipmentStatus,
        order_number: String,
        po_reference: Option<String>,
        ordered_at: Timestamp,
        updated_at: Timestamp,
        ship_date: Option<Date>,
        carrier: Option<String>,
        service: Option<String>,
        tracking_number: Option<String>,
        customer_notes: Option<String>,
        customer_name: Option<String>,
        shipping_name: Option<String>,
        shipping_phone: Option<String>,
        shipping_address_line1: Option<String>,
        shipping_address_line2: Option<String>,
        shipping_city: Option<String>,
        shipping_state: Option<String>,
        shipping_zip: Option<String>,
        shipping_country: Option<String>,
    }

    struct Line {
        id: SalesOrderLineId,
        line_number: u32,
        sku: String,
        name: String,
        unit: String,
        ordered: Quantity,
        shipped_before: Quantity,
        shipped_now: Quantity,
    }

    struct Number {
        line_id: SalesOrderLineId,
        lot_number: Option<String>,
        serial_number: Option<String>,
    }
}

/// Lots and serial numbers of what is in a parcel, by line.
type Numbers = HashMap<SalesOrderLineId, (Vec<String>, Vec<String>)>;

fn numbers(r: &Read<'_>, id: ShipmentId) -> Result<Numbers> {
    let rows: Vec<Number> = r.all(
        "SELECT l.sales_order_line_id AS line_id, m.lot_number, t.serial_number
         FROM shipment_lines l
         LEFT JOIN material_lots m ON m.id = l.lot_id
         LEFT JOIN inventory_transactions t ON t.id = l.inventory_transaction_id
         WHERE l.shipment_id = ?1 AND l.sales_order_line_id IS NOT NULL ORDER BY l.id",
        bind![id],
    )?;
    let mut out = Numbers::new();
    for row in rows {
        let (lots, serials) = out.entry(row.line_id).or_default();
        lots.extend(row.lot_number.filter(|lot| !lots.contains(lot)));
        serials.extend(row.serial_number);
    }
    Ok(out)
}

fn lines(r: &Read<'_>, id: ShipmentId) -> Result<Vec<PackingLine>> {
    let rows: Vec<Line> = r.all(
        "SELECT l.id, l.line_number, p.sku, coalesce(l.description, p.name) AS name, l.unit, l.quantity AS ordered,
             (SELECT coalesce(sum(b.quantity), 0) FROM shipment_lines b JOIN shipments e ON e.id = b.shipment_id
              WHERE b.sales_order_line_id = l.id AND e.status = 'shipped' AND e.id < s.id) AS shipped_before,
             (SELECT coalesce(sum(b.quantity), 0) FROM shipment_lines b
              WHERE b.sales_order_line_id = l.id AND b.shipment_id = s.id) AS shipped_now
         FROM shipments s JOIN sales_order_lines l ON l.sales_order_id = s.sales_order_id
         JOIN products p ON p.id = l.product_id
         WHERE s.id = ?1 AND l.is_cancelled = 0 ORDER BY l.line_number, l.id",
        bind![id],
    )?;
    let mut numbers = numbers(r, id)?;
    rows.into_iter()
        .map(|row| {
            let (lots, serials) = numbers.remove(&row.id).unwrap_or_default();
            let gone = row.shipped_before.plus(row.shipped_now)?;
            Ok(PackingLine {
                line_no: row.line_number,
                sku: row.sku,
                name: row.name,
                unit: row.unit,
                ordered: row.ordered.get(),
                shipped_before: row.shipped_before.get(),
                shipped_now: row.shipped_now.get(),
                backordered: row.ordered.minus(gone)?.max(Quantity::ZERO).get(),
                lots,
                serials,
                ..PackingLine::default()
            })
        })
        .collect()
}

/// What stands on the packing slip, without the letterhead.
pub(super) fn view(r: &Read<'_>, id: ShipmentId) -> Result<PackingSlip> {
    let head: Head = r
        .maybe(
            "SELECT s.shipment_number, s.status, o.order_number, o.po_reference,
                 coalesce(o.confirmed_at, o.created_at) AS ordered_at, s.updated_at, s.ship_date, s.carrier, s.service,
                 s.tracking_number, o.customer_notes, o.customer_name, o.shipping_name, o.shipping_phone,
                 o.shipping_address_line1, o.shipping_address_line2, o.shipping_city, o.shipping_state, o.shipping_zip,
                 o.shipping_country
             FROM shipments s JOIN sales_orders o ON o.id = s.sales_order_id WHERE s.id = ?1",
            bind![id],
        )?
        .ok_or_else(|| not_found("shipment", id))?;
    if head.status == ShipmentStatus::Voided {
        let text =
            format!("{} was voided and has no packing slip. Print that of another.", head.shipment_number);
        return Err(refuse(Code::WrongState, text));
    }
    Ok(PackingSlip {
        order_number: head.order_number,
        shipment_number: Some(head.shipment_number),
        customer_reference: head.po_reference,
        order_date: Some(head.ordered_at.get().date_naive()),
        ship_date: head.ship_date.map(Date::get),
        ship_to: Party {
            name: head.shipping_name.or(head.customer_name).unwrap_or_default(),
            address: address(
                [head.shipping_address_line1.as_deref(), head.shipping_address_line2.as_deref()],
                [head.shipping_city.as_deref(), head.shipping_state.as_deref(), head.shipping_zip.as_deref()],
                head.shipping_country.as_deref(),
            ),
            phone: head.shipping_phone,
            ..Party::default()
        },
        carrier: head.carrier,
        service: head.service,
        tracking_numbers: head.tracking_number.into_iter().collect(),
        lines: lines(r, id)?,
        notes: head.customer_notes,
        // Of the parcel, not of the print: the same slip printed twice is the same paper, and is kept once.
        created_at: head.updated_at.get(),
        ..PackingSlip::default()
    })
}
