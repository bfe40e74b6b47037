//! Adding and changing accounts.

use spoolyard_types::ids::UserId;
use spoolyard_types::{Code, Role, Text};

use super::model::{Account, AccountStatus, check_email, check_password};
use super::{secrets, session};
use crate::db::{Intent, Write};
use crate::error::{Result, refuse, refuse_field};
use crate::{App, bind};

wire! {
    /// A new colleague.
    pub struct CreateAccount {
        /// What the account signs in with.
        pub email: Text<255>,
        /// Given name.
        pub first_name: Text<100>,
        /// Family name.
        pub last_name: Option<Text<100>>,
        /// `staff` or `admin`.
        pub role: Role,
        /// The first password; the colleague changes it after signing in.
        pub password: Text<500>,
    }

    /// An account that was added.
    pub struct NewAccount {
        /// Its row.
        pub id: UserId,
        /// For an admin: the way back in when the password is lost, shown once.
        pub recovery_code: Option<String>,
    }

    /// An account as it shall be.
    pub struct UpdateAccount {
        /// Its row.
        pub id: UserId,
        /// Given name.
        pub first_name: Text<100>,
        /// Family name.
        pub last_name: Option<Text<100>>,
        /// `staff` or `admin`.
        pub role: Role,
        /// Whether it may sign in.
        pub status: AccountStatus,
    }

    /// One's own password.
    pub struct ChangePassword {
        /// The one until now.
        pub current_password: Text<500>,
        /// The one from now on.
        pub new_password: Text<500>,
    }

    /// It was done; there is nothing more to say.
    pub struct Done {}
}

fn check_role(role: Role) -> Result<()> {
    if role >= Role::Staff {
        return Ok(());
    }
    Err(refuse_field(Code::InvalidValue, "role", "Choose staff or admin; customers are added under Sales."))
}

/// Adds an account. The caller holds the admin role, by the table of commands.
///
/// # Errors
/// [`Code::AlreadyExists`], [`Code::WeakPassword`], [`Code::InvalidValue`].
pub fn create_account(app: &App, intent: &Intent, request: &CreateAccount) -> Result<NewAccount> {
    check_role(request.role)?;
    check_email(&request.email, "email")?;
    check_password(&request.password, &request.email, "password")?;
    let hash = secrets::hash(&request.password)?;
    let code = if request.role == Role::Admin { Some(secrets::recovery_code()?) } else { None };
    let id = app.write(intent, |w| insert(w, request, &hash, code.as_deref()))?;
    Ok(NewAccount { id, recovery_code: code })
}

/// Writes an account down. What may be asked is checked by the caller; the hash is of its password.
pub(crate) fn insert(
    w: &Write<'_>,
    request: &CreateAccount,
    hash: &str,
    code: Option<&str>,
) -> Result<UserId> {
    let taken =
        w.value::<i64>("SELECT 1 FROM users WHERE email = ?1 COLLATE NOCASE", bind![request.email])?;
    if taken.is_some() {
        let text = format!("{} already has an account here. Use another address.", request.email);
        return Err(refuse_field(Code::AlreadyExists, "email", text));
    }
    let id = w.insert(
        "INSERT INTO users (email, password_hash, first_name, last_name, status, account_type, recovery_code_hash,
             created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, 'active', ?5, ?6, ?7, ?8, ?8)",
        bind![
            request.email,
            hash,
            request.first_name,
            request.last_name,
            request.role,
            code.map(secrets::digest),
            w.actor().user_id,
            w.now()
        ],
    )?;
    w.about("user", id, Some(&request.email));
    Ok(UserId(id))
}

/// Changes an account; its sessions end when it may do less than before.
///
/// # Errors
/// [`Code::LastAdmin`], [`Code::NotFound`].
pub fn update_account(app: &App, intent: &Intent, request: &UpdateAccount) -> Result<Account> {
    check_role(request.role)?;
    let after = app.write(intent, |w| {
        let before = session::account(w, request.id)?;
        if before.role < Role::Staff {
            return Err(crate::error::not_found("account", request.id));
        }
        w.execute(
            "UPDATE users SET first_name = ?2, last_name = ?3, account_type = ?4, status = ?5, updated_at = ?6,
                 updated_by = ?7 WHERE id = ?1",
            bind![
                request.id,
                request.first_name,
                request.last_name,
                request.role,
                request.status,
                w.now(),
                w.actor().user_id
            ],
        )?;
        keep_an_admin(w)?;
        if request.status != AccountStatus::Active {
            w.execute(
                "UPDATE refresh_tokens SET revoked = 1, revoked_at = ?2 WHERE user_id = ?1 AND revoked = 0",
                bind![request.id, w.now()],
            )?;
        }
        w.about("user", request.id.get(), Some(&before.email));
        session::account(w, request.id)
    })?;
    if !after.may_sign_in() {
        app.close_sessions_of(after.id);
    }
    Ok(after)
}

fn keep_an_admin(w: &Write<'_>) -> Result<()> {
    let left =
        w.value::<i64>("SELECT 1 FROM users WHERE account_type = 'admin' AND status = 'active' LIMIT 1", [])?;
    left.map(|_| ()).ok_or_else(|| {
        refuse(Code::LastAdmin, "This is the last admin who can sign in. Make somebody else an admin first.")
    })
}

/// Changes one's own password; other devices are signed out.
///
/// # Errors
/// [`Code::WrongCredentials`], [`Code::WeakPassword`].
pub fn change_password(app: &App, intent: &Intent, request: &ChangePassword) -> Result<Done> {
    let Some(id) = intent.actor.user_id else { return Err(refuse(Code::SignInRequired, "Sign in first.")) };
    let account = app.look(|r| session::account(r, id))?;
    check_password(&request.new_password, &account.email, "new_password")?;
    let known: Option<String> =
        app.look(|r| r.value("SELECT password_hash FROM users WHERE id = ?1", bind![id]))?;
    if !known.is_some_and(|hash| secrets::matches(&request.current_password, &hash)) {
        return Err(refuse_field(
            Code::WrongCredentials,
            "current_password",
            "That is not your current password.",
        ));
    }
    let hash = secrets::hash(&request.new_password)?;
    app.write(intent, |w| {
        w.about("user", id.get(), Some(&account.email));
        w.execute(
            "UPDATE users SET password_hash = ?2, updated_at = ?3 WHERE id = ?1",
            bind![id, hash, w.now()],
        )?;
        w.execute(
            "UPDATE refresh_tokens SET revoked = 1, revoked_at = ?2 WHERE user_id = ?1 AND revoked = 0",
            bind![id, w.now()],
        )
    })?;
    Ok(Done {})
}
