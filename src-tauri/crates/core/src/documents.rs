//! Documents on paper: what the store knows becomes a PDF, and the PDF is kept beside the store.
//!
//! Nouns: packing slip, purchase order, file. Verbs: print, list, read.
//! Always: figures on paper are the figures in the store. Never: a price on paper that staff can open; a
//! tracking number that the carrier did not give.
//! Owns no table: files are rows of [`crate::attachments`].

mod format;
mod packing_slip;
mod print;
mod purchase_order;

pub use print::{
    FileContent, FileRef, PrintPackingSlip, PrintPurchaseOrder, packing_slip, purchase_order, read_file,
};
