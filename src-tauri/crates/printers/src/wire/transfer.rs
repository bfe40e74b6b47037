//! A file on its way to a printer: read piece by piece, counted, and stopped when a person takes it back.

use std::path::Path;
use std::sync::Arc;

use futures_util::stream;
use md5::{Digest, Md5};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::http::{Http, HttpError, Reply};
use super::json::at;
use super::pursuit::No;
use crate::command::{CommandStatus, RefusalKind, Upload};
use crate::driver::Order;

/// Bytes of one piece.
pub(crate) const PIECE_BYTES: usize = 64 * 1024;
/// Bytes between two words about the progress.
const WORD_BYTES: u64 = 256 * 1024;
/// Longest name that every printer takes.
const NAME_CHARS: usize = 80;

/// An upload under way.
#[derive(Debug, Clone)]
pub(crate) struct Sending {
    order: Arc<Order>,
    file: std::path::PathBuf,
    /// The name on the printer, made safe.
    pub(crate) name: String,
    /// Bytes of the file.
    pub(crate) bytes: u64,
    /// It need not be sent where it lies on the printer already.
    pub(crate) skip_if_there: bool,
}

impl Sending {
    /// Looks at the file; refuses the order where it cannot be sent.
    pub(crate) async fn begin(order: Order, upload: &Upload) -> Result<Self, (Order, No)> {
        let size = match tokio::fs::metadata(&upload.local).await {
            Ok(facts) if facts.is_file() && facts.len() > 0 => facts.len(),
            Ok(_) => return Err((order, No::new(RefusalKind::File, "The file is empty or no file."))),
            Err(error) => {
                let why = format!("The file cannot be read: {error}.");
                return Err((order, No::new(RefusalKind::File, why)));
            }
        };
        let name = safe_name(&upload.name, &upload.local);
        order.report(CommandStatus::Uploading { sent_bytes: 0, total_bytes: size });
        let (file, skip_if_there) = (upload.local.clone(), upload.skip_if_there);
        Ok(Self { order: Arc::new(order), file, name, bytes: size, skip_if_there })
    }

    /// The whole file as a body that counts itself.
    pub(crate) async fn body(&self) -> Result<reqwest::Body, No> {
        let file = self.open().await?;
        let sending = self.clone();
        let pieces = stream::try_unfold((file, 0_u64, 0_u64), move |(mut file, sent, told)| {
            let sending = sending.clone();
            async move {
                let mut piece = vec![0; PIECE_BYTES];
                let count = file.read(&mut piece).await?;
                if count == 0 {
                    return Ok::<_, std::io::Error>(None);
                }
                piece.truncate(count);
                let sent = sent + count as u64;
                let told = sending.tell(sent, told);
                Ok(Some((piece, (file, sent, told))))
            }
        });
        Ok(reqwest::Body::wrap_stream(pieces))
    }

    /// The file as one part of a form.
    pub(crate) async fn part(&self) -> Result<reqwest::multipart::Part, No> {
        let part = reqwest::multipart::Part::stream_with_length(self.body().await?, self.bytes);
        part.file_name(self.name.clone())
            .mime_str("application/octet-stream")
            .map_err(|_| No::new(RefusalKind::File, "The file's name cannot be sent."))
    }

