//! A window on the sample farm: built once, copied for each test.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};
use spoolyard_api::store::{self, SAMPLE_OWNER, SAMPLE_PASSWORD, SampleFarm};
use spoolyard_api::{Host, Refusal, Request, Response};
use spoolyard_types::{FixedClock, Timestamp};

/// The last day of the history of the farm here.
pub(crate) const TODAY: &str = "2026-03-18";

fn built() -> &'static PathBuf {
    static BUILT: OnceLock<(PathBuf, tempfile::TempDir)> = OnceLock::new();
    let (path, _) = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.sqlite");
        store::make_sample(&path, &SampleFarm { seed: None, date: Some(TODAY.into()) }).unwrap();
        (path, folder)
    });
    path
}

/// The sample farm with its owner and one of its staff signed in. The plan is not followed in the background, so
/// that what a refusal left behind can be counted.
pub(crate) struct Farm {
    pub(crate) host: Host,
    pub(crate) admin: String,
    pub(crate) staff: String,
    _folder: tempfile::TempDir,
}

impl Farm {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("farm.sqlite");
        std::fs::copy(built(), &path).unwrap();
        let clock = Arc::new(FixedClock::new(Timestamp::parse(&format!("{TODAY}T21:30:00Z")).unwrap()));
        let host = Host::open(&path, clock);
        let mut farm = Self { host, admin: String::new(), staff: String::new(), _folder: folder };
        farm.admin = farm.sign_in(SAMPLE_OWNER);
        farm.staff = farm.sign_in("diego@ridgelineprint.example");
        let mut settings = farm.ask(&farm.admin, "plan.settings", json!({})).unwrap();
        settings["auto"] = json!(false);
        farm.ask(&farm.admin, "plan.update_settings", settings).unwrap();
        assert!(farm.host.plan_settled(Duration::from_secs(60)));
        farm
    }

    fn sign_in(&self, email: &str) -> String {
        let request = json!({ "email": email, "password": SAMPLE_PASSWORD });
        let data = self.ask("", "session.sign_in", request).unwrap();
        data["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn send(
        &self,
        token: &str,
        name: &str,
        payload: Value,
        request_id: Option<String>,
    ) -> Response {
        let token = Some(token.to_owned()).filter(|t| !t.is_empty());
        self.host.dispatch(Request { name: name.into(), payload, request_id, token })
    }

    pub(crate) fn ask(&self, token: &str, name: &str, payload: Value) -> Result<Value, Refusal> {
        let response = self.send(token, name, payload, None);
        match response.error {
            Some(refusal) => Err(refusal),
            None => Ok(response.data.unwrap()),
        }
    }

    /// What a query of one value answers.
    pub(crate) fn value(&self, sql: &str) -> Value {
        let app = self.host.app().unwrap();
        let text: Option<String> = app
            .look(|r| r.value(&format!("SELECT json_array(({sql}))"), []))
            .unwrap_or_else(|err| panic!("{sql}: {err}"));
        let mut found: Vec<Value> = serde_json::from_str(&text.unwrap()).unwrap();
        let value = found.remove(0);
        assert!(!value.is_null(), "the sample farm has no row for: {sql}");
        value
    }

    /// A request whose `{"sql": …}` parts are answered by the store.
    pub(crate) fn filled(&self, request: &Value) -> Value {
        match request {
            Value::Object(fields) => match fields.get("sql").and_then(Value::as_str) {
                Some(sql) => self.value(sql),
                None => fields.iter().map(|(name, part)| (name.clone(), self.filled(part))).collect(),
            },
            Value::Array(parts) => parts.iter().map(|part| self.filled(part)).collect(),
            plain => plain.clone(),
        }
    }

    /// How many rows there are of everything that a command may write.
    pub(crate) fn counts(&self) -> String {
        let app = self.host.app().unwrap();
        let counted = app.look(|r| {
            let names: Vec<String> = r.values(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name",
                [],
            )?;
            let all: Vec<String> = names
                .iter()
                .map(|name| format!("'{name} ' || (SELECT count(*) FROM \"{name}\")"))
                .collect();
            r.value::<String>(&format!("SELECT {}", all.join(" || ', ' || ")), [])
        });
        counted.unwrap().unwrap()
    }

    /// What `db verify` says, but for what is fine.
    pub(crate) fn broken(&self) -> Vec<String> {
        let findings = self.host.app().unwrap().look(spoolyard_core::verify::verify).unwrap();
        let broken = findings.into_iter().filter(|f| !f.ok);
        broken.map(|f| format!("{}: {} {:?}", f.check, f.detail, f.rows)).collect()
    }
}
