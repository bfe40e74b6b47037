//! The store, held level by level: its schema, what it refuses by itself, what its lists cost.

mod ledger;
mod lists;
mod report_views;
mod schema;
mod support;
