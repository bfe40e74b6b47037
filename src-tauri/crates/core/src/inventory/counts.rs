//! Counting: a sheet for a place, and the differences that were found.

use spoolyard_types::ids::{CategoryId, LocationId, LotId, ProductId};
use spoolyard_types::{Code, Date, Entered, Money, Quantity, Text, Timestamp};

use super::adjust::{Adjust, adjust};
use super::commands::{day, in_line};
use super::lots;
use super::model::{Reference, ReferenceType};
use super::store;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, refuse_field};
use crate::ledger::{AccountRole, Event};

crate::wire! {
    /// What is to be counted.
    pub struct CountSheetRequest {
        /// Where.
        pub location_id: LocationId,
        /// Only products of this category or below it.
        #[serde(default)]
        #[ts(optional)]
        pub category_id: Option<CategoryId>,
        /// Only what was not counted since this day.
        #[serde(default)]
        #[ts(optional)]
        pub not_since: Option<Date>,
    }

    /// What was counted.
    pub struct PostCount {
        /// Where.
        pub location_id: LocationId,
        /// On which day; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
        /// What was found, also where nothing differs.
        pub lines: Vec<CountLine>,
    }

    /// What was found of a product, or of one of its lots.
    pub struct CountLine {
        /// What.
        pub product_id: ProductId,
        /// Which lot, for products kept by lot.
        #[serde(default)]
        #[ts(optional)]
        pub lot_id: Option<LotId>,
        /// How much lies there.
        pub counted: Entered<Quantity, 18, 4>,
        /// What the sheet said; the count is refused when the book moved since.
        #[serde(default)]
        #[ts(optional)]
        pub expected: Option<Quantity>,
        /// Why it differs; required where it does.
        #[serde(default)]
        #[ts(optional)]
        pub reason: Option<Text<200>>,
    }

    /// What a count came to.
    pub struct CountResult {
        /// How many lines were counted.
        pub counted: u32,
        /// How many of them differed.
        pub adjusted: u32,
        /// What was found beyond the book is worth.
        pub gained: Money,
        /// What was missing is worth.
        pub lost: Money,
    }
}

crate::read_model! {
    /// A line of the sheet.
    pub struct CountSheetRow {
        /// What.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// The stock unit.
        pub unit: String,
        /// Which lot, for products kept by lot.
        pub lot_id: Option<LotId>,
        /// That lot's number.
        pub lot_number: Option<String>,
        /// What the book says.
        pub expected: Quantity,
        /// When it was last counted here.
        pub last_counted: Option<Timestamp>,
    }
}

/// The sheet of a place: a line a product, and a line a lot where products are kept by lot.
///
/// # Errors
/// [`Code::NotFound`] for a place that is not there.
pub fn count_sheet(r: &Read<'_>, req: CountSheetRequest) -> Result<Vec<CountSheetRow>> {
    store::place(r, req.location_id)?;
    r.all(
        "WITH RECURSIVE wanted (id) AS (
             SELECT ?2 WHERE ?2 IS NOT NULL
             UNION SELECT c.id FROM item_categories c JOIN wanted ON c.parent_id = wanted.id)
         SELECT i.product_id, p.sku, p.name, p.unit, t.lot_id, l.lot_number,
             CASE WHEN p.track_lots THEN t.quantity ELSE i.on_hand_quantity END AS expected, i.last_counted
         FROM inventory i JOIN products p ON p.id = i.product_id
         LEFT JOIN (SELECT product_id, lot_id, sum(quantity) AS quantity FROM inventory_transactions
                    WHERE location_id = ?1 AND is_posted GROUP BY product_id, lot_id HAVING sum(quantity) <> 0) t
           ON p.track_lots = 1 AND t.product_id = i.product_id
         LEFT JOIN material_lots l ON l.id = t.lot_id
         WHERE i.location_id = ?1 AND (p.track_lots = 0 OR t.quantity IS NOT NULL)
           AND (p.active = 1 OR i.on_hand_quantity <> 0)
           AND (?2 IS NULL OR p.category_id IN (SELECT id FROM wanted))
           AND (?3 IS NULL OR i.last_counted IS NULL OR i.last_counted < ?3)
         ORDER BY p.sku, l.expiration_date, l.id",
        bind![req.location_id, req.category_id, req.not_since],
    )
}

