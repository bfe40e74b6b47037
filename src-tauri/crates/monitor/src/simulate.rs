//! Simulated printers that run on a thread of their own: for trying a farm without printers, and for tests of it.

use std::sync::mpsc;
use std::thread::JoinHandle;

use spoolyard_printers::simulate::hall;
use spoolyard_types::{Code, Refusal};
use tokio::sync::oneshot;

pub use spoolyard_printers::simulate::{HallPlan, Make, SetBack, Stand};

/// A hall of running printers. They end when it is dropped.
pub struct Hall {
    stands: Vec<Stand>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Hall {
    /// Starts every printer on this computer, to be found as real ones are. It blocks until all answer.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for a number out of its bounds; [`Code::WrongState`] with a sentence when a program
    /// or a port is missing.
    pub fn open(plan: HallPlan) -> Result<Self, Refusal> {
        let (tell, opened) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let work = move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(tell.send(Err(refusal(&error)))),
            };
            runtime.block_on(async {
                match hall::Hall::open_to_be_found(&plan).await {
                    Ok(hall) => {
                        let _ = tell.send(Ok(hall.stands().to_vec()));
                        // A sender that is dropped asks for the same.
                        let _ = stopped.await;
                    }
                    Err(error) => drop(tell.send(Err(refusal(&error)))),
                }
            });
        };
        let thread = std::thread::Builder::new().name(String::from("simulated printers")).spawn(work);
        let thread = thread.map_err(|error| refusal(&error))?;
        let stands = opened.recv().map_err(|_| {
            Refusal::new(Code::Internal, "The simulated printers broke off. Try again with fewer of them.")
        })??;
        Ok(Self { stands, stop: Some(stop), thread: Some(thread) })
    }

    /// How each printer is reached.
    #[must_use]
    pub fn stands(&self) -> &[Stand] {
        &self.stands
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn refusal(error: &std::io::Error) -> Refusal {
    let code = match error.kind() {
        std::io::ErrorKind::InvalidInput => Code::InvalidValue,
        _ => Code::WrongState,
    };
    Refusal::new(code, format!("Printers cannot be simulated: {error}."))
}
