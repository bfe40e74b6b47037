//! Documents as whoever receives them reads them: printed, then read back with poppler's tools.

mod any_text;
mod from_the_store;
mod layout;
mod paper;
mod sales_papers;
mod samples;
mod scripts;
#[path = "../api/window.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "each level uses what it needs of the same window")]
mod window;
mod wording;
