//! Spools and lots through a real store: received, found, weighed, moved, set aside; and what vendors sell.

#![allow(clippy::unwrap_used)]

mod kit;

use kit::{Farm, Seed, qty};
use serde_json::{Value, json};
use spoolyard_core::db::ListRequest;
use spoolyard_core::inventory::{self, InspectionStatus, LotRef, LotStatus, SpoolRef, SpoolRow};
use spoolyard_core::purchasing::{self, PlacePurchaseOrder, PurchaseOrderRef, VendorItemRef, VendorRef};
use spoolyard_core::{Error, Result, verify};
use spoolyard_types::Code;
use spoolyard_types::ids::{LocationId, LotId, ProductId, SpoolId, VendorId};

struct Shop {
    farm: Farm,
    pla: ProductId,
    vendor: VendorId,
    rack: LocationId,
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Two spools of a kilogram, delivered as one lot.
fn shop() -> Shop {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    let rack = farm.location("Rack");
    let vendor =
        farm.act(|w| purchasing::save_vendor(w, read(json!({ "name": "Polaris", "is_active": true })))).id;
    let order = json!({ "vendor_id": vendor, "lands_freight": false, "lands_tax": false,
        "lines": [{ "product_id": pla, "quantity": "2", "unit_cost": "20" }] });
    let id = farm.act(|w| purchasing::create_order(w, read(order))).id;
    farm.act(|w| purchasing::order(w, PlacePurchaseOrder { id, date: None }));
    let line = farm.look(|r| purchasing::order_page(r, PurchaseOrderRef { id })).lines[0].id;
    let delivery = json!({ "id": id, "lines": [{ "line_id": line, "quantity": "2", "vendor_lot_number": "B-77",
        "spools": [{ "weight_kg": "1" }, { "weight_kg": "1" }] }] });
    farm.act(|w| purchasing::receive(w, read(delivery)));
    Shop { farm, pla, vendor, rack }
}

impl Shop {
    fn found(&self, words: &str) -> Vec<SpoolRow> {
        let req = ListRequest { search: Some(words.to_owned()), ..ListRequest::default() };
        self.farm.look(|r| inventory::spool_list(r, req)).rows
    }

    fn weigh(&self, request: Value) -> Result<(String, String)> {
        let request = read(request);
        let made = self.farm.attempt(|w| inventory::weigh_spool(w, request))?;
        Ok((made.left_g.to_string(), made.corrected.to_string()))
    }

    fn refused_at(&self, request: Value) -> (Code, Option<String>) {
        let refusal = self.weigh(request).map_err(Error::into_refusal).unwrap_err();
        (refusal.code, refusal.field)
    }

