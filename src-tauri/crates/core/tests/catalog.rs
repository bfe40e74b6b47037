//! Products, units, materials: what the catalog accepts and what it refuses.
#![allow(clippy::unwrap_used)]

mod kit;

use kit::{Farm, cost, qty};
use proptest::prelude::*;
use spoolyard_core::catalog::commands::{DeactivateProduct, ProductRef, SaveProduct};
use spoolyard_core::catalog::materials::{self, MakeMaterialItem, MaterialPack, SaveColor, SaveMaterialType};
use spoolyard_core::catalog::units::{self, SaveUnit};
use spoolyard_core::catalog::{self, ItemType, Product, alternates, commands, queries};
use spoolyard_core::db::{Filter, FilterOp, ListRequest};
use spoolyard_types::ids::ProductId;
use spoolyard_types::{Code, Entered, Quantity, Text};

fn text<const MAX: usize>(value: &str) -> Text<MAX> {
    Text::new(value).unwrap()
}

fn add(farm: &Farm, sku: Option<&str>, name: &str, kind: ItemType) -> Product {
    farm.act(|w| {
        let mut form = SaveProduct::named(text(name), kind);
        form.sku = sku.map(text);
        commands::save(w, form)
    })
}

#[test]
fn a_sku_is_formed_by_kind_and_never_taken_twice() {
    let farm = Farm::new();
    let first = add(&farm, None, "Lamp", ItemType::FinishedGood);
    assert_eq!(first.sku, "FG-0001");
    assert_eq!(add(&farm, None, "Shade", ItemType::Component).sku, "CMP-0001");
    assert_eq!(add(&farm, None, "Screw", ItemType::Supply).sku, "SUP-0001");
    add(&farm, Some("fg-0002"), "By hand", ItemType::FinishedGood);
    // The hand-typed one is stepped over, whatever its case.
    assert_eq!(add(&farm, None, "Vase", ItemType::FinishedGood).sku, "FG-0003");
    let refused = farm.refused_as(Code::AlreadyExists, |w| {
        let mut form = SaveProduct::named(text("Copy"), ItemType::FinishedGood);
        form.sku = Some(text("Fg-0001"));
        commands::save(w, form)
    });
    assert!(refused.contains("Fg-0001"), "{refused}");
}

#[test]
fn units_convert_within_their_class_and_by_the_products_own_factor() {
    let farm = Farm::new();
    let spool = farm.act(|w| {
        let mut form = SaveProduct::named(text("PLA"), ItemType::Material);
        form.purchase_uom = Some(text("SPOOL"));
        form.purchase_factor = Some(Entered(qty("750")));
        commands::save(w, form)
    });
    let convert = |q: &str, from: &str, to: &str, p: Option<ProductId>| {
        farm.db.read(&farm.actor, spoolyard_types::Role::Staff, |r| units::convert(r, qty(q), from, to, p))
    };
    assert_eq!(convert("2.5", "KG", "G", None).unwrap(), qty("2500"));
    assert_eq!(convert("1", "lb", "g", None).unwrap(), qty("453.59237"));
    assert_eq!(convert("2", "SPOOL", "G", Some(spool.id)).unwrap(), qty("1500"));
    assert_eq!(convert("2", "SPOOL", "KG", Some(spool.id)).unwrap(), qty("1.5"));
    assert_eq!(convert("1500", "G", "SPOOL", Some(spool.id)).unwrap(), qty("2"));
    for (from, to) in [("KG", "M"), ("SPOOL", "G"), ("EA", "G"), ("BOX", "EA")] {
        let err = convert("1", from, to, None).unwrap_err();
        assert_eq!(err.code(), Code::UnitMismatch);
        let message = err.into_refusal().message;
        assert!(message.contains(from) && message.contains(to), "{message}");
    }
    assert_eq!(convert("1", "FURLONG", "M", None).unwrap_err().code(), Code::UnitMismatch);
}

#[test]
fn a_purchase_unit_that_nothing_explains_is_refused() {
    let farm = Farm::new();
    let message = farm.refused_as(Code::UnitMismatch, |w| {
        let mut form = SaveProduct::named(text("Screws"), ItemType::Supply);
        form.purchase_uom = Some(text("BOX"));
        commands::save(w, form)
    });
    assert!(message.contains("how many EA one BOX holds"), "{message}");
}

