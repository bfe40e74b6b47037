//! Secrets that have to be given back, like a printer's access code: sealed before they touch the store.
//!
//! The key lies in the keyring of the person's computer where there is one ([`KeyKeeper`], given from above), else in
//! `<name>.key` beside the store, readable by its owner alone; in no backup of the store in either case: who gets
//! hold of a database file reads no access code from it. A farm that is moved to another computer without its key
//! asks for the codes again.
//!
//! A key file of before goes on working. It is moved into the keyring only when the keyring has given the same key
//! back; what stays in the file is a note of where the key is and of how to know it, so that a keyring that lost it,
//! or holds another, is noticed and said.
//! Never: a secret in a log, a history, a support bundle or an answer; a new key where the old one may still be found.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
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

/// A keyring that keeps keys by name for the person at this computer. It answers within seconds, whatever happens.
pub trait KeyKeeper: Send + Sync {
    /// The key of this name; none when it holds none.
    ///
    /// # Errors
    /// Why the keyring does not answer, as a part of a sentence: it is locked, or there is none.
    fn read(&self, name: &str) -> std::result::Result<Option<Vec<u8>>, String>;

    /// Keeps a key under a name.
    ///
    /// # Errors
    /// As [`KeyKeeper::read`].
    fn write(&self, name: &str, key: &[u8]) -> std::result::Result<(), String>;
}

/// What the file holds while the key is in the keyring: its name there, and how to know it.
struct Note {
    name: String,
    fingerprint: String,
}

/// The first word of a note.
const NOTE: &str = "spoolyard-keyring";

impl Note {
    fn of(key: &[u8]) -> Result<Self> {
        let mut name = [0_u8; 12];
        getrandom::fill(&mut name).map_err(no_random)?;
        Ok(Self { name: format!("store {}", hex(&name)), fingerprint: fingerprint(key) })
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(bytes).ok()?.lines();
        if lines.next()? != NOTE {
            return None;
        }
        Some(Self { name: lines.next()?.to_owned(), fingerprint: lines.next()?.to_owned() })
    }

    fn write(&self) -> String {
        format!("{NOTE}\n{}\n{}\n", self.name, self.fingerprint)
    }
}

