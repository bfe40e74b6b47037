//! Orders from the first draft to the last state.

use spoolyard_types::ids::{
    LocationId, PlannedOrderId, ProductId, PurchaseOrderId, PurchaseOrderLineId, VendorId,
};
use spoolyard_types::{Code, Date, Entered, Money, Quantity, Text, UnitCost};

use super::model::{PurchaseOrderStatus, line_total};
use super::store::{self, Head, Said};
use super::{items, vendors};
use crate::bind;
use crate::catalog::{self, units};
use crate::db::{Sequence, Write};
use crate::error::{Result, refuse, refuse_field};
use crate::inventory::in_line;

crate::wire! {
    /// An order that is written.
    pub struct NewPurchaseOrder {
        /// Whom it goes to.
        pub vendor_id: VendorId,
        /// Where the goods are to go; the default place when left out.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// When they are due.
        #[serde(default)]
        #[ts(optional)]
        pub expected_date: Option<Date>,
        /// What is ordered; may be empty in a draft.
        pub lines: Vec<NewPurchaseLine>,
        /// Tax on the whole order.
        #[serde(default)]
        #[ts(optional)]
        pub tax_amount: Option<Entered<Money, 18, 4>>,
        /// Freight on the whole order.
        #[serde(default)]
        #[ts(optional)]
        pub shipping_cost: Option<Entered<Money, 18, 4>>,
        /// Freight becomes part of what the goods are worth, by value.
        #[serde(default)]
        pub lands_freight: bool,
        /// Tax cannot be recovered, so it becomes part of what the goods are worth, by value.
        #[serde(default)]
        pub lands_tax: bool,
        /// Payment and delivery terms.
        #[serde(default)]
        #[ts(optional)]
        pub terms: Option<Text<200>>,
        /// How it is paid.
        #[serde(default)]
        #[ts(optional)]
        pub payment_method: Option<Text<100>>,
        /// The vendor's own number, a card's last digits.
        #[serde(default)]
        #[ts(optional)]
        pub payment_reference: Option<Text<200>>,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10000>>,
    }

    /// An order as its form saves it: everything that may change, lines included.
    pub struct UpdatePurchaseOrder {
        /// Which order.
        pub id: PurchaseOrderId,
        /// What it is to be. Lines without an id are new, lines that are left out go.
        pub order: NewPurchaseOrder,
    }

    /// A line as a form saves it.
    pub struct NewPurchaseLine {
        /// Which line; a new one when left out.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<PurchaseOrderLineId>,
        /// What.
        pub product_id: ProductId,
        /// How much, in the purchase unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// In which unit; as the vendor sold it last, else the product's purchase unit.
        #[serde(default)]
        #[ts(optional)]
        pub purchase_unit: Option<Text<20>>,
        /// What one of that unit costs; what was last paid when left out.
        #[serde(default)]
        #[ts(optional)]
        pub unit_cost: Option<Entered<UnitCost, 18, 6>>,
        /// What the vendor calls it.
        #[serde(default)]
        #[ts(optional)]
        pub vendor_sku: Option<Text<100>>,
        /// In words.
        #[serde(default)]
        #[ts(optional)]
        pub description: Option<Text<500>>,
        /// When this line is due, where that differs.
        #[serde(default)]
        #[ts(optional)]
        pub expected_date: Option<Date>,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10000>>,
        /// The plan that asked for it.
        #[serde(default)]
        #[ts(optional)]
        pub planned_order_id: Option<PlannedOrderId>,
    }

    /// Which order.
    pub struct PurchaseOrderRef {
        /// Its row.
        pub id: PurchaseOrderId,
    }

    /// An order goes out.
    pub struct PlacePurchaseOrder {
        /// Which order.
        pub id: PurchaseOrderId,
        /// On which day; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
    }

    /// Goods are on their way.
    pub struct ShipPurchaseOrder {
        /// Which order.
        pub id: PurchaseOrderId,
        /// Since which day; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
        /// The carrier's number.
        #[serde(default)]
        #[ts(optional)]
        pub tracking_number: Option<Text<200>>,
        /// Who carries it.
        #[serde(default)]
        #[ts(optional)]
        pub carrier: Option<Text<100>>,
        /// When it is due now.
        #[serde(default)]
        #[ts(optional)]
        pub expected_date: Option<Date>,
    }

    /// An order is done with, whatever is still due on it.
    pub struct ClosePurchaseOrder {
        /// Which order.
        pub id: PurchaseOrderId,
        /// Why, where something is still due.
        #[serde(default)]
        #[ts(optional)]
        pub reason: Option<Text<1000>>,
    }

    /// An order is called off.
    pub struct CancelPurchaseOrder {
        /// Which order.
        pub id: PurchaseOrderId,
        /// Why.
        pub reason: Text<1000>,
    }
}

