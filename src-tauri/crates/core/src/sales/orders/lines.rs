//! Lines of an order, edited in place.

use std::collections::HashMap;

use spoolyard_types::ids::{ProductId, SalesOrderLineId};
use spoolyard_types::{Code, Money, Percent, Quantity, UnitCost};

use super::requests::OrderLineRequest;
use super::store::{Line, Order, lines_of};
use crate::bind;
use crate::catalog::{self, Product};
use crate::db::Write;
use crate::error::{Result, refuse_field};
use crate::inventory::{self, Holder};
use crate::sales::model::OrderStatus;
use crate::sales::pricing::{Discount, price};

/// More lines than anyone reads on one order.
const MOST_LINES: usize = 1000;

/// Writes the lines as they shall be: changes those that are named, adds those that are new, and takes away
/// those that are left out. What has left the house stays as it was invoiced.
pub(super) fn write(w: &Write<'_>, order: &Order, wanted: &[OrderLineRequest], tax: Percent) -> Result<()> {
    if wanted.len() > MOST_LINES {
        let text = format!("An order holds at most {MOST_LINES} lines. Split it over several orders.");
        return Err(refuse_field(Code::InvalidValue, "lines", text));
    }
    let old = lines_of(w, order.id)?;
    let ids: Vec<ProductId> = wanted.iter().map(|l| l.product_id).collect();
    let products: HashMap<ProductId, Product> =
        catalog::store::products(w, &ids)?.into_iter().map(|p| (p.id, p)).collect();
    let mut kept: Vec<SalesOrderLineId> = Vec::with_capacity(wanted.len());
    for (index, line) in wanted.iter().enumerate() {
        let at = |field: &str| format!("lines[{index}].{field}");
        let product = products.get(&line.product_id).ok_or_else(|| {
            refuse_field(Code::NotFound, at("product_id"), "There is no such product. Choose another.")
        })?;
        let before = match line.id {
            None => None,
            Some(id) if kept.contains(&id) => {
                return Err(refuse_field(Code::InvalidValue, at("id"), "This line is named twice."));
            }
            Some(id) => Some(old.iter().find(|l| l.id == id).ok_or_else(|| {
                let text = format!("{} has no such line. Open the order again.", order.order_number);
                refuse_field(Code::NotFound, at("id"), text)
            })?),
        };
        kept.push(one(w, order, index, line, product, before, tax)?);
    }
    for gone in old.iter().filter(|l| !kept.contains(&l.id)) {
        remove(w, order, gone)?;
    }
    Ok(())
}

fn one(
    w: &Write<'_>,
    order: &Order,
    index: usize,
    line: &OrderLineRequest,
    product: &Product,
    before: Option<&Line>,
    order_tax: Percent,
) -> Result<SalesOrderLineId> {
    let at = |field: &str| format!("lines[{index}].{field}");
    check_role(w, line, &at)?;
    let quantity = line.quantity.get();
    if !quantity.is_positive() {
        return Err(refuse_field(
            Code::InvalidValue,
            at("quantity"),
            "A line needs a quantity of more than zero.",
        ));
    }
    let unit_price = unit_price(line, product, before, &at)?;
    let discount = match (line.discount, line.discount_percent, before) {
        (Some(_), Some(_), _) => {
            let text = "Give the discount as an amount or as a share, not as both.";
            return Err(refuse_field(Code::InvalidValue, at("discount_percent"), text));
        }
        (Some(amount), None, _) => Discount::Amount(amount.get()),
        (None, Some(share), _) => Discount::Percent(share.get()),
        // A part of the line is invoiced with its share of the discount: the rest keeps its share as well.
        (None, None, Some(before))
            if before.shipped_quantity.is_positive() && quantity != before.quantity =>
        {
            Discount::Amount(share(before.discount, quantity, before.quantity)?)
        }
        (None, None, Some(before)) => Discount::Amount(before.discount),
        (None, None, None) => Discount::None,
    };
    let tax = line.tax_rate.map_or(order_tax, spoolyard_types::Entered::get);
    if tax.is_negative() || tax > Percent::hundred() {
        return Err(refuse_field(
            Code::InvalidValue,
            at("tax_rate"),
            "A tax rate lies between 0 and 100 per cent.",
        ));
    }
    let figures = price(quantity, unit_price, discount, tax, order.digits()).map_err(|err| match err {
        crate::Error::Refused(refusal) => (*refusal).at(at("discount")).into(),
        other => other,
    })?;
    if let Some(before) = before {
        check_change(order, line, before, unit_price, figures.discount, tax, &at)?;
    } else if !product.active {
        let text = format!("{} is inactive. Reactivate it, or choose another product.", product.sku);
        return Err(refuse_field(Code::InactiveProduct, at("product_id"), text));
    }
    let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
    let description = line.description.as_ref().map(spoolyard_types::Text::as_str);
    if let Some(before) = before {
        w.execute(
            "UPDATE sales_order_lines SET line_number = ?2, quantity = ?3, unit_price = ?4, discount = ?5, tax_rate = ?6,
                 total = ?7, description = ?8, requested_date = ?9, notes = ?10, updated_at = ?11
             WHERE id = ?1",
            bind![
                before.id, number, quantity, unit_price, figures.discount, tax, figures.net, description,
                line.requested_date, line.notes, w.now()
            ],
        )?;
        return Ok(before.id);
    }
    let id = w.insert(
        "INSERT INTO sales_order_lines (sales_order_id, product_id, line_number, quantity, unit_price, discount,
             tax_rate, total, description, requested_date, notes, unit, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)",
        bind![
            order.id, product.id, number, quantity, unit_price, figures.discount, tax, figures.net, description,
            line.requested_date, line.notes, product.unit, w.actor().user_id, w.now()
        ],
    )?;
    Ok(SalesOrderLineId(id))
}

