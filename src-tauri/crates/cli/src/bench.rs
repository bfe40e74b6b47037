//! How fast lists are on a large farm.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Code, Host, Kind, Refusal, SystemClock, store};

use crate::args::{Args, BenchVerb};
use crate::{bench_mrp, call, out};

/// What a page may take.
const TARGET: Duration = Duration::from_millis(10);
/// A middle page lies this many pages in, or where the list ends.
const PAGES: usize = 20;

pub(crate) fn run(args: &Args, verb: &BenchVerb) -> Result<(), Refusal> {
    match verb {
        BenchVerb::Mrp { items, times, folder } => {
            bench_mrp::run(items, *times, folder.as_deref(), args.json)
        }
        BenchVerb::Make { movements, orders } => {
            let path = call::database(args)?;
            let begun = Instant::now();
            store::make_large(path, *movements, *orders)?;
            let seconds = begun.elapsed().as_secs_f64();
            if args.json {
                let made = json!({ "path": path, "movements": movements, "orders": orders });
                out::value(&made);
            } else {
                out::line(&format!(
                    "made {} with {movements} movements and {orders} orders in {seconds:.1} s",
                    path.display()
                ));
            }
            Ok(())
        }
        BenchVerb::Lists { times } => lists(args, (*times).max(1)),
    }
}

struct Timed {
    name: &'static str,
    rows: u64,
    first: Duration,
    middle: Option<Duration>,
}

fn lists(args: &Args, times: u32) -> Result<(), Refusal> {
    if !call::database(args)?.exists() {
        call::host(args)?;
    }
    let host = Host::open(call::database(args)?, Arc::new(SystemClock));
    host.app()?;
    let mut timed = Vec::new();
    for command in spoolyard_api::all().filter(|c| c.kind == Kind::Read && c.name.ends_with(".list")) {
        // A list that asks for more than a page (a product, a range) is not one of the window's tables.
        let page = match call::ask(&host, command.name, json!({})) {
            Ok(page) if page["rows"].is_array() => page,
            Ok(_) => continue,
            Err(err) if err.code == Code::InvalidValue => continue,
            Err(err) => return Err(err),
        };
        let first = median(&host, command.name, &json!({}), times)?;
        let mut after = page["next"].clone();
        for _ in 1..PAGES {
            match call::ask(&host, command.name, json!({ "after": after }))?["next"].take() {
                Value::Null => break,
                next => after = next,
            }
        }
        let middle = match &after {
            Value::Null => None,
            after => Some(median(&host, command.name, &json!({ "after": after }), times)?),
        };
        let rows = page["total"].as_u64().unwrap_or_default();
        timed.push(Timed { name: command.name, rows, first, middle });
    }
    show(&timed, args.json);
    Ok(())
}

fn median(host: &Host, name: &str, request: &Value, times: u32) -> Result<Duration, Refusal> {
    let mut took = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        call::ask(host, name, request.clone())?;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    Ok(took[took.len() / 2])
}

fn show(timed: &[Timed], as_json: bool) {
    let ms = |took: Duration| format!("{:.2}", took.as_secs_f64() * 1000.0);
    if as_json {
        let rows: Vec<Value> = timed
            .iter()
            .map(|t| json!({ "list": t.name, "rows": t.rows, "first_ms": ms(t.first), "middle_ms": t.middle.map(ms) }))
            .collect();
        out::value(&json!({ "target_ms": ms(TARGET), "lists": rows }));
        return;
    }
    out::line(&format!("{:<28} {:>9} {:>10} {:>10}", "list", "rows", "first ms", "middle ms"));
    for t in timed {
        let over = t.first > TARGET || t.middle.is_some_and(|took| took > TARGET);
        let middle = t.middle.map_or_else(|| String::from("-"), ms);
        let mark = if over { "  over the target" } else { "" };
        out::line(&format!("{:<28} {:>9} {:>10} {:>10}{mark}", t.name, t.rows, ms(t.first), middle));
    }
}