impl NewPurchaseLine {
    /// A product and how much of it in its purchase unit; everything else as the vendor had it last.
    #[must_use]
    pub fn of(product_id: ProductId, quantity: Quantity) -> Self {
        Self {
            id: None,
            product_id,
            quantity: Entered(quantity),
            purchase_unit: None,
            unit_cost: None,
            vendor_sku: None,
            description: None,
            expected_date: None,
            notes: None,
            planned_order_id: None,
        }
    }
}

impl NewPurchaseOrder {
    /// An order of lines and nothing more.
    #[must_use]
    pub fn of(vendor_id: VendorId, lines: Vec<NewPurchaseLine>) -> Self {
        Self {
            vendor_id,
            location_id: None,
            expected_date: None,
            lines,
            tax_amount: None,
            shipping_cost: None,
            lands_freight: false,
            lands_tax: false,
            terms: None,
            payment_method: None,
            payment_reference: None,
            notes: None,
        }
    }
}

/// Writes a draft.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InactiveProduct`], [`Code::UnitMismatch`] and [`Code::InvalidValue`], naming the
/// line.
pub fn create_order(w: &Write<'_>, req: NewPurchaseOrder) -> Result<PurchaseOrderRef> {
    let vendor = vendors::vendor(w, vendors::VendorRef { id: req.vendor_id })?;
    if !vendor.is_active {
        let text = format!("{} is inactive. Activate the vendor, or buy elsewhere.", vendor.name);
        return Err(refuse_field(Code::WrongState, "vendor_id", text));
    }
    let number = w.next_number(Sequence::PurchaseOrder, w.today()?)?;
    let by: String = w.actor().name.chars().take(100).collect();
    let id = PurchaseOrderId(w.insert(
        "INSERT INTO purchase_orders (po_number, vendor_id, currency_code, created_by, created_at, updated_at)
         VALUES (?1, ?2, coalesce((SELECT currency_code FROM company_settings WHERE id = 1), 'USD'), ?3, ?4, ?4)",
        bind![number, req.vendor_id, by, w.now()],
    )?);
    save(w, &store::head(w, id)?, req)?;
    let head = store::head(w, id)?;
    store::say(w, &head, said("created", format!("{number} created")))?;
    Ok(PurchaseOrderRef { id })
}

/// Changes a draft or an order that was placed and of which nothing came.
///
/// # Errors
/// As [`create_order`]; [`Code::WrongState`], [`Code::InUse`] for a line that has receipts.
pub fn update_order(w: &Write<'_>, req: UpdatePurchaseOrder) -> Result<PurchaseOrderRef> {
    let head = store::head(w, req.id)?;
    head.status.edit(&head.po_number)?;
    vendors::vendor(w, vendors::VendorRef { id: req.order.vendor_id })?;
    if head.status == PurchaseOrderStatus::Ordered && req.order.lines.is_empty() {
        let text = format!("{} is placed; it needs a line. Cancel it to order nothing.", head.po_number);
        return Err(refuse_field(Code::OrderIncomplete, "lines", text));
    }
    save(w, &head, req.order)?;
    store::say(w, &head, said("updated", format!("{} changed", head.po_number)))?;
    Ok(PurchaseOrderRef { id: req.id })
}

fn said(kind: &str, title: String) -> Said<'_> {
    Said { kind, title, description: None, old: None, new: None, date: None }
}

fn save(w: &Write<'_>, head: &Head, req: NewPurchaseOrder) -> Result<()> {
    let tax = req.tax_amount.map(Entered::get).unwrap_or_default();
    let freight = req.shipping_cost.map(Entered::get).unwrap_or_default();
    for (field, amount) in [("tax_amount", tax), ("shipping_cost", freight)] {
        if amount.is_negative() || amount != amount.to_minor(head.digits()) {
            let text = format!(
                "An amount in {} is not negative and has at most {} decimals.",
                head.currency_code,
                head.digits()
            );
            return Err(refuse_field(Code::InvalidValue, field, text));
        }
    }
    w.execute(
        "UPDATE purchase_orders SET vendor_id = ?2, location_id = ?3, expected_date = ?4, tax_amount = ?5,
             shipping_cost = ?6, lands_freight = ?7, lands_tax = ?8, terms = ?9, payment_method = ?10,
             payment_reference = ?11, notes = ?12, updated_at = ?13
         WHERE id = ?1",
        bind![
            head.id,
            req.vendor_id,
            req.location_id,
            req.expected_date,
            tax,
            freight,
            req.lands_freight,
            req.lands_tax,
            req.terms,
            req.payment_method,
            req.payment_reference,
            req.notes,
            w.now()
        ],
    )?;
    save_lines(w, head, req.vendor_id, req.lines)?;
    store::total_up(w, head.id)
}

