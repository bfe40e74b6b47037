//! Bills, routings, the one resolver, and what things cost.
#![allow(clippy::unwrap_used)]

mod kit;

use std::collections::BTreeMap;

use kit::{Farm, cost, qty};
use proptest::prelude::*;
use spoolyard_core::catalog::commands::{ProductRef, SaveProduct};
use spoolyard_core::catalog::model::{CostMethod, Procurement};
use spoolyard_core::catalog::{self, ItemType, commands};
use spoolyard_core::engineering::bom::{self, BomRef, SaveBom, SaveBomLine};
use spoolyard_core::engineering::bom_versions::{self, CompareBoms, NewBomVersion};
use spoolyard_core::engineering::routing::{self, SaveRouting};
use spoolyard_core::engineering::{ConsumeStage, centers, explode, resolve, roll_up, structure};
use spoolyard_types::ids::ProductId;
use spoolyard_types::{Code, Entered, Quantity, Text};

fn text<const MAX: usize>(value: &str) -> Text<MAX> {
    Text::new(value).unwrap()
}

struct Item<'a> {
    sku: &'a str,
    kind: ItemType,
    procurement: Procurement,
    standard: Option<&'a str>,
}

fn item(farm: &Farm, item: &Item<'_>) -> ProductId {
    farm.act(|w| {
        let mut form = SaveProduct::named(text(item.sku), item.kind);
        form.sku = Some(text(item.sku));
        form.procurement_type = Some(item.procurement);
        form.cost_method = Some(CostMethod::Standard);
        form.standard_cost = item.standard.map(|c| Entered(cost(c)));
        commands::save(w, form)
    })
    .id
}

fn made(farm: &Farm, sku: &str) -> ProductId {
    item(farm, &Item { sku, kind: ItemType::Component, procurement: Procurement::Make, standard: None })
}

fn bought(farm: &Farm, sku: &str, standard: &str) -> ProductId {
    item(farm, &Item { sku, kind: ItemType::Supply, procurement: Procurement::Buy, standard: Some(standard) })
}

fn filament(farm: &Farm, sku: &str, standard: &str) -> ProductId {
    item(
        farm,
        &Item { sku, kind: ItemType::Material, procurement: Procurement::Buy, standard: Some(standard) },
    )
}

fn line(component: ProductId, quantity: &str) -> SaveBomLine {
    SaveBomLine {
        id: None,
        component_id: component,
        sequence: None,
        quantity: Entered(qty(quantity)),
        unit: None,
        consume_stage: None,
        is_cost_only: false,
        scrap_factor: None,
        notes: None,
    }
}

fn bill(product: ProductId, lines: Vec<SaveBomLine>) -> SaveBom {
    SaveBom {
        id: None,
        product_id: product,
        code: None,
        name: None,
        revision: None,
        assembly_time_minutes: None,
        effective_date: None,
        notes: None,
        lines,
        activate: None,
    }
}

fn route(json: serde_json::Value) -> SaveRouting {
    serde_json::from_value(json).unwrap()
}

fn needs(farm: &Farm, product: ProductId, quantity: &str) -> Vec<(ProductId, String, Option<i32>)> {
    farm.look(|r| resolve(r, product, qty(quantity)))
        .into_iter()
        .map(|n| (n.component, n.quantity.to_string(), n.operation_sequence))
        .collect()
}

