//! Files that belong to documents. They lie beside the store under the name of their hash; a row says whose
//! they are and what they are called.
//!
//! Nouns: file, attachment, owner. Verbs: keep, attach, read, add, remove.
//! Always: a file is on the disk before its row is written, so that no row names a file that is not there.
//! Never: a file is changed; equal files are kept once. What holds prices is never given to staff.
//! Tables owned: `attachments`.

mod kind;
mod owned;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use spoolyard_types::ids::{AttachmentId, UserId};
use spoolyard_types::{Code, Timestamp};

use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search, Write};
use crate::error::{Error, Result, not_found, refuse};
use crate::{App, bind};

pub use owned::{AddFile, FileOwner, FilesRequest, OwnedFile, OwnedFiles, add, of, remove};

/// The largest file that is kept, in bytes.
pub const MOST_BYTES: usize = 25 * 1024 * 1024;

/// A file that is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of its content, in hex.
    pub sha256: String,
    /// Its size in bytes.
    pub size: i64,
}

/// Whose file it is, and what it is called.
#[derive(Debug, Clone)]
pub struct NewAttachment<'a> {
    /// What it is called when it is saved.
    pub file_name: &'a str,
    /// Its kind, like `application/pdf`.
    pub mime_type: &'a str,
    /// The kind of document it belongs to, like `shipment`.
    pub owner_type: &'a str,
    /// That document's row.
    pub owner_id: Option<i64>,
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Where a file lies in the folder of files: in a subfolder of its first two letters.
#[must_use]
pub fn place_of(sha256: &str) -> PathBuf {
    Path::new(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// Refuses to leave a file behind that no row may name.
///
/// # Errors
/// [`Code::ReadOnly`].
pub fn check_writable(app: &App) -> Result<()> {
    if app.db.is_read_only() {
        let text = "This data is open for reading only, so no file can be kept with it. Copy it to a place you can write.";
        return Err(refuse(Code::ReadOnly, text));
    }
    Ok(())
}

/// Puts a file on the disk, whole or not at all: it is written beside its place, brought to the disk, and then
/// given its name.
///
/// # Errors
/// [`Code::FileRefused`] for more than [`MOST_BYTES`], [`Code::DiskFull`], [`Code::ReadOnly`].
pub fn keep(folder: &Path, bytes: &[u8]) -> Result<Kept> {
    if bytes.len() > MOST_BYTES {
        let text =
            format!("The file has {} bytes; at most {MOST_BYTES} are kept. Make it smaller.", bytes.len());
        return Err(refuse(Code::FileRefused, text));
    }
    let sha256 = hex(&Sha256::digest(bytes));
    let path = folder.join(place_of(&sha256));
    let kept = Kept { sha256, size: i64::try_from(bytes.len()).unwrap_or(i64::MAX) };
    if std::fs::read(&path).is_ok_and(|known| known == bytes) {
        return Ok(kept);
    }
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(|err| Error::file(parent, err))?;
    let draft = parent.join(format!("{}.part", uuid::Uuid::now_v7()));
    let written = std::fs::File::create_new(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(err) = written.and_then(|()| std::fs::rename(&draft, &path)) {
        let _ = std::fs::remove_file(&draft);
        return Err(Error::file(&path, err));
    }
    // The name is on the disk only once its folder is; where folders cannot be synced the system does it itself.
    if let Ok(folder) = std::fs::File::open(parent) {
        let _ = folder.sync_all();
    }
    Ok(kept)
}

/// Gives a file that lies on the same disk its place by its hash, which the caller has taken of all of it.
///
/// # Errors
/// [`Code::DiskFull`], [`Code::ReadOnly`].
pub(crate) fn keep_file(folder: &Path, sha256: &str, from: &Path) -> Result<()> {
    let path = folder.join(place_of(sha256));
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(|err| Error::file(parent, err))?;
    let moved = std::fs::File::open(from).and_then(|file| file.sync_all());
    moved.and_then(|()| std::fs::rename(from, &path)).map_err(|err| Error::file(&path, err))?;
    if let Ok(folder) = std::fs::File::open(parent) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The content of a kept file, checked against its hash.
///
/// # Errors
/// [`Code::NotFound`] when it is gone, [`Code::DamagedFile`] when it is not what was kept.
pub fn content(folder: &Path, sha256: &str) -> Result<Vec<u8>> {
    let path = folder.join(place_of(sha256));
    let bytes = std::fs::read(&path).map_err(|err| Error::file(&path, err))?;
    if hex(&Sha256::digest(&bytes)) == sha256 {
        return Ok(bytes);
    }
    let text =
        format!("{} was changed or damaged outside Spoolyard. Restore it from a backup.", path.display());
    Err(refuse(Code::DamagedFile, text))
}

/// Writes down whose a kept file is. The same file of the same document has one row.
///
/// # Errors
/// When the store refuses.
pub fn attach(w: &Write<'_>, kept: &Kept, new: &NewAttachment<'_>) -> Result<AttachmentId> {
    let known: Option<AttachmentId> = w.value(
        "SELECT id FROM attachments WHERE owner_type = ?1 AND owner_id IS ?2 AND sha256 = ?3 AND deleted_at IS NULL",
        bind![new.owner_type, new.owner_id, kept.sha256],
    )?;
    if let Some(id) = known {
        return Ok(id);
    }
    let id = w.insert(
        "INSERT INTO attachments (sha256, file_name, mime_type, size, owner_type, owner_id, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        bind![
            kept.sha256,
            new.file_name,
            new.mime_type,
            kept.size,
            new.owner_type,
            new.owner_id,
            w.actor().user_id,
            w.now()
        ],
    )?;
    Ok(AttachmentId(id))
}

crate::read_model! {
    /// A file and whose it is.
    pub struct Attachment {
        /// Its row.
        pub id: AttachmentId,
        /// What it is called.
        pub file_name: String,
        /// Its kind.
        pub mime_type: String,
        /// Its size in bytes.
        pub size: i64,
        /// The kind of document it belongs to.
        pub owner_type: String,
        /// That document's row.
        pub owner_id: Option<i64>,
        /// That document's number, where it has one.
        pub number: Option<String>,
        /// SHA-256 of its content.
        pub sha256: String,
        /// Who added it.
        pub created_by: Option<UserId>,
        /// By what name.
        pub created_by_name: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }
}

macro_rules! staff_owners {
    () => {
        "('shipment', 'product', 'production_order', 'company', 'print_job', 'lot', 'spool', 'printer')"
    };
}

const SELECT: &str = "a.id AS id, a.file_name AS file_name, a.mime_type AS mime_type, a.size AS size,
     a.owner_type AS owner_type, a.owner_id AS owner_id,
     (SELECT n.number FROM attachment_numbers n WHERE n.id = a.id) AS number,
     a.sha256 AS sha256, a.created_by AS created_by,
     coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email)
         AS created_by_name, a.created_at AS created_at";

const FOR_ADMINS: ListSpec = ListSpec {
    select: SELECT,
    from: "attachments a LEFT JOIN users u ON u.id = a.created_by",
    always: "a.deleted_at IS NULL",
    id: "a.id",
    fields: &[
        Field::new("file_name", "a.file_name", Kind::Text),
        Field::new("mime_type", "a.mime_type", Kind::Text),
        Field::new("size", "a.size", Kind::Integer),
        Field::new("owner_type", "a.owner_type", Kind::Text),
        Field::nullable("owner_id", "a.owner_id", Kind::Integer),
        Field::nullable(
            "number",
            "(SELECT n.number FROM attachment_numbers n WHERE n.id = a.id)",
            Kind::Text,
        ),
        Field::nullable("created_by", "a.created_by", Kind::Integer),
        Field::new("created_at", "a.created_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "attachments_fts", rowid: "a.id" }),
    order: ("created_at", true),
};

const FOR_STAFF: ListSpec =
    ListSpec { always: concat!("a.deleted_at IS NULL AND a.owner_type IN ", staff_owners!()), ..FOR_ADMINS };

fn spec(r: &Read<'_>) -> &'static ListSpec {
    if r.sees_prices() { &FOR_ADMINS } else { &FOR_STAFF }
}

/// Files, the newest first. Staff see those that hold no prices.
///
/// # Errors
/// [`Code::InvalidValue`] naming the filter at fault.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<Attachment>> {
    r.list(spec(r), &req)
}

/// One file's row. To staff a file that holds prices does not exist.
///
/// # Errors
/// [`Code::NotFound`].
pub fn attachment(r: &Read<'_>, id: AttachmentId) -> Result<Attachment> {
    let spec = spec(r);
    let sql = format!("SELECT {} FROM {} WHERE a.id = ?1 AND {}", spec.select, spec.from, spec.always);
    r.maybe(&sql, bind![id])?.ok_or_else(|| not_found("file", id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_under_its_hash_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let kept = keep(folder.path(), b"a spool").unwrap();
        assert_eq!(keep(folder.path(), b"a spool").unwrap(), kept);
        assert_eq!(content(folder.path(), &kept.sha256).unwrap(), b"a spool");
        let path = folder.path().join(place_of(&kept.sha256));
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        std::fs::write(&path, b"a spoon").unwrap();
        assert_eq!(content(folder.path(), &kept.sha256).unwrap_err().code(), Code::DamagedFile);
        keep(folder.path(), b"a spool").unwrap();
        assert_eq!(content(folder.path(), &kept.sha256).unwrap(), b"a spool");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(content(folder.path(), &kept.sha256).unwrap_err().code(), Code::NotFound);
        assert_eq!(keep(folder.path(), &vec![0; MOST_BYTES + 1]).unwrap_err().code(), Code::FileRefused);
    }
}
