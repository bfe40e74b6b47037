//! A display when the machine has none: Xvfb, started by this program and ended by it.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::child::Running;
use crate::failure::{Failure, Outcome};
use crate::program;

/// How long what is drawn may take to reach the screen and to stand still.
const SETTLING: Duration = Duration::from_secs(30);
/// A blank surface with a loader on it has nine colours; a page with words on it has hundreds.
const FEWEST_COLOURS: u32 = 48;

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

    /// A display in memory that the window fills as it opens for the first time.
    pub(crate) fn in_memory() -> Outcome<Self> {
        let mut command = program::command("Xvfb", Path::new("/"));
        // It chooses a free number itself and writes it to its standard output.
        command.args(["-displayfd", "1", "-screen", "0", "1360x840x24", "-nolisten", "tcp"]);
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

    /// A picture of a page that was reported usable: taken again until it shows more than a plain surface and
    /// stands still. A busy machine brings to the screen later what the page has drawn already.
    pub(crate) fn picture_of_a_page(&self, file: &Path) -> Outcome {
        let deadline = Instant::now() + SETTLING;
        let mut before = Vec::new();
        loop {
            self.screenshot(file)?;
            let now = fs::read(file).map_err(|error| Failure::file("read", file, &error))?;
            let shows_something = colours(file)? >= FEWEST_COLOURS;
            if shows_something && now == before {
                return Ok(());
            }
            if Instant::now() > deadline {
                let fault = if shows_something { "did not come to rest" } else { "stayed blank" };
                return Err(Failure::new(format!(
                    "the window {fault} for {} s; what it shows: {}",
                    SETTLING.as_secs(),
                    file.display()
                )));
            }
            before = now;
            thread::sleep(Duration::from_millis(200));
        }
    }
}

/// How many colours a picture has.
fn colours(file: &Path) -> Outcome<u32> {
    let text = program::read(program::command("identify", Path::new("/")).args(["-format", "%k"]).arg(file))?;
    text.trim().parse().map_err(|_| {
        Failure::new(format!("`identify` counts `{}` colours in {}", text.trim(), file.display()))
    })
}
