//! People.

use serde_json::json;
use spoolyard_api::store::SAMPLE_PASSWORD;

use crate::case::{Case, NOBODY, done, refused, row};

pub(super) fn cases() -> Vec<Case> {
    let kim = |patch: &str| json!({ "email": patch, "first_name": "Kim", "role": "staff", "password": "a nozzle in time" });
    let update = |who: &str, role: &str| json!({ "id": row("users", who), "first_name": "Nora", "role": role, "status": "active" });
    vec![
        done("session.state", json!({})),
        done("accounts.list", json!({})),
        done("accounts.create", kim("kim@ridgelineprint.example")),
        refused("accounts.create", kim("kim@ridgelineprint.example"), "already_exists", "email"),
        refused("accounts.create", kim("not an address"), "invalid_value", "email"),
        refused(
            "accounts.create",
            json!({ "email": "lee@ridgelineprint.example", "first_name": "Lee", "role": "staff", "password": "123" }),
            "weak_password",
            "password",
        ),
        done("accounts.update", update("email = 'kim@ridgelineprint.example'", "admin")),
        done("accounts.update", update("email = 'kim@ridgelineprint.example'", "staff")),
        refused(
            "accounts.update",
            update("email = 'nora@ridgelineprint.example'", "staff"),
            "last_admin",
            "",
        ),
        refused(
            "accounts.update",
            json!({ "id": NOBODY, "first_name": "X", "role": "staff", "status": "active" }),
            "not_found",
            "",
        ),
        done("password.reset_requests", json!({})),
        refused(
            "password.change",
            json!({ "current_password": "not it at all", "new_password": "quite another spool" }),
            "wrong_credentials",
            "",
        ),
        refused(
            "password.change",
            json!({ "current_password": SAMPLE_PASSWORD, "new_password": "123" }),
            "weak_password",
            "new_password",
        ),
        done(
            "password.change",
            json!({ "current_password": SAMPLE_PASSWORD, "new_password": "quite another spool" }),
        ),
    ]
}
