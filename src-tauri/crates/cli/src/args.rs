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
    /// Shows every printer of the farm as it is now, until Ctrl+C.
    Monitor(MonitorArgs),
    /// Writes a printer down, tries it, tells it something, sends it a file.
    Printer {
        #[command(subcommand)]
        verb: PrinterVerb,
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
pub(crate) struct MonitorArgs {
    /// Ends as soon as no printer works any more.
    #[arg(long)]
    pub(crate) until_idle: bool,
    /// Ends after so many seconds.
    #[arg(long = "for", value_name = "SECONDS")]
    pub(crate) seconds: Option<u64>,
}

#[derive(Subcommand)]
pub(crate) enum PrinterVerb {
    /// Writes a printer down and says how it is reached.
    Add(AddPrinterArgs),
    /// Looks for printers on the network.
    Find(FindArgs),
    /// Adds the printers of a table (CSV), all of them or none.
    Import(ImportArgs),
    /// Connects to a printer and says how it is.
    Test(Which),
    /// Sends a file to a printer: one of this computer, or one of the library.
    Send(SendArgs),
    /// Shows the library of files that printers print, or adds one to it.
    Files(FilesArgs),
    /// Pauses the print.
    Pause(Which),
    /// Goes on with a paused print.
    Resume(Which),
    /// Ends the print for good.
    Stop(Which),
    /// Switches the light on.
    LightOn(Which),
    /// Switches the light off.
    LightOff(Which),
    /// Prints at half the speed.
    Silent(Which),
    /// Prints at the speed of the file.
    Standard(Which),
    /// Prints a quarter faster.
    Sport(Which),
    /// Prints two thirds faster.
    Ludicrous(Which),
    /// Takes away the error that the printer shows.
    ClearError(Which),
    /// Asks the printer for everything anew.
    Refresh(Which),
}

#[derive(clap::Args)]
pub(crate) struct Which {
    /// The printer's code, like P13.
    #[arg(long, value_name = "CODE")]
    pub(crate) printer: String,
}

#[derive(clap::Args)]
pub(crate) struct FindArgs {
    /// Asks this address alone, with a port where it is not the usual one.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "range")]
    pub(crate) address: Option<String>,
    /// Asks every address of a range: 192.168.1.0/24, or 192.168.1.20-192.168.1.60; at most 1024. Without it,
    /// printers that make themselves known are heard.
    #[arg(long, value_name = "RANGE")]
    pub(crate) range: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct ImportArgs {
    /// The table; `-` reads standard input. Columns: code, name, protocol, host, port, serial_number, user, secret,
    /// model, location.
    pub(crate) file: PathBuf,
    /// Only says whether it could be taken.
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(clap::Args)]
pub(crate) struct AddPrinterArgs {
    /// Its short code, like P13.
    #[arg(long)]
    pub(crate) code: String,
    /// What people call it; the code when left out.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The maker's model.
    #[arg(long)]
    pub(crate) model: Option<String>,
    /// The language it speaks.
    #[arg(long, value_parser = MAKES)]
    pub(crate) protocol: String,
    /// Its address, with a port where it is not the usual one: 192.168.1.40 or 127.0.0.1:7125.
    #[arg(long)]
    pub(crate) host: String,
    /// Its serial number; a Bambu printer needs it, in capitals.
    #[arg(long)]
    pub(crate) serial: Option<String>,
    /// The name to sign in with, where it wants one.
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// A file that holds its access code, key or password; `-` reads standard input. Asked for when left out.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
}

#[derive(clap::Args)]
pub(crate) struct SendArgs {
    /// The sliced file on this computer.
    #[arg(required_unless_present = "library")]
    pub(crate) file: Option<PathBuf>,
    /// A file of the library instead, by its number: `printer files` shows them.
    #[arg(long, value_name = "ID", conflicts_with = "file")]
    pub(crate) library: Option<i64>,
    /// Which plate of it.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "library")]
    pub(crate) plate: i64,
    /// The printer's code, like P13.
    #[arg(long, value_name = "CODE")]
    pub(crate) printer: String,
    /// Prints it as soon as it is there; refused on a printer that is busy.
    #[arg(long)]
    pub(crate) start: bool,
}

#[derive(clap::Args)]
pub(crate) struct FilesArgs {
    /// Adds this file first.
    #[arg(long, value_name = "FILE")]
    pub(crate) add: Option<PathBuf>,
    /// Shows only those with these words in name, note, item or order.
    #[arg(long, value_name = "WORDS")]
    pub(crate) search: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct SimulateArgs {
    /// Which kind of printer. A Bambu takes files where its storage may listen at port 990, as root or by the system's leave.
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
    /// Restarts the printers' brokers at each line of standard input, and ends with it; nobody finds these printers.
    #[arg(long)]
    pub(crate) restarts: bool,
}

/// The kinds of printers that can be simulated and reached.
const MAKES: [&str; 8] =
    ["bambu", "moonraker", "octoprint", "prusalink", "sdcp", "elegoo_mqtt", "creality", "duet"];

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
    /// Watches simulated Bambu printers, each with a report a second over TLS, in a process of their own: processor and
    /// memory of this one, reports that were lost, and how all come back when their brokers were restarted.
    Printers {
        /// How many.
        #[arg(long, default_value_t = 500)]
        printers: u16,
        /// How long, once all of them are heard.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
    },
    /// Times every list: by every field both ways, at the top and far in, filtered and searched.
    Lists {
        /// How often each page is asked for; the fastest counts.
        #[arg(long, default_value_t = 5)]
        times: u32,
        /// One list alone: `orders.list`.
        #[arg(long, value_name = "COMMAND")]
        only: Option<String>,
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
    #[command(after_long_help = crate::mrp::CASE_FORM)]
    Solve {
        /// The case as JSON; `-` reads standard input.
        case: PathBuf,
    },
    /// Plans the farm and writes what differs.
    Run,
}
