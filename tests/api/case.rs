//! One request and what must come of it.

use serde_json::{Value, json};
use spoolyard_api::{Command, Kind};
use spoolyard_types::Role;

use crate::sample::Farm;

/// What must come of a request.
pub(crate) enum Wants {
    Done,
    /// A refusal with this code, at this field (`""`: wherever).
    Refused(&'static str, &'static str),
}

/// A request of the admin, and what must come of it.
pub(crate) struct Case {
    pub(crate) command: &'static str,
    request: Value,
    pub(crate) wants: Wants,
}

/// A request that must be carried out.
pub(crate) fn done(command: &'static str, request: Value) -> Case {
    Case { command, request, wants: Wants::Done }
}

/// A request that must be refused.
pub(crate) fn refused(
    command: &'static str,
    request: Value,
    code: &'static str,
    field: &'static str,
) -> Case {
    Case { command, request, wants: Wants::Refused(code, field) }
}

/// A part of a request that the store answers: the first column of the first row.
pub(crate) fn sql(query: impl AsRef<str>) -> Value {
    json!({ "sql": query.as_ref() })
}

/// The row with the smallest id for which something holds.
pub(crate) fn row(table: &str, wanted: &str) -> Value {
    sql(format!("SELECT min(id) FROM {table} WHERE {wanted}"))
}

/// An item of the sample.
pub(crate) fn item(sku: &str) -> Value {
    row("products", &format!("sku = '{sku}'"))
}

/// A place of the sample.
pub(crate) fn place(code: &str) -> Value {
    row("inventory_locations", &format!("code = '{code}'"))
}

/// No row has it.
pub(crate) const NOBODY: i64 = 999_999_999;

/// The entry of the table.
pub(crate) fn entry(name: &str) -> &'static Command {
    spoolyard_api::all().find(|c| c.name == name).unwrap_or_else(|| panic!("there is no command {name}"))
}

/// Carries a list of cases out on a farm of its own, one after another; the books must balance in the end.
pub(crate) fn run(cases: &[Case]) {
    let farm = Farm::open();
    let mut wrong = Vec::new();
    for (nth, case) in cases.iter().enumerate() {
        let request = farm.filled(&case.request);
        let outcome = match case.wants {
            Wants::Done => carried_out(&farm, case, &request, nth),
            Wants::Refused(code, field) => turned_down(&farm, case.command, request, code, field),
        };
        wrong.extend(outcome.err());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(farm.broken(), Vec::<String>::new());
}

fn carried_out(farm: &Farm, case: &Case, request: &Value, nth: usize) -> Result<(), String> {
    let command = entry(case.command);
    strangers_are_refused(farm, command, request)?;
    let id = format!("case-{nth}");
    let first = farm.send(&farm.admin, case.command, request.clone(), Some(id.clone()));
    if let Some(refusal) = first.error {
        return Err(format!("{} {request} was refused: {} {refusal}", case.command, refusal.code.as_str()));
    }
    if command.kind == Kind::Read && command.role <= Role::Staff {
        farm.ask(&farm.staff, case.command, request.clone())
            .map_err(|refusal| format!("{} as staff: {refusal}", case.command))?;
    }
    if command.kind == Kind::Write {
        let before = farm.counts();
        let again = farm.send(&farm.admin, case.command, request.clone(), Some(id.clone()));
        if again.data != first.data || farm.counts() != before {
            return Err(format!("{} {request}, sent twice, was done twice: {again:?}", case.command));
        }
        let other = farm.send(&farm.admin, case.command, json!({ "other": nth }), Some(id));
        if other.error.as_ref().map(|e| e.code.as_str()) != Some("request_reused") {
            return Err(format!("{}: its request id served another request: {other:?}", case.command));
        }
    }
    Ok(())
}

/// Lists of what belongs to one row: of a row that is not there they are empty.
const FILTERS: &[&str] = &[
    "bills.payments",
    "items.alternates",
    "materials.colors",
    "resources.list",
    "vendors.items",
    "work_orders.queue",
];

/// What every command owes: a field it does not know is named, a row that is not there is said to be missing, and
/// who may not is told so.
fn strangers_are_refused(farm: &Farm, command: &Command, request: &Value) -> Result<(), String> {
    let mut surprised = request.clone();
    surprised["surprise"] = json!(1);
    turned_down(farm, command.name, surprised, "invalid_value", "surprise")?;
    if command.role > Role::Staff {
        let refusal = farm.ask(&farm.staff, command.name, request.clone()).err();
        if refusal.as_ref().map(|r| r.code.as_str()) != Some("forbidden") {
            return Err(format!("{} as staff: {refusal:?}", command.name));
        }
    }
    for field in ["id", "product_id", "customer_id", "vendor_id", "sales_order_id", "payment_id"] {
        if request[field].is_i64() && !FILTERS.contains(&command.name) {
            let mut missing = request.clone();
            missing[field] = json!(NOBODY);
            let code = if ["plan.change", "plan.split"].contains(&command.name) {
                "plan_moved"
            } else {
                "not_found"
            };
            turned_down(farm, command.name, missing, code, "")?;
        }
    }
    Ok(())
}

fn turned_down(farm: &Farm, command: &str, request: Value, code: &str, field: &str) -> Result<(), String> {
    let before = farm.counts();
    let shown = request.to_string();
    match farm.ask(&farm.admin, command, request) {
        Ok(answer) => Err(format!("{command} {shown} was not refused with {code}: {answer}")),
        Err(refusal) if refusal.code.as_str() != code => {
            Err(format!("{command} {shown}: {} instead of {code}: {refusal}", refusal.code.as_str()))
        }
        Err(refusal) if !field.is_empty() && refusal.field.as_deref() != Some(field) => {
            Err(format!("{command} {shown}: at {:?} instead of {field}: {refusal}", refusal.field))
        }
        Err(refusal) if refusal.message.len() < 12 => Err(format!("{command} {shown} says only “{refusal}”")),
        Err(_) if farm.counts() != before => {
            Err(format!("{command} {shown} was refused and changed something"))
        }
        Err(_) => Ok(()),
    }
}
