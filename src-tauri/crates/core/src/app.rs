//! The running application: the store, and who has signed in to it.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::db::Db;

/// One open store and the sessions on it. It is shared by all threads that serve commands.
pub struct App {
    /// The store.
    pub db: Db,
    pub(crate) sessions: Mutex<HashMap<String, spoolyard_types::ids::UserId>>,
}

impl App {
    /// The application over an open store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db, sessions: Mutex::default() }
    }
}
