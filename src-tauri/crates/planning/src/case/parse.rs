//! Reading a case.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::unit::conversion;
use crate::calendar::WorkCalendar;
use crate::input::{
    BomLine, Demand, DemandKind, Item, LotCosts, LotPolicy, Options, Per, Procurement, SafetyStep, Snapshot,
    StockingPolicy, Supply, SupplyKind,
};
use crate::quantity::{MICROS, Ratio, micros_from_decimal};

/// Largest case that is read, in bytes.
const LARGEST_CASE: usize = 256 * 1024 * 1024;

/// Why a text is not a case.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The text is larger than a case can be.
    #[error("the case has {0} bytes; at most {LARGEST_CASE} are read. Split it into smaller cases.")]
    TooLarge(usize),
    /// The text is not JSON of the right form.
    #[error("the case cannot be read: {0}. The planning form is described under `mrp solve --help`.")]
    Form(#[from] serde_json::Error),
}

/// A case: the snapshot it stands for and what reading it found.
#[derive(Debug, Clone)]
pub struct Case {
    /// What is planned.
    pub snapshot: Snapshot,
    /// Rows that were left out or corrected while reading.
    pub notes: Vec<CaseNote>,
}

/// Something that reading found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseNote {
    /// The kind, as the result names it.
    pub kind: &'static str,
    /// The item concerned.
    pub sku: String,
    /// What was found, in words.
    pub why: String,
}

/// An exact decimal, written as a number or a string.
#[derive(Debug, Clone, Copy, Default)]
struct Exact(Decimal);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(from)?.get();
        let text: std::borrow::Cow<'_, str> = if raw.starts_with('"') {
            serde_json::from_str::<String>(raw).map_err(D::Error::custom)?.into()
        } else {
            raw.into()
        };
        let text = text.trim();
        let parsed =
            if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { text.parse().ok() };
        parsed.map(Exact).ok_or_else(|| D::Error::custom(format!("`{text}` is not a decimal number")))
    }
}

impl Exact {
    fn micros(self) -> i64 {
        let bound = if self.0.is_sign_negative() { i64::MIN } else { i64::MAX };
        micros_from_decimal(self.0).map_or(bound, |(micros, _)| micros)
    }
}

/// A name, written as a string or a number.
#[derive(Debug, Clone)]
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(from)?.get();
        Ok(Self(serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned())))
    }
}

/// A date, with or without a time behind it.
#[derive(Debug, Clone, Copy)]
struct Date(NaiveDate);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let day = text.split(['T', ' ']).next().unwrap_or_default();
        day.parse().map(Date).map_err(|_| D::Error::custom(format!("`{text}` is not a date like 2026-01-31")))
    }
}

#[derive(Deserialize)]
struct CaseForm {
    today: Date,
    #[serde(default)]
    items: Option<Vec<ItemForm>>,
    #[serde(default)]
    bom: Option<Vec<LineForm>>,
    #[serde(default)]
    scheduled_receipts: Option<Vec<MoveForm>>,
    #[serde(default)]
    demand: Option<Vec<MoveForm>>,
    #[serde(default)]
    firm_planned_orders: Option<Vec<MoveForm>>,
    calendar: Option<CalendarForm>,
    costs: Option<CostForm>,
    options: Option<OptionForm>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ItemForm {
    sku: String,
    lead_time_days: Option<Exact>,
    lead_time_per_unit_days: Option<Exact>,
    safety_stock: Option<Exact>,
    safety_stock_steps: Option<Vec<StepForm>>,
    min_order_qty: Option<Exact>,
    order_multiple: Option<Exact>,
    max_order_qty: Option<Exact>,
    on_hand: Option<Exact>,
    allocated: Option<Exact>,
    procurement: Option<String>,
    uom: Option<String>,
    lot_policy: Option<String>,
    poq_days: Option<Exact>,
    phantom: Option<bool>,
    yield_percent: Option<Exact>,
    purchase_uom: Option<String>,
    purchase_uom_factor: Option<Exact>,
    bom_batch_qty: Option<Exact>,
    reorder_point: Option<Exact>,
    reorder_target: Option<Exact>,
    costs: Option<CostForm>,
}

#[derive(Deserialize)]
struct StepForm {
    from_date: Date,
    qty: Exact,
}

#[derive(Deserialize)]
struct LineForm {
    parent: String,
    component: String,
    #[serde(default)]
    qty: Option<Exact>,
    #[serde(default)]
    scrap_percent: Option<Exact>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    uom: Option<String>,
}

#[derive(Deserialize)]
struct MoveForm {
    sku: String,
    qty: Exact,
    #[serde(default)]
    date: Option<Date>,
    #[serde(default)]
    due_date: Option<Date>,
    #[serde(default)]
    start_date: Option<Date>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default, rename = "ref")]
    reference: Option<Name>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    uom: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct CalendarForm {
    working_weekdays: Option<Vec<u8>>,
    holidays: Option<Vec<Date>>,
}

