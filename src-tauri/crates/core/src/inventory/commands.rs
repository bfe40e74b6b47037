//! What a person does to stock by hand.

use spoolyard_types::ids::{LocationId, LotId, ProductId, TransactionId};
use spoolyard_types::{Code, Date, Entered, Quantity, Text, UnitCost};

use super::adjust::{Adjust, adjust};
use super::approvals::{RequestIssue, request_issue};
use super::issue::{Issue, issue};
use super::lots::{NewLot, create_lot};
use super::model::{Reference, ReferenceType};
use super::receive::{Receive, receive};
use super::reverse::{reverse, written};
use super::transfer::{Transfer, transfer};
use super::{approvals, store};
use crate::db::Write;
use crate::error::{Result, refuse, refuse_field};
use crate::ledger::{AccountRole, Event};

crate::wire! {
    /// A difference between the shelf and the book.
    pub struct AdjustStock {
        /// What.
        pub product_id: ProductId,
        /// Where; the default place when left out.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// More when positive, less when negative, in the stock unit.
        pub change: Entered<Quantity, 18, 4>,
        /// What one of what was found is worth; the present cost when left out. For admins.
        #[serde(default)]
        #[ts(optional)]
        pub unit_cost: Option<Entered<UnitCost, 18, 6>>,
        /// Which lot.
        #[serde(default)]
        #[ts(optional)]
        pub lot_id: Option<LotId>,
        /// Why.
        pub reason: Text<200>,
        /// On which day; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
    }

    /// Goods that are taken by hand.
    pub struct IssueStock {
        /// What.
        pub product_id: ProductId,
        /// Where from; the default place when left out.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// How much, in the stock unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Which lot; the one that expires first when left out.
        #[serde(default)]
        #[ts(optional)]
        pub lot_id: Option<LotId>,
        /// Thrown away, rather than used.
        #[serde(default)]
        pub is_scrap: bool,
        /// Why.
        pub reason: Text<200>,
    }

    /// What became of an issue.
    pub struct IssueOutcome {
        /// The movement.
        pub id: TransactionId,
        /// It waits for an admin, because there is not enough; nothing has moved.
        pub waits: bool,
    }

    /// Goods that change their place.
    pub struct TransferStock {
        /// What.
        pub product_id: ProductId,
        /// From where.
        pub from_location_id: LocationId,
        /// To where.
        pub to_location_id: LocationId,
        /// How much, in the stock unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Which lot; the one that expires first when left out.
        #[serde(default)]
        #[ts(optional)]
        pub lot_id: Option<LotId>,
        /// Why.
        #[serde(default)]
        #[ts(optional)]
        pub reason: Option<Text<200>>,
    }

    /// Which movement to undo.
    pub struct ReverseMovement {
        /// The movement.
        pub id: TransactionId,
        /// Why.
        pub reason: Text<200>,
    }

    /// Which request is meant.
    pub struct MovementRef {
        /// The movement.
        pub id: TransactionId,
    }

    /// What was on the shelf on the first day.
    pub struct OpeningStock {
        /// The day before the books begin.
        pub date: Date,
        /// What lay where.
        pub lines: Vec<OpeningLine>,
    }

    /// Stock of a product on the first day.
    pub struct OpeningLine {
        /// What.
        pub product_id: ProductId,
        /// Where; the default place when left out.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// How much, in the stock unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// What one stock unit had cost.
        pub unit_cost: Entered<UnitCost, 18, 6>,
        /// The number of its lot, for products kept by lot; the next number when left out.
        #[serde(default)]
        #[ts(optional)]
        pub lot_number: Option<Text<100>>,
        /// When that lot expires.
        #[serde(default)]
        #[ts(optional)]
        pub expiration_date: Option<Date>,
    }
}

/// No posting lies in the future.
pub(crate) fn day(w: &Write<'_>, asked: Option<Date>) -> Result<Date> {
    let today = w.today()?;
    match asked {
        Some(date) if date > today => Err(refuse_field(
            Code::InvalidValue,
            "date",
            format!("{date} has not come yet. Stock moves today, {today}, or earlier."),
        )),
        Some(date) => Ok(date),
        None => Ok(today),
    }
}

