//! The database file.

use serde_json::{Value, json};
use spoolyard_api::{Refusal, store};

use crate::args::{Args, DbVerb};
use crate::{call, out};

pub(crate) fn run(args: &Args, verb: &DbVerb) -> Result<(), Refusal> {
    let path = call::database(args)?;
    let (answer, line) = match verb {
        DbVerb::Init => {
            store::init(path)?;
            (json!({ "path": path }), format!("made {}", path.display()))
        }
        DbVerb::Check => {
            let facts = store::check(path)?;
            let line = format!(
                "{} is whole: data version {}, {} tables, {} bytes",
                path.display(),
                facts["version"],
                facts["tables"],
                facts["size_bytes"]
            );
            (facts, line)
        }
        DbVerb::Verify => return verify(args),
        DbVerb::Backup { folder } => {
            let backup = store::backup(path, folder.as_deref())?;
            let line = format!("backed up and verified: {}", backup["path"].as_str().unwrap_or_default());
            (backup, line)
        }
        DbVerb::Restore { backup } => {
            let kept = store::restore(path, backup)?;
            (
                json!({ "restored": backup, "kept": kept }),
                format!("restored; what was there is {}", kept.display()),
            )
        }
    };
    if args.json {
        out::value(&answer);
    } else {
        out::line(&line);
    }
    Ok(())
}

fn verify(args: &Args) -> Result<(), Refusal> {
    let report = store::verify(call::database(args)?)?;
    let checks = report["checks"].as_array().cloned().unwrap_or_default();
    if args.json {
        out::value(&report);
    } else {
        for check in &checks {
            let mark = if check["ok"] == Value::Bool(true) { "ok  " } else { "FAIL" };
            out::line(&format!(
                "{mark} {}: {}",
                check["check"].as_str().unwrap_or_default(),
                check["detail"].as_str().unwrap_or_default()
            ));
        }
    }
    let failed = checks.iter().filter(|c| c["ok"] != Value::Bool(true)).count();
    if failed == 0 {
        return Ok(());
    }
    Err(Refusal::new(
        spoolyard_api::Code::DamagedFile,
        format!("{failed} checks failed; the lines above name the rows."),
    ))
}
