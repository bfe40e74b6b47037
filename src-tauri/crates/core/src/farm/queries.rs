//! What the window reads about the farm.

use crate::db::Read;
use crate::error::Result;

read_model! {
    /// The farm in one line.
    pub struct FarmLine {
        /// At work, or about to be.
        pub printing: u32,
        /// Ready.
        pub idle: u32,
        /// Waiting for a person.
        pub attention: u32,
        /// Not reachable, or never connected.
        pub offline: u32,
    }
}

/// How many printers are in which state.
///
/// # Errors
/// When the store cannot be read.
pub fn farm_line(r: &Read<'_>) -> Result<FarmLine> {
    let line = r.maybe(
        "SELECT coalesce(sum(status IN ('printing', 'preparing', 'busy')), 0) AS printing,
             coalesce(sum(status IN ('online', 'idle', 'finished', 'cancelled')), 0) AS idle,
             coalesce(sum(status IN ('paused', 'failed', 'attention', 'error', 'maintenance')), 0) AS attention,
             coalesce(sum(status IN ('offline', 'connecting')), 0) AS offline
         FROM printers WHERE active = 1",
        [],
    )?;
    line.ok_or_else(|| crate::error::not_found("farm", ""))
}
