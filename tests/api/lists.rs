//! Every list answers every field it offers, both ways, and refuses what it does not know.

use serde_json::{Value, json};

use crate::window::Window;

/// Commands that take a list request: their request schema has filters and a cursor.
fn lists() -> Vec<&'static str> {
    let all = spoolyard_api::all().filter(|command| {
        let (request, _) = (command.schemas)();
        let properties = request.as_value().get("properties").cloned().unwrap_or_default();
        ["filters", "after", "limit"].iter().all(|name| properties.get(name).is_some())
    });
    all.map(|command| command.name).collect()
}

/// What a list can be asked by, as it tells who asks for something else.
fn fields(window: &Window, list: &str, wrong: Value, at: &str) -> Vec<String> {
    let refusal = window.refused(list, wrong);
    assert_eq!(refusal.field.as_deref(), Some(at), "{list}");
    let names = refusal.details["fields"].as_array().unwrap_or_else(|| panic!("{list}: {refusal}")).clone();
    names.into_iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_list_sorts_filters_searches_and_pages_by_every_field() {
    let window = Window::open();
    let lists = lists();
    assert!(lists.len() >= 9, "{lists:?}");
    for list in lists {
        window.done(list, json!({}));
        window.done(list, json!({ "search": "SO-2026 bla \"* OR (", "limit": 1 }));
        let unknown = json!({ "sort": { "field": "no such field" } });
        for field in fields(&window, list, unknown, "sort.field") {
            for descending in [false, true] {
                window.done(
                    list,
                    json!({ "sort": { "field": field, "descending": descending }, "after": "[null,7]" }),
                );
                window.done(
                    list,
                    json!({ "sort": { "field": field, "descending": descending }, "after": "[\"x\",7]" }),
                );
            }
        }
        let unknown = json!({ "filters": [{ "field": "no such field", "op": "empty" }] });
        for field in fields(&window, list, unknown, "filters[0].field") {
            for op in ["empty", "not_empty"] {
                window.done(list, json!({ "filters": [{ "field": field, "op": op }] }));
            }
            for value in ["1", "2026-03-02", "x"] {
                for op in ["eq", "ne", "lt", "le", "gt", "ge", "in", "contains"] {
                    let request = json!({ "filters": [{ "field": field, "op": op, "values": [value] }] });
                    if let Err(refusal) = window.ask(Some(&window.admin), list, request) {
                        assert_eq!(
                            refusal.code.as_str(),
                            "invalid_value",
                            "{list} {field} {op} {value}: {refusal}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_list_refuses_what_it_does_not_know() {
    let window = Window::open();
    let bad: [(Value, &str); 4] = [
        (
            json!({ "filters": [{ "field": "1; DROP TABLE users", "op": "eq", "values": ["x"] }] }),
            "filters[0].field",
        ),
        (json!({ "filters": [{ "field": "sku", "op": "eq", "values": [] }] }), "filters[0].values"),
        (json!({ "after": "not a mark" }), "after"),
        (json!({ "limit": -1 }), "limit"),
    ];
    for (request, field) in bad {
        assert_eq!(window.refused("items.list", request).field.as_deref(), Some(field));
    }
}