#[derive(Deserialize)]
struct CostForm {
    #[serde(default)]
    setup: Option<Exact>,
    #[serde(default)]
    holding_per_unit_week: Option<Exact>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OptionForm {
    use_late_receipts: Option<bool>,
    strict_safety_stock: Option<bool>,
    firm_fence_days: Option<i32>,
    dampening_days: Option<i32>,
    dampening_qty: Option<Exact>,
}

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// When the text is not a case; the message names the line and what was expected there.
    pub fn parse(text: &str) -> Result<Self, CaseError> {
        if text.len() > LARGEST_CASE {
            return Err(CaseError::TooLarge(text.len()));
        }
        let form: CaseForm = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
        Ok(Reading::of(form))
    }
}

struct Reading {
    snapshot: Snapshot,
    by_sku: HashMap<String, u32>,
    uoms: Vec<String>,
    /// Purchase unit and how many stock units it is.
    purchase: Vec<Option<(String, Ratio)>>,
    notes: Vec<CaseNote>,
}

impl Reading {
    fn of(form: CaseForm) -> Case {
        let mut reading = Self {
            snapshot: Snapshot::new(form.today.0),
            by_sku: HashMap::new(),
            uoms: Vec::new(),
            purchase: Vec::new(),
            notes: Vec::new(),
        };
        reading.snapshot.calendar = form.calendar.map(calendar_of);
        reading.snapshot.costs = form.costs.as_ref().map(costs_of);
        reading.snapshot.options = options_of(&form.options.unwrap_or_default());
        for item in form.items.unwrap_or_default() {
            reading.item(item);
        }
        reading.number_by_sku();
        for line in form.bom.unwrap_or_default() {
            reading.line(&line);
        }
        for (id, row) in form.scheduled_receipts.unwrap_or_default().into_iter().enumerate() {
            reading.supply(id, &row, None);
        }
        for (id, row) in form.firm_planned_orders.unwrap_or_default().into_iter().enumerate() {
            reading.supply(id, &row, Some(SupplyKind::PlannedFirm));
        }
        for (id, row) in form.demand.unwrap_or_default().into_iter().enumerate() {
            reading.demand(id, row);
        }
        reading.notes.sort();
        Case { snapshot: reading.snapshot, notes: reading.notes }
    }

    fn note(&mut self, kind: &'static str, sku: &str, why: String) {
        self.notes.push(CaseNote { kind, sku: sku.to_owned(), why });
    }

