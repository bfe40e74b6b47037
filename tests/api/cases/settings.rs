//! The company, what people arranged, search.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, refused, row};

pub(super) fn cases() -> Vec<Case> {
    let company = |patch: Value| {
        let mut company = json!({
            "company_name": "Ridgeline Print Works", "timezone": "America/New_York", "locale": "en-US",
            "currency_code": "USD", "paper_size": "letter", "week_start": 1, "default_tax_rate": "0.0575",
            "over_receipt_percent": "5", "default_lead_time_days": 7,
        });
        for (name, value) in patch.as_object().unwrap() {
            company[name] = value.clone();
        }
        company
    };
    let view =
        |state: Value| json!({ "grid": "orders", "name": "Late", "state": state, "is_default": false });
    vec![
        done("settings.company", json!({})),
        done("settings.update_company", company(json!({}))),
        refused(
            "settings.update_company",
            company(json!({ "timezone": "Mars/Olympus" })),
            "invalid_value",
            "timezone",
        ),
        refused(
            "settings.update_company",
            company(json!({ "default_tax_rate": "7" })),
            "invalid_value",
            "default_tax_rate",
        ),
        refused(
            "settings.update_company",
            company(json!({ "company_name": " " })),
            "invalid_value",
            "company_name",
        ),
        refused(
            "settings.update_company",
            company(json!({ "currency_code": "EUR" })),
            "in_use",
            "currency_code",
        ),
        done(
            "history.of",
            json!({ "document_type": "sales_order", "document_id": row("sales_orders", "1") }),
        ),
        done("preferences.set", json!({ "key": "theme", "value": "dark" })),
        refused(
            "preferences.set",
            json!({ "key": "theme", "value": "x".repeat(300_000) }),
            "invalid_value",
            "",
        ),
        done("preferences.get", json!({ "key": "theme" })),
        done("views.save", view(json!({ "sort": "requested_date" }))),
        refused("views.save", view(json!("x".repeat(300_000))), "invalid_value", ""),
        done("views.list", json!({ "grid": "orders" })),
        done("views.delete", json!({ "id": row("saved_views", "1") })),
        refused("views.delete", json!({ "id": NOBODY }), "not_found", ""),
        done("search.all", json!({ "query": "lamp" })),
        done("farm.line", json!({})),
    ]
}
