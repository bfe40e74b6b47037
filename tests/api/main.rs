//! The table of commands, as a window sends to it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod case;
mod cases;
mod doors;
mod found;
mod hostile;
mod lists;
mod print_files;
mod remedies;
mod roles;
mod sample;
mod texts;
mod window;
