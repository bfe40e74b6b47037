//! The plan of this moment, kept between questions: a snapshot is looked at again only after something was done.

use std::sync::{Arc, Mutex, PoisonError};

use spoolyard_planning::{Plan, plan};
use spoolyard_types::{Actor, Role};

use super::snapshot::{Loaded, load, version};
use crate::app::App;
use crate::error::Result;

/// A snapshot and its plan, computed but not saved.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) loaded: Loaded,
    pub(super) plan: Plan,
}

/// Where the last moment is kept.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<Option<Arc<Moment>>>);

/// The plan as it would be computed now. Whoever asks while another computes waits for that answer.
pub(super) fn moment(app: &App, actor: &Actor) -> Result<Arc<Moment>> {
    let mut kept = app.moment.0.lock().unwrap_or_else(PoisonError::into_inner);
    let found = app.db.read(actor, Role::Staff, |r| {
        if let Some(kept) = kept.as_ref()
            && kept.loaded.version == version(r)?
            && kept.loaded.today == r.today()?
        {
            return Ok(None);
        }
        load(r).map(Some)
    })?;
    if let Some(loaded) = found {
        let plan = plan(&loaded.snapshot);
        *kept = Some(Arc::new(Moment { loaded, plan }));
    }
    match kept.as_ref() {
        Some(moment) => Ok(Arc::clone(moment)),
        None => Err(crate::error::refuse(
            spoolyard_types::Code::Internal,
            "The plan could not be computed. Nothing is lost; try again.",
        )),
    }
}
