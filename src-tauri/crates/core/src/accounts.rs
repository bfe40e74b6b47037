//! Accounts: who may sign in, and as what.
//!
//! Nouns: account (a row of `users` that is staff or admin), session, device that stays signed in, recovery
//! code, reset request. Verbs: set up, sign in, resume, sign out, recover, reset, create, change.
//! Invariants: a password is only ever stored as an Argon2id hash, a token only as SHA-256; there is always
//! an admin who can sign in; a customer never signs in; five wrong tries slow down.
//! Owns `users` (with `sales`, which owns the customers among them), `refresh_tokens`,
//! `password_reset_requests`.

mod model;
mod queries;
mod reset;
mod secrets;
mod session;
mod setup;
mod users;

pub(crate) use model::check_email;
pub use model::{Account, AccountStatus};
pub use queries::{AccountList, accounts, state};
pub use reset::{CompleteReset, DecideReset, RequestReset, ResetList, ResetRow, ResetTicket};
pub use reset::{complete_reset, decide_reset, request_reset, reset_requests};
pub(crate) use secrets::hash as hash_password;
pub use secrets::token as random_token;
pub use session::{Recover, Recovered, RefreshToken, SessionState, SignIn, SignedIn, StateRequest};
pub use session::{recover, resume, sign_in, sign_out};
pub use setup::{FarmKind, Owner, SetUp, SetUpDone, set_up};
pub(crate) use users::insert as insert_account;
pub use users::{
    ChangePassword, CreateAccount, Done, NewAccount, UpdateAccount, change_password, create_account,
    update_account,
};
