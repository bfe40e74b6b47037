//! A window on a farm of its own, whose clock stands where the test put it.

use std::sync::Arc;

use serde_json::{Value, json};
use spoolyard_api::{Host, Refusal, Request};
use spoolyard_types::{FixedClock, Timestamp};

/// The password of everybody here.
const PASSWORD: &str = "a spool a day keeps";

/// A farm that is set up, and the sessions of its admin and of one of its staff.
pub(crate) struct Window {
    host: Host,
    pub(crate) admin: String,
    pub(crate) staff: String,
    _folder: tempfile::TempDir,
}

impl Window {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T15:00:00Z").unwrap()));
        let host = Host::open(&folder.path().join("farm.sqlite"), clock);
        let mut window = Self { host, admin: String::new(), staff: String::new(), _folder: folder };
        let set_up = json!({
            "company_name": "Layer Works", "currency_code": "USD", "timezone": "America/Chicago", "farm": "own",
            "owner": { "first_name": "Ada", "email": "ada@example.com", "password": PASSWORD }
        });
        window.admin = window.ask(None, "setup.start", set_up).unwrap()["token"].as_str().unwrap().to_owned();
        let bo =
            json!({ "email": "bo@example.com", "first_name": "Bo", "role": "staff", "password": PASSWORD });
        window.done("accounts.create", bo);
        let sign_in = json!({ "email": "bo@example.com", "password": PASSWORD });
        window.staff =
            window.ask(None, "session.sign_in", sign_in).unwrap()["token"].as_str().unwrap().to_owned();
        window
    }

    /// Sends a request with a session.
    pub(crate) fn ask(&self, token: Option<&str>, name: &str, payload: Value) -> Result<Value, Refusal> {
        let request =
            Request { name: name.into(), payload, request_id: None, token: token.map(str::to_owned) };
        let response = self.host.dispatch(request);
        match response.error {
            Some(refusal) => Err(refusal),
            None => Ok(response.data.unwrap()),
        }
    }

    /// What the admin does, and must succeed in.
    pub(crate) fn done(&self, name: &str, payload: Value) -> Value {
        let shown = payload.to_string();
        self.ask(Some(&self.admin), name, payload)
            .unwrap_or_else(|refusal| panic!("{name} {shown}: {refusal}"))
    }

    /// What the admin tries, and must be refused; the store stays as it was.
    pub(crate) fn refused(&self, name: &str, payload: Value) -> Refusal {
        let before = self.counts();
        let shown = payload.to_string();
        let refusal = match self.ask(Some(&self.admin), name, payload) {
            Ok(answer) => panic!("{name} {shown} was not refused: {answer}"),
            Err(refusal) => refusal,
        };
        assert_eq!(self.counts(), before, "{name} was refused but changed something");
        assert_ne!(refusal.code.as_str(), "internal", "{name} {shown}: {refusal}");
        refusal
    }

    /// Waits for background work to end.
    pub(crate) fn wait(&self, job: &str) -> spoolyard_api::Job {
        self.host.wait_for_job(job).unwrap()
    }

    /// How many rows each table holds.
    pub(crate) fn counts(&self) -> Vec<(String, i64)> {
        let app = self.host.app().unwrap();
        app.look(|r| {
            let names: Vec<String> = r.values(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name",
                [],
            )?;
            let mut counts = Vec::new();
            for name in names {
                let rows: Option<i64> = r.value(&format!("SELECT count(*) FROM \"{name}\""), [])?;
                counts.push((name, rows.unwrap_or(0)));
            }
            Ok(counts)
        })
        .unwrap()
    }

    /// What `db verify` says, but for what is fine.
    pub(crate) fn broken(&self) -> Vec<String> {
        let findings = self.host.app().unwrap().look(spoolyard_core::verify::verify).unwrap();
        findings
            .into_iter()
            .filter(|f| !f.ok)
            .map(|f| format!("{}: {} {:?}", f.check, f.detail, f.rows))
            .collect()
    }
}
