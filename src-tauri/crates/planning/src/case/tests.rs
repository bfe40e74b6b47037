//! Reading: what is exact, what is refused, and how.

use crate::case::{Case, solve_json};

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
    assert_eq!(result["planned_orders"][1]["qty"].to_string(), "214", "300 needed and 15 kept, 101 there");
}

fn refused(text: &str) -> String {
    solve_json(text).expect_err("no case").to_string()
}

#[test]
fn what_is_not_a_case_is_refused_by_path_and_line() {
    for text in ["", "[]", "{}", "{\"today\":\"2026-01-05\"} and more"] {
        assert!(refused(text).contains("line"), "{}", refused(text));
    }
    for (rows, place) in [
        (r#""today":"soon""#, "at `today`: `soon` is not a date"),
        (r#""today":"2026-02-30""#, "at `today`"),
        (
            r#""items":[{"sku":"A"},{"sku":"B","on_hand":"many"}]"#,
            "at `items[1].on_hand`: `many` is not a decimal",
        ),
        (r#""items":[{"sku":"A","on_hand":true}]"#, "at `items[0].on_hand`: `true` is not a decimal"),
        (r#""items":[{"sku":"A","on_hand":"1_000"}]"#, "`1_000` is not a decimal"),
        (r#""items":[{"sku":"A","on_hand":1e400}]"#, "`1e400` is larger than"),
        (
            r#""items":[{"sku":"A","safety_stock_steps":[{"qty":1}]}]"#,
            "at `items[0].safety_stock_steps[0]`: missing field `from_date`",
        ),
        (r#""items":{"sku":"A"}"#, "at `items`"),
        (r#""items":["A"]"#, "at `items[0]`: invalid type: string \"A\", expected an item"),
        (r#""items":[{"sku":null}]"#, "at `items[0].sku`: `null` is not a name"),
        (r#""demand":[{"sku":"A","qty":1,"date":"05.01.2026"}]"#, "at `demand[0].date`"),
        (r#""demand":[{"sku":"A"}]"#, "at `demand[0]`: missing field `qty`"),
        (r#""calendar":{"working_weekdays":["Mo"]}"#, "at `calendar.working_weekdays[0]`"),
        (r#""options":{"use_late_receipts":"yes"}"#, "at `options.use_late_receipts`"),
    ] {
        let text = if rows.contains("today") {
            format!("{{{rows}}}")
        } else {
            format!("{{\"today\":\"2026-01-05\",{rows}}}")
        };
        assert!(refused(&text).contains(place), "{}", refused(&text));
    }
}

#[test]
fn what_is_written_oddly_is_told_and_the_rest_is_planned() {
    let result = solved(
        r#"{"today":"2026-01-05","items":[{"sku":7,"procurement":"assemble","lot_policy":"CLEVER","on_hand":1e20},{"sku":"7"},{"sku":8}],
            "bom":[{"parent":7,"component":8},{"parent":7,"component":9}],"demand":[{"sku":7,"qty":"2","date":"2026-01-20"},{"sku":8,"qty":1e17,"date":"2026-01-20"}]}"#,
    );
    let told: Vec<&str> = result["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .filter_map(|row| row["type"].as_str())
        .collect();
    for kind in
        ["unknown_procurement", "unknown_lot_policy", "duplicate_item", "unknown_item", "quantity_too_large"]
    {
        assert!(told.contains(&kind), "{kind} in {told:?}");
    }
    assert!(result["exceptions"].as_array().expect("exceptions").is_empty());
}

fn a_case_of(bytes: usize) -> String {
    let mut rows = String::new();
    while rows.len() < bytes {
        let at = rows.len();
        let (sku, qty, month, day) = (at % 997, at % 89 + 1, at % 12 + 1, at % 28 + 1);
        rows.push_str(&format!(
            r#"{{"sku":"I-{sku}","qty":"{qty}.5","date":"2026-{month:02}-{day:02}","ref":"SO-{at}"}},"#
        ));
    }
    rows.pop();
    let items: Vec<String> = (0..997).map(|at| format!(r#"{{"sku":"I-{at}"}}"#)).collect();
    format!(r#"{{"today":"2026-01-05","items":[{}],"demand":[{rows}]}}"#, items.join(","))
}

#[test]
fn a_case_of_ten_megabytes_is_read() {
    let case = Case::parse(&a_case_of(10_000_000)).expect("a case");
    assert_eq!((case.snapshot.items.len(), case.notes.len()), (997, 0));
    assert!(case.snapshot.demands.len() > 100_000);
}

#[test]
fn the_same_case_has_the_same_answer_to_the_letter() {
    let text = a_case_of(100_000);
    assert_eq!(solve_json(&text).expect("a case"), solve_json(&text).expect("a case"));
}

#[test]
fn keys_that_nobody_reads_may_be_of_any_depth() {
    let deep = format!("{{\"today\":\"2026-01-05\",\"notes\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(solve_json(&deep).is_ok());
    let deep = deep.replace("notes", "demand");
    assert!(solve_json(&deep).is_err());
}
