//! A printer's storage for a test: FTP with TLS from the first byte, strict about what strict printers are strict
//! about, and with the weaknesses of the weak ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rcgen::KeyPair;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{HandshakeKind, ServerConfig, version};

use crate::broker::{CODE, Certificate};

/// What is peculiar to a printer's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quirk {
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

pub(crate) type Files = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// TLS 1.2 with this certificate.
pub(crate) fn acceptor(certificate: &Certificate) -> TlsAcceptor {
    let key = KeyPair::from_pem(&certificate.key_pem).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = ring::sign::any_supported_type(&key).unwrap();
    let chain = vec![CertificateDer::from(certificate.certificate_der.clone())];
    // A version 1 certificate: the usual way in would check it and say no.
    let certified = SingleCertAndKey::from(CertifiedKey::new(chain, key));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certified));
    TlsAcceptor::from(Arc::new(config))
}

/// Serves on a port of its own until the test's runtime ends.
pub(crate) async fn serve(certificate: &Certificate, quirk: Quirk) -> (u16, Files) {
    let acceptor = acceptor(certificate);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let files = Files::default();
    let kept = Arc::clone(&files);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that goes away in the middle is part of the game.
            tokio::spawn(talk(acceptor.clone(), stream, quirk, Arc::clone(&kept)));
        }
    });
    (port, files)
}

async fn talk(acceptor: TlsAcceptor, stream: TcpStream, quirk: Quirk, files: Files) -> std::io::Result<()> {
    let control = acceptor.accept(stream).await?;
    let (reading, mut writing) = tokio::io::split(control);
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220-Welcome\r\n220 to a simulated printer\r\n").await?;
    let (mut is_protected, mut data) = (false, None);
    while let Some(line) = lines.next_line().await? {
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let reply = match word {
            "USER" => "331 password".to_owned(),
            "PASS" if rest == CODE => "230 in".to_owned(),
            "PASS" => "530 Login incorrect.".to_owned(),
            "TYPE" | "PBSZ" => "200 ok".to_owned(),
            "PROT" => {
                is_protected = rest == "P";
                "200 ok".to_owned()
            }
            "PASV" => {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
                let port = listener.local_addr()?.port();
                data = Some(listener);
                // The address is a lie, as behind a router.
                format!("227 Entering Passive Mode (10,9,8,7,{},{}).", port >> 8, port & 255)
            }
            "SIZE" if quirk == Quirk::Stuck => std::future::pending().await,
            "SIZE" => match files.lock().unwrap().get(rest) {
                Some(bytes) => format!("213 {}", bytes.len()),
                None => "550 not here".to_owned(),
            },
            "DELE" => match files.lock().unwrap().remove(rest) {
                Some(_) => "250 gone".to_owned(),
                None => "550 not here".to_owned(),
            },
            "STOR" if quirk == Quirk::NoCard => "553 Could not create file.".to_owned(),
            "STOR" => {
                writing.write_all(b"150 go\r\n").await?;
                let Some(listener) = data.take() else { return Ok(()) };
                let (stream, _) = listener.accept().await?;
                store(&acceptor, stream, is_protected, quirk, rest, &files).await
            }
            "QUIT" => return Ok(()),
            _ => "502 never heard of it".to_owned(),
        };
        writing.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}

async fn store(
    acceptor: &TlsAcceptor,
    mut stream: TcpStream,
    is_protected: bool,
    quirk: Quirk,
    name: &str,
    files: &Files,
) -> String {
    let mut bytes = Vec::new();
    if is_protected {
        if quirk == Quirk::PlainOnly {
            return "425 no secure data connection".to_owned();
        }
        let Ok(mut data) = acceptor.accept(stream).await else { return "425 no greeting".to_owned() };
        if data.get_ref().1.handshake_kind() != Some(HandshakeKind::Resumed) {
            return "522 SSL connection failed: session reuse required".to_owned();
        }
        // Without TLS's farewell the end is an error here; what came before it counts.
        let _ = data.read_to_end(&mut bytes).await;
    } else {
        let _ = stream.read_to_end(&mut bytes).await;
    }
    if quirk == Quirk::Stuck {
        std::future::pending::<()>().await;
    }
    if quirk == Quirk::Truncates {
        bytes.truncate(bytes.len() / 2);
    }
    files.lock().unwrap().insert(name.to_owned(), bytes);
    if quirk == Quirk::Stumbles {
        "426 Failure reading network stream.".to_owned()
    } else {
        "226 done".to_owned()
    }
}
