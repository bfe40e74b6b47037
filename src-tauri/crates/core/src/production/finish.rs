//! The end of a work order: goods on the shelf, nothing left in process, nothing still reserved.

use rust_decimal::Decimal;
use spoolyard_types::ids::{LocationId, LotId, WorkOrderId};
use spoolyard_types::{Code, Date, Entered, Money, Quantity, Text};

use super::create::set_estimate;
use super::model::{OperationStatus, QcStatus};
use super::queries::{WorkOrder, work_order};
use super::release::{let_go, portion};
use super::report::{ActualMaterial, Booking, book, post, post_minutes, require_operations};
use super::store::{self, OperationRow, Order};
use crate::bind;
use crate::catalog::{self, Product};
use crate::db::{Sequence, Write};
use crate::error::{Result, refuse, refuse_field};
use crate::inventory::{self, NewLot, Receive, Reference, ReferenceType};
use crate::ledger::{self, AccountRole, Event, Tag};

crate::wire! {
    /// Ends a work order with its goods on the shelf.
    pub struct CompleteWorkOrder {
        /// Which one.
        pub id: WorkOrderId,
        /// Good ones in all, those reported before included; what is left of the order when left out.
        #[serde(default)]
        #[ts(optional)]
        pub quantity_good: Option<Entered<Quantity, 18, 4>>,
        /// More than was ordered is meant.
        #[serde(default)]
        pub accept_overrun: bool,
        /// Where the goods go; the order's own place when left out, else the default one.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// What was really used for what is left, where it is not what the bill says.
        #[serde(default)]
        pub materials: Vec<ActualMaterial>,
        /// Serial numbers of a product that has them; numbered by Spoolyard when left out.
        #[serde(default)]
        pub serial_numbers: Vec<Text<50>>,
        /// The lot of a product that is kept by lot; numbered by Spoolyard when left out.
        #[serde(default)]
        #[ts(optional)]
        pub lot_number: Option<Text<100>>,
        /// After which day the lot may not be used.
        #[serde(default)]
        #[ts(optional)]
        pub expiration_date: Option<Date>,
    }

    /// Ends a work order with less than was ordered.
    pub struct CloseShort {
        /// Which one.
        pub id: WorkOrderId,
        /// Why.
        pub reason: Text<500>,
        /// Where the goods go; the order's own place when left out, else the default one.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// Serial numbers of a product that has them; numbered by Spoolyard when left out.
        #[serde(default)]
        pub serial_numbers: Vec<Text<50>>,
        /// The lot of a product that is kept by lot; numbered by Spoolyard when left out.
        #[serde(default)]
        #[ts(optional)]
        pub lot_number: Option<Text<100>>,
    }
}

impl CompleteWorkOrder {
    /// What is left of an order is good; everything else as when left out.
    #[must_use]
    pub fn of(id: WorkOrderId) -> Self {
        Self {
            id,
            quantity_good: None,
            accept_overrun: false,
            location_id: None,
            materials: Vec::new(),
            serial_numbers: Vec::new(),
            lot_number: None,
            expiration_date: None,
        }
    }
}

struct Goods {
    location: Option<LocationId>,
    serials: Vec<Text<50>>,
    lot_number: Option<Text<100>>,
    expiration: Option<Date>,
}

