//! The keys of a case. What is not listed is passed over.

use serde::Deserialize;

use super::scalars::{Date, Exact, Name};

#[derive(Deserialize)]
#[serde(expecting = "a case, an object with `today`")]
pub(super) struct CaseForm {
    pub(super) today: Date,
    #[serde(default)]
    pub(super) items: Option<Vec<ItemForm>>,
    #[serde(default)]
    pub(super) bom: Option<Vec<LineForm>>,
    #[serde(default)]
    pub(super) scheduled_receipts: Option<Vec<MoveForm>>,
    #[serde(default)]
    pub(super) demand: Option<Vec<MoveForm>>,
    #[serde(default)]
    pub(super) firm_planned_orders: Option<Vec<MoveForm>>,
    pub(super) calendar: Option<CalendarForm>,
    pub(super) costs: Option<CostForm>,
    pub(super) options: Option<OptionForm>,
}

#[derive(Deserialize, Default)]
#[serde(default, expecting = "an item, an object with `sku`")]
pub(super) struct ItemForm {
    pub(super) sku: Name,
    pub(super) lead_time_days: Option<Exact>,
    pub(super) lead_time_per_unit_days: Option<Exact>,
    pub(super) safety_stock: Option<Exact>,
    pub(super) safety_stock_steps: Option<Vec<StepForm>>,
    pub(super) min_order_qty: Option<Exact>,
    pub(super) order_multiple: Option<Exact>,
    pub(super) max_order_qty: Option<Exact>,
    pub(super) on_hand: Option<Exact>,
    pub(super) allocated: Option<Exact>,
    pub(super) procurement: Option<String>,
    pub(super) uom: Option<String>,
    pub(super) lot_policy: Option<String>,
    pub(super) poq_days: Option<Exact>,
    pub(super) phantom: Option<bool>,
    pub(super) yield_percent: Option<Exact>,
    pub(super) purchase_uom: Option<String>,
    pub(super) purchase_uom_factor: Option<Exact>,
    pub(super) bom_batch_qty: Option<Exact>,
    pub(super) reorder_point: Option<Exact>,
    pub(super) reorder_target: Option<Exact>,
    pub(super) costs: Option<CostForm>,
}

#[derive(Deserialize)]
#[serde(expecting = "a step, an object with `from_date` and `qty`")]
pub(super) struct StepForm {
    pub(super) from_date: Date,
    pub(super) qty: Exact,
}

#[derive(Deserialize)]
#[serde(expecting = "a line of a bill, an object with `parent`, `component` and `qty`")]
pub(super) struct LineForm {
    pub(super) parent: Name,
    pub(super) component: Name,
    #[serde(default)]
    pub(super) qty: Option<Exact>,
    #[serde(default)]
    pub(super) scrap_percent: Option<Exact>,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) uom: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a row, an object with `sku`, `qty` and `date`")]
pub(super) struct MoveForm {
    pub(super) sku: Name,
    pub(super) qty: Exact,
    #[serde(default)]
    pub(super) date: Option<Date>,
    #[serde(default)]
    pub(super) due_date: Option<Date>,
    #[serde(default)]
    pub(super) start_date: Option<Date>,
    #[serde(default)]
    pub(super) kind: Option<String>,
    #[serde(default, rename = "ref")]
    pub(super) reference: Option<Name>,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) uom: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, expecting = "a calendar, an object with `working_weekdays` and `holidays`")]
pub(super) struct CalendarForm {
    pub(super) working_weekdays: Option<Vec<u8>>,
    pub(super) holidays: Option<Vec<Date>>,
}

#[derive(Deserialize)]
#[serde(expecting = "costs, an object with `setup` and `holding_per_unit_week`")]
pub(super) struct CostForm {
    #[serde(default)]
    pub(super) setup: Option<Exact>,
    #[serde(default)]
    pub(super) holding_per_unit_week: Option<Exact>,
}

#[derive(Deserialize, Default)]
#[serde(default, expecting = "options, an object")]
pub(super) struct OptionForm {
    pub(super) use_late_receipts: Option<bool>,
    pub(super) strict_safety_stock: Option<bool>,
    pub(super) firm_fence_days: Option<i32>,
    pub(super) dampening_days: Option<i32>,
    pub(super) dampening_qty: Option<Exact>,
}