    fn item(&mut self, form: ItemForm) {
        if self.by_sku.contains_key(&form.sku) {
            self.note(
                "duplicate_item",
                &form.sku,
                "the item is listed twice; the first row counts".to_owned(),
            );
            return;
        }
        let mut item = Item::new(0, form.sku.clone(), Procurement::Buy);
        let micros = |value: Option<Exact>| value.map_or(0, Exact::micros);
        item.procurement = match form.procurement.as_deref().map(str::to_lowercase).as_deref() {
            Some("make" | "manufacture" | "production") => Procurement::Make,
            _ => Procurement::Buy,
        };
        item.phantom = form.phantom.unwrap_or(false);
        item.on_hand = micros(form.on_hand);
        item.allocated = micros(form.allocated);
        item.safety_stock = micros(form.safety_stock);
        let steps = form.safety_stock_steps.unwrap_or_default();
        item.safety_stock_steps =
            steps.iter().map(|step| SafetyStep { from: step.from_date.0, qty: step.qty.micros() }).collect();
        item.min_order_qty = micros(form.min_order_qty);
        item.order_multiple = micros(form.order_multiple);
        item.max_order_qty = micros(form.max_order_qty);
        item.poq_days = (micros(form.poq_days) / MICROS).clamp(0, 100_000) as i32;
        item.lead_time = micros(form.lead_time_days);
        item.lead_time_per_unit = micros(form.lead_time_per_unit_days);
        item.yield_percent = form.yield_percent.map_or(100 * MICROS, Exact::micros);
        item.bom_batch_qty = form.bom_batch_qty.map_or(MICROS, Exact::micros);
        item.costs = form.costs.as_ref().map(costs_of);
        if form.reorder_point.is_some() {
            item.stocking = StockingPolicy::ReorderPoint {
                point: micros(form.reorder_point),
                target: micros(form.reorder_target),
            };
        }
        item.lot_policy = self.policy(&form.sku, form.lot_policy.as_deref());
        let uom = form.uom.unwrap_or_default();
        let factor = form
            .purchase_uom_factor
            .and_then(|factor| Ratio::from_decimal(factor.0))
            .filter(|factor| !factor.is_zero());
        let named = form.purchase_uom.clone().unwrap_or_default();
        let factor = factor.or_else(|| if named.is_empty() { None } else { conversion(&named, &uom) });
        let same_unit = named.eq_ignore_ascii_case(&uom) && factor == Some(Ratio::ONE);
        if let Some(factor) = factor.filter(|_| !same_unit) {
            item.purchase_factor = factor.of_rounded_up(MICROS);
        }
        self.purchase.push(factor.filter(|_| !named.is_empty()).map(|factor| (named, factor)));
        self.by_sku.insert(form.sku, self.snapshot.items.len() as u32);
        self.uoms.push(uom);
        self.snapshot.items.push(item);
    }

    fn policy(&mut self, sku: &str, name: Option<&str>) -> LotPolicy {
        let Some(name) = name else { return LotPolicy::LotForLot };
        match name.trim().to_uppercase().replace(['-', ' '], "_").as_str() {
            "" | "L4L" | "LFL" | "LOT_FOR_LOT" => LotPolicy::LotForLot,
            "FOQ" | "FIXED_ORDER_QUANTITY" => LotPolicy::FixedOrderQuantity,
            "POQ" | "PERIOD_ORDER_QUANTITY" => LotPolicy::PeriodOrderQuantity,
            "EOQ" | "ECONOMIC_ORDER_QUANTITY" => LotPolicy::EconomicOrderQuantity,
            "WW" | "WAGNER_WHITIN" => LotPolicy::WagnerWhitin,
            "SM" | "SILVER_MEAL" => LotPolicy::SilverMeal,
            "LTC" | "LEAST_TOTAL_COST" | "PPB" | "PART_PERIOD_BALANCING" => LotPolicy::LeastTotalCost,
            "LUC" | "LEAST_UNIT_COST" => LotPolicy::LeastUnitCost,
            _ => {
                self.note(
                    "unknown_lot_policy",
                    sku,
                    format!("`{name}` is not a lot policy; lot for lot is used"),
                );
                LotPolicy::LotForLot
            }
        }
    }

