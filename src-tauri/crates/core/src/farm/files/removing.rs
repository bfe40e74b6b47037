//! A file leaves the library. Prints that were made of it keep its figures and its picture.

use spoolyard_types::Code;

use super::pages::{PrintFileRow, file_row};
use super::plates::PrintFileRef;
use crate::db::{Intent, Read};
use crate::error::{Result, refuse};
use crate::{App, attachments, bind};

/// Why a file cannot be deleted now; none when it can.
pub(super) fn refusal(r: &Read<'_>, file: &PrintFileRow) -> Result<Option<String>> {
    let users: Vec<String> = r.values(
        "SELECT DISTINCT coalesce(p.code, 'no printer yet') FROM print_jobs AS j
         JOIN print_plates AS x ON x.id = j.print_plate_id LEFT JOIN printers AS p ON p.id = j.printer_id
         WHERE x.print_file_id = ?1 AND j.status IN ('queued', 'sending', 'printing', 'paused') ORDER BY 1 LIMIT 20",
        bind![file.id],
    )?;
    Ok((!users.is_empty()).then(|| {
        format!("{} is being printed ({}). Let the print end, or stop it first.", file.name, users.join(", "))
    }))
}

/// Deletes a file. Its content goes from the disk when nothing else is made of it; copies on printers stay there.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InUse`] while a print uses it.
pub fn delete_print_file(app: &App, intent: &Intent, req: &PrintFileRef) -> Result<PrintFileRef> {
    let orphan = app.write(intent, |w| {
        let file = file_row(w, req.id)?;
        if let Some(why) = refusal(w, &file)? {
            return Err(refuse(Code::InUse, why));
        }
        w.execute(
            "UPDATE print_files SET deleted_at = ?2, updated_at = ?2 WHERE id = ?1",
            bind![req.id, w.now()],
        )?;
        w.execute("DELETE FROM printer_files WHERE print_file_id = ?1", bind![req.id])?;
        w.about("print_file", req.id.get(), Some(&file.name.chars().take(50).collect::<String>()));
        let orphan: Option<String> = w.value(
            "SELECT sha256 FROM print_files AS f WHERE f.id = ?1
                 AND NOT EXISTS (SELECT 1 FROM attachments AS a WHERE a.sha256 = f.sha256)
                 AND NOT EXISTS (SELECT 1 FROM print_plates AS p WHERE p.picture_sha256 = f.sha256)",
            bind![req.id],
        )?;
        Ok(orphan)
    })?;
    if let Some(sha256) = orphan {
        // What cannot be removed only takes space.
        let _ = std::fs::remove_file(app.db.files_dir().join(attachments::place_of(&sha256)));
    }
    Ok(PrintFileRef { id: req.id })
}