fn save_lines(w: &Write<'_>, head: &Head, vendor: VendorId, lines: Vec<NewPurchaseLine>) -> Result<()> {
    let before = store::lines(w, head.id)?;
    for old in &before {
        if !lines.iter().any(|l| l.id == Some(old.id)) {
            no_receipts(w, head, old)?;
            w.execute("DELETE FROM purchase_order_lines WHERE id = ?1", bind![old.id])?;
        }
    }
    // Out of the way, so that lines can change places.
    w.execute(
        "UPDATE purchase_order_lines SET line_number = line_number + 1000000 WHERE purchase_order_id = ?1",
        bind![head.id],
    )?;
    for (index, line) in lines.into_iter().enumerate() {
        let old = match line.id {
            None => None,
            Some(id) => Some(before.iter().find(|l| l.id == id).ok_or_else(|| {
                let text = format!("{} has no line {id}. Open the order again.", head.po_number);
                refuse_field(Code::ChangedMeanwhile, format!("lines[{index}].id"), text)
            })?),
        };
        if let Some(old) = old
            && old.product_id != line.product_id
        {
            no_receipts(w, head, old)?;
        }
        save_line(w, head, vendor, index, line).map_err(|err| in_line(err, "lines", index))?;
    }
    Ok(())
}

fn no_receipts(w: &Write<'_>, head: &Head, line: &store::Line) -> Result<()> {
    let found: Option<i64> = w.value(
        "SELECT 1 FROM goods_receipt_lines WHERE purchase_order_line_id = ?1 LIMIT 1",
        bind![line.id],
    )?;
    if found.is_none() {
        return Ok(());
    }
    let text = format!(
        "Line {} of {} ({}) has receipts, so it stays. Change its quantity, or add another line.",
        line.line_number, head.po_number, line.sku
    );
    Err(refuse(Code::InUse, text))
}

fn save_line(
    w: &Write<'_>,
    head: &Head,
    vendor: VendorId,
    index: usize,
    line: NewPurchaseLine,
) -> Result<()> {
    let product = catalog::require_active(w, line.product_id)?;
    let quantity = line.quantity.get();
    if !quantity.is_positive() {
        return Err(refuse_field(Code::InvalidValue, "quantity", "Order more than nothing."));
    }
    let known = items::known(w, vendor, line.product_id)?;
    let unit: String = match (&line.purchase_unit, &known) {
        (Some(unit), _) => unit.to_string(),
        (None, Some(items::Known { default_purchase_unit: Some(unit), .. })) => unit.clone(),
        (None, _) => product.purchase_uom.clone(),
    };
    let by_vendor = known
        .as_ref()
        .filter(|k| k.default_purchase_unit.as_ref().is_some_and(|u| u.eq_ignore_ascii_case(&unit)));
    let one = Quantity::from_micros(1_000_000);
    // What this vendor puts on a spool or in a box is known from him best.
    let factor = match by_vendor.and_then(|k| k.purchase_factor) {
        Some(factor) => factor,
        None => units::convert(w, one, &unit, &product.unit, Some(product.id))?,
    };
    let unit_cost = match (line.unit_cost, by_vendor.and_then(|k| k.last_unit_cost)) {
        (Some(cost), _) => cost.get(),
        (None, Some(cost)) => cost,
        (None, None) => {
            let each = product.last_cost.or(product.standard_cost).unwrap_or_default();
            UnitCost::rounded(each.times(factor)?.get())?
        }
    };
    if unit_cost.is_negative() {
        return Err(refuse_field(Code::InvalidValue, "unit_cost", "A cost is not less than nothing."));
    }
    let sku = line.vendor_sku.map(String::from).or_else(|| known.map(|k| k.vendor_sku));
    let total = line_total(unit_cost, quantity, head.digits())?;
    let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
    let id = match line.id {
        Some(id) => id.get(),
        None => w.insert(
            "INSERT INTO purchase_order_lines (purchase_order_id, product_id, line_number, quantity_ordered,
                 unit_cost, line_total, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            bind![head.id, line.product_id, number, quantity, unit_cost, total, w.now()],
        )?,
    };
    w.execute(
        "UPDATE purchase_order_lines SET product_id = ?2, line_number = ?3, quantity_ordered = ?4, purchase_unit = ?5,
             purchase_factor = ?6, unit_cost = ?7, line_total = ?8, vendor_sku = ?9, description = ?10, notes = ?11,
             expected_date = ?12, planned_order_id = coalesce(?13, planned_order_id), updated_at = ?14
         WHERE id = ?1",
        bind![
            id,
            line.product_id,
            number,
            quantity,
            unit,
            factor,
            unit_cost,
            total,
            sku,
            line.description,
            line.notes,
            line.expected_date,
            line.planned_order_id,
            w.now()
        ],
    )?;
    Ok(())
}

