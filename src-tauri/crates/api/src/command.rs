//! One entry of the table, and the macro that writes it.

use serde::de::DeserializeOwned;
use serde_json::Value;
use spoolyard_core::db::{Read, Write};
use spoolyard_core::{App, Result};
use spoolyard_monitor::Monitor;
use spoolyard_types::{Actor, Code, Refusal, Role};

use crate::bindings::Types;
use crate::jobs::Progress;

/// What a command does to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Looks.
    Read,
    /// One transaction.
    Write,
    /// Works on more than one transaction, on files, or on who is signed in.
    App,
    /// Asks the printers, or tells them something.
    Floor,
    /// Runs in the background with progress; answers with the job.
    Job,
}

/// Who calls, and with which session.
pub struct Caller {
    /// On whose behalf.
    pub actor: Actor,
    /// The session's token, when there is one.
    pub token: Option<String>,
    /// The caller's id of this request.
    pub request_id: Option<String>,
}

/// What runs a command.
#[derive(Clone, Copy)]
pub enum Handler {
    /// In a snapshot.
    Read(fn(&Read<'_>, Value) -> Result<Value>),
    /// In a transaction.
    Write(fn(&Write<'_>, Value) -> Result<Value>),
    /// Over the whole application.
    App(fn(&App, &Caller, Value) -> Result<Value>),
    /// Over the printers that are watched.
    Floor(fn(&Monitor, &App, &Caller, Value) -> Result<Value>),
    /// Over the whole application, in the background.
    Job(fn(&App, &Caller, &Progress, Value) -> Result<Value>),
    /// Over the printers that are watched, in the background: what takes minutes, like a file on its way.
    FloorJob(fn(&Monitor, &App, &Caller, &Progress, Value) -> Result<Value>),
}

/// An entry of the table.
pub struct Command {
    /// `orders.confirm`: the page's noun, then the verb.
    pub name: &'static str,
    /// One sentence for people who read the table.
    pub summary: &'static str,
    /// What it does to the store.
    pub kind: Kind,
    /// The least role that may.
    pub role: Role,
    /// What runs it.
    pub handler: Handler,
    /// JSON schema of request and answer.
    pub schemas: fn() -> (schemars::Schema, schemars::Schema),
    /// TypeScript of request and answer: their declarations are collected, their names returned.
    pub types: fn(&mut Types) -> (String, String),
}

/// Reads a request; a slip names the field.
pub(crate) fn read_request<T: DeserializeOwned>(payload: Value) -> Result<T> {
    let payload = if payload.is_null() { Value::Object(serde_json::Map::new()) } else { payload };
    serde_path_to_error::deserialize(payload).map_err(|err| {
        let path = err.path().to_string();
        let message = err.inner().to_string();
        // serde names a missing or unknown field in its message only.
        let named = message
            .strip_prefix("missing field `")
            .or_else(|| message.strip_prefix("unknown field `"))
            .and_then(|rest| rest.split('`').next());
        let field = match (path.as_str(), named) {
            (".", Some(name)) => Some(name.to_owned()),
            (".", None) => None,
            (path, Some(name)) if !path.ends_with(name) => Some(format!("{path}.{name}")),
            (path, _) => Some(path.to_owned()),
        };
        let refusal = Refusal::new(Code::InvalidValue, sentence(&message));
        match field {
            Some(field) => refusal.at(field).into(),
            None => refusal.into(),
        }
    })
}

/// serde's words, as a sentence for a person.
fn sentence(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("missing field `") {
        return format!("“{}” is missing.", rest.trim_end_matches('`'));
    }
    let mut chars = message.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

/// Writes an answer.
pub(crate) fn write_answer<T: serde::Serialize>(answer: T) -> Result<Value> {
    serde_json::to_value(answer).map_err(|err| {
        Refusal::new(
            Code::Internal,
            format!("The answer could not be written ({err}). Nothing is lost; report it."),
        )
        .into()
    })
}

/// Writes a table of commands:
/// `read "orders.list" Staff ListRequest => Page<OrderRow>, "Sales orders, newest first.", sales::queries::list;`
///
/// `read` takes `fn(&Read, Req) -> Result<Res>`, `write` `fn(&Write, Req)`, `app` `fn(&App, &Caller, Req)`,
/// `floor` `fn(&Monitor, &App, &Caller, Req)`, `job` `fn(&App, &Caller, &Progress, Req)`, `floor_job`
/// `fn(&Monitor, &App, &Caller, &Progress, Req)`. The types are named twice because they are also described.
macro_rules! commands {
    ($($kind:ident $name:literal $role:ident $req:ty => $res:ty, $summary:literal, $run:path;)*) => {
        /// The commands of this capability.
        pub(crate) const COMMANDS: &[$crate::command::Command] = &[$(
            $crate::command::Command {
                name: $name,
                summary: $summary,
                kind: commands!(@kind $kind),
                role: spoolyard_types::Role::$role,
                handler: commands!(@handler $kind $req, $res, $run),
                schemas: || (schemars::schema_for!($req), schemars::schema_for!($res)),
                types: |types| (types.name_of::<$req>(), types.name_of::<$res>()),
            }
        ),*];
    };
    (@kind read) => { $crate::command::Kind::Read };
    (@kind write) => { $crate::command::Kind::Write };
    (@kind app) => { $crate::command::Kind::App };
    (@kind floor) => { $crate::command::Kind::Floor };
    (@kind job) => { $crate::command::Kind::Job };
    (@kind floor_job) => { $crate::command::Kind::Job };
    (@handler read $req:ty, $res:ty, $run:path) => {
        $crate::command::Handler::Read(|r, payload| {
            let answer: $res = $run(r, $crate::command::read_request::<$req>(payload)?)?;
            $crate::command::write_answer(answer)
        })
    };
    (@handler write $req:ty, $res:ty, $run:path) => {
        $crate::command::Handler::Write(|w, payload| {
            let answer: $res = $run(w, $crate::command::read_request::<$req>(payload)?)?;
            $crate::command::write_answer(answer)
        })
    };
    (@handler app $req:ty, $res:ty, $run:path) => {
        $crate::command::Handler::App(|app, caller, payload| {
            let answer: $res = $run(app, caller, $crate::command::read_request::<$req>(payload)?)?;
            $crate::command::write_answer(answer)
        })
    };
    (@handler floor $req:ty, $res:ty, $run:path) => {
        $crate::command::Handler::Floor(|monitor, app, caller, payload| {
            let answer: $res = $run(monitor, app, caller, $crate::command::read_request::<$req>(payload)?)?;
            $crate::command::write_answer(answer)
        })
    };
    (@handler job $req:ty, $res:ty, $run:path) => {
        $crate::command::Handler::Job(|app, caller, progress, payload| {
            let answer: $res = $run(app, caller, progress, $crate::command::read_request::<$req>(payload)?)?;
            $crate::command::write_answer(answer)
        })
    };
    (@handler floor_job $req:ty, $res:ty, $run:path) => {
        $crate::command::Handler::FloorJob(|monitor, app, caller, progress, payload| {
            let request = $crate::command::read_request::<$req>(payload)?;
            let answer: $res = $run(monitor, app, caller, progress, request)?;
            $crate::command::write_answer(answer)
        })
    };
}
