//! Signing in, staying signed in, signing out, and the way back in when the password is lost.

use chrono::TimeDelta;
use spoolyard_types::ids::UserId;
use spoolyard_types::{Actor, Code, Refusal, Role, Text, Timestamp};

use super::model::{Account, check_password, wait_seconds};
use super::secrets;
use crate::db::{Intent, Read};
use crate::error::{Result, refuse};
use crate::settings::Company;
use crate::{App, bind};

wire! {
    /// Nothing to say.
    pub struct StateRequest {}

    /// Who wants in.
    pub struct SignIn {
        /// The account's e-mail address.
        pub email: Text<255>,
        /// Its password.
        pub password: Text<500>,
        /// Stay signed in on this computer for 30 days.
        #[serde(default)]
        pub stay: bool,
    }

    /// Who is in.
    pub struct SignedIn {
        /// The session; sent with every request.
        pub token: String,
        /// Kept on this computer to resume later, when it was asked for.
        pub refresh_token: Option<String>,
        /// The account.
        pub user: Account,
    }

    /// A device that stayed signed in.
    pub struct RefreshToken {
        /// What [`SignedIn`] gave it.
        pub refresh_token: String,
    }

    /// The way back in with the code that was printed at set-up.
    pub struct Recover {
        /// The account's e-mail address.
        pub email: Text<255>,
        /// The code, typed with or without hyphens.
        pub recovery_code: Text<100>,
        /// The password from now on.
        pub new_password: Text<500>,
    }

    /// Back in.
    pub struct Recovered {
        /// The session.
        pub token: String,
        /// The next recovery code; the old one is spent.
        pub recovery_code: String,
        /// The account.
        pub user: Account,
    }

    /// What the window needs before anything else.
    pub struct SessionState {
        /// Nobody has set this farm up yet.
        pub needs_setup: bool,
        /// Who has signed in.
        pub user: Option<Account>,
        /// The company, once it is set up.
        pub company: Option<Company>,
        /// Nothing can be changed: the data lies on a medium that cannot be written.
        pub read_only: bool,
        /// Spoolyard's version.
        pub version: String,
        /// Where the data lies.
        pub path: String,
        /// Why the data could not be opened; everything else is empty then.
        pub trouble: Option<Refusal>,
    }
}

read_model! {
    /// What signing in compares with.
    struct Credentials {
        id: UserId,
        password_hash: String,
        recovery_code_hash: Option<String>,
        failed_sign_ins: u32,
        locked_until: Option<Timestamp>,
    }
}

fn credentials(r: &Read<'_>, email: &str) -> Result<Option<Credentials>> {
    r.maybe(
        "SELECT id, password_hash, recovery_code_hash, failed_sign_ins, locked_until FROM users
         WHERE email = ?1 COLLATE NOCASE AND status = 'active' AND account_type IN ('staff', 'admin')",
        bind![email],
    )
}

pub(super) fn account(r: &Read<'_>, id: UserId) -> Result<Account> {
    r.maybe(
        "SELECT id, email, first_name, last_name, account_type AS role, status, last_login_at, created_at
         FROM users WHERE id = ?1",
        bind![id],
    )?
    .ok_or_else(|| crate::error::not_found("account", id))
}

fn wrong() -> crate::Error {
    refuse(Code::WrongCredentials, "The e-mail address or the password is wrong. Check both and try again.")
}

/// Opens a session for whoever knows the password.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooManyTries`].
pub fn sign_in(app: &App, request: &SignIn) -> Result<SignedIn> {
    let known = app.look(|r| credentials(r, &request.email))?;
    let now = app.db.clock().now();
    let Some(known) = known else {
        // As long as for an account that exists, so that the time does not tell.
        let _ = secrets::hash(&request.password)?;
        return Err(wrong());
    };
    refuse_while_locked(&known, now)?;
    if !secrets::matches(&request.password, &known.password_hash) {
        return Err(wrong_try(app, &known, now)?);
    }
    let refresh = if request.stay { Some(secrets::token()?) } else { None };
    let user = app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "session.sign_in"), |w| {
        w.execute(
            "UPDATE users SET failed_sign_ins = 0, locked_until = NULL, last_login_at = ?2 WHERE id = ?1",
            bind![known.id, now],
        )?;
        if let Some(refresh) = &refresh {
            keep_device(w, known.id, refresh)?;
        }
        w.about("user", known.id.get(), Some(&request.email));
        account(w, known.id)
    })?;
    let token = open(app, known.id)?;
    Ok(SignedIn { token, refresh_token: refresh, user })
}

fn refuse_while_locked(known: &Credentials, now: Timestamp) -> Result<()> {
    let Some(until) = known.locked_until.filter(|until| *until > now) else { return Ok(()) };
    let seconds = (until.get() - now.get()).num_seconds().max(1);
    let text = format!("{} wrong tries. Wait {seconds} seconds, then try again.", known.failed_sign_ins);
    Err(Refusal::new(Code::TooManyTries, text).with(serde_json::json!({ "wait_seconds": seconds })).into())
}

