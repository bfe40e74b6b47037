//! What an account is and when it may sign in.

use spoolyard_types::ids::UserId;
use spoolyard_types::{Actor, Code, Role, Timestamp};

use crate::error::{Result, refuse_field};

stored_enum! {
    /// Whether an account may sign in.
    pub enum AccountStatus {
        /// It may.
        Active = "active",
        /// It was put aside.
        Inactive = "inactive",
        /// It was locked by an admin.
        Suspended = "suspended",
    }
}

read_model! {
    /// A person who works at the farm.
    pub struct Account {
        /// Its row.
        pub id: UserId,
        /// What it signs in with.
        pub email: String,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// What it may do.
        pub role: Role,
        /// Whether it may sign in.
        pub status: AccountStatus,
        /// When it last did.
        pub last_login_at: Option<Timestamp>,
        /// Since when it exists.
        pub created_at: Timestamp,
    }
}

impl Account {
    /// Staff and admins that are active.
    #[must_use]
    pub fn may_sign_in(&self) -> bool {
        self.status == AccountStatus::Active && self.role >= Role::Staff
    }

    /// This account as the one who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { user_id: Some(self.id), name: self.shown_name(), role: self.role }
    }

    /// How every history names this person: `Ana Ferreira`, or the e-mail address of a person without a name.
    #[must_use]
    pub fn shown_name(&self) -> String {
        shown_name(self.first_name.as_deref(), self.last_name.as_deref(), &self.email)
    }
}

/// Given and family name as one, or the e-mail address when both are missing.
pub(crate) fn shown_name(first: Option<&str>, last: Option<&str>, email: &str) -> String {
    let words: Vec<&str> =
        [first, last].into_iter().flatten().map(str::trim).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { email.to_owned() } else { words.join(" ") }
}

/// The shortest password that is taken.
const SHORTEST: usize = 10;

/// Refuses a password that is easily guessed.
pub(super) fn check_password(password: &str, email: &str, field: &str) -> Result<()> {
    let length = password.chars().count();
    let weak = |why: &str| Err(refuse_field(Code::WeakPassword, field, why));
    if length < SHORTEST {
        return weak("Use at least 10 characters; a short sentence is easy to remember.");
    }
    if length > 500 {
        return weak("At most 500 characters fit.");
    }
    let distinct: std::collections::HashSet<char> = password.chars().collect();
    if distinct.len() < 5 {
        return weak("Use more different characters; a short sentence is easy to remember.");
    }
    let name = email.split('@').next().unwrap_or_default().to_lowercase();
    if name.len() >= 4 && password.to_lowercase().contains(&name) {
        return weak("Do not use your e-mail address in it.");
    }
    Ok(())
}

/// Refuses what cannot be an e-mail address.
pub(crate) fn check_email(email: &str, field: &str) -> Result<()> {
    let parts: Vec<&str> = email.split('@').collect();
    let shaped = matches!(parts.as_slice(), [name, host] if !name.is_empty() && host.contains('.')
        && !host.starts_with('.') && !host.ends_with('.'));
    if shaped && !email.chars().any(char::is_whitespace) {
        return Ok(());
    }
    Err(refuse_field(Code::InvalidValue, field, "This is not an e-mail address, like anna@example.com."))
}

/// How long an account waits after this many wrong tries in a row: none for four, then 30 s, doubling to 15 min.
pub(super) fn wait_seconds(failed: u32) -> i64 {
    if failed < 5 { 0 } else { (30_i64 << (failed - 5).min(5)).min(900) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_names_people_and_falls_back_to_what_they_sign_in_with() {
        let shown = |first, last| shown_name(first, last, "ana@example.com");
        assert_eq!(shown(Some("Ana"), Some("Ferreira")), "Ana Ferreira");
        assert_eq!(shown(Some(" Ana "), None), "Ana");
        assert_eq!(shown(Some(""), Some("  ")), "ana@example.com");
        assert_eq!(shown(None, None), "ana@example.com");
    }

    #[test]
    fn five_wrong_tries_slow_down_and_ever_more() {
        assert_eq!([0, 4, 5, 6, 9, 10, 40].map(wait_seconds), [0, 0, 30, 60, 480, 900, 900]);
    }

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        for weak in ["short", "aaaaaaaaaaaaaa", "1212121212", "anna.smith-2026"] {
            assert!(check_password(weak, "anna.smith@example.com", "password").is_err(), "{weak}");
        }
        assert!(check_password("a spool a day", "anna@example.com", "password").is_ok());
    }

    #[test]
    fn an_email_address_has_a_name_and_a_host() {
        for bad in ["anna", "anna@", "@example.com", "anna@example", "a b@example.com", "a@b@c.de", "a@.de"] {
            assert!(check_email(bad, "email").is_err(), "{bad}");
        }
        assert!(check_email("anna@exämple.com", "email").is_ok());
    }
}
