//! A spool is put on the scale, or to another place: the book follows the shelf.

use spoolyard_types::ids::{LocationId, ProductId, SpoolId};
use spoolyard_types::{Code, Decimal, Entered, Quantity, Text};

use super::adjust::{Adjust, adjust};
use super::model::{Item, Reference, ReferenceType};
use super::spool_pages::SpoolRef;
use super::store;
use super::transfer::{Transfer, transfer};
use crate::bind;
use crate::catalog::units;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse_field};
use crate::ledger::{AccountRole, Event};

crate::wire! {
    /// What the scale shows.
    pub struct WeighSpool {
        /// The spool.
        pub id: SpoolId,
        /// What the scale shows, in grams.
        pub weight_g: Entered<Quantity, 12, 3>,
        /// The reel was on the scale too.
        #[serde(default)]
        pub with_reel: bool,
        /// The empty reel, in grams; remembered. Needed once for a spool that is weighed with its reel.
        #[serde(default)]
        #[ts(optional)]
        pub reel_g: Option<Entered<Quantity, 12, 3>>,
        /// The stock is off by the same amount and is corrected with it.
        pub correct_stock: bool,
        /// Why it differs.
        #[serde(default)]
        #[ts(optional)]
        pub reason: Option<Text<200>>,
    }

    /// A spool that is put elsewhere.
    pub struct MoveSpool {
        /// The spool.
        pub id: SpoolId,
        /// Where to.
        pub location_id: LocationId,
    }

    /// What weighing changed.
    pub struct WeighedSpool {
        /// The spool.
        pub id: SpoolId,
        /// Filament left on it, in grams.
        pub left_g: Quantity,
        /// How the stock was corrected, in the stock unit; nothing when it was not.
        pub corrected: Quantity,
    }
}

crate::read_model! {
    struct Spool {
        id: SpoolId,
        spool_number: String,
        product_id: ProductId,
        initial_weight_kg: Quantity,
        current_weight_kg: Quantity,
        empty_spool_weight_kg: Option<Quantity>,
        location_id: Option<LocationId>,
        lot_id: Option<spoolyard_types::ids::LotId>,
        printer_id: Option<spoolyard_types::ids::PrinterId>,
    }
}

fn find(r: &Read<'_>, id: SpoolId) -> Result<Spool> {
    r.maybe(
        "SELECT id, spool_number, product_id, initial_weight_kg, current_weight_kg, empty_spool_weight_kg, location_id,
             lot_id, printer_id
         FROM material_spools WHERE id = ?1",
        bind![id],
    )?
    .ok_or_else(|| not_found("spool", id))
}

fn in_kg(grams: Quantity) -> Result<Quantity> {
    Ok(Quantity::rounded(grams.get() / Decimal::ONE_THOUSAND)?)
}

/// What is on the spool by the scale, in kilograms, and what the empty reel weighs.
fn on_it(spool: &Spool, req: &WeighSpool) -> Result<(Quantity, Option<Quantity>)> {
    let reel = match &req.reel_g {
        Some(grams) => Some(in_kg(grams.get())?),
        None => spool.empty_spool_weight_kg,
    };
    let shown = in_kg(req.weight_g.get())?;
    let net = match (req.with_reel, reel) {
        (false, _) => shown,
        (true, Some(reel)) => shown.minus(reel)?,
        (true, None) => {
            let text =
                format!("The empty reel of {} was never weighed. Enter its weight once.", spool.spool_number);
            return Err(refuse_field(Code::InvalidValue, "reel_g", text));
        }
    };
    if net.is_negative() || shown.is_negative() {
        let text = "That is less than the empty reel weighs. Check the scale, or correct the reel's weight.";
        return Err(refuse_field(Code::InvalidValue, "weight_g", text));
    }
    let most = Quantity::rounded(spool.initial_weight_kg.get() * Decimal::TWO)?;
    if net > most {
        let text = format!(
            "{} came with {} kg, so {net} kg cannot be on it. Enter grams, and say whether the reel was on the scale.",
            spool.spool_number, spool.initial_weight_kg
        );
        return Err(refuse_field(Code::InvalidValue, "weight_g", text));
    }
    Ok((net, reel))
}

