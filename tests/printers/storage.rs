//! A printer's storage for a test, with the certificate of a broker of this folder.

use rcgen::KeyPair;
use spoolyard_printers::simulate::storage::{self, Card, Storage};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub(crate) use spoolyard_printers::simulate::storage::Quirk;

use crate::broker::{CODE, Certificate};

/// TLS 1.2 with this certificate.
pub(crate) fn acceptor(certificate: &Certificate) -> TlsAcceptor {
    let key = KeyPair::from_pem(&certificate.key_pem).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    storage::acceptor(CertificateDer::from(certificate.certificate_der.clone()), &key).unwrap()
}

/// Serves on a port of its own until the test's runtime ends.
pub(crate) async fn serve(certificate: &Certificate, quirk: Quirk) -> (u16, Card) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let card = Card::default();
    let storage =
        Storage { acceptor: acceptor(certificate), code: CODE.to_owned(), quirk, card: card.clone() };
    tokio::spawn(storage.serve(listener));
    (port, card)
}
