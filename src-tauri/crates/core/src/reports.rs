//! Reports: what cuts across capabilities. For now the search that the palette asks.
//!
//! Nouns: hit. Verbs: find. Owns no table and never writes.

mod search;

pub use search::{SearchHit, SearchHits, SearchRequest, search};
