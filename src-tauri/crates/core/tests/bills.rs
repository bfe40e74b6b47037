//! Bills of vendors: matched against what came, paid, and undone, in every order of commands.

#![allow(clippy::unwrap_used)]

mod kit;

use kit::{Farm, Seed, money, qty};
use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_core::db::Write;
use spoolyard_core::ledger::AccountRole;
use spoolyard_core::purchasing::{self, PurchaseOrderPage, PurchaseOrderRef};
use spoolyard_core::{Error, Result, ledger, verify};
use spoolyard_types::ids::{GoodsReceiptId, PurchaseOrderId, VendorBillId, VendorPaymentId};
use spoolyard_types::{Code, Money};

fn request<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

struct Shop {
    farm: Farm,
    order: PurchaseOrderId,
}

/// An order of thirty spools at 20.01, and of three hours of sanding at 15.00, placed with a vendor who is paid in
/// thirty days.
fn shop() -> Shop {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    let sanding = farm.product(&Seed {
        sku: "SANDING",
        unit: "EA",
        item_type: "service",
        purchase_uom: "EA",
        purchase_factor: None,
        ..Seed::default()
    });
    let vendor = json!({ "name": "Polaris Filament", "payment_terms": "Net 30", "is_active": true });
    let vendor = farm.act(|w| purchasing::save_vendor(w, request(vendor))).id;
    let order = json!({ "vendor_id": vendor, "lines": [
        { "product_id": pla, "quantity": "30", "unit_cost": "20.01" },
        { "product_id": sanding, "quantity": "3", "unit_cost": "15" },
    ] });
    let order = farm.act(|w| purchasing::create_order(w, request(order))).id;
    farm.act(|w| purchasing::order(w, request(json!({ "id": order }))));
    Shop { farm, order }
}

impl Shop {
    fn page(&self) -> PurchaseOrderPage {
        self.farm.look(|r| purchasing::order_page(r, PurchaseOrderRef { id: self.order }))
    }

    fn delivery<T: serde::de::DeserializeOwned>(&self, line: usize, quantity: &str) -> T {
        let line = self.page().lines[line].id;
        request(
            json!({ "id": self.order, "reason": "as it is", "lines": [{ "line_id": line, "quantity": quantity }] }),
        )
    }

    fn receive(&self, line: usize, quantity: &str) -> GoodsReceiptId {
        let mut value = json!({ "id": self.order, "lines": [] });
        value["lines"] = json!([{ "line_id": self.page().lines[line].id, "quantity": quantity }]);
        self.farm.act(|w| purchasing::receive(w, request(value))).id
    }

    fn bill(&self, number: &str, total: &str, more: Value) -> Value {
        let mut bill = json!({ "id": self.order, "vendor_invoice_number": number, "total": total });
        for (key, value) in more.as_object().unwrap() {
            bill[key] = value.clone();
        }
        bill
    }

    fn record(&self, bill: Value) -> VendorBillId {
        self.farm.act(|w| purchasing::record_bill(w, request(bill))).id
    }

    fn pay(&self, bill: VendorBillId, amount: Option<&str>) -> VendorPaymentId {
        self.farm.act(|w| purchasing::pay_bill(w, payment(bill, amount)));
        self.page().payments[0].id
    }

    fn booked(&self, role: AccountRole) -> Money {
        self.farm.look(|r| ledger::balance(r, role))
    }

    #[track_caller]
    fn books(&self, grni: &str, payable: &str, variance: &str, cash: &str) {
        let roles =
            [AccountRole::Grni, AccountRole::Payable, AccountRole::PurchasePriceVariance, AccountRole::Cash];
        assert_eq!(roles.map(|role| self.booked(role)), [grni, payable, variance, cash].map(money));
    }

    #[track_caller]
    fn sound(&self) {
        for finding in self.farm.look(verify::verify) {
            assert!(finding.ok, "{}: {:?}", finding.check, finding.rows);
        }
    }
}

fn payment(bill: VendorBillId, amount: Option<&str>) -> purchasing::PayVendorBill {
    let mut value = json!({ "id": bill, "payment_method": "bank transfer" });
    if let Some(amount) = amount {
        value["amount"] = json!(amount);
    }
    request(value)
}

