//! Printing: the view is read in one snapshot, the PDF made and kept outside any transaction, and its row
//! written last.

use spoolyard_documents::{DocumentError, Party};
use spoolyard_types::Code;
use spoolyard_types::ids::{AttachmentId, PurchaseOrderId, ShipmentId};

use super::format::{format, letterhead};
use super::{packing_slip as slip, purchase_order as order};
use crate::attachments::{self, Attachment, Kept, NewAttachment};
use crate::db::{Intent, Read, Write};
use crate::error::{Error, Result, refuse};
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

/// Refuses to leave a file behind that no row may name.
fn check_writable(app: &App) -> Result<()> {
    if app.db.is_read_only() {
        let text = "This data is open for reading only, so nothing can be printed into it. Copy it to a place you can write.";
        return Err(refuse(Code::ReadOnly, text));
    }
    Ok(())
}

/// Prints the packing slip of a parcel and keeps it with the parcel.
///
/// # Errors
/// [`Code::NotFound`], [`Code::WrongState`] for a voided parcel, [`Code::FileRefused`] for a logo that cannot
/// be used, [`Code::DiskFull`], [`Code::ReadOnly`].
pub fn packing_slip(app: &App, intent: &Intent, req: &PrintPackingSlip) -> Result<Attachment> {
    check_writable(app)?;
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
    check_writable(app)?;
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

fn pdf<'a>(file_name: &'a str, owner_type: &'a str, owner_id: i64) -> NewAttachment<'a> {
    NewAttachment { file_name, mime_type: PDF, owner_type, owner_id: Some(owner_id) }
}

/// The order's own list of documents shows what was printed of it, each content once.
fn show_with_order(w: &Write<'_>, order: PurchaseOrderId, kept: &Kept, name: &str) -> Result<()> {
    w.execute(
        "INSERT INTO purchase_order_documents (purchase_order_id, document_type, file_name, original_file_name, file_path,
             storage_type, file_size, mime_type, notes, uploaded_by, uploaded_at, created_at, updated_at, sha256)
         SELECT ?1, 'other', ?2, ?2, ?3, 'local', ?4, ?5, 'Printed by Spoolyard', ?6, ?7, ?7, ?7, ?8
         WHERE NOT EXISTS (SELECT 1 FROM purchase_order_documents WHERE purchase_order_id = ?1 AND sha256 = ?8)",
        bind![
            order,
            name,
            attachments::place_of(&kept.sha256).to_string_lossy().replace('\\', "/"),
            kept.size,
            PDF,
            w.actor().name.chars().take(100).collect::<String>(),
            w.now(),
            kept.sha256
        ],
    )?;
    Ok(())
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
    Ok(FileContent { file_name: row.file_name, mime_type: row.mime_type, base64: base64(&bytes) })
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_is_that_of_the_rfc() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ];
        for (plain, coded) in pairs {
            assert_eq!(super::base64(plain.as_bytes()), coded);
        }
        assert_eq!(super::base64(&[0xfb, 0xff]), "+/8=");
    }
}
