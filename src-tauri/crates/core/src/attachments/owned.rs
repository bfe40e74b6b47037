//! Files of one document: what stands there, what a person adds, and what is taken off again.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use spoolyard_types::ids::{AttachmentId, PurchaseOrderId, UserId};
use spoolyard_types::{Code, Role, Text, Timestamp};

use super::{Attachment, Kept, NewAttachment, attach, attachment, keep, kind};
use crate::db::{Intent, Read, Write, allow};
use crate::error::{Result, not_found, refuse, refuse_field};
use crate::purchasing::papers;
use crate::{App, bind};

crate::stored_enum! {
    /// A kind of document that people keep files with.
    pub enum FileOwner {
        /// A purchase order.
        PurchaseOrder = "purchase_order",
        /// A sales order.
        SalesOrder = "sales_order",
        /// A quote.
        Quote = "quote",
        /// A vendor.
        Vendor = "vendor",
        /// A work order.
        WorkOrder = "production_order",
        /// An item.
        Item = "product",
        /// A parcel.
        Shipment = "shipment",
        /// A lot.
        Lot = "lot",
        /// A spool.
        Spool = "spool",
    }
}

impl FileOwner {
    /// Whether its files hold no prices, so that staff see and add them.
    fn is_for_staff(self) -> bool {
        match self {
            Self::PurchaseOrder | Self::SalesOrder | Self::Quote | Self::Vendor => false,
            Self::WorkOrder | Self::Item | Self::Shipment | Self::Lot | Self::Spool => true,
        }
    }

    /// As people call it, and how its number is asked for.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::PurchaseOrder => ("purchase order", "SELECT po_number FROM purchase_orders WHERE id = ?1"),
            Self::SalesOrder => ("sales order", "SELECT order_number FROM sales_orders WHERE id = ?1"),
            Self::Quote => ("quote", "SELECT quote_number FROM quotes WHERE id = ?1"),
            Self::Vendor => ("vendor", "SELECT code FROM vendors WHERE id = ?1"),
            Self::WorkOrder => ("work order", "SELECT code FROM production_orders WHERE id = ?1"),
            Self::Item => ("item", "SELECT sku FROM products WHERE id = ?1"),
            Self::Shipment => ("parcel", "SELECT shipment_number FROM shipments WHERE id = ?1"),
            Self::Lot => ("lot", "SELECT lot_number FROM material_lots WHERE id = ?1"),
            Self::Spool => ("spool", "SELECT spool_number FROM material_spools WHERE id = ?1"),
        }
    }

    fn number(self, r: &Read<'_>, id: i64) -> Result<String> {
        let (what, sql) = self.words();
        r.value(sql, bind![id])?.ok_or_else(|| not_found(what, id))
    }

    /// Why somebody may not add a file; none when he may.
    fn refusal(self, role: Role) -> Option<String> {
        if self.is_for_staff() || role == Role::Admin {
            return None;
        }
        Some(format!("The files of a {} may hold prices, so an admin keeps them.", self.words().0))
    }
}

crate::wire! {
    /// Whose files.
    pub struct FilesRequest {
        /// The kind of document.
        pub owner_type: FileOwner,
        /// Its row.
        pub owner_id: i64,
    }

    /// The files of one document.
    pub struct OwnedFiles {
        /// The newest first. Staff see those that hold no prices.
        pub rows: Vec<OwnedFile>,
        /// Why nothing may be added here; none when something may.
        pub add_refusal: Option<String>,
    }

    /// A file of a document.
    pub struct OwnedFile {
        /// Its row.
        pub id: AttachmentId,
        /// What it is called.
        pub file_name: String,
        /// Its kind.
        pub mime_type: String,
        /// Its size in bytes.
        pub size: i64,
        /// Who added it.
        pub created_by_name: Option<String>,
        /// When.
        pub created_at: Timestamp,
        /// Why it may not be taken off; none when it may.
        pub remove_refusal: Option<String>,
    }

    /// A file to keep with a document.
    pub struct AddFile {
        /// The kind of document.
        pub owner_type: FileOwner,
        /// Its row.
        pub owner_id: i64,
        /// What it is called, with its ending.
        pub file_name: Text<255>,
        /// Its content, in base64 with padding; at most 25 MB of content.
        pub base64: String,
    }
}

/// Who added a file may take it off again, and an admin may.
fn remove_refusal(r: &Read<'_>, added_by: Option<UserId>) -> Option<String> {
    let actor = r.actor();
    let own = added_by.is_some() && added_by == actor.user_id;
    (actor.role != Role::Admin && !own).then(|| String::from("Who added it takes it off, or an admin does."))
}

