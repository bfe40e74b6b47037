//! What happens at the doors: the first start, who is there, lost passwords, files that are no farm, work in the
//! background. Each code of these is provoked here, through the table.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use spoolyard_api::store::{SAMPLE_OWNER, SAMPLE_PASSWORD};
use spoolyard_api::{Host, JobState, Request};
use spoolyard_types::{FixedClock, Timestamp};

use crate::sample::Farm;

const PASSWORD: &str = "a spool a day keeps";

fn open(path: &Path) -> Host {
    Host::open(path, Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T15:00:00Z").unwrap())))
}

fn ask(host: &Host, token: Option<&str>, name: &str, payload: Value) -> Result<Value, (String, String)> {
    let response = host.dispatch(Request {
        name: name.into(),
        payload,
        request_id: None,
        token: token.map(str::to_owned),
    });
    match response.error {
        Some(refusal) => Err((refusal.code.as_str().to_owned(), refusal.message)),
        None => Ok(response.data.unwrap()),
    }
}

#[track_caller]
fn code(outcome: Result<Value, (String, String)>) -> String {
    outcome.unwrap_err().0
}

fn set_up() -> Value {
    json!({
        "company_name": "Layer Works", "currency_code": "USD", "timezone": "America/Chicago", "farm": "own",
        "owner": { "first_name": "Ada", "email": "ada@example.com", "password": PASSWORD }
    })
}

#[test]
fn the_first_start_and_the_recovery_code() {
    let folder = tempfile::tempdir().unwrap();
    let host = open(&folder.path().join("farm.sqlite"));
    let mut weak = set_up();
    weak["owner"]["password"] = json!("123");
    assert_eq!(code(ask(&host, None, "setup.start", weak)), "weak_password");
    let mut nowhere = set_up();
    nowhere["timezone"] = json!("Mars/Olympus");
    assert_eq!(code(ask(&host, None, "setup.start", nowhere)), "invalid_value");
    let done = ask(&host, None, "setup.start", set_up()).unwrap();
    assert_eq!(code(ask(&host, None, "setup.start", set_up())), "already_set_up");
    assert_eq!(code(ask(&host, None, "orders.explode", json!({}))), "unknown_command");
    let recover = |recovery: &Value, new: &str| json!({ "email": "ada@example.com", "recovery_code": recovery, "new_password": new });
    let recovery = &done["recovery_code"];
    assert_eq!(
        code(ask(&host, None, "session.recover", recover(&json!("NOT-IT"), PASSWORD))),
        "wrong_credentials"
    );
    assert_eq!(code(ask(&host, None, "session.recover", recover(recovery, "123"))), "weak_password");
    ask(&host, None, "session.recover", recover(recovery, "another spool entirely")).unwrap();
}

#[test]
fn who_is_there() {
    let farm = Farm::open();
    let host = &farm.host;
    let wrong = json!({ "email": SAMPLE_OWNER, "password": "not it at all" });
    let right = json!({ "email": SAMPLE_OWNER, "password": SAMPLE_PASSWORD, "stay": true });
    let first = ask(host, None, "session.sign_in", right.clone()).unwrap();
    let second =
        ask(host, None, "session.resume", json!({ "refresh_token": first["refresh_token"] })).unwrap();
    assert_eq!(
        code(ask(host, None, "session.resume", json!({ "refresh_token": first["refresh_token"] }))),
        "sign_in_required"
    );
    let token = second["token"].as_str().unwrap();
    ask(host, Some(token), "session.sign_out", json!({})).unwrap();
    assert_eq!(code(ask(host, Some(token), "items.list", json!({}))), "sign_in_required");
    for _ in 0..5 {
        assert_eq!(code(ask(host, None, "session.sign_in", wrong.clone())), "wrong_credentials");
    }
    assert_eq!(code(ask(host, None, "session.sign_in", right)), "too_many_tries");
}

#[test]
fn a_lost_password_is_asked_for_granted_or_denied() {
    let farm = Farm::open();
    let host = &farm.host;
    let admin = Some(farm.admin.as_str());
    let ask_reset = || ask(host, None, "password.request_reset", json!({ "email": SAMPLE_OWNER })).unwrap();
    let waiting =
        || ask(host, admin, "password.reset_requests", json!({})).unwrap()["requests"][0]["id"].clone();
    let ticket = ask_reset();
    let set = |new: &str| json!({ "token": ticket["token"], "new_password": new });
    assert_eq!(code(ask(host, None, "password.complete_reset", set("yet another spool"))), "wrong_state");
    let decide = json!({ "id": waiting(), "approve": true });
    assert_eq!(code(ask(host, Some(&farm.staff), "password.decide_reset", decide.clone())), "forbidden");
    ask(host, admin, "password.decide_reset", decide.clone()).unwrap();
    assert_eq!(code(ask(host, admin, "password.decide_reset", decide)), "not_found");
    assert_eq!(code(ask(host, None, "password.complete_reset", set("123"))), "weak_password");
    ask(host, None, "password.complete_reset", set("yet another spool")).unwrap();
}

/// A file that is no farm is left as it is; the window is told why, with a remedy.
#[test]
fn a_file_that_is_no_farm_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("text.sqlite"), "Dear diary, today the hot end leaked again.").unwrap();
    rusqlite::Connection::open(path("other.sqlite"))
        .unwrap()
        .execute_batch("CREATE TABLE songs (name TEXT);")
        .unwrap();
    drop(open(&path("newer.sqlite")));
    let newer = rusqlite::Connection::open(path("newer.sqlite")).unwrap();
    newer.execute_batch("PRAGMA user_version = 9000; INSERT INTO refinery_schema_history VALUES (9000, 'later', '', '1');").unwrap();
    drop(newer);
    for (name, expected) in
        [("text.sqlite", "foreign_file"), ("other.sqlite", "foreign_file"), ("newer.sqlite", "newer_file")]
    {
        let before = std::fs::read(path(name)).unwrap();
        let host = open(&path(name));
        let (said, message) = ask(&host, None, "items.list", json!({})).unwrap_err();
        assert_eq!(said, expected, "{name}: {message}");
        assert!(message.contains(name) && message.contains("left as it is"), "{message}");
        let state = ask(&host, None, "session.state", json!({})).unwrap();
        assert_eq!(state["trouble"]["code"], expected);
        assert_eq!(
            code(ask(&host, None, "backup.restore_last", json!({}))),
            expected,
            "{name} is not replaced"
        );
        drop(host);
        assert!(std::fs::read(path(name)).unwrap() == before, "{name} was changed");
    }
}