#[test]
fn a_unit_in_use_keeps_its_size() {
    let farm = Farm::new();
    add(&farm, None, "PLA", ItemType::Material);
    let gram = farm.look(units::list).into_iter().find(|u| u.code == "G").unwrap();
    farm.refused_as(Code::InvalidValue, |w| {
        let form = SaveUnit {
            id: Some(gram.id),
            code: text("G"),
            name: text("Gram"),
            base_unit: None,
            conversion_factor: Entered("2".parse().unwrap()),
            uom_class: units::UnitClass::Mass,
            active: None,
        };
        units::save(w, form)
    });
    farm.act(|w| {
        let form = SaveUnit {
            id: None,
            code: text("stone"),
            name: text("Stone"),
            base_unit: Some(text("g")),
            conversion_factor: Entered("6350.29318".parse().unwrap()),
            uom_class: units::UnitClass::Mass,
            active: None,
        };
        units::save(w, form)
    });
    let grams = farm.look(|r| units::convert(r, qty("1"), "STONE", "KG", None));
    assert_eq!(grams, qty("6.350293"));
}

#[test]
fn a_material_and_a_colour_make_an_item_by_themselves() {
    let farm = Farm::new();
    let (pla, black) = farm.act(|w| {
        let pla = materials::save_material(
            w,
            serde_json::from_value::<SaveMaterialType>(serde_json::json!({
                "code": "PLA", "name": "PLA", "base_material": "PLA", "density": "1.24", "base_price_per_kg": "34.00"
            }))
            .unwrap(),
        )?;
        let black = materials::save_color(
            w,
            serde_json::from_value::<SaveColor>(
                serde_json::json!({ "code": "black", "name": "Black", "hex_code": "#101010" }),
            )
            .unwrap(),
        )?;
        Ok((pla, black))
    });
    let make = |pack| MakeMaterialItem {
        material_type_id: pla.id,
        color_id: black.id,
        pack: Some(pack),
        spool_mass_g: Some(Entered(qty("750"))),
        last_cost: Some(Entered(cost("0.0164"))),
        reorder_point: None,
        preferred_vendor_id: None,
        track_lots: false,
    };
    let item = farm.act(|w| materials::make_item(w, make(MaterialPack::Spool)));
    assert_eq!((item.sku.as_str(), item.unit.as_str()), ("MAT-PLA-BLACK", "G"));
    assert_eq!((item.purchase_uom.as_str(), item.purchase_factor), ("SPOOL", Some(qty("750"))));
    assert_eq!(item.last_cost, Some(cost("0.0164")));
    assert!(item.is_raw_material && item.item_type == ItemType::Material);
    // Asked for again, it is the same item and not a second one.
    assert_eq!(farm.act(|w| materials::make_item(w, make(MaterialPack::Kilogram))).id, item.id);
    let colors = farm.look(|r| materials::list_material_colors(r, materials::MaterialRef { id: pla.id }));
    assert_eq!(colors.len(), 1);
    assert_eq!(colors[0].product_id, Some(item.id));
}

