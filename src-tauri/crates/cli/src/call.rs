//! The table of commands: listed, called, written for the window.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use spoolyard_api::{Actor, Code, Host, Refusal, Request, Role, SystemClock};

use crate::args::Args;
use crate::out;

/// The most that is read from standard input or a file: 64 MiB.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The database that was named.
pub(crate) fn database(args: &Args) -> Result<&Path, Refusal> {
    let missing =
        || Refusal::new(Code::InvalidValue, "Name the database: --db FILE, or SPOOLYARD_DB.").at("--db");
    args.db.as_deref().ok_or_else(missing)
}

/// Opens it.
pub(crate) fn host(args: &Args) -> Result<Host, Refusal> {
    let path = database(args)?;
    if !path.exists() {
        let text = format!("There is no file {}. Check the path, or make it with `db init`.", path.display());
        return Err(Refusal::new(Code::NotFound, text).at("--db"));
    }
    let host =
        Host::open_with_keyring(path, Arc::new(SystemClock), spoolyard_api::keyring::of_this_computer());
    host.app().map(|_| host)
}

/// Carries out one command as the owner of the file.
pub(crate) fn ask(host: &Host, name: &str, payload: Value) -> Result<Value, Refusal> {
    let request = Request { name: name.to_owned(), payload, request_id: None, token: None };
    let started = host.call(Actor::spoolyard(), request)?;
    match started.get("state").and_then(Value::as_str) {
        Some("running") => wait(host, &started),
        _ => Ok(started),
    }
}

/// Waits for a background job and answers with its result.
fn wait(host: &Host, started: &Value) -> Result<Value, Refusal> {
    let id = started["id"].as_str().unwrap_or_default();
    let job = host.wait_for_job(id)?;
    match job.error {
        Some(refusal) => Err(refusal),
        None => Ok(job.result),
    }
}

/// Reads a file, or standard input for `-`, up to a limit.
pub(crate) fn read(path: &Path) -> Result<String, Refusal> {
    let trouble =
        |err: std::io::Error| Refusal::new(Code::FileTrouble, format!("{}: {err}.", path.display()));
    let mut text = String::new();
    let source: Box<dyn std::io::Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(path).map_err(trouble)?)
    };
    source.take(LARGEST + 1).read_to_string(&mut text).map_err(trouble)?;
    if text.len() as u64 > LARGEST {
        return Err(Refusal::new(Code::FileRefused, format!("{} is larger than 64 MiB.", path.display())));
    }
    Ok(text)
}

pub(crate) fn call(args: &Args, name: &str, request: Option<&str>) -> Result<(), Refusal> {
    let text = match request {
        Some("-") => read(Path::new("-"))?,
        Some(text) => text.to_owned(),
        None => String::from("{}"),
    };
    let payload: Value = serde_json::from_str(&text)
        .map_err(|err| Refusal::new(Code::InvalidValue, format!("The request is not JSON: {err}.")))?;
    let answer = ask(&host(args)?, name, payload)?;
    out::value(&answer);
    Ok(())
}

pub(crate) fn commands(args: &Args) -> Result<(), Refusal> {
    if args.json {
        let all: Vec<Value> = spoolyard_api::all().map(described).collect();
        out::value(&Value::Array(all));
        return Ok(());
    }
    for command in spoolyard_api::all() {
        out::line(&format!("{:<32} {:<8} {}", command.name, command.role.as_str(), command.summary));
    }
    out::line("");
    out::line("Schemas: spoolyard-cli commands --json");
    Ok(())
}

fn described(command: &spoolyard_api::Command) -> Value {
    let (request, response) = (command.schemas)();
    let role = if command.role == Role::Anyone { "anyone" } else { command.role.as_str() };
    json!({
        "name": command.name,
        "summary": command.summary,
        "kind": command.kind,
        "role": role,
        "request": request,
        "response": response,
    })
}

/// Writes `ui/src/bindings/commands.ts`, or tells whether it is stale.
pub(crate) fn bindings(check: bool) -> Result<(), Refusal> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/bindings/commands.ts"));
    let fresh = spoolyard_api::bindings::typescript()?;
    let trouble =
        |err: std::io::Error| Refusal::new(Code::FileTrouble, format!("{}: {err}.", path.display()));
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if kept == fresh {
        return Ok(());
    }
    if check {
        let text = "ui/src/bindings/commands.ts is stale. Write it anew with `cargo xtask bindings`.";
        return Err(Refusal::new(Code::ChangedMeanwhile, text));
    }
    std::fs::write(&path, fresh).map_err(trouble)?;
    out::line("wrote ui/src/bindings/commands.ts");
    Ok(())
}
