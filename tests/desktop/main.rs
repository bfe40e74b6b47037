//! The real window, driven as a person drives it: the built program, its own web view, its own display.
//!
//! These tests never reach into the store: what they know, they read from the window, ask the core through the
//! window's one command, or, while no window is open, through `spoolyard-cli`. They end only processes that
//! they started.
//!
//! `cargo xtask test desktop` brings what they need: `SPOOLYARD_APP`, `SPOOLYARD_CLI`,
//! `SPOOLYARD_TAURI_DRIVER` and `SPOOLYARD_WEB_VIEW_DRIVER` name the programs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod first_page;
mod first_start;
mod kit;
mod kit_itself;
mod one_program;
mod order_to_ship;
