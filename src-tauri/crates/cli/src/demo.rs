//! The sample farm, made in a folder: built, planned, printed, verified.

use std::path::{Path, PathBuf};
use std::time::Instant;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use spoolyard_api::store::{self, SAMPLE_OWNER, SAMPLE_PASSWORD, SampleFarm};
use spoolyard_api::{Code, Host, Refusal};

use crate::{call, out};

/// What was asked for.
pub(crate) struct Order<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) seed: Option<u32>,
    pub(crate) date: Option<&'a str>,
    pub(crate) force: bool,
}

pub(crate) fn run(order: &Order<'_>, as_json: bool) -> Result<(), Refusal> {
    let begun = Instant::now();
    let farm = order.folder.join("farm.sqlite");
    if farm.exists() {
        if !order.force {
            let text = format!("{} is there already. Choose another folder, or say --force.", farm.display());
            return Err(Refusal::new(Code::AlreadyExists, text).at("--out"));
        }
        store::remove(&farm)?;
        let files = farm.with_extension("files");
        if files.exists() {
            std::fs::remove_dir_all(&files).map_err(|err| trouble(&files, &err))?;
        }
    }
    let which = SampleFarm { seed: order.seed, date: order.date.map(str::to_owned) };
    let mut made = store::make_sample(&farm, &which)?;
    let host = Host::open(&farm, store::clock_of(&which)?);
    host.app()?;
    if let Some(run) = offered(&host, "plan.run", json!({}))? {
        made["planned_orders"] = run["orders"].clone();
        made["planning_messages"] = run["messages"].clone();
    }
    let mut papers = Vec::new();
    for (list, command, key) in [
        ("shipments.list", "documents.packing_slip", "shipment_id"),
        ("purchasing.list", "documents.purchase_order", "purchase_order_id"),
    ] {
        papers.extend(print(&host, order.folder, list, command, key)?);
    }
    drop(host);
    let checks = store::verify(&farm)?["checks"].take();
    let checks = checks.as_array().cloned().unwrap_or_default();
    let wrong: Vec<&Value> = checks.iter().filter(|check| check["ok"] != json!(true)).collect();
    if let Some(first) = wrong.first() {
        let text = format!("{} does not add up: {}.", farm.display(), first["check"]);
        return Err(Refusal::new(Code::DamagedFile, text).with(json!(wrong)));
    }
    made["path"] = json!(farm);
    made["papers"] = json!(papers);
    made["owner"] = json!({ "email": SAMPLE_OWNER, "password": SAMPLE_PASSWORD });
    made["checks"] = json!(checks.len());
    made["seconds"] = json!(format!("{:.1}", begun.elapsed().as_secs_f64()));
    tell(&made, as_json);
    Ok(())
}

fn trouble(path: &Path, err: &std::io::Error) -> Refusal {
    Refusal::new(Code::FileTrouble, format!("{}: {err}.", path.display()))
}

/// Calls a command that this build may not have.
fn offered(host: &Host, name: &str, payload: Value) -> Result<Option<Value>, Refusal> {
    if !spoolyard_api::all().any(|command| command.name == name) {
        return Ok(None);
    }
    call::ask(host, name, payload).map(Some)
}

/// Prints the newest document of a list, and lays the file into the folder.
fn print(
    host: &Host,
    folder: &Path,
    list: &str,
    command: &str,
    key: &str,
) -> Result<Option<PathBuf>, Refusal> {
    let Some(page) = offered(host, list, json!({ "limit": 1 }))? else { return Ok(None) };
    let Some(id) = page["rows"][0]["id"].as_i64() else { return Ok(None) };
    let Some(paper) = offered(host, command, json!({ key: id }))? else { return Ok(None) };
    let Some(file) = offered(host, "attachments.read", json!({ "id": paper["id"] }))? else {
        return Ok(None);
    };
    let name = file["file_name"].as_str().unwrap_or("document.pdf");
    let name: String = name.chars().map(|c| if matches!(c, '/' | '\\' | ':') { '-' } else { c }).collect();
    let path = folder.join(name);
    let bytes = BASE64_STANDARD.decode(file["base64"].as_str().unwrap_or_default());
    let bytes =
        bytes.map_err(|err| Refusal::new(Code::Internal, format!("`{command}` gave no file ({err}).")))?;
    std::fs::write(&path, bytes).map_err(|err| trouble(&path, &err))?;
    Ok(Some(path))
}

fn tell(made: &Value, as_json: bool) {
    if as_json {
        out::value(made);
        return;
    }
    let text = |key: &str| made[key].as_str().map_or_else(|| made[key].to_string(), str::to_owned);
    out::line(&format!("made {} in {} s", text("path"), text("seconds")));
    for (what, key) in [
        ("items", "products"),
        ("customers", "customers"),
        ("customers' orders", "sales_orders"),
        ("worth", "revenue"),
        ("parcels", "shipments"),
        ("work orders", "work_orders"),
        ("purchase orders", "purchase_orders"),
        ("planned orders", "planned_orders"),
        ("movements of stock", "movements"),
    ] {
        if !made[key].is_null() {
            out::line(&format!("  {:<20} {}", what, text(key)));
        }
    }
    for paper in made["papers"].as_array().into_iter().flatten() {
        out::line(&format!("  printed {}", paper.as_str().unwrap_or_default()));
    }
    out::line(&format!("  {} checks: everything adds up", text("checks")));
    out::line(&format!("sign in as {SAMPLE_OWNER} with the password “{SAMPLE_PASSWORD}”"));
}
