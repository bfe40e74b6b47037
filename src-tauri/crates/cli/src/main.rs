//! `spoolyard-cli`: Spoolyard without a window.
//!
//! Each subcommand calls the same table of commands that the window calls, as the owner of the file. It
//! decides nothing itself and holds no SQL. Answers go to standard output, refusals to standard error with
//! exit code 1, slips of the command line with exit code 2.

mod args;
mod bench;
mod bench_lists;
mod bench_mrp;
mod bench_printers;
mod bench_reports;
mod call;
mod db;
mod demo;
mod find;
mod library;
mod monitor;
mod mrp;
mod out;
mod printer;
mod process;
mod serve;
mod signal;
mod simulate;

use std::process::ExitCode;

use args::{Args, Verb};
use clap::Parser;

fn main() -> ExitCode {
    let args = Args::parse();
    let json = args.json;
    let done = match &args.verb {
        Verb::Db { verb } => db::run(&args, verb),
        Verb::Commands => call::commands(&args),
        Verb::Bindings { check } => call::bindings(*check),
        Verb::Call { name, request } => call::call(&args, name, request.as_deref()),
        Verb::Mrp { verb } => mrp::run(&args, verb),
        Verb::Demo { out, seed, date, force } => demo::run(
            &demo::Order { folder: out, seed: *seed, date: date.as_deref(), force: *force },
            args.json,
        ),
        Verb::Monitor(order) => monitor::run(&args, order),
        Verb::Printer { verb } => printer::run(&args, verb),
        Verb::Simulate(order) => simulate::run(&args, order),
        Verb::Bench { verb } => bench::run(&args, verb),
        Verb::Serve { port, ui } => serve::run(&args, *port, ui.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            out::refusal(&refusal, json);
            ExitCode::FAILURE
        }
    }
}
