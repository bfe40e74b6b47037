//! Reading a case.

use std::collections::{HashMap, HashSet};

use super::form::{CalendarForm, CaseForm, CostForm, ItemForm, LineForm, MoveForm, OptionForm};
use super::scalars::Exact;
use super::unit::conversion;
use crate::calendar::WorkCalendar;
use crate::input::{
    BomLine, Demand, DemandKind, Item, LotCosts, LotPolicy, Options, Per, Procurement, SafetyStep, Snapshot,
    StockingPolicy, Supply, SupplyKind,
};
use crate::quantity::{MICROS, Ratio};

/// Largest case that is read, in bytes.
const LARGEST_CASE: usize = 256 * 1024 * 1024;

/// Why a text is not a case.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The text is larger than a case can be.
    #[error("the case has {0} bytes; at most {LARGEST_CASE} are read. Split it into smaller cases.")]
    TooLarge(usize),
    /// The text is not JSON of the right form; the path says where.
    #[error("the case cannot be read{}: {error}. The planning form is described under `mrp solve --help`.", at(.path))]
    Form {
        /// Where in the case, such as `items[2].on_hand`; empty when it is not JSON at all.
        path: String,
        /// What was found there, by line and column.
        error: serde_json::Error,
    },
    /// The result could not be written.
    #[error("the result cannot be written: {0}")]
    Result(#[from] serde_json::Error),
}

fn at(path: &str) -> String {
    if path.is_empty() || path == "." { String::new() } else { format!(" at `{path}`") }
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

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// When the text is not a case; the message names the line and what was expected there.
    pub fn parse(text: &str) -> Result<Self, CaseError> {
        if text.len() > LARGEST_CASE {
            return Err(CaseError::TooLarge(text.len()));
        }
        let text = text.trim_start_matches('\u{feff}');
        let mut json = serde_json::Deserializer::from_str(text);
        let form: CaseForm = serde_path_to_error::deserialize(&mut json).map_err(|err| {
            let path = err.path().to_string();
            CaseError::Form { path, error: err.into_inner() }
        })?;
        json.end().map_err(|error| CaseError::Form { path: String::new(), error })?;
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
        let lines = form.bom.unwrap_or_default();
        let made = lines.iter().map(|line| line.parent.0.clone()).collect();
        for item in form.items.unwrap_or_default() {
            reading.item(item, &made);
        }
        reading.number_by_sku();
        for line in &lines {
            reading.line(line);
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

    fn item(&mut self, form: ItemForm, made: &HashSet<String>) {
        let sku = form.sku.0;
        if self.by_sku.contains_key(&sku) {
            self.note("duplicate_item", &sku, "the item is listed twice; the first row counts".to_owned());
            return;
        }
        let procurement = self.procurement(&sku, form.procurement.as_deref(), made);
        let mut item = Item::new(0, sku.clone(), procurement);
        let micros = |value: Option<Exact>| value.map_or(0, Exact::micros);
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
        item.lot_policy = self.policy(&sku, form.lot_policy.as_deref());
        let uom = form.uom.unwrap_or_default();
        let factor = form
            .purchase_uom_factor
            .and_then(|factor| Ratio::from_decimal(factor.0))
            .filter(|factor| !factor.is_zero());
        let named = form.purchase_uom.clone().unwrap_or_default();
        let factor = factor.or_else(|| if named.is_empty() { None } else { conversion(&named, &uom) });
        // One for one in its own unit is no purchase unit: nothing is rounded to whole ones.
        let own_unit = named.is_empty() || named.eq_ignore_ascii_case(&uom);
        let same_unit = own_unit && factor == Some(Ratio::ONE);
        if let Some(factor) = factor.filter(|_| !same_unit) {
            item.purchase_factor = factor.of_rounded_up(MICROS);
        }
        self.purchase.push(factor.filter(|_| !named.is_empty()).map(|factor| (named, factor)));
        self.by_sku.insert(sku, self.snapshot.items.len() as u32);
        self.uoms.push(uom);
        self.snapshot.items.push(item);
    }

    /// Made or bought; an item that does not say is made when a bill makes it.
    fn procurement(&mut self, sku: &str, word: Option<&str>, made: &HashSet<String>) -> Procurement {
        let by_bill = if made.contains(sku) { Procurement::Make } else { Procurement::Buy };
        let Some(word) = word else { return by_bill };
        match word.trim().to_lowercase().as_str() {
            "make" | "made" | "manufacture" | "production" => Procurement::Make,
            "buy" | "bought" | "purchase" => Procurement::Buy,
            "" => by_bill,
            _ => {
                let why = format!(
                    "`{word}` is neither make nor buy; an item with a bill is made, others are bought"
                );
                self.note("unknown_procurement", sku, why);
                by_bill
            }
        }
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
            (self.find(&form.parent.0, "a BOM line"), self.find(&form.component.0, "a BOM line"))
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
                    form.component.0, form.parent.0
                );
                self.note("impossible_usage", &form.component.0, why);
            }
        }
    }

    fn quantity(&mut self, item: u32, form: &MoveForm) -> Option<i64> {
        let factor = self.in_stock_units(item, form.unit.as_deref().or(form.uom.as_deref()))?;
        let micros = form.qty.micros();
        Some(if factor == Ratio::ONE { micros } else { factor.of_rounded_up(micros) })
    }

    fn supply(&mut self, id: usize, form: &MoveForm, kind: Option<SupplyKind>) {
        let Some(item) = self.find(&form.sku.0, "a receipt") else { return };
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
        let Some(item) = self.find(&form.sku.0, "a demand") else { return };
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
