//! The library of print files in a terminal: shown, added to, and followed while it works.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use spoolyard_api::{Actor, Code, Event, Host, Refusal, Request, counted};

use crate::args::{Args, FilesArgs};
use crate::{call, out, signal};

/// Shows the files, after one was added where that is wanted.
pub(crate) fn files(args: &Args, order: &FilesArgs) -> Result<(), Refusal> {
    let host = call::host(args)?;
    if let Some(file) = &order.add {
        let added = add(&host, file, args.json)?;
        if !args.json {
            out::line(&format!("{} is number {} of the library.", file.display(), added["id"]));
        }
    }
    let found = call::ask(&host, "print_files.list", json!({ "search": order.search, "limit": 1000 }))?;
    let rows = found["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    if args.json {
        out::value(&found["rows"]);
        return Ok(());
    }
    for row in rows {
        let word = |field: &str, unit: &str| match &row[field] {
            Value::Null => String::from("?"),
            Value::String(text) => format!("{text}{unit}"),
            other => format!("{other}{unit}"),
        };
        out::line(&format!(
            "{:>5}  {:<40} {:>9} {:>12} {:<14} {}",
            word("id", ""),
            word("name", ""),
            word("print_minutes", " min"),
            word("material_grams", " g"),
            word("materials", ""),
            word("printer_model", "")
        ));
    }
    if rows.is_empty() {
        out::line("No file. Add one with `spoolyard-cli printer files --add FILE`.");
    }
    Ok(())
}

/// Puts a file into the library, piece by piece, as a window does it.
fn add(host: &Host, path: &Path, json: bool) -> Result<Value, Refusal> {
    let trouble =
        |err: std::io::Error| Refusal::new(Code::FileTrouble, format!("{}: {err}.", path.display()));
    let mut file = File::open(path).map_err(trouble)?;
    let size = file.metadata().map_err(trouble)?.len();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let begun = call::ask(host, "print_files.begin", json!({ "file_name": name, "size": size }))?;
    let most = begun["most_piece_bytes"].as_u64().unwrap_or(1 << 20);
    let mut offset = 0;
    loop {
        let mut piece = Vec::new();
        file.by_ref().take(most).read_to_end(&mut piece).map_err(trouble)?;
        if piece.is_empty() {
            break;
        }
        let base64 = BASE64_STANDARD.encode(&piece);
        call::ask(
            host,
            "print_files.piece",
            json!({ "upload": begun["upload"], "offset": offset, "base64": base64 }),
        )?;
        offset += piece.len() as u64;
    }
    follow(host, "print_files.finish", json!({ "upload": begun["upload"], "file_name": name }), json)
}

/// The row of a plate of a file.
pub(crate) fn plate(host: &Host, file: i64, number: i64) -> Result<i64, Refusal> {
    let found = call::ask(host, "print_files.get", json!({ "id": file }))?;
    let plates = found["plates"].as_array().map(Vec::as_slice).unwrap_or_default();
    let plate = plates.iter().find(|plate| plate["number"] == number).and_then(|plate| plate["id"].as_i64());
    plate.ok_or_else(|| {
        let text = format!("This file has {}, and no plate {number}.", counted(plates.len(), "plate"));
        Refusal::new(Code::NotFound, text).at("--plate")
    })
}

/// Starts background work and says how far it is, until it has ended. Ctrl+C cancels it.
pub(crate) fn follow(host: &Host, name: &str, payload: Value, json: bool) -> Result<Value, Refusal> {
    let told = Mutex::new(String::new());
    let is_over = Arc::new(AtomicBool::new(false));
    let silent = Arc::clone(&is_over);
    host.subscribe(move |event| {
        let Event::Job { job } = event else { return };
        if silent.load(Ordering::Relaxed) || job.error.is_some() {
            return;
        }
        let share = u64::from(job.done) * 10 / u64::from(job.total.max(1));
        let line = if json {
            json!({ "title": job.title, "done": job.done, "total": job.total }).to_string()
        } else {
            format!("{} ({} %)", job.title, share * 10)
        };
        let mut last = told.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != line {
            out::line(&line);
            *last = line;
        }
    });
    let request = Request { name: name.to_owned(), payload, request_id: None, token: None };
    let started = host.call(Actor::spoolyard(), request)?;
    let id = started["id"].as_str().unwrap_or_default().to_owned();
    let (stopping, job) = (host.clone(), id.clone());
    signal::flag(move || {
        let payload = json!({ "id": job });
        let request = Request { name: String::from("jobs.cancel"), payload, request_id: None, token: None };
        let _ = stopping.call(Actor::spoolyard(), request);
    })?;
    let ended = host.wait_for_job(&id)?;
    is_over.store(true, Ordering::Relaxed);
    match (ended.error, ended.result) {
        (Some(refusal), _) => Err(refusal),
        (None, Value::Null) => Err(Refusal::new(Code::WrongState, "Cancelled.")),
        (None, result) => Ok(result),
    }
}
