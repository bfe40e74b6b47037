//! The company, what each person arranged, and the history of documents.

use spoolyard_core::accounts::Done;
use spoolyard_core::db::{Backup, Read, Write};
use spoolyard_core::settings::{self, *};
use spoolyard_core::{App, Result};

use super::jobs::NoRequest;
use crate::command::Caller;
use crate::jobs::Progress;

fn company(r: &Read<'_>, _: NoRequest) -> Result<Option<Company>> {
    settings::company(r)
}

fn update_company(w: &Write<'_>, request: UpdateCompany) -> Result<Company> {
    settings::update_company(w, &request)
}

fn history(r: &Read<'_>, request: DocumentRef) -> Result<History> {
    settings::document_history(r, &request)
}

fn preference(r: &Read<'_>, request: PreferenceKey) -> Result<PreferenceValue> {
    settings::preference(r, &request)
}

fn set_preference(w: &Write<'_>, request: Preference) -> Result<Done> {
    settings::set_preference(w, &request)
}

fn saved_views(r: &Read<'_>, request: GridRef) -> Result<SavedViews> {
    settings::saved_views(r, &request)
}

fn save_view(w: &Write<'_>, request: SaveView) -> Result<SavedViewRef> {
    settings::save_view(w, &request)
}

fn delete_view(w: &Write<'_>, request: SavedViewRef) -> Result<Done> {
    settings::delete_view(w, &request)
}

fn make_backup(app: &App, _: &Caller, progress: &Progress, _: NoRequest) -> Result<Backup> {
    progress.step(0, 1, "Copying and checking the data")?;
    app.db.backup(None, "by-hand")
}

commands! {
    read "settings.company" Staff NoRequest => Option<Company>, "The company as it stands on documents.", company;
    write "settings.update_company" Admin UpdateCompany => Company, "Changes the company.", update_company;
    read "history.of" Staff DocumentRef => History, "Who did what to a document, and when.", history;
    read "preferences.get" Staff PreferenceKey => PreferenceValue, "What the signed-in person arranged.", preference;
    write "preferences.set" Staff Preference => Done, "Keeps what the signed-in person arranged.", set_preference;
    read "views.list" Staff GridRef => SavedViews, "The saved views of a list.", saved_views;
    write "views.save" Staff SaveView => SavedViewRef, "Keeps a view of a list.", save_view;
    write "views.delete" Staff SavedViewRef => Done, "Forgets a view of a list.", delete_view;
    job "backup.make" Admin NoRequest => Backup, "Backing up the data", make_backup;
}