/// Posts a count in one entry: each difference as an adjustment of one reference, and the day of the count at
/// every product that was counted.
///
/// # Errors
/// [`Code::ChangedMeanwhile`] where the book moved since the sheet, [`Code::InvalidValue`] for a difference
/// without a reason, a product counted twice or a negative count; as [`adjust`].
pub fn post_count(w: &Write<'_>, req: PostCount) -> Result<CountResult> {
    let place = store::place(w, req.location_id)?;
    let date = day(w, req.date)?;
    let count = store::next_movement(w)?;
    let mut event = Event::new(date, format!("Count at {}", place.name), "inventory_count", count);
    let mut result = CountResult {
        counted: u32::try_from(req.lines.len()).unwrap_or(u32::MAX),
        adjusted: 0,
        gained: Money::ZERO,
        lost: Money::ZERO,
    };
    let mut seen = std::collections::HashSet::new();
    for (index, line) in req.lines.into_iter().enumerate() {
        let at = |field: &str| format!("lines[{index}].{field}");
        let item = store::item(w, line.product_id)?;
        if !seen.insert((line.product_id, line.lot_id)) {
            let text = format!("{} is counted twice. Add the two up in one line.", item.sku);
            return Err(refuse_field(Code::InvalidValue, at("product_id"), text));
        }
        if line.counted.get().is_negative() {
            return Err(refuse_field(
                Code::InvalidValue,
                at("counted"),
                "Nothing less than nothing can lie there.",
            ));
        }
        let book = match line.lot_id {
            Some(lot) => lots::left_of(w, lot, req.location_id)?,
            None if item.track_lots => lots::unlotted(w, item.id, req.location_id)?,
            None => store::balance(w, item.id, req.location_id)?.on_hand,
        };
        if line.expected.is_some_and(|expected| expected != book) {
            let text = format!(
                "{} moved since the sheet was made: the book now says {book} {}. Count it again.",
                item.sku, item.unit
            );
            return Err(refuse_field(Code::ChangedMeanwhile, at("expected"), text));
        }
        let change = line.counted.get().minus(book)?;
        if !change.is_zero() {
            let Some(reason) = line.reason else {
                let text = format!("{} differs by {change} {}. Say why.", item.sku, item.unit);
                return Err(refuse_field(Code::InvalidValue, at("reason"), text));
            };
            let adjustment = Adjust {
                product: item.id,
                location: req.location_id,
                change,
                unit_cost: None,
                against: AccountRole::InventoryAdjustment,
                reference: Reference::new(ReferenceType::CycleCount, count),
                lot: line.lot_id,
                reason: Some(reason.into()),
                notes: None,
            };
            let moved = adjust(w, &mut event, adjustment).map_err(|err| in_line(err, "lines", index))?;
            result.adjusted += 1;
            if change.is_positive() {
                result.gained = result.gained.plus(moved.value)?;
            } else {
                result.lost = result.lost.plus(moved.value)?;
            }
        }
        stamp(w, item.id, req.location_id)?;
    }
    event.post(w)?;
    w.about("inventory_location", req.location_id.get(), Some(&place.name));
    Ok(result)
}

fn stamp(w: &Write<'_>, product: ProductId, location: LocationId) -> Result<()> {
    w.execute(
        "INSERT INTO inventory (product_id, location_id, last_counted, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?3, ?3)
         ON CONFLICT (product_id, location_id) DO UPDATE SET last_counted = ?3, updated_at = ?3",
        bind![product, location, w.now()],
    )?;
    Ok(())
}
