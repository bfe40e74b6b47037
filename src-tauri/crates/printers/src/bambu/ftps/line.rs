//! The control connection: commands, numbered replies, and the way to a data connection.

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::FtpsError;
use crate::bambu::tls::PrinterVerifier;

/// Longest reply that is read.
const REPLY_BYTES: usize = 16 * 1024;

/// Where and as whom.
#[derive(Clone)]
pub struct Account {
    /// Host name or address.
    pub host: String,
    /// Port of the control connection.
    pub port: u16,
    /// The name given in the TLS greeting.
    pub server_name: String,
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
    /// Knows the printer.
    pub verifier: Arc<PrinterVerifier>,
    /// For each answer.
    pub within: Duration,
}

/// A control connection that is logged in.
pub struct Control {
    stream: TlsStream<TcpStream>,
    replies: Replies,
    config: Arc<ClientConfig>,
    account: Account,
}

impl Control {
    /// Connects and logs in.
    ///
    /// # Errors
    /// Why not.
    pub async fn log_in(account: &Account) -> Result<Self, FtpsError> {
        // One configuration for control and data: it keeps the session that the data connection must resume.
        let config = account.verifier.config().map_err(std::io::Error::other)?;
        let tcp = timed(account.within, TcpStream::connect((account.host.as_str(), account.port))).await?;
        let stream = wrap(account, &config, tcp).await?;
        let mut control = Self { stream, replies: Replies::default(), config, account: account.clone() };
        control.expect(&[220]).await?;
        if control.command(&format!("USER {}", account.user), &[331, 230]).await?.0 == 331 {
            control.command(&format!("PASS {}", account.password), &[230, 202]).await?;
        }
        control.command("TYPE I", &[200]).await?;
        Ok(control)
    }

    /// Protects the data connection or leaves it plain; whether the printer agreed.
    ///
    /// # Errors
    /// When the line fails.
    pub async fn protect(&mut self, is_protected: bool) -> Result<bool, FtpsError> {
        if is_protected {
            self.say("PBSZ 0").await?;
            self.reply().await?;
        }
        self.say(if is_protected { "PROT P" } else { "PROT C" }).await?;
        Ok(self.reply().await?.0 == 200)
    }

    /// Opens a data connection to where the printer listens. The address that it tells is ignored: behind a router
    /// it is wrong.
    ///
    /// # Errors
    /// When there is none.
    pub async fn passive(&mut self) -> Result<TcpStream, FtpsError> {
        let (_, text) = self.command("PASV", &[227]).await?;
        let port = passive_port(&text)?;
        timed(self.account.within, TcpStream::connect((self.account.host.as_str(), port))).await
    }

    /// TLS on a data connection, resuming the control connection's session.
    ///
    /// # Errors
    /// When the greeting fails.
    pub async fn wrap(&self, data: TcpStream) -> Result<TlsStream<TcpStream>, FtpsError> {
        wrap(&self.account, &self.config, data).await
    }

    /// Gives a command that moves data.
    ///
    /// # Errors
    /// When the printer refuses.
    pub async fn start(&mut self, command: &str) -> Result<(), FtpsError> {
        self.command(command, &[125, 150]).await.map(|_| ())
    }

    /// Waits for the word that the data arrived.
    ///
    /// # Errors
    /// When it says otherwise, or nothing.
    pub async fn end(&mut self, within: Duration) -> Result<(), FtpsError> {
        let (code, text) =
            tokio::time::timeout(within, self.read_reply()).await.map_err(|_| FtpsError::TooSlow)??;
        if matches!(code, 226 | 250) { Ok(()) } else { Err(FtpsError::Refused { code, text }) }
    }

    /// A file's size on the printer.
    ///
    /// # Errors
    /// When it is not there, or the printer cannot tell.
    pub async fn size(&mut self, remote: &str) -> Result<u64, FtpsError> {
        let (_, text) = self.command(&format!("SIZE {remote}"), &[213]).await?;
        text.trim().parse().map_err(|_| FtpsError::Protocol)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// When the printer refuses.
    pub async fn remove(&mut self, remote: &str) -> Result<(), FtpsError> {
        self.command(&format!("DELE {remote}"), &[250]).await.map(|_| ())
    }

    /// Says goodbye; nothing depends on the answer.
    pub async fn quit(mut self) {
        let _ = self.say("QUIT").await;
    }

    async fn command(&mut self, command: &str, wanted: &[u16]) -> Result<(u16, String), FtpsError> {
        self.say(command).await?;
        self.expect(wanted).await
    }

    async fn expect(&mut self, wanted: &[u16]) -> Result<(u16, String), FtpsError> {
        let (code, text) = self.reply().await?;
        if wanted.contains(&code) { Ok((code, text)) } else { Err(FtpsError::Refused { code, text }) }
    }

    async fn say(&mut self, command: &str) -> Result<(), FtpsError> {
        if command.contains(['\r', '\n']) {
            return Err(FtpsError::Protocol);
        }
        let line = format!("{command}\r\n");
        let all = async {
            self.stream.write_all(line.as_bytes()).await?;
            self.stream.flush().await
        };
        timed(self.account.within, all).await
    }

    async fn reply(&mut self) -> Result<(u16, String), FtpsError> {
        tokio::time::timeout(self.account.within, self.read_reply()).await.map_err(|_| FtpsError::TooSlow)?
    }

    async fn read_reply(&mut self) -> Result<(u16, String), FtpsError> {
        loop {
            if let Some(reply) = self.replies.take()? {
                return Ok(reply);
            }
            if self.stream.read_buf(&mut self.replies.buffer).await? == 0 {
                return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
            }
        }
    }
}

/// The replies in what a control connection sent.
#[derive(Debug, Default)]
pub struct Replies {
    buffer: Vec<u8>,
}

impl Replies {
    /// Takes bytes in.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole reply, its number and the text of its last line: the one that has a space behind its number.
    /// None while it is not all there.
    ///
    /// # Errors
    /// When a line does not end.
    pub fn take(&mut self) -> Result<Option<(u16, String)>, FtpsError> {
        while let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.buffer.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if let Some((number, text)) = line.split_at_checked(4)
                && number.ends_with(' ')
                && let Ok(code) = number.trim().parse::<u16>()
            {
                return Ok(Some((code, crate::limits::tame(text))));
            }
        }
        if self.buffer.len() > REPLY_BYTES { Err(FtpsError::Protocol) } else { Ok(None) }
    }
}

/// The port in the reply to `PASV`: the last two of six numbers in brackets.
///
/// # Errors
/// When there are no such numbers.
pub fn passive_port(text: &str) -> Result<u16, FtpsError> {
    let inside = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside);
    let numbers: Option<Vec<u8>> =
        inside.unwrap_or_default().split(',').map(|number| number.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some([_, _, _, _, high, low]) => Ok(u16::from_be_bytes([*high, *low])),
        Some(_) | None => Err(FtpsError::Protocol),
    }
}

async fn wrap(
    account: &Account,
    config: &Arc<ClientConfig>,
    tcp: TcpStream,
) -> Result<TlsStream<TcpStream>, FtpsError> {
    let name = ServerName::try_from(account.server_name.clone()).map_err(|_| FtpsError::Protocol)?;
    timed(account.within, TlsConnector::from(Arc::clone(config)).connect(name, tcp)).await
}

async fn timed<T>(within: Duration, work: impl Future<Output = std::io::Result<T>>) -> Result<T, FtpsError> {
    Ok(tokio::time::timeout(within, work).await.map_err(|_| FtpsError::TooSlow)??)
}
