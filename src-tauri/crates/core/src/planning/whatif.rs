//! What if? Suppositions are made on a copy of the snapshot, planned beside the real plan and compared with it. The
//! store is not touched until somebody adopts a scenario, and then only by commands that exist for people too.

mod adopt;
mod compare;
mod names;
mod scenarios;
mod suppose;

use spoolyard_planning::netchange::replan_from;
use spoolyard_types::ids::{ProductId, PurchaseOrderLineId, SalesOrderId, SalesOrderLineId, WorkOrderId};
use spoolyard_types::{Actor, Code, Date, Entered, Money, Quantity, Role};

use super::model::{MrpStatus, PlannedOrderType};
use super::view;
use crate::app::App;
use crate::error::{Result, refuse_field};

pub use adopt::{AdoptScenario, AdoptedScenario, adopt};
pub use scenarios::{
    DropScenario, ListScenarios, SaveScenario, Scenario, ScenarioRef, ScenarioRow, Scenarios, drop_scenario,
    save_scenario, scenario, scenarios,
};

/// Suppositions of one scenario.
const MOST: usize = 200;

/// One thing that is supposed.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Supposition {
    /// Somebody wants more.
    Demand {
        /// What.
        product_id: ProductId,
        /// How much, in the stock unit.
        quantity: Entered<Quantity, 18, 4>,
        /// Until when.
        date: Date,
    },
    /// A sales line is for another quantity or another day.
    SalesLine {
        /// Which line.
        line_id: SalesOrderLineId,
        /// What is still to be delivered, in the stock unit; as it is when left out.
        #[serde(default)]
        #[ts(optional)]
        quantity: Option<Entered<Quantity, 18, 4>>,
        /// When it is wanted; as it is when left out.
        #[serde(default)]
        #[ts(optional)]
        date: Option<Date>,
    },
    /// A sales order is called off.
    DropOrder {
        /// Which order.
        order_id: SalesOrderId,
    },
    /// A purchase comes on another day, or never.
    Purchase {
        /// Which line.
        line_id: PurchaseOrderLineId,
        /// When it comes; never when left out.
        #[serde(default)]
        #[ts(optional)]
        date: Option<Date>,
    },
    /// A work order ends on another day, or never.
    WorkOrder {
        /// Which order.
        work_order_id: WorkOrderId,
        /// When it ends; never when left out.
        #[serde(default)]
        #[ts(optional)]
        date: Option<Date>,
    },
    /// So much lies on the shelf.
    Stock {
        /// Of what.
        product_id: ProductId,
        /// On hand, in the stock unit.
        quantity: Entered<Quantity, 18, 4>,
    },
    /// It takes so long to buy or to make.
    LeadTime {
        /// What.
        product_id: ProductId,
        /// Days from the start to the shelf.
        days: u16,
    },
    /// Other rules of ordering; what is left out stays as it is.
    Policy {
        /// Of what.
        product_id: ProductId,
        /// Safety stock.
        #[serde(default)]
        #[ts(optional)]
        safety_stock: Option<Entered<Quantity, 18, 4>>,
        /// Smallest order.
        #[serde(default)]
        #[ts(optional)]
        min_order_qty: Option<Entered<Quantity, 18, 4>>,
        /// Orders are whole multiples of this.
        #[serde(default)]
        #[ts(optional)]
        order_multiple: Option<Entered<Quantity, 18, 4>>,
    },
}

crate::stored_enum! {
    /// What becomes of an order of the plan.
    pub enum OrderChange {
        /// It is only in the supposed plan.
        New = "new",
        /// It is only in the real plan.
        Gone = "gone",
        /// Its dates differ.
        Moved = "moved",
        /// Its quantity differs.
        Resized = "resized",
        /// Both differ.
        Changed = "changed",
    }
}

