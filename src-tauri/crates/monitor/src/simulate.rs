//! Simulated printers that run on a thread of their own: for trying a farm without printers, and for tests of it.

use std::sync::mpsc;
use std::thread::JoinHandle;

use spoolyard_printers::simulate::hall;
use spoolyard_types::{Code, Refusal};
use tokio::sync::mpsc as tokio_mpsc;

pub use spoolyard_printers::simulate::{HallPlan, Make, SetBack, Stand};

/// A hall of running printers. They end when it is dropped.
pub struct Hall {
    stands: Vec<Stand>,
    /// Restarts the brokers and answers; closed, it ends the hall.
    restarts: Option<tokio_mpsc::Sender<mpsc::Sender<std::io::Result<()>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Hall {
    /// Starts every printer on this computer, to be found as real ones are. It blocks until all answer.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for a number out of its bounds; [`Code::WrongState`] with a sentence when a program
    /// or a port is missing.
    pub fn open(plan: HallPlan) -> Result<Self, Refusal> {
        Self::start(plan, true)
    }

    /// As [`Hall::open`], but known to nobody who looks for printers.
    ///
    /// # Errors
    /// As [`Hall::open`].
    pub fn open_unknown(plan: HallPlan) -> Result<Self, Refusal> {
        Self::start(plan, false)
    }

    fn start(plan: HallPlan, to_be_found: bool) -> Result<Self, Refusal> {
        let (tell, opened) = mpsc::channel();
        let (restarts, mut asked) = tokio_mpsc::channel::<mpsc::Sender<std::io::Result<()>>>(1);
        let work = move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(tell.send(Err(refusal(&error)))),
            };
            runtime.block_on(async {
                let opened = match to_be_found {
                    true => hall::Hall::open_to_be_found(&plan).await,
                    false => hall::Hall::open(&plan).await,
                };
                match opened {
                    Ok(mut hall) => {
                        let _ = tell.send(Ok(hall.stands().to_vec()));
                        while let Some(done) = asked.recv().await {
                            let _ = done.send(hall.restart_brokers());
                        }
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
        Ok(Self { stands, restarts: Some(restarts), thread: Some(thread) })
    }

    /// Restarts the broker of every printer that stands behind one, all at once. It blocks until they run.
    ///
    /// # Errors
    /// [`Code::WrongState`] with what a broker said instead of running.
    pub fn restart_brokers(&self) -> Result<(), Refusal> {
        let gone = || Refusal::new(Code::Internal, "The simulated printers broke off. Start them again.");
        let (done, answer) = mpsc::channel();
        let restarts = self.restarts.as_ref().ok_or_else(gone)?;
        restarts.blocking_send(done).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?.map_err(|error| refusal(&error))
    }

    /// How each printer is reached.
    #[must_use]
    pub fn stands(&self) -> &[Stand] {
        &self.stands
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        drop(self.restarts.take());
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
