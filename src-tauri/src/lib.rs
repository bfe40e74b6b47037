//! The desktop window of Spoolyard: it opens the farm, shows the pages, and carries one command to the core.
//!
//! This crate never decides anything about the business, never reads the farm's file itself, never talks to
//! the network, and never loads a page from anywhere but from inside the program.

mod events;
mod farm;
mod host;
mod ready;
mod rpc;
mod seat;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tauri::{AppHandle, Manager, RunEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use farm::{Farm, Words};
use ready::Ready;
use seat::Seat;

/// Runs the program until its window is closed.
pub fn run() -> ExitCode {
    let ready = Ready::start();
    let words = Words::parse();
    let farm = match Farm::chosen(words, std::env::var_os("SPOOLYARD_DB")) {
        Ok(farm) => farm,
        Err(text) => return fail(&text),
    };
    if let Err(text) = window::display_is_there() {
        return fail(&text);
    }
    let mut context = tauri::generate_context!();
    context.config_mut().identifier = farm.identifier();
    let app = tauri::Builder::default()
        // First of all: a second program for the same farm ends here, before it touches the file.
        .plugin(tauri_plugin_single_instance::init(|app, _words, _folder| window::bring_to_front(app)))
        .plugin(window::remembered_place())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .manage(ready)
        .setup(move |app| Ok(set_up(app.handle(), &farm)?))
        .build(context);
    match app {
        Ok(app) => {
            let code = app.run_return(|app, event| {
                if matches!(event, RunEvent::Exit)
                    && let Some(seat) = app.try_state::<Arc<Seat>>()
                {
                    seat.close();
                }
            });
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => fail(&format!("Spoolyard's window could not be opened: {error}")),
    }
}

/// Everything between the start of the program and its window. The farm opens beside it, not before it.
fn set_up(app: &AppHandle, farm: &Farm) -> tauri::Result<()> {
    let data = app.path().data_dir()?;
    app.manage(host::Desk::set_up(app)?);
    let seat = Arc::new(Seat::default());
    app.manage(Arc::clone(&seat));
    seat.open_in_background(app.clone(), farm.file(&data), farm == &Farm::Sample);
    end_when_asked(app.clone());
    if let Err(error) = window::open(app, farm.web_view_folder(&data)) {
        app.dialog()
            .message(format!("The web view of this computer could not be started: {error}"))
            .title("Spoolyard")
            .kind(MessageDialogKind::Error)
            .blocking_show();
        return Err(error);
    }
    Ok(())
}

/// The desktop's session ends programs with a signal; the file is closed in good order then too.
fn end_when_asked(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        if asked_to_end().await.is_ok() {
            app.exit(0);
        }
    });
}

#[cfg(unix)]
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn fail(text: &str) -> ExitCode {
    eprintln!("spoolyard: {text}");
    ExitCode::FAILURE
}