crate::wire! {
    /// Asks what would be.
    pub struct AskWhatIf {
        /// What is supposed; nothing gives the real plan twice.
        pub edits: Vec<Supposition>,
    }

    /// The real plan beside the supposed one.
    pub struct WhatIf {
        /// The plan as it is.
        pub live: WhatIfTotals,
        /// The plan as it would be.
        pub supposed: WhatIfTotals,
        /// Planned orders that differ, the first to start first.
        pub orders: Vec<WhatIfOrder>,
        /// Sales orders whose standing differs.
        pub sales: Vec<WhatIfSale>,
        /// What each supposition is about, in words.
        pub names: Vec<String>,
        /// How each supposed demand would stand, in the order of the suppositions.
        pub demands: Vec<WhatIfDemand>,
        /// More orders differ than are listed.
        pub is_cut: bool,
    }

    /// A plan in figures.
    pub struct WhatIfTotals {
        /// Planned orders to make.
        pub make: u32,
        /// Planned orders to buy.
        pub buy: u32,
        /// What they would cost to buy, as far as costs are known.
        pub buy_value: Money,
        /// Planned orders that should have started before today.
        pub late_starts: u32,
        /// Sales orders that are late.
        pub late_orders: u32,
        /// Sales orders that something is missing for.
        pub short_orders: u32,
        /// Messages to the planner.
        pub messages: u32,
    }

    /// A planned order that differs.
    pub struct WhatIfOrder {
        /// How.
        pub change: OrderChange,
        /// What it becomes.
        pub order_type: PlannedOrderType,
        /// The product.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// Its stock unit.
        pub unit: String,
        /// As it is.
        pub live: Option<WhatIfFigures>,
        /// As it would be.
        pub supposed: Option<WhatIfFigures>,
        /// What buying it would cost more, or less; none for what is made.
        pub value_change: Option<Money>,
    }

    /// Quantity and days of a planned order.
    #[derive(PartialEq)]
    pub struct WhatIfFigures {
        /// In the stock unit.
        pub quantity: Quantity,
        /// When it starts.
        pub start_date: Date,
        /// When it is due.
        pub due_date: Date,
    }

    /// A sales order whose standing differs.
    pub struct WhatIfSale {
        /// Which order.
        pub order_id: SalesOrderId,
        /// Its number.
        pub order_number: String,
        /// Whose.
        pub customer: Option<String>,
        /// As it stands; none when it is not open.
        pub live: Option<MrpStatus>,
        /// As it would stand; none when it is called off.
        pub supposed: Option<MrpStatus>,
    }

    /// How a supposed demand would stand.
    pub struct WhatIfDemand {
        /// Its place among the suppositions.
        pub index: u32,
        /// How it would stand.
        pub status: MrpStatus,
    }
}

/// What would be, if.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InvalidValue`] naming the supposition.
pub fn what_if(app: &App, actor: &Actor, req: AskWhatIf) -> Result<WhatIf> {
    check(&req.edits)?;
    let now = view::now(app, actor)?;
    app.db.read(actor, Role::Staff, |r| {
        let supposed = suppose::suppose(r, &now.loaded, &req.edits)?;
        let plan = replan_from(&now.loaded.snapshot, &now.plan, &supposed.snapshot);
        compare::compare(r, (&now.loaded, &now.plan), (&supposed, &plan), &req.edits)
    })
}

fn check(edits: &[Supposition]) -> Result<()> {
    if edits.len() > MOST {
        let text = format!("A scenario holds at most {MOST} suppositions.");
        return Err(refuse_field(Code::InvalidValue, "edits", text));
    }
    for (index, edit) in edits.iter().enumerate() {
        let wrong = |field: &str, text: &str| {
            Err(refuse_field(Code::InvalidValue, format!("edits[{index}].{field}"), text))
        };
        match edit {
            Supposition::Demand { quantity, .. } if !quantity.get().is_positive() => {
                return wrong("quantity", "Suppose more than nothing.");
            }
            Supposition::SalesLine { quantity: Some(quantity), .. } | Supposition::Stock { quantity, .. }
                if quantity.get().is_negative() =>
            {
                return wrong("quantity", "Suppose nothing or more.");
            }
            Supposition::Policy { safety_stock, min_order_qty, order_multiple, .. } => {
                for (field, value) in [
                    ("safety_stock", safety_stock),
                    ("min_order_qty", min_order_qty),
                    ("order_multiple", order_multiple),
                ] {
                    if value.as_ref().is_some_and(|value| value.get().is_negative()) {
                        return wrong(field, "Suppose nothing or more.");
                    }
                }
            }
            Supposition::Demand { .. }
            | Supposition::SalesLine { .. }
            | Supposition::DropOrder { .. }
            | Supposition::Purchase { .. }
            | Supposition::WorkOrder { .. }
            | Supposition::Stock { .. }
            | Supposition::LeadTime { .. } => {}
        }
    }
    Ok(())
}
