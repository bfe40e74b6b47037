//! Notices: what a printer wants somebody to know, kept until it is read and beyond.
//!
//! Nouns: notice, kind, quiet hours. Verbs: raise (the monitor), read, set.
//! Invariants: the newest [`MOST`] are kept, none longer than [`KEPT_DAYS`] days; who has read one is each person's
//! own; what came before somebody had an account is not news to them. Whether the system may ring is decided here,
//! never in a window.
//! Owns `notices`, `notice_reads`, `notice_settings`; reads `printers`, `users`.

mod model;
mod store;

pub use model::{NoticeKind, QuietHours};
pub use store::{
    NewNotice, Notice, NoticeRef, NoticeSettings, Notices, ReadNotices, Rings, list, mark_read, raise, rings,
    set_settings, settings,
};

/// How many notices are kept.
pub const MOST: i64 = 500;
/// How long a notice is kept, in days.
pub const KEPT_DAYS: i64 = 30;