#[test]
fn a_bill_covers_its_receipts_and_the_rest_is_a_price_variance() {
    let shop = shop();
    let refused = shop.bill("R-1", "20.01", json!({}));
    let text = shop.farm.refused_as(Code::WrongState, |w| purchasing::record_bill(w, request(refused)));
    assert!(text.contains("Receive the goods first"), "{text}");
    let first = shop.receive(0, "1");
    shop.receive(0, "2");
    shop.books("-60.03", "0", "0", "0");
    // The first delivery, 20.01, with 1.00 tax that comes back.
    let bill = shop.record(shop.bill("R-1", "21.01", json!({ "receipt_ids": [first], "tax_amount": "1" })));
    shop.books("-40.02", "-21.01", "0", "0");
    assert_eq!(shop.booked(AccountRole::SalesTaxPayable), money("1"));
    let page = shop.page();
    assert_eq!(page.bills[0].bill_number, "BILL-2026-0001");
    assert_eq!(page.bills[0].due_date.unwrap().to_string(), "2026-04-01", "Net 30");
    assert_eq!(page.unbilled.len(), 1);
    // The second asks 1.98 more than 2 × 20.01.
    let more = shop.bill("R-2", "42", json!({}));
    let refusal = shop.farm.refused(|w| purchasing::record_bill(w, request(more.clone()))).into_refusal();
    assert_eq!(refusal.code, Code::BillDiffers);
    assert!(
        refusal.message.contains("40.02") && refusal.message.contains("1.98 more"),
        "{}",
        refusal.message
    );
    shop.record(shop.bill("R-2", "42", json!({ "accept_variance": true })));
    shop.books("0", "-63.01", "1.98", "0");
    // The same paper is not recorded twice.
    let again = shop.bill(" r-1 ", "21.01", json!({}));
    shop.farm.refused_as(Code::AlreadyExists, |w| purchasing::record_bill(w, request(again)));
    shop.sound();
    let paid = shop.pay(bill, Some("20"));
    shop.farm.refused_as(Code::OverPayment, |w| purchasing::pay_bill(w, payment(bill, Some("1.02"))));
    shop.pay(bill, None);
    shop.books("0", "-42", "1.98", "-21.01");
    shop.farm.refused_as(Code::WrongState, |w| purchasing::pay_bill(w, payment(bill, None)));
    assert!(shop.page().bills.iter().any(|b| b.id == bill && b.balance == Money::ZERO));
    shop.farm.refused_as(Code::InUse, |w| void(w, bill));
    shop.farm.act(|w| void_paid(w, paid));
    shop.books("0", "-62", "1.98", "-1.01");
    shop.farm.refused_as(Code::WrongState, |w| void_paid(w, paid));
    shop.sound();
}

fn void(w: &Write<'_>, bill: VendorBillId) -> Result<purchasing::VendorBillRef> {
    purchasing::void_bill(w, request(json!({ "id": bill, "reason": "typed wrong" })))
}

fn void_paid(w: &Write<'_>, payment: VendorPaymentId) -> Result<purchasing::VendorBillRef> {
    purchasing::void_payment(w, request(json!({ "id": payment, "reason": "bounced" })))
}

#[test]
fn a_voided_bill_leaves_no_trace_in_the_accounts_and_its_receipts_wait_again() {
    let shop = shop();
    shop.receive(0, "3");
    let bill = shop.record(shop.bill("R-1", "65", json!({ "accept_variance": true })));
    shop.books("0", "-65", "4.97", "0");
    shop.farm.act(|w| void(w, bill));
    shop.books("-60.03", "0", "0", "0");
    assert_eq!(shop.page().unbilled.len(), 1);
    shop.farm.refused_as(Code::WrongState, |w| void(w, bill));
    shop.farm.refused_as(Code::WrongState, |w| purchasing::pay_bill(w, payment(bill, None)));
    shop.record(shop.bill("R-1", "60.03", json!({})));
    shop.books("0", "-60.03", "0", "0");
    shop.sound();
}

