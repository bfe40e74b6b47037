//! Stamps: what was built from what, so that a second run does nothing twice.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// A hash of the names and bytes of `paths`; folders count with everything under them. Missing ones
/// count as missing. `skip` names files and folders that do not count, wherever they are.
pub(crate) fn of(paths: &[PathBuf], skip: &[&str]) -> Outcome<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, skip, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        let bytes = fs::read(&file).map_err(|error| Failure::file("read", &file, &error))?;
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, skip: &[&str], files: &mut Vec<PathBuf>) -> Outcome {
    if path.file_name().is_some_and(|name| skip.iter().any(|skipped| name == *skipped)) {
        return Ok(());
    }
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        let entries = fs::read_dir(path).map_err(|error| Failure::file("list", path, &error))?;
        for entry in entries {
            collect(&entry.map_err(|error| Failure::file("list", path, &error))?.path(), skip, files)?;
        }
    }
    Ok(())
}

/// Whether `file` holds exactly this stamp.
pub(crate) fn holds(file: &Path, stamp: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|held| held == stamp)
}

/// Remembers a stamp once the work it stands for is done.
pub(crate) fn write(file: &Path, stamp: &str) -> Outcome {
    fs::write(file, stamp).map_err(|error| Failure::file("write", file, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("spoolyard-stamp-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("skipped")).unwrap();
        dir
    }

    #[test]
    fn a_stamp_changes_with_a_byte_and_with_a_name_but_not_with_what_is_skipped() {
        let dir = folder("bytes");
        fs::write(dir.join("a"), "1").unwrap();
        let first = of(std::slice::from_ref(&dir), &["skipped"]).unwrap();
        fs::write(dir.join("skipped/b"), "2").unwrap();
        assert_eq!(first, of(std::slice::from_ref(&dir), &["skipped"]).unwrap());
        fs::write(dir.join("a"), "2").unwrap();
        let second = of(std::slice::from_ref(&dir), &["skipped"]).unwrap();
        assert_ne!(first, second);
        fs::rename(dir.join("a"), dir.join("c")).unwrap();
        assert_ne!(second, of(std::slice::from_ref(&dir), &["skipped"]).unwrap());
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_stamp_holds_only_when_it_is_the_same() {
        let dir = folder("holds");
        let file = dir.join("stamp");
        assert!(!holds(&file, "x"));
        write(&file, "x").unwrap();
        assert!(holds(&file, "x") && !holds(&file, "y"));
        fs::remove_dir_all(&dir).unwrap();
    }
}
