//! Spoolyard.
