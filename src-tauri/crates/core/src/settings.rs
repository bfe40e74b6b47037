//! Settings: the company as it stands on documents, how it counts and writes, and what each person arranged.
//!
//! Nouns: company, preference, saved view, backup, history of a document. Verbs: change, save, forget.
//! Invariants: there is one company; its currency does not change once something was posted.
//! Owns `company_settings`, `saved_views`, `user_preferences`; reads `command_log`.

mod company;
mod history;
mod preferences;

pub use company::{Company, PaperSize, UpdateCompany, company, update_company};
pub(crate) use company::{begin, check_currency, check_timezone};
pub use history::{DocumentRef, History, HistoryRow, document_history};
pub use preferences::{
    GridRef, Preference, PreferenceKey, PreferenceValue, SaveView, SavedView, SavedViewRef, SavedViews,
    delete_view, preference, save_view, saved_views, set_preference,
};
