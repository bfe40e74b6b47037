//! The sample farm holds together: every file can be read, every reference resolves, every plate states its
//! time and grams, and every finished good earns money.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

#[path = "../src/demo/records.rs"]
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use records::*;
use serde::de::DeserializeOwned;
use spoolyard_slicer::{Estimate, SlicedPlate, read_gcode};
use spoolyard_types::{Decimal, Quantity, UnitCost};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets/sample-farm")
}

fn load<T: DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn plates() -> BTreeMap<String, SlicedPlate> {
    let entries = std::fs::read_dir(folder().join("gcode")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let plate =
                read_gcode(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, plate)
        })
        .collect()
}

fn zero() -> Quantity {
    Quantity::default()
}

/// Every name once.
fn unique<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{what} {name} stands twice");
    }
    seen
}

#[track_caller]
fn known(names: &BTreeSet<&str>, name: &str, by: &str) {
    assert!(names.contains(name), "{by} refers to {name}, which is not there");
}

#[track_caller]
fn one_of(value: &str, values: &[&str], by: &str) {
    assert!(values.contains(&value), "{by}: {value} is none of {values:?}");
}

#[test]
fn every_plate_states_its_time_and_grams() {
    let plates = plates();
    assert!(plates.len() >= 20, "{} plates", plates.len());
    for (name, plate) in &plates {
        let Estimate { minutes, mass_g } = plate.estimate().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(minutes > Decimal::TEN && mass_g > Decimal::TEN, "{name}: {minutes} min, {mass_g} g");
        assert!(
            minutes < Decimal::from(24 * 60) && mass_g < Decimal::ONE_THOUSAND,
            "{name}: {minutes} min, {mass_g} g"
        );
        assert_eq!(plate.slicer.as_ref().unwrap().name, "PrusaSlicer", "{name}");
        assert!(
            plate.slots.iter().all(|slot| slot.material_type.is_some() && slot.color_hex.is_some()),
            "{name}"
        );
        assert!(plate.layer_height_mm.is_some() && plate.nozzle_diameter_mm.is_some(), "{name}");
        assert!(plate.printer_model.is_some() && plate.stated_cost.is_some(), "{name}");
    }
    assert_eq!(plates["key-tag-x5.gcode"].slots.len(), 2, "the two-colour plate");
}

#[test]
fn the_farm_has_its_size() {
    assert_eq!(load::<Vec<Printer>>("printers.json").len(), 12);
    assert_eq!(load::<Vec<Product>>("products.json").len(), 40);
    assert_eq!(load::<Vec<Filament>>("filaments.json").len(), 30);
    assert_eq!(load::<Vec<Customer>>("customers.json").len(), 25);
    assert_eq!(load::<Vec<Vendor>>("vendors.json").len(), 6);
    assert_eq!(load::<Sales>("sales.json").history_days, 61);
}

#[test]
fn items_refer_to_what_exists() {
    let (products, filaments): (Vec<Product>, Vec<Filament>) =
        (load("products.json"), load("filaments.json"));
    let (company, materials): (Company, Materials) = (load("company.json"), load("materials.json"));
    let vendors: Vec<Vendor> = load("vendors.json");
    unique("SKU", products.iter().map(|p| p.sku.as_str()).chain(filaments.iter().map(|f| f.sku.as_str())));
    let categories = unique("category", company.categories.iter().map(|c| c.code.as_str()));
    let locations = unique("location", company.locations.iter().map(|l| l.code.as_str()));
    let vendors = unique("vendor", vendors.iter().map(|v| v.code.as_str()));
    let types = unique("material", materials.material_types.iter().map(|m| m.code.as_str()));
    let colors = unique("color", materials.colors.iter().map(|c| c.code.as_str()));
    for parent in company.categories.iter().filter_map(|category| category.parent.as_deref()) {
        known(&categories, parent, "a category");
    }
    for product in &products {
        let sku = product.sku.as_str();
        known(&categories, &product.category, sku);
        known(&locations, &product.location, sku);
        one_of(&product.item_type, &["finished_good", "component", "supply"], sku);
        one_of(&product.stocking_policy, &["stock", "on_demand"], sku);
        one_of(&product.lot_policy, &["L4L", "FOQ", "POQ"], sku);
        assert_eq!(product.lot_policy == "FOQ", product.fixed_order_qty.is_some(), "{sku}");
        assert_eq!(product.lot_policy == "POQ", product.poq_days.is_some(), "{sku}");
        assert_eq!(product.gcode_file.is_some(), product.units_per_plate.is_some(), "{sku}");
        match product.procurement_type.as_str() {
            "buy" => {
                known(&vendors, product.vendor.as_deref().unwrap(), sku);
                let cost = product.last_cost.unwrap().get() * product.purchase_factor.unwrap().get();
                assert_eq!(cost, product.vendor_unit_cost.unwrap().get(), "{sku}: cost per purchase unit");
            }
            "make" => assert!(product.standard_cost.is_some_and(UnitCost::is_positive), "{sku}"),
            other => panic!("{sku}: {other}"),
        }
    }
    for filament in &filaments {
        known(&types, &filament.material_type, &filament.sku);
        known(&colors, &filament.color, &filament.sku);
        known(&vendors, &filament.vendor, &filament.sku);
        known(&locations, &filament.location, &filament.sku);
        assert_eq!(filament.sku, format!("MAT-{}-{}", filament.material_type, filament.color));
        let spools =
            filament.spools.iter().fold(zero(), |sum, spool| sum.plus(spool.remaining_mass_g).unwrap());
        assert_eq!(spools, filament.opening_stock_g, "{}: stock is the sum of its spools", filament.sku);
        assert!(filament.spools.iter().all(|spool| spool.received_days_ago > 61), "{}", filament.sku);
    }
}

