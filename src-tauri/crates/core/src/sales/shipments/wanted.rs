//! What is asked to be in a parcel, held against the order and against quality control.

use spoolyard_types::ids::ProductId;
use spoolyard_types::{Code, Quantity};

use super::queries::held_by_quality;
use super::ship::ShipLine;
use crate::db::Write;
use crate::error::{Result, refuse_field};
use crate::inventory;
use crate::sales::orders::{Line, Order};

/// A line of the request beside the line of the order.
pub(super) struct Wanted<'r> {
    pub(super) at: usize,
    pub(super) line: &'r Line,
    pub(super) req: &'r ShipLine,
}

impl Wanted<'_> {
    pub(super) fn quantity(&self) -> Quantity {
        self.req.quantity.get()
    }
    pub(super) fn field(&self, name: &str) -> String {
        format!("lines[{}].{name}", self.at)
    }
}

pub(super) fn check<'r>(order: &Order, lines: &'r [Line], req: &'r [ShipLine]) -> Result<Vec<Wanted<'r>>> {
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
pub(super) fn check_quality(w: &Write<'_>, wanted: &[Wanted<'_>]) -> Result<()> {
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