fn at(w: &Write<'_>, asked: Option<LocationId>) -> Result<LocationId> {
    asked.map_or_else(|| store::default_location(w), Ok)
}

/// Corrects the book to the shelf.
///
/// # Errors
/// As [`adjust`]; [`Code::Forbidden`] for a cost given by one who sees no prices.
pub fn adjust_stock(w: &Write<'_>, req: AdjustStock) -> Result<MovementRef> {
    if req.unit_cost.is_some() && !w.sees_prices() {
        let text = "Only an admin may say what stock is worth. Leave the cost out.";
        return Err(refuse_field(Code::Forbidden, "unit_cost", text));
    }
    let location = at(w, req.location_id)?;
    let item = store::item(w, req.product_id)?;
    let text = format!("Adjustment of {} by {} {}: {}", item.sku, req.change.get(), item.unit, req.reason);
    let mut event = Event::new(day(w, req.date)?, text, "inventory", 0);
    let moved = adjust(
        w,
        &mut event,
        Adjust {
            product: req.product_id,
            location,
            change: req.change.get(),
            unit_cost: req.unit_cost.map(Entered::get),
            against: AccountRole::InventoryAdjustment,
            reference: Reference::bare(ReferenceType::Manual),
            lot: req.lot_id,
            reason: Some(req.reason.into()),
            notes: None,
        },
    )?;
    event.set_source(moved.transaction.get());
    event.post(w)?;
    w.about("product", req.product_id.get(), Some(&item.sku));
    Ok(MovementRef { id: moved.transaction })
}

/// Takes goods by hand. What is not there becomes a request that waits for an admin.
///
/// # Errors
/// As [`issue`], except that too little stock is no refusal.
pub fn issue_stock(w: &Write<'_>, req: IssueStock) -> Result<IssueOutcome> {
    let location = at(w, req.location_id)?;
    let item = store::item(w, req.product_id)?;
    let (kind, to) = if req.is_scrap {
        (ReferenceType::Scrap, AccountRole::Scrap)
    } else {
        (ReferenceType::Manual, AccountRole::InventoryAdjustment)
    };
    w.about("product", req.product_id.get(), Some(&item.sku));
    let text = format!("{} {} of {} taken by hand: {}", req.quantity.get(), item.unit, item.sku, req.reason);
    let mut event = Event::new(w.today()?, text, "inventory", 0);
    let reference = Reference::bare(kind);
    let wanted = Issue {
        lot: req.lot_id,
        notes: Some(req.reason.to_string()),
        ..Issue::of(req.product_id, location, req.quantity.get(), to, reference)
    };
    match issue(w, &mut event, wanted) {
        Ok(moved) => {
            event.set_source(moved.transaction.get());
            event.post(w)?;
            Ok(IssueOutcome { id: moved.transaction, waits: false })
        }
        // Nothing was written: an issue is checked before it moves anything.
        Err(err) if err.code() == Code::InsufficientStock => {
            let id = request_issue(
                w,
                RequestIssue {
                    product: req.product_id,
                    location,
                    quantity: req.quantity.get(),
                    lot: req.lot_id,
                    reference,
                    reason: err.into_refusal().message,
                    notes: Some(req.reason.into()),
                },
            )?;
            Ok(IssueOutcome { id, waits: true })
        }
        Err(err) => Err(err),
    }
}

/// Moves goods to another place.
///
/// # Errors
/// As [`transfer`].
pub fn transfer_stock(w: &Write<'_>, req: TransferStock) -> Result<MovementRef> {
    let item = store::item(w, req.product_id)?;
    w.about("product", req.product_id.get(), Some(&item.sku));
    let moved = transfer(
        w,
        Transfer {
            product: req.product_id,
            from: req.from_location_id,
            to: req.to_location_id,
            quantity: req.quantity.get(),
            lot: req.lot_id,
            date: w.today()?,
            reason: req.reason.map(String::from),
            notes: None,
        },
    )?;
    Ok(MovementRef { id: moved.transaction })
}

