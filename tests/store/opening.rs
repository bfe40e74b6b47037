//! Opening and closing the file in bad times: a power cut, a full disk, another process, another program's file.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use spoolyard_core::db::{Db, OpenOptions, verify_copy};
use spoolyard_types::{Actor, Code, FixedClock, Role, Timestamp};

use crate::child::Writer;

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T09:00:00Z").unwrap()))
}

fn open(path: &Path) -> Result<Db, Code> {
    Db::open(path, clock()).map_err(|err| err.code())
}

fn farm() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("farm.sqlite");
    (folder, path)
}

fn count(db: &Db, sql: &str) -> i64 {
    db.read(&Actor::spoolyard(), Role::Admin, |r| r.value(sql, [])).unwrap().unwrap()
}

#[test]
fn what_was_committed_outlives_a_kill_and_nothing_is_half_done() {
    let (_folder, path) = farm();
    let mut last = -1_i64;
    for _ in 0..3 {
        let mut writer = Writer::start(&path, &[]);
        assert_eq!(writer.hear().as_deref(), Some("open"));
        // The number starts anew in each round; unique codes would clash, so each round has its own file.
        for _ in 0..25 {
            let said = writer.hear().unwrap();
            last = said.strip_prefix("wrote ").unwrap().parse().unwrap();
        }
        writer.kill();
        let db = open(&path).unwrap();
        let parents = count(&db, "SELECT count(*) FROM item_categories WHERE code LIKE 'P%'");
        let children = count(&db, "SELECT count(*) FROM item_categories WHERE code LIKE 'C%'");
        let logged = count(&db, "SELECT count(*) FROM command_log WHERE command = 'test.write'");
        assert!(parents > last, "an acknowledged write is gone: {parents} of {}", last + 1);
        assert_eq!((parents, parents), (children, logged), "half a transaction was kept");
        drop(db);
        verify_copy(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
    }
    assert_eq!(last, 24);
}

#[test]
fn a_full_disk_is_told_and_what_was_written_stays() {
    let (folder, _) = farm();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounts = format!("mount -t tmpfs -o size=12m tmpfs '{}' && exec \"$@\"", disk.display());
    let wrapper = ["unshare", "--map-root-user", "--mount", "sh", "-c", &mounts, "sh"];
    let may = Command::new(wrapper[0]).args(&wrapper[1..]).arg("true").status().is_ok_and(|s| s.success());
    if !may {
        println!("skipped: this machine gives no private mounts, so no small disk can be made");
        return;
    }
    let mut writer = Writer::start(&disk.join("farm.sqlite"), &wrapper);
    assert_eq!(writer.hear().as_deref(), Some("open"));
    let mut wrote = 0;
    let failed = loop {
        let said = writer.hear().expect("the child says how it ended");
        match said.strip_prefix("wrote ") {
            Some(_) => wrote += 1,
            None => break said,
        }
    };
    writer.join();
    assert!(wrote > 0);
    assert_eq!(failed, format!("failed disk_full {wrote}"));
}

#[test]
fn a_second_process_is_refused_and_the_first_goes_on() {
    let (_folder, path) = farm();
    let mut first = Writer::start(&path, &[]);
    assert_eq!(first.hear().as_deref(), Some("open"));
    assert_eq!(open(&path).err(), Some(Code::FileInUse));
    let mut second = Writer::start(&path, &[]);
    assert_eq!(second.hear().as_deref(), Some("refused file_in_use"));
    second.join();
    assert!(first.hear().unwrap().starts_with("wrote"));
    // Looking beside the owner is allowed: backups and checks of the command line do.
    let beside = OpenOptions::new(&path, clock()).look_only().open().unwrap();
    assert!(count(&beside, "SELECT count(*) FROM item_categories") > 0);
    first.kill();
}

#[test]
fn a_read_only_medium_is_opened_for_reading() {
    let (folder, _) = farm();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let path = folder.path().join("farm.sqlite");
    drop(open(&path).unwrap());
    let script = format!(
        "mount -t tmpfs tmpfs '{0}' && cp '{1}' '{0}/farm.sqlite' && mount -o remount,ro '{0}' && exec \"$@\"",
        disk.display(),
        path.display()
    );
    let wrapper = ["unshare", "--map-root-user", "--mount", "sh", "-c", &script, "sh"];
    if !Command::new(wrapper[0]).args(&wrapper[1..]).arg("true").status().is_ok_and(|s| s.success()) {
        println!("skipped: this machine gives no private mounts, so no read-only medium can be made");
        return;
    }
    let mut writer = Writer::start(&disk.join("farm.sqlite"), &wrapper);
    assert_eq!(writer.hear().as_deref(), Some("open"));
    assert_eq!(writer.hear().as_deref(), Some("failed read_only 0"));
    writer.join();
}

#[test]
fn files_of_others_are_refused_and_left_as_they_are() {
    let (folder, _) = farm();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database at all, but long enough to look at").unwrap();
    let other = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE songs (id INTEGER)").unwrap();
    for path in [text, other] {
        let before = std::fs::read(&path).unwrap();
        assert_eq!(open(&path).err(), Some(Code::ForeignFile), "{}", path.display());
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_newer_file_is_refused_unharmed() {
    let (_folder, path) = farm();
    drop(open(&path).unwrap());
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (9999, 'from_the_future', '2030-01-01T00:00:00Z', '1')",
        [],
    )
    .unwrap();
    raw.close().unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(open(&path).err(), Some(Code::NewerFile));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_damaged_file_is_refused_with_its_last_backup_and_can_be_restored() {
    let (_folder, path) = farm();
    let db = open(&path).unwrap();
    let backup = db.backup(None, "by-hand").unwrap();
    drop(db);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40_000].fill(0xAB);
    std::fs::write(&path, &bytes).unwrap();
    let refusal = Db::open(&path, clock()).err().unwrap().into_refusal();
    assert_eq!(refusal.code, Code::DamagedFile);
    assert_eq!(refusal.details["backup"], serde_json::json!(backup.path));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);

    let kept = Db::restore(&path, Path::new(&backup.path), Timestamp::parse("2026-03-02T10:00:00Z").unwrap())
        .unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), bytes);
    let db = open(&path).unwrap();
    assert_eq!(count(&db, "SELECT count(*) FROM inventory_locations WHERE code = 'MAIN'"), 1);
}

