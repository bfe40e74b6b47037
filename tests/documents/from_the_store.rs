//! Papers of a farm at work: what they say is what the store holds, figure by figure.
#![allow(clippy::unwrap_used)] // a test that cannot go on says so by failing

use serde_json::{Value, json};

use crate::paper::{Printed, run_together};
use crate::window::Window;

/// RFC 4648, back.
fn bytes(base64: &str) -> Vec<u8> {
    let (mut out, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in base64.bytes().filter(|letter| *letter != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).unwrap());
        }
    }
    out
}

struct Farm {
    window: Window,
    order: Value,
    line: Value,
}

impl Farm {
    /// Ten vases at 12.50 less 5.00, at 8.25 % tax, and shipping at 8.50, promised.
    fn open() -> Self {
        let window = Window::open();
        let vase = window.done(
            "items.save",
            json!({ "sku": "VASE", "name": "Vase", "item_type": "finished_good", "selling_price": "12.50" }),
        )["id"]
            .clone();
        let places = window.done("locations.list", json!({}));
        let opening = json!({ "date": "2026-03-01", "lines": [{ "product_id": vase, "location_id": places[0]["id"], "quantity": "10", "unit_cost": "4.00" }] });
        window.done("inventory.opening_stock", opening);
        let customer = window.done(
            "customers.create",
            json!({ "company_name": "Söhne & Töchter", "email": "buy@example.com", "tax_exempt": false, "payment_terms": "Net 14",
                "shipping_address_line1": "1 Elm Street", "shipping_city": "Asheville", "shipping_state": "NC",
                "shipping_zip": "28801", "shipping_country": "USA" }),
        )["id"]
            .clone();
        let order = window.done(
            "orders.create",
            json!({ "order": { "customer_id": customer, "tax_rate": "0.0825", "shipping_cost": "8.50", "tax_shipping": true,
                "po_reference": "4500098231", "lines": [{ "product_id": vase, "quantity": "10", "discount": "5.00" }] } }),
        );
        let (id, line) = (order["head"]["id"].clone(), order["lines"][0]["id"].clone());
        Self { window, order: id, line }
    }

    fn ship(&self, quantity: &str) -> Value {
        let parcel = json!({ "sales_order_id": self.order, "without_packaging": true,
            "lines": [{ "sales_order_line_id": self.line, "quantity": quantity, "serials": [] }] });
        self.window.done("shipments.ship", parcel)["head"]["id"].clone()
    }

    fn pay(&self, amount: &str) -> Value {
        let money = json!({ "sales_order_id": self.order, "amount": amount, "payment_method": "card" });
        self.window.done("payments.record", money)["id"].clone()
    }

    fn order(&self) -> Value {
        self.window.done("orders.get", json!({ "id": self.order }))
    }

    fn invoice(&self, number: &str) -> Value {
        let all = self.order()["invoices"].as_array().unwrap().clone();
        all.into_iter().find(|i| i["invoice_number"] == number).unwrap_or_else(|| panic!("no {number}"))
    }

    fn read(&self, command: &str, request: Value) -> String {
        let row = self.window.done(command, request);
        let file = self.window.done("attachments.read", json!({ "id": row["id"] }));
        let printed = Printed::new(&bytes(file["base64"].as_str().unwrap()));
        printed.is_sound();
        run_together(&printed.text())
    }

    fn read_invoice(&self, number: &str) -> String {
        self.read("documents.invoice", json!({ "invoice_id": self.invoice(number)["id"] }))
    }

    fn read_confirmation(&self) -> String {
        self.read("documents.order_confirmation", json!({ "sales_order_id": self.order }))
    }
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} in:\n{text}");
    }
}

#[test]
fn a_confirmation_says_what_the_order_says_and_a_draft_says_that_it_is_one() {
    let farm = Farm::open();
    assert!(farm.read_confirmation().contains("Draft"));
    farm.window.done("orders.confirm", json!({ "id": farm.order, "pass_credit_limit": false }));
    // 10 × 12.50 − 5.00 = 120.00; tax 9.90 on it and 0.70 on shipping; 139.10 in all.
    let head = farm.order()["head"].clone();
    assert_eq!(head["grand_total"], "139.1");
    let text = farm.read_confirmation();
    holds(
        &text,
        &[
            "Order confirmation",
            head["order_number"].as_str().unwrap(),
            "Söhne & Töchter",
            "Asheville NC 28801",
            "4500098231",
            "Net 14",
            "VASE Vase",
            "Less 5.00 discount",
            "10 EA 12.50 120.00",
            "Subtotal 120.00",
            "Shipping 8.50",
            "Tax 8.25 % 10.60",
            "Total USD $139.10",
            "Balance due USD $139.10",
        ],
    );
    assert!(!text.contains("Draft") && !text.contains("Paid "), "{text}");
    farm.pay("39.10");
    holds(
        &farm.read_confirmation(),
        &["Paid PAY-2026-0001 -39.10 03/02/2026, card", "Balance due USD $100.00"],
    );
}

