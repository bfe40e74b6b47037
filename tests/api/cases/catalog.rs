//! Items, categories, units, materials, colours.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, item, refused, row};

fn with(mut request: Value, patch: Value) -> Value {
    for (name, value) in patch.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

pub(super) fn cases() -> Vec<Case> {
    [items(), units(), categories(), materials()].into_iter().flatten().collect()
}

fn items() -> Vec<Case> {
    let hook = |patch: Value| with(json!({ "name": "Coat hook", "item_type": "finished_good" }), patch);
    let stand_ins = |who: Value| json!({ "component_id": item("MAT-PLA-BLACK"), "alternates": [{ "substitute_id": who, "priority": 1 }] });
    vec![
        done("items.list", json!({ "search": "clip", "limit": 3 })),
        refused(
            "items.list",
            json!({ "sort": { "field": "colour of the sky" } }),
            "invalid_value",
            "sort.field",
        ),
        refused("items.list", json!({ "limit": -1 }), "invalid_value", "limit"),
        done("items.get", json!({ "id": item("FG-LAMP-HALO") })),
        done("items.save", hook(json!({ "sku": "FG-COAT-HOOK", "selling_price": "4.50" }))),
        refused("items.save", hook(json!({ "sku": "fg-clip-10" })), "already_exists", "sku"),
        refused("items.save", hook(json!({ "name": " " })), "invalid_value", "name"),
        refused("items.save", hook(json!({ "unit": "G", "purchase_uom": "EA" })), "unit_mismatch", ""),
        refused(
            "items.save",
            json!({ "id": item("MAT-PLA-BLACK"), "sku": "MAT-PLA-BLACK", "name": "PLA", "item_type": "material", "unit": "EA" }),
            "in_use",
            "",
        ),
        refused("items.save", hook(json!({ "id": NOBODY })), "not_found", ""),
        refused("items.deactivate", json!({ "id": item("SUP-LED-PUCK") }), "in_use", ""),
        refused("items.delete", json!({ "id": item("FG-LAMP-HALO") }), "in_use", ""),
        refused("items.reactivate", json!({ "id": item("FG-COAT-HOOK") }), "wrong_state", ""),
        done("items.deactivate", json!({ "id": item("FG-COAT-HOOK") })),
        refused("items.deactivate", json!({ "id": item("FG-COAT-HOOK") }), "wrong_state", ""),
        done("items.reactivate", json!({ "id": item("FG-COAT-HOOK") })),
        done("items.delete", json!({ "id": item("FG-COAT-HOOK") })),
        done("items.set_alternates", stand_ins(item("MAT-PLA-GREY"))),
        refused("items.set_alternates", stand_ins(item("MAT-PLA-BLACK")), "invalid_value", ""),
        refused("items.set_alternates", stand_ins(json!(NOBODY)), "not_found", ""),
        done("items.alternates", json!({ "id": item("MAT-PLA-BLACK") })),
    ]
}

fn units() -> Vec<Case> {
    let bundle = |patch: Value| {
        with(
            json!({ "code": "CRATE24", "name": "Crate of 24", "base_unit": "EA", "conversion_factor": "24", "uom_class": "each" }),
            patch,
        )
    };
    let convert = |from: &str, to: &str| json!({ "quantity": "2", "from": from, "to": to });
    vec![
        done("units.list", json!({})),
        done("units.convert", convert("KG", "G")),
        refused("units.convert", convert("KG", "EA"), "unit_mismatch", ""),
        done("units.save", bundle(json!({}))),
        refused("units.save", bundle(json!({})), "already_exists", "code"),
        refused(
            "units.save",
            bundle(json!({ "code": "NONE", "conversion_factor": "0" })),
            "invalid_value",
            "conversion_factor",
        ),
        refused(
            "units.save",
            json!({ "id": row("units_of_measure", "code = 'G'"), "code": "GRM", "name": "Gram",
                "conversion_factor": "1", "uom_class": "mass" }),
            "in_use",
            "conversion_factor",
        ),
        refused("units.save", bundle(json!({ "id": NOBODY, "code": "X" })), "not_found", ""),
    ]
}

fn categories() -> Vec<Case> {
    let toys = |patch: Value| with(json!({ "code": "MODELS", "name": "Models" }), patch);
    let own = || row("item_categories", "code = 'MODELS'");
    vec![
        done("categories.list", json!({})),
        done("categories.save", toys(json!({}))),
        refused("categories.save", toys(json!({})), "already_exists", "code"),
        refused(
            "categories.save",
            toys(json!({ "id": own(), "parent_id": own() })),
            "invalid_value",
            "parent_id",
        ),
        refused("categories.save", toys(json!({ "code": "T2", "parent_id": NOBODY })), "not_found", ""),
        refused(
            "categories.delete",
            json!({ "id": row("item_categories", "code = 'FILAMENT'") }),
            "in_use",
            "",
        ),
        done("categories.delete", json!({ "id": own() })),
    ]
}

fn materials() -> Vec<Case> {
    let nylon = |patch: Value| {
        with(
            json!({ "code": "PA12", "name": "Nylon 12", "base_material": "PA", "density": "1.01", "base_price_per_kg": "60",
                "requires_enclosure": true }),
            patch,
        )
    };
    let teal = |patch: Value| with(json!({ "code": "TEAL", "name": "Teal", "hex_code": "#008080" }), patch);
    let (kind, color) = (|| row("material_types", "code = 'PA12'"), || row("colors", "code = 'TEAL'"));
    let make = |patch: Value| with(json!({ "material_type_id": kind(), "color_id": color() }), patch);
    vec![
        done("materials.list", json!({})),
        done("materials.save", nylon(json!({}))),
        refused("materials.save", nylon(json!({})), "already_exists", "code"),
        refused(
            "materials.save",
            nylon(json!({ "code": "PA13", "density": "0" })),
            "invalid_value",
            "density",
        ),
        refused("materials.save", nylon(json!({ "id": NOBODY, "code": "PA13" })), "not_found", ""),
        done("colors.list", json!({})),
        done("colors.save", teal(json!({}))),
        refused("colors.save", teal(json!({})), "already_exists", "code"),
        refused(
            "colors.save",
            teal(json!({ "code": "TEAL2", "hex_code": "teal" })),
            "invalid_value",
            "hex_code",
        ),
        refused("colors.save", teal(json!({ "id": NOBODY, "code": "TEAL2" })), "not_found", ""),
        done("materials.set_colors", json!({ "material_type_id": kind(), "color_ids": [color()] })),
        refused(
            "materials.set_colors",
            json!({ "material_type_id": kind(), "color_ids": [NOBODY] }),
            "not_found",
            "",
        ),
        done("materials.colors", json!({ "id": kind() })),
        refused("materials.make_item", make(json!({ "color_id": NOBODY })), "not_found", ""),
        refused(
            "materials.make_item",
            make(json!({ "spool_mass_g": "-1" })),
            "invalid_value",
            "purchase_factor",
        ),
        done("materials.make_item", make(json!({}))),
    ]
}
