//! The window's files: their packages by `npm ci`, and the build, each only when something changed.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::{program, stamp};

/// The oldest Node that the window's tools run on: major, minor.
const OLDEST: (u32, u32) = (20, 19);
/// What lies in `ui/` and has no part in what is built from it.
const NOT_SOURCES: &[&str] = &["node_modules", "dist", "e2e", "test-results", "coverage"];

/// Says clearly when Node or npm is missing or too old.
pub(crate) fn ensure(place: &Place) -> Outcome<String> {
    let remedy = format!("install Node {}.{} or newer with npm: https://nodejs.org", OLDEST.0, OLDEST.1);
    if program::find("node").is_none() || program::find("npm").is_none() {
        return Err(Failure::new(format!("node and npm are not on PATH; {remedy}")));
    }
    let version = program::read(program::command("node", &place.root).arg("--version"))?.trim().to_owned();
    match numbers(&version) {
        Some(found) if found >= OLDEST => Ok(version),
        _ => Err(Failure::new(format!("node is {version}, which is too old; {remedy}"))),
    }
}

/// `v20.20.2` as (20, 20).
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// `npm ci`, unless the lock file is the one that was installed last.
pub(crate) fn install(place: &Place) -> Outcome {
    let ui = place.ui();
    let lock = ui.join("package-lock.json");
    if !lock.is_file() {
        return Err(Failure::new(format!("{} is missing: the checkout is not complete", place.shown(&lock))));
    }
    let held = place.own()?.join("packages.stamp");
    let wanted = stamp::of(&[lock, ui.join("package.json")], &[])?;
    if stamp::holds(&held, &wanted) && ui.join("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    println!("Installing the window's packages (npm ci)");
    program::run(program::npm(&ui).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nIs this machine on the network? Once it is, this line does the same:\n  npm --prefix ui ci"
        ))
    })?;
    stamp::write(&held, &wanted)
}

/// Builds `ui/dist`, unless it was built from exactly these sources.
pub(crate) fn build(place: &Place) -> Outcome {
    let ui = place.ui();
    let held = place.own()?.join("window.stamp");
    let wanted = stamp::of(&sources(place), NOT_SOURCES)?;
    if stamp::holds(&held, &wanted) && ui.join("dist/index.html").is_file() {
        return Ok(());
    }
    println!("Building the window's files (npm run build)");
    program::run(program::npm(&ui).args(["run", "--silent", "build"]))?;
    if !ui.join("dist/index.html").is_file() {
        return Err(Failure::new("the build of the window's files left no ui/dist/index.html"));
    }
    stamp::write(&held, &wanted)
}

/// The window's own sources; fonts and pictures that it shares with the documents lie in `assets`.
fn sources(place: &Place) -> Vec<PathBuf> {
    vec![place.ui(), place.root.join("assets/icons")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_says_its_version_and_we_read_two_numbers_of_it() {
        assert_eq!(numbers("v20.20.2"), Some((20, 20)));
        assert_eq!(numbers("v8.1.0"), Some((8, 1)));
        assert_eq!(numbers("20.1"), None);
        assert!((20, 18) < OLDEST && (22, 0) > OLDEST);
    }
}
