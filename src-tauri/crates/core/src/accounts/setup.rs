//! The first start: the company, its owner, and what the farm begins with.

use spoolyard_types::ids::UserId;
use spoolyard_types::{Actor, Code, Role, Text};

use super::model::{Account, check_email, check_password};
use super::{secrets, session};
use crate::db::Intent;
use crate::error::{Result, refuse};
use crate::{App, bind, settings};

stored_enum! {
    /// What the farm begins with.
    pub enum FarmKind {
        /// The sample farm, to look around in.
        Sample = "sample",
        /// Nothing: one's own.
        Own = "own",
    }
}

wire! {
    /// Who owns the farm.
    pub struct Owner {
        /// Given name.
        pub first_name: Text<100>,
        /// Family name.
        pub last_name: Option<Text<100>>,
        /// What the owner signs in with.
        pub email: Text<255>,
        /// The owner's password.
        pub password: Text<500>,
    }

    /// What the first-start assistant asks.
    pub struct SetUp {
        /// The company's name, as it stands on documents.
        pub company_name: Text<200>,
        /// ISO 4217, like `USD`.
        pub currency_code: Text<3>,
        /// IANA name, like `Europe/Berlin`.
        pub timezone: Text<50>,
        /// BCP 47, like `en-US`: how dates and numbers are written.
        pub locale: Option<Text<20>>,
        /// `letter` or `a4`.
        pub paper_size: Option<settings::PaperSize>,
        /// The first admin.
        pub owner: Owner,
        /// What the farm begins with. The sample farm is then loaded by `farm.load_sample`.
        pub farm: FarmKind,
    }

    /// Set up, and signed in.
    pub struct SetUpDone {
        /// The session.
        pub token: String,
        /// To be written down: it is shown once, and is the way back in when the password is lost.
        pub recovery_code: String,
        /// The owner.
        pub user: Account,
    }
}

/// Sets the farm up and signs its owner in.
///
/// # Errors
/// [`Code::AlreadySetUp`], [`Code::WeakPassword`], [`Code::InvalidValue`].
pub fn set_up(app: &App, request: &SetUp) -> Result<SetUpDone> {
    check_email(&request.owner.email, "owner.email")?;
    check_password(&request.owner.password, &request.owner.email, "owner.password")?;
    settings::check_timezone(&request.timezone, "timezone")?;
    settings::check_currency(&request.currency_code, "currency_code")?;
    let (hash, code) = (secrets::hash(&request.owner.password)?, secrets::recovery_code()?);
    let id = app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "setup.start"), |w| {
        if w.value::<i64>("SELECT 1 FROM users WHERE account_type = 'admin' LIMIT 1", [])?.is_some() {
            return Err(refuse(Code::AlreadySetUp, "This farm is already set up. Sign in instead."));
        }
        settings::begin(w, request)?;
        let id = w.insert(
            "INSERT INTO users (email, password_hash, email_verified, first_name, last_name, status, account_type,
                 recovery_code_hash, created_at, updated_at, last_login_at)
             VALUES (?1, ?2, 1, ?3, ?4, 'active', 'admin', ?5, ?6, ?6, ?6)",
            bind![
                request.owner.email,
                hash,
                request.owner.first_name,
                request.owner.last_name,
                secrets::digest(&code),
                w.now()
            ],
        )?;
        w.about("user", id, Some(&request.owner.email));
        Ok(UserId(id))
    })?;
    let user = app.look(|r| session::account(r, id))?;
    Ok(SetUpDone { token: session::open(app, id)?, recovery_code: code, user })
}
