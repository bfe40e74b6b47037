//! What goes wrong in the core, and how it becomes a [`Refusal`] for a person.

use rusqlite::ErrorCode;
use spoolyard_types::{Code, NumberError, Refusal};

/// What every function of the core returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal of the business, or trouble with the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// SQLite says no.
    #[error("the store: {0}")]
    Store(#[from] rusqlite::Error),
    /// A row holds something that its column may not hold: a bug or a damaged file.
    #[error("column {column} holds something that Spoolyard never writes there")]
    Unreadable {
        /// The column at fault.
        column: String,
    },
    /// A file beside the store.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<NumberError> for Error {
    fn from(err: NumberError) -> Self {
        refuse(Code::InvalidValue, err.to_string())
    }
}

/// Shortens `Err(Refusal::new(..).into())`.
#[must_use]
pub fn refuse(code: Code, message: impl Into<String>) -> Error {
    Refusal::new(code, message).into()
}

/// A refusal of one field of the request.
#[must_use]
pub fn refuse_field(code: Code, field: impl Into<String>, message: impl Into<String>) -> Error {
    Refusal::new(code, message).at(field).into()
}

/// A refusal because nothing has that id or number.
#[must_use]
pub fn not_found(what: &str, key: impl std::fmt::Display) -> Error {
    refuse(
        Code::NotFound,
        format!("There is no {what} {key}. It may have been deleted; go back to the list."),
    )
}

impl Error {
    /// Wraps trouble with a file, naming it.
    pub fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }

    /// A refusal that names its field as it stands in the whole request.
    #[must_use]
    pub fn within(self, part: &str) -> Self {
        match self {
            Self::Refused(refusal) => (*refusal).within(part).into(),
            Self::Store(_) | Self::Unreadable { .. } | Self::File { .. } => self,
        }
    }

    /// The code under which this reaches a person.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Store(err) if has_no_room(err) => Code::DiskFull,
            Self::Store(err) => match err.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Code::DiskFull,
                Some(ErrorCode::ReadOnly) => Code::ReadOnly,
                Some(ErrorCode::NotADatabase) => Code::ForeignFile,
                Some(ErrorCode::DatabaseCorrupt) => Code::DamagedFile,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Code::FileInUse,
                Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Code::FileTrouble,
                _ => Code::Internal,
            },
            Self::Unreadable { .. } => Code::DamagedFile,
            Self::File { source, .. } => match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Code::DiskFull,
                std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                    Code::ReadOnly
                }
                std::io::ErrorKind::NotFound => Code::NotFound,
                _ => Code::FileTrouble,
            },
        }
    }

    /// The form in which this reaches a person.
    #[must_use]
    pub fn into_refusal(self) -> Refusal {
        let code = self.code();
        let remedy = match code {
            Code::DiskFull => "The disk is full; nothing was changed. Free some space and try again.",
            Code::ReadOnly => {
                "The data cannot be written where it lies; nothing was changed. Check the folder's rights."
            }
            Code::FileInUse => "Another program holds the data; nothing was changed. Close it and try again.",
            Code::DamagedFile => "The data file is damaged. Restore the last backup from Settings → Backup.",
            _ => "Nothing was changed. Try again; if it happens twice, send a support bundle from Settings.",
        };
        match self {
            Self::Refused(refusal) => *refusal,
            Self::File { path, source } if code == Code::NotFound => {
                Refusal::new(code, format!("{path} is not there ({source}). Choose another file."))
            }
            other => Refusal::new(code, format!("{remedy} ({other})")),
        }
    }
}

/// On a full disk SQLite may already fail to lay out the memory that its connections share, and calls that trouble with
/// the disk in general.
fn has_no_room(err: &rusqlite::Error) -> bool {
    err.sqlite_error().is_some_and(|failure| failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;
    use spoolyard_types::{Code, Refusal};

    use super::{Error, refuse_field};

    #[test]
    fn a_full_disk_is_called_so_wherever_it_is_met() {
        let met =
            |code| Error::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)).into_refusal();
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE] {
            let told = met(code);
            assert!(told.code == Code::DiskFull && told.message.starts_with("The disk is full"), "{told}");
        }
        assert_eq!(met(ffi::SQLITE_IOERR_READ).code, Code::FileTrouble);
    }

    #[test]
    fn a_field_is_named_as_it_stands_in_the_request() {
        let told = |err: Error| err.within("order").into_refusal().field;
        let placed = told(refuse_field(Code::InvalidValue, "lines[0].quantity", "More than nothing."));
        assert_eq!(placed.as_deref(), Some("order.lines[0].quantity"));
        assert_eq!(told(Refusal::new(Code::OverPayment, "Too much.").into()), None);
    }
}
