//! Any document, lot, spool or piece by its number, any item, customer or vendor by a beginning of its words.

use spoolyard_types::Text;

use crate::bind;
use crate::db::{Read, match_words};
use crate::error::Result;

wire! {
    /// What to look for.
    pub struct SearchRequest {
        /// Words; each as a beginning of a word.
        pub query: Text<200>,
    }

    /// What was found.
    pub struct SearchHits {
        /// At most six of a kind.
        pub hits: Vec<SearchHit>,
    }
}

read_model! {
    /// Something that can be opened.
    pub struct SearchHit {
        /// `order`, `work_order`, `purchase_order`, `item`, `customer`, `vendor`, `printer`, `lot`, `spool`, `serial`,
        /// `shipment`, `invoice`, `payment`.
        pub kind: String,
        /// The row of what is opened: its own, and its order's for a parcel, an invoice and a payment.
        pub id: i64,
        /// Its number or name.
        pub title: String,
        /// What tells it from others.
        pub subtitle: Option<String>,
    }
}

/// Finds documents, items, customers, vendors, printers, lots, spools and single pieces. Invoices and payments are
/// found by those who see prices.
///
/// # Errors
/// When the store cannot be read.
pub fn search(r: &Read<'_>, request: &SearchRequest) -> Result<SearchHits> {
    let Some(words) = match_words(&request.query) else { return Ok(SearchHits { hits: Vec::new() }) };
    let like = format!("%{}%", request.query.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let hits = r.all(include_str!("sql/search.sql"), bind![words, like, r.sees_prices()])?;
    Ok(SearchHits { hits })
}
