//! How fast Spoolyard is on a large farm.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use spoolyard_api::{Host, Refusal, SystemClock, store};

use crate::args::{Args, BenchVerb};
use crate::bench_lists::{self, TARGET, Timed};
use crate::{bench_mrp, bench_printers, call, out};

pub(crate) fn run(args: &Args, verb: &BenchVerb) -> Result<(), Refusal> {
    match verb {
        BenchVerb::Mrp { items, times, folder } => {
            bench_mrp::run(items, *times, folder.as_deref(), args.json)
        }
        BenchVerb::Printers { printers, seconds } => bench_printers::run(*printers, *seconds, args.json),
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
        BenchVerb::Lists { times, only } => lists(args, only.as_deref(), (*times).max(1)),
    }
}

fn lists(args: &Args, only: Option<&str>, times: u32) -> Result<(), Refusal> {
    if !call::database(args)?.exists() {
        call::host(args)?;
    }
    let host = Host::open(call::database(args)?, Arc::new(SystemClock));
    host.app()?;
    let timed = bench_lists::measure(&host, only, times)?;
    if args.json {
        in_json(&timed);
    } else {
        show(&timed);
    }
    Ok(())
}

fn millis(took: Duration) -> String {
    format!("{:.2}", took.as_secs_f64() * 1000.0)
}

fn in_json(timed: &[Timed]) {
    let lists = timed.iter().map(|list| {
        let asked = list.asked.iter().map(|asked| json!({ "what": asked.what, "ms": millis(asked.took), "request": asked.request }));
        json!({ "list": list.name, "rows": list.rows, "first_ms": millis(list.first), "asked": asked.collect::<Vec<_>>() })
    });
    out::value(&json!({ "target_ms": millis(TARGET), "lists": lists.collect::<Vec<_>>() }));
}

fn show(timed: &[Timed]) {
    out::line(&format!(
        "{:<28} {:>9} {:>9} {:>7} {:>10}  slowest",
        "list", "rows", "first ms", "asked", "slowest ms"
    ));
    for list in timed {
        let (slowest, what) =
            list.asked.first().map_or((Duration::ZERO, "-"), |asked| (asked.took, asked.what.as_str()));
        let (first, asked) = (millis(list.first), list.asked.len());
        out::line(&format!(
            "{:<28} {:>9} {first:>9} {asked:>7} {:>10}  {what}",
            list.name,
            list.rows,
            millis(slowest)
        ));
    }
    let over: Vec<_> = timed.iter().flat_map(|list| list.over().map(move |asked| (list, asked))).collect();
    out::line(&format!("{} over the target of {} ms", over.len(), TARGET.as_millis()));
    for (list, asked) in over {
        out::line(&format!("  {:>8} ms  {} {}", millis(asked.took), list.name, asked.what));
    }
}
