//! The layout kit: what every document is composed of.
//!
//! The way of a page, in order: [`clean`] makes text printable, [`faces`] finds a glyph for every character,
//! [`text`] measures and wraps, [`columns`], [`table`] and [`blocks`] arrange wrapped lines into pieces of known
//! height, [`flow`] deals the pieces onto pages, [`pdf`] writes the pages down. [`Story`] strings them together.
//!
//! Lengths are points (1/72 inch) as `f32`; within a piece y grows downwards from its top.

pub(crate) mod arabic;
pub(crate) mod blocks;
pub(crate) mod clean;
pub(crate) mod columns;
pub(crate) mod faces;
pub(crate) mod flow;
pub(crate) mod letterhead;
pub(crate) mod pdf;
pub(crate) mod piece;
pub(crate) mod sheet;
pub(crate) mod story;
pub(crate) mod table;
pub(crate) mod text;

pub(crate) use story::{About, Story};
