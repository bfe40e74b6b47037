//! Printing: the view is read in one snapshot, the PDF made and kept outside any transaction, and its row
//! written last.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use spoolyard_documents::{DocumentError, Party};
use spoolyard_types::Code;
use spoolyard_types::ids::{AttachmentId, InvoiceId, PurchaseOrderId, SalesOrderId, ShipmentId};

use super::format::{format, letterhead};
use super::{invoice as bill, order_confirmation as promise, packing_slip as slip, purchase_order as order};
use crate::attachments::{self, Attachment, Kept, NewAttachment};
use crate::db::{Intent, Read, Write};
use crate::error::{Error, Result, refuse};
use crate::purchasing::papers;
use crate::settings::{self, Company};
use crate::{App, bind};

crate::wire! {
    /// Which parcel's packing slip.
    pub struct PrintPackingSlip {
        /// The parcel.
        pub shipment_id: ShipmentId,
    }

    /// Which purchase order.
    pub struct PrintPurchaseOrder {
        /// The order.
        pub purchase_order_id: PurchaseOrderId,
    }

    /// Which invoice.
    pub struct PrintInvoice {
        /// The invoice.
        pub invoice_id: InvoiceId,
    }

    /// Which order's confirmation.
    pub struct PrintOrderConfirmation {
        /// The order.
        pub sales_order_id: SalesOrderId,
    }

    /// Which file.
    pub struct FileRef {
        /// Its row.
        pub id: AttachmentId,
    }

    /// A file with its content.
    pub struct FileContent {
        /// What it is called.
        pub file_name: String,
        /// Its kind.
        pub mime_type: String,
        /// Its content, in base64 with padding.
        pub base64: String,
    }
}

const PDF: &str = "application/pdf";

fn unprintable(err: &DocumentError) -> Error {
    let code = match err {
        DocumentError::LogoTooHeavy { .. }
        | DocumentError::LogoTooLarge { .. }
        | DocumentError::LogoFormat
        | DocumentError::LogoDamaged { .. } => Code::FileRefused,
        DocumentError::Font { .. } | DocumentError::Write { .. } => Code::Internal,
    };
    refuse(code, err.to_string())
}

fn company(r: &Read<'_>) -> Result<(Company, Option<String>)> {
    let company = settings::company(r)?
        .ok_or_else(|| refuse(Code::NotFound, "The company is not set up yet. Do that in Settings first."))?;
    let logo = match company.logo_attachment_id {
        Some(id) => {
            r.value("SELECT sha256 FROM attachments WHERE id = ?1 AND deleted_at IS NULL", bind![id])?
        }
        None => None,
    };
    Ok((company, logo))
}

fn logo(app: &App, sha256: Option<String>) -> Result<Option<Vec<u8>>> {
    sha256.map(|sha256| attachments::content(&app.db.files_dir(), &sha256)).transpose()
}

/// Prints the packing slip of a parcel and keeps it with the parcel.
///
/// # Errors
/// [`Code::NotFound`], [`Code::WrongState`] for a voided parcel, [`Code::FileRefused`] for a logo that cannot
/// be used, [`Code::DiskFull`], [`Code::ReadOnly`].
pub fn packing_slip(app: &App, intent: &Intent, req: &PrintPackingSlip) -> Result<Attachment> {
    attachments::check_writable(app)?;
    let (mut slip, (company, mark)) =
        app.db.read(&intent.actor, intent.needs, |r| Ok((slip::view(r, req.shipment_id)?, company(r)?)))?;
    slip.company = letterhead(&company, logo(app, mark)?);
    let format = format(&company, &company.currency_code);
    let bytes = spoolyard_documents::packing_slip(&slip, &format).map_err(|err| unprintable(&err))?;
    let kept = attachments::keep(&app.db.files_dir(), &bytes)?;
    let number = slip.shipment_number.unwrap_or(slip.order_number);
    let name = format!("packing-slip-{number}.pdf");
    app.write(intent, |w| {
        w.about("shipment", req.shipment_id.get(), Some(&number));
        let id = attachments::attach(w, &kept, &pdf(&name, "shipment", req.shipment_id.get()))?;
        attachments::attachment(w, id)
    })
}

