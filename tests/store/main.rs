//! The store, held level by level: its schema, what it refuses by itself, what its lists cost.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod child;
mod ledger;
mod lists;
mod opening;
mod posted_work;
mod report_views;
mod sales;
mod schema;
mod support;
