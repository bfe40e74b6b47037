//! Who is in, and who may be.

use spoolyard_core::accounts::{self, *};
use spoolyard_core::db::{Intent, Read, Write};
use spoolyard_core::{App, Result};
use spoolyard_types::Role;

use super::jobs::NoRequest;
use crate::command::Caller;

fn intent(caller: &Caller, needs: Role, command: &str) -> Intent {
    Intent { request_id: caller.request_id.clone(), ..Intent::new(caller.actor.clone(), needs, command) }
}

fn state(app: &App, caller: &Caller, _: StateRequest) -> Result<SessionState> {
    accounts::state(app, caller.token.as_deref(), env!("CARGO_PKG_VERSION"))
}

fn set_up(app: &App, _: &Caller, request: SetUp) -> Result<SetUpDone> {
    accounts::set_up(app, &request)
}

fn sign_in(app: &App, _: &Caller, request: SignIn) -> Result<SignedIn> {
    accounts::sign_in(app, &request)
}

fn resume(app: &App, _: &Caller, request: RefreshToken) -> Result<SignedIn> {
    accounts::resume(app, &request)
}

fn sign_out(app: &App, caller: &Caller, _: NoRequest) -> Result<Done> {
    accounts::sign_out(app, caller.token.as_deref()).map(|()| Done {})
}

fn recover(app: &App, _: &Caller, request: Recover) -> Result<Recovered> {
    accounts::recover(app, &request)
}

fn request_reset(app: &App, _: &Caller, request: RequestReset) -> Result<ResetTicket> {
    accounts::request_reset(app, &request)
}

fn complete_reset(app: &App, _: &Caller, request: CompleteReset) -> Result<Done> {
    accounts::complete_reset(app, &request)
}

fn reset_requests(r: &Read<'_>, _: NoRequest) -> Result<ResetList> {
    accounts::reset_requests(r)
}

fn decide_reset(w: &Write<'_>, request: DecideReset) -> Result<Done> {
    accounts::decide_reset(w, &request)
}

fn list(r: &Read<'_>, _: NoRequest) -> Result<AccountList> {
    accounts::accounts(r)
}

fn create(app: &App, caller: &Caller, request: CreateAccount) -> Result<NewAccount> {
    accounts::create_account(app, &intent(caller, Role::Admin, "accounts.create"), &request)
}

fn update(app: &App, caller: &Caller, request: UpdateAccount) -> Result<Account> {
    accounts::update_account(app, &intent(caller, Role::Admin, "accounts.update"), &request)
}

fn change_password(app: &App, caller: &Caller, request: ChangePassword) -> Result<Done> {
    accounts::change_password(app, &intent(caller, Role::Staff, "password.change"), &request)
}

commands! {
    app "session.state" Anyone StateRequest => SessionState, "What the window needs before anything else.", state;
    app "setup.start" Anyone SetUp => SetUpDone, "Sets the farm up: the company, its owner, what it begins with.", set_up;
    app "session.sign_in" Anyone SignIn => SignedIn, "Opens a session for whoever knows the password.", sign_in;
    app "session.resume" Anyone RefreshToken => SignedIn, "Opens a session for a device that stayed signed in.", resume;
    app "session.sign_out" Anyone NoRequest => Done, "Ends the session and forgets the device.", sign_out;
    app "session.recover" Anyone Recover => Recovered, "Sets a new password with the recovery code.", recover;
    app "password.request_reset" Anyone RequestReset => ResetTicket, "Asks an admin for a new password.", request_reset;
    app "password.complete_reset" Anyone CompleteReset => Done, "Sets a new password that an admin approved.", complete_reset;
    app "password.change" Staff ChangePassword => Done, "Changes one's own password.", change_password;
    read "password.reset_requests" Admin NoRequest => ResetList, "Password requests that wait for an admin.", reset_requests;
    write "password.decide_reset" Admin DecideReset => Done, "Grants or denies a password request.", decide_reset;
    read "accounts.list" Admin NoRequest => AccountList, "The people who work at the farm.", list;
    app "accounts.create" Admin CreateAccount => NewAccount, "Adds an account.", create;
    app "accounts.update" Admin UpdateAccount => Account, "Changes an account's name, role or state.", update;
}
