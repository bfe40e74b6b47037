//! Who did what to a document, and when.

use spoolyard_types::{Text, Timestamp};

use crate::bind;
use crate::db::Read;
use crate::error::Result;

wire! {
    /// One document.
    pub struct DocumentRef {
        /// Its kind: `sales_order`, `purchase_order`, `work_order`, `product`, …
        pub document_type: Text<50>,
        /// Its row.
        pub document_id: i64,
    }

    /// What was done to a document.
    pub struct History {
        /// Newest first, at most 500.
        pub rows: Vec<HistoryRow>,
    }
}

read_model! {
    /// One thing that was done.
    pub struct HistoryRow {
        /// The record.
        pub id: i64,
        /// The command.
        pub command: String,
        /// Who did it.
        pub actor_name: Option<String>,
        /// When.
        pub at: Timestamp,
    }
}

/// What was done to a document.
///
/// # Errors
/// When the store cannot be read.
pub fn document_history(r: &Read<'_>, request: &DocumentRef) -> Result<History> {
    let rows = r.all(
        "SELECT id, command, actor_name, at FROM command_log WHERE document_type = ?1 AND document_id = ?2
         ORDER BY id DESC LIMIT 500",
        bind![request.document_type, request.document_id],
    )?;
    Ok(History { rows })
}
