//! Deny by default: nobody reaches a command below its role, and staff see no price in any answer.

use serde_json::json;
use spoolyard_types::Role;

use crate::window::Window;

#[test]
fn nobody_reaches_a_command_below_its_role() {
    let window = Window::open();
    for command in spoolyard_api::all() {
        if command.role > Role::Anyone {
            let refusal = window.ask(None, command.name, json!({})).unwrap_err();
            assert_eq!(refusal.code.as_str(), "sign_in_required", "{}", command.name);
            let refusal = window.ask(Some("0123456789abcdef"), command.name, json!({})).unwrap_err();
            assert_eq!(refusal.code.as_str(), "sign_in_required", "{}", command.name);
        }
        if command.role > Role::Staff {
            let refusal = window.ask(Some(&window.staff), command.name, json!({})).unwrap_err();
            assert_eq!(refusal.code.as_str(), "forbidden", "{}", command.name);
        }
    }
}

#[test]
fn staff_see_no_price() {
    let window = Window::open();
    let item = json!({ "name": "Hook", "item_type": "finished_good", "selling_price": "12.50", "standard_cost": "3.1" });
    let id = window.done("items.save", item)["id"].clone();
    let seen = window.done("items.list", json!({})).to_string();
    assert!(seen.contains("12.5"), "{seen}");
    for (name, request) in [("items.list", json!({})), ("items.get", json!({ "id": id }))] {
        let seen = window.ask(Some(&window.staff), name, request).unwrap().to_string();
        assert!(seen.contains("Hook") && !seen.contains("12.5") && !seen.contains("3.1"), "{name}: {seen}");
    }
}

#[test]
fn an_account_that_is_suspended_is_out_at_once() {
    let window = Window::open();
    let accounts = window.done("accounts.list", json!({}));
    let bo = accounts["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["email"] == "bo@example.com")
        .unwrap()
        .clone();
    window.ask(Some(&window.staff), "items.list", json!({})).unwrap();
    window.done(
        "accounts.update",
        json!({ "id": bo["id"], "first_name": "Bo", "role": "staff", "status": "suspended" }),
    );
    let refusal = window.ask(Some(&window.staff), "items.list", json!({})).unwrap_err();
    assert_eq!(refusal.code.as_str(), "sign_in_required");
}