    /// Keys follow the SKU, so that the order of the rows cannot matter.
    fn number_by_sku(&mut self) {
        let mut order: Vec<usize> = (0..self.snapshot.items.len()).collect();
        order.sort_by(|a, b| self.snapshot.items[*a].sku.cmp(&self.snapshot.items[*b].sku));
        for (id, position) in order.into_iter().enumerate() {
            self.snapshot.items[position].id = id as i64;
        }
    }

    fn find(&mut self, sku: &str, row: &str) -> Option<u32> {
        let found = self.by_sku.get(sku).copied();
        if found.is_none() {
            self.note("unknown_item", sku, format!("{row} names an item that the case does not list"));
        }
        found
    }

    /// How many stock units of an item one `unit` is.
    fn in_stock_units(&mut self, item: u32, unit: Option<&str>) -> Option<Ratio> {
        let Some(unit) = unit else { return Some(Ratio::ONE) };
        let uom = &self.uoms[item as usize];
        if unit.eq_ignore_ascii_case(uom) {
            return Some(Ratio::ONE);
        }
        let bought =
            self.purchase[item as usize].as_ref().filter(|(name, _)| name.eq_ignore_ascii_case(unit));
        if let Some(ratio) = bought.map(|(_, factor)| *factor).or_else(|| conversion(unit, uom)) {
            return Some(ratio);
        }
        let (sku, uom) = (self.snapshot.items[item as usize].sku.clone(), uom.clone());
        self.note("unit_error", &sku, format!("`{unit}` does not convert to `{uom}`; the row is left out"));
        None
    }

    fn line(&mut self, form: &LineForm) {
        let (Some(parent), Some(component)) =
            (self.find(&form.parent, "a BOM line"), self.find(&form.component, "a BOM line"))
        else {
            return;
        };
        let Some(factor) = self.in_stock_units(component, form.unit.as_deref().or(form.uom.as_deref()))
        else {
            return;
        };
        let usage = form.qty.map_or(Some(Ratio::ONE), |qty| Ratio::from_decimal(qty.0));
        match usage.and_then(|usage| usage.times(factor)) {
            Some(qty) => {
                let scrap_percent = form.scrap_percent.map_or(0, Exact::micros);
                self.snapshot.bom.push(BomLine { parent, component, qty, per: Per::Unit, scrap_percent });
            }
            None => {
                let why = format!(
                    "the usage of `{}` in `{}` is not a possible quantity; the line is left out",
                    form.component, form.parent
                );
                self.note("impossible_usage", &form.component, why);
            }
        }
    }

    fn quantity(&mut self, item: u32, form: &MoveForm) -> Option<i64> {
        let factor = self.in_stock_units(item, form.unit.as_deref().or(form.uom.as_deref()))?;
        let micros = form.qty.micros();
        Some(if factor == Ratio::ONE { micros } else { factor.of_rounded_up(micros) })
    }

    fn supply(&mut self, id: usize, form: &MoveForm, kind: Option<SupplyKind>) {
        let Some(item) = self.find(&form.sku, "a receipt") else { return };
        let Some(qty) = self.quantity(item, form) else { return };
        let made = self.snapshot.items[item as usize].procurement == Procurement::Make;
        let kind = kind.unwrap_or_else(|| match form.kind.as_deref().unwrap_or_default() {
            text if text.contains("purchase") => SupplyKind::PurchaseOrder,
            text if text.contains("production") || text.contains("work") || text.contains("manufactur") => {
                SupplyKind::WorkOrder
            }
            _ if made => SupplyKind::WorkOrder,
            _ => SupplyKind::PurchaseOrder,
        });
        let (date, start) =
            (form.date.or(form.due_date).map(|date| date.0), form.start_date.map(|date| date.0));
        self.snapshot.supplies.push(Supply { item, kind, id: id as i64, qty, date, start });
    }

