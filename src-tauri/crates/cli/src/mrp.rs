//! Material requirements planning: a case file without a database, or the farm.

use serde_json::{Value, json};
use spoolyard_api::{Refusal, store};

use crate::args::{Args, MrpVerb};
use crate::{call, out};

/// The file form, as `mrp solve --help` shows it.
pub(crate) const CASE_FORM: &str = "\
The case is one JSON object. Only `today` has to be there; keys that are not listed are passed over, so that a case
can carry notes and expected answers. Numbers may be written as numbers or as strings and are read exactly, dates are
ISO dates, quantities count the item's `uom`.

  today                  the business date
  items[]                sku, procurement (make | buy; left out: made when a bill makes it), uom, on_hand, allocated,
                         lead_time_days, lead_time_per_unit_days, safety_stock, safety_stock_steps[] (from_date, qty),
                         min_order_qty, order_multiple, max_order_qty, lot_policy (L4L | FOQ | POQ | EOQ | WW |
                         SILVER_MEAL | LTC | LUC), poq_days, phantom, yield_percent, purchase_uom,
                         purchase_uom_factor (stock units in one), bom_batch_qty, reorder_point, reorder_target, costs
  bom[]                  parent, component, qty, scrap_percent, unit
  scheduled_receipts[]   sku, qty, date, kind
  demand[]               sku, qty, date (left out: needed today), ref, kind
  firm_planned_orders[]  sku, qty, due_date, start_date
  calendar               working_weekdays (0 is Monday), holidays; with it lead times count working days
  costs                  setup, holding_per_unit_week
  options                use_late_receipts (off when left out), strict_safety_stock

The result has planned_orders[] (with pegs[]), exceptions[], projected_on_hand[], advice[] (good to know, nothing to do
now) and problems[] (rows that could not be used).";

pub(crate) fn run(args: &Args, verb: &MrpVerb) -> Result<(), Refusal> {
    match verb {
        MrpVerb::Solve { case } => {
            let text = call::read(case)?;
            let named = |err: Refusal| {
                let message = format!("{}: {}", case.display(), err.message);
                Refusal { message, ..err }
            };
            out::line(&store::solve_case(&text).map_err(named)?);
            Ok(())
        }
        MrpVerb::Run => {
            let answer = call::ask(&call::host(args)?, "plan.run", json!({}))?;
            if args.json {
                out::value(&answer);
            } else {
                out::line(&summary(&answer));
            }
            Ok(())
        }
    }
}

fn summary(answer: &Value) -> String {
    let count = |field: &str| answer.get(field).and_then(Value::as_u64).unwrap_or_default();
    let now = format!("{} planned orders, {} messages", count("orders"), count("messages"));
    if answer.get("changed").and_then(Value::as_bool) == Some(true) {
        let (added, moved, dropped) = (count("added"), count("moved"), count("dropped"));
        format!("{now}: {added} added, {moved} changed, {dropped} dropped")
    } else {
        format!("{now}: nothing changed")
    }
}
