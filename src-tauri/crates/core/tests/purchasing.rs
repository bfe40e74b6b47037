//! Buying through a real store: from the draft to the shelf, and back.

#![allow(clippy::unwrap_used)]

mod kit;

use kit::{Farm, Seed, money, qty};
use spoolyard_core::db::{ListRequest, Write};
use spoolyard_core::ledger::AccountRole;
use spoolyard_core::purchasing::{
    self, CancelPurchaseOrder, ClosePurchaseOrder, NewPurchaseLine, NewPurchaseOrder, PlacePurchaseOrder,
    PurchaseOrderPage, PurchaseOrderRef, PurchaseOrderStatus, ReceiptKind, ReceiveLine, ReceivePurchaseOrder,
    ReceivedSpool, ReturnGoods, ReturnLine, ReverseGoodsReceipt, SaveVendor, UpdatePurchaseOrder, VendorRef,
};
use spoolyard_core::{Result, inventory, ledger, verify};
use spoolyard_types::ids::{GoodsReceiptId, ProductId, PurchaseOrderId, VendorId};
use spoolyard_types::{Code, Entered, Money, Text, UnitCost};

struct Shop {
    farm: Farm,
    vendor: VendorId,
    pla: ProductId,
}

fn shop(method: &'static str, standard: Option<&'static str>) -> Shop {
    let farm = Farm::new();
    let pla = farm.product(&Seed { cost_method: method, standard, ..Seed::default() });
    let vendor: SaveVendor = serde_json::from_value(
        serde_json::json!({ "name": "Polaris Filament", "lead_time_days": 5, "is_active": true }),
    )
    .unwrap();
    let vendor = farm.act(|w| purchasing::save_vendor(w, vendor)).id;
    Shop { farm, vendor, pla }
}

fn text<const N: usize>(words: &str) -> Text<N> {
    Text::new(words).unwrap()
}

impl Shop {
    fn line(&self, quantity: &str, unit_cost: &str) -> NewPurchaseLine {
        let unit_cost = Some(Entered(unit_cost.parse::<UnitCost>().unwrap()));
        NewPurchaseLine { unit_cost, ..NewPurchaseLine::of(self.pla, qty(quantity)) }
    }

    fn placed(&self, order: NewPurchaseOrder) -> PurchaseOrderId {
        let id = self.farm.act(|w| purchasing::create_order(w, order)).id;
        self.farm.act(|w| purchasing::order(w, PlacePurchaseOrder { id, date: None }));
        id
    }

    fn order_of(&self, quantity: &str, unit_cost: &str) -> PurchaseOrderId {
        self.placed(NewPurchaseOrder::of(self.vendor, vec![self.line(quantity, unit_cost)]))
    }

    fn page(&self, id: PurchaseOrderId) -> PurchaseOrderPage {
        self.farm.look(|r| purchasing::order_page(r, PurchaseOrderRef { id }))
    }

    fn delivery(&self, id: PurchaseOrderId, quantity: &str) -> ReceivePurchaseOrder {
        let line = ReceiveLine {
            line_id: self.page(id).lines[0].id,
            quantity: Entered(qty(quantity)),
            lot_number: None,
            vendor_lot_number: None,
            manufactured_date: None,
            expiration_date: None,
            spools: Vec::new(),
        };
        ReceivePurchaseOrder {
            id,
            location_id: None,
            date: None,
            packing_slip: None,
            notes: None,
            lines: vec![line],
        }
    }

    fn receive(&self, id: PurchaseOrderId, quantity: &str) -> GoodsReceiptId {
        let delivery = self.delivery(id, quantity);
        self.farm.act(|w| purchasing::receive(w, delivery)).id
    }

    fn reverse(&self, id: GoodsReceiptId) -> impl FnOnce(&Write<'_>) -> Result<purchasing::GoodsReceiptRef> {
        move |w| purchasing::reverse_receipt(w, ReverseGoodsReceipt { id, reason: text("wrong pallet") })
    }

