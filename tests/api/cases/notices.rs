//! What printers want somebody to know.

use serde_json::json;

use crate::case::{Case, NOBODY, done, refused, row};

pub(super) fn cases() -> Vec<Case> {
    let any = || row("notices", "kind = 'finished'");
    let quiet = |from: &str, to: Option<&str>| json!({ "kinds": ["failed", "runout"], "quiet_from": from, "quiet_to": to });
    vec![
        done("notices.list", json!({})),
        done("notices.rings", json!({ "id": any() })),
        refused("notices.rings", json!({ "id": NOBODY }), "not_found", ""),
        done("notices.read", json!({ "id": any(), "alone": true })),
        done("notices.read", json!({ "id": any() })),
        refused("notices.read", json!({ "id": NOBODY }), "not_found", ""),
        done("notices.settings", json!({})),
        done("notices.set", quiet("22:00", Some("06:00"))),
        refused("notices.set", quiet("25:00", Some("06:00")), "invalid_value", "quiet_from"),
        refused("notices.set", quiet("22:00", None), "invalid_value", "quiet_to"),
        refused("notices.set", json!({ "kinds": ["rain"] }), "invalid_value", ""),
    ]
}