#[test]
fn everything_made_has_one_bom_and_one_routing_down_to_bought_items() {
    let (products, filaments): (Vec<Product>, Vec<Filament>) =
        (load("products.json"), load("filaments.json"));
    let (boms, routings): (Vec<Bom>, Vec<Routing>) = (load("boms.json"), load("routings.json"));
    let centers: Vec<WorkCenter> = load("work_centers.json");
    let plates = plates();
    let gcode: BTreeSet<&str> = plates.keys().map(String::as_str).collect();
    let by_sku: BTreeMap<&str, &Product> = products.iter().map(|p| (p.sku.as_str(), p)).collect();
    let filaments: BTreeSet<&str> = filaments.iter().map(|f| f.sku.as_str()).collect();
    let centers = unique("work center", centers.iter().map(|w| w.code.as_str()));
    let made: BTreeSet<&str> =
        products.iter().filter(|p| p.procurement_type == "make").map(|p| p.sku.as_str()).collect();
    assert_eq!(unique("BOM of", boms.iter().map(|b| b.product.as_str())), made);
    assert_eq!(unique("routing of", routings.iter().map(|r| r.product.as_str())), made);
    for bom in &boms {
        let product = by_sku[bom.product.as_str()];
        for line in &bom.lines {
            let by = format!("{} line {}", bom.code, line.sequence);
            one_of(&line.consume_stage, &["production", "shipping"], &by);
            if filaments.contains(line.component.as_str()) {
                let file = line.grams_from.as_deref().unwrap_or_else(|| panic!("{by}: grams from where?"));
                known(&gcode, file, &by);
                assert_eq!(
                    (product.gcode_file.as_deref(), product.units_per_plate),
                    (Some(file), line.units_per_plate)
                );
                assert_eq!((line.unit.as_str(), line.quantity), ("G", None), "{by}");
                let slot = line.slot.unwrap();
                assert!(
                    plates[file].slots.iter().any(|s| s.slot == slot && s.mass_g.is_some()),
                    "{by}: slot {slot}"
                );
            } else {
                let component =
                    by_sku.get(line.component.as_str()).unwrap_or_else(|| panic!("{by}: {}", line.component));
                assert!(line.quantity.is_some_and(Quantity::is_positive), "{by}");
                let lower = matches!(
                    (product.item_type.as_str(), component.item_type.as_str()),
                    ("finished_good", "component" | "supply")
                );
                assert!(lower, "{by}: {} under {}", component.item_type, product.item_type);
            }
        }
    }
    for routing in &routings {
        let product = by_sku[routing.product.as_str()];
        let prints: Vec<_> = routing.operations.iter().filter(|op| op.minutes_from.is_some()).collect();
        assert_eq!(prints.len(), usize::from(product.gcode_file.is_some()), "{}", routing.code);
        for print in prints {
            known(&gcode, print.minutes_from.as_deref().unwrap(), &routing.code);
            assert_eq!(print.minutes_from, product.gcode_file, "{}", routing.code);
            assert_eq!(Some(print.units_per_cycle), product.units_per_plate, "{}", routing.code);
        }
        for operation in &routing.operations {
            known(&centers, &operation.work_center, &routing.code);
            let source = if operation.minutes_from.is_some() { "slicer" } else { "manual" };
            assert_eq!(operation.runtime_source, source, "{}", routing.code);
            assert_ne!(
                operation.run_time_minutes.is_some(),
                operation.minutes_from.is_some(),
                "{}",
                routing.code
            );
        }
    }
}

