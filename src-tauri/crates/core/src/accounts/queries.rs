//! What the window reads about accounts.

use spoolyard_types::Role;

use super::model::Account;
use super::session::{SessionState, account};
use crate::db::Read;
use crate::error::Result;
use crate::{App, settings};

wire! {
    /// The people who work at the farm.
    pub struct AccountList {
        /// By name.
        pub accounts: Vec<Account>,
    }
}

/// Everyone who works at the farm.
///
/// # Errors
/// When the store cannot be read.
pub fn accounts(r: &Read<'_>) -> Result<AccountList> {
    let accounts = r.all(
        "SELECT id, email, first_name, last_name, account_type AS role, status, last_login_at, created_at
         FROM users WHERE account_type IN ('staff', 'admin') ORDER BY first_name, last_name, id",
        [],
    )?;
    Ok(AccountList { accounts })
}

/// What the window needs before anything else. Somebody who has not signed in sees the company's name only.
///
/// # Errors
/// When the store cannot be read.
pub fn state(app: &App, token: Option<&str>, version: &str) -> Result<SessionState> {
    let actor = app.actor(token)?;
    let (needs_setup, user, company) = app.look(|r| {
        let needs_setup =
            r.value::<i64>("SELECT 1 FROM users WHERE account_type = 'admin' LIMIT 1", [])?.is_none();
        let user = actor.user_id.map(|id| account(r, id)).transpose()?;
        let company = settings::company(r)?;
        Ok((needs_setup, user, company))
    })?;
    let company = company.map(|c| if actor.role >= Role::Staff { c } else { c.name_only() });
    Ok(SessionState {
        needs_setup,
        user,
        company,
        read_only: app.db.is_read_only(),
        version: version.to_owned(),
        path: if actor.role >= Role::Staff { app.db.path().display().to_string() } else { String::new() },
        trouble: None,
    })
}
