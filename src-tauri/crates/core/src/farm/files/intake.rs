//! A file comes in: piece by piece, because a window cannot hand over hundreds of megabytes at once; then it is read.
//!
//! Pieces lie beside the files that are kept, under a name that is given here, until the file is whole or a day old.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use spoolyard_types::ids::{PrintFileId, ProductId, SalesOrderId};
use spoolyard_types::{Code, Text, Timestamp};

use super::plates::PrintFileRef;
use super::reading::{self, Sliced};
use crate::attachments::{self, Kept};
use crate::db::{Intent, Write};
use crate::error::{Error, Result, not_found, refuse, refuse_field};
use crate::{App, bind};

/// The largest file that is taken, in bytes. What a slicer writes for a day of printing stays well below.
pub const MOST_FILE_BYTES: u64 = 512 << 20;
/// The largest piece of it, in bytes.
pub const MOST_PIECE_BYTES: usize = 8 << 20;
/// Uploads that may be under way at once.
const MOST_UPLOADS: usize = 16;
/// After so long without its end an upload is given up.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(1);

crate::wire! {
    /// A file that is about to come.
    pub struct BeginUpload {
        /// What it is called, with its ending.
        pub file_name: Text<255>,
        /// Its size in bytes.
        pub size: u64,
    }

    /// Where its pieces go.
    pub struct UploadStarted {
        /// Names this upload.
        pub upload: String,
        /// The most bytes of one piece.
        pub most_piece_bytes: u32,
    }

    /// The next piece of a file.
    pub struct UploadPiece {
        /// Which upload.
        pub upload: String,
        /// Where the piece begins: as many bytes as have come.
        pub offset: u64,
        /// The piece, in base64 with padding.
        pub base64: String,
    }

    /// How much has come.
    pub struct UploadSoFar {
        /// Bytes.
        pub bytes: u64,
    }

    /// Every piece has come.
    pub struct FinishUpload {
        /// Which upload.
        pub upload: String,
        /// What the file is called, with its ending.
        pub file_name: Text<255>,
        /// The item that it makes.
        #[serde(default)]
        #[ts(optional)]
        pub product_id: Option<ProductId>,
        /// The order that it is for.
        #[serde(default)]
        #[ts(optional)]
        pub sales_order_id: Option<SalesOrderId>,
    }
}

fn incoming(app: &App) -> PathBuf {
    app.db.files_dir().join("incoming")
}

/// Where the pieces of an upload lie. Its name is one that was given here, so that it leads nowhere else.
fn part_of(app: &App, upload: &str) -> Result<PathBuf> {
    let id = uuid::Uuid::try_parse(upload)
        .map_err(|_| refuse_field(Code::InvalidValue, "upload", "This is no upload. Begin again."))?;
    Ok(incoming(app).join(format!("{id}.part")))
}

/// The name alone, without the folders that some programs send along.
fn bare_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name).trim()
}

fn too_large(name: &str, size: u64) -> Error {
    let text = format!(
        "“{name}” has {} MB; files of at most {} MB are taken. Split the plate, or slice it with a coarser resolution.",
        size >> 20,
        MOST_FILE_BYTES >> 20
    );
    refuse_field(Code::FileRefused, "size", text)
}

/// Makes room for a file that is about to come.
///
/// # Errors
/// [`Code::FileRefused`] for an empty file, one that is too large, and one whose name says that it is none for a
/// printer; [`Code::WrongState`] when too many are under way; [`Code::ReadOnly`], [`Code::DiskFull`].
pub fn begin_upload(app: &App, req: &BeginUpload) -> Result<UploadStarted> {
    attachments::check_writable(app)?;
    let name = bare_name(&req.file_name);
    reading::kind_by_name(name)?;
    if req.size == 0 {
        let text = format!("“{name}” is empty. Export it again from the slicer.");
        return Err(refuse_field(Code::FileRefused, "size", text));
    }
    if req.size > MOST_FILE_BYTES {
        return Err(too_large(name, req.size));
    }
    let folder = incoming(app);
    std::fs::create_dir_all(&folder).map_err(|err| Error::file(&folder, err))?;
    if clear_old(&folder, app.db.clock().now()) >= MOST_UPLOADS {
        let text =
            format!("{MOST_UPLOADS} files are on their way already. Wait until some of them are read.");
        return Err(refuse(Code::WrongState, text));
    }
    let upload = uuid::Uuid::now_v7().to_string();
    let part = part_of(app, &upload)?;
    File::create_new(&part).map_err(|err| Error::file(&part, err))?;
    Ok(UploadStarted { upload, most_piece_bytes: u32::try_from(MOST_PIECE_BYTES).unwrap_or(u32::MAX) })
}

/// Removes what nobody finished; how many are left.
fn clear_old(folder: &Path, now: Timestamp) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let is_old = |entry: &std::fs::DirEntry| {
        let changed = entry.metadata().and_then(|facts| facts.modified()).ok();
        changed.is_some_and(|at| now.get() - DateTime::<Utc>::from(at) > GIVEN_UP_AFTER)
    };
    entries.flatten().filter(|entry| !(is_old(entry) && std::fs::remove_file(entry.path()).is_ok())).count()
}