#[test]
fn what_went_back_is_a_credit_note_that_the_vendor_pays() {
    let shop = shop();
    shop.receive(0, "3");
    shop.record(shop.bill("R-1", "60.03", json!({})));
    let back = shop.delivery(0, "1");
    shop.farm.act(|w| purchasing::return_goods(w, back));
    assert_eq!(shop.page().unbilled[0].received_value, money("-20.01"));
    let credit = shop.record(shop.bill("C-1", "-20.01", json!({})));
    shop.books("0", "-40.02", "0", "0");
    let over = payment(credit, Some("21"));
    shop.farm.refused_as(Code::OverPayment, |w| purchasing::pay_bill(w, over));
    shop.pay(credit, None);
    shop.books("0", "-60.03", "0", "20.01");
    shop.sound();
}

#[test]
fn a_service_is_overhead_once_it_is_billed() {
    let shop = shop();
    shop.receive(1, "2");
    shop.books("0", "0", "0", "0");
    shop.record(shop.bill("S-1", "30", json!({})));
    shop.books("0", "-30", "0", "0");
    assert_eq!(shop.booked(AccountRole::OverheadAbsorbed), money("30"));
    shop.sound();
}

#[test]
fn slips_name_their_field() {
    let shop = shop();
    shop.receive(0, "1");
    let slips = [
        ("total", json!({ "total": "0" })),
        ("total", json!({ "total": "20.011", "accept_variance": true })),
        ("tax_amount", json!({ "tax_amount": "30" })),
        ("tax_amount", json!({ "tax_amount": "-1" })),
        ("due_date", json!({ "due_date": "2026-03-01" })),
        ("receipt_ids[0]", json!({ "receipt_ids": [99] })),
    ];
    for (field, more) in slips {
        let bill = shop.bill("R-1", "20.01", more);
        let refusal = shop.farm.refused(|w| purchasing::record_bill(w, request(bill))).into_refusal();
        assert_eq!(refusal.field.as_deref(), Some(field), "{}", refusal.message);
    }
    assert_eq!(shop.farm.value::<i64>("SELECT count(*) FROM vendor_bills"), 0);
}

#[derive(Debug, Clone)]
enum Step {
    Receive { line: usize, quantity: i64 },
    Reverse { nth: i64 },
    Return { quantity: i64 },
    Bill { total: i64, exact: bool, only: Option<i64> },
    Pay { nth: i64, amount: Option<i64> },
    Void { nth: i64 },
    VoidPayment { nth: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2_usize, 1..6_i64).prop_map(|(line, quantity)| Step::Receive { line, quantity }),
        1 => (1..8_i64).prop_map(|nth| Step::Reverse { nth }),
        2 => (1..4_i64).prop_map(|quantity| Step::Return { quantity }),
        4 => (-9000..20_000_i64, any::<bool>(), proptest::option::of(1..8_i64))
            .prop_map(|(total, exact, only)| Step::Bill { total, exact, only }),
        4 => (1..6_i64, proptest::option::of(1..9000_i64)).prop_map(|(nth, amount)| Step::Pay { nth, amount }),
        2 => (1..6_i64).prop_map(|nth| Step::Void { nth }),
        1 => (1..6_i64).prop_map(|nth| Step::VoidPayment { nth }),
    ]
}

fn cents(amount: i64) -> String {
    Money::from_micros(amount * 10_000).to_string()
}

/// Whether it was done. A refusal is part of life; trouble with the store is not.
fn went<T>(outcome: Result<T>) -> bool {
    match outcome {
        Ok(_) => true,
        Err(err) => {
            assert!(!matches!(err, Error::Store(_)) && err.code() != Code::Internal, "{err}");
            false
        }
    }
}