    fn booked(&self, role: AccountRole) -> Money {
        self.farm.look(|r| ledger::balance(r, role))
    }

    fn sound(&self) {
        for finding in self.farm.look(verify::verify) {
            assert!(finding.ok, "{}: {:?}", finding.check, finding.rows);
        }
    }
}

#[test]
fn an_order_is_received_in_parts_in_its_purchase_unit() {
    let shop = shop("average", None);
    let id = shop.order_of("3", "20.01");
    let page = shop.page(id);
    assert_eq!(page.head.po_number, "PO-2026-0001");
    assert_eq!(page.head.expected_date.unwrap().to_string(), "2026-03-07", "the vendor takes five days");
    assert_eq!(
        (page.lines[0].purchase_unit.as_deref(), page.head.total_amount),
        (Some("SPOOL"), money("60.03"))
    );
    shop.receive(id, "1");
    assert_eq!(shop.page(id).head.status, PurchaseOrderStatus::Partial);
    assert_eq!(shop.farm.look(|r| inventory::on_hand(r, shop.pla)), qty("1000"));
    let said = shop.farm.refused_as(Code::OverReceipt, |w| purchasing::receive(w, shop.delivery(id, "2.5")));
    assert!(said.contains("0 % more is allowed"), "{said}");
    shop.receive(id, "2");
    assert_eq!(shop.page(id).head.status, PurchaseOrderStatus::Received);
    assert_eq!(
        (shop.booked(AccountRole::InventoryRaw), shop.booked(AccountRole::Grni)),
        (money("60.03"), money("-60.03"))
    );
    shop.farm.refused_as(Code::WrongState, |w| purchasing::receive(w, shop.delivery(id, "1")));
    shop.farm.act(|w| purchasing::close(w, ClosePurchaseOrder { id, reason: None }));
    let score = shop.farm.look(|r| purchasing::vendor_score(r, VendorRef { id: shop.vendor }));
    assert_eq!((score.delivered, score.on_time_percent.unwrap().to_string().as_str()), (1, "100"));
    shop.sound();
}

#[test]
fn freight_and_tax_that_are_landed_become_worth_and_rounding_loses_nothing() {
    let shop = shop("fifo", None);
    let lines = vec![shop.line("3", "10"), shop.line("1", "10.01")];
    let id = shop.placed(NewPurchaseOrder {
        shipping_cost: Some(Entered(money("5"))),
        tax_amount: Some(Entered(money("3.33"))),
        lands_freight: true,
        lands_tax: true,
        ..NewPurchaseOrder::of(shop.vendor, lines)
    });
    for part in ["1", "1", "1"] {
        shop.receive(id, part);
    }
    let mut second = shop.delivery(id, "1");
    second.lines[0].line_id = shop.page(id).lines[1].id;
    shop.farm.act(|w| purchasing::receive(w, second));
    assert_eq!(shop.booked(AccountRole::InventoryRaw), money("48.34"), "40.01 of goods, 5 freight, 3.33 tax");
    shop.sound();
}

#[test]
fn spools_have_to_weigh_what_came_and_go_when_the_receipt_is_reversed() {
    let shop = shop("average", None);
    let id = shop.order_of("2", "20");
    let with = |weights: &[&str]| {
        let mut delivery = shop.delivery(id, "2");
        delivery.lines[0].spools = weights
            .iter()
            .map(|kg| ReceivedSpool {
                spool_number: None,
                weight_kg: Entered(qty(kg)),
                empty_weight_kg: None,
            })
            .collect();
        delivery
    };
    shop.farm.refused_as(Code::SpoolWeights, |w| purchasing::receive(w, with(&["1", "0.75"])));
    let receipt = shop.farm.act(|w| purchasing::receive(w, with(&["1", "0.75", "0.25"]))).id;
    assert_eq!(shop.farm.value::<i64>("SELECT count(*) FROM material_spools WHERE lot_id IS NOT NULL"), 3);
    shop.farm.act(|w| w.execute("UPDATE material_spools SET current_weight_kg = 900000 WHERE id = 1", []));
    shop.farm.refused_as(Code::InUse, shop.reverse(receipt));
    shop.farm.act(|w| w.execute("UPDATE material_spools SET current_weight_kg = 1000000 WHERE id = 1", []));
    shop.farm.act(shop.reverse(receipt));
    assert_eq!(shop.farm.value::<i64>("SELECT count(*) FROM material_spools WHERE status = 'active'"), 0);
    shop.sound();
}

