//! Files onto the printer: FTP with TLS from the first byte.
//!
//! What these printers ask for: TLS 1.2 alone; a data connection that resumes the session of the control connection
//! (hence one configuration for both); no farewell on the data connection, which some wait on for ever. A file counts
//! as arrived when the printer says so **and** tells the same size, or when it stumbles over the farewell and still
//! tells the same size. Where the protected data connection does not work at all, the file is sent once more without
//! protection: its content is G-code, and the access code never travels that way.

mod line;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use thiserror::Error;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

pub use line::{Account, Control, Replies, passive_port};

use super::driver::BambuSettings;
use super::request::safe_name;
use super::tls::PrinterVerifier;
use crate::command::{Command, CommandStatus, RefusalKind};
use crate::driver::Order;

/// Bytes that are read and sent at once.
const CHUNK: usize = 64 * 1024;
/// How long a single chunk may take: small printers write slowly.
const STALL: Duration = Duration::from_secs(60);
/// How long the printer may take to say that the file arrived.
const FAREWELL: Duration = Duration::from_secs(60);
/// How long the printer may take to say why it broke off.
const REASON: Duration = Duration::from_secs(5);
/// The slowest speed that counts as progress.
const SLOWEST_BYTES_PER_S: u64 = 25 * 1024;

/// Why a file did not arrive.
#[derive(Debug, Error)]
pub enum FtpsError {
    /// The connection ended or failed.
    #[error("the connection to the printer's storage failed: {0}")]
    Line(#[from] std::io::Error),
    /// The printer said no.
    #[error("the printer's storage refused: {code} {text}")]
    Refused {
        /// FTP's number.
        code: u16,
        /// Its words.
        text: String,
    },
    /// The file is there with another size.
    #[error("only {arrived} of {sent} bytes arrived on the printer")]
    Truncated {
        /// Bytes that the printer tells.
        arrived: u64,
        /// Bytes that were sent.
        sent: u64,
    },
    /// Nothing moved for too long.
    #[error("the printer's storage does not answer")]
    TooSlow,
    /// A person took it back.
    #[error("the file was taken back")]
    Cancelled,
    /// The file on this computer.
    #[error("{name} cannot be read: {error}")]
    File {
        /// Its name.
        name: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// The other side does not speak FTP.
    #[error("the printer's storage answers something unreadable")]
    Protocol,
}

impl FtpsError {
    /// What a person reads.
    #[must_use]
    pub fn sentence(&self) -> String {
        let remedy = match self {
            Self::Refused { code: 530, .. } => {
                "The access code is not accepted: read it again on the printer."
            }
            Self::Refused { code: 553 | 532, .. } => {
                "There is no storage, or it is not formatted: put a card or stick (FAT32 or exFAT) into the printer."
            }
            Self::Refused { code: 552 | 452, .. } => "The printer's storage is full: delete files there.",
            Self::Refused { code: 451, .. } => {
                "It could not write all of it: delete files there, or put another card in if there is room."
            }
            Self::Refused { .. } => "Look at the printer's storage.",
            Self::Line(_) | Self::TooSlow => {
                "Check that the printer is on and in the same network, then send it again."
            }
            Self::Truncated { .. } => {
                "Send it again; if it stays, the printer's storage may be full or worn."
            }
            Self::Cancelled => "Nothing was left on the printer.",
            Self::File { .. } => "Check that it is still there.",
            Self::Protocol => "Check the address and the port.",
        };
        let what = self.to_string();
        let mut letters = what.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{}. {remedy}", letters.as_str())
    }

    const fn kind(&self) -> RefusalKind {
        match self {
            Self::Cancelled => RefusalKind::Cancelled,
            Self::File { .. } => RefusalKind::File,
            Self::Refused { code: 530, .. } => RefusalKind::NotPermitted,
            Self::Line(_) | Self::TooSlow => RefusalKind::Offline,
            Self::Refused { .. } | Self::Truncated { .. } | Self::Protocol => RefusalKind::Printer,
        }
    }

    /// Whether another way to send could help.
    const fn may_be_the_protection(&self) -> bool {
        matches!(
            self,
            Self::Line(_)
                | Self::TooSlow
                | Self::Truncated { .. }
                | Self::Refused { code: 522 | 425 | 426, .. }
        )
    }
}

/// Sends a file for an order, and what came of it. `plain` remembers that this printer's protected data connection
/// does not work.
pub(super) async fn upload(
    settings: BambuSettings,
    order: Order,
    plain: Arc<AtomicBool>,
) -> (Order, CommandStatus) {
    let Command::Upload(file) = order.command.clone() else {
        return (order, CommandStatus::refused(RefusalKind::Unsupported, "This is no file."));
    };
    let name = safe_name(&file.name);
    let account = Account {
        host: settings.host.clone(),
        port: settings.ftps_port,
        server_name: settings.serial.clone(),
        user: "bblp".to_owned(),
        password: settings.access_code.clone(),
        verifier: PrinterVerifier::new(&settings.serial, settings.pinned_sha256.clone()),
        within: settings.timing.connect,
    };
    let work = async {
        if file.skip_if_there && lies_there(&account, &file.local, &name).await {
            return Ok(true);
        }
        put_somehow(&account, &file.local, &name, &plain, &order).await.map(|()| false)
    };
    let sent = tokio::select! {
        sent = work => sent,
        () = order.cancelled() => Err(FtpsError::Cancelled),
    };
    let status = match sent {
        Ok(was_there) => CommandStatus::Confirmed { path: Some(format!("/{name}")), was_there },
        Err(error) => {
            if matches!(error, FtpsError::Cancelled) {
                // The half that arrived is of no use; if it cannot be removed, the next upload overwrites it.
                let _ = tokio::time::timeout(settings.timing.connect, remove(&account, &name)).await;
            }
            match distrust(&account.verifier) {
                Some(why) => CommandStatus::refused(RefusalKind::NotPermitted, why),
                None => CommandStatus::refused(error.kind(), error.sentence()),
            }
        }
    };
    (order, status)
}

/// The file service must show the certificate that the reports come with; the access code goes to nobody else.
fn distrust(verifier: &PrinterVerifier) -> Option<String> {
    if let Some(found) = verifier.other_printer() {
        return Some(format!(
            "The file service at this address shows the certificate of another machine ({found}). Check the \
             printer's address."
        ));
    }
    verifier.changed().map(|_| {
        "The file service shows another certificate than the printer's reports come with. Nothing was sent. If the \
         printer was reset or updated, accept its new certificate; otherwise see what stands at this address."
            .to_owned()
    })
}

async fn put_somehow(
    account: &Account,
    local: &Path,
    name: &str,
    plain: &AtomicBool,
    order: &Order,
) -> Result<(), FtpsError> {
    let progress =
        |sent_bytes, total_bytes| order.report(CommandStatus::Uploading { sent_bytes, total_bytes });
    let is_plain = plain.load(Ordering::Relaxed);
    match put(account, local, name, !is_plain, progress).await {
        Err(error) if !is_plain && error.may_be_the_protection() => {
            tracing::info!(%error, "a file is sent again without protection of its content");
            put(account, local, name, false, progress).await?;
            plain.store(true, Ordering::Relaxed);
            Ok(())
        }
        other => other,
    }
}

/// Sends one file. `progress` hears bytes sent and bytes in all.
///
/// # Errors
/// Why it did not arrive whole.
pub async fn put(
    account: &Account,
    local: &Path,
    remote: &str,
    is_protected: bool,
    progress: impl Fn(u64, u64),
) -> Result<(), FtpsError> {
    let unreadable = |error| FtpsError::File { name: local.display().to_string(), error };
    let mut file = File::open(local).await.map_err(unreadable)?;
    let total = file.metadata().await.map_err(unreadable)?.len();
    let whole = Duration::from_secs((total / SLOWEST_BYTES_PER_S).max(600));
    let sending = async {
        let mut control = Control::log_in(account).await?;
        let is_protected = is_protected && control.protect(true).await?;
        if !is_protected {
            control.protect(false).await?;
        }
        let data = control.passive().await?;
        control.start(&format!("STOR {remote}")).await?;
        let copied = if is_protected {
            let mut data = control.wrap(data).await?;
            let copied = copy(&mut file, &mut data, total, &progress).await;
            // Without the farewell of TLS: some printers wait on it for ever. The size is compared instead.
            end(copied, data.into_inner().0).await
        } else {
            let mut data = data;
            let copied = copy(&mut file, &mut data, total, &progress).await;
            end(copied, data).await
        };
        if let Err(broken) = copied {
            return Err(reason(&mut control, broken).await);
        }
        let said = control.end(FAREWELL).await;
        let arrived = control.size(remote).await;
        let result = judge(said, arrived, total);
        control.quit().await;
        result
    };
    tokio::time::timeout(whole, sending).await.map_err(|_| FtpsError::TooSlow)?
}

/// Closes the data connection: gently when everything went through it.
async fn end(copied: Result<(), FtpsError>, mut data: TcpStream) -> Result<(), FtpsError> {
    copied?;
    Ok(data.shutdown().await?)
}

/// The data connection broke: what the printer says about it is worth more than how the line broke.
async fn reason(control: &mut Control, broken: FtpsError) -> FtpsError {
    match control.end(REASON).await {
        Err(refused @ FtpsError::Refused { .. }) if matches!(broken, FtpsError::Line(_)) => refused,
        _ => broken,
    }
}

/// Whether a file arrived: by the printer's word and by the size that it tells.
fn judge(said: Result<(), FtpsError>, arrived: Result<u64, FtpsError>, total: u64) -> Result<(), FtpsError> {
    match (said, arrived) {
        (_, Ok(arrived)) if arrived == total => Ok(()),
        (Ok(()), Ok(arrived)) => Err(FtpsError::Truncated { arrived, sent: total }),
        // It says that all is well and cannot tell sizes.
        (Ok(()), Err(FtpsError::Refused { code: 500..=504, .. })) => Ok(()),
        (Ok(()), Err(error)) | (Err(error), _) => Err(error),
    }
}

async fn copy<W: AsyncWrite + Unpin>(
    file: &mut File,
    data: &mut W,
    total: u64,
    progress: &impl Fn(u64, u64),
) -> Result<(), FtpsError> {
    let mut chunk = vec![0; CHUNK];
    let mut sent = 0_u64;
    progress(0, total);
    loop {
        let read = file.read(&mut chunk).await?;
        if read == 0 {
            break;
        }
        tokio::time::timeout(STALL, data.write_all(&chunk[..read]))
            .await
            .map_err(|_| FtpsError::TooSlow)??;
        sent += u64::try_from(read).unwrap_or(0);
        progress(sent, total);
    }
    tokio::time::timeout(STALL, data.flush()).await.map_err(|_| FtpsError::TooSlow)??;
    Ok(())
}

/// Whether a file of this name and size is on the printer. One that cannot be asked for is sent.
async fn lies_there(account: &Account, local: &Path, name: &str) -> bool {
    let Ok(facts) = tokio::fs::metadata(local).await else { return false };
    let ask = async {
        let mut control = Control::log_in(account).await?;
        let size = control.size(name).await;
        control.quit().await;
        size
    };
    match tokio::time::timeout(account.within, ask).await {
        Ok(Ok(size)) => size == facts.len() && size > 0,
        Ok(Err(_)) | Err(_) => false,
    }
}

async fn remove(account: &Account, name: &str) -> Result<(), FtpsError> {
    let mut control = Control::log_in(account).await?;
    control.remove(name).await?;
    control.quit().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_arrived_when_its_size_is_right() {
        let stumbled = || Err(FtpsError::Refused { code: 426, text: "broken".into() });
        let unknown = || Err(FtpsError::Refused { code: 502, text: "no SIZE here".into() });
        assert!(judge(Ok(()), Ok(5), 5).is_ok());
        assert!(judge(stumbled(), Ok(5), 5).is_ok(), "it stumbled over the farewell only");
        assert!(judge(Err(FtpsError::TooSlow), Ok(5), 5).is_ok());
        assert!(judge(Ok(()), unknown(), 5).is_ok());
        assert!(matches!(judge(Ok(()), Ok(4), 5), Err(FtpsError::Truncated { arrived: 4, sent: 5 })));
        assert!(judge(stumbled(), Ok(4), 5).is_err());
        assert!(judge(stumbled(), unknown(), 5).is_err());
    }

    #[test]
    fn refusals_say_what_to_do() {
        let sentence = FtpsError::Refused { code: 553, text: "Could not create file.".into() }.sentence();
        assert!(sentence.starts_with("The printer's storage refused: 553") && sentence.contains("FAT32"));
    }
}
