//! Secrets that have to be given back, like a printer's access code: sealed before they touch the store.
//!
//! The key lies beside the store in `<name>.key`, readable by its owner alone, and in no backup of the store: who
//! gets hold of a database file reads no access code from it. A farm that is moved to another computer without
//! its key asks for the codes again.
//! Never: a secret in a log, a history, a support bundle or an answer.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use spoolyard_types::{Code, Secret};

use crate::error::{Error, Result, refuse};

const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;

/// What seals and opens.
pub struct Seal(XChaCha20Poly1305);

/// Where the key of a store lies.
#[must_use]
pub fn key_path(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".key");
    store.with_file_name(name)
}

impl Seal {
    /// The seal of the store at `path`; its key is made when there is none yet.
    ///
    /// # Errors
    /// [`Code::DamagedFile`] when the key file is not a key, [`Code::ReadOnly`] or [`Code::FileTrouble`] when it
    /// can be neither read nor written.
    pub fn of(path: &Path) -> Result<Self> {
        let place = key_path(path);
        match fs::read(&place) {
            Ok(bytes) => Self::from_key(&bytes).ok_or_else(|| {
                let text = format!(
                    "{} is not a key of Spoolyard. Put the right file back, or remove it and enter the access codes of the printers again.",
                    place.display()
                );
                refuse(Code::DamagedFile, text)
            }),
            Err(err) if err.kind() == ErrorKind::NotFound => Self::make(&place),
            Err(err) => Err(Error::file(&place, err)),
        }
    }

    fn from_key(bytes: &[u8]) -> Option<Self> {
        XChaCha20Poly1305::new_from_slice(bytes).ok().map(Self)
    }

    fn make(place: &Path) -> Result<Self> {
        let mut key = [0_u8; KEY_BYTES];
        getrandom::fill(&mut key).map_err(no_random)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(place).and_then(|mut file| {
            file.write_all(&key)?;
            file.sync_all()
        });
        match written {
            Ok(()) => {
                Self::from_key(&key).ok_or_else(|| refuse(Code::Internal, "The key could not be made."))
            }
            Err(err) => Err(Error::file(place, err)),
        }
    }

    /// Seals a secret for one place: opened for another, it is refused, so that codes cannot be swapped about.
    ///
    /// # Errors
    /// When the computer gives no random numbers.
    pub fn close(&self, secret: &Secret, place: &str) -> Result<String> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(no_random)?;
        let payload = Payload { msg: secret.reveal().as_bytes(), aad: place.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| refuse(Code::Internal, "The secret could not be sealed."))?;
        Ok(BASE64.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what was sealed for this place. None when the key is another one, or the text was changed.
    #[must_use]
    pub fn open(&self, sealed: &str, place: &str) -> Option<Secret> {
        let bytes = BASE64.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce = <[u8; NONCE_BYTES]>::try_from(nonce).ok()?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let clear = self.0.decrypt(&XNonce::from(nonce), payload).ok()?;
        String::from_utf8(clear).ok().map(Secret::new)
    }
}

fn no_random(err: getrandom::Error) -> Error {
    refuse(Code::Internal, format!("The computer gives no random numbers ({err})."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

    use super::*;

    #[test]
    fn a_secret_opens_where_it_was_sealed_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("farm.sqlite");
        let seal = Seal::of(&store).unwrap();
        let code = Secret::new("12345678");
        let sealed = seal.close(&code, "printer 1").unwrap();
        assert_ne!(sealed, seal.close(&code, "printer 1").unwrap(), "equal codes do not look equal");
        let again = Seal::of(&store).unwrap();
        assert_eq!(again.open(&sealed, "printer 1"), Some(code.clone()));
        assert_eq!(again.open(&sealed, "printer 2"), None);
        assert_eq!(again.open(&sealed[..sealed.len() - 2], "printer 1"), None);
        assert_eq!(again.open("", "printer 1"), None);
        assert!(!format!("{code:?}").contains("1234"));
        assert!(!sealed.contains("12345678"));
    }

    #[test]
    fn another_key_opens_nothing_and_a_broken_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("farm.sqlite");
        let sealed = Seal::of(&store).unwrap().close(&Secret::new("code"), "p").unwrap();
        let other = folder.path().join("other.sqlite");
        assert_eq!(Seal::of(&other).unwrap().open(&sealed, "p"), None);
        fs::write(key_path(&store), b"short").unwrap();
        let refusal = Seal::of(&store).err().unwrap().into_refusal();
        assert_eq!(refusal.code, Code::DamagedFile);
        assert!(refusal.message.contains("farm.sqlite.key"));
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("farm.sqlite");
        Seal::of(&store).unwrap();
        assert_eq!(fs::metadata(key_path(&store)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
