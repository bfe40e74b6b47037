//! A purchase order as its vendor reads it, from the store.

use spoolyard_documents::{Party, PurchaseLine, PurchaseOrder};
use spoolyard_types::ids::PurchaseOrderId;
use spoolyard_types::{Date, Money, Quantity, Timestamp, UnitCost};

use super::format::address;
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found};

crate::read_model! {
    struct Head {
        po_number: String,
        status: String,
        order_date: Option<Date>,
        expected_date: Option<Date>,
        carrier: Option<String>,
        subtotal: Money,
        tax_amount: Money,
        shipping_cost: Money,
        total_amount: Money,
        currency_code: String,
        terms: Option<String>,
        notes: Option<String>,
        created_by: Option<String>,
        vendor_name: String,
        contact_name: Option<String>,
        vendor_email: Option<String>,
        vendor_phone: Option<String>,
        vendor_tax_id: Option<String>,
        account_number: Option<String>,
        payment_terms: Option<String>,
        address_line1: Option<String>,
        address_line2: Option<String>,
        city: Option<String>,
        state: Option<String>,
        postal_code: Option<String>,
        country: Option<String>,
        updated_at: Timestamp,
    }

    struct Line {
        line_number: u32,
        sku: String,
        name: String,
        vendor_sku: Option<String>,
        quantity: Quantity,
        unit: String,
        unit_cost: UnitCost,
        total: Money,
        expected_date: Option<Date>,
        notes: Option<String>,
    }
}

fn lines(r: &Read<'_>, id: PurchaseOrderId, expected: Option<Date>) -> Result<Vec<PurchaseLine>> {
    let rows: Vec<Line> = r.all(
        "SELECT l.line_number, p.sku, coalesce(l.description, p.name) AS name, l.vendor_sku, l.quantity_ordered AS quantity,
             coalesce(l.purchase_unit, p.purchase_uom) AS unit, l.unit_cost, l.line_total AS total, l.expected_date,
             l.notes
         FROM purchase_order_lines l JOIN products p ON p.id = l.product_id
         WHERE l.purchase_order_id = ?1 ORDER BY l.line_number",
        bind![id],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| PurchaseLine {
            line_no: row.line_number,
            sku: row.sku,
            name: row.name,
            vendor_sku: row.vendor_sku,
            quantity: row.quantity.get(),
            unit: row.unit,
            unit_cost: row.unit_cost.get(),
            total: row.total.get(),
            needed_by: row.expected_date.filter(|day| Some(*day) != expected).map(Date::get),
            notes: row.notes,
        })
        .collect())
}

/// What stands on the order, without the letterhead, and the currency of its figures.
pub(super) fn view(r: &Read<'_>, id: PurchaseOrderId) -> Result<(PurchaseOrder, String)> {
    let head: Head = r
        .maybe(
            "SELECT o.po_number, o.status, o.order_date, o.expected_date, o.carrier, o.subtotal, o.tax_amount, o.shipping_cost,
                 o.total_amount, o.currency_code, o.terms, o.notes, o.created_by, v.name AS vendor_name, v.contact_name,
                 v.email AS vendor_email, v.phone AS vendor_phone, v.tax_id AS vendor_tax_id, v.account_number,
                 v.payment_terms, v.address_line1, v.address_line2, v.city, v.state, v.postal_code, v.country, o.updated_at
             FROM purchase_orders o JOIN vendors v ON v.id = o.vendor_id WHERE o.id = ?1",
            bind![id],
        )?
        .ok_or_else(|| not_found("purchase order", id))?;
    let order = PurchaseOrder {
        number: head.po_number,
        // Paper that looks like an order must not be taken for one.
        status: match head.status.as_str() {
            "draft" => Some(String::from("Draft")),
            "cancelled" => Some(String::from("Cancelled")),
            _ => None,
        },
        order_date: head.order_date.map(Date::get),
        expected_date: head.expected_date.map(Date::get),
        vendor: Party {
            name: head.vendor_name,
            contact: head.contact_name,
            address: address(
                [head.address_line1.as_deref(), head.address_line2.as_deref()],
                [head.city.as_deref(), head.state.as_deref(), head.postal_code.as_deref()],
                head.country.as_deref(),
            ),
            phone: head.vendor_phone,
            email: head.vendor_email,
            tax_id: head.vendor_tax_id,
        },
        account_number: head.account_number,
        buyer: head.created_by.filter(|name| name != "spoolyard"),
        payment_terms: head.payment_terms,
        ship_via: head.carrier,
        lines: lines(r, id, head.expected_date)?,
        subtotal: head.subtotal.get(),
        shipping: head.shipping_cost.get(),
        tax: head.tax_amount.get(),
        total: head.total_amount.get(),
        notes: head.notes,
        terms: head.terms,
        // Of the order, not of the print: the same order printed twice is the same paper, and is kept once.
        created_at: head.updated_at.get(),
        ..PurchaseOrder::default()
    };
    Ok((order, head.currency_code))
}
