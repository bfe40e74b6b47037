//! Hashes and random tokens.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use spoolyard_types::Code;

use crate::error::{Result, refuse};

/// What is stored of a password: Argon2id with a salt of its own.
pub(crate) fn hash(password: &str) -> Result<String> {
    let mut salt = [0_u8; 16];
    fill(&mut salt)?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|h| h.to_string())
        .map_err(|err| refuse(Code::Internal, format!("The password could not be hashed ({err}).")))
}

/// Whether the password belongs to the hash. A hash that cannot be read belongs to none.
pub(super) fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
}

/// 256 random bits, in hex.
///
/// # Errors
/// When the computer gives no random numbers.
pub fn token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// A code to write down: 20 characters without look-alikes, 100 random bits.
pub(super) fn recovery_code() -> Result<String> {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut bytes = [0_u8; 20];
    fill(&mut bytes)?;
    let letters: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b & 31)])).collect();
    Ok(letters.chunks(5).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// What is stored of a token or recovery code. Both are long and random, so that a plain hash suffices.
pub(super) fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// A recovery code as it was printed, however it was typed.
pub(super) fn normal_code(typed: &str) -> String {
    let letters: Vec<char> =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    letters.chunks(5).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|err| refuse(Code::Internal, format!("The computer gives no random numbers ({err}).")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let hash = hash("a spool a day").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(matches("a spool a day", &hash));
        assert!(!matches("a spool a daY", &hash) && !matches("a spool a day", "!"));
    }

    #[test]
    fn a_recovery_code_may_be_typed_as_one_likes() {
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 23);
        assert_eq!(normal_code(&code.to_lowercase().replace('-', " ")), code);
    }
}
