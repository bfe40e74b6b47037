//! Whom we talk to: a printer's own certificate, pinned.
//!
//! Printers sign their certificates with an authority of their maker, many in a version (X.509 v1) that the usual
//! checks reject. What identifies the printer is the name in it, its serial number, and that it stays the same:
//! the first certificate seen for a serial number is remembered, any other is refused until a person accepts it.
//! The handshake still proves that the other side holds the certificate's key.
//!
//! A web server in front of a printer (OctoPrint, Mainsail behind a proxy) is pinned the same way, only that its name
//! does not matter: on a local network its certificate is mostly its own, and the address is typed by hand.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use sha2::{Digest, Sha256};
use x509_parser::parse_x509_certificate;

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The name in it; a printer's serial number.
    pub common_name: Option<String>,
    /// SHA-256 of the whole, lower-case hex.
    pub sha256: String,
}

/// Reads a certificate of any version.
#[must_use]
pub fn read_certificate(der: &[u8]) -> Shown {
    let sha256 = Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect();
    let common_name = parse_x509_certificate(der).ok().and_then(|(_, certificate)| {
        let name = certificate.subject().iter_common_name().next()?.as_str().ok()?;
        Some(crate::limits::tame(name))
    });
    Shown { common_name, sha256 }
}

/// Checks one printer's certificate.
#[derive(Debug)]
pub struct PrinterVerifier {
    /// The name that must stand in the certificate; none takes any.
    serial: Option<String>,
    pinned: Mutex<Option<String>>,
    /// A printer's own program, not a web server in front of one.
    is_printer: bool,
    provider: Arc<CryptoProvider>,
    shown: Mutex<Option<Shown>>,
}

impl PrinterVerifier {
    /// For the printer of this serial number; `pinned` is what it showed when it was accepted.
    #[must_use]
    pub fn new(serial: impl Into<String>, pinned: Option<String>) -> Arc<Self> {
        Self::made(Some(serial.into()), pinned, true)
    }

    /// For a web server of any name. Without a pin the first certificate that it proves to hold is the pin.
    #[must_use]
    pub fn of_host(pinned: Option<String>) -> Arc<Self> {
        Self::made(None, pinned, false)
    }

    /// Takes whatever is shown, to learn which printer is there. Nothing secret may be said on such a line.
    #[must_use]
    pub fn looking() -> Arc<Self> {
        Self::made(None, None, true)
    }

    fn made(serial: Option<String>, pinned: Option<String>, is_printer: bool) -> Arc<Self> {
        Arc::new(Self {
            serial,
            pinned: Mutex::new(pinned.map(|pin| pin.to_ascii_lowercase())),
            is_printer,
            provider: Arc::new(ring::default_provider()),
            shown: Mutex::new(None),
        })
    }

    /// SHA-256 of the certificate that is held to, lower-case hex.
    #[must_use]
    pub fn pinned(&self) -> Option<String> {
        held(&self.pinned).clone()
    }

    /// What the other side showed last, accepted or not.
    #[must_use]
    pub fn shown(&self) -> Option<Shown> {
        held(&self.shown).clone()
    }

    /// A certificate with another serial number was shown: its name.
    #[must_use]
    pub fn other_printer(&self) -> Option<String> {
        let shown = self.shown()?;
        let serial = self.serial.as_deref()?;
        (shown.common_name.as_deref() != Some(serial))
            .then(|| shown.common_name.unwrap_or_else(|| "no name".to_owned()))
    }

    /// Another certificate than the pinned one was shown: pinned and shown.
    #[must_use]
    pub fn changed(&self) -> Option<(String, String)> {
        let shown = self.shown()?;
        let pinned = self.pinned()?;
        (pinned != shown.sha256).then_some((pinned, shown.sha256))
    }

    /// A configuration that checks with this. For printers TLS 1.2 alone: those that offer 1.3 break with it, and the
    /// others do not know it. Sessions are kept in it, which file transfer needs.
    ///
    /// # Errors
    /// Never with the provider that is built in.
    pub fn config(self: &Arc<Self>) -> Result<Arc<ClientConfig>, Error> {
        let versions: &[_] =
            if self.is_printer { &[&rustls::version::TLS12] } else { rustls::DEFAULT_VERSIONS };
        let config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(versions)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::<Self>::clone(self))
            .with_no_client_auth();
        Ok(Arc::new(config))
    }

    fn check_signature(
        &self,
        message: &[u8],
        certificate: &[u8],
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let bad = || Error::InvalidCertificate(CertificateError::BadSignature);
        let (_, parsed) = parse_x509_certificate(certificate)
            .map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))?;
        let key = parsed.public_key();
        let algorithm = algorithm_identifier(key.raw).ok_or_else(bad)?;
        let known = self.provider.signature_verification_algorithms.mapping.iter();
        let mut fitting = known
            .filter(|(scheme, _)| *scheme == signed.scheme)
            .flat_map(|(_, algorithms)| algorithms.iter())
            .filter(|candidate| candidate.public_key_alg_id().as_ref() == algorithm);
        fitting
            .find(|check| {
                check.verify_signature(&key.subject_public_key.data, message, signed.signature()).is_ok()
            })
            .ok_or_else(bad)?;
        self.adopt();
        Ok(HandshakeSignatureValid::assertion())
    }

    /// A web server has proved what it showed: that holds from now on.
    fn adopt(&self) {
        if !self.is_printer
            && let Some(shown) = self.shown()
        {
            held(&self.pinned).get_or_insert(shown.sha256);
        }
    }
}

/// The first inner sequence of a public key: which algorithm it is for.
#[must_use]
pub fn algorithm_identifier(key: &[u8]) -> Option<&[u8]> {
    contents(contents(key)?)
}

/// What the DER value at the front of `bytes` holds.
fn contents(bytes: &[u8]) -> Option<&[u8]> {
    let (&first, rest) = bytes.get(1..)?.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let digits = usize::from(first & 0x7F);
        let (digits, rest) = rest.split_at_checked(digits).filter(|(digits, _)| digits.len() <= 4)?;
        (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
    };
    rest.get(..length)
}

impl ServerCertVerifier for PrinterVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = read_certificate(end_entity);
        *held(&self.shown) = Some(shown);
        if self.other_printer().is_some() || self.changed().is_some() {
            return Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure));
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_has_no_name_and_does_not_panic() {
        for bytes in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80", b"hello"] {
            assert_eq!(read_certificate(bytes).common_name, None);
            assert_eq!(algorithm_identifier(bytes), None);
        }
    }
}