#[test]
fn a_reversed_receipt_is_due_again_and_leaves_no_trace_in_the_accounts() {
    for (method, standard) in [("average", None), ("fifo", None), ("standard", Some("0.018"))] {
        let shop = shop(method, standard);
        let id = shop.order_of("2", "20.5");
        let receipt = shop.receive(id, "2");
        shop.farm.act(shop.reverse(receipt));
        assert_eq!(shop.page(id).head.status, PurchaseOrderStatus::Ordered);
        for role in [AccountRole::InventoryRaw, AccountRole::Grni, AccountRole::PurchasePriceVariance] {
            assert_eq!(shop.booked(role), money("0"), "{method} {role}");
        }
        shop.farm.refused_as(Code::AlreadyReversed, shop.reverse(receipt));
        shop.receive(id, "2");
        shop.sound();
    }
}

#[test]
fn goods_go_back_at_what_they_were_bought_for() {
    let shop = shop("average", None);
    let (first, second) = (shop.order_of("1", "20"), shop.order_of("1", "40"));
    shop.receive(first, "1");
    shop.receive(second, "1");
    let back = |quantity: &str| ReturnGoods {
        id: second,
        location_id: None,
        date: None,
        reason: text("brittle"),
        lines: vec![ReturnLine {
            line_id: shop.page(second).lines[0].id,
            quantity: Entered(qty(quantity)),
            lot_id: None,
        }],
    };
    shop.farm.refused_as(Code::InvalidValue, |w| purchasing::return_goods(w, back("1.5")));
    shop.farm.act(|w| purchasing::return_goods(w, back("1")));
    assert_eq!(shop.booked(AccountRole::Grni), money("-20"));
    assert_eq!(shop.booked(AccountRole::InventoryRaw), money("30"), "at the average of both");
    assert_eq!(shop.booked(AccountRole::PurchasePriceVariance), money("-10"));
    shop.farm.refused_as(Code::InvalidValue, |w| purchasing::return_goods(w, back("0.5")));
    shop.sound();
}

#[test]
fn lines_change_while_draft_or_ordered_and_the_vendor_is_remembered() {
    let shop = shop("average", None);
    let id = shop.order_of("3", "20");
    let line = shop.page(id).lines[0].id;
    let order = NewPurchaseOrder::of(
        shop.vendor,
        vec![shop.line("1", "1.5"), NewPurchaseLine { id: Some(line), ..shop.line("4", "21") }],
    );
    shop.farm.act(|w| purchasing::update_order(w, UpdatePurchaseOrder { id, order: order.clone() }));
    let page = shop.page(id);
    let rows: Vec<_> = page.lines.iter().map(|l| (l.line_number, l.id == line, l.line_total)).collect();
    assert_eq!(rows, [(1, false, money("1.5")), (2, true, money("84"))]);
    // The next order knows the vendor's unit and what was agreed when it was placed.
    let next = shop.placed(NewPurchaseOrder::of(shop.vendor, vec![NewPurchaseLine::of(shop.pla, qty("1"))]));
    assert_eq!(shop.page(next).head.total_amount, money("20"));
    shop.receive(id, "1");
    shop.farm
        .refused_as(Code::WrongState, |w| purchasing::update_order(w, UpdatePurchaseOrder { id, order }));
    let cancel = |id| CancelPurchaseOrder { id, reason: text("too late") };
    shop.farm.refused_as(Code::WrongState, |w| purchasing::cancel(w, cancel(id)));
    shop.farm.act(|w| purchasing::cancel(w, cancel(next)));
    assert_eq!(shop.page(next).events[0].new_value.as_deref(), Some("cancelled"));
    shop.sound();
}