/// Completes a work order: what was not reported yet is reported now and uses up only what is left; the goods
/// come in the quantity made; what remains in process is a variance; what is still reserved is let go.
///
/// # Errors
/// [`Code::WrongState`], also when less was made than ordered (close it short instead);
/// [`Code::OverProduction`], [`Code::InsufficientStock`], [`Code::InvalidValue`], [`Code::AlreadyExists`] for a
/// serial number or lot that is taken.
pub fn complete(w: &Write<'_>, req: CompleteWorkOrder) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    order.status.complete(&order.code)?;
    let operations = store::operations(w, order.id)?;
    require_operations(&order, &operations)?;
    let left = match req.quantity_good {
        Some(total) => {
            let left = total.get().minus(order.quantity_completed)?;
            if left.is_negative() {
                let text = format!(
                    "{} good ones are reported on {} already. Write at least that, or close it with what was made.",
                    order.quantity_completed, order.code
                );
                return Err(refuse_field(Code::InvalidValue, "quantity_good", text));
            }
            left
        }
        None => order
            .quantity_ordered
            .minus(order.quantity_completed)?
            .minus(order.quantity_scrapped)?
            .max(Quantity::ZERO),
    };
    if left.is_positive() {
        let mut event = Event::new(
            w.today()?,
            format!("Work reported on {}", order.code),
            "production_order",
            order.id.get(),
        );
        let booking = Booking { good: left, materials: req.materials, ..Booking::default() };
        book(w, &mut event, &order, None, booking, req.accept_overrun)?;
        post(w, event, order.id)?;
    }
    let order = store::order(w, order.id)?;
    let accounted = order.quantity_completed.plus(order.quantity_scrapped)?;
    if accounted < order.quantity_ordered {
        let text = format!(
            "{} of {} are accounted for on {}. Report the other {}, or close it short.",
            accounted,
            order.quantity_ordered,
            order.code,
            order.quantity_ordered.minus(accounted)?
        );
        return Err(refuse_field(Code::WrongState, "quantity_good", text));
    }
    let goods = Goods {
        location: req.location_id,
        serials: req.serial_numbers,
        lot_number: req.lot_number,
        expiration: req.expiration_date,
    };
    finish(w, &order, goods, None)
}

/// Ends a work order with what was made so far, and returns what is still reserved.
///
/// # Errors
/// [`Code::WrongState`].
pub fn close_short(w: &Write<'_>, req: CloseShort) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    order.status.complete(&order.code)?;
    if order.quantity_completed >= order.quantity_ordered {
        let text = format!("All of {} is made. Complete it instead.", order.code);
        return Err(refuse(Code::WrongState, text));
    }
    let goods = Goods {
        location: req.location_id,
        serials: req.serial_numbers,
        lot_number: req.lot_number,
        expiration: None,
    };
    finish(w, &order, goods, Some(req.reason))
}

fn finish(w: &Write<'_>, order: &Order, goods: Goods, short: Option<Text<500>>) -> Result<WorkOrder> {
    let status = order.status.complete(&order.code)?;
    let product = catalog::product(w, order.product_id)?;
    if order.estimated_total_cost.is_none() {
        set_estimate(w, order.id, &product, order.quantity_ordered)?;
    }
    absorb(w, order)?;
    let order = store::order(w, order.id)?;
    let location = match goods.location.or(order.location_id) {
        Some(location) => location,
        None => inventory::default_location(w)?,
    };
    let mut event =
        Event::new(w.today()?, format!("{} completed", order.code), "production_order", order.id.get());
    let wip = ledger::work_order_wip(w, order.id)?;
    let value = goods_value(&order, wip)?;
    if order.quantity_completed.is_positive() {
        take_in(w, &mut event, &order, &product, location, value, &goods)?;
    }
    let rest = wip.minus(value)?;
    event.debit_for(
        AccountRole::ProductionVariance,
        rest,
        Tag { product: Some(product.id), work_order: Some(order.id) },
    );
    event.credit_for(AccountRole::Wip, rest, Tag::work_order(order.id));
    event.post(w)?;
    let_go(w, order.id)?;
    w.execute(
        "UPDATE production_order_operations SET status = 'completed', paused_at = NULL, pause_reason = NULL,
             actual_end = coalesce(actual_end, ?2), updated_at = ?2
         WHERE production_order_id = ?1 AND status <> 'skipped'",
        bind![order.id, w.now()],
    )?;
    w.execute(
        "UPDATE production_order_materials SET actual_quantity_used = (
             SELECT m.quantity_consumed FROM production_order_operation_materials m WHERE m.id = operation_material_id)
         WHERE production_order_id = ?1 AND operation_material_id IS NOT NULL",
        bind![order.id],
    )?;
    store::set_status(w, order.id, status)?;
    w.execute(
        "UPDATE production_orders SET completed_at = ?2, actual_end = ?2, actual_start = coalesce(actual_start, ?2),
             location_id = ?3, closed_short_reason = ?4 WHERE id = ?1",
        bind![order.id, w.now(), location, short],
    )?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// The goods' worth: the estimate for each, or what really went in where there is no estimate.