/// Prints a purchase order and keeps it with the order.
///
/// # Errors
/// As [`packing_slip`].
pub fn purchase_order(app: &App, intent: &Intent, req: &PrintPurchaseOrder) -> Result<Attachment> {
    attachments::check_writable(app)?;
    let id = req.purchase_order_id;
    let ((mut order, currency), (company, mark)) =
        app.db.read(&intent.actor, intent.needs, |r| Ok((order::view(r, id)?, company(r)?)))?;
    order.company = letterhead(&company, logo(app, mark)?);
    order.ship_to = Party {
        name: order.company.name.clone(),
        address: order.company.address.clone(),
        phone: order.company.phone.clone(),
        ..Party::default()
    };
    let bytes = spoolyard_documents::purchase_order(&order, &format(&company, &currency))
        .map_err(|err| unprintable(&err))?;
    let kept = attachments::keep(&app.db.files_dir(), &bytes)?;
    let name = format!("purchase-order-{}.pdf", order.number);
    app.write(intent, |w| {
        w.about("purchase_order", id.get(), Some(&order.number));
        let file = attachments::attach(w, &kept, &pdf(&name, "purchase_order", id.get()))?;
        show_with_order(w, id, &kept, &name)?;
        attachments::attachment(w, file)
    })
}

/// Prints an invoice and keeps it with its order. One that was voided says so.
///
/// # Errors
/// As [`packing_slip`].
pub fn invoice(app: &App, intent: &Intent, req: &PrintInvoice) -> Result<Attachment> {
    attachments::check_writable(app)?;
    let id = req.invoice_id;
    let ((order, mut invoice, currency), (company, mark)) =
        app.db.read(&intent.actor, intent.needs, |r| Ok((bill::view(r, id)?, company(r)?)))?;
    invoice.company = letterhead(&company, logo(app, mark)?);
    let bytes = spoolyard_documents::invoice(&invoice, &format(&company, &currency))
        .map_err(|err| unprintable(&err))?;
    let kept = attachments::keep(&app.db.files_dir(), &bytes)?;
    let name = format!("invoice-{}.pdf", invoice.number);
    app.write(intent, |w| {
        w.about("invoice", id.get(), Some(&invoice.number));
        let file = attachments::attach(w, &kept, &pdf(&name, "sales_order", order.get()))?;
        attachments::attachment(w, file)
    })
}

/// Prints the confirmation of an order and keeps it with the order. A draft and a cancelled order say so.
///
/// # Errors
/// As [`packing_slip`].
pub fn order_confirmation(app: &App, intent: &Intent, req: &PrintOrderConfirmation) -> Result<Attachment> {
    attachments::check_writable(app)?;
    let id = req.sales_order_id;
    let ((mut order, currency), (company, mark)) =
        app.db.read(&intent.actor, intent.needs, |r| Ok((promise::view(r, id)?, company(r)?)))?;
    order.company = letterhead(&company, logo(app, mark)?);
    let bytes = spoolyard_documents::order_confirmation(&order, &format(&company, &currency))
        .map_err(|err| unprintable(&err))?;
    let kept = attachments::keep(&app.db.files_dir(), &bytes)?;
    let name = format!("order-confirmation-{}.pdf", order.number);
    app.write(intent, |w| {
        w.about("sales_order", id.get(), Some(&order.number));
        let file = attachments::attach(w, &kept, &pdf(&name, "sales_order", id.get()))?;
        attachments::attachment(w, file)
    })
}

fn pdf<'a>(file_name: &'a str, owner_type: &'a str, owner_id: i64) -> NewAttachment<'a> {
    NewAttachment { file_name, mime_type: PDF, owner_type, owner_id: Some(owner_id) }
}

/// The order's own list of documents shows what was printed of it, each content once.
fn show_with_order(w: &Write<'_>, order: PurchaseOrderId, kept: &Kept, name: &str) -> Result<()> {
    let paper = papers::Paper {
        file_name: name,
        mime_type: PDF,
        sha256: &kept.sha256,
        size: kept.size,
        place: attachments::place_of(&kept.sha256).to_string_lossy().replace('\\', "/"),
        notes: Some("Printed by Spoolyard"),
    };
    papers::keep(w, order, &paper)
}

/// A file with its content. To staff a file that holds prices does not exist.
///
/// # Errors
/// [`Code::NotFound`], [`Code::DamagedFile`] when it is not what was kept, [`Code::FileRefused`] when it is larger
/// than the window can take.
pub fn read_file(app: &App, intent: &Intent, req: &FileRef) -> Result<FileContent> {
    let row = app.db.read(&intent.actor, intent.needs, |r| attachments::attachment(r, req.id))?;
    if usize::try_from(row.size).unwrap_or(usize::MAX) > attachments::MOST_BYTES {
        let text = format!("{} is too large to be shown. Open it from the folder of files.", row.file_name);
        return Err(refuse(Code::FileRefused, text));
    }
    let bytes = attachments::content(&app.db.files_dir(), &row.sha256)?;
    Ok(FileContent {
        file_name: row.file_name,
        mime_type: row.mime_type,
        base64: BASE64_STANDARD.encode(&bytes),
    })
}