#[test]
fn the_dock_sees_what_is_due_and_what_came() {
    let shop = shop("average", None);
    let dated = |day: &str, quantity: &str| {
        let lines = vec![shop.line(quantity, "20")];
        NewPurchaseOrder {
            expected_date: Some(serde_json::from_value(serde_json::json!(day)).unwrap()),
            ..NewPurchaseOrder::of(shop.vendor, lines)
        }
    };
    let later = shop.placed(dated("2026-03-20", "2"));
    let sooner = shop.placed(dated("2026-03-01", "3"));
    shop.farm.act(|w| purchasing::create_order(w, dated("2026-02-01", "9")));
    let due = shop.farm.look(|r| purchasing::expected(r, ListRequest::default())).rows;
    assert_eq!(
        due.iter().map(|d| d.purchase_order_id).collect::<Vec<_>>(),
        [sooner, later],
        "a draft is not due"
    );

    let first = shop.receive(sooner, "1");
    let due = shop.farm.look(|r| purchasing::expected(r, ListRequest::default())).rows;
    assert_eq!(
        (due[0].quantity, due[0].purchase_unit.as_str(), due[0].unit.as_str()),
        (qty("2"), "SPOOL", "G")
    );
    shop.farm.act(shop.reverse(first));
    shop.receive(sooner, "3");
    let came = shop.farm.look(|r| purchasing::receipts(r, ListRequest::default())).rows;
    let kinds: Vec<_> = came.iter().map(|c| (c.kind, c.is_reversed)).collect();
    let wanted =
        [(ReceiptKind::Receipt, false), (ReceiptKind::Reversal, false), (ReceiptKind::Receipt, true)];
    assert_eq!(kinds, wanted, "the newest first");
}

#[test]
fn an_order_says_what_can_be_done_to_it() {
    let shop = shop("average", None);
    let id = shop
        .farm
        .act(|w| purchasing::create_order(w, NewPurchaseOrder::of(shop.vendor, vec![shop.line("2", "20")])))
        .id;
    let draft = shop.page(id).refusals;
    assert!(draft.order.is_none() && draft.edit.is_none() && draft.cancel.is_none());
    assert!(draft.receive.unwrap().contains("Order it first"));
    shop.farm.act(|w| purchasing::order(w, PlacePurchaseOrder { id, date: None }));
    shop.receive(id, "2");
    let received = shop.page(id).refusals;
    assert!(received.close.is_none() && received.give_back.is_none() && received.reverse.is_none());
    assert!(received.order.is_some() && received.cancel.is_some() && received.edit.is_some());
}

#[test]
fn every_vendor_has_a_score_and_it_is_the_one_on_its_page() {
    let shop = shop("average", None);
    let idle: SaveVendor =
        serde_json::from_value(serde_json::json!({ "name": "Nobody", "is_active": true })).unwrap();
    let idle = shop.farm.act(|w| purchasing::save_vendor(w, idle)).id;
    let id = shop.order_of("2", "20");
    shop.receive(id, "2");
    let all = shop.farm.look(purchasing::vendor_scores);
    let of = |vendor| all.iter().find(|s| s.vendor_id == vendor).unwrap();
    assert_eq!((all.len(), of(idle).orders, of(idle).on_time_percent), (2, 0, None));
    let one = shop.farm.look(|r| purchasing::vendor_score(r, VendorRef { id: shop.vendor }));
    assert_eq!((of(shop.vendor).spend, of(shop.vendor).delivered), (one.spend, one.delivered));
    assert_eq!((one.spend, one.delivered), (money("40"), 1));
}
