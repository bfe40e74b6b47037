//! Goods go back to the vendor.

use spoolyard_types::ids::{LocationId, LotId, PurchaseOrderId, PurchaseOrderLineId};
use spoolyard_types::{Code, Date, Entered, Quantity, Text, UnitCost};

use super::receipts::{GoodsReceiptRef, Row, in_stock_unit, open_receipt, write_row};
use super::store::{self, Said};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse_field};
use crate::inventory::{self, Issue, Reference, ReferenceType, day, in_line, share};
use crate::ledger::{AccountRole, Event, Tag};

crate::wire! {
    /// Goods that go back.
    pub struct ReturnGoods {
        /// Of which order.
        pub id: PurchaseOrderId,
        /// From where; where the order says, else the default place.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// On which day; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
        /// Why.
        pub reason: Text<200>,
        /// What goes back.
        pub lines: Vec<ReturnLine>,
    }

    /// What goes back of a line.
    pub struct ReturnLine {
        /// Which line.
        pub line_id: PurchaseOrderLineId,
        /// How much, in the purchase unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Of which lot.
        #[serde(default)]
        #[ts(optional)]
        pub lot_id: Option<LotId>,
    }
}

/// Gives goods back: they leave the stock at its cost, the vendor's debt falls by what they were bought for,
/// and the difference is a price variance. Nothing becomes due again; what is to be replaced is ordered anew.
///
/// # Errors
/// [`Code::WrongState`], [`Code::InvalidValue`] for more than came, [`Code::InsufficientStock`],
/// [`Code::PeriodClosed`].
pub fn return_goods(w: &Write<'_>, req: ReturnGoods) -> Result<GoodsReceiptRef> {
    let head = store::head(w, req.id)?;
    head.status.give_back(&head.po_number)?;
    if req.lines.is_empty() {
        return Err(refuse_field(Code::InvalidValue, "lines", "Return at least one line."));
    }
    let date = day(w, req.date)?;
    let location = match req.location_id.or(head.location_id) {
        Some(location) => location,
        None => inventory::default_location(w)?,
    };
    let (id, number) = open_receipt(w, &head, location, date, None, None, Some(&req.reason))?;
    let mut event =
        Event::new(date, format!("Return {number} of {}", head.po_number), "goods_receipt", id.get());
    let lines = store::lines(w, head.id)?;
    let worths = store::worths(&head, &lines)?;
    let mut seen = std::collections::HashSet::new();
    for (index, back) in req.lines.iter().enumerate() {
        let found = lines.iter().zip(&worths).find(|(l, _)| l.id == back.line_id);
        let (line, worth) = found.filter(|(l, _)| seen.insert(l.id)).ok_or_else(|| {
            let text =
                format!("{} has no line {} to return, or it is there twice.", head.po_number, back.line_id);
            refuse_field(Code::InvalidValue, format!("lines[{index}].line_id"), text)
        })?;
        let quantity = back.quantity.get();
        let kept = line.quantity_received.minus(line.quantity_returned)?;
        if !quantity.is_positive() || quantity > kept || line.is_service {
            let text = format!("{kept} of {} were received and kept; return that or less.", line.sku);
            return Err(refuse_field(Code::InvalidValue, format!("lines[{index}].quantity"), text));
        }
        let stock_quantity = in_stock_unit(line, quantity)?;
        let reference = Reference::new(ReferenceType::Po, head.id.get());
        let issue = Issue {
            lot: back.lot_id,
            notes: Some(req.reason.to_string()),
            ..Issue::of(line.product_id, location, stock_quantity, AccountRole::Grni, reference)
        };
        let moved = inventory::issue(w, &mut event, issue).map_err(|err| in_line(err, "lines", index))?;
        // What was given for as much of what came.
        let came = worth.between(Quantity::ZERO, line.quantity_received, head.digits())?;
        let owed = share(came, quantity, line.quantity_received).to_minor(head.digits());
        let tag = Tag::product(line.product_id);
        let difference = owed.minus(moved.value)?;
        event.debit_for(AccountRole::Grni, difference, tag);
        event.credit_for(AccountRole::PurchasePriceVariance, difference, tag);
        write_row(
            w,
            &Row {
                receipt: id,
                line: line.id,
                quantity: -quantity,
                stock_quantity: -stock_quantity,
                unit_cost: UnitCost::per(owed, stock_quantity)?,
                lot: back.lot_id,
                movement: Some(moved.transaction),
                reverses: None,
            },
        )?;
        w.execute(
            "UPDATE purchase_order_lines SET quantity_returned = quantity_returned + ?2, updated_at = ?3 WHERE id = ?1",
            bind![line.id, quantity, w.now()],
        )?;
    }
    event.post(w)?;
    let said = Said {
        kind: "returned",
        title: format!("Returned {number}"),
        description: Some(req.reason.into()),
        old: None,
        new: None,
        date: Some(date),
    };
    store::say(w, &head, said)?;
    Ok(GoodsReceiptRef { id })
}
