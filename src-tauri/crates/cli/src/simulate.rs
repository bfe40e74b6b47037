//! Printers that do not exist, for trying a farm.

use serde_json::json;
use spoolyard_api::simulate::{Hall, HallPlan, Make, SetBack, Stand};
use spoolyard_api::{Code, Refusal};

use crate::args::{Args, SimulateArgs};
use crate::{out, signal};

/// Starts them, says how each is reached, and keeps them until Ctrl+C.
pub(crate) fn run(args: &Args, order: &SimulateArgs) -> Result<(), Refusal> {
    let make = Make::named(&order.brand).ok_or_else(|| {
        Refusal::new(Code::InvalidValue, format!("There is no simulated “{}”.", order.brand)).at("--brand")
    })?;
    let set_back = match (order.runout, order.fail) {
        (true, _) => Some(SetBack::Runout),
        (_, true) => Some(SetBack::Failure),
        _ => None,
    };
    let plan = HallPlan {
        make,
        printers: order.printers,
        speed_up: order.speed_up,
        seed: order.seed,
        set_back,
        again: order.again,
    };
    let hall = if order.restarts { Hall::open_unknown(plan)? } else { Hall::open(plan)? };
    for stand in hall.stands() {
        out::line(&if args.json { as_json(stand).to_string() } else { as_text(stand) });
    }
    if !args.json {
        out::line(
            "They print until Ctrl+C. Find them: Add a printer in the window, or `spoolyard-cli printer find`.",
        );
    }
    if order.restarts {
        restart_when_told(&hall)?;
    } else {
        signal::wait()?;
    }
    drop(hall);
    Ok(())
}

/// Restarts the brokers at each line, and says when they run again; whoever gave the lines is gone at their end.
fn restart_when_told(hall: &Hall) -> Result<(), Refusal> {
    for _ in std::io::stdin().lines().map_while(Result::ok) {
        hall.restart_brokers()?;
        out::line("restarted");
    }
    Ok(())
}

fn as_json(stand: &Stand) -> serde_json::Value {
    json!({
        "code": stand.code,
        "protocol": stand.protocol.code(),
        "host": stand.host,
        "port": stand.port,
        "serial": stand.serial,
        "user": stand.user,
        "secret": stand.secret,
    })
}

fn as_text(stand: &Stand) -> String {
    let mut text = format!("{}  {:<11}  {}:{}", stand.code, stand.protocol.code(), stand.host, stand.port);
    for (what, value) in [("serial", &stand.serial), ("user", &stand.user), ("key", &stand.secret)] {
        if let Some(value) = value {
            text.push_str(&format!("  {what} {value}"));
        }
    }
    text
}
