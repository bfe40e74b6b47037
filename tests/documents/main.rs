//! Documents as whoever receives them reads them: printed, then read back with poppler's tools.

mod any_text;
mod layout;
mod paper;
mod samples;
mod scripts;
mod wording;
