//! The host, as a window uses it: set up, sign in, roles, slips, repeats, prices.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::sync::Arc;

use serde_json::{Value, json};
use spoolyard_api::{Host, Request, Response};
use spoolyard_types::{FixedClock, Timestamp};

struct Window {
    host: Host,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

impl Window {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T09:00:00Z").unwrap()));
        let host = Host::open(&folder.path().join("farm.sqlite"), clock.clone());
        Self { host, clock, _folder: folder }
    }

    fn send(&self, name: &str, token: Option<&str>, payload: Value) -> Response {
        self.host.dispatch(Request {
            name: name.into(),
            payload,
            request_id: None,
            token: token.map(str::to_owned),
        })
    }

    fn set_up(&self) -> (String, String) {
        let done = self.send("setup.start", None, set_up());
        assert!(done.ok, "{done:?}");
        let data = done.data.unwrap();
        (data["token"].as_str().unwrap().to_owned(), data["recovery_code"].as_str().unwrap().to_owned())
    }
}

fn set_up() -> Value {
    json!({
        "company_name": "Layer Works", "currency_code": "USD", "timezone": "America/Chicago", "farm": "own",
        "owner": { "first_name": "Ada", "email": "ada@example.com", "password": "a spool a day keeps" }
    })
}

fn code(response: &Response) -> &'static str {
    response.error.as_ref().map_or("ok", |e| e.code.as_str())
}

#[test]
fn the_first_start_makes_the_owner_and_happens_once() {
    let window = Window::open();
    assert_eq!(window.send("session.state", None, json!({})).data.unwrap()["needs_setup"], true);
    let (token, _) = window.set_up();
    let state = window.send("session.state", Some(&token), json!({})).data.unwrap();
    assert_eq!(state["user"]["role"], "admin");
    assert_eq!(state["company"]["paper_size"], "letter");
    assert_eq!(code(&window.send("setup.start", None, set_up())), "already_set_up");
}

#[test]
fn every_command_but_the_doors_asks_who_is_there() {
    let window = Window::open();
    window.set_up();
    for command in spoolyard_api::all().filter(|c| c.role > spoolyard_types::Role::Anyone) {
        let answer = window.send(command.name, None, json!({}));
        let said = code(&answer);
        assert!(said == "sign_in_required", "{}: {said}", command.name);
    }
}

#[test]
fn five_wrong_tries_slow_down_and_the_right_password_still_works_later() {
    let window = Window::open();
    window.set_up();
    let wrong = json!({ "email": "ada@example.com", "password": "not it at all" });
    let right = json!({ "email": "ADA@example.com", "password": "a spool a day keeps" });
    for _ in 0..5 {
        assert_eq!(code(&window.send("session.sign_in", None, wrong.clone())), "wrong_credentials");
    }
    assert_eq!(code(&window.send("session.sign_in", None, right.clone())), "too_many_tries");
    window.clock.set(Timestamp::parse("2026-03-02T09:00:31Z").unwrap());
    assert_eq!(code(&window.send("session.sign_in", None, right)), "ok");
}

#[test]
fn a_device_that_stays_signed_in_resumes_once_per_token_until_it_signs_out() {
    let window = Window::open();
    window.set_up();
    let ask = json!({ "email": "ada@example.com", "password": "a spool a day keeps", "stay": true });
    let first = window.send("session.sign_in", None, ask).data.unwrap();
    let refresh = json!({ "refresh_token": first["refresh_token"] });
    let second = window.send("session.resume", None, refresh.clone()).data.unwrap();
    assert_eq!(code(&window.send("session.resume", None, refresh)), "sign_in_required");
    assert!(window.send("session.sign_out", second["token"].as_str(), json!({})).ok);
    let spent = json!({ "refresh_token": second["refresh_token"] });
    assert_eq!(code(&window.send("session.resume", None, spent)), "sign_in_required");
}

#[test]
fn the_recovery_code_opens_the_door_once() {
    let window = Window::open();
    let (_, recovery) = window.set_up();
    let ask = json!({ "email": "ada@example.com", "recovery_code": recovery.to_lowercase(),
        "new_password": "another spool entirely" });
    assert!(window.send("session.recover", None, ask.clone()).ok);
    assert_eq!(code(&window.send("session.recover", None, ask)), "wrong_credentials");
}

#[test]
fn staff_may_not_do_what_admins_do_and_the_last_admin_stays() {
    let window = Window::open();
    let (admin, _) = window.set_up();
    let new = json!({ "email": "bo@example.com", "first_name": "Bo", "role": "staff", "password": "a nozzle in time" });
    assert!(window.send("accounts.create", Some(&admin), new.clone()).ok);
    assert_eq!(code(&window.send("accounts.create", Some(&admin), new)), "already_exists");
    let ask = json!({ "email": "bo@example.com", "password": "a nozzle in time" });
    let staff = window.send("session.sign_in", None, ask).data.unwrap();
    let staff = staff["token"].as_str();
    assert_eq!(code(&window.send("accounts.list", staff, json!({}))), "forbidden");
    let demote = json!({ "id": 1, "first_name": "Ada", "role": "staff", "status": "active" });
    assert_eq!(code(&window.send("accounts.update", Some(&admin), demote)), "last_admin");
}

