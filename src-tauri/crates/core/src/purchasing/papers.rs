//! The papers of a purchase order, as its own list of documents shows them: each content once.

use spoolyard_types::ids::PurchaseOrderId;

use crate::bind;
use crate::db::Write;
use crate::error::Result;

/// A file that is kept beside the store.
pub(crate) struct Paper<'a> {
    /// What it is called.
    pub(crate) file_name: &'a str,
    /// Its kind.
    pub(crate) mime_type: &'a str,
    /// SHA-256 of its content, in hex.
    pub(crate) sha256: &'a str,
    /// Its size in bytes.
    pub(crate) size: i64,
    /// Where it lies in the folder of files.
    pub(crate) place: String,
    /// Anything else.
    pub(crate) notes: Option<&'static str>,
}

/// Shows a paper with an order.
///
/// # Errors
/// When the store refuses.
pub(crate) fn keep(w: &Write<'_>, order: PurchaseOrderId, paper: &Paper<'_>) -> Result<()> {
    w.execute(
        "INSERT INTO purchase_order_documents (purchase_order_id, document_type, file_name, original_file_name, file_path,
             storage_type, file_size, mime_type, notes, uploaded_by, uploaded_at, created_at, updated_at, sha256)
         SELECT ?1, 'other', ?2, ?2, ?3, 'local', ?4, ?5, ?6, ?7, ?8, ?8, ?8, ?9
         WHERE NOT EXISTS (SELECT 1 FROM purchase_order_documents WHERE purchase_order_id = ?1 AND sha256 = ?9)",
        bind![
            order,
            paper.file_name,
            paper.place,
            paper.size,
            paper.mime_type,
            paper.notes.map(String::from),
            w.actor().name.chars().take(100).collect::<String>(),
            w.now(),
            paper.sha256
        ],
    )?;
    Ok(())
}

/// Shows a paper with an order no longer.
///
/// # Errors
/// When the store refuses.
pub(crate) fn drop(w: &Write<'_>, order: PurchaseOrderId, sha256: &str) -> Result<()> {
    w.execute(
        "DELETE FROM purchase_order_documents WHERE purchase_order_id = ?1 AND sha256 = ?2",
        bind![order, sha256],
    )?;
    Ok(())
}
