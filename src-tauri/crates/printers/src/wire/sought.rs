//! A file is looked for on a printer before it is sent: what lies there already need not travel again.

use tokio::sync::oneshot;
use tokio::time::{Duration, timeout};

use super::engine::Boxed;
use super::transfer::Sending;

/// How long a printer may take to tell of its files. Then the file is sent, which is never wrong.
const PATIENCE: Duration = Duration::from_secs(10);

/// A way to find out whether a file lies on the printer, with the same name and size.
pub(crate) struct Look {
    /// Frames that ask over the connection.
    pub(crate) frames: Vec<String>,
    /// Its path there; none where it is not, or where the printer does not say.
    pub(crate) answer: Boxed<'static, Option<String>>,
}

impl Look {
    /// By a request beside the connection.
    pub(crate) fn aside(answer: impl Future<Output = Option<String>> + Send + 'static) -> Self {
        Self { frames: Vec::new(), answer: Box::pin(answer) }
    }

    /// Where a printer cannot be asked.
    pub(crate) fn nowhere() -> Self {
        Self::aside(async { None })
    }
}

/// The file that was asked for over the connection; whoever reads its frames tells the answer here. One at a time:
/// no printer gets two files at once.
#[derive(Debug, Default)]
pub(crate) struct Sought(Option<Wanted>);

#[derive(Debug)]
struct Wanted {
    name: String,
    bytes: u64,
    told: oneshot::Sender<bool>,
}

impl Sought {
    /// Asks by these frames for the file; it would lie at this path.
    pub(crate) fn begin(&mut self, sending: &Sending, path: String, frames: Vec<String>) -> Look {
        let (told, answer) = oneshot::channel();
        self.0 = Some(Wanted { name: sending.name.clone(), bytes: sending.bytes, told });
        let answer = Box::pin(async move {
            let is_there = timeout(PATIENCE, answer).await;
            matches!(is_there, Ok(Ok(true))).then_some(path)
        });
        Look { frames, answer }
    }

    /// The printer has answered: this tells the size of the file of a name, where it has one.
    pub(crate) fn answered(&mut self, size_of: impl FnOnce(&str) -> Option<u64>) {
        if let Some(Wanted { name, bytes, told }) = self.0.take() {
            // Whoever asked may have gone.
            let _ = told.send(size_of(&name) == Some(bytes));
        }
    }
}
