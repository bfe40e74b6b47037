//! Notices: kept and bounded, read by each person for themselves, rung for as each person wants.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::sync::Arc;

use spoolyard_core::App;
use spoolyard_core::db::{Db, Intent};
use spoolyard_core::notices::{
    self, MOST, NewNotice, NoticeKind, NoticeRef, NoticeSettings, Notices, ReadNotices,
};
use spoolyard_types::ids::{PrinterId, UserId};
use spoolyard_types::{Actor, Code, FixedClock, Role, Text, Timestamp};

struct Farm {
    app: App,
    clock: Arc<FixedClock>,
    people: [Actor; 2],
    _folder: tempfile::TempDir,
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn farm() -> Farm {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::new(at("2026-03-02T12:00:00Z")));
    let app = App::new(Db::open(&folder.path().join("farm.sqlite"), clock.clone()).unwrap());
    let write = |sql: &str| {
        let intent = Intent::new(Actor::spoolyard(), Role::Admin, "test");
        app.write(&intent, |w| w.insert(sql, [])).unwrap()
    };
    write("INSERT INTO printers (code, name, model) VALUES ('P1', 'Left', 'A1')");
    let people = ["ada", "bo"].map(|name| {
        let id = write(&format!(
            "INSERT INTO users (email, password_hash, first_name, account_type, created_at)
             VALUES ('{name}@example.com', 'x', '{name}', 'staff', '2026-03-02T11:00:00.000Z')"
        ));
        Actor { user_id: Some(UserId(id)), name: name.to_owned(), role: Role::Staff }
    });
    Farm { app, clock, people, _folder: folder }
}

impl Farm {
    fn raise(&self, kind: NoticeKind) -> i64 {
        let intent = Intent::new(Actor::spoolyard(), Role::Admin, "monitor.call");
        let new = NewNotice { printer: PrinterId(1), kind, text: "Look at it.".to_owned() };
        self.app.write(&intent, |w| notices::raise(w, &new)).unwrap().id
    }

    fn list(&self, who: usize) -> Notices {
        self.app.db.read(&self.people[who], Role::Staff, notices::list).unwrap()
    }

    fn read(&self, who: usize, id: i64, alone: bool) -> spoolyard_core::Result<()> {
        let intent = Intent::new(self.people[who].clone(), Role::Staff, "notices.read");
        self.app.write(&intent, |w| notices::mark_read(w, ReadNotices { id, alone })).map(drop)
    }

    fn rings(&self, who: usize, id: i64) -> bool {
        self.app
            .db
            .read(&self.people[who], Role::Staff, |r| notices::rings(r, NoticeRef { id }))
            .unwrap()
            .rings
    }

    fn set(&self, who: usize, kinds: &[NoticeKind], quiet: Option<(&str, &str)>) {
        let text = |text: &str| Text::new(text).ok();
        let request = NoticeSettings {
            kinds: kinds.to_vec(),
            quiet_from: quiet.and_then(|(from, _)| text(from)),
            quiet_to: quiet.and_then(|(_, to)| text(to)),
        };
        let intent = Intent::new(self.people[who].clone(), Role::Staff, "notices.set");
        self.app.write(&intent, |w| notices::set_settings(w, request)).unwrap();
    }
}

#[test]
fn each_person_reads_for_themselves() {
    let farm = farm();
    let ids: Vec<i64> = (0..3).map(|_| farm.raise(NoticeKind::Failed)).collect();
    assert_eq!((farm.list(0).unread, farm.list(1).unread), (3, 3));
    farm.read(0, ids[1], true).unwrap();
    let read: Vec<bool> = farm.list(0).rows.iter().map(|notice| notice.is_read).collect();
    assert_eq!(read, [false, true, false]);
    farm.read(0, ids[2], false).unwrap();
    farm.read(0, ids[2], false).unwrap();
    assert_eq!((farm.list(0).unread, farm.list(1).unread), (0, 3));
    assert_eq!(farm.read(0, 999, false).unwrap_err().code(), Code::NotFound);
    let nobody = farm.app.db.read(&Actor::anyone(), Role::Anyone, notices::settings);
    assert_eq!(nobody.unwrap_err().code(), Code::SignInRequired);
}

#[test]
fn what_came_before_an_account_is_no_news_to_it() {
    let farm = farm();
    farm.clock.set(at("2026-03-02T10:00:00Z"));
    farm.raise(NoticeKind::Failed);
    let seen = farm.list(0);
    assert!(seen.unread == 0 && seen.rows[0].is_read);
}

#[test]
fn old_ones_and_too_many_go() {
    let farm = farm();
    let first = farm.raise(NoticeKind::Failed);
    farm.read(0, first, true).unwrap();
    farm.clock.set(at("2026-04-02T12:00:00Z"));
    farm.raise(NoticeKind::Paused);
    let kinds: Vec<NoticeKind> = farm.list(0).rows.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::Paused], "the other was older than a month");
    for _ in 0..MOST + 20 {
        farm.raise(NoticeKind::Runout);
    }
    let count = farm.app.look(|r| r.value::<i64>("SELECT count(*) FROM notices", [])).unwrap();
    assert_eq!(count, Some(MOST));
    assert_eq!((farm.list(0).rows.len(), farm.list(0).unread), (100, MOST));
}

#[test]
fn the_system_rings_for_the_kinds_that_are_wanted_and_outside_the_quiet_hours() {
    let farm = farm();
    let (failed, finished) = (farm.raise(NoticeKind::Failed), farm.raise(NoticeKind::Finished));
    assert!(farm.rings(0, failed) && farm.rings(0, finished), "everything rings until it is set");
    farm.set(0, &[NoticeKind::Failed, NoticeKind::Failed], Some(("22:00", "06:30")));
    assert!(farm.rings(0, failed) && !farm.rings(0, finished) && farm.rings(1, finished));
    farm.clock.set(at("2026-03-02T23:15:00Z"));
    assert!(!farm.rings(0, failed) && farm.rings(1, failed));
    farm.clock.set(at("2026-03-03T06:30:00Z"));
    assert!(farm.rings(0, failed));
    let kept = farm.app.db.read(&farm.people[0], Role::Staff, notices::settings).unwrap();
    assert_eq!(kept.kinds, [NoticeKind::Failed]);
    assert_eq!((kept.quiet_from.as_deref(), kept.quiet_to.as_deref()), (Some("22:00"), Some("06:30")));
}
