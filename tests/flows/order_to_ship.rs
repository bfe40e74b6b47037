//! One order, from entry to packing slip and payment: planned, bought, received, made, shipped, paid. Every figure
//! on the way is worked out by hand in the comments.

use serde_json::{Value, json};

use crate::window::Window;

/// A farm that makes hook sets: four printed hooks of 12 g and 5 % waste, and a box when they ship.
struct Farm {
    window: Window,
    pla: Value,
    boxes: Value,
    hook: Value,
    set: Value,
}

impl Farm {
    fn open() -> Self {
        let window = Window::open();
        let vendor = |name: &str, days: u32| {
            let vendor = json!({ "name": name, "lead_time_days": days, "is_active": true });
            window.done("vendors.save", vendor)["id"].clone()
        };
        let (polaris, carobox) = (vendor("Polaris", 5), vendor("Carobox", 3));
        let pla = json!({ "code": "PLA", "name": "PLA", "base_material": "PLA", "density": "1.24",
            "base_price_per_kg": "30.00", "requires_enclosure": false });
        let material = window.done("materials.save", pla)["id"].clone();
        let color =
            window.done("colors.save", json!({ "code": "BLACK", "name": "Black", "hex_code": "#101010" }));
        let pla = window.done(
            "materials.make_item",
            json!({ "material_type_id": material, "color_id": color["id"], "last_cost": "0.0164",
                "preferred_vendor_id": polaris }),
        );
        let item = |patch: Value| window.done("items.save", patch)["id"].clone();
        let boxes = item(json!({ "sku": "BOX", "name": "Box", "item_type": "supply", "last_cost": "0.40",
            "preferred_vendor_id": carobox, "lead_time_days": 3 }));
        let hook = item(
            json!({ "sku": "HOOK", "name": "Hook", "item_type": "component", "procurement_type": "make",
            "lead_time_days": 2 }),
        );
        let set = item(json!({ "sku": "HOOK-4", "name": "Set of four hooks", "item_type": "finished_good",
            "selling_price": "15.00", "lead_time_days": 1 }));
        let pla = pla["id"].clone();
        let bill = |of: &Value, lines: Value| {
            window.done("boms.save", json!({ "product_id": of, "lines": lines }));
        };
        bill(
            &hook,
            json!([{ "component_id": pla, "quantity": "12", "unit": "G", "scrap_factor": "5", "is_cost_only": false }]),
        );
        bill(
            &set,
            json!([
                { "component_id": hook, "quantity": "4", "unit": "EA", "is_cost_only": false },
                { "component_id": boxes, "quantity": "1", "unit": "EA", "consume_stage": "shipping", "is_cost_only": false },
            ]),
        );
        Self { window, pla, boxes, hook, set }
    }

    fn order_ten_sets(&self) -> Value {
        let address = json!({ "line1": "1 Elm Street", "city": "Asheville", "state": "NC", "zip": "28801", "country": "USA" });
        let customer = json!({ "company_name": "Söhne & Töchter <GmbH>", "email": "buy@example.com", "tax_exempt": false,
            "shipping_address_line1": "1 Elm Street", "shipping_city": "Asheville", "shipping_state": "NC",
            "shipping_zip": "28801", "shipping_country": "USA" });
        let customer = self.window.done("customers.create", customer)["id"].clone();
        let order = json!({ "order": {
            "customer_id": customer, "requested_date": "2026-03-30", "tax_rate": "0.0825", "shipping_cost": "8.50",
            "tax_shipping": false, "shipping": address,
            "lines": [{ "product_id": self.set, "quantity": "10", "unit_price": "15.00" }]
        } });
        self.window.done("orders.create", order)
    }

    fn planned(&self) -> Vec<(String, String, String, String)> {
        let rows = self.window.done(
            "plan.orders",
            json!({ "filters": [{ "field": "status", "op": "eq", "values": ["planned"] }] }),
        );
        let mut rows: Vec<_> = rows["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
                (text("sku"), text("quantity"), text("start_date"), text("due_date"))
            })
            .collect();
        rows.sort();
        rows
    }

    fn release_all(&self) -> Vec<Value> {
        let rows = self.window.done(
            "plan.orders",
            json!({ "filters": [{ "field": "status", "op": "eq", "values": ["planned"] }] }),
        );
        let ids: Vec<_> = rows["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        self.window.done("plan.release", json!({ "ids": ids }))["documents"].as_array().unwrap().clone()
    }

    fn stock(&self, product: &Value) -> (String, String, String) {
        let list = self.window.done("items.list", json!({}));
        let row = list["rows"].as_array().unwrap().iter().find(|row| row["id"] == *product);
        let row = row.unwrap_or_else(|| panic!("no item {product} in {list}"));
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        (text("on_hand"), text("allocated"), text("available"))
    }
}

fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path} in {value}"))
}

#[test]
fn an_order_is_planned_bought_made_shipped_and_paid() {
    let farm = Farm::open();
    let window = &farm.window;

    // 10 × 15.00 = 150.00; tax 8.25 % = 12.375, rounded half away from zero to 12.38; shipping 8.50.
    let order = farm.order_ten_sets();
    let id = order
        .pointer("/head/id")
        .or_else(|| order.pointer("/order/id"))
        .or_else(|| order.get("id"))
        .unwrap()
        .clone();
    let get = || window.done("orders.get", json!({ "id": id }));
    let number = find(&order, "order_number").to_owned();
    assert_eq!(number, "SO-2026-0001");
    assert_eq!(find(&order, "grand_total"), "170.88");
    assert_eq!(find(&order, "tax_amount"), "12.38");
    window.done("orders.confirm", json!({ "id": id, "pass_credit_limit": false }));

    // The farm works from Monday to Friday. Sets are due on Monday the 30th and take a day; hooks are needed on Friday
    // the 27th and take two days; filament is needed on Wednesday the 25th and takes five: 40 × 12 g × 1.05 = 504 g,
    // bought as one spool. Boxes are needed when it ships.
    window.done("plan.run", json!({}));
    let plan = |sku: &str, quantity: &str, start: &str, due: &str| {
        (sku.to_owned(), quantity.to_owned(), start.to_owned(), due.to_owned())
    };
    assert_eq!(
        farm.planned(),
        [
            plan("BOX", "10", "2026-03-25", "2026-03-30"),
            plan("HOOK", "40", "2026-03-25", "2026-03-27"),
            plan("HOOK-4", "10", "2026-03-27", "2026-03-30"),
            plan("MAT-PLA-BLACK", "1000", "2026-03-18", "2026-03-25"),
        ]
    );
    assert_eq!(window.done("plan.run", json!({}))["changed"], false);

    // Two vendors, two purchase orders; two work orders.
    let documents = farm.release_all();
    assert_eq!(documents.len(), 4, "{documents:?}");
    for document in documents.iter().filter(|d| d["order_type"] == "purchase") {
        receive(&farm, &document["id"]);
    }
    assert_eq!(farm.stock(&farm.pla).0, "1000");
    assert_eq!(farm.stock(&farm.boxes).0, "10");
    assert!(farm.planned().is_empty(), "bought and made once, not twice");

    let made: Vec<_> =
        documents.iter().filter(|d| d["order_type"] == "production").map(|d| d["id"].clone()).collect();
    let of = |product: &Value| {
        made.iter()
            .find(|id| {
                find_value(&window.done("work_orders.get", json!({ "id": id })), "product_id") == *product
            })
            .unwrap()
    };
    // 504 g of 1000 g are held for 40 hooks, and used up by them; the hooks are then held by the sets.
    let hooks = of(&farm.hook);
    window.done("work_orders.release", json!({ "id": hooks }));
    assert_eq!(farm.stock(&farm.pla), ("1000".into(), "504".into(), "496".into()));
    window.done(
        "work_orders.report",
        json!({ "id": hooks, "quantity_good": "25", "materials": [], "accept_overrun": false }),
    );
    assert_eq!(farm.stock(&farm.pla), ("685".into(), "189".into(), "496".into()));
    window.done("work_orders.complete", json!({ "id": hooks, "quantity_good": "40", "materials": [], "accept_overrun": false, "serial_numbers": [] }));
    assert_eq!(farm.stock(&farm.pla), ("496".into(), "0".into(), "496".into()));
    assert_eq!(farm.stock(&farm.hook).0, "40");

    let sets = of(&farm.set);
    window.done("work_orders.release", json!({ "id": sets }));
    window.done("work_orders.complete", json!({ "id": sets, "quantity_good": "10", "materials": [], "accept_overrun": false, "serial_numbers": [] }));
    assert_eq!(farm.stock(&farm.hook).0, "0");
    assert_eq!(farm.stock(&farm.set).0, "10");

    // More than is there is refused; four go today, six tomorrow.
    let line = find_value(&get()["lines"][0], "id");
    let ship = |quantity: &str| {
        json!({ "sales_order_id": id, "without_packaging": false,
        "lines": [{ "sales_order_line_id": line, "quantity": quantity, "serials": [] }] })
    };
    let refusal = window.refused("shipments.ship", ship("11"));
    assert!(["over_shipment", "insufficient_stock"].contains(&refusal.code.as_str()), "{refusal}");
    window.done("shipments.ship", ship("4"));
    assert_eq!(find(&get(), "fulfillment_status"), "partial");
    let last = window.done("shipments.ship", ship("6"));
    assert_eq!(find(&get(), "fulfillment_status"), "fulfilled");
    assert_eq!(farm.stock(&farm.set), ("0".into(), "0".into(), "0".into()));
    assert_eq!(farm.stock(&farm.boxes).0, "0");

    let paid = json!({ "sales_order_id": id, "amount": "170.88", "payment_method": "card" });
    window.done("payments.record", paid);
    let done = get();
    assert_eq!(find(&done, "payment_status"), "paid");
    assert_eq!(find(&done, "status"), "completed");

    let slip = window.done("documents.packing_slip", json!({ "shipment_id": find_value(&last, "id") }));
    assert_eq!(slip["mime_type"], "application/pdf");
    let file = window.done("attachments.read", json!({ "id": slip["id"] }));
    assert!(text(&file, "/base64").starts_with("JVBERi0"), "not a PDF");

    assert_eq!(window.broken(), Vec::<String>::new());
    // 496 g are left at 0.0164 = 8.1344. Sold: 504 g = 8.2656 and ten boxes at 0.40 = 4.00.
    let balance = window.done("ledger.trial_balance", json!({}));
    let closing = |role: &str| {
        let row = balance["rows"].as_array().unwrap().iter().find(|row| row["role"] == role);
        row.unwrap_or_else(|| panic!("no {role} in {balance}"))["closing"]
            .as_str()
            .unwrap()
            .trim_start_matches('-')
            .to_owned()
    };
    for (role, amount) in [
        ("inventory_raw", "8.1344"),
        ("inventory_finished", "0"),
        ("wip", "0"),
        ("cogs", "12.2656"),
        ("cash", "170.88"),
        ("receivable", "0"),
        ("sales", "150"),
        ("sales_tax_payable", "12.38"),
        ("shipping_income", "8.5"),
        ("grni", "20.4"),
    ] {
        assert_eq!(closing(role), amount, "{role}");
    }
    assert_eq!(window.done("plan.run", json!({}))["orders"], 0);
}