#[test]
fn an_operations_material_wins_over_the_line_of_the_bill() {
    let farm = Farm::new();
    let vase = made(&farm, "VASE");
    let (gold, box_, glue) =
        (filament(&farm, "GOLD", "0.03"), bought(&farm, "BOX", "1"), bought(&farm, "GLUE", "2"));
    farm.act(|w| bom::save(w, bill(vase, vec![line(gold, "120"), line(glue, "1")])));
    farm.act(|w| {
        routing::save(
            w,
            route(serde_json::json!({ "product_id": vase, "operations": [
                { "sequence": 10, "work_center_id": 1, "run_time_minutes": "90", "units_per_cycle": 4, "materials": [
                    { "component_id": gold, "quantity": "0.1", "unit": "KG", "scrap_factor": "3" },
                    { "component_id": box_, "quantity": "1", "quantity_per": "order" } ] },
                { "sequence": 20, "work_center_id": 1, "run_time_minutes": "2", "units_per_cycle": 3, "materials": [
                    { "component_id": box_, "quantity": "2", "quantity_per": "batch" } ] } ] })),
        )
    });
    // Gold is the operation's: 0.1 kg a unit and 3 % more. Glue is left to the bill, at the first operation.
    let expected = vec![
        (gold, "1030".to_owned(), Some(10)),
        (box_, "1".to_owned(), Some(10)),
        (box_, "8".to_owned(), Some(20)),
        (glue, "10".to_owned(), Some(10)),
    ];
    assert_eq!(needs(&farm, vase, "10"), expected);
    let edges = farm.look(structure).edges;
    assert_eq!(edges.len(), 4);
    assert!(edges.iter().all(|e| e.parent == vase));
}

#[test]
fn shipping_and_cost_only_lines_are_told_apart() {
    let farm = Farm::new();
    let lamp = made(&farm, "LAMP");
    let (led, carton, licence) =
        (bought(&farm, "LED", "4"), bought(&farm, "CARTON", "1"), bought(&farm, "LICENCE", "0.5"));
    let mut packing = line(carton, "1");
    packing.consume_stage = Some(ConsumeStage::Shipping);
    let mut fee = line(licence, "1");
    fee.is_cost_only = true;
    let mut led_line = line(led, "2");
    led_line.scrap_factor = Some(Entered("50".parse().unwrap()));
    farm.act(|w| bom::save(w, bill(lamp, vec![led_line, packing, fee])));
    let needs = farm.look(|r| resolve(r, lamp, qty("3")));
    let issued: Vec<_> = needs.iter().filter(|n| n.is_issued()).map(|n| (n.component, n.quantity)).collect();
    assert_eq!(issued, vec![(led, qty("9"))]);
    // Without a routing there is still one operation, at the default work center.
    assert_eq!(needs[0].operation_sequence, Some(10));
    assert_eq!(needs[1].operation_sequence, None);
    let tree = farm.look(|r| roll_up(r, lamp));
    assert_eq!((tree.materials, tree.shipping_materials), (cost("12.5"), cost("1")));
    assert_eq!(tree.unit_cost, cost("13.5"));
}

#[test]
fn costs_roll_up_over_levels_with_setup_spread_over_the_lot() {
    let farm = Farm::new();
    let (kit, part) = (made(&farm, "KIT"), made(&farm, "PART"));
    let pla = filament(&farm, "PLA", "0.02");
    let center = farm.act(|w| {
        let form = serde_json::from_value(serde_json::json!({
            "code": "print2", "name": "Printers", "machine_rate_per_hour": "6", "labor_rate_per_hour": "3",
            "overhead_rate_per_hour": "1.5"
        }));
        centers::save(w, form.unwrap())
    });
    assert_eq!(center.hourly_rate, cost("10.5"));
    farm.act(|w| bom::save(w, bill(part, vec![line(pla, "50")])));
    farm.act(|w| {
        routing::save(
            w,
            route(serde_json::json!({ "product_id": part, "operations": [
                { "work_center_id": center.id, "setup_time_minutes": "10", "run_time_minutes": "30",
                  "units_per_cycle": 2, "scrap_rate_percent": "10" } ] })),
        )
    });
    farm.act(|w| {
        let mut form = SaveProduct::named(text("PART"), ItemType::Component);
        form.id = Some(part);
        form.procurement_type = Some(Procurement::Make);
        form.lot_size = Some(Entered(qty("10")));
        commands::save(w, form)
    });
    farm.act(|w| bom::save(w, bill(kit, vec![line(part, "3")])));
    let tree = farm.look(|r| roll_up(r, kit));
    // Ten parts: 10 + 5 cycles × 30 × 1.1 = 175 minutes; one part 17.5 minutes at 6, 3 and 1.5 an hour.
    let below = &tree.components[0];
    assert_eq!((below.machine, below.labor, below.overhead), (cost("1.75"), cost("0.875"), cost("0.4375")));
    assert_eq!((below.materials, below.unit_cost), (cost("1"), cost("4.0625")));
    assert_eq!((below.quantity, below.extended_cost.to_string()), (qty("3"), "12.1875".to_owned()));
    assert_eq!(tree.unit_cost, cost("12.1875"));
    assert_eq!(below.components[0].quantity, qty("50"));
    assert_eq!(farm.value::<Quantity>("SELECT total_cost FROM boms WHERE product_id = 1"), qty("12.1875"));
}

