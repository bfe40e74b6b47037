//! The database file.

use serde_json::json;
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
