//! The storage of a simulated Bambu printer: FTP with TLS from the first byte, strict about what real ones are strict
//! about, and with the weaknesses of the weak ones where a test asks for them.
//!
//! Never: it writes to a disk, or listens beyond the address that it was given.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{HandshakeKind, ServerConfig, version};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Where a printer's storage answers.
pub const PORT: u16 = 990;
/// A card of so many bytes is full.
const CARD: u64 = 512 << 20;

/// What is peculiar to a printer's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quirk {
    /// None: the data connection must resume the session of the control connection.
    Strict,
    /// It stumbles over the end of the data connection though everything arrived.
    Stumbles,
    /// It keeps half of the file and says that all is well.
    Truncates,
    /// Its protected data connection does not work.
    PlainOnly,
    /// There is no card in it.
    NoCard,
    /// It takes data and never says that it is done, nor tells sizes, until the line ends.
    Stuck,
}

/// The files on its card, by path.
#[derive(Debug, Clone, Default)]
pub struct Card(Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Card {
    fn files(&self) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file's bytes.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.files().get(path).cloned()
    }

    /// Puts a file there, as a person with the card in a computer does.
    pub fn put(&self, path: impl Into<String>, bytes: Vec<u8>) {
        self.files().insert(path.into(), bytes);
    }

    /// Whether nothing lies on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files().is_empty()
    }

    fn free(&self) -> u64 {
        let used: u64 = self.files().values().map(|bytes| bytes.len() as u64).sum();
        CARD.saturating_sub(used)
    }
}

/// TLS 1.2 with this certificate.
///
/// # Errors
/// When the key is none that TLS can use.
pub fn acceptor(
    certificate: CertificateDer<'static>,
    key: &PrivateKeyDer<'_>,
) -> Result<TlsAcceptor, rustls::Error> {
    let key = ring::sign::any_supported_type(key)?;
    // A certificate of version 1, as some printers have: the usual way in would check it and say no.
    let certified = SingleCertAndKey::from(CertifiedKey::new(vec![certificate], key));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certified));
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// A storage, as every connection to it sees it.
#[derive(Clone)]
pub struct Storage {
    /// Its TLS, from [`acceptor`].
    pub acceptor: TlsAcceptor,
    /// The password.
    pub code: String,
    /// What is peculiar to it.
    pub quirk: Quirk,
    /// What lies in it.
    pub card: Card,
}

impl Storage {
    /// Serves whoever comes, until the task ends.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        loop {
            let (stream, _) = listener.accept().await?;
            // A client that goes away in the middle is part of the game.
            tokio::spawn(self.clone().talk(stream));
        }
    }

    async fn talk(self, stream: TcpStream) -> io::Result<()> {
        let here = stream.local_addr()?.ip();
        let control = self.acceptor.accept(stream).await?;
        let (reading, mut writing) = tokio::io::split(control);
        let mut lines = BufReader::new(reading).lines();
        writing.write_all(b"220-Welcome\r\n220 to a simulated printer\r\n").await?;
        let (mut is_in, mut is_protected, mut data) = (false, false, None);
        while let Some(line) = lines.next_line().await? {
            let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let reply = match word {
                "USER" => "331 password".to_owned(),
                "PASS" => {
                    is_in = rest == self.code;
                    if is_in { "230 in" } else { "530 Login incorrect." }.to_owned()
                }
                "QUIT" => return Ok(()),
                _ if !is_in => "530 Please login with USER and PASS.".to_owned(),
                "TYPE" | "PBSZ" => "200 ok".to_owned(),
                "PROT" => {
                    is_protected = rest == "P";
                    "200 ok".to_owned()
                }
                "PASV" => {
                    let listener = TcpListener::bind((here, 0)).await?;
                    let port = listener.local_addr()?.port();
                    data = Some(listener);
                    // The address is a lie, as behind a router.
                    format!("227 Entering Passive Mode (10,9,8,7,{},{}).", port >> 8, port & 255)
                }
                "SIZE" if self.quirk == Quirk::Stuck => std::future::pending().await,
                "SIZE" => match self.card.files().get(rest) {
                    Some(bytes) => format!("213 {}", bytes.len()),
                    None => "550 not here".to_owned(),
                },
                "DELE" => match self.card.files().remove(rest) {
                    Some(_) => "250 gone".to_owned(),
                    None => "550 not here".to_owned(),
                },
                "STOR" if self.quirk == Quirk::NoCard => "553 Could not create file.".to_owned(),
                "STOR" => {
                    writing.write_all(b"150 go\r\n").await?;
                    let Some(listener) = data.take() else { return Ok(()) };
                    let (stream, _) = listener.accept().await?;
                    self.store(stream, is_protected, rest).await
                }
                _ => "502 never heard of it".to_owned(),
            };
            writing.write_all(format!("{reply}\r\n").as_bytes()).await?;
        }
        Ok(())
    }

    async fn store(&self, stream: TcpStream, is_protected: bool, path: &str) -> String {
        let most = self.card.free() + 1;
        let mut bytes = if is_protected {
            if self.quirk == Quirk::PlainOnly {
                return "425 no secure data connection".to_owned();
            }
            let Ok(data) = self.acceptor.accept(stream).await else { return "425 no greeting".to_owned() };
            if data.get_ref().1.handshake_kind() != Some(HandshakeKind::Resumed) {
                return "522 SSL connection failed: session reuse required".to_owned();
            }
            taken(data, most).await
        } else {
            taken(stream, most).await
        };
        if self.quirk == Quirk::Stuck {
            std::future::pending::<()>().await;
        }
        if bytes.len() as u64 == most {
            return "552 The card is full.".to_owned();
        }
        if self.quirk == Quirk::Truncates {
            bytes.truncate(bytes.len() / 2);
        }
        self.card.put(path, bytes);
        if self.quirk == Quirk::Stumbles { "426 Failure reading network stream." } else { "226 done" }
            .to_owned()
    }
}

/// What comes, up to `most` bytes. Without TLS's farewell the end is an error; what came before it counts.
async fn taken(stream: impl AsyncRead + Unpin, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = stream.take(most).read_to_end(&mut bytes).await;
    bytes
}
