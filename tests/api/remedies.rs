//! What the core proposes can be done: each remedy is a command of the table, and knows what it is for.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::window::Window;

fn known() -> BTreeSet<&'static str> {
    spoolyard_api::all().map(|command| command.name).collect()
}

#[test]
fn every_remedy_is_a_command_of_the_table() {
    let known = known();
    for (command, label) in spoolyard_core::sales::orders::ORDER_REMEDIES {
        assert!(known.contains(command), "“{label}” names {command}, which is no command");
    }
}

#[test]
fn a_remedy_carries_its_line_its_product_and_how_much() {
    let window = Window::open();
    let item = |sku: &str, made: bool| {
        let how = if made { "make" } else { "buy" };
        let item = json!({ "sku": sku, "name": sku, "item_type": "finished_good", "procurement_type": how,
            "selling_price": "5.00" });
        window.done("items.save", item)["id"].clone()
    };
    let (made, bought) = (item("MADE", true), item("BOUGHT", false));
    let customer = window.done(
        "customers.create",
        json!({ "company_name": "Acme", "tax_exempt": false, "shipping_address_line1": "1 Elm Street",
            "shipping_city": "Asheville", "shipping_country": "USA" }),
    )["id"]
        .clone();
    let lines = json!([{ "product_id": made, "quantity": "7" }, { "product_id": bought, "quantity": "2.5" }]);
    let order = window.done("orders.create", json!({ "order": { "customer_id": customer, "lines": lines } }));
    let id = order["head"]["id"].clone();
    let order = window.done("orders.confirm", json!({ "id": id, "pass_credit_limit": false }));
    let remedy = |line: usize| -> Value {
        let issues = order["issues"].as_array().unwrap();
        let issue = issues.iter().find(|i| i["line_id"] == order["lines"][line]["id"]).unwrap();
        assert_eq!(issue["cause"], "not_covered");
        assert_eq!(issue["remedy"]["line_id"], issue["line_id"]);
        issue["remedy"].clone()
    };
    let (make, buy) = (remedy(0), remedy(1));
    assert_eq!(
        (&make["command"], &make["quantity"], &make["product_id"]),
        (&json!("work_orders.create"), &json!("7"), &made)
    );
    assert_eq!(
        (&buy["command"], &buy["quantity"], &buy["product_id"]),
        (&json!("purchasing.create"), &json!("2.5"), &bought)
    );
    // What the remedy carries is enough for its command, and then the line is covered.
    let request = json!({ "product_id": make["product_id"], "quantity": make["quantity"], "sales_order_line_id": make["line_id"] });
    window.done("work_orders.create", request);
    let after = window.done("orders.get", json!({ "id": id }));
    assert!(after["issues"].as_array().unwrap().iter().all(|i| i["line_id"] != make["line_id"]), "{after}");
}
