//! System packages: which are missing, why each is needed, and the exact line that installs them.
//!
//! On Debian and its family they are installed here, as root or through sudo. Everywhere else this
//! program says what to type and stops: it does not guess at a package manager that it cannot test.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::program;

/// What the packages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compiling the window's program.
    Build,
    /// Opening the window where there is no screen, and taking its picture.
    Screenless,
    /// Running every test.
    Tests,
}

/// One package of the Debian family.
struct Package {
    name: &'static str,
    why: &'static str,
    /// Any of these on `PATH` will do instead of the package.
    instead: &'static [&'static str],
    purpose: Purpose,
}

const fn package(purpose: Purpose, name: &'static str, why: &'static str) -> Package {
    Package { name, why, instead: &[], purpose }
}

const DEBIAN: &[Package] = &[
    package(Purpose::Build, "build-essential", "the C compiler, for SQLite and for linking"),
    package(Purpose::Build, "pkg-config", "finds the libraries below"),
    package(Purpose::Build, "libwebkit2gtk-4.1-dev", "the web view that shows the window's pages"),
    package(Purpose::Build, "libgtk-3-dev", "the window and its file dialogs"),
    package(Purpose::Build, "librsvg2-dev", "icons"),
    package(Purpose::Build, "libsoup-3.0-dev", "used by the web view"),
    package(Purpose::Build, "libdbus-1-dev", "light or dark, as the desktop is set"),
    package(Purpose::Screenless, "xvfb", "a display in memory"),
    package(Purpose::Screenless, "imagemagick", "the picture of the first page"),
    package(Purpose::Screenless, "fonts-dejavu-core", "letters on a machine without fonts"),
    package(Purpose::Tests, "xauth", "access to the display in memory"),
    package(Purpose::Tests, "webkit2gtk-driver", "drives the real window"),
    package(Purpose::Tests, "dbus", "a session bus of the test's own"),
    package(Purpose::Tests, "dbus-x11", "the same, for the accessibility bus"),
    package(Purpose::Tests, "at-spi2-core", "the accessibility bus that GTK asks for"),
    package(Purpose::Tests, "poppler-utils", "reads text and pages of PDFs"),
    package(Purpose::Tests, "qpdf", "checks that PDFs are sound"),
    package(Purpose::Tests, "sqlite3", "reads the farm's file with another program"),
    package(Purpose::Tests, "mosquitto", "the broker between the Bambu driver and its simulated printer"),
    package(Purpose::Tests, "python3", "runs the real OctoPrint and Moonraker"),
    package(Purpose::Tests, "python3-venv", "keeps their packages apart from the system's"),
    package(Purpose::Tests, "python3-dev", "Python's headers, for those of their packages that are compiled"),
    package(Purpose::Tests, "libsodium23", "Moonraker's signatures"),
    package(Purpose::Tests, "libwrap0", "used by vsftpd, the storage of the Bambu printers"),
    Package {
        name: "chromium",
        why: "the browser for the tests of the pages",
        instead: &["chromium", "chromium-browser", "google-chrome"],
        purpose: Purpose::Tests,
    },
];

/// Makes sure that everything for these purposes is there, or says what to type.
pub(crate) fn ensure(purposes: &[Purpose]) -> Outcome {
    match System::here() {
        System::Debian => ensure_debian(purposes),
        System::OtherLinux { line } => ensure_by_looking(purposes, &line),
        System::MacOs | System::Windows => Ok(()),
    }
}

/// Whether packages come as files that this program can fetch and unpack.
pub(crate) fn is_debian() -> bool {
    matches!(System::here(), System::Debian)
}

/// The systems that this program knows something about.
enum System {
    Debian,
    /// With the line that installs what is needed there.
    OtherLinux {
        line: String,
    },
    MacOs,
    Windows,
}

const FEDORA: &str = "sudo dnf install @development-tools pkgconf webkit2gtk4.1-devel gtk3-devel \
librsvg2-devel libsoup3-devel dbus-devel xorg-x11-server-Xvfb xorg-x11-xauth ImageMagick \
dejavu-sans-fonts poppler-utils qpdf sqlite mosquitto vsftpd python3-devel libsodium chromium";
const ARCH: &str = "sudo pacman -S --needed base-devel pkgconf webkit2gtk-4.1 gtk3 librsvg libsoup3 \
dbus xorg-server-xvfb xorg-xauth imagemagick ttf-dejavu poppler qpdf sqlite mosquitto vsftpd python libsodium chromium";

impl System {
    fn here() -> Self {
        if cfg!(target_os = "macos") {
            Self::MacOs
        } else if cfg!(windows) {
            Self::Windows
        } else {
            Self::of_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
        }
    }

    /// From the text of `/etc/os-release`: `ID` is the system, `ID_LIKE` what it descends from.
    fn of_release(text: &str) -> Self {
        let family: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
            .flat_map(|names| names.trim_matches('"').split_whitespace())
            .collect();
        let is = |name| family.contains(&name);
        if is("debian") || is("ubuntu") {
            Self::Debian
        } else if is("fedora") || is("rhel") {
            Self::OtherLinux { line: FEDORA.to_owned() }
        } else if is("arch") {
            Self::OtherLinux { line: ARCH.to_owned() }
        } else {
            Self::OtherLinux {
                line: "(your system's packages of: C compiler, pkg-config, webkit2gtk-4.1, gtk 3, librsvg, \
                       libsoup 3, dbus, Xvfb, ImageMagick, DejaVu fonts)"
                    .to_owned(),
            }
        }
    }
}

