//! Whole stretches of the business, through the table of commands that the window uses.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod floor;
mod found;
#[cfg(unix)]
mod klippy;
#[cfg(unix)]
mod moonraker;
mod octoprint;
mod order_to_ship;
mod sent;
mod server;
mod troubles;
mod watched;
#[path = "../api/window.rs"]
#[allow(dead_code, reason = "each level uses what it needs of the same window")]
mod window;
