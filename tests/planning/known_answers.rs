//! Every case in `cases/` is solved and compared with what it expects.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use spoolyard_planning::case::solve_json;

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("planning/cases");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a case")).expect("JSON")
}

fn solve(case: &Value) -> Value {
    serde_json::from_str(&solve_json(&case.to_string()).expect("a case that can be solved")).expect("JSON")
}

/// Quantities in millionths, so that 5 and 5.0 are the same.
fn micros(value: &Value) -> i64 {
    (value.as_f64().expect("a number") * 1e6).round() as i64
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or("")
}

fn orders(result: &Value) -> Vec<(String, String, i64, String, String)> {
    let mut rows: Vec<_> = result["planned_orders"]
        .as_array()
        .expect("planned orders")
        .iter()
        .map(|row| {
            let part = |key| text(row, key).to_owned();
            (part("sku"), part("type"), micros(&row["qty"]), part("start_date"), part("due_date"))
        })
        .collect();
    rows.sort();
    rows
}

/// A message with the keys that cases compare.
fn messages(result: &Value) -> Vec<String> {
    let keys = ["type", "sku", "skus", "qty", "from_date", "to_date", "due_date"];
    let mut rows: Vec<String> = result["exceptions"]
        .as_array()
        .expect("exceptions")
        .iter()
        .map(|row| {
            let said: Vec<String> = keys
                .iter()
                .filter(|key| !row[**key].is_null())
                .map(|key| {
                    if *key == "qty" {
                        format!("qty={}", micros(&row[*key]))
                    } else {
                        format!("{key}={}", row[*key])
                    }
                })
                .collect();
            said.join(" ")
        })
        .collect();
    rows.sort();
    rows
}

fn check(name: &str, case: &Value, faults: &mut Vec<String>) {
    let result = solve(case);
    let expected = &case["expected"];
    if !expected["planned_orders"].is_null() && orders(&result) != orders(expected) {
        faults.push(format!(
            "{name}: planned orders\n  found    {:?}\n  expected {:?}",
            orders(&result),
            orders(expected)
        ));
    }
    if !expected["exceptions"].is_null() && messages(&result) != messages(expected) {
        faults.push(format!(
            "{name}: messages\n  found    {:?}\n  expected {:?}",
            messages(&result),
            messages(expected)
        ));
    }
    for row in expected["projected_on_hand"].as_array().into_iter().flatten() {
        let found = result["projected_on_hand"]
            .as_array()
            .expect("projections")
            .iter()
            .find(|found| found["sku"] == row["sku"] && found["date"] == row["date"])
            .map(|found| micros(&found["qty"]));
        if found != Some(micros(&row["qty"])) {
            faults.push(format!("{name}: projected {row} found {found:?}"));
        }
    }
}

#[test]
fn every_case_has_its_known_answer() {
    let files = case_files();
    assert!(files.len() >= 100, "the cases are there: {}", files.len());
    let mut faults = Vec::new();
    for path in files {
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("?").to_owned();
        check(&name, &read(&path), &mut faults);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A plan that is carried out as it stands asks for nothing more: its orders, made firm, leave no net requirement.
#[test]
fn firm_orders_leave_nothing_to_plan() {
    let mut faults = Vec::new();
    for path in case_files() {
        let mut case = read(&path);
        let result = solve(&case);
        let mut firm = case["firm_planned_orders"].as_array().cloned().unwrap_or_default();
        for row in result["planned_orders"].as_array().expect("planned orders") {
            firm.push(json!({ "sku": row["sku"], "qty": row["qty"], "date": row["due_date"], "start_date": row["start_date"] }));
        }
        case["firm_planned_orders"] = Value::Array(firm);
        let again = orders(&solve(&case));
        if !again.is_empty() {
            faults.push(format!("{}: {again:?}", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Solving a case whose rows are turned around gives the same plan.
#[test]
fn the_order_of_rows_does_not_matter() {
    for path in case_files() {
        let case = read(&path);
        let mut turned = case.clone();
        for key in ["items", "bom", "demand", "scheduled_receipts", "firm_planned_orders"] {
            if let Some(rows) = turned[key].as_array_mut() {
                rows.reverse();
            }
        }
        let (left, right) = (solve(&case), solve(&turned));
        assert_eq!(orders(&left), orders(&right), "{}", path.display());
        assert_eq!(messages(&left), messages(&right), "{}", path.display());
    }
}
