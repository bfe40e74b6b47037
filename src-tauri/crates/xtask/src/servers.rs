//! Real servers that the tests drive: OctoPrint and Moonraker in Python environments of their own, and vsftpd
//! beside the build instead of in the system, where it would begin to serve files to everybody at once.
//!
//! They lie under the build directory's `tools`; tests find them there. Where one cannot be had, its tests say
//! that they were skipped.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::place::{Place, make_dir};
use crate::{packages, program, stamp};

/// A server that is written in Python.
struct Python {
    /// Its folder under `tools`, and its program.
    name: &'static str,
    /// It and all that it needs, each with its version.
    packages: &'static str,
}

const PYTHON: &[Python] = &[
    Python { name: "octoprint", packages: include_str!("../servers/octoprint.txt") },
    Python { name: "moonraker", packages: include_str!("../servers/moonraker.txt") },
];

/// Sets up what is missing.
pub(crate) fn ensure(place: &Place) -> Outcome {
    if !cfg!(target_os = "linux") {
        println!("Real servers are driven on Linux only; their tests are skipped here.");
        return Ok(());
    }
    if packages::is_debian() {
        vsftpd(place)?;
    }
    if program::find("python3").is_none() {
        println!("python3 is not on PATH: the tests of OctoPrint and Moonraker are skipped.");
        return Ok(());
    }
    PYTHON.iter().try_for_each(|server| python(place, server))
}

fn python(place: &Place, server: &Python) -> Outcome {
    let home = place.tools().join(server.name);
    let version = program::read(program::command("python3", &place.root).arg("--version"))?;
    let wanted = format!("{version}{}", server.packages);
    let held = home.join("packages.stamp");
    if stamp::holds(&held, &wanted) && home.join("bin").join(server.name).is_file() {
        return Ok(());
    }
    println!("Setting up {} in {}", server.name, place.shown(&home));
    clear(&home)?;
    let mut make = program::command("python3", &place.root);
    program::run(make.args(["-m", "venv"]).arg(&home)).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nPython makes no environment of its own here. Its module `venv` is a package of its own on some \
             systems (python3-venv)."
        ))
    })?;
    let list = home.join("packages.txt");
    fs::write(&list, server.packages).map_err(|error| Failure::file("write", &list, &error))?;
    let mut install = program::command(home.join("bin/python"), &place.root);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    program::run(install.arg("--requirement").arg(&list)).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nIs this machine on the network? Some packages are compiled, which needs a C compiler and Python's \
             headers (python3-dev). The same by hand:\n  {}",
            program::line(&install)
        ))
    })?;
    stamp::write(&held, &wanted)
}

/// The package's files, unpacked and not installed: nothing is started, and no root is needed.
fn vsftpd(place: &Place) -> Outcome {
    let home = place.tools().join("vsftpd");
    if home.join("usr/sbin/vsftpd").is_file() {
        return Ok(());
    }
    println!("Unpacking vsftpd in {}", place.shown(&home));
    clear(&home)?;
    make_dir(&home)?;
    packages::unpack("vsftpd", &home)
}

fn clear(home: &Path) -> Outcome {
    if home.exists() {
        fs::remove_dir_all(home).map_err(|error| Failure::file("remove", home, &error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_of_a_server_has_its_version_and_the_server_is_among_them() {
        for server in PYTHON {
            let lines: Vec<&str> =
                server.packages.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
            assert!(lines.iter().all(|line| line.contains("==")), "{}", server.name);
            let is_it = |line: &&str| line.to_ascii_lowercase().starts_with(&format!("{}==", server.name));
            assert!(lines.iter().any(is_it), "{}", server.name);
        }
    }
}