#[test]
fn a_bill_that_would_contain_itself_is_refused_with_the_path() {
    let farm = Farm::new();
    let (a, b, c) = (made(&farm, "A"), made(&farm, "B"), made(&farm, "C"));
    farm.act(|w| bom::save(w, bill(a, vec![line(b, "1")])));
    farm.act(|w| bom::save(w, bill(b, vec![line(c, "1")])));
    let err = farm.refused(|w| bom::save(w, bill(c, vec![line(a, "1")]))).into_refusal();
    assert_eq!(err.code, Code::CircularBom);
    assert_eq!(err.details["path"], serde_json::json!(["C", "A", "B", "C"]));
    farm.refused_as(Code::CircularBom, |w| bom::save(w, bill(a, vec![line(a, "1")])));
    // Through an operation's material too.
    farm.refused_as(Code::CircularBom, |w| {
        routing::save(
            w,
            route(serde_json::json!({ "product_id": c, "operations": [
                { "work_center_id": 1, "run_time_minutes": "1", "materials": [{ "component_id": a, "quantity": "1" }] } ] })),
        )
    });
    assert_eq!(farm.value::<i64>("SELECT count(*) FROM boms"), 2);
}

#[test]
fn a_line_in_a_unit_that_cannot_be_counted_is_refused_when_saved() {
    let farm = Farm::new();
    let (a, pla) = (made(&farm, "A"), filament(&farm, "PLA", "0.02"));
    let mut wrong = line(pla, "1");
    wrong.unit = Some(text("M"));
    let err = farm.refused(|w| bom::save(w, bill(a, vec![wrong]))).into_refusal();
    assert_eq!((err.code, err.field.as_deref()), (Code::UnitMismatch, Some("lines[0].unit")));
    let mut right = line(pla, "0.25");
    right.unit = Some(text("kg"));
    farm.act(|w| bom::save(w, bill(a, vec![right])));
    assert_eq!(needs(&farm, a, "2"), vec![(pla, "500".to_owned(), Some(10))]);
}

#[test]
fn a_new_version_takes_over_and_the_old_stays_readable() {
    let farm = Farm::new();
    let (a, x, y) = (made(&farm, "A"), bought(&farm, "X", "1"), bought(&farm, "Y", "2"));
    let first = farm.act(|w| bom::save(w, bill(a, vec![line(x, "1")])));
    let second = farm
        .act(|w| bom_versions::start(w, NewBomVersion { id: first.bom.id, revision: None, activate: false }));
    assert_eq!((second.bom.version, second.bom.active), (2, false));
    farm.act(|w| {
        let mut form = bill(a, vec![line(x, "4"), line(y, "2")]);
        form.id = Some(second.bom.id);
        form.lines[0].id = Some(second.lines[0].id);
        bom::save(w, form)
    });
    assert_eq!(needs(&farm, a, "1"), vec![(x, "1".to_owned(), Some(10))]);
    farm.act(|w| bom_versions::activate(w, BomRef { id: second.bom.id }));
    assert_eq!(needs(&farm, a, "1").len(), 2);
    let old = farm.look(|r| bom::detail(r, BomRef { id: first.bom.id }));
    assert_eq!((old.bom.active, old.lines.len(), old.versions.len()), (false, 1, 2));
    let diff =
        farm.look(|r| bom_versions::compare(r, CompareBoms { before: first.bom.id, after: second.bom.id }));
    assert!(diff.lines.iter().all(|l| l.changed));
    assert_eq!(diff.lines[0].before.as_ref().unwrap().quantity, qty("1"));
    assert!(diff.lines[1].before.is_none());
    assert!(farm.look(|r| catalog::product(r, a)).has_bom);
    assert_eq!(farm.value::<i64>("SELECT count(*) FROM boms WHERE active = 1"), 1);
}

