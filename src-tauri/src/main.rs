//! The installed program `spoolyard`. Everything it does is in the library beside it.

// On Windows a window program opens no console of its own.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    spoolyard_shell::run()
}
