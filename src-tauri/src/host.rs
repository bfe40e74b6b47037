//! What the window may ask of the computer it stands on: `host.*`.
//!
//! These commands look like the core's but never reach it: they show file dialogs, hand files to the
//! person's own programs, and set the window's title. None of them knows what a document means.

mod desk;
mod files;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use spoolyard_types::{Code, Refusal};
use tauri::WebviewWindow;

pub(crate) use desk::Desk;
use files::Contents;

use crate::ready::{FirstPage, Ready};

/// The beginning of the names that are answered here.
pub(crate) const PREFIX: &str = "host.";

/// Runs a command of the core that answers with a file: its bytes as base64 text, or the core's refusal.
pub(crate) type FileFrom<'a> = &'a dyn Fn(&str, Value) -> Result<String, Refusal>;

/// The core's command that answers with a stored file.
const STORED_FILE: &str = "attachments.read";

/// A file on its way out of the window. Exactly one of the three says what is in it.
#[derive(Debug, Deserialize)]
struct Outgoing {
    suggested_name: String,
    /// The window has it.
    #[serde(default)]
    bytes_base64: Option<String>,
    /// The core keeps it.
    #[serde(default)]
    attachment_id: Option<Value>,
    /// The core makes it: a document, an export. It never passes through the window.
    #[serde(default)]
    command: Option<Making>,
}

/// A command of the core that answers with `base64`.
#[derive(Debug, Deserialize)]
struct Making {
    name: String,
    #[serde(default)]
    payload: Value,
}

/// `host.open` shows a file that is on its way out, or one that was saved before.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Opening {
    Saved { path: String },
    Outgoing(Outgoing),
}

/// `host.pick`: which files the person may choose.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Picking {
    /// The dialog's title.
    title: Option<String>,
    /// Endings without a dot; empty: any.
    extensions: Vec<String>,
    /// More than one at once.
    multiple: bool,
    /// A folder instead of files.
    folder: bool,
    /// Only where the files lie, not what is in them (for large ones that the core reads itself).
    only_paths: bool,
}

#[derive(Debug, Deserialize)]
struct Title {
    title: String,
}

/// `host.notify`: what the desktop shows outside of the window.
#[derive(Debug, Deserialize)]
struct Call {
    title: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Address {
    url: String,
}

/// Answers one `host.*` command. Blocks while a dialog is open: never on the main thread.
pub(crate) fn answer(
    name: &str,
    payload: Value,
    window: &WebviewWindow,
    desk: &Desk,
    ready: &Ready,
    file_from: FileFrom<'_>,
) -> Result<Value, Refusal> {
    match name {
        "host.ready" => {
            let first: FirstPage = read(payload)?;
            ready.report(&first).map_err(trouble)?;
            Ok(Value::Null)
        }
        "host.title" => {
            let Title { title } = read(payload)?;
            let title = title.trim();
            let shown =
                if title.is_empty() { "Spoolyard".to_owned() } else { format!("{title} — Spoolyard") };
            window.set_title(&shown).map_err(trouble)?;
            Ok(Value::Null)
        }
        "host.save" => {
            let outgoing: Outgoing = read(payload)?;
            let contents = contents_of(outgoing, file_from)?;
            Ok(json!({ "path": desk.save(window, &contents)? }))
        }
        "host.open" => match read(payload)? {
            Opening::Saved { path } => desk.open_saved(window, &path).map(|()| Value::Null),
            Opening::Outgoing(outgoing) => {
                let contents = contents_of(outgoing, file_from)?;
                Ok(json!({ "path": desk.open(window, &contents)? }))
            }
        },
        "host.pick" => Ok(json!({ "files": desk.pick(window, &read(payload)?)? })),
        "host.browse" => {
            let Address { url } = read(payload)?;
            desk.browse(window, &url).map(|()| Value::Null)
        }
        "host.notify" => {
            let Call { title, text } = read(payload)?;
            desk.notify(&title, &text).map(|()| Value::Null)
        }
        "host.print" => window.print().map(|()| Value::Null).map_err(trouble),
        _ => {
            Err(Refusal::new(Code::UnknownCommand, format!("The window's program has no command `{name}`.")))
        }
    }
}

fn read<T: DeserializeOwned>(payload: Value) -> Result<T, Refusal> {
    serde_json::from_value(payload).map_err(|error| {
        Refusal::new(
            Code::InvalidValue,
            format!("The window asked its program in a form it does not know: {error}"),
        )
    })
}

fn contents_of(outgoing: Outgoing, file_from: FileFrom<'_>) -> Result<Contents, Refusal> {
    let text = match (outgoing.bytes_base64, outgoing.attachment_id, outgoing.command) {
        (Some(text), None, None) => text,
        (None, Some(id), None) => file_from(STORED_FILE, json!({ "id": id }))?,
        (None, None, Some(making)) => file_from(&making.name, making.payload)?,
        _ => {
            return Err(Refusal::new(
                Code::InvalidValue,
                format!("What is in {}? Its bytes, its attachment or its command.", outgoing.suggested_name),
            ));
        }
    };
    Ok(Contents::new(&outgoing.suggested_name, files::decode(&text)?))
}

/// Trouble with the computer, in its own words.
fn trouble(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::FileTrouble, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(command: &str, payload: Value) -> Result<String, Refusal> {
        match (command, payload["id"].as_i64()) {
            (STORED_FILE, Some(7)) => Ok("JVBERg==".to_owned()),
            ("orders.confirmation_pdf", Some(1)) => Ok("MQ==".to_owned()),
            _ => Err(Refusal::new(Code::NotFound, "There is no such file.")),
        }
    }

    fn outgoing(payload: Value) -> Result<Contents, Refusal> {
        contents_of(read::<Outgoing>(payload)?, &core)
    }

    #[test]
    fn a_file_comes_from_the_window_or_from_the_core_and_never_from_two_places() {
        let from_window = json!({"suggested_name": "a.csv", "bytes_base64": "YSxi", "attachment_id": null});
        assert_eq!(outgoing(from_window).unwrap().bytes(), b"a,b");
        let stored = json!({"suggested_name": "a.pdf", "bytes_base64": null, "attachment_id": 7});
        assert_eq!(outgoing(stored).unwrap().bytes(), b"%PDF");
        let made = json!({"suggested_name": "a.pdf", "command": {"name": "orders.confirmation_pdf", "payload": {"id": 1}}});
        assert_eq!(outgoing(made).unwrap().bytes(), b"1");
        assert_eq!(
            outgoing(json!({"suggested_name": "a.pdf", "attachment_id": 8})).unwrap_err().code,
            Code::NotFound
        );
        assert_eq!(outgoing(json!({"suggested_name": "a.pdf"})).unwrap_err().code, Code::InvalidValue);
        let both = json!({"suggested_name": "a", "bytes_base64": "YQ==", "attachment_id": 7});
        assert_eq!(outgoing(both).unwrap_err().code, Code::InvalidValue);
    }

    #[test]
    fn a_saved_file_and_one_on_its_way_are_told_apart() {
        assert!(
            matches!(read(json!({"path": "/x/a.pdf"})).unwrap(), Opening::Saved { path } if path == "/x/a.pdf")
        );
        assert!(matches!(
            read(json!({"suggested_name": "a.pdf", "bytes_base64": ""})).unwrap(),
            Opening::Outgoing(_)
        ));
    }
}