/// Keeps the next piece. The same piece sent twice is kept once.
///
/// # Errors
/// [`Code::NotFound`] for an upload that is over; [`Code::InvalidValue`] for a piece that does not follow the last, is
/// damaged or too large; [`Code::FileRefused`] for more than is taken; [`Code::DiskFull`].
pub fn put_piece(app: &App, req: &UploadPiece) -> Result<UploadSoFar> {
    let part = part_of(app, &req.upload)?;
    if req.base64.len() / 4 * 3 > MOST_PIECE_BYTES + 3 {
        let text = format!("A piece has at most {} MB.", MOST_PIECE_BYTES >> 20);
        return Err(refuse_field(Code::InvalidValue, "base64", text));
    }
    let piece = BASE64_STANDARD.decode(&req.base64).map_err(|_| {
        refuse_field(Code::InvalidValue, "base64", "The piece did not arrive whole. Choose the file again.")
    })?;
    let mut file = match OpenOptions::new().write(true).open(&part) {
        Ok(file) => file,
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => {
            return Err(not_found("upload", &req.upload));
        }
        Err(err) => return Err(Error::file(&part, err)),
    };
    let held = file.metadata().map_err(|err| Error::file(&part, err))?.len();
    let end = req.offset.saturating_add(piece.len() as u64);
    if end > MOST_FILE_BYTES {
        return Err(too_large("The file", end));
    }
    if req.offset > held {
        let text = format!("{held} bytes have come; the next piece begins there.");
        return Err(refuse_field(Code::InvalidValue, "offset", text));
    }
    let written = file.seek(SeekFrom::Start(req.offset)).and_then(|_| file.write_all(&piece));
    written.map_err(|err| Error::file(&part, err))?;
    Ok(UploadSoFar { bytes: held.max(end) })
}

/// Reads a file that has come and puts it into the library. `step` hears how far it is and refuses to stop it. A file
/// whose content stands there already is that one.
///
/// # Errors
/// [`Code::NotFound`] for an upload that is over; [`Code::FileRefused`] with a sentence for what is no file for
/// printers, damaged, cut off, or beyond the limits; what `step` refuses; [`Code::DiskFull`].
pub fn finish_upload(
    app: &App,
    intent: &Intent,
    req: &FinishUpload,
    step: &mut dyn FnMut(u32, u32, &str) -> Result<()>,
) -> Result<PrintFileRef> {
    let part = part_of(app, &req.upload)?;
    let name = bare_name(&req.file_name).to_owned();
    let taken = take_in(app, intent, req, &name, &part, step);
    // Whatever came of it, the pieces have done their work.
    let _ = std::fs::remove_file(&part);
    taken
}

fn take_in(
    app: &App,
    intent: &Intent,
    req: &FinishUpload,
    name: &str,
    part: &Path,
    step: &mut dyn FnMut(u32, u32, &str) -> Result<()>,
) -> Result<PrintFileRef> {
    const STEPS: u32 = 4;
    step(0, STEPS, &format!("Adding {name}"))?;
    let bytes = whole(part, &req.upload)?;
    let sha256 = attachments::hex(&Sha256::digest(&bytes));
    let known = app.db.read(&intent.actor, intent.needs, |r| {
        r.value::<PrintFileId>(
            "SELECT id FROM print_files WHERE sha256 = ?1 AND deleted_at IS NULL",
            bind![sha256],
        )
    })?;
    if let Some(id) = known {
        return Ok(PrintFileRef { id });
    }
    step(1, STEPS, &format!("Adding {name}"))?;
    let sliced = reading::read(name, &bytes, &mut || step(1, STEPS, &format!("Adding {name}")).is_ok());
    // Whoever stopped it is told so, not what reading says of being stopped.
    step(2, STEPS, &format!("Adding {name}"))?;
    let mut sliced = sliced?;
    let folder = app.db.files_dir();
    let kept = Kept { sha256, size: i64::try_from(bytes.len()).unwrap_or(i64::MAX) };
    drop(bytes);
    attachments::keep_file(&folder, &kept.sha256, part)?;
    for plate in &mut sliced.plates {
        plate.keep_picture(&folder)?;
    }
    step(3, STEPS, &format!("Adding {name}"))?;
    app.write(intent, |w| write(w, req, name, &kept, &sliced))
}

/// The whole file, never more than is taken.
fn whole(part: &Path, upload: &str) -> Result<Vec<u8>> {
    let file = match File::open(part) {
        Ok(file) => file,
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => return Err(not_found("upload", upload)),
        Err(err) => return Err(Error::file(part, err)),
    };
    let mut bytes = Vec::new();
    file.take(MOST_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|err| Error::file(part, err))?;
    Ok(bytes)
}

fn write(
    w: &Write<'_>,
    req: &FinishUpload,
    name: &str,
    kept: &Kept,
    sliced: &Sliced,
) -> Result<PrintFileRef> {
    super::pages::must_belong(w, req.product_id, req.sales_order_id)?;
    // Somebody else may have brought the same content in the meantime.
    let known: Option<PrintFileId> =
        w.value("SELECT id FROM print_files WHERE sha256 = ?1 AND deleted_at IS NULL", bind![kept.sha256])?;
    if let Some(id) = known {
        return Ok(PrintFileRef { id });
    }
    let id = PrintFileId(w.insert(
        "INSERT INTO print_files (name, sha256, size, kind, slicer, product_id, sales_order_id, created_by, created_at,
             updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        bind![
            name,
            kept.sha256,
            kept.size,
            sliced.kind,
            sliced.slicer,
            req.product_id,
            req.sales_order_id,
            w.actor().user_id,
            w.now()
        ],
    )?);
    for plate in &sliced.plates {
        plate.insert(w, id)?;
    }
    w.about("print_file", id.get(), Some(&name.chars().take(50).collect::<String>()));
    Ok(PrintFileRef { id })
}