fn goods_value(order: &Order, wip: Money) -> Result<Money> {
    let estimate = order.estimated_total_cost.unwrap_or_default();
    if order.quantity_completed.is_zero() {
        return Ok(Money::ZERO);
    }
    if estimate.is_positive() {
        return Ok(Money::rounded(portion(
            estimate.get(),
            order.quantity_completed,
            order.quantity_ordered,
        )?)?);
    }
    Ok(wip.max(Money::ZERO))
}

/// What no report has brought: planned minutes where none were written, and cost-only lines.
fn absorb(w: &Write<'_>, order: &Order) -> Result<()> {
    let mut event = Event::new(
        w.today()?,
        format!("Work absorbed by {}", order.code),
        "production_order",
        order.id.get(),
    );
    let mut work = Money::ZERO;
    let mut all_minutes = Quantity::ZERO;
    for operation in store::operations(w, order.id)? {
        if let Some((setup, run)) = unreported_minutes(order, &operation)? {
            let minutes = setup.plus(run)?;
            work = work.plus(post_minutes(&mut event, order, &operation, minutes)?)?;
            all_minutes = all_minutes.plus(minutes)?;
            w.insert(
                "INSERT INTO operation_reports (operation_id, setup_minutes, run_minutes, reported_by, notes, created_at)
                 VALUES (?1, ?2, ?3, ?4, 'Planned minutes, because none were reported', ?5)",
                bind![operation.id, setup, run, w.actor().user_id, w.now()],
            )?;
            w.execute(
                "UPDATE production_order_operations SET actual_setup_minutes = ?2, actual_run_minutes = ?3, updated_at = ?4
                 WHERE id = ?1",
                bind![operation.id, setup, run, w.now()],
            )?;
        }
    }
    let known = order
        .estimated_material_cost
        .unwrap_or_default()
        .plus(order.estimated_labor_cost.unwrap_or_default())?;
    let cost_only = order.estimated_total_cost.unwrap_or_default().minus(known)?;
    let made = order.quantity_completed.plus(order.quantity_scrapped)?;
    let cost_only = Money::rounded(portion(cost_only.get(), made, order.quantity_ordered)?)?;
    event.debit_for(AccountRole::Wip, cost_only, Tag::work_order(order.id));
    event.credit(AccountRole::OverheadAbsorbed, cost_only);
    event.post(w)?;
    store::add_cost(w, order.id, Money::ZERO, work.plus(cost_only)?, all_minutes)
}

/// The planned minutes of what an operation did, when nobody reported any; none otherwise.
fn unreported_minutes(order: &Order, operation: &OperationRow) -> Result<Option<(Quantity, Quantity)>> {
    let reported = operation.actual_setup_minutes.is_some_and(Quantity::is_positive)
        || operation.actual_run_minutes.is_some_and(Quantity::is_positive);
    let done = operation.processed()?;
    let planned = operation.planned_setup_minutes.plus(operation.planned_run_minutes)?;
    if reported || operation.status == OperationStatus::Skipped || done.is_zero() || planned.is_zero() {
        return Ok(None);
    }
    let run: Decimal = portion(operation.planned_run_minutes.get(), done, order.quantity_ordered)?;
    Ok(Some((operation.planned_setup_minutes, Quantity::rounded(run)?)))
}