/// Where a movement that belongs to a document is undone; none for one that is undone by hand.
pub(super) fn undone_at(kind: Option<ReferenceType>) -> Option<&'static str> {
    match kind? {
        ReferenceType::Po => Some("Reverse the receipt on its purchase order instead."),
        ReferenceType::So => Some("Void the shipment on its sales order instead."),
        ReferenceType::Wo => Some("Reverse the report on its work order instead."),
        ReferenceType::CycleCount
        | ReferenceType::Manual
        | ReferenceType::Scrap
        | ReferenceType::Spool
        | ReferenceType::Transfer
        | ReferenceType::Reversal
        | ReferenceType::Opening => None,
    }
}

/// Undoes a movement that was posted by hand, by a count, a transfer or as opening stock.
///
/// # Errors
/// As [`reverse`]; [`Code::WrongState`] for a movement that belongs to a document, which is undone there.
pub fn reverse_movement(w: &Write<'_>, req: ReverseMovement) -> Result<MovementRef> {
    let row = written(w, req.id)?;
    if let Some(place) = undone_at(row.reference_type) {
        let text = format!("The movement {} belongs to a document. {place}", req.id);
        return Err(refuse(Code::WrongState, text));
    }
    let item = store::item(w, row.product_id)?;
    w.about("product", row.product_id.get(), Some(&item.sku));
    Ok(MovementRef { id: reverse(w, req.id, &req.reason)?.transaction })
}

/// Approves a request that waits.
///
/// # Errors
/// As [`approvals::approve`].
pub fn approve_request(w: &Write<'_>, req: MovementRef) -> Result<MovementRef> {
    w.about("inventory_transaction", req.id.get(), None);
    Ok(MovementRef { id: approvals::approve(w, req.id)?.transaction })
}

/// Rejects a request that waits.
///
/// # Errors
/// As [`approvals::reject`].
pub fn reject_request(w: &Write<'_>, req: MovementRef) -> Result<MovementRef> {
    w.about("inventory_transaction", req.id.get(), None);
    approvals::reject(w, req.id)?;
    Ok(req)
}

/// Enters what was there on the first day, against the opening balance, in one entry.
///
/// # Errors
/// As [`receive`], naming the line; [`Code::InvalidValue`] without lines.
pub fn opening_stock(w: &Write<'_>, req: OpeningStock) -> Result<Vec<TransactionId>> {
    if req.lines.is_empty() {
        return Err(refuse_field(Code::InvalidValue, "lines", "Enter at least one product."));
    }
    let date = day(w, Some(req.date))?;
    let mut event = Event::new(date, "Opening stock", "inventory", 0);
    let mut movements = Vec::with_capacity(req.lines.len());
    for (index, line) in req.lines.into_iter().enumerate() {
        let location = at(w, line.location_id)?;
        let item = store::item(w, line.product_id)?;
        let lot = if item.track_lots || line.lot_number.is_some() {
            Some(create_lot(
                w,
                NewLot {
                    lot_number: line.lot_number.map(String::from),
                    expiration_date: line.expiration_date,
                    unit_cost: Some(line.unit_cost.get()),
                    ..NewLot::of(item.id, date, location)
                },
            )?)
        } else {
            None
        };
        let quantity = line.quantity.get();
        let moved = receive(
            w,
            &mut event,
            Receive {
                product: item.id,
                location,
                quantity,
                value: line.unit_cost.get().times(quantity)?,
                against: AccountRole::OpeningBalance,
                work_order: None,
                reference: Reference::bare(ReferenceType::Opening),
                lot,
                serial: None,
                notes: None,
            },
        )
        .map_err(|err| in_line(err, "lines", index))?;
        movements.push(moved.transaction);
    }
    if let Some(first) = movements.first() {
        event.set_source(first.get());
    }
    event.post(w)?;
    Ok(movements)
}

/// Says in which line of a request a refusal arose.
pub(crate) fn in_line(err: crate::Error, list: &str, index: usize) -> crate::Error {
    match err {
        crate::Error::Refused(mut refusal) => {
            let inner = refusal.field.take().map_or_else(String::new, |f| format!(".{f}"));
            refusal.field = Some(format!("{list}[{index}]{inner}"));
            crate::Error::Refused(refusal)
        }
        other => other,
    }
}
