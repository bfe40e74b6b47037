//! Long work that goes on in the background. The host answers these itself: it knows the jobs.

use spoolyard_core::{App, Error, Result, wire};
use spoolyard_types::{Code, Refusal};

use crate::command::Caller;
use crate::jobs::Job;

wire! {
    /// Nothing to say.
    pub struct NoRequest {}
    /// One job.
    pub struct JobRef {
        /// Its id.
        pub id: String,
    }
    /// The jobs that are remembered.
    pub struct JobList {
        /// Oldest first.
        pub jobs: Vec<Job>,
    }
    /// Which backup takes the place of data that did not open.
    pub struct RestoreLast {
        /// The backup; the newest beside the data when left out.
        pub path: Option<String>,
    }
    /// What was restored.
    pub struct RestoredLast {
        /// The backup.
        pub restored: String,
        /// Where what was there before is kept.
        pub kept: String,
    }
    /// Whether there was such a job.
    pub struct JobFound {
        /// Whether it was asked to stop.
        pub found: bool,
    }
}

fn host_answers<Q, A>(_: &App, _: &Caller, _: Q) -> Result<A> {
    Err(Error::from(Refusal::new(Code::Internal, "The host answers this command itself.")))
}

commands! {
    app "jobs.list" Staff NoRequest => JobList, "Background work: what runs and what ended.", host_answers;
    app "backup.restore_last" Anyone RestoreLast => RestoredLast, "Restores a backup over data that is damaged.", host_answers;
    app "jobs.cancel" Staff JobRef => JobFound, "Asks background work to stop.", host_answers;
}
