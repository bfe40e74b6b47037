//! Any document by number, any item, customer or vendor by a beginning of its words.

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
        /// `order`, `work_order`, `purchase_order`, `item`, `customer`, `vendor`, `printer`.
        pub kind: String,
        /// Its row.
        pub id: i64,
        /// Its number or name.
        pub title: String,
        /// What tells it from others.
        pub subtitle: Option<String>,
    }
}

/// Finds documents, items, customers, vendors and printers.
///
/// # Errors
/// When the store cannot be read.
pub fn search(r: &Read<'_>, request: &SearchRequest) -> Result<SearchHits> {
    let Some(words) = match_words(&request.query) else { return Ok(SearchHits { hits: Vec::new() }) };
    let like = format!("%{}%", request.query.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let hits = r.all(include_str!("sql/search.sql"), bind![words, like])?;
    Ok(SearchHits { hits })
}