#[test]
fn a_product_with_history_is_deactivated_and_not_deleted() {
    let farm = Farm::new();
    let lamp = add(&farm, Some("LAMP"), "Lamp", ItemType::FinishedGood);
    let shade = add(&farm, Some("SHADE"), "Shade", ItemType::Component);
    let spare = add(&farm, Some("SPARE"), "Spare", ItemType::Supply);
    let bom = farm.sql("INSERT INTO boms (product_id, version) VALUES (1, 1)");
    farm.sql(&format!(
        "INSERT INTO bom_lines (bom_id, component_id, quantity) VALUES ({bom}, {}, 1000000)",
        shade.id
    ));
    let message = farm.refused_as(Code::InUse, |w| commands::delete(w, ProductRef { id: shade.id }));
    assert!(message.contains("bom lines"), "{message}");
    let err = farm
        .refused(|w| commands::deactivate(w, DeactivateProduct { id: shade.id, accept_where_used: false }));
    let refusal = err.into_refusal();
    assert_eq!(refusal.code, Code::InUse);
    assert_eq!(refusal.details["where_used"][0]["sku"], "LAMP");
    let off =
        farm.act(|w| commands::deactivate(w, DeactivateProduct { id: shade.id, accept_where_used: true }));
    assert!(!off.active);
    farm.refused_as(Code::InactiveProduct, |w| catalog::require_active(w, shade.id));
    farm.refused_as(Code::WrongState, |w| {
        commands::deactivate(w, DeactivateProduct { id: shade.id, accept_where_used: true })
    });
    assert!(farm.act(|w| commands::reactivate(w, ProductRef { id: shade.id })).active);
    farm.act(|w| commands::delete(w, ProductRef { id: spare.id }));
    farm.refused_as(Code::NotFound, |w| catalog::product(w, spare.id));
    assert_eq!(farm.look(|r| catalog::product(r, lamp.id)).sku, "LAMP");
}

#[test]
fn lists_search_filter_and_show_stock() {
    let farm = Farm::new();
    let pla = add(&farm, Some("MAT-PLA-BLACK"), "PLA Black", ItemType::Material);
    add(&farm, Some("MAT-PETG-WHITE"), "PETG White", ItemType::Material);
    add(&farm, Some("FG-LAMP"), "Lamp", ItemType::FinishedGood);
    farm.sql(&format!(
        "INSERT INTO inventory (product_id, location_id, on_hand_quantity, allocated_quantity)
         VALUES ({}, 1, 2500000000, 500000000)",
        pla.id
    ));
    let found =
        farm.look(|r| queries::list(r, ListRequest { search: Some("bla".into()), ..Default::default() }));
    assert_eq!(found.rows.len(), 1);
    assert_eq!((found.rows[0].on_hand, found.rows[0].available), (qty("2500"), qty("2000")));
    let by_kind = Filter { field: "item_type".into(), op: FilterOp::Eq, values: vec!["material".into()] };
    let found = farm.look(|r| queries::list(r, ListRequest { filters: vec![by_kind], ..Default::default() }));
    assert_eq!(found.total, Some(2));
    let detail = farm.look(|r| queries::detail(r, ProductRef { id: pla.id }));
    assert_eq!(detail.stock.len(), 1);
    assert_eq!(detail.available, qty("2000"));
}

#[test]
fn a_substitute_is_another_product_and_stands_once() {
    let farm = Farm::new();
    let a = add(&farm, Some("A"), "A", ItemType::Supply);
    let b = add(&farm, Some("B"), "B", ItemType::Supply);
    let line = |id| alternates::SaveAlternate {
        substitute_id: id,
        bom_line_id: None,
        priority: 1,
        factor: None,
        notes: None,
    };
    let set = |lines| alternates::SetAlternates { component_id: a.id, alternates: lines };
    farm.refused_as(Code::InvalidValue, |w| alternates::set(w, set(vec![line(a.id)])));
    farm.refused_as(Code::InvalidValue, |w| alternates::set(w, set(vec![line(b.id), line(b.id)])));
    let out = farm.act(|w| alternates::set(w, set(vec![line(b.id)])));
    assert_eq!((out.len(), out[0].factor), (1, qty("1")));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn converting_there_and_back_loses_nothing_that_six_digits_hold(
        units in prop::sample::select(vec![("KG", "G"), ("M", "MM"), ("L", "ML"), ("HR", "MIN"), ("DOZEN", "EA")]),
        whole in 0i64..1_000_000, thousandths in 0i64..1000,
    ) {
        let table = TABLE.with(Clone::clone);
        let quantity = Quantity::from_micros(whole * 1_000_000 + thousandths * 1000);
        let small = table.convert(quantity, units.0, units.1, None).unwrap();
        prop_assert!(small >= quantity);
        let back = table.convert(small, units.1, units.0, None).unwrap();
        prop_assert_eq!(back, quantity);
    }
}

thread_local! {
    static TABLE: units::UnitTable = Farm::new().look(units::UnitTable::load);
}