/// Places an order. Its vendor's lead time gives the date it is due where none was given.
///
/// # Errors
/// [`Code::WrongState`], [`Code::OrderIncomplete`] without lines.
pub fn order(w: &Write<'_>, req: PlacePurchaseOrder) -> Result<PurchaseOrderRef> {
    let head = store::head(w, req.id)?;
    let state = head.status.order(&head.po_number)?;
    let lines = store::lines(w, head.id)?;
    if lines.is_empty() {
        let text = format!("{} has no lines. Add what is to be ordered.", head.po_number);
        return Err(refuse_field(Code::OrderIncomplete, "lines", text));
    }
    let date = match req.date {
        Some(date) => date,
        None => w.today()?,
    };
    let lead = vendors::vendor(w, vendors::VendorRef { id: head.vendor_id })?.lead_time_days;
    let due = lead.map(|days| date.plus_days(i64::from(days)));
    w.execute(
        "UPDATE purchase_orders SET status = ?2, order_date = ?3, expected_date = coalesce(expected_date, ?4),
             updated_at = ?5
         WHERE id = ?1",
        bind![head.id, state, date, due, w.now()],
    )?;
    for line in &lines {
        items::remember(w, head.vendor_id, line, true)?;
    }
    turned(w, &head, "ordered", state, Some(date), None)?;
    Ok(PurchaseOrderRef { id: req.id })
}

fn turned(
    w: &Write<'_>,
    head: &Head,
    kind: &str,
    to: PurchaseOrderStatus,
    date: Option<Date>,
    description: Option<String>,
) -> Result<()> {
    let title = format!("{} {to}", head.po_number);
    let (old, new) = (Some(head.status.to_string()), Some(to.to_string()));
    store::say(w, head, Said { kind, title, description, old, new, date })
}

/// Says that goods are on their way.
///
/// # Errors
/// [`Code::WrongState`].
pub fn mark_shipped(w: &Write<'_>, req: ShipPurchaseOrder) -> Result<PurchaseOrderRef> {
    let head = store::head(w, req.id)?;
    let state = head.status.ship(&head.po_number)?;
    let date = match req.date {
        Some(date) => date,
        None => w.today()?,
    };
    let description = req.tracking_number.as_ref().map(|t| format!("Tracking {t}"));
    w.execute(
        "UPDATE purchase_orders SET status = ?2, shipped_date = ?3, tracking_number = coalesce(?4, tracking_number),
             carrier = coalesce(?5, carrier), expected_date = coalesce(?6, expected_date), updated_at = ?7
         WHERE id = ?1",
        bind![head.id, state, date, req.tracking_number, req.carrier, req.expected_date, w.now()],
    )?;
    turned(w, &head, "shipped", state, Some(date), description)?;
    Ok(PurchaseOrderRef { id: req.id })
}

/// Is done with an order: nothing more is expected on it.
///
/// # Errors
/// [`Code::WrongState`].
pub fn close(w: &Write<'_>, req: ClosePurchaseOrder) -> Result<PurchaseOrderRef> {
    let head = store::head(w, req.id)?;
    let state = head.status.close(&head.po_number)?;
    w.execute(
        "UPDATE purchase_orders SET status = ?2, updated_at = ?3 WHERE id = ?1",
        bind![head.id, state, w.now()],
    )?;
    turned(w, &head, "closed", state, Some(w.today()?), req.reason.map(String::from))?;
    Ok(PurchaseOrderRef { id: req.id })
}

/// Calls an order off before anything came.
///
/// # Errors
/// [`Code::WrongState`].
pub fn cancel(w: &Write<'_>, req: CancelPurchaseOrder) -> Result<PurchaseOrderRef> {
    let head = store::head(w, req.id)?;
    let state = head.status.cancel(&head.po_number)?;
    w.execute(
        "UPDATE purchase_orders SET status = ?2, cancelled_at = ?3, cancellation_reason = ?4, updated_at = ?3
         WHERE id = ?1",
        bind![head.id, state, w.now(), req.reason],
    )?;
    turned(w, &head, "cancelled", state, Some(w.today()?), Some(req.reason.into()))?;
    Ok(PurchaseOrderRef { id: req.id })
}
