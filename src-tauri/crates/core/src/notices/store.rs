//! Notices in the store: raised by the monitor, read by each person for themselves.

use spoolyard_types::ids::{PrinterId, UserId};
use spoolyard_types::{Code, Text, Timestamp};

use super::model::{NoticeKind, QuietHours, written};
use super::{KEPT_DAYS, MOST};
use crate::accounts::Done;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result, not_found, refuse};

/// How many notices a window is shown.
const SHOWN: i64 = 100;

/// Something that a printer wants somebody to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Which printer.
    pub printer: PrinterId,
    /// What it is about.
    pub kind: NoticeKind,
    /// What is the matter and what to do, as a sentence.
    pub text: String,
}

crate::wire! {
    /// One notice.
    pub struct NoticeRef {
        /// Its row.
        pub id: i64,
    }

    /// The newest notices, and how many are unread.
    pub struct Notices {
        /// The newest first.
        pub rows: Vec<Notice>,
        /// Those that the signed-in person has not read.
        pub unread: i64,
    }

    /// Notices that were read.
    pub struct ReadNotices {
        /// Up to this one and all before it; one alone where `alone` says so.
        pub id: i64,
        /// This one, and not those before it.
        #[serde(default)]
        pub alone: bool,
    }

    /// What the system may ring for.
    pub struct NoticeSettings {
        /// These kinds.
        pub kinds: Vec<NoticeKind>,
        /// From when it keeps quiet, like `22:00`, in the company's time zone.
        #[serde(default)]
        #[ts(optional)]
        pub quiet_from: Option<Text<5>>,
        /// Until when it keeps quiet.
        #[serde(default)]
        #[ts(optional)]
        pub quiet_to: Option<Text<5>>,
    }

    /// Whether the system is to ring.
    pub struct Rings {
        /// Whether it is.
        pub rings: bool,
    }
}

crate::read_model! {
    /// A notice.
    pub struct Notice {
        /// Its row.
        pub id: i64,
        /// What it is about.
        pub kind: NoticeKind,
        /// Which printer.
        pub printer_id: PrinterId,
        /// Its code.
        pub printer_code: String,
        /// Its name.
        pub printer_name: String,
        /// What is the matter and what to do.
        pub text: String,
        /// When it was raised.
        pub created_at: Timestamp,
        /// Whether the signed-in person has read it.
        pub is_read: bool,
    }
}

/// Keeps a notice, and lets go of those that are too old or too many; its row.
///
/// # Errors
/// [`Code::NotFound`] for a printer that is not written down.
pub fn raise(w: &Write<'_>, new: &NewNotice) -> Result<NoticeRef> {
    let code: Option<String> = w.value("SELECT code FROM printers WHERE id = ?1", bind![new.printer])?;
    let Some(code) = code else { return Err(not_found("printer", new.printer)) };
    let text: String = new.text.trim().chars().take(500).collect();
    let text = if text.is_empty() { String::from("The printer does not say more.") } else { text };
    let id = w.insert(
        "INSERT INTO notices (kind, printer_id, text, created_at) VALUES (?1, ?2, ?3, ?4)",
        bind![new.kind, new.printer, text, w.now()],
    )?;
    let days = chrono::TimeDelta::days(KEPT_DAYS);
    let oldest = w.now().get().checked_sub_signed(days).map(Timestamp::new);
    w.execute("DELETE FROM notices WHERE id <= ?1 - ?2 OR created_at < ?3", bind![id, MOST, oldest])?;
    w.about("printer", new.printer.get(), Some(&code));
    Ok(NoticeRef { id })
}

fn person(r: &Read<'_>) -> Result<UserId> {
    r.actor()
        .user_id
        .ok_or_else(|| refuse(Code::SignInRequired, "Sign in first: notices are read by each person."))
}

/// The newest notices as the signed-in person has read them. The command line has read none.
///
/// # Errors
/// When the store cannot be read.
pub fn list(r: &Read<'_>) -> Result<Notices> {
    let user = r.actor().user_id;
    let rows: Vec<Notice> = r.all(
        "SELECT n.id, n.kind, n.printer_id, p.code AS printer_code, p.name AS printer_name, n.text, n.created_at,
             (EXISTS (SELECT 1 FROM notice_reads s WHERE s.user_id = ?1 AND s.notice_id = n.id)
              OR n.created_at < coalesce((SELECT u.created_at FROM users u WHERE u.id = ?1), '')) AS is_read
         FROM notices n JOIN printers p ON p.id = n.printer_id ORDER BY n.id DESC LIMIT ?2",
        bind![user, SHOWN],
    )?;
    let unread: Option<i64> = r.value(
        "SELECT count(*) FROM notices n
         WHERE n.created_at >= coalesce((SELECT u.created_at FROM users u WHERE u.id = ?1), '')
           AND NOT EXISTS (SELECT 1 FROM notice_reads s WHERE s.user_id = ?1 AND s.notice_id = n.id)",
        bind![user],
    )?;
    Ok(Notices { rows, unread: unread.unwrap_or_default() })
}

