//! Where the core sits once the farm is open. The window is drawn meanwhile; what it asks waits here.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Value, json};
use spoolyard_api::store::{self, SampleFarm};
use spoolyard_api::{Host, Request, Response};
use spoolyard_types::{Code, Refusal, SystemClock};
use tauri::AppHandle;

use crate::events;

/// The place of the open farm: empty until it has opened, and again once it is put away.
#[derive(Default)]
pub(crate) struct Seat {
    host: OnceLock<Mutex<Option<Host>>>,
}

impl Seat {
    /// Opens the farm on a thread of its own: a large file that needs a migration takes its time.
    /// A file that cannot be opened has its say in `session.state`, as a page.
    /// A sample farm that is not there yet is made first.
    pub(crate) fn open_in_background(self: &Arc<Self>, app: AppHandle, file: PathBuf, is_sample: bool) {
        let seat = Arc::clone(self);
        tauri::async_runtime::spawn_blocking(move || {
            if is_sample
                && !file.exists()
                && let Err(refusal) = store::make_sample(&file, &SampleFarm::default())
            {
                eprintln!("spoolyard: the sample farm could not be made: {refusal}");
            }
            let host = Host::open_with_keyring(
                &file,
                Arc::new(SystemClock),
                spoolyard_api::keyring::of_this_computer(),
            );
            host.subscribe(move |event| events::forward(&app, event));
            // A farm that did not open says so in the window; its printers are left alone.
            if let Err(refusal) = host.watch_printers() {
                eprintln!("spoolyard: the printers are not watched: {}", refusal.message);
            }
            if let Err(refusal) = host.follow_days() {
                eprintln!("spoolyard: {}", refusal.message);
            }
            let _ = seat.host.set(Mutex::new(Some(host)));
        });
    }

    /// Carries a request to the core; waits while the farm is still opening.
    pub(crate) fn dispatch(&self, request: Request) -> Response {
        let host = self.host.wait().lock().unwrap_or_else(PoisonError::into_inner).clone();
        match host {
            Some(host) => host.dispatch(request),
            None => Err(Refusal::new(Code::WrongState, "Spoolyard is closing. Start it again.")).into(),
        }
    }

    /// Puts the farm away: with the last request that is still at work, its file is closed in good order.
    pub(crate) fn close(&self) {
        if let Some(host) = self.host.get() {
            let host = host.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(host) = host {
                host.leave_printers();
            }
        }
    }

    /// Runs a command of the core that answers with a file, as the person who asked, and gives its bytes as
    /// base64 text: the field `base64` of the answer.
    pub(crate) fn file_from(
        &self,
        name: String,
        payload: Value,
        token: Option<String>,
    ) -> Result<String, Refusal> {
        let response = self.dispatch(Request { name: name.clone(), payload, request_id: None, token });
        if let Some(refusal) = response.error {
            return Err(refusal);
        }
        match response.data.unwrap_or_default()["base64"].take() {
            Value::String(text) => Ok(text),
            _ => Err(Refusal::new(Code::Internal, format!("`{name}` answered without a file."))
                .with(json!({ "command": name }))),
        }
    }
}
