//! Material requirements planning: a case file without a database, or the farm.

use serde_json::{Value, json};
use spoolyard_api::{Refusal, store};

use crate::args::{Args, MrpVerb};
use crate::{call, out};

pub(crate) fn run(args: &Args, verb: &MrpVerb) -> Result<(), Refusal> {
    match verb {
        MrpVerb::Solve { case } => {
            let text = call::read(case)?;
            out::line(&store::solve_case(&text)?);
            Ok(())
        }
        MrpVerb::Run => {
            let answer = call::ask(&call::host(args)?, "plan.run", json!({}))?;
            if args.json {
                out::value(&answer);
            } else {
                out::line(&summary(&answer));
            }
            Ok(())
        }
    }
}

fn summary(answer: &Value) -> String {
    let count = |field: &str| answer.get(field).and_then(Value::as_u64).unwrap_or_default();
    let now = format!("{} planned orders, {} messages", count("orders"), count("messages"));
    if answer.get("changed").and_then(Value::as_bool) == Some(true) {
        let (added, moved, dropped) = (count("added"), count("moved"), count("dropped"));
        format!("{now}: {added} added, {moved} changed, {dropped} dropped")
    } else {
        format!("{now}: nothing changed")
    }
}