/// Notes that the signed-in person has read notices.
///
/// # Errors
/// [`Code::SignInRequired`]; [`Code::NotFound`] for a notice that is not kept (any more).
pub fn mark_read(w: &Write<'_>, request: ReadNotices) -> Result<Done> {
    let user = person(w)?;
    let known: Option<i64> = w.value("SELECT id FROM notices WHERE id = ?1", bind![request.id])?;
    if known.is_none() {
        return Err(not_found("notice", request.id));
    }
    w.execute(
        "INSERT INTO notice_reads (user_id, notice_id)
         SELECT ?1, n.id FROM notices n WHERE n.id <= ?2 AND (n.id = ?2 OR NOT ?3)
         ON CONFLICT DO NOTHING",
        bind![user, request.id, request.alone],
    )?;
    Ok(Done {})
}

/// What the system may ring for, for the signed-in person: everything, as long as nothing was set.
///
/// # Errors
/// [`Code::SignInRequired`].
pub fn settings(r: &Read<'_>) -> Result<NoticeSettings> {
    let (kinds, quiet) = kept(r, person(r)?)?;
    let text = |minute: i32| Text::new(written(minute).as_str()).ok();
    Ok(NoticeSettings {
        kinds,
        quiet_from: quiet.and_then(|quiet| text(quiet.from_minute)),
        quiet_to: quiet.and_then(|quiet| text(quiet.to_minute)),
    })
}

fn kept(r: &Read<'_>, user: UserId) -> Result<(Vec<NoticeKind>, Option<QuietHours>)> {
    let mut found = None;
    let sql = "SELECT kinds_json, quiet_from_minute, quiet_to_minute FROM notice_settings WHERE user_id = ?1";
    r.each(sql, bind![user], |row| {
        let kinds: serde_json::Value = crate::db::column(row, "kinds_json")?;
        let kinds = serde_json::from_value(kinds)
            .map_err(|_| Error::Unreadable { column: String::from("kinds_json") })?;
        let from: Option<i32> = crate::db::column(row, "quiet_from_minute")?;
        let to: Option<i32> = crate::db::column(row, "quiet_to_minute")?;
        let quiet = from.zip(to).map(|(from_minute, to_minute)| QuietHours { from_minute, to_minute });
        found = Some((kinds, quiet));
        Ok(())
    })?;
    Ok(found.unwrap_or_else(|| (NoticeKind::ALL.to_vec(), None)))
}

/// Sets what the system may ring for.
///
/// # Errors
/// [`Code::SignInRequired`]; [`Code::InvalidValue`] for quiet hours that are none.
pub fn set_settings(w: &Write<'_>, request: NoticeSettings) -> Result<NoticeSettings> {
    let user = person(w)?;
    let quiet = QuietHours::read(request.quiet_from.as_deref(), request.quiet_to.as_deref())?;
    let mut kinds = request.kinds;
    kinds.sort_unstable();
    kinds.dedup();
    w.execute(
        "INSERT INTO notice_settings (user_id, kinds_json, quiet_from_minute, quiet_to_minute, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (user_id) DO UPDATE SET kinds_json = excluded.kinds_json,
             quiet_from_minute = excluded.quiet_from_minute, quiet_to_minute = excluded.quiet_to_minute,
             updated_at = excluded.updated_at",
        bind![
            user,
            serde_json::json!(kinds),
            quiet.map(|quiet| quiet.from_minute),
            quiet.map(|quiet| quiet.to_minute),
            w.now()
        ],
    )?;
    settings(w)
}

/// Whether the system is to ring for a notice now, for the signed-in person.
///
/// # Errors
/// [`Code::SignInRequired`]; [`Code::NotFound`] for a notice that is not kept (any more).
pub fn rings(r: &Read<'_>, request: NoticeRef) -> Result<Rings> {
    let kind: Option<NoticeKind> = r.value("SELECT kind FROM notices WHERE id = ?1", bind![request.id])?;
    let Some(kind) = kind else { return Err(not_found("notice", request.id)) };
    let (kinds, quiet) = kept(r, person(r)?)?;
    let is_quiet = match quiet {
        Some(quiet) => quiet.holds(r.minute_of_day()?),
        None => false,
    };
    Ok(Rings { rings: kinds.contains(&kind) && !is_quiet })
}