#[test]
fn trade_refers_to_what_exists_and_pays() {
    let (products, sales): (Vec<Product>, Sales) = (load("products.json"), load("sales.json"));
    let (customers, materials): (Vec<Customer>, Materials) = (load("customers.json"), load("materials.json"));
    let goods: BTreeSet<&str> =
        products.iter().filter(|p| p.item_type == "finished_good").map(|p| p.sku.as_str()).collect();
    assert_eq!(unique("demand for", sales.products.iter().map(|demand| demand.sku.as_str())), goods);
    for product in products.iter().filter(|product| product.item_type == "finished_good") {
        let (price, cost) = (product.selling_price.unwrap().get(), product.standard_cost.unwrap().get());
        assert!(cost * Decimal::new(13, 1) < price, "{} costs {cost} and sells at {price}", product.sku);
    }
    let numbers = unique("customer", customers.iter().map(|c| c.customer_number.as_str()));
    let plates = plates();
    let gcode: BTreeSet<&str> = plates.keys().map(String::as_str).collect();
    for quote in &sales.quotes {
        known(&numbers, &quote.customer, &quote.product_name);
        known(&gcode, &quote.gcode, &quote.product_name);
        one_of(&quote.status, &["pending", "approved", "rejected", "expired"], &quote.product_name);
        assert!(
            materials.material_types.iter().any(|m| m.code == quote.material_type),
            "{}",
            quote.product_name
        );
        assert!(materials.colors.iter().any(|c| c.code == quote.color), "{}", quote.product_name);
    }
    for customer in &customers {
        one_of(&customer.channel, &["public", "wholesale"], &customer.customer_number);
    }
}

#[test]
fn printers_hold_what_they_can_print() {
    let (printers, filaments): (Vec<Printer>, Vec<Filament>) =
        (load("printers.json"), load("filaments.json"));
    let centers: Vec<WorkCenter> = load("work_centers.json");
    unique("printer", printers.iter().map(|p| p.code.as_str()));
    unique("serial number", printers.iter().map(|p| p.serial_number.as_str()));
    let centers = unique("work center", centers.iter().map(|w| w.code.as_str()));
    for printer in &printers {
        let code = printer.code.as_str();
        known(&centers, &printer.work_center, code);
        one_of(&printer.brand, &["bambu", "prusa", "klipper", "octoprint", "elegoo", "generic"], code);
        one_of(printer.ip_address.as_deref().unwrap_or("127.0.0.1"), &["127.0.0.1"], code);
        assert!(printer.loaded.len() <= printer.capabilities.slots, "{code}");
        for sku in printer.loaded.iter().flatten() {
            let filament =
                filaments.iter().find(|f| f.sku == *sku).unwrap_or_else(|| panic!("{code} holds {sku}"));
            assert!(
                printer.capabilities.materials.contains(&filament.material_type),
                "{code} cannot print {sku}"
            );
        }
    }
}

#[test]
fn plates_were_sliced_with_the_filament_that_the_bom_names() {
    let (boms, filaments): (Vec<Bom>, Vec<Filament>) = (load("boms.json"), load("filaments.json"));
    let materials: Materials = load("materials.json");
    let plates = plates();
    let mut checked = 0;
    for line in boms.iter().flat_map(|bom| &bom.lines) {
        let (Some(file), Some(number)) = (&line.grams_from, line.slot) else {
            continue;
        };
        let filament = filaments.iter().find(|f| f.sku == line.component).unwrap();
        let kind = materials.material_types.iter().find(|m| m.code == filament.material_type).unwrap();
        let color = materials.colors.iter().find(|c| c.code == filament.color).unwrap();
        let slot = plates[file].slots.iter().find(|slot| slot.slot == number).unwrap();
        assert_eq!(slot.color_hex.as_ref(), Some(&color.hex_code), "{file} and {}", filament.sku);
        assert_eq!(slot.density_g_cm3, Some(kind.density.get()), "{file} and {}", filament.sku);
        let cost = slot.mass_g.unwrap() * filament.cost_per_spool.get() / filament.spool_mass_g.get();
        let difference = (cost - slot.cost.unwrap()).abs();
        assert!(difference <= Decimal::new(6, 3), "{file}: {} costs {cost}", filament.sku);
        checked += 1;
    }
    assert_eq!(checked, 22);
}