#[test]
fn where_used_climbs_to_the_top() {
    let farm = Farm::new();
    let (top, mid, screw) = (made(&farm, "TOP"), made(&farm, "MID"), bought(&farm, "SCREW", "0.1"));
    farm.act(|w| bom::save(w, bill(mid, vec![line(screw, "4")])));
    farm.act(|w| bom::save(w, bill(top, vec![line(mid, "2"), line(screw, "1")])));
    let used = farm.look(|r| explode::where_used(r, ProductRef { id: screw }));
    let shown: Vec<_> = used.iter().map(|u| (u.level, u.sku.as_str())).collect();
    assert_eq!(shown, vec![(1, "MID"), (1, "TOP"), (2, "TOP")]);
    let down = farm.look(|r| {
        explode::explode(r, explode::Explode { product_id: top, quantity: Entered(qty("3")), depth: None })
    });
    let lines: Vec<_> =
        down.lines.iter().map(|l| (l.level, l.sku.as_str(), l.quantity.to_string())).collect();
    let expected = [(1, "MID", "6".to_owned()), (2, "SCREW", "24".to_owned()), (1, "SCREW", "3".to_owned())];
    assert_eq!(lines, expected);
    assert_eq!(down.totals.iter().find(|t| t.sku == "SCREW").unwrap().quantity, qty("27"));
}

/// What the plainest recursion says goes into a quantity.
fn naive(
    lines: &BTreeMap<usize, Vec<(usize, i64)>>,
    of: usize,
    quantity: i64,
    out: &mut BTreeMap<usize, i64>,
) {
    for (component, each) in lines.get(&of).into_iter().flatten() {
        *out.entry(*component).or_default() += each * quantity;
        naive(lines, *component, each * quantity, out);
    }
}

fn reaches(lines: &BTreeMap<usize, Vec<(usize, i64)>>, from: usize, goal: usize) -> bool {
    from == goal || lines.get(&from).into_iter().flatten().any(|(c, _)| reaches(lines, *c, goal))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn no_saving_of_bills_ever_makes_a_cycle_and_explosion_equals_recursion(
        saves in prop::collection::vec((0usize..6, prop::collection::btree_map(0usize..6, 1i64..4, 0..4)), 1..14)
    ) {
        let farm = Farm::new();
        let products: Vec<_> = ["P0", "P1", "P2", "P3", "P4", "P5"].iter().map(|s| made(&farm, s)).collect();
        let mut model: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
        for (parent, components) in saves {
            let lines: Vec<_> = components.into_iter().collect();
            let cyclic = {
                let mut without = model.clone();
                without.remove(&parent);
                lines.iter().any(|(c, _)| reaches(&without, *c, parent))
            };
            let form = bill(
                products[parent],
                lines.iter().map(|(c, each)| line(products[*c], &each.to_string())).collect(),
            );
            match farm.attempt(|w| bom::save(w, form)) {
                Ok(_) => {
                    prop_assert!(!cyclic);
                    model.insert(parent, lines);
                }
                Err(err) => {
                    prop_assert_eq!(err.code(), Code::CircularBom);
                    prop_assert!(cyclic);
                }
            }
        }
        for (index, product) in products.iter().enumerate() {
            let mut expected = BTreeMap::new();
            naive(&model, index, 7, &mut expected);
            let request = explode::Explode { product_id: *product, quantity: Entered(qty("7")), depth: None };
            let found: BTreeMap<usize, i64> = farm
                .look(|r| explode::explode(r, request))
                .totals
                .into_iter()
                .map(|t| (products.iter().position(|p| *p == t.product_id).unwrap(), t.quantity.micros() / 1_000_000))
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