/// Writes down what the scale shows, and corrects the stock by the same amount where that is asked for.
///
/// # Errors
/// [`Code::InvalidValue`] for a weight that cannot be, [`Code::InsufficientStock`] when the stock has no room for the
/// correction, [`Code::NotFound`], [`Code::PeriodClosed`].
pub fn weigh_spool(w: &Write<'_>, req: WeighSpool) -> Result<WeighedSpool> {
    let spool = find(w, req.id)?;
    let (net, reel) = on_it(&spool, &req)?;
    let item = store::item(w, spool.product_id)?;
    let change = units::convert(w, net.minus(spool.current_weight_kg)?, "KG", &item.unit, Some(item.id))?;
    let correct = req.correct_stock && !change.is_zero();
    if correct {
        correct_stock(w, &spool, &item, change, req.reason)?;
    }
    w.execute(
        "UPDATE material_spools SET current_weight_kg = ?2, empty_spool_weight_kg = ?3, updated_at = ?4,
             status = CASE WHEN status = 'expired' THEN status WHEN ?2 = 0 THEN 'empty' ELSE 'active' END
         WHERE id = ?1",
        bind![spool.id, net, reel, w.now()],
    )?;
    w.about("spool", spool.id.get(), Some(&spool.spool_number));
    let left_g = Quantity::rounded(net.get() * Decimal::ONE_THOUSAND)?;
    Ok(WeighedSpool { id: spool.id, left_g, corrected: if correct { change } else { Quantity::ZERO } })
}

fn correct_stock(
    w: &Write<'_>,
    spool: &Spool,
    item: &Item,
    change: Quantity,
    why: Option<Text<200>>,
) -> Result<()> {
    let location = spool.location_id.map_or_else(|| store::default_location(w), Ok)?;
    let words = format!("Spool {} weighed", spool.spool_number);
    let mut event =
        Event::new(w.today()?, format!("{words}: {change} {} of {}", item.unit, item.sku), "inventory", 0);
    let moved = adjust(
        w,
        &mut event,
        Adjust {
            product: item.id,
            location,
            change,
            unit_cost: None,
            against: AccountRole::InventoryAdjustment,
            reference: Reference::new(ReferenceType::Spool, spool.id.get()),
            lot: spool.lot_id,
            reason: Some(why.map_or(words, String::from)),
            notes: None,
        },
    )?;
    event.set_source(moved.transaction.get());
    event.post(w).map(|_| ())
}

/// Puts a spool to another place, and what is on it with it.
///
/// # Errors
/// As [`super::transfer_stock`]; [`Code::InUse`] for a spool that is loaded in a printer.
pub fn move_spool(w: &Write<'_>, req: MoveSpool) -> Result<SpoolRef> {
    let spool = find(w, req.id)?;
    if spool.printer_id.is_some() {
        let text = format!("The spool {} is loaded in a printer. Take it out first.", spool.spool_number);
        return Err(refuse_field(Code::InUse, "location_id", text));
    }
    let item = store::item(w, spool.product_id)?;
    let quantity = units::convert(w, spool.current_weight_kg, "KG", &item.unit, Some(item.id))?;
    let from = spool.location_id.map_or_else(|| store::default_location(w), Ok)?;
    if quantity.is_positive() {
        let words = format!("Spool {}", spool.spool_number);
        transfer(
            w,
            Transfer {
                product: item.id,
                from,
                to: req.location_id,
                quantity,
                lot: spool.lot_id,
                date: w.today()?,
                reason: Some(words),
                notes: None,
            },
        )?;
    } else {
        store::open_place(w, req.location_id)?;
    }
    w.execute(
        "UPDATE material_spools SET location_id = ?2, updated_at = ?3 WHERE id = ?1",
        bind![spool.id, req.location_id, w.now()],
    )?;
    w.about("spool", spool.id.get(), Some(&spool.spool_number));
    Ok(SpoolRef { id: spool.id })
}
