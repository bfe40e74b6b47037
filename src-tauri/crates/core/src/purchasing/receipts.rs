//! Goods come to the dock, and a receipt is undone.

use spoolyard_types::ids::{
    GoodsReceiptId, LocationId, LotId, PurchaseOrderId, PurchaseOrderLineId, TransactionId,
};
use spoolyard_types::{Code, Date, Decimal, Entered, Money, Percent, Quantity, Refusal, Text, UnitCost};

use super::items;
use super::model::LineWorth;
use super::store::{self, Head, Line, Said};
use crate::bind;
use crate::db::{Read, Sequence, Write};
use crate::error::{Result, not_found, refuse, refuse_field};
use crate::inventory::{self, NewLot, NewSpool, Receive, Reference, ReferenceType, day, in_line};
use crate::ledger::{AccountRole, Event};

crate::wire! {
    /// A delivery.
    pub struct ReceivePurchaseOrder {
        /// Of which order.
        pub id: PurchaseOrderId,
        /// Where the goods go; where the order says, else the default place.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// On which day it came; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
        /// The number on the vendor's packing slip.
        #[serde(default)]
        #[ts(optional)]
        pub packing_slip: Option<Text<100>>,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10000>>,
        /// What came.
        pub lines: Vec<ReceiveLine>,
    }

    /// What came of a line.
    pub struct ReceiveLine {
        /// Which line.
        pub line_id: PurchaseOrderLineId,
        /// How much, in the purchase unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Our number of the lot; the next one when left out and a lot is kept.
        #[serde(default)]
        #[ts(optional)]
        pub lot_number: Option<Text<100>>,
        /// The supplier's number of it.
        #[serde(default)]
        #[ts(optional)]
        pub vendor_lot_number: Option<Text<100>>,
        /// When it was made.
        #[serde(default)]
        #[ts(optional)]
        pub manufactured_date: Option<Date>,
        /// After which day it may not be used.
        #[serde(default)]
        #[ts(optional)]
        pub expiration_date: Option<Date>,
        /// The spools of it; their weights have to add up to what came.
        #[serde(default)]
        pub spools: Vec<ReceivedSpool>,
    }

    /// A spool that came.
    pub struct ReceivedSpool {
        /// Its number; the next one when left out.
        #[serde(default)]
        #[ts(optional)]
        pub spool_number: Option<Text<100>>,
        /// Filament alone, in kilograms.
        pub weight_kg: Entered<Quantity, 10, 6>,
        /// The empty reel, in kilograms.
        #[serde(default)]
        #[ts(optional)]
        pub empty_weight_kg: Option<Entered<Quantity, 10, 6>>,
    }

    /// Which receipt.
    pub struct GoodsReceiptRef {
        /// Its row.
        pub id: GoodsReceiptId,
    }

    /// A receipt that is undone.
    pub struct ReverseGoodsReceipt {
        /// Which receipt.
        pub id: GoodsReceiptId,
        /// Why.
        pub reason: Text<200>,
    }
}

/// Receives goods of an order: stock, worth, lots, spools, the entry against goods received not invoiced, what
/// the vendor's item cost, the order's state and its event, all at the place and day given.
///
/// # Errors
/// [`Code::WrongState`], [`Code::OverReceipt`] beyond the tolerance in settings, [`Code::SpoolWeights`],
/// [`Code::UnitMismatch`] for spools of what is not weighed, [`Code::InvalidValue`], [`Code::PeriodClosed`].
pub fn receive(w: &Write<'_>, req: ReceivePurchaseOrder) -> Result<GoodsReceiptRef> {
    let head = store::head(w, req.id)?;
    head.status.receive(&head.po_number)?;
    if req.lines.is_empty() {
        return Err(refuse_field(Code::InvalidValue, "lines", "Receive at least one line."));
    }
    let date = day(w, req.date)?;
    let location = match req.location_id.or(head.location_id) {
        Some(location) => location,
        None => inventory::default_location(w)?,
    };
    let (id, number) =
        open_receipt(w, &head, location, date, req.packing_slip.as_deref(), None, req.notes.as_deref())?;
    let mut event =
        Event::new(date, format!("Receipt {number} of {}", head.po_number), "goods_receipt", id.get());
    let lines = store::lines(w, head.id)?;
    let worths = store::worths(&head, &lines)?;
    let dock = Dock { head: &head, receipt: id, location, date };
    let mut seen = std::collections::HashSet::new();
    for (index, came) in req.lines.into_iter().enumerate() {
        let found = lines.iter().zip(&worths).find(|(l, _)| l.id == came.line_id);
        let (line, worth) = found.ok_or_else(|| {
            let text = format!("{} has no line {}. Open the order again.", head.po_number, came.line_id);
            refuse_field(Code::NotFound, format!("lines[{index}].line_id"), text)
        })?;
        if !seen.insert(line.id) {
            let text = format!("Line {} is there twice. Add the two up.", line.line_number);
            return Err(refuse_field(Code::InvalidValue, format!("lines[{index}].line_id"), text));
        }
        dock.take(w, &mut event, line, worth, came).map_err(|err| in_line(err, "lines", index))?;
    }
    event.post(w)?;
    let state = store::settle(w, &head, date)?;
    let said = Said {
        kind: "received",
        title: format!("Received {number}"),
        description: req.packing_slip.map(|slip| format!("Packing slip {slip}")),
        old: Some(head.status.to_string()),
        new: Some(state.to_string()),
        date: Some(date),
    };
    store::say(w, &head, said)?;
    Ok(GoodsReceiptRef { id })
}