/// Counts a wrong try; the refusal tells how many are left.
fn wrong_try(app: &App, known: &Credentials, now: Timestamp) -> Result<crate::Error> {
    let failed = known.failed_sign_ins + 1;
    let wait = wait_seconds(failed);
    let until = (wait > 0).then(|| Timestamp::new(now.get() + TimeDelta::seconds(wait)));
    app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "session.wrong_try"), |w| {
        w.about("user", known.id.get(), None);
        w.execute(
            "UPDATE users SET failed_sign_ins = ?2, locked_until = ?3 WHERE id = ?1",
            bind![known.id, failed, until],
        )
    })?;
    let text = if wait > 0 {
        format!(
            "The e-mail address or the password is wrong. After {failed} wrong tries, wait {wait} seconds."
        )
    } else {
        format!(
            "The e-mail address or the password is wrong. {} more tries before you have to wait.",
            5 - failed
        )
    };
    Ok(Refusal::new(Code::WrongCredentials, text)
        .with(serde_json::json!({ "wrong_tries": failed, "wait_seconds": wait }))
        .into())
}

fn keep_device(w: &crate::db::Write<'_>, user: UserId, refresh: &str) -> Result<()> {
    let expires = Timestamp::new(w.now().get() + TimeDelta::days(30));
    w.insert(
        "INSERT INTO refresh_tokens (user_id, token_hash, expires_at, created_at) VALUES (?1, ?2, ?3, ?4)",
        bind![user, secrets::digest(refresh), expires, w.now()],
    )?;
    Ok(())
}

pub(super) fn open(app: &App, user: UserId) -> Result<String> {
    let token = secrets::token()?;
    let expires = Timestamp::new(app.db.clock().now().get() + TimeDelta::hours(24));
    app.open_session(&token, user, expires);
    Ok(token)
}

/// Opens a session for a device that stayed signed in. Its token is replaced, so that a stolen copy is
/// noticed: it works once at most.
///
/// # Errors
/// [`Code::SignInRequired`].
pub fn resume(app: &App, request: &RefreshToken) -> Result<SignedIn> {
    let next = secrets::token()?;
    let user = app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "session.resume"), |w| {
        let user: Option<UserId> = w.value(
            "UPDATE refresh_tokens SET revoked = 1, revoked_at = ?2
             WHERE token_hash = ?1 AND revoked = 0 AND expires_at > ?2 RETURNING user_id",
            bind![secrets::digest(&request.refresh_token), w.now()],
        )?;
        let ended = || refuse(Code::SignInRequired, "You were signed out. Sign in again.");
        let user = account(w, user.ok_or_else(ended)?)?;
        if !user.may_sign_in() {
            return Err(ended());
        }
        keep_device(w, user.id, &next)?;
        w.about("user", user.id.get(), Some(&user.email));
        Ok(user)
    })?;
    let token = open(app, user.id)?;
    Ok(SignedIn { token, refresh_token: Some(next), user })
}

/// Ends a session and, on a device that stayed signed in, forgets it.
///
/// # Errors
/// When the store cannot be written.
pub fn sign_out(app: &App, token: Option<&str>) -> Result<()> {
    let Some(user) = token.and_then(|t| app.close_session(t)) else { return Ok(()) };
    app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "session.sign_out"), |w| {
        w.about("user", user.get(), None);
        w.execute(
            "UPDATE refresh_tokens SET revoked = 1, revoked_at = ?2 WHERE user_id = ?1 AND revoked = 0",
            bind![user, w.now()],
        )
    })?;
    Ok(())
}

/// Sets a new password for whoever holds the recovery code, and hands out the next code.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::TooManyTries`], [`Code::WeakPassword`].
pub fn recover(app: &App, request: &Recover) -> Result<Recovered> {
    check_password(&request.new_password, &request.email, "new_password")?;
    let now = app.db.clock().now();
    let known = app.look(|r| credentials(r, &request.email))?;
    let Some(known) = known else {
        let _ = secrets::hash(&request.new_password)?;
        return Err(wrong());
    };
    refuse_while_locked(&known, now)?;
    let typed = secrets::digest(&secrets::normal_code(&request.recovery_code));
    if known.recovery_code_hash.as_deref() != Some(typed.as_str()) {
        return Err(wrong_try(app, &known, now)?);
    }
    let (hash, code) = (secrets::hash(&request.new_password)?, secrets::recovery_code()?);
    let user = app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "session.recover"), |w| {
        w.execute(
            "UPDATE users SET password_hash = ?2, recovery_code_hash = ?3, failed_sign_ins = 0, locked_until = NULL,
                 updated_at = ?4 WHERE id = ?1",
            bind![known.id, hash, secrets::digest(&code), now],
        )?;
        w.execute(
            "UPDATE refresh_tokens SET revoked = 1, revoked_at = ?2 WHERE user_id = ?1 AND revoked = 0",
            bind![known.id, now],
        )?;
        w.about("user", known.id.get(), Some(&request.email));
        account(w, known.id)
    })?;
    app.close_sessions_of(known.id);
    Ok(Recovered { token: open(app, known.id)?, recovery_code: code, user })
}
