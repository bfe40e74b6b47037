//! Spoolyard.

fn main() {}