pub(super) fn open_receipt(
    w: &Write<'_>,
    head: &Head,
    location: LocationId,
    date: Date,
    packing_slip: Option<&str>,
    reverses: Option<GoodsReceiptId>,
    notes: Option<&str>,
) -> Result<(GoodsReceiptId, String)> {
    let number = w.next_number(Sequence::GoodsReceipt, date)?;
    let id = w.insert(
        "INSERT INTO goods_receipts (receipt_number, purchase_order_id, location_id, received_date,
             vendor_packing_slip, reverses_id, notes, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        bind![number, head.id, location, date, packing_slip, reverses, notes, w.actor().user_id, w.now()],
    )?;
    Ok((GoodsReceiptId(id), number))
}

/// A row of a receipt. Quantities are signed.
pub(super) struct Row {
    pub receipt: GoodsReceiptId,
    pub line: PurchaseOrderLineId,
    pub quantity: Quantity,
    pub stock_quantity: Quantity,
    /// Per stock unit.
    pub unit_cost: UnitCost,
    pub lot: Option<LotId>,
    pub movement: Option<TransactionId>,
    pub reverses: Option<i64>,
}

pub(super) fn write_row(w: &Write<'_>, row: &Row) -> Result<()> {
    w.insert(
        "INSERT INTO goods_receipt_lines (goods_receipt_id, purchase_order_line_id, quantity, stock_quantity, unit_cost,
             lot_id, inventory_transaction_id, reverses_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        bind![
            row.receipt,
            row.line,
            row.quantity,
            row.stock_quantity,
            row.unit_cost,
            row.lot,
            row.movement,
            row.reverses,
            w.now()
        ],
    )?;
    Ok(())
}

/// Stock units in a quantity of the purchase unit.
pub(super) fn in_stock_unit(line: &Line, quantity: Quantity) -> Result<Quantity> {
    Ok(Quantity::rounded(quantity.get() * line.purchase_factor.get())?)
}

struct Dock<'a> {
    head: &'a Head,
    receipt: GoodsReceiptId,
    location: LocationId,
    date: Date,
}

