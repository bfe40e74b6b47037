//! How planning behaves, kept with the company.

use serde_json::Value;
use spoolyard_types::{Code, Entered, Percent, Quantity};

use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result, refuse_field};

/// The longest fence and the longest silence, days.
const MOST_DAYS: u16 = 365;

crate::wire! {
    /// How planning behaves.
    pub struct PlanSettings {
        /// Plan again by itself after every change.
        pub auto: bool,
        /// Ask a later open receipt to come earlier before planning new supply.
        pub use_late_receipts: bool,
        /// Let even a dip below safety stock pull a receipt in.
        pub strict_safety_stock: bool,
        /// Days from today in which nothing is replanned.
        pub firm_fence_days: u16,
        /// Changes of date of at most this many days are kept quiet.
        pub dampening_days: u16,
        /// Changes below this quantity are kept quiet.
        pub dampening_quantity: Entered<Quantity, 18, 4>,
        /// What holding stock costs in a year, per cent of its value: for the lot rules that weigh it.
        pub holding_percent_per_year: Entered<Percent, 7, 4>,
    }
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self {
            auto: true,
            use_late_receipts: true,
            strict_safety_stock: false,
            firm_fence_days: 0,
            dampening_days: 0,
            dampening_quantity: Entered(Quantity::ZERO),
            holding_percent_per_year: Entered(Percent::from_micros(20_000_000)),
        }
    }
}

/// How planning behaves; what was never set is as Spoolyard ships it.
///
/// # Errors
/// When the store cannot be read.
pub fn settings(r: &Read<'_>) -> Result<PlanSettings> {
    let kept: Option<Value> =
        r.value("SELECT settings_json -> '$.planning' FROM company_settings WHERE id = 1", [])?.flatten();
    let Some(Value::Object(kept)) = kept else { return Ok(PlanSettings::default()) };
    // Over the defaults, so that a file written before a setting existed still reads.
    let unreadable = || Error::Unreadable { column: String::from("company_settings.settings_json.planning") };
    let mut all = serde_json::to_value(PlanSettings::default()).map_err(|_| unreadable())?;
    if let Value::Object(known) = &mut all {
        for (key, value) in kept {
            if known.contains_key(&key) {
                known.insert(key, value);
            }
        }
    }
    serde_json::from_value(all).map_err(|_| unreadable())
}

/// Changes how planning behaves. The next run follows it.
///
/// # Errors
/// [`Code::InvalidValue`] naming the field.
pub fn update_settings(w: &Write<'_>, req: PlanSettings) -> Result<PlanSettings> {
    for (field, days) in [("firm_fence_days", req.firm_fence_days), ("dampening_days", req.dampening_days)] {
        if days > MOST_DAYS {
            let text = format!("{days} days are too many; give at most {MOST_DAYS}.");
            return Err(refuse_field(Code::InvalidValue, field, text));
        }
    }
    if req.dampening_quantity.get().is_negative() {
        let text = "A quantity below which changes are kept quiet is zero or more.";
        return Err(refuse_field(Code::InvalidValue, "dampening_quantity", text));
    }
    if req.holding_percent_per_year.get().is_negative() {
        let text = "Holding stock costs nothing or more.";
        return Err(refuse_field(Code::InvalidValue, "holding_percent_per_year", text));
    }
    let value = serde_json::to_value(&req)
        .map_err(|_| Error::Unreadable { column: String::from("the planning settings") })?;
    w.execute(
        "INSERT INTO company_settings (id, settings_json) VALUES (1, json_object('planning', json(?1)))
         ON CONFLICT (id) DO UPDATE
         SET settings_json = json_set(coalesce(settings_json, '{}'), '$.planning', json(?1)), updated_at = ?2",
        bind![value, w.now()],
    )?;
    w.about("planning", 1, None);
    Ok(req)
}
