//! Documents on paper: what the store knows becomes a PDF, and the PDF is kept beside the store.
//!
//! Nouns: order confirmation, packing slip, invoice, purchase order, file. Verbs: print, list, read.
//! Always: figures on paper are the figures in the store. Never: a price on paper that staff can open; a
//! tracking number that the carrier did not give.
//! Owns no table: files are rows of [`crate::attachments`].

mod format;
mod invoice;
mod order_confirmation;
mod packing_slip;
mod print;
mod purchase_order;
mod sale;

pub use print::{
    FileContent, FileRef, PrintInvoice, PrintOrderConfirmation, PrintPackingSlip, PrintPurchaseOrder,
    invoice, order_confirmation, packing_slip, purchase_order, read_file,
};