impl Dock<'_> {
    fn take(
        &self,
        w: &Write<'_>,
        event: &mut Event,
        line: &Line,
        worth: &LineWorth,
        came: ReceiveLine,
    ) -> Result<()> {
        let quantity = came.quantity.get();
        if !quantity.is_positive() {
            return Err(refuse_field(
                Code::InvalidValue,
                "quantity",
                "Receive more than nothing, or leave the line out.",
            ));
        }
        let after = line.quantity_received.plus(quantity)?;
        within_tolerance(w, line, after)?;
        let stock_quantity = in_stock_unit(line, quantity)?;
        let value = worth.between(line.quantity_received, after, self.head.digits())?;
        let unit_cost = UnitCost::per(value, stock_quantity)?;
        let (mut lot, mut movement) = (None, None);
        if !line.is_service {
            weigh(w, line, stock_quantity, &came.spools)?;
            lot = self.lot(w, line, unit_cost, &came)?;
            let notes = None;
            let goods = Receive {
                product: line.product_id,
                location: self.location,
                quantity: stock_quantity,
                value,
                against: AccountRole::Grni,
                work_order: None,
                reference: Reference::new(ReferenceType::Po, self.head.id.get()),
                lot,
                serial: None,
                notes,
            };
            movement = Some(inventory::receive(w, event, goods)?.transaction);
            self.spools(w, line, lot, unit_cost, came)?;
        }
        write_row(
            w,
            &Row {
                receipt: self.receipt,
                line: line.id,
                quantity,
                stock_quantity,
                unit_cost,
                lot,
                movement,
                reverses: None,
            },
        )?;
        w.execute(
            "UPDATE purchase_order_lines SET quantity_received = ?2, updated_at = ?3 WHERE id = ?1",
            bind![line.id, after, w.now()],
        )?;
        items::remember(w, self.head.vendor_id, line, false)
    }

    /// A lot is kept of what tracks lots, of what names one, and of spools, so that each leads back here.
    fn lot(
        &self,
        w: &Write<'_>,
        line: &Line,
        unit_cost: UnitCost,
        came: &ReceiveLine,
    ) -> Result<Option<LotId>> {
        let named =
            came.lot_number.is_some() || came.vendor_lot_number.is_some() || came.expiration_date.is_some();
        if !line.track_lots && !named && came.spools.is_empty() {
            return Ok(None);
        }
        let lot = NewLot {
            lot_number: came.lot_number.clone().map(String::from),
            vendor: Some(self.head.vendor_id),
            purchase_order: Some(self.head.id),
            vendor_lot_number: came.vendor_lot_number.clone().map(String::from),
            manufactured_date: came.manufactured_date,
            expiration_date: came.expiration_date,
            unit_cost: Some(unit_cost),
            ..NewLot::of(line.product_id, self.date, self.location)
        };
        inventory::create_lot(w, lot).map(Some)
    }

    fn spools(
        &self,
        w: &Write<'_>,
        line: &Line,
        lot: Option<LotId>,
        unit_cost: UnitCost,
        came: ReceiveLine,
    ) -> Result<()> {
        let supplier = came.vendor_lot_number.map(String::from);
        for spool in came.spools {
            inventory::create_spool(
                w,
                NewSpool {
                    product: line.product_id,
                    spool_number: spool.spool_number.map(String::from),
                    weight_kg: spool.weight_kg.get(),
                    empty_weight_kg: spool.empty_weight_kg.map(Entered::get),
                    location: self.location,
                    lot,
                    supplier_lot_number: supplier.clone(),
                    unit_cost: Some(unit_cost),
                    expires: came.expiration_date,
                    date: self.date,
                },
            )?;
        }
        Ok(())
    }
}

fn within_tolerance(r: &Read<'_>, line: &Line, after: Quantity) -> Result<()> {
    let percent: Option<Percent> =
        r.value("SELECT over_receipt_percent FROM company_settings WHERE id = 1", [])?;
    let percent = percent.unwrap_or_default();
    let most = line.quantity_ordered.get() * (Decimal::ONE_HUNDRED + percent.get()) / Decimal::ONE_HUNDRED;
    if after.get() <= most {
        return Ok(());
    }
    let unit = line.purchase_unit.as_deref().unwrap_or(&line.unit);
    let text = format!(
        "{} {unit} of {} are ordered and {after} would have come; {percent} % more is allowed. Change the order, or the tolerance in Settings.",
        line.quantity_ordered, line.sku
    );
    Err(refuse_field(Code::OverReceipt, "quantity", text))
}

/// Refuses spools whose weights are not what came.
fn weigh(r: &Read<'_>, line: &Line, came: Quantity, spools: &[ReceivedSpool]) -> Result<()> {
    if spools.is_empty() {
        return Ok(());
    }
    let Some(expected) = inventory::kilograms(r, came, &line.unit)? else {
        let text =
            format!("{} is kept in {}, which is not a weight, so it has no spools.", line.sku, line.unit);
        return Err(refuse_field(Code::UnitMismatch, "spools", text));
    };
    let mut sum = Quantity::ZERO;
    for spool in spools {
        if !spool.weight_kg.get().is_positive() {
            return Err(refuse_field(Code::SpoolWeights, "spools", "A spool weighs more than nothing."));
        }
        sum = sum.plus(spool.weight_kg.get())?;
    }
    if sum == expected {
        return Ok(());
    }
    let text = format!(
        "The spools of {} weigh {sum} kg together, but {expected} kg are received. Correct a weight or the quantity.",
        line.sku
    );
    Err(Refusal::new(Code::SpoolWeights, text)
        .at("spools")
        .with(serde_json::json!({ "spools_kg": sum, "received_kg": expected }))
        .into())
}

crate::read_model! {
    /// A receipt as it was written.
    pub(super) struct Written {
        pub(super) id: GoodsReceiptId,
        pub(super) receipt_number: String,
        pub(super) purchase_order_id: PurchaseOrderId,
        pub(super) location_id: LocationId,
        pub(super) reverses_id: Option<GoodsReceiptId>,
        pub(super) is_reversed: bool,
    }

    /// A row of it.
    pub(super) struct WrittenRow {
        pub(super) id: i64,
        pub(super) line: PurchaseOrderLineId,
        pub(super) quantity: Quantity,
        pub(super) stock_quantity: Quantity,
        pub(super) unit_cost: UnitCost,
        pub(super) lot_id: Option<LotId>,
        pub(super) movement: Option<TransactionId>,
        pub(super) is_standard: bool,
    }
}