fn take_in(
    w: &Write<'_>,
    event: &mut Event,
    order: &Order,
    product: &Product,
    location: LocationId,
    value: Money,
    goods: &Goods,
) -> Result<()> {
    let lot = lot(w, order, product, location, goods)?;
    let receive = |quantity, value, serial| Receive {
        product: product.id,
        location,
        quantity,
        value,
        against: AccountRole::Wip,
        work_order: Some(order.id),
        reference: Reference::new(ReferenceType::Wo, order.id.get()),
        lot,
        serial,
        notes: None,
    };
    if !product.track_serials {
        if !goods.serials.is_empty() {
            let text =
                format!("{} has no serial numbers. Leave them out, or switch them on for it.", product.sku);
            return Err(refuse_field(Code::InvalidValue, "serial_numbers", text));
        }
        inventory::receive(w, event, receive(order.quantity_completed, value, None))?;
        return Ok(());
    }
    let serials = serials(w, order, product, goods)?;
    let one = Quantity::from_micros(1_000_000);
    let count = i64::try_from(serials.len()).unwrap_or(i64::MAX);
    let mut left = value;
    for (index, serial) in (0..count).zip(serials) {
        // What does not divide evenly goes with the last one.
        let each = if index + 1 == count { left } else { Money::from_micros(value.micros() / count) };
        left = left.minus(each)?;
        w.insert(
            "INSERT INTO serial_numbers (serial_number, product_id, production_order_id, qc_passed, manufactured_at, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            bind![serial, product.id, order.id, passes(order.qc_status), w.now()],
        )?;
        inventory::receive(w, event, receive(one, each, Some(serial)))?;
    }
    Ok(())
}

fn passes(qc: QcStatus) -> bool {
    match qc {
        QcStatus::NotRequired | QcStatus::Passed => true,
        QcStatus::Pending | QcStatus::Failed => false,
    }
}

fn lot(
    w: &Write<'_>,
    order: &Order,
    product: &Product,
    location: LocationId,
    goods: &Goods,
) -> Result<Option<LotId>> {
    if !product.track_lots {
        return match &goods.lot_number {
            None => Ok(None),
            Some(_) => {
                let text = format!(
                    "{} is not kept by lot. Leave the lot out, or switch lots on for it.",
                    product.sku
                );
                Err(refuse_field(Code::InvalidValue, "lot_number", text))
            }
        };
    }
    let today = w.today()?;
    let lot = NewLot {
        lot_number: goods.lot_number.as_deref().map(str::to_owned),
        work_order: Some(order.id),
        manufactured_date: Some(today),
        expiration_date: goods.expiration,
        ..NewLot::of(product.id, today, location)
    };
    inventory::create_lot(w, lot).map(Some)
}

fn serials(w: &Write<'_>, order: &Order, product: &Product, goods: &Goods) -> Result<Vec<String>> {
    let made = order.quantity_completed.get();
    if !made.fract().is_zero() {
        let text =
            format!("{} has serial numbers, so whole ones are made; {made} were reported.", product.sku);
        return Err(refuse_field(Code::InvalidValue, "quantity_good", text));
    }
    let count = usize::try_from(order.quantity_completed.micros() / 1_000_000).unwrap_or(0);
    if !goods.serials.is_empty() && goods.serials.len() != count {
        let text = format!(
            "{count} were made and {} serial numbers are given. Give one for each, or none.",
            goods.serials.len()
        );
        return Err(refuse_field(Code::LotRequired, "serial_numbers", text));
    }
    let mut out = Vec::with_capacity(count);
    for index in 0..count {
        let serial = match goods.serials.get(index) {
            Some(serial) => serial.trim().to_owned(),
            None => w.next_number(Sequence::Serial, w.today()?)?,
        };
        if w.value::<i64>("SELECT 1 FROM serial_numbers WHERE serial_number = ?1", bind![serial])?.is_some()
            || out.contains(&serial)
        {
            let text = format!("The serial number {serial} is taken. Give another.");
            return Err(refuse_field(Code::AlreadyExists, format!("serial_numbers[{index}]"), text));
        }
        out.push(serial);
    }
    Ok(out)
}
