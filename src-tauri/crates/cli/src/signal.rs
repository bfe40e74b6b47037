//! Ctrl+C.

use spoolyard_api::{Code, Refusal};

fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|err| Refusal::new(Code::Internal, format!("Ctrl+C cannot be heard ({err}).")))
}

/// Waits until it is asked to end: Ctrl+C, or a polite end by the system.
async fn asked() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Waits for it.
pub(crate) fn wait() -> Result<(), Refusal> {
    runtime()?.block_on(asked());
    Ok(())
}
