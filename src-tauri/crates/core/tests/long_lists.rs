//! A list finds the same rows whichever way it looks for them: looked up where they are few, walked in its order where they
//! are many. Held against what a reader of the whole list would keep.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use spoolyard_core::accounts::{self, SetUp};
use spoolyard_core::db::{Db, Intent, ListRequest, Page, Read};
use spoolyard_core::sales::{customers, orders, payments, shipments};
use spoolyard_core::{App, Result, demo, inventory};
use spoolyard_types::{FixedClock, Role, Timestamp};

/// More orders than are looked up one by one, and more movements of a kind of product.
const LARGE: demo::Large = demo::Large { movements: 6_000, orders: 2_400 };

type List = fn(&Read<'_>, ListRequest) -> Result<Value>;

fn json<T: Serialize>(page: Result<Page<T>>) -> Result<Value> {
    page.map(|page| serde_json::to_value(page).unwrap())
}

/// Name, list, a text it shows of another table, and whether words find its rows by what they show.
const LISTS: [(&str, List, &str, bool); 6] = [
    ("orders", |r, q| json(orders::list(r, q)), "customer_name", true),
    ("shipments", |r, q| json(shipments::list(r, q)), "customer_name", true),
    ("invoices", |r, q| json(shipments::invoices(r, q)), "order_number", true),
    ("payments", |r, q| json(payments::list(r, q)), "customer_name", false),
    ("movements", |r, q| json(inventory::movements(r, q)), "sku", true),
    ("customers", |r, q| json(customers::list(r, q)), "name", false),
];

fn large(folder: &tempfile::TempDir) -> App {
    let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-18T20:00:00Z").unwrap()));
    let app = App::new(Db::open(&folder.path().join("large.sqlite"), clock).unwrap());
    let request: SetUp = serde_json::from_value(json!({
        "company_name": "Ridgeline Print Works", "currency_code": "USD", "timezone": "America/New_York",
        "farm": "own",
        "owner": { "first_name": "Nora", "email": "nora@ridgelineprint.example", "password": demo::SAMPLE_PASSWORD },
    }))
    .unwrap();
    accounts::set_up(&app, &request).unwrap();
    let owner = app.look(accounts::accounts).unwrap().accounts.remove(0).actor();
    demo::fill(&app, &Intent::new(owner, Role::Admin, "bench.make"), LARGE).unwrap();
    app
}

/// All pages of a request, with the number that the first of them told.
fn read(app: &App, list: List, request: &Value) -> (Vec<Value>, usize) {
    let (mut rows, mut told) = (Vec::new(), None);
    let mut after = Value::Null;
    loop {
        let mut asked = request.clone();
        asked["after"] = after;
        asked["limit"] = json!(170);
        let asked: ListRequest = serde_json::from_value(asked).unwrap();
        let mut page = app.look(|r| list(r, asked.clone())).unwrap();
        let told_now = page["total"].as_u64().and_then(|total| usize::try_from(total).ok());
        told = told.or(told_now);
        rows.append(page["rows"].as_array_mut().unwrap());
        after = page["next"].take();
        if after.is_null() {
            return (rows, told.unwrap());
        }
    }
}

fn ids<'v>(rows: impl IntoIterator<Item = &'v Value>) -> Vec<i64> {
    rows.into_iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

fn finds(app: &App, (name, list, ..): (&str, List, &str, bool), request: &Value, expected: &[i64]) {
    let (rows, told) = read(app, list, request);
    assert_eq!(ids(&rows), expected, "{name} {request}");
    assert_eq!(told, expected.len(), "{name} {request}");
}

/// Whether a text that the row shows has a word that begins so.
fn has_word(row: &Value, word: &str) -> bool {
    let shown = ["order_number", "customer_name", "customer_number", "name", "email", "sku", "product_name"];
    let texts = shown.iter().filter_map(|field| row[*field].as_str());
    texts
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .any(|w| w.to_lowercase().starts_with(word))
}

#[test]
fn few_and_many_are_found_alike() {
    let folder = tempfile::tempdir().unwrap();
    let app = large(&folder);
    for about in LISTS {
        let (_, list, text, searched) = about;
        let (all, told) = read(&app, list, &json!({}));
        assert_eq!(all.len(), told);
        let some = all[all.len() / 2][text].as_str().unwrap();
        for part in [some, &some[..4].to_lowercase(), &some[some.len() - 2..], "no such text"] {
            let holds =
                |row: &&Value| row[text].as_str().unwrap().to_lowercase().contains(&part.to_lowercase());
            let filter = json!([{ "field": text, "op": "contains", "values": [part] }]);
            finds(&app, about, &json!({ "filters": filter }), &ids(all.iter().filter(holds)));
            let mut oldest: Vec<i64> = ids(all.iter().filter(holds));
            oldest.sort_unstable();
            let field = if text == "sku" { "id" } else { "created_at" };
            if matches!(about.0, "orders" | "shipments" | "movements" | "customers") {
                finds(&app, about, &json!({ "filters": filter, "sort": { "field": field } }), &oldest);
            }
            if searched {
                let both = json!({ "filters": filter, "search": some });
                let words: Vec<String> =
                    some.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
                let found =
                    all.iter().filter(holds).filter(|row| words.iter().all(|word| has_word(row, word)));
                finds(&app, about, &both, &ids(found));
            }
        }
        if searched {
            for word in ["buyer", "number", "2026", "12", "7", "screw", "zzz"] {
                let found = all.iter().filter(|row| has_word(row, word));
                finds(&app, about, &json!({ "search": word }), &ids(found));
            }
        }
    }
}

#[test]
fn what_is_worked_out_for_each_row_sorts_filters_and_shows_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let app = large(&folder);
    let about = LISTS[5];
    let (mut all, _) = read(&app, about.1, &json!({}));
    let balance =
        |row: &Value| row["balance"].as_str().unwrap().parse::<spoolyard_types::Quantity>().unwrap();
    let zero: spoolyard_types::Quantity = "0".parse().unwrap();
    let owing = all.iter().filter(|row| balance(row) > zero);
    finds(
        &app,
        about,
        &json!({ "filters": [{ "field": "balance", "op": "gt", "values": ["0"] }] }),
        &ids(owing),
    );
    all.sort_by_key(|row| (balance(row), row["id"].as_i64()));
    let (sorted, _) = read(&app, about.1, &json!({ "sort": { "field": "balance" } }));
    assert_eq!(sorted, all);
}