/// The files of a document, the newest first.
///
/// # Errors
/// [`Code::NotFound`] when there is no such document.
pub fn of(r: &Read<'_>, req: FilesRequest) -> Result<OwnedFiles> {
    req.owner_type.number(r, req.owner_id)?;
    let add_refusal = req.owner_type.refusal(r.actor().role);
    if add_refusal.is_some() {
        return Ok(OwnedFiles { rows: Vec::new(), add_refusal });
    }
    let sql = format!(
        "SELECT {} FROM {} WHERE {} AND a.owner_type = ?1 AND a.owner_id = ?2 ORDER BY a.id DESC LIMIT 500",
        super::SELECT,
        super::FOR_ADMINS.from,
        super::FOR_ADMINS.always
    );
    let found: Vec<Attachment> = r.all(&sql, bind![req.owner_type, req.owner_id])?;
    let row = |file: Attachment| OwnedFile {
        remove_refusal: remove_refusal(r, file.created_by),
        id: file.id,
        file_name: file.file_name,
        mime_type: file.mime_type,
        size: file.size,
        created_by_name: file.created_by_name,
        created_at: file.created_at,
    };
    Ok(OwnedFiles { rows: found.into_iter().map(row).collect(), add_refusal })
}

/// The name alone, without the folders that some programs send along.
fn bare_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name).trim()
}

/// Keeps a file with a document. The same content with the same document is kept once.
///
/// # Errors
/// [`Code::NotFound`] for the document, [`Code::Forbidden`], [`Code::FileRefused`] for more than 25 MB and for what
/// is no document, image, spreadsheet or model, [`Code::InvalidValue`], [`Code::DiskFull`], [`Code::ReadOnly`].
pub fn add(app: &App, intent: &Intent, req: &AddFile) -> Result<Attachment> {
    super::check_writable(app)?;
    if !req.owner_type.is_for_staff() {
        allow(&intent.actor, Role::Admin)?;
    }
    let owner = req.owner_type;
    let number = app.db.read(&intent.actor, intent.needs, |r| owner.number(r, req.owner_id))?;
    let name = bare_name(&req.file_name);
    // Four letters of base64 are three bytes: what is too large is refused before it is read.
    if req.base64.len() / 4 * 3 > super::MOST_BYTES + 3 {
        let text =
            format!("“{name}” has more than 25 MB. Make it smaller, or keep it elsewhere and note where.");
        return Err(refuse(Code::FileRefused, text));
    }
    let bytes = BASE64_STANDARD.decode(&req.base64).map_err(|_| {
        refuse_field(Code::InvalidValue, "base64", "The content did not arrive whole. Choose the file again.")
    })?;
    let mime_type = kind::media_type(name, &bytes)?;
    let kept = keep(&app.db.files_dir(), &bytes)?;
    app.write(intent, |w| {
        w.about(owner.as_str(), req.owner_id, Some(&number));
        let new = NewAttachment {
            file_name: name,
            mime_type,
            owner_type: owner.as_str(),
            owner_id: Some(req.owner_id),
        };
        let id = attach(w, &kept, &new)?;
        show(w, owner, req.owner_id, &kept, &new)?;
        attachment(w, id)
    })
}

fn show(w: &Write<'_>, owner: FileOwner, id: i64, kept: &Kept, new: &NewAttachment<'_>) -> Result<()> {
    if owner != FileOwner::PurchaseOrder {
        return Ok(());
    }
    let paper = papers::Paper {
        file_name: new.file_name,
        mime_type: new.mime_type,
        sha256: &kept.sha256,
        size: kept.size,
        place: super::place_of(&kept.sha256).to_string_lossy().replace('\\', "/"),
        notes: None,
    };
    papers::keep(w, PurchaseOrderId(id), &paper)
}

/// Takes a file off its document. Its content stays in the folder of files, where equal files of other documents
/// and earlier backups find it.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Forbidden`] for a file that somebody else added; [`Code::InUse`] for a file that is no
/// document's, like the logo.
pub fn remove(w: &Write<'_>, id: AttachmentId) -> Result<Attachment> {
    let file = attachment(w, id)?;
    let owner = FileOwner::ALL.iter().copied().find(|o| o.as_str() == file.owner_type);
    let (Some(owner), Some(owner_id)) = (owner, file.owner_id) else {
        let text = format!("{} belongs to the settings. Choose another one there.", file.file_name);
        return Err(refuse(Code::InUse, text));
    };
    if let Some(why) = remove_refusal(w, file.created_by) {
        return Err(refuse(Code::Forbidden, why));
    }
    w.about(owner.as_str(), owner_id, file.number.as_deref());
    w.execute("UPDATE attachments SET deleted_at = ?2 WHERE id = ?1", bind![id, w.now()])?;
    if owner == FileOwner::PurchaseOrder {
        papers::drop(w, PurchaseOrderId(owner_id), &file.sha256)?;
    }
    Ok(file)
}
