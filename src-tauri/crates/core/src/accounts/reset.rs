//! A lost password: its owner asks on this computer, an admin approves, its owner sets a new one.

use chrono::TimeDelta;
use spoolyard_types::ids::UserId;
use spoolyard_types::{Actor, Code, Role, Text, Timestamp};

use super::model::check_password;
use super::users::Done;
use super::{secrets, session};
use crate::db::{Intent, Read, Write};
use crate::error::{Result, not_found, refuse};
use crate::{App, bind};

wire! {
    /// Whose password is lost.
    pub struct RequestReset {
        /// The account's e-mail address.
        pub email: Text<255>,
    }

    /// What the asking window keeps until an admin has approved.
    pub struct ResetTicket {
        /// Sent back with the new password.
        pub token: String,
        /// Until when.
        pub expires_at: Timestamp,
    }

    /// An admin's answer.
    pub struct DecideReset {
        /// The request.
        pub id: i64,
        /// Whether it is granted.
        pub approve: bool,
        /// Why, for the record.
        pub admin_notes: Option<Text<500>>,
    }

    /// The new password.
    pub struct CompleteReset {
        /// The ticket.
        pub token: Text<100>,
        /// The password from now on.
        pub new_password: Text<500>,
    }

    /// Requests that wait for an admin.
    pub struct ResetList {
        /// Oldest first.
        pub requests: Vec<ResetRow>,
    }
}

read_model! {
    /// A request that waits for an admin.
    pub struct ResetRow {
        /// The request.
        pub id: i64,
        /// Whose password.
        pub email: String,
        /// When it was asked for.
        pub created_at: Timestamp,
        /// Until when it can be granted.
        pub expires_at: Timestamp,
    }
}

/// Asks for a reset. The answer is the same whether the account exists or not.
///
/// # Errors
/// When the store cannot be written.
pub fn request_reset(app: &App, request: &RequestReset) -> Result<ResetTicket> {
    let token = secrets::token()?;
    let approval = secrets::token()?;
    let expires_at = Timestamp::new(app.db.clock().now().get() + TimeDelta::hours(24));
    app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "password.request_reset"), |w| {
        let user: Option<UserId> = w.value(
            "SELECT id FROM users WHERE email = ?1 COLLATE NOCASE AND status = 'active'
               AND account_type IN ('staff', 'admin')",
            bind![request.email],
        )?;
        let Some(user) = user else { return Ok(()) };
        w.execute(
            "UPDATE password_reset_requests SET status = 'expired' WHERE user_id = ?1 AND status IN ('pending', 'approved')",
            bind![user],
        )?;
        w.insert(
            "INSERT INTO password_reset_requests (user_id, token, approval_token, status, created_at, expires_at)
             VALUES (?1, ?2, ?3, 'pending', ?4, ?5)",
            bind![user, secrets::digest(&token), secrets::digest(&approval), w.now(), expires_at],
        )?;
        w.about("user", user.get(), Some(&request.email));
        Ok(())
    })?;
    Ok(ResetTicket { token, expires_at })
}

/// Requests that wait for an admin.
///
/// # Errors
/// When the store cannot be read.
pub fn reset_requests(r: &Read<'_>) -> Result<ResetList> {
    let requests = r.all(
        "SELECT p.id AS id, u.email AS email, p.created_at AS created_at, p.expires_at AS expires_at
         FROM password_reset_requests p JOIN users u ON u.id = p.user_id
         WHERE p.status = 'pending' AND p.expires_at > ?1 ORDER BY p.id",
        bind![r.now()],
    )?;
    Ok(ResetList { requests })
}

/// An admin grants or denies a request.
///
/// # Errors
/// [`Code::NotFound`] when it no longer waits.
pub fn decide_reset(w: &Write<'_>, request: &DecideReset) -> Result<Done> {
    let status = if request.approve { "approved" } else { "denied" };
    let user: Option<UserId> = w.value(
        "UPDATE password_reset_requests SET status = ?2, approved_at = CASE WHEN ?2 = 'approved' THEN ?3 END,
             admin_notes = ?4 WHERE id = ?1 AND status = 'pending' AND expires_at > ?3 RETURNING user_id",
        bind![request.id, status, w.now(), request.admin_notes],
    )?;
    let user = user.ok_or_else(|| not_found("waiting reset request", request.id))?;
    w.about("user", user.get(), None);
    Ok(Done {})
}

/// Sets the new password once an admin has approved.
///
/// # Errors
/// [`Code::WrongState`] while nobody has, [`Code::WeakPassword`].
pub fn complete_reset(app: &App, request: &CompleteReset) -> Result<Done> {
    check_password(&request.new_password, "", "new_password")?;
    let hash = secrets::hash(&request.new_password)?;
    let user = app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "password.complete_reset"), |w| {
        let user: Option<UserId> = w.value(
            "UPDATE password_reset_requests SET status = 'completed', completed_at = ?2
             WHERE token = ?1 AND status = 'approved' AND expires_at > ?2 RETURNING user_id",
            bind![secrets::digest(&request.token), w.now()],
        )?;
        let user = user.ok_or_else(|| {
            refuse(Code::WrongState, "No admin has approved this yet. Ask one to open Settings → Accounts.")
        })?;
        w.execute(
            "UPDATE users SET password_hash = ?2, failed_sign_ins = 0, locked_until = NULL, updated_at = ?3 WHERE id = ?1",
            bind![user, hash, w.now()],
        )?;
        w.execute(
            "UPDATE refresh_tokens SET revoked = 1, revoked_at = ?2 WHERE user_id = ?1 AND revoked = 0",
            bind![user, w.now()],
        )?;
        let account = session::account(w, user)?;
        w.about("user", user.get(), Some(&account.email));
        Ok(user)
    })?;
    app.close_sessions_of(user);
    Ok(Done {})
}