/// Runs a step; whether it was done.
fn run(shop: &Shop, at: usize, step: &Step) -> bool {
    let farm = &shop.farm;
    match *step {
        Step::Receive { line, quantity } => {
            let delivery: purchasing::ReceivePurchaseOrder = {
                let line = shop.page().lines[line].id;
                request(
                    json!({ "id": shop.order, "lines": [{ "line_id": line, "quantity": quantity.to_string() }] }),
                )
            };
            went(farm.attempt(|w| purchasing::receive(w, delivery)))
        }
        Step::Reverse { nth } => {
            let undo = json!({ "id": nth, "reason": "wrong pallet" });
            went(farm.attempt(|w| purchasing::reverse_receipt(w, request(undo))))
        }
        Step::Return { quantity } => {
            let back = shop.delivery(0, &quantity.to_string());
            went(farm.attempt(|w| purchasing::return_goods(w, back)))
        }
        Step::Bill { total, exact, only } => {
            let page = shop.page();
            let chosen = page.unbilled.iter().filter(|r| only.is_none_or(|id| r.receipt_id.get() == id));
            let worth = chosen.map(|r| r.received_value.plus(r.service_value).unwrap());
            let worth = worth.fold(Money::ZERO, |sum, one| sum.plus(one).unwrap());
            let total = if exact { worth.to_string() } else { cents(total) };
            let mut more = json!({ "accept_variance": !exact });
            if let Some(id) = only {
                more["receipt_ids"] = json!([id]);
            }
            let bill = shop.bill(&format!("R-{at}"), &total, more);
            went(farm.attempt(|w| purchasing::record_bill(w, request(bill))))
        }
        Step::Pay { nth, amount } => {
            let amount = amount.map(cents);
            let paid = payment(VendorBillId(nth), amount.as_deref());
            went(farm.attempt(|w| purchasing::pay_bill(w, paid)))
        }
        Step::Void { nth } => went(farm.attempt(|w| void(w, VendorBillId(nth)))),
        Step::VoidPayment { nth } => went(farm.attempt(|w| void_paid(w, VendorPaymentId(nth)))),
    }
}

fn picture(farm: &Farm) -> Vec<i64> {
    farm.look(|r| {
        r.values(
            "SELECT count(*) FROM vendor_bills UNION ALL SELECT count(*) FROM vendor_bill_receipts
             UNION ALL SELECT count(*) FROM vendor_payments UNION ALL SELECT count(*) FROM gl_journal_entries
             UNION ALL SELECT count(*) FROM goods_receipts UNION ALL SELECT coalesce(sum(next_value), 0) FROM number_sequences",
            [],
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_not_billed_is_what_waits_and_what_is_billed_is_owed_or_paid(
        steps in proptest::collection::vec(step(), 1..18)
    ) {
        let shop = shop();
        for (at, step) in steps.iter().enumerate() {
            let before = picture(&shop.farm);
            if !run(&shop, at, step) {
                prop_assert_eq!(before, picture(&shop.farm), "a refused command changes nothing: {:?}", step);
                continue;
            }
            let page = shop.page();
            let waits = page.unbilled.iter().fold(Money::ZERO, |sum, r| sum.plus(r.received_value).unwrap());
            prop_assert_eq!(shop.booked(AccountRole::Grni), -waits, "{:?}", step);
            let owed = page.bills.iter().fold(Money::ZERO, |sum, b| sum.plus(b.balance).unwrap());
            prop_assert_eq!(shop.booked(AccountRole::Payable), -owed, "{:?}", step);
            let paid = page.payments.iter().filter(|p| !p.is_voided);
            let paid = paid.fold(Money::ZERO, |sum, p| sum.plus(p.amount).unwrap());
            prop_assert_eq!(shop.booked(AccountRole::Cash), -paid, "{:?}", step);
            let beyond = page.bills.iter().filter(|b| b.status == purchasing::BillState::Posted);
            let beyond = beyond.fold(Money::ZERO, |sum, b| sum.plus(b.variance).unwrap());
            // Goods go back at what the stock is worth; with one price for all that is what was paid.
            prop_assert_eq!(shop.booked(AccountRole::PurchasePriceVariance), beyond, "{:?}", step);
        }
        for finding in shop.farm.look(verify::verify) {
            prop_assert!(finding.ok, "after {:?}: {} — {:?}", steps, finding.check, finding.rows);
        }
    }
}

#[test]
fn the_kit_counts_in_whole_spools() {
    let shop = shop();
    shop.receive(0, "2");
    assert_eq!(shop.page().receipts[0].stock_quantity, qty("2000"));
}
