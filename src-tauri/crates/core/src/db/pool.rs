//! A few connections that can only read.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::open;
use crate::error::Result;

/// How many snapshots may be looked at side by side.
const MOST: usize = 4;

pub(super) struct Readers {
    path: PathBuf,
    immutable: bool,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    open: usize,
}

impl Readers {
    pub(super) fn new(path: PathBuf, immutable: bool) -> Self {
        Self { path, immutable, state: Mutex::default(), returned: Condvar::new() }
    }

    pub(super) fn with<T>(&self, look: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut lent = Lent { conn: Some(self.take()?), home: self };
        match lent.conn.as_mut() {
            Some(conn) => look(conn),
            None => unreachable!("a lent connection is only taken back when it is dropped"),
        }
    }

    fn take(&self) -> Result<Connection> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(conn) = state.idle.pop() {
                return Ok(conn);
            }
            if state.open < MOST {
                state.open += 1;
                drop(state);
                return open::reader(&self.path, self.immutable).inspect_err(|_| {
                    self.state.lock().unwrap_or_else(PoisonError::into_inner).open -= 1;
                });
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A connection on loan: it comes home even when the look at it panics.
struct Lent<'p> {
    conn: Option<Connection>,
    home: &'p Readers,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.home.state.lock().unwrap_or_else(PoisonError::into_inner);
        match self.conn.take() {
            Some(conn) if conn.is_autocommit() => state.idle.push(conn),
            _ => state.open -= 1,
        }
        self.home.returned.notify_one();
    }
}
