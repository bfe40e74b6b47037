//! A display when the machine has none: Xvfb, started by this program and ended by it.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::child::Running;
use crate::failure::{Failure, Outcome};
use crate::program;

/// Where windows appear.
#[derive(Debug)]
pub(crate) enum Display {
    /// The person's own screen.
    Screen,
    /// A display in memory, `:N`, that lives as long as this value.
    Memory { name: String, _server: Running },
}

/// Whether a window could be seen by anybody. macOS and Windows always have a screen.
pub(crate) fn has_screen() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

impl Display {
    /// The screen if there is one, else a display in memory.
    pub(crate) fn open() -> Outcome<Self> {
        if has_screen() { Ok(Self::Screen) } else { Self::in_memory() }
    }

    /// A display in memory of the size of a large laptop's screen.
    pub(crate) fn in_memory() -> Outcome<Self> {
        let mut command = program::command("Xvfb", Path::new("/"));
        // It chooses a free number itself and writes it to its standard output.
        command.args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let (server, number) = Running::start_and_hear(&mut command, Duration::from_secs(20))
            .map_err(|failure| Failure::new(format!("no display of our own: {failure}")))?;
        Ok(Self::Memory { name: format!(":{}", number.trim()), _server: server })
    }

    /// Makes `command` show its windows here.
    pub(crate) fn apply(&self, command: &mut Command) {
        if let Self::Memory { name, .. } = self {
            command.env("DISPLAY", name).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
        }
    }

    /// A picture of everything on this display, as a PNG.
    pub(crate) fn screenshot(&self, file: &Path) -> Outcome {
        let mut command = program::command("import", Path::new("/"));
        self.apply(&mut command);
        program::run(command.args(["-window", "root"]).arg(file))
    }
}
