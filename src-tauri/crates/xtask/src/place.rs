//! Where things lie: the project, its build directory, the programs that are built there.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// The folders of one checkout.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's build directory (`CARGO_TARGET_DIR`, else `target`).
    pub(crate) target: PathBuf,
}

impl Place {
    /// Found from where this program was built, so it works from any folder inside the project.
    pub(crate) fn find() -> Outcome<Self> {
        let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or_else(|| {
            Failure::new("run this through cargo, which says where the project is: cargo xtask …")
        })?;
        let root = here
            .ancestors()
            .nth(3)
            .filter(|root| root.join("Cargo.lock").is_file())
            .ok_or_else(|| Failure::new(format!("no workspace above {}", here.display())))?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR").map(PathBuf::from) {
            Some(dir) if dir.is_absolute() => dir,
            Some(dir) => root.join(dir),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Stamps, screenshots and logs of this program.
    pub(crate) fn own(&self) -> Outcome<PathBuf> {
        let dir = self.target.join("xtask");
        make_dir(&dir)?;
        Ok(dir)
    }

    /// Where `cargo install --root` puts the tools that only tests need.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A program that Cargo built, e.g. `spoolyard` in `target/debug`.
    pub(crate) fn built(&self, name: &str, release: bool) -> PathBuf {
        let profile = if release { "release" } else { "debug" };
        self.target.join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// A path as a person in the project's folder would type it.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// Makes a folder and those above it.
pub(crate) fn make_dir(dir: &Path) -> Outcome {
    std::fs::create_dir_all(dir).map_err(|error| Failure::file("make the folder", dir, &error))
}
