//! What the core has to say, on its way to every window.

use tauri::{AppHandle, Emitter};

use spoolyard_api::Event;

/// The name under which the window listens.
const NAME: &str = "spoolyard";

/// Sends one event of the core to all windows. A window that is just closing does not hear it, and needs not.
pub(crate) fn forward(app: &AppHandle, event: &Event) {
    let _ = app.emit(NAME, event);
}
