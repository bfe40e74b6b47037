//! The one command. Everything the window wants, it asks for here.

use std::sync::Arc;

use serde_json::Value;
use spoolyard_api::{Request, Response};
use spoolyard_types::{Code, Refusal};
use tauri::{Manager, State, WebviewWindow};

use crate::host::{self, Desk};
use crate::ready::Ready;
use crate::seat::Seat;

/// Carries one request to the core, or to this computer for `host.*`, off the main thread.
#[tauri::command]
pub(crate) async fn rpc(
    window: WebviewWindow,
    seat: State<'_, Arc<Seat>>,
    request: Request,
) -> Result<Response, String> {
    let seat = Arc::clone(&seat);
    let name = request.name.clone();
    let answered = tauri::async_runtime::spawn_blocking(move || answer(&window, &seat, request)).await;
    Ok(answered.unwrap_or_else(|_| {
        let text =
            format!("Spoolyard could not finish `{name}`: a fault of the program. Nothing was changed.");
        Err(Refusal::new(Code::Internal, text)).into()
    }))
}

fn answer(window: &WebviewWindow, seat: &Seat, request: Request) -> Response {
    if !request.name.starts_with(host::PREFIX) {
        return seat.dispatch(request);
    }
    let desk = window.state::<Desk>();
    let ready = window.state::<Ready>();
    let Request { name, payload, token, .. } = request;
    let file_from =
        |command: &str, payload: Value| seat.file_from(command.to_owned(), payload, token.clone());
    host::answer(&name, payload, window, &desk, &ready, &file_from).into()
}
