//! The window itself: where it stands, what it may show, and how it comes to the front.

use std::path::PathBuf;

use tauri::plugin::TauriPlugin;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

/// The only window's name; the capability in `capabilities/main.json` is bound to it.
const MAIN: &str = "main";

/// Opens the window. `folder` is where the web view keeps what it needs.
pub(crate) fn open(app: &AppHandle, folder: PathBuf) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Spoolyard")
        .inner_size(1360.0, 840.0)
        .min_inner_size(900.0, 600.0)
        .data_directory(folder)
        // Files dropped on a page are the page's to read; the shell has no use for their paths.
        .disable_drag_drop_handler()
        .zoom_hotkeys_enabled(true)
        .on_navigation(is_our_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
        .map(|_| ())
}

/// Pages come from inside the program and from nowhere else.
fn is_our_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// The window opens where and as large as it was closed.
pub(crate) fn remembered_place() -> TauriPlugin<Wry> {
    let kept = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN;
    tauri_plugin_window_state::Builder::default().with_state_flags(kept).build()
}

/// For the person who started the program a second time.
pub(crate) fn bring_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // A window manager may refuse each of these; the window is then where it was.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Without a display GTK ends the program with words that help nobody.
pub(crate) fn display_is_there() -> Result<(), String> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        return Err("there is no display here to open a window on. \
                    The same pages in a browser: spoolyard-cli serve"
            .to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_from_inside_the_program_are_shown() {
        let ours = |text: &str| is_our_own(&Url::parse(text).unwrap());
        assert!(ours("tauri://localhost/orders/7") && ours("http://tauri.localhost/orders/7"));
        for other in
            ["https://example.org/", "http://localhost:1420/", "file:///etc/passwd", "tauri://elsewhere/"]
        {
            assert!(!ours(other), "{other}");
        }
    }
}