    /// Its MD5 sum as lower-case hex, which some printers want to know before the first byte.
    pub(crate) async fn md5(&self) -> Result<String, No> {
        let mut sum = Md5::new();
        self.each_piece(|piece| sum.update(piece)).await?;
        Ok(sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Sends the file in pieces of at most so many bytes, each when the one before was taken: `send` gets its offset
    /// and its bytes.
    pub(crate) async fn in_pieces<Taken>(
        &self,
        most: usize,
        mut send: impl FnMut(u64, Vec<u8>) -> Taken + Send,
    ) -> Result<(), No>
    where
        Taken: Future<Output = Result<(), No>> + Send,
    {
        let (mut offset, mut told) = (0, 0);
        while offset < self.bytes {
            let piece = self.piece(offset, most).await?;
            if piece.is_empty() {
                return Err(No::new(RefusalKind::File, "The file became shorter while it was sent."));
            }
            let length = piece.len() as u64;
            send(offset, piece).await?;
            offset += length;
            told = self.tell(offset, told);
        }
        Ok(())
    }

    /// A piece of the file from the middle; shorter at its end.
    async fn piece(&self, from: u64, most: usize) -> Result<Vec<u8>, No> {
        let mut file = self.open().await?;
        let read = async {
            file.seek(std::io::SeekFrom::Start(from)).await?;
            let mut piece = Vec::new();
            file.take(most as u64).read_to_end(&mut piece).await?;
            Ok::<_, std::io::Error>(piece)
        };
        read.await.map_err(|error| unreadable(&error))
    }

    /// Hands every byte to `see`, for sums that must be known before the first byte is sent.
    pub(crate) async fn each_piece(&self, mut see: impl FnMut(&[u8]) + Send) -> Result<(), No> {
        let mut file = self.open().await?;
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let count = file.read(&mut piece).await.map_err(|error| unreadable(&error))?;
            if count == 0 {
                return Ok(());
            }
            see(&piece[..count]);
        }
    }

    /// Says how far it is, not too often; gives what was last said.
    fn tell(&self, sent: u64, told: u64) -> u64 {
        if sent < told + WORD_BYTES && sent < self.bytes {
            return told;
        }
        let sent_bytes = sent.min(self.bytes);
        self.order.report(CommandStatus::Uploading { sent_bytes, total_bytes: self.bytes });
        sent
    }

    /// Says the end: the path on the printer, and whether the file lay there already.
    pub(crate) fn end(&self, result: Result<(String, bool), No>) {
        self.order.report(match result {
            Ok((path, was_there)) => CommandStatus::Confirmed { path: Some(path), was_there },
            Err(no) => CommandStatus::refused(no.kind, no.why),
        });
    }

    /// Waits until a person takes it back.
    pub(crate) async fn cancelled(&self) {
        self.order.cancelled().await;
    }

    async fn open(&self) -> Result<File, No> {
        File::open(&self.file).await.map_err(|error| unreadable(&error))
    }
}

/// The file's size on the printer, as its answer to a question about the file tells it; none where it has no such file
/// or does not tell.
pub(crate) async fn size_there(http: &Http, path: &str, at_path: &[&str]) -> Option<u64> {
    let reply = http.get(path).await.ok().filter(Reply::is_good)?;
    let body = reply.json().ok()?;
    at(&body, at_path).as_u64()
}

/// What a failed request means for an upload.
pub(crate) fn upload_failed(error: &HttpError) -> No {
    match error {
        HttpError::Denied(_) => {
            No::new(RefusalKind::NotPermitted, "The printer's key does not allow uploads.")
        }
        other => No::new(RefusalKind::Interrupted, format!("The upload broke off: {other}.")),
    }
}

fn unreadable(error: &std::io::Error) -> No {
    No::new(RefusalKind::File, format!("The file cannot be read: {error}."))
}

/// Letters, digits and `._-` of ASCII, no leading dot, a known ending kept, not too long.
fn safe_name(name: &str, local: &Path) -> String {
    let given = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    let given = if given.is_empty() {
        local.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    } else {
        given.to_owned()
    };
    let plain: String = given
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' })
        .collect();
    let plain = plain.trim_start_matches('.');
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, "gcode"));
    let ending: String = ending.chars().take(10).collect();
    let stem: String = stem.chars().take(NAME_CHARS - ending.len() - 1).collect();
    let stem = if stem.is_empty() { "print" } else { &stem };
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ones_that_every_printer_takes() {
        let local = Path::new("/x/part one.gcode");
        for (name, want) in [
            ("hook.gcode", "hook.gcode"),
            ("../../etc/passwd", "passwd.gcode"),
            ("Größe 2.bgcode", "Gr__e_2.bgcode"),
            ("", "part_one.gcode"),
            (".hidden", "hidden.gcode"),
            ("a\\b\\c.gcode", "c.gcode"),
        ] {
            assert_eq!(safe_name(name, local), want, "{name}");
        }
        assert_eq!(safe_name(&"n".repeat(500), local).len(), NAME_CHARS);
    }
}