/// Orders and receives everything on a purchase order; filament with its spool.
fn receive(farm: &Farm, id: &Value) {
    let window = &farm.window;
    window.done("purchasing.order", json!({ "id": id }));
    let page = window.done("purchasing.get", json!({ "id": id }));
    let lines: Vec<_> = page["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let spools =
                if line["product_id"] == farm.pla { json!([{ "weight_kg": "1" }]) } else { json!([]) };
            json!({ "line_id": line["id"], "quantity": line["quantity_ordered"], "spools": spools })
        })
        .collect();
    let too_much = json!({ "id": id, "lines": [{ "line_id": page["lines"][0]["id"], "quantity": "5000", "spools": [] }] });
    assert_eq!(window.refused("purchasing.receive", too_much).code.as_str(), "over_receipt");
    window.done("purchasing.receive", json!({ "id": id, "lines": lines }));
}

/// The first value of that name, at any depth.
fn find_value(value: &Value, name: &str) -> Value {
    fn look(value: &Value, name: &str) -> Option<Value> {
        match value {
            Value::Object(map) => {
                map.get(name).cloned().or_else(|| map.values().find_map(|inner| look(inner, name)))
            }
            Value::Array(items) => items.iter().find_map(|inner| look(inner, name)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        }
    }
    look(value, name).unwrap_or_else(|| panic!("no {name} in {value}"))
}

fn find(value: &Value, name: &str) -> String {
    find_value(value, name).as_str().unwrap_or_else(|| panic!("{name} is no text in {value}")).to_owned()
}
