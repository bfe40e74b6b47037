//! OctoPrint: news over its push socket, or by asking where that is not let through; commands and files over HTTP.

mod driver;
pub mod merge;

pub(crate) use driver::FrontDesk;
pub use driver::OctoPrint;
