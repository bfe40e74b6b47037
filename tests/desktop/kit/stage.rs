//! The stage of one test: a display in memory, a bus, the two drivers, and folders nobody else uses.

use std::env;
use std::ffi::OsString;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::running::Running;
use super::window::Window;

/// Everything around the window. What it started ends with it: the drivers first, the display last.
#[derive(Debug)]
pub(crate) struct Stage {
    _driver: Running,
    _bus: Running,
    _display: Running,
    address: String,
    app: PathBuf,
    surroundings: Vec<(&'static str, OsString)>,
    folder: TempDir,
}

impl Stage {
    /// Sets the stage.
    pub(crate) fn set() -> Self {
        let app = program("SPOOLYARD_APP");
        let tauri_driver = program("SPOOLYARD_TAURI_DRIVER");
        let web_view_driver = program("SPOOLYARD_WEB_VIEW_DRIVER");
        let folder = TempDir::with_prefix("spoolyard-desktop-").unwrap();
        let (display, number) = Running::start_and_hear(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
                .stderr(Stdio::null()),
        );
        let (bus, bus_address) = Running::start_and_hear(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
                .env("DISPLAY", format!(":{number}"))
                .stderr(Stdio::null()),
        );
        let desk = folder.path().join("desk");
        std::fs::create_dir_all(desk.join("offered")).unwrap();
        let surroundings: Vec<(&'static str, OsString)> = vec![
            ("DISPLAY", format!(":{number}").into()),
            ("DBUS_SESSION_BUS_ADDRESS", bus_address.into()),
            ("GDK_BACKEND", "x11".into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            ("XDG_DATA_HOME", folder.path().join("data").into()),
            ("XDG_CONFIG_HOME", folder.path().join("config").into()),
            ("XDG_CACHE_HOME", folder.path().join("cache").into()),
            ("SPOOLYARD_DESK", desk.into()),
        ];
        let [port, native_port] = free_ports();
        let driver = Running::start(
            Command::new(tauri_driver)
                .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
                .arg("--native-driver")
                .arg(web_view_driver)
                // It complains of every connection that a finished session drops.
                .stdout(Stdio::null())
                .env_remove("WAYLAND_DISPLAY")
                .envs(surroundings.iter().map(|(name, value)| (name, value))),
        );
        let address = format!("http://127.0.0.1:{port}");
        Self { _driver: driver, _bus: bus, _display: display, address, app, surroundings, folder }
    }

    /// Opens the window on `farm` and waits for its first page.
    pub(crate) async fn open(&self, farm: &Path) -> Window {
        Window::open(&self.address, &self.app, &["--db".to_owned(), farm.to_string_lossy().into_owned()])
            .await
    }

    /// The program once more, beside the window that is open, as if the person had clicked its icon again.
    pub(crate) fn start_again(&self, farm: &Path) -> Running {
        let mut command = Command::new(&self.app);
        command.arg("--db").arg(farm).env_remove("WAYLAND_DISPLAY");
        Running::start(command.envs(self.surroundings.iter().map(|(name, value)| (name, value))))
    }

    /// A farm's file that does not exist yet.
    pub(crate) fn new_farm(&self) -> PathBuf {
        self.folder.path().join("farm.sqlite")
    }

    /// Where the window puts what it saves and opens; `offered` in it holds what a person would pick.
    pub(crate) fn desk(&self) -> PathBuf {
        self.folder.path().join("desk")
    }
}

/// A program that `cargo xtask test` built or found.
pub(super) fn program(variable: &str) -> PathBuf {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else {
        panic!("{variable} names no program; run the tests of the window with: cargo xtask test desktop");
    };
    assert!(
        path.is_file(),
        "{} ({variable}) is not there; cargo xtask test builds or installs it",
        path.display()
    );
    path
}

/// Two ports that were free a moment ago; both are held until both are known, so they differ.
fn free_ports() -> [u16; 2] {
    let listeners = [0; 2].map(|port: u16| TcpListener::bind(("127.0.0.1", port)).unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