#[test]
fn a_damaged_file_is_refused_and_its_backup_restored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("farm.sqlite");
    let host = open(&path);
    // As the command line does it: nothing is planned in the background, so that nobody holds the file.
    let request = Request { name: "setup.start".into(), payload: set_up(), request_id: None, token: None };
    host.call(spoolyard_types::Actor::spoolyard(), request).unwrap();
    drop(host);
    spoolyard_api::store::backup(&path, None).unwrap();
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.path().join(format!("farm.sqlite{end}")));
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[..16].fill(0x5a);
    bytes[middle..].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let host = open(&path);
    let (said, message) = ask(&host, None, "items.list", json!({})).unwrap_err();
    assert_eq!(said, "damaged_file", "{message}");
    ask(&host, None, "backup.restore_last", json!({})).unwrap();
    ask(&host, None, "session.sign_in", json!({ "email": "ada@example.com", "password": PASSWORD })).unwrap();
    assert_eq!(code(ask(&host, None, "backup.restore_last", json!({}))), "wrong_state");
}

#[test]
fn work_in_the_background_is_listed_ends_and_can_be_refused() {
    let farm = Farm::open();
    let host = &farm.host;
    let admin = Some(farm.admin.as_str());
    assert_eq!(code(ask(host, Some(&farm.staff), "backup.make", json!({}))), "forbidden");
    for (command, ends) in [("backup.make", JobState::Done), ("farm.load_sample", JobState::Failed)] {
        let job = ask(host, admin, command, json!({})).unwrap();
        let ended = host.wait_for_job(job["id"].as_str().unwrap()).unwrap();
        assert_eq!(ended.state, ends, "{command}: {:?}", ended.error);
    }
    let jobs = ask(host, admin, "jobs.list", json!({})).unwrap();
    assert_eq!(jobs["jobs"].as_array().unwrap().len(), 2);
    assert_eq!(jobs["jobs"][1]["error"]["code"], "wrong_state");
    let found = |id: &Value| ask(host, admin, "jobs.cancel", json!({ "id": id })).unwrap()["found"].clone();
    assert_eq!(found(&jobs["jobs"][0]["id"]), true);
    assert_eq!(found(&json!("no such job")), false);
    assert!(host.plan_settled(Duration::from_secs(60)));
}