#[test]
fn a_lost_password_is_asked_for_granted_and_set() {
    let window = Window::open();
    let (admin, _) = window.set_up();
    let ticket =
        window.send("password.request_reset", None, json!({ "email": "ada@example.com" })).data.unwrap();
    let set = json!({ "token": ticket["token"], "new_password": "yet another spool" });
    assert_eq!(code(&window.send("password.complete_reset", None, set.clone())), "wrong_state");
    let waiting = window.send("password.reset_requests", Some(&admin), json!({})).data.unwrap();
    let decide = json!({ "id": waiting["requests"][0]["id"], "approve": true });
    assert!(window.send("password.decide_reset", Some(&admin), decide).ok);
    assert!(window.send("password.complete_reset", None, set).ok);
    let ask = json!({ "email": "ada@example.com", "password": "yet another spool" });
    assert!(window.send("session.sign_in", None, ask).ok);
}

#[test]
fn a_slip_in_a_request_names_the_field() {
    let window = Window::open();
    for (patch, field) in [
        (json!({ "company_name": "x".repeat(300) }), "company_name"),
        (json!({ "company_name": " " }), "company_name"),
        (json!({ "surprise": 1 }), "surprise"),
        (json!({ "farm": "neither" }), "farm"),
        (json!({ "timezone": "Mars/Olympus" }), "timezone"),
        (json!({ "owner": { "first_name": "Ada", "email": "ada@example.com" } }), "owner.password"),
        (
            json!({ "owner": { "first_name": "Ada", "email": "ada", "password": "a spool a day keeps" } }),
            "owner.email",
        ),
    ] {
        let mut payload = set_up();
        for (key, value) in patch.as_object().unwrap() {
            payload[key] = value.clone();
        }
        let error = window.send("setup.start", None, payload).error.unwrap();
        assert_eq!(error.field.as_deref(), Some(field), "{error}");
    }
    assert_eq!(code(&window.send("orders.explode", None, json!({}))), "unknown_command");
}

#[test]
fn a_click_that_is_sent_twice_counts_once() {
    let window = Window::open();
    let (admin, _) = window.set_up();
    let request = |name: &str| Request {
        name: "views.save".into(),
        payload: json!({ "grid": "orders", "name": name, "state": {} }),
        request_id: Some("click-1".into()),
        token: Some(admin.clone()),
    };
    let (first, second) = (window.host.dispatch(request("Late")), window.host.dispatch(request("Late")));
    assert_eq!(first.data, second.data);
    assert_eq!(code(&window.host.dispatch(request("Other"))), "request_reused");
}

#[test]
fn names_are_unique_and_bindings_know_every_command() {
    let text = spoolyard_api::bindings::typescript().unwrap();
    let mut seen = std::collections::HashSet::new();
    for command in spoolyard_api::all() {
        assert!(seen.insert(command.name), "{} stands twice", command.name);
        assert!(text.contains(&format!("'{}':", command.name)));
        assert!(!command.summary.is_empty());
    }
    assert!(text.contains("export type Refusal"));
}

#[test]
fn the_plan_follows_a_change_by_itself_and_a_call_of_the_command_line_does_not_start_it() {
    let window = Window::open();
    let (token, _) = window.set_up();
    let patience = std::time::Duration::from_secs(20);
    assert!(window.host.plan_settled(patience));
    let app = window.host.app().unwrap();
    let runs = || app.look(|r| r.value::<i64>("SELECT count(*) FROM mrp_runs", [])).unwrap().unwrap();
    let filament = json!({
        "sku": "MAT-1", "name": "PLA", "item_type": "material", "unit": "G", "purchase_uom": "G",
        "safety_stock": "500"
    });
    let made = window.send("items.save", Some(&token), filament);
    assert!(made.ok, "{made:?}");
    assert!(window.host.plan_settled(patience));
    assert_eq!(runs(), 1);
    let orders = window.send("plan.orders", Some(&token), json!({})).data.unwrap();
    assert_eq!(orders["rows"][0]["quantity"], "500");
    let settings = window.send("plan.settings", Some(&token), json!({})).data.unwrap();
    let request = Request {
        name: String::from("plan.update_settings"),
        payload: settings,
        request_id: None,
        token: None,
    };
    window.host.call(spoolyard_types::Actor::spoolyard(), request).unwrap();
    assert!(window.host.plan_settled(std::time::Duration::ZERO), "nothing was started");
}

#[test]
fn the_plan_follows_when_the_day_turns_where_the_company_is() {
    let window = Window::open();
    let (token, _) = window.set_up();
    let patience = std::time::Duration::from_secs(20);
    let filament = json!({
        "sku": "MAT-1", "name": "PLA", "item_type": "material", "unit": "G", "purchase_uom": "G",
        "safety_stock": "500"
    });
    assert!(window.send("items.save", Some(&token), filament).ok);
    assert!(window.host.plan_settled(patience));
    let app = window.host.app().unwrap();
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let hears = Arc::clone(&told);
    window.host.subscribe(move |event| hears.lock().unwrap().push(format!("{event:?}")));
    let due = |at: &str| {
        window.clock.set(Timestamp::parse(at).unwrap());
        window.host.look_at_day();
        assert!(window.host.plan_settled(patience));
        let due = app.look(|r| r.value::<String>("SELECT due_date FROM planned_orders", [])).unwrap();
        (due.unwrap(), told.lock().unwrap().drain(..).any(|event| event.contains("planned_orders")))
    };
    // Midnight in Chicago is at six in the morning, UTC. What is needed now is needed today.
    assert_eq!(due("2026-03-02T09:00:00Z"), (String::from("2026-03-02"), false));
    assert_eq!(due("2026-03-03T05:59:59Z"), (String::from("2026-03-02"), false));
    assert_eq!(due("2026-03-03T06:00:00Z"), (String::from("2026-03-03"), true));
    assert_eq!(due("2026-03-03T18:00:00Z"), (String::from("2026-03-03"), false));
}
