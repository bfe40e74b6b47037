//! Ctrl+C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// A flag that is set when it comes; `woken` is called then, so that whoever waits can look.
pub(crate) fn flag(woken: impl FnOnce() + Send + 'static) -> Result<Arc<AtomicBool>, Refusal> {
    let flag = Arc::new(AtomicBool::new(false));
    let (raised, runtime) = (Arc::clone(&flag), runtime()?);
    std::thread::spawn(move || {
        runtime.block_on(asked());
        raised.store(true, Ordering::Relaxed);
        woken();
    });
    Ok(flag)
}