    fn sound(&self) {
        for finding in self.farm.look(verify::verify) {
            assert!(finding.ok, "{}: {:?}", finding.check, finding.rows);
        }
    }
}

#[test]
fn a_spool_leads_back_to_its_delivery_and_is_found_by_what_people_say() {
    let shop = shop();
    let spools = shop.found("MAT-PLA");
    assert_eq!(spools.len(), 2);
    let spool = &spools[0];
    assert_eq!((spool.left_g, spool.left_percent, spool.state.as_str()), (qty("1000"), 100, "active"));
    assert_eq!(spool.po_number.as_deref(), Some("PO-2026-0001"));
    assert_eq!(
        (shop.found("B-77").len(), shop.found("SPL-2026-0002").len(), shop.found("PETG").len()),
        (2, 1, 0)
    );
    shop.farm.sql("UPDATE products SET name = 'Galaxy' WHERE id = 1");
    assert_eq!(shop.found("galax").len(), 2, "a renamed item is found by its new name");

    let lot = spool.lot_id.unwrap();
    let page = shop.farm.look(|r| inventory::lot_page(r, LotRef { id: lot }));
    assert_eq!((page.lot.left, page.lot.left_percent, page.lot.spools), (qty("2000"), 100, 2));
    assert_eq!((page.receipts.len(), page.places.len(), page.spools.len()), (1, 1, 2));
    assert!(page.lot.blocked.is_none() && page.refusals.release.is_some());
}

#[test]
fn the_scale_has_the_last_word_and_the_stock_follows() {
    let shop = shop();
    let left = |weight: &str, more: Value| {
        let mut request = json!({ "id": 1, "weight_g": weight, "correct_stock": true });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    assert_eq!(
        shop.refused_at(left("900", json!({ "with_reel": true }))),
        (Code::InvalidValue, Some("reel_g".into()))
    );
    assert_eq!(
        shop.refused_at(left("100", json!({ "with_reel": true, "reel_g": "250" }))),
        (Code::InvalidValue, Some("weight_g".into()))
    );
    assert_eq!(shop.refused_at(left("2500", json!({}))), (Code::InvalidValue, Some("weight_g".into())));

    let weighed = shop.weigh(left("1050", json!({ "with_reel": true, "reel_g": "250" }))).unwrap();
    assert_eq!(weighed, ("800".into(), "-200".into()));
    assert_eq!(shop.farm.look(|r| inventory::on_hand(r, shop.pla)), qty("1800"));
    let page = shop.farm.look(|r| inventory::spool_page(r, SpoolRef { id: SpoolId(1) }));
    assert_eq!((page.spool.left_g, page.spool.reel_g), (qty("800"), Some(qty("250"))));

    let alone = shop.weigh(json!({ "id": 1, "weight_g": "0", "correct_stock": false })).unwrap();
    assert_eq!(alone, ("0".into(), "0".into()));
    assert_eq!(shop.farm.look(|r| inventory::on_hand(r, shop.pla)), qty("1800"));
    assert_eq!(shop.farm.value::<String>("SELECT status FROM material_spools WHERE id = 1"), "empty");
    shop.weigh(json!({ "id": 1, "weight_g": "5", "correct_stock": false })).unwrap();
    assert_eq!(shop.farm.value::<String>("SELECT status FROM material_spools WHERE id = 1"), "active");
    shop.sound();
}

#[test]
fn a_spool_moves_with_its_filament() {
    let shop = shop();
    let there = json!({ "id": 2, "location_id": shop.rack });
    shop.farm.act(|w| inventory::move_spool(w, read(there.clone())));
    assert_eq!(
        shop.farm.look(|r| inventory::spool_page(r, SpoolRef { id: SpoolId(2) })).spool.location_id,
        Some(shop.rack)
    );
    let lying: i64 = shop.farm.value("SELECT on_hand_quantity FROM inventory WHERE location_id = 2");
    assert_eq!(lying, 1_000_000_000);
    shop.farm.refused_as(Code::InvalidValue, |w| inventory::move_spool(w, read(there)));
    shop.sound();
}

#[test]
fn a_lot_that_is_set_aside_or_failed_is_not_used_until_somebody_lets_it_go() {
    let shop = shop();
    let id = LotId(1);
    let lot = || shop.farm.look(|r| inventory::lot_page(r, LotRef { id }));
    let aside = json!({ "id": 1, "reason": "Damp" });
    shop.farm.act(|w| inventory::quarantine_lot(w, read(aside.clone())));
    assert_eq!(
        (lot().lot.status, lot().lot.quarantine_reason.as_deref()),
        (LotStatus::Quarantine, Some("Damp"))
    );
    assert_eq!(shop.found("SPL-2026-0001")[0].state, "blocked");
    let told = shop.farm.refused_as(Code::WrongState, |w| inventory::quarantine_lot(w, read(aside)));
    assert!(told.contains("in quarantine"), "{told}");
    shop.farm.act(|w| inventory::release_lot(w, LotRef { id }));
    assert_eq!(lot().lot.status, LotStatus::Active);
    shop.farm.refused_as(Code::WrongState, |w| inventory::release_lot(w, LotRef { id }));

    shop.farm
        .act(|w| inventory::inspect_lot(w, read(json!({ "id": 1, "result": "failed", "note": "Brittle" }))));
    assert_eq!((lot().lot.state.as_str(), lot().lot.inspection_status), ("failed", InspectionStatus::Failed));
    assert_eq!(lot().lot.blocked.as_deref(), Some("failed inspection"));
    assert_eq!(LotStatus::Quarantine.release(qty("0")).unwrap(), LotStatus::Depleted);
}

#[test]
fn what_a_vendor_sells_fills_new_lines_and_is_asked_first() {
    let shop = shop();
    let items = || {
        let req = read(json!({ "product_id": shop.pla }));
        shop.farm.look(|r| purchasing::vendor_items(r, req))
    };
    let other =
        shop.farm.act(|w| purchasing::save_vendor(w, read(json!({ "name": "Bulk", "is_active": true })))).id;
    let item = json!({ "vendor_id": other, "product_id": shop.pla, "vendor_sku": "BLK-3", "purchase_unit": "SPOOL",
        "purchase_factor": "3000", "unit_cost": "45.5", "lead_time_days": 9, "is_preferred": true });
    let id = shop.farm.act(|w| purchasing::save_vendor_item(w, read(item.clone()))).id;
    let first = items().remove(0);
    assert_eq!((first.vendor_id, first.is_preferred, first.lead_time_days), (other, true, Some(9)));
    assert_eq!(items().iter().filter(|i| i.is_preferred).count(), 1);
    let told = shop.farm.refused_as(Code::AlreadyExists, |w| purchasing::save_vendor_item(w, read(item)));
    assert!(told.contains("BLK-3"), "{told}");

    let order = json!({ "vendor_id": other, "lands_freight": false, "lands_tax": false,
        "lines": [{ "product_id": shop.pla, "quantity": "1" }] });
    let order = shop.farm.act(|w| purchasing::create_order(w, read(order))).id;
    let line = shop.farm.look(|r| purchasing::order_page(r, PurchaseOrderRef { id: order })).lines.remove(0);
    assert_eq!(line.purchase_factor, qty("3000"));
    assert_eq!(line.vendor_sku.as_deref(), Some("BLK-3"));

    shop.farm.act(|w| purchasing::delete_vendor_item(w, VendorItemRef { id }));
    assert!(items().iter().all(|i| i.vendor_id == shop.vendor));
    assert!(shop.farm.look(|r| purchasing::vendor(r, VendorRef { id: other })).is_active);
    let preferred: Option<i64> = shop.farm.value("SELECT preferred_vendor_id FROM products WHERE id = 1");
    assert_eq!(preferred, None, "nobody is asked first any more");
}