#[test]
fn what_was_paid_goes_to_the_oldest_invoice_and_the_rest_to_the_next() {
    let farm = Farm::open();
    farm.window.done("orders.confirm", json!({ "id": farm.order, "pass_credit_limit": false }));
    farm.ship("4");
    farm.ship("6");
    let (first, second) = (farm.invoice("INV-2026-0001"), farm.invoice("INV-2026-0002"));
    // Four of ten: 48.00 and 3.96 tax, with shipping 8.50 and 0.70 on it: 61.16. The rest: 72.00 and 5.94: 77.94.
    assert_eq!((&first["total"], &second["total"]), (&json!("61.16"), &json!("77.94")));
    let text = farm.read_invoice("INV-2026-0001");
    holds(
        &text,
        &[
            "Invoice",
            "INV-2026-0001",
            "SHP-2026-0001",
            "4 EA 12.50 48.00",
            "Less 2.00 discount",
            "Subtotal 48.00",
        ],
    );
    holds(&text, &["Shipping 8.50", "Tax 8.25 % 4.66", "Total USD $61.16", "Balance due USD $61.16"]);
    let payment = farm.pay("70");
    holds(&farm.read_invoice("INV-2026-0001"), &["Paid PAY-2026-0001", "-61.16", "Balance due USD $0.00"]);
    holds(&farm.read_invoice("INV-2026-0002"), &["-8.84", "Total USD $77.94", "Balance due USD $69.10"]);
    farm.window
        .done("payments.refund", json!({ "payment_id": payment, "amount": "10", "reason": "Scratched" }));
    holds(&farm.read_invoice("INV-2026-0001"), &["-60.00", "Balance due USD $1.16"]);
    holds(&farm.read_invoice("INV-2026-0002"), &["Balance due USD $77.94"]);
    let balance = |number: &str| {
        let text = farm.read_invoice(number);
        text.split("Balance due USD $").nth(1).unwrap().split(' ').next().unwrap().to_owned()
    };
    let due: rust_decimal::Decimal = ["INV-2026-0001", "INV-2026-0002"]
        .iter()
        .map(|n| balance(n).parse::<rust_decimal::Decimal>().unwrap())
        .sum();
    let owed: rust_decimal::Decimal = farm.order()["head"]["balance"].as_str().unwrap().parse().unwrap();
    assert_eq!(due, owed, "what the invoices say is due is what the order owes");
}

#[test]
fn a_voided_invoice_says_so_and_asks_for_nothing() {
    let farm = Farm::open();
    farm.window.done("orders.confirm", json!({ "id": farm.order, "pass_credit_limit": false }));
    let parcel = farm.ship("10");
    farm.window.done("shipments.void", json!({ "id": parcel, "reason": "Wrong address" }));
    holds(&farm.read_invoice("INV-2026-0001"), &["Voided", "Total USD $139.10", "Balance due USD $0.00"]);
}

#[test]
fn papers_with_prices_are_for_admins_alone() {
    let farm = Farm::open();
    let staff = Some(farm.window.staff.as_str());
    let asked = json!({ "sales_order_id": farm.order });
    let refusal = farm.window.ask(staff, "documents.order_confirmation", asked.clone()).unwrap_err();
    assert_eq!(refusal.code.as_str(), "forbidden");
    let row = farm.window.done("documents.order_confirmation", asked);
    let refusal = farm.window.ask(staff, "attachments.read", json!({ "id": row["id"] })).unwrap_err();
    assert_eq!(refusal.code.as_str(), "not_found");
    assert_eq!(row["number"], "SO-2026-0001");
    let refusal = farm.window.refused("documents.invoice", json!({ "invoice_id": 99 }));
    assert_eq!(refusal.code.as_str(), "not_found");
}