#[test]
fn a_head_that_was_overwritten_counts_as_damage_where_backups_lie_beside() {
    let (_folder, path) = farm();
    let db = open(&path).unwrap();
    db.backup(None, "by-hand").unwrap();
    drop(db);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..100].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(open(&path).err(), Some(Code::DamagedFile));
}

#[test]
fn a_backup_that_does_not_pass_its_check_is_not_restored() {
    let (folder, path) = farm();
    drop(open(&path).unwrap());
    let before = std::fs::read(&path).unwrap();
    let bad = folder.path().join("bad.sqlite");
    let mut bytes = before.clone();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40_000].fill(0xAB);
    std::fs::write(&bad, bytes).unwrap();
    assert!(Db::restore(&path, &bad, Timestamp::parse("2026-03-02T10:00:00Z").unwrap()).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn an_older_file_is_backed_up_and_brought_up_in_one_piece() {
    let (folder, path) = farm();
    // A farm as the first migrations left it: the same runner, stopped early.
    let mut old = rusqlite::Connection::open(&path).unwrap();
    old.pragma_update(None, "application_id", 0x5350_4C59).unwrap();
    old.pragma_update(None, "recursive_triggers", true).unwrap();
    let target = refinery::Target::Version(15);
    crate::support::migrations::runner().set_grouped(true).set_target(target).run(&mut old).unwrap();
    old.execute("INSERT INTO vendors (code, name) VALUES ('ACME', 'Acme')", []).unwrap();
    old.close().unwrap();

    let db = open(&path).unwrap();
    assert_eq!(count(&db, "SELECT count(*) FROM vendors WHERE code = 'ACME'"), 1);
    assert!(count(&db, "SELECT max(version) FROM refinery_schema_history") > 15);
    let backups = std::fs::read_dir(folder.path().join("farm.backups")).unwrap().count();
    assert_eq!(backups, 1);
}
