//! What may be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Runs a 3D-print farm's business from the command line.
#[derive(Parser)]
#[command(name = "spoolyard-cli", version)]
pub(crate) struct Args {
    /// The database file.
    #[arg(long, global = true, env = "SPOOLYARD_DB", value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// The database file: make, check, back up, restore, verify.
    Db {
        #[command(subcommand)]
        verb: DbVerb,
    },
    /// Lists every command with its role and JSON schema.
    Commands,
    /// Writes the window's TypeScript from the table of commands.
    Bindings {
        /// Only compares; fails when the files are stale.
        #[arg(long)]
        check: bool,
    },
    /// Calls one command as the owner of the file.
    Call {
        /// Its name, like `orders.list`.
        name: String,
        /// Its request as JSON; `-` reads standard input; nothing is `{}`.
        request: Option<String>,
    },
    /// Material requirements planning.
    Mrp {
        #[command(subcommand)]
        verb: MrpVerb,
    },
    /// Makes the sample farm in a folder, plans, ships, and writes a packing slip and a purchase order there.
    Demo {
        /// The folder; the farm is its farm.sqlite.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Draws another history.
        #[arg(long)]
        seed: Option<u32>,
        /// The day on which the history ends, YYYY-MM-DD; today when left out.
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
        /// Replaces a farm that is there.
        #[arg(long)]
        force: bool,
    },
    /// Runs printers that do not exist on this computer, to try the farm with, until Ctrl+C.
    Simulate(SimulateArgs),
    /// Measures with a large farm.
    Bench {
        #[command(subcommand)]
        verb: BenchVerb,
    },
    /// Serves the window to a browser on this computer.
    Serve {
        /// The port on 127.0.0.1; 0 takes a free one.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// The folder of the built window.
        #[arg(long, value_name = "DIR")]
        ui: Option<PathBuf>,
    },
}

#[derive(clap::Args)]
pub(crate) struct SimulateArgs {
    /// Which kind of printer.
    #[arg(long, value_parser = MAKES)]
    pub(crate) brand: String,
    /// How many.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) printers: u16,
    /// How much faster than the clock a print of about an hour runs, 1 to 6000.
    #[arg(long, default_value_t = 60, value_name = "X")]
    pub(crate) speed_up: u32,
    /// Draws other prints and keys.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(crate) seed: u64,
    /// The filament runs out in the middle of every print.
    #[arg(long, conflicts_with = "fail")]
    pub(crate) runout: bool,
    /// Every print fails in the middle.
    #[arg(long)]
    pub(crate) fail: bool,
    /// Each begins the next print by itself.
    #[arg(long = "loop")]
    pub(crate) again: bool,
}

/// The kinds of printers that can be simulated.
const MAKES: [&str; 7] = ["bambu", "moonraker", "octoprint", "prusalink", "sdcp", "creality", "duet"];

#[derive(Subcommand)]
pub(crate) enum BenchVerb {
    /// Makes a large farm in a new file.
    Make {
        /// Movements of stock.
        #[arg(long, default_value_t = 100_000)]
        movements: u32,
        /// Customers' orders.
        #[arg(long, default_value_t = 20_000)]
        orders: u32,
    },
    /// Times planning generated farms: looking, computing, saving, one edited order, a promise; and the memory it took.
    Mrp {
        /// Items of each farm.
        #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000")]
        items: Vec<u32>,
        /// How often each figure is taken; the median counts.
        #[arg(long, default_value_t = 5)]
        times: u32,
        /// The folder for the farms, which are taken away again.
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Times the first and a middle page of every list.
    Lists {
        /// How often each page is asked for; the median counts.
        #[arg(long, default_value_t = 15)]
        times: u32,
    },
}

#[derive(Subcommand)]
pub(crate) enum DbVerb {
    /// Makes an empty database.
    Init,
    /// Opens it read-only and tells whether it is whole and of which version.
    Check,
    /// Copies it while it may be open, and verifies the copy.
    Backup {
        /// The folder for the copy; beside the database when left out.
        folder: Option<PathBuf>,
    },
    /// Holds the books against each other: stock and movements, reservations and holders, debits and credits.
    Verify,
    /// Puts a backup in its place; what was there is kept beside it.
    Restore {
        /// The backup.
        backup: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum MrpVerb {
    /// Plans a case file without a database and prints the result.
    Solve {
        /// The case as JSON; `-` reads standard input.
        case: PathBuf,
    },
    /// Plans the farm and writes what differs.
    Run,
}