/// The part of an amount that falls to `part` of `whole`.
fn share(amount: Money, part: Quantity, whole: Quantity) -> Result<Money> {
    let share = amount.get().checked_mul(part.get()).and_then(|v| v.checked_div(whole.get()));
    Ok(Money::rounded(share.unwrap_or(amount.get()))?)
}

fn check_role(w: &Write<'_>, line: &OrderLineRequest, at: &impl Fn(&str) -> String) -> Result<()> {
    let priced = [
        ("unit_price", line.unit_price.is_some()),
        ("discount", line.discount.is_some()),
        ("discount_percent", line.discount_percent.is_some()),
    ];
    match priced.into_iter().find(|(_, given)| *given) {
        Some((field, _)) if !w.sees_prices() => {
            let text = "Only an admin sets prices. Leave it out, and the product's price is used.";
            Err(refuse_field(Code::Forbidden, at(field), text))
        }
        _ => Ok(()),
    }
}

fn unit_price(
    line: &OrderLineRequest,
    product: &Product,
    before: Option<&Line>,
    at: &impl Fn(&str) -> String,
) -> Result<UnitCost> {
    if let Some(price) = line.unit_price {
        if price.get().is_negative() {
            return Err(refuse_field(Code::InvalidValue, at("unit_price"), "A price is not below zero."));
        }
        return Ok(price.get());
    }
    if let Some(before) = before {
        return Ok(before.unit_price);
    }
    product.selling_price.ok_or_else(|| {
        let text = format!(
            "{} has no selling price. Give the line a price, or set one on the product.",
            product.sku
        );
        refuse_field(Code::OrderIncomplete, at("unit_price"), text)
    })
}

/// What may still change on a line: not its product; not below what has left; and nothing that an invoice
/// already says.
fn check_change(
    order: &Order,
    line: &OrderLineRequest,
    before: &Line,
    unit_price: UnitCost,
    discount: Money,
    tax: Percent,
    at: &impl Fn(&str) -> String,
) -> Result<()> {
    let number = &order.order_number;
    if line.product_id != before.product_id {
        let text = format!(
            "Line {} of {number} stays {}. Remove it and add a new line.",
            before.line_number, before.sku
        );
        return Err(refuse_field(Code::InvalidValue, at("product_id"), text));
    }
    let gone = before.shipped_quantity;
    if line.quantity.get() < gone {
        let text = format!(
            "{gone} {} of line {} of {number} have left. Order at least as much, or void a shipment first.",
            before.unit, before.line_number
        );
        return Err(refuse_field(Code::WrongState, at("quantity"), text));
    }
    let billed = gone.is_positive()
        && (unit_price != before.unit_price
            || tax != before.tax_rate
            || (discount != before.discount && line.quantity.get() == before.quantity));
    if billed {
        let text = format!(
            "Part of line {} of {number} is invoiced at its price, discount and tax. Add a new line for the rest, or void the shipment first.",
            before.line_number
        );
        return Err(refuse_field(Code::WrongState, at("unit_price"), text));
    }
    Ok(())
}

fn remove(w: &Write<'_>, order: &Order, line: &Line) -> Result<()> {
    if line.shipped_quantity.is_positive() {
        let text = format!(
            "{} {} of line {} of {} have left, so it stays. Lower its quantity to that instead.",
            line.shipped_quantity, line.unit, line.line_number, order.order_number
        );
        return Err(refuse_field(Code::WrongState, "lines", text));
    }
    inventory::release(w, Holder::SalesOrderLine(line.id), None)?;
    if order.status == OrderStatus::Draft {
        w.execute("DELETE FROM sales_order_lines WHERE id = ?1", bind![line.id])?;
    } else {
        // Work orders and plans may name the line: it is called off, not erased.
        w.execute(
            "UPDATE sales_order_lines SET is_cancelled = 1, updated_at = ?2 WHERE id = ?1",
            bind![line.id, w.now()],
        )?;
    }
    Ok(())
}

/// Makes each line hold what is still to come, as far as it is there.
pub(in crate::sales) fn hold(w: &Write<'_>, lines: &[Line]) -> Result<Quantity> {
    let mut held = Quantity::ZERO;
    for line in lines.iter().filter(|l| l.item_type.is_stocked()) {
        let holder = Holder::SalesOrderLine(line.id);
        held = held.plus(inventory::reserve(w, holder, line.product_id, None, line.open()?)?)?;
    }
    Ok(held)
}
