//! What the planning pages read.

pub(super) mod item;
pub(super) mod list;
pub(super) mod overview;
pub(super) mod pegging;
pub(super) mod runs;