fn fingerprint(key: &[u8]) -> String {
    hex(&Sha256::digest([b"spoolyard key ".as_slice(), key].concat())[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Seal {
    /// The seal of the store at `path`, its key in a file; it is made when there is none yet.
    ///
    /// # Errors
    /// As [`Seal::kept`].
    pub fn of(path: &Path) -> Result<Self> {
        Self::kept(path, None)
    }

    /// The seal of the store at `path`, its key in a keyring where there is one.
    ///
    /// # Errors
    /// [`Code::DamagedFile`] when the key file is not a key, or the keyring lost the key or holds another;
    /// [`Code::WrongState`] while the keyring does not answer; [`Code::ReadOnly`] or [`Code::FileTrouble`] when the
    /// file can be neither read nor written.
    pub fn kept(path: &Path, keeper: Option<&dyn KeyKeeper>) -> Result<Self> {
        let place = key_path(path);
        match fs::read(&place) {
            Ok(bytes) => match Note::read(&bytes) {
                Some(note) => Self::from_keyring(&place, &note, keeper),
                None => {
                    let seal = Self::from_key(&bytes).ok_or_else(|| no_key(&place))?;
                    move_in(&place, &bytes, keeper);
                    Ok(seal)
                }
            },
            Err(err) if err.kind() == ErrorKind::NotFound => {
                let key = make(&place)?;
                move_in(&place, &key, keeper);
                Self::from_key(&key).ok_or_else(|| refuse(Code::Internal, "The key could not be made."))
            }
            Err(err) => Err(Error::file(&place, err)),
        }
    }

    fn from_key(bytes: &[u8]) -> Option<Self> {
        XChaCha20Poly1305::new_from_slice(bytes).ok().map(Self)
    }

    fn from_keyring(place: &Path, note: &Note, keeper: Option<&dyn KeyKeeper>) -> Result<Self> {
        let asked = keeper.map_or_else(
            || Err(String::from("this program was started without one")),
            |keeper| keeper.read(&note.name),
        );
        let place = place.display();
        match asked {
            Err(why) => {
                let text = format!(
                    "The key to the printers' access codes is in the keyring of this computer, which does not answer ({why}). Sign in to the desktop, unlock the keyring, and start Spoolyard again."
                );
                Err(refuse(Code::WrongState, text))
            }
            Ok(Some(key)) if fingerprint(&key) == note.fingerprint => {
                Self::from_key(&key).ok_or_else(|| refuse(Code::DamagedFile, "The keyring's key is damaged."))
            }
            Ok(found) => {
                let what = if found.is_some() { "holds another key" } else { "no longer holds the key" };
                let text = format!(
                    "The keyring of this computer {what} to the printers' access codes. Put the keyring back from its backup; or remove {place} and enter the access codes of the printers again."
                );
                Err(refuse(Code::DamagedFile, text))
            }
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

/// Makes a key and writes it into its file, which only its owner can read.
fn make(place: &Path) -> Result<[u8; KEY_BYTES]> {
    let mut key = [0_u8; KEY_BYTES];
    getrandom::fill(&mut key).map_err(no_random)?;
    write_new(place, &key).map_err(|err| Error::file(place, err))?;
    Ok(key)
}

fn write_new(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(place)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Moves a key from its file into the keyring. Whatever goes wrong on the way, the file stays as it is and works.
fn move_in(place: &Path, key: &[u8], keeper: Option<&dyn KeyKeeper>) {
    let Some(keeper) = keeper else { return };
    let moved = Note::of(key).map_err(|err| err.to_string()).and_then(|note| {
        keeper.write(&note.name, key)?;
        // Only what was given back is kept.
        if keeper.read(&note.name)?.as_deref() != Some(key) {
            return Err(String::from("it did not give the key back"));
        }
        replace(place, note.write().as_bytes()).map_err(|err| err.to_string())
    });
    if let Err(why) = moved {
        tracing::info!(why, "the key stays in its file; the keyring did not take it");
    }
}

/// Puts other bytes in the place of a file, wholly or not at all.
fn replace(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = place.with_file_name(name);
    // One that an interrupted start left behind.
    let _ = fs::remove_file(&new);
    write_new(&new, bytes)?;
    fs::rename(&new, place)
}

fn no_key(place: &Path) -> Error {
    let text = format!(
        "{} is not a key of Spoolyard. Put the right file back, or remove it and enter the access codes of the printers again.",
        place.display()
    );
    refuse(Code::DamagedFile, text)
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

    /// A keyring in memory, which can be told to fail.
    #[derive(Default)]
    struct Ring {
        keys: std::sync::Mutex<std::collections::BTreeMap<String, Vec<u8>>>,
        is_locked: std::sync::atomic::AtomicBool,
        forgets: bool,
    }

    impl Ring {
        fn lock(&self, is_locked: bool) {
            self.is_locked.store(is_locked, std::sync::atomic::Ordering::Relaxed);
        }

        fn answers(&self) -> std::result::Result<(), String> {
            let is_locked = self.is_locked.load(std::sync::atomic::Ordering::Relaxed);
            if is_locked { Err(String::from("it is locked")) } else { Ok(()) }
        }
    }

    impl KeyKeeper for Ring {
        fn read(&self, name: &str) -> std::result::Result<Option<Vec<u8>>, String> {
            self.answers()?;
            Ok(self.keys.lock().unwrap().get(name).cloned())
        }

        fn write(&self, name: &str, key: &[u8]) -> std::result::Result<(), String> {
            self.answers()?;
            if !self.forgets {
                self.keys.lock().unwrap().insert(name.to_owned(), key.to_vec());
            }
            Ok(())
        }
    }

    #[test]
    fn a_key_file_of_before_moves_into_the_keyring_and_opens_what_it_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("farm.sqlite");
        let sealed = Seal::of(&store).unwrap().close(&Secret::new("code"), "p").unwrap();
        let key = fs::read(key_path(&store)).unwrap();
        let ring = Ring::default();
        let moved = Seal::kept(&store, Some(&ring)).unwrap();
        assert_eq!(moved.open(&sealed, "p"), Some(Secret::new("code")));
        let note = fs::read(key_path(&store)).unwrap();
        assert!(!note.windows(8).any(|part| key.windows(8).any(|own| own == part)), "the file holds no key");
        assert_eq!(ring.keys.lock().unwrap().len(), 1);
        let again = Seal::kept(&store, Some(&ring)).unwrap();
        assert_eq!(again.open(&sealed, "p"), Some(Secret::new("code")));
        assert_eq!(ring.keys.lock().unwrap().len(), 1, "it is moved once");
    }

    #[test]
    fn a_keyring_that_fails_or_forgets_leaves_the_key_in_its_file() {
        for ring in
            [Ring { is_locked: true.into(), ..Ring::default() }, Ring { forgets: true, ..Ring::default() }]
        {
            let folder = tempfile::tempdir().unwrap();
            let store = folder.path().join("farm.sqlite");
            let sealed = Seal::kept(&store, Some(&ring)).unwrap().close(&Secret::new("code"), "p").unwrap();
            assert_eq!(fs::read(key_path(&store)).unwrap().len(), KEY_BYTES);
            assert_eq!(Seal::of(&store).unwrap().open(&sealed, "p"), Some(Secret::new("code")));
        }
    }

    #[test]
    fn a_keyring_that_is_locked_or_lost_its_key_says_what_to_do_and_makes_no_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("farm.sqlite");
        let ring = Ring::default();
        let sealed = Seal::kept(&store, Some(&ring)).unwrap().close(&Secret::new("code"), "p").unwrap();
        let refusal = |ring: Option<&dyn KeyKeeper>| Seal::kept(&store, ring).err().unwrap().into_refusal();
        ring.lock(true);
        let locked = refusal(Some(&ring));
        assert!(locked.code == Code::WrongState && locked.message.contains("unlock"), "{locked}");
        assert_eq!(refusal(None).code, Code::WrongState);
        ring.lock(false);
        let kept = std::mem::take(&mut *ring.keys.lock().unwrap());
        let lost = refusal(Some(&ring));
        assert!(lost.code == Code::DamagedFile && lost.message.contains("access codes"), "{lost}");
        let other = kept.keys().map(|name| (name.clone(), vec![7; KEY_BYTES])).collect();
        *ring.keys.lock().unwrap() = other;
        assert!(refusal(Some(&ring)).message.contains("another key"));
        *ring.keys.lock().unwrap() = kept;
        assert_eq!(Seal::kept(&store, Some(&ring)).unwrap().open(&sealed, "p"), Some(Secret::new("code")));
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
