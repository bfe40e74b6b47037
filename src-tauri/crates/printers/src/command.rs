//! What a printer can be told, and what was seen of it.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::state::SlotId;

/// Names one command for as long as the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CommandId(pub u64);

/// The light of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// On.
    On,
    /// Off.
    Off,
}

/// How fast to print. A printer that knows only percents takes 50, 100, 124 and 166.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeedMode {
    /// Half.
    Silent,
    /// As sliced.
    Standard,
    /// A quarter more.
    Sport,
    /// Two thirds more.
    Ludicrous,
}

impl SpeedMode {
    /// In percent of the sliced speed.
    #[must_use]
    pub const fn percent(self) -> u16 {
        match self {
            Self::Silent => 50,
            Self::Standard => 100,
            Self::Sport => 124,
            Self::Ludicrous => 166,
        }
    }
}

/// Which slot feeds one filament of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotChoice {
    /// The filament's place in the sliced project, from 0 (also counting those that this plate does not use).
    pub filament: u16,
    /// The slot that feeds it.
    pub slot: SlotId,
}

/// A print to start: the file already lies on the printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartPrint {
    /// The file's path on the printer, as the upload returned it.
    pub path: String,
    /// What a person calls it; shown on the printer.
    pub title: String,
    /// The plate inside the file, from 1, where a file holds several.
    pub plate: u16,
    /// Our number for this job, 1 to 2147483647: the printer echoes it where its protocol can, which makes the job
    /// known again after a restart.
    pub job_number: u32,
    /// Which slot feeds which filament; empty when the printer has but one spool.
    pub slots: Vec<SlotChoice>,
    /// Level the bed first.
    pub level_bed: bool,
    /// Calibrate the flow first.
    pub calibrate_flow: bool,
    /// Take a timelapse.
    pub timelapse: bool,
}

/// A file to put onto the printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Where it lies on this computer.
    pub local: PathBuf,
    /// The name it gets on the printer; the driver makes it safe and answers the name that it really got.
    pub name: String,
    /// Leave it at that where a file of this name and size lies on the printer already.
    #[serde(default)]
    pub skip_if_there: bool,
}

/// What a printer can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Start a print.
    Start(StartPrint),
    /// Pause the running print.
    Pause,
    /// Go on with a paused one.
    Resume,
    /// End the print for good.
    Stop,
    /// Switch the light.
    Light {
        /// On or off.
        lamp: Lamp,
    },
    /// Change the speed.
    Speed {
        /// How fast.
        mode: SpeedMode,
    },
    /// Take away the error that the printer shows.
    ClearError,
    /// Put a file onto the printer.
    Upload(Upload),
    /// Ask the printer for everything anew (a person pressed refresh).
    Refresh,
}

impl Command {
    /// The word for it in messages.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Start(_) => "start",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Stop => "stop",
            Self::Light { .. } => "light",
            Self::Speed { .. } => "speed",
            Self::ClearError => "clear error",
            Self::Upload(_) => "upload",
            Self::Refresh => "refresh",
        }
    }

    /// How long to look for its effect, unless the protocol knows better. A start may take minutes of parsing; an
    /// upload counts from its last byte.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        Duration::from_secs(match self {
            Self::Start(_) => 240,
            Self::Upload(_) => 600,
            Self::Pause | Self::Resume | Self::Stop => 60,
            Self::Light { .. } | Self::Speed { .. } | Self::ClearError | Self::Refresh => 20,
        })
    }
}

/// Why a command was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The printer is not connected; nothing was sent.
    Offline,
    /// The printer's state forbids it; nothing was sent.
    WrongState,
    /// The printer does not obey this program (developer mode, rights of the key).
    NotPermitted,
    /// The printer cannot do this at all.
    Unsupported,
    /// The printer said no.
    Printer,
    /// The file is missing, unreadable or does not fit.
    File,
    /// The connection ended while the command was under way: look at the printer, nothing is sent again.
    Interrupted,
    /// A person took it back.
    Cancelled,
}

/// What was **seen** of a command. `Accepted` is the printer's word, `Confirmed` its deed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum CommandStatus {
    /// Waits for its turn.
    Queued,
    /// Given to the printer, no answer yet.
    Sent,
    /// A file is on its way.
    Uploading {
        /// Bytes so far.
        sent_bytes: u64,
        /// Bytes in all.
        total_bytes: u64,
    },
    /// The printer says that it will.
    Accepted,
    /// The printer was seen doing it. Final.
    Confirmed {
        /// For an upload: the path on the printer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// For an upload: a file of this name and size lay there already, and nothing was sent.
        #[serde(default)]
        was_there: bool,
    },
    /// It will not happen. Final.
    Refused {
        /// What kind of no.
        kind: RefusalKind,
        /// Why, as a sentence with a remedy.
        why: String,
    },
    /// Nothing was seen in time; it may still have happened. Final, and never repeated by itself.
    TimedOut {
        /// What was waited for, as a sentence.
        why: String,
    },
}

impl CommandStatus {
    /// Confirmed, with nothing more to say.
    #[must_use]
    pub const fn confirmed() -> Self {
        Self::Confirmed { path: None, was_there: false }
    }

    /// Refused, with a sentence.
    #[must_use]
    pub fn refused(kind: RefusalKind, why: impl Into<String>) -> Self {
        Self::Refused { kind, why: why.into() }
    }

    /// Whether nothing more will come.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Queued | Self::Sent | Self::Uploading { .. } | Self::Accepted => false,
            Self::Confirmed { .. } | Self::Refused { .. } | Self::TimedOut { .. } => true,
        }
    }
}