fn ensure_debian(purposes: &[Purpose]) -> Outcome {
    let wanted: Vec<&Package> = DEBIAN
        .iter()
        .filter(|package| purposes.contains(&package.purpose))
        .filter(|package| !package.instead.iter().any(|name| program::find(name).is_some()))
        .collect();
    let installed = installed_of(&wanted);
    let missing: Vec<&Package> =
        wanted.into_iter().filter(|package| !installed.iter().any(|name| name == package.name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing system packages:");
    for package in &missing {
        println!("  {:<24}{}", package.name, package.why);
    }
    install_debian(&missing.iter().map(|package| package.name).collect::<Vec<_>>())
}

/// Which of them dpkg holds as installed.
fn installed_of(packages: &[&Package]) -> Vec<String> {
    let mut command = program::command("dpkg-query", Path::new("/"));
    command.args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"]);
    command.args(packages.iter().map(|package| package.name));
    // It ends in error when one is unknown, and still lists the others.
    let text = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&text)
        .lines()
        .filter_map(|line| line.strip_suffix(" installed").map(ToOwned::to_owned))
        .collect()
}

fn install_debian(names: &[&str]) -> Outcome {
    let by_hand = format!(
        "{}apt-get update && {0}apt-get install --yes --no-install-recommends {}",
        if is_root()? { "" } else { "sudo " },
        names.join(" ")
    );
    if !is_root()? && program::find("sudo").is_none() {
        return Err(Failure::new(format!(
            "they need root, and there is no sudo here; as root, type:\n  {by_hand}"
        )));
    }
    let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    install.extend(names);
    apt(&["update", "--quiet"]).and_then(|()| apt(&install)).map_err(|failure| {
        Failure::new(format!(
            "the packages could not be installed ({failure}).\n\
             Is this machine on the network, with a package mirror that works? Once it is, this line does the same:\n  {by_hand}"
        ))
    })
}

fn is_root() -> Outcome<bool> {
    Ok(program::read(program::command("id", Path::new("/")).arg("-u"))?.trim() == "0")
}

/// apt-get, as root or through sudo.
fn apt(words: &[&str]) -> Outcome {
    let prefix: &[&str] = if is_root()? { &[] } else { &["sudo"] };
    let words: Vec<&str> = prefix
        .iter()
        .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"])
        .chain(words)
        .copied()
        .collect();
    println!("$ {}", words.join(" "));
    program::run(program::command(words[0], Path::new("/")).args(&words[1..]))
}

/// Lays a package's files into a folder without installing it. Needs no root as long as the lists of packages are
/// there; where they are not, they are fetched first.
pub(crate) fn unpack(name: &str, into: &Path) -> Outcome {
    let fetch = || {
        program::run(program::command("apt-get", into).args([
            "-o",
            "APT::Sandbox::User=root",
            "download",
            "--quiet",
            name,
        ]))
    };
    fetch().or_else(|_| apt(&["update", "--quiet"]).and_then(|()| fetch())).map_err(|failure| {
        Failure::new(format!(
            "the package {name} could not be fetched ({failure}).\n\
             Is this machine on the network, with a package mirror that works? Then try again."
        ))
    })?;
    let entries = fs::read_dir(into).map_err(|error| Failure::file("list", into, &error))?;
    let file = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .ok_or_else(|| Failure::new(format!("apt-get said that it fetched {name}, and it is not there")))?;
    program::run(program::command("dpkg-deb", into).arg("--extract").arg(&file).arg(into))
}

/// What pkg-config must know before the window's program compiles.
const MODULES: &[&str] = &["webkit2gtk-4.1", "gtk+-3.0", "librsvg-2.0", "libsoup-3.0", "dbus-1"];

/// For a Linux whose packages this program does not install: what is missing is found by looking for it.
fn ensure_by_looking(purposes: &[Purpose], line: &str) -> Outcome {
    let mut missing: Vec<String> = Vec::new();
    if purposes.contains(&Purpose::Build) {
        missing.extend(
            MODULES.iter().filter(|module| !has_module(module)).map(|module| format!("the library {module}")),
        );
    }
    for (purpose, programs) in [
        (Purpose::Build, ["cc", "pkg-config"].as_slice()),
        (Purpose::Screenless, &["Xvfb", "import"]),
        (Purpose::Tests, &["WebKitWebDriver", "dbus-daemon", "pdftotext", "qpdf", "sqlite3"]),
    ] {
        if purposes.contains(&purpose) {
            missing.extend(
                programs
                    .iter()
                    .filter(|name| program::find(name).is_none())
                    .map(|name| format!("the program {name}")),
            );
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("missing here: {}.\nInstall them with:\n  {line}", missing.join(", "))))
}

fn has_module(module: &str) -> bool {
    let mut command = program::command("pkg-config", Path::new("/"));
    command.args(["--exists", module]).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_known_by_name_and_by_descent() {
        assert!(matches!(System::of_release("PRETTY_NAME=\"x\"\nID=debian\n"), System::Debian));
        assert!(matches!(System::of_release("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Debian));
        let line = |text| match System::of_release(text) {
            System::OtherLinux { line } => line,
            _ => String::new(),
        };
        assert!(line("ID=fedora\n").contains("dnf install"));
        assert!(line("ID=manjaro\nID_LIKE=arch\n").contains("pacman -S"));
        assert!(line("ID=nixos\n").contains("webkit2gtk-4.1"));
    }

    #[test]
    fn no_package_is_named_twice_and_each_says_why() {
        for (index, package) in DEBIAN.iter().enumerate() {
            assert!(!package.why.is_empty(), "{}", package.name);
            assert!(DEBIAN[index + 1..].iter().all(|other| other.name != package.name), "{}", package.name);
        }
    }
}