    fn demand(&mut self, id: usize, form: MoveForm) {
        let Some(item) = self.find(&form.sku, "a demand") else { return };
        let Some(qty) = self.quantity(item, &form) else { return };
        let kind = match form.kind.as_deref().unwrap_or_default() {
            text if text.contains("production") || text.contains("work") => DemandKind::WorkOrderMaterial,
            text if text.contains("forecast") => DemandKind::Forecast,
            _ => DemandKind::SalesOrderLine,
        };
        let reference = form.reference.map_or_else(String::new, |name| name.0);
        let date = form.date.or(form.due_date).map(|date| date.0);
        self.snapshot.demands.push(Demand { item, kind, id: id as i64, reference, qty, date });
    }
}

fn calendar_of(form: CalendarForm) -> WorkCalendar {
    let mut working_weekdays = [false; 7];
    match form.working_weekdays {
        None => working_weekdays = [true; 7],
        Some(days) => days.iter().filter(|day| **day < 7).for_each(|day| {
            working_weekdays[usize::from(*day)] = true;
        }),
    }
    let holidays = form.holidays.unwrap_or_default().iter().map(|date| date.0).collect();
    WorkCalendar { working_weekdays, holidays }
}

fn costs_of(form: &CostForm) -> LotCosts {
    LotCosts {
        setup: form.setup.map_or(0, Exact::micros),
        holding_per_unit_week: form.holding_per_unit_week.map_or(0, Exact::micros),
    }
}

fn options_of(form: &OptionForm) -> Options {
    Options {
        use_late_receipts: form.use_late_receipts.unwrap_or(false),
        strict_safety_stock: form.strict_safety_stock.unwrap_or(false),
        firm_fence_days: form.firm_fence_days.unwrap_or(0),
        dampening_days: form.dampening_days.unwrap_or(0),
        dampening_qty: form.dampening_qty.map_or(0, Exact::micros),
    }
}

#[cfg(test)]
mod tests {
    use crate::case::solve_json;

    fn solved(text: &str) -> serde_json::Value {
        serde_json::from_str(&solve_json(text).expect("a case")).expect("JSON")
    }

    #[test]
    fn numbers_are_exact_however_they_are_written() {
        let result = solved(
            r#"{"today":"2026-01-05T08:00:00Z","calendar":null,"scheduled_receipts":null,"tolerance":1e-300,
                "items":[{"sku":"A","procurement":"make","on_hand":null,"lead_time_days":"2.0"},
                         {"sku":"B","on_hand":1e2,"safety_stock":1.5E1,"uom":"g"}],
                "bom":[{"parent":"A","component":"B","qty":"0.333333333333","uom":"g"}],
                "firm_planned_orders":[{"sku":"B","qty":1,"date":"2026-01-07","due_date":"2026-01-07"}],
                "demand":[{"sku":"A","qty":0.1,"date":"2026-02-01","ref":77},{"sku":"A","qty":"899.9","date":"2026-02-01"}],
                "costs":{"setup":null},"expected":{"x":[1.5e300]}}"#,
        );
        assert_eq!(result["planned_orders"][0]["qty"].to_string(), "900");
        assert_eq!(result["planned_orders"][0]["pegs"][0]["ref"], "77");
        assert_eq!(
            result["planned_orders"][1]["qty"].to_string(),
            "214",
            "300 needed and 15 kept, 101 there"
        );
    }

    #[test]
    fn what_is_not_a_case_is_refused_by_line() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"today":"soon"}"#,
            r#"{"today":"2026-01-05","items":[{"sku":"A","on_hand":"many"}]}"#,
        ] {
            let error = solve_json(text).expect_err("no case").to_string();
            assert!(error.contains("line"), "{error}");
        }
        let deep =
            format!("{{\"today\":\"2026-01-05\",\"notes\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
        assert!(solve_json(&deep).is_ok(), "keys that nobody reads may be of any depth");
        let deep = deep.replace("notes", "demand");
        assert!(solve_json(&deep).is_err());
    }
}
