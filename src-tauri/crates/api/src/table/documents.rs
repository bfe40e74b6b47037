//! Documents on paper and the files beside the store.

use spoolyard_core::accounts::Done;
use spoolyard_core::attachments::{self, AddFile, Attachment, FilesRequest, OwnedFiles};
use spoolyard_core::db::{Intent, ListRequest, Page, Write};
use spoolyard_core::documents::{
    self, FileContent, FileRef, PrintInvoice, PrintOrderConfirmation, PrintPackingSlip, PrintPurchaseOrder,
};
use spoolyard_core::{App, Result};
use spoolyard_types::Role;

use crate::command::Caller;

fn intent(caller: &Caller, needs: Role, command: &str) -> Intent {
    Intent { request_id: caller.request_id.clone(), ..Intent::new(caller.actor.clone(), needs, command) }
}

fn packing_slip(app: &App, caller: &Caller, req: PrintPackingSlip) -> Result<Attachment> {
    documents::packing_slip(app, &intent(caller, Role::Staff, "documents.packing_slip"), &req)
}

fn purchase_order(app: &App, caller: &Caller, req: PrintPurchaseOrder) -> Result<Attachment> {
    documents::purchase_order(app, &intent(caller, Role::Admin, "documents.purchase_order"), &req)
}

fn invoice(app: &App, caller: &Caller, req: PrintInvoice) -> Result<Attachment> {
    documents::invoice(app, &intent(caller, Role::Admin, "documents.invoice"), &req)
}

fn order_confirmation(app: &App, caller: &Caller, req: PrintOrderConfirmation) -> Result<Attachment> {
    documents::order_confirmation(app, &intent(caller, Role::Admin, "documents.order_confirmation"), &req)
}

fn read(app: &App, caller: &Caller, req: FileRef) -> Result<FileContent> {
    documents::read_file(app, &intent(caller, Role::Staff, "attachments.read"), &req)
}

fn add(app: &App, caller: &Caller, req: AddFile) -> Result<Attachment> {
    attachments::add(app, &intent(caller, Role::Staff, "attachments.add"), &req)
}

fn remove(w: &Write<'_>, req: FileRef) -> Result<Done> {
    attachments::remove(w, req.id).map(|_| Done {})
}

commands! {
    app "documents.packing_slip" Staff PrintPackingSlip => Attachment, "Prints a parcel's packing slip and keeps it.", packing_slip;
    app "documents.purchase_order" Admin PrintPurchaseOrder => Attachment, "Prints a purchase order and keeps it.", purchase_order;
    app "documents.order_confirmation" Admin PrintOrderConfirmation => Attachment, "Prints the confirmation of an order and keeps it.", order_confirmation;
    app "documents.invoice" Admin PrintInvoice => Attachment, "Prints an invoice and keeps it.", invoice;
    read "documents.list" Staff ListRequest => Page<Attachment>, "Files of documents, the newest first.", attachments::list;
    app "attachments.read" Staff FileRef => FileContent, "A file with its content.", read;
    read "attachments.of" Staff FilesRequest => OwnedFiles, "The files of one document.", attachments::of;
    app "attachments.add" Staff AddFile => Attachment, "Keeps a file with a document.", add;
    write "attachments.remove" Staff FileRef => Done, "Takes a file off its document.", remove;
}
