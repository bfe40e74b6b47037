//! The command log: who did what when, on which document; and what was answered, so that a request that
//! is sent twice is carried out once.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use spoolyard_types::ids::UserId;
use spoolyard_types::{Actor, Code, Role};

use super::{Read, Write};
use crate::bind;
use crate::error::{Result, refuse};

/// What somebody wants done, before it is.
#[derive(Debug, Clone)]
pub struct Intent {
    /// On whose behalf.
    pub actor: Actor,
    /// The least role that may.
    pub needs: Role,
    /// The command's name.
    pub command: String,
    /// The caller's id of this request: a click has one, however often it is sent.
    pub request_id: Option<String>,
    /// The request, for the log; secrets are blanked before it is stored.
    pub request: Value,
}

impl Intent {
    /// An intent without a request id: what Spoolyard does by itself, and tests.
    #[must_use]
    pub fn new(actor: Actor, needs: Role, command: &str) -> Self {
        Self { actor, needs, command: command.to_owned(), request_id: None, request: Value::Null }
    }
}

/// Fields that never reach the log, wherever they stand in a request or an answer.
const SECRETS: &[&str] = &[
    "password",
    "new_password",
    "current_password",
    "recovery_code",
    "token",
    "refresh_token",
    "session",
    "api_key",
    "access_code",
];

fn blank_secrets(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                if SECRETS.contains(&key.as_str()) {
                    *inner = Value::Null;
                } else {
                    blank_secrets(inner);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blank_secrets),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The longest answer that is kept for a replay; longer ones are read again by the window.
const LONGEST_ANSWER: usize = 256 * 1024;

pub(super) fn record<T: Serialize>(w: &Write<'_>, intent: &Intent, value: &T) -> Result<()> {
    if let Some(id) = &intent.request_id
        && w.value::<i64>("SELECT 1 FROM command_log WHERE request_id = ?1", bind![id])?.is_some()
    {
        return Ok(());
    }
    let mut request = intent.request.clone();
    blank_secrets(&mut request);
    let mut answer = serde_json::to_value(value).unwrap_or(Value::Null);
    blank_secrets(&mut answer);
    let answer = Some(answer.to_string()).filter(|a| a.len() <= LONGEST_ANSWER);
    let document = w.document();
    w.insert(
        "INSERT INTO command_log (request_id, actor_user_id, actor_name, actor_role, command, document_type,
             document_id, document_number, request_json, response_json, outcome, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'ok', ?11)",
        bind![
            intent.request_id,
            intent.actor.user_id,
            intent.actor.name,
            intent.actor.role,
            intent.command,
            document.as_ref().map(|d| d.kind),
            document.as_ref().map(|d| d.id),
            document.as_ref().and_then(|d| d.number.clone()),
            request,
            answer,
            w.now(),
        ],
    )?;
    Ok(())
}

crate::read_model! {
    /// What the log holds of an earlier request.
    struct Earlier {
        command: String,
        actor_user_id: Option<UserId>,
        request_json: Option<Value>,
        response_json: Option<Value>,
    }
}

pub(super) fn replay<T: DeserializeOwned>(r: &Read<'_>, intent: &Intent) -> Result<Option<T>> {
    let Some(id) = &intent.request_id else { return Ok(None) };
    let earlier: Option<Earlier> = r.maybe(
        "SELECT command, actor_user_id, request_json, response_json FROM command_log WHERE request_id = ?1",
        bind![id],
    )?;
    let Some(earlier) = earlier else { return Ok(None) };
    let mut request = intent.request.clone();
    blank_secrets(&mut request);
    let same = earlier.command == intent.command
        && earlier.actor_user_id == intent.actor.user_id
        && earlier.request_json.unwrap_or(Value::Null) == request;
    if !same {
        return Err(refuse(
            Code::RequestReused,
            format!(
                "Request {id} was already carried out as something else. Send this one with an id of its own."
            ),
        ));
    }
    let answer = earlier.response_json.and_then(|v| serde_json::from_value(v).ok());
    answer.map(Some).ok_or_else(|| {
        refuse(
            Code::RequestReused,
            "This was already done. The page shows the result after it is opened again.",
        )
    })
}
