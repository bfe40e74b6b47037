//! The running application: the store, and who has signed in to it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use spoolyard_types::ids::UserId;
use spoolyard_types::{Actor, Role, Timestamp};

use crate::db::{Db, Intent, Read, Write};
use crate::error::Result;
use crate::seal::{KeyKeeper, Seal};
use crate::telemetry::Telemetry;
use crate::{accounts, bind};

pub use crate::db::allow;

/// One open store and the sessions on it. It is shared by all threads that serve commands.
pub struct App {
    /// The store.
    pub db: Db,
    sessions: Mutex<HashMap<String, Session>>,
    changed: Mutex<BTreeSet<String>>,
    /// The plan that is kept.
    pub(crate) desk: crate::planning::Desk,
    keeper: Option<Arc<dyn KeyKeeper>>,
    seal: Mutex<Option<Arc<Seal>>>,
    telemetry: Mutex<Option<Arc<Telemetry>>>,
}

#[derive(Clone, Copy)]
struct Session {
    user: UserId,
    expires_at: Timestamp,
}

impl App {
    /// The application over an open store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            sessions: Mutex::default(),
            changed: Mutex::default(),
            desk: Default::default(),
            keeper: None,
            seal: Mutex::default(),
            telemetry: Mutex::default(),
        }
    }

    /// With a keyring, in which the key of this store's secrets is kept.
    #[must_use]
    pub fn with_keyring(mut self, keeper: Option<Arc<dyn KeyKeeper>>) -> Self {
        self.keeper = keeper;
        self
    }

    /// Whom a session's token stands for: its account as it is now, so that an account that was suspended
    /// or demoted a moment ago already acts as such. Nobody without a session.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn actor(&self, token: Option<&str>) -> Result<Actor> {
        let now = self.db.clock().now();
        let session = token.and_then(|t| self.sessions().get(t).copied()).filter(|s| s.expires_at > now);
        let Some(session) = session else { return Ok(Actor::anyone()) };
        self.db.read(&Actor::anyone(), Role::Anyone, |r| {
            let user: Option<accounts::Account> = r.maybe(
                "SELECT id, email, first_name, last_name, account_type AS role, status, last_login_at, created_at
                 FROM users WHERE id = ?1",
                bind![session.user],
            )?;
            Ok(user.filter(accounts::Account::may_sign_in).map_or_else(Actor::anyone, |u| u.actor()))
        })
    }

    /// One action, whose changes windows will hear of when the command ends.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write<T: Serialize>(
        &self,
        intent: &Intent,
        act: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<T> {
        let (value, changes) = self.db.write(intent, act)?;
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).extend(changes.tables);
        Ok(value)
    }

    /// Notes tables that were changed through [`App::db`], for whoever asks [`App::take_changes`] next.
    pub fn note_changes(&self, tables: BTreeSet<String>) {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).extend(tables);
    }

    /// What seals the secrets of this store. Its key is read, or made, when it is first needed.
    ///
    /// # Errors
    /// As [`Seal::kept`].
    pub fn seal(&self) -> Result<Arc<Seal>> {
        let mut seal = self.seal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seal) = &*seal {
            return Ok(seal.clone());
        }
        let made = Arc::new(Seal::kept(self.db.path(), self.keeper.as_deref())?);
        *seal = Some(made.clone());
        Ok(made)
    }

    /// What printers measured, in a file of its own, opened when it is first needed.
    ///
    /// # Errors
    /// As [`Telemetry::open`].
    pub fn telemetry(&self) -> Result<Arc<Telemetry>> {
        let mut telemetry = self.telemetry.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(telemetry) = &*telemetry {
            return Ok(telemetry.clone());
        }
        let opened = Arc::new(Telemetry::open(self.db.path())?);
        *telemetry = Some(opened.clone());
        Ok(opened)
    }

    /// A look on behalf of Spoolyard itself.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn look<T>(&self, look: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        self.db.read(&Actor::spoolyard(), Role::Admin, look)
    }

    /// The tables that [`App::write`] changed since this was last asked.
    #[must_use]
    pub fn take_changes(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn open_session(&self, token: &str, user: UserId, expires_at: Timestamp) {
        let now = self.db.clock().now();
        let mut sessions = self.sessions();
        sessions.retain(|_, s| s.expires_at > now);
        sessions.insert(token.to_owned(), Session { user, expires_at });
    }

    pub(crate) fn close_session(&self, token: &str) -> Option<UserId> {
        self.sessions().remove(token).map(|s| s.user)
    }

    /// Ends every session of an account: its password changed, or it may no longer sign in.
    pub fn close_sessions_of(&self, user: UserId) {
        self.sessions().retain(|_, s| s.user != user);
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