/// Undoes a whole receipt today: every movement is reversed, the lines are due again, and spools that are as
/// full as they came go with it.
///
/// # Errors
/// [`Code::WrongState`], [`Code::AlreadyReversed`], [`Code::InsufficientStock`] when goods of it are used or
/// promised, [`Code::InUse`] for a spool in use, [`Code::PeriodClosed`].
pub fn reverse_receipt(w: &Write<'_>, req: ReverseGoodsReceipt) -> Result<GoodsReceiptRef> {
    let receipt: Written = w
        .maybe(
            "SELECT g.id, g.receipt_number, g.purchase_order_id, g.location_id, g.reverses_id,
                 EXISTS (SELECT 1 FROM goods_receipts b WHERE b.reverses_id = g.id) AS is_reversed
             FROM goods_receipts g WHERE g.id = ?1",
            bind![req.id],
        )?
        .ok_or_else(|| not_found("receipt", req.id))?;
    let number = &receipt.receipt_number;
    if receipt.is_reversed {
        return Err(refuse(Code::AlreadyReversed, format!("{number} was reversed already.")));
    }
    let head = store::head(w, receipt.purchase_order_id)?;
    head.status.reverse(&head.po_number)?;
    let rows: Vec<WrittenRow> = w.all(
        "SELECT g.id, g.purchase_order_line_id AS line, g.quantity, g.stock_quantity, g.unit_cost, g.lot_id,
             g.inventory_transaction_id AS movement, p.cost_method = 'standard' AS is_standard
         FROM goods_receipt_lines g JOIN purchase_order_lines l ON l.id = g.purchase_order_line_id
         JOIN products p ON p.id = l.product_id
         WHERE g.goods_receipt_id = ?1 ORDER BY g.id",
        bind![receipt.id],
    )?;
    if receipt.reverses_id.is_some() || rows.iter().any(|row| row.quantity.is_negative()) {
        let text = format!("{number} took goods out. Receive them again instead.");
        return Err(refuse(Code::WrongState, text));
    }
    let today = w.today()?;
    let (id, new_number) =
        open_receipt(w, &head, receipt.location_id, today, None, Some(receipt.id), Some(&req.reason))?;
    let text = format!("{new_number} reverses {number} of {}", head.po_number);
    let mut event = Event::new(today, text, "goods_receipt", id.get());
    for row in &rows {
        undo(w, &mut event, &head, id, row, &req.reason)?;
    }
    event.post(w)?;
    let state = store::settle(w, &head, today)?;
    let said = Said {
        kind: "receipt_reversed",
        title: format!("Reversed {number}"),
        description: Some(req.reason.into()),
        old: Some(head.status.to_string()),
        new: Some(state.to_string()),
        date: Some(today),
    };
    store::say(w, &head, said)?;
    Ok(GoodsReceiptRef { id })
}

fn undo(
    w: &Write<'_>,
    event: &mut Event,
    head: &Head,
    receipt: GoodsReceiptId,
    row: &WrittenRow,
    reason: &str,
) -> Result<()> {
    let mut movement = None;
    if let Some(original) = row.movement {
        if let Some(lot) = row.lot_id {
            inventory::take_back(w, lot, reason)?;
        }
        // At a standard the movement does not tell what was paid; the receipt does.
        let paid: Money = row.unit_cost.times(row.stock_quantity)?.to_minor(head.digits());
        let given = row.is_standard.then_some(paid);
        movement = Some(inventory::reverse_in(w, event, original, reason, given)?.transaction);
    }
    write_row(
        w,
        &Row {
            receipt,
            line: row.line,
            quantity: -row.quantity,
            stock_quantity: -row.stock_quantity,
            unit_cost: row.unit_cost,
            lot: row.lot_id,
            movement,
            reverses: Some(row.id),
        },
    )?;
    let returned_more: Option<bool> = w.value(
        "SELECT quantity_received - ?2 < quantity_returned FROM purchase_order_lines WHERE id = ?1",
        bind![row.line, row.quantity],
    )?;
    if returned_more == Some(true) {
        let text =
            "Goods of this receipt went back to the vendor already, so it stays. Return the rest instead.";
        return Err(refuse(Code::InUse, text));
    }
    w.execute(
        "UPDATE purchase_order_lines SET quantity_received = quantity_received - ?2, updated_at = ?3 WHERE id = ?1",
        bind![row.line, row.quantity, w.now()],
    )?;
    Ok(())
}
