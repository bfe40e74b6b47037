//! What every printer is, whatever it speaks: one snapshot, made by each protocol's pure half.

use serde::{Deserialize, Serialize};
use spoolyard_types::Timestamp;

use crate::capability::Capabilities;

/// What a printer is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PrinterState {
    /// Not reached.
    #[default]
    Offline,
    /// Reached, its state not told yet.
    Connecting,
    /// Nothing to do. Says nothing about whether the plate is clear.
    Idle,
    /// A job was accepted: download, checks, heating before the first move.
    Preparing,
    /// Printing.
    Printing,
    /// Stopped inside a job, and it can go on.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// The last job ended well, and the printer still shows it.
    Finished,
    /// A person ended the last job.
    Cancelled,
    /// The last job went wrong.
    Failed {
        /// The printer's own codes, for looking them up.
        codes: Vec<String>,
    },
    /// Doing something that is no print: homing, calibration, an update, loading filament.
    Busy,
    /// Needs a person before anything goes on.
    Attention,
    /// Out of service until someone says otherwise at the printer (halted, shut down by its firmware).
    Maintenance,
}

impl PrinterState {
    /// Whether a job occupies the printer.
    #[must_use]
    pub const fn is_in_job(&self) -> bool {
        matches!(self, Self::Preparing | Self::Printing | Self::Paused { .. })
    }

    /// Whether a print may be sent: no job, nothing else going on, nothing waiting for a person.
    #[must_use]
    pub const fn takes_a_job(&self) -> bool {
        matches!(self, Self::Idle | Self::Finished | Self::Cancelled | Self::Failed { .. })
    }

    /// Whether the printer was reached and told something.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !matches!(self, Self::Offline | Self::Connecting)
    }
}

/// Why a print stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// A person pressed pause, here or at the printer.
    Person,
    /// The file asks for it (colour change by hand, inserts).
    File,
    /// The filament ran out.
    Runout,
    /// Filament tangled, clogged or did not feed.
    Feeding,
    /// A door or cover is open.
    Cover,
    /// A heater or fan does not do what it should.
    Heating,
    /// The printer saw something wrong on the plate or in the first layer.
    Inspection,
    /// Motion: lost steps, a crash, a cutter that sticks.
    Motion,
    /// The printer does not say.
    #[default]
    Unknown,
}

/// How bad an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Should be looked at; the print goes on.
    Warning,
    /// The print stands or failed.
    Error,
    /// The printer must not be used.
    Fatal,
}

/// Something that the printer says is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// The printer's own code, for looking it up.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as a sentence; empty where the code is not known.
    pub sentence: String,
    /// What to do about it, as a sentence; empty where the code is not known.
    pub remedy: String,
    /// A page of the maker about this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A part with a heater or a sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "part", content = "number", rename_all = "snake_case")]
pub enum HeatedPart {
    /// A nozzle, counted from 0 (the right or only one).
    Nozzle(u8),
    /// The bed.
    Bed,
    /// The chamber.
    Chamber,
}

/// How warm a part is, in tenths of a degree Celsius.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Temperature {
    /// Which part.
    pub part: HeatedPart,
    /// Measured.
    pub actual_tenths_c: i32,
    /// Set; none for a part that only measures, 0 for a heater that is off.
    pub target_tenths_c: Option<i32>,
}

/// Where filament sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SlotId {
    /// The feeding unit, as the printer counts; [`SlotId::EXTERNAL`] for a spool on a holder.
    pub unit: u16,
    /// The slot inside, from 0.
    pub slot: u16,
}

impl SlotId {
    /// The `unit` of a spool that hangs on a holder instead of in a feeding unit.
    pub const EXTERNAL: u16 = u16::MAX;

    /// A spool on a holder, from 0.
    #[must_use]
    pub const fn external(slot: u16) -> Self {
        Self { unit: Self::EXTERNAL, slot }
    }
}

/// What the printer knows about one slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Which one.
    pub id: SlotId,
    /// How a person calls it: `AMS 1 slot 3`, `External spool`.
    pub label: String,
    /// Whether filament is in it; none where the printer cannot tell.
    pub is_loaded: Option<bool>,
    /// Whether the print is fed from it now.
    pub is_feeding: bool,
    /// `PLA`, `PETG`, …
    pub material: Option<String>,
    /// The maker's name for it: `PLA Matte`.
    pub material_name: Option<String>,
    /// The maker's code of the filament's settings.
    pub preset: Option<String>,
    /// `RRGGBBAA`, upper case; several for a spool of several colours.
    pub colours: Vec<String>,
    /// How much is left, 0 to 100; none where the printer does not know.
    pub left_percent: Option<u8>,
    /// Net mass of the full spool.
    pub full_g: Option<u32>,
    /// An identity of the spool that stays the same on every printer.
    pub spool_uid: Option<String>,
    /// The tag that was read (a spool may have two).
    pub tag_uid: Option<String>,
    /// Which nozzle it feeds, where the printer has several.
    pub nozzle: Option<u8>,
}

impl Slot {
    /// A slot of which nothing is known.
    #[must_use]
    pub fn empty(id: SlotId, label: impl Into<String>) -> Self {
        Self {
            id,
            label: label.into(),
            is_loaded: None,
            is_feeding: false,
            material: None,
            material_name: None,
            preset: None,
            colours: Vec::new(),
            left_percent: None,
            full_g: None,
            spool_uid: None,
            tag_uid: None,
            nozzle: None,
        }
    }

    /// Grams left on the spool, where both its size and its rest are known.
    #[must_use]
    pub fn left_g(&self) -> Option<u32> {
        Some(u32::try_from(u64::from(self.full_g?) * u64::from(self.left_percent?) / 100).unwrap_or(u32::MAX))
    }
}

/// The job that the printer shows: running, or the last one as long as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JobReport {
    /// What makes this job this job, also after a restart of either side; none where the protocol has nothing.
    pub key: Option<String>,
    /// The file as the printer calls it.
    pub file_name: Option<String>,
    /// The name that a person gave.
    pub title: Option<String>,
    /// 0 to 1000. Keeps its last value after an end, so that a broken print can be accounted for.
    pub progress_permille: Option<u16>,
    /// The layer being printed.
    pub layer: Option<u32>,
    /// Layers in all.
    pub layers: Option<u32>,
    /// Minutes until the end, rounded up.
    pub minutes_left: Option<u32>,
    /// Minutes printed so far, pauses left out where the printer can tell.
    pub minutes_printed: Option<u32>,
    /// Filament pushed so far.
    pub filament_mm: Option<u32>,
}

/// What the machine is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Device {
    /// Its serial number or other lasting identity.
    pub serial: Option<String>,
    /// Its model by the maker's name.
    pub model: Option<String>,
    /// The firmware's version.
    pub firmware: Option<String>,
    /// The name it was given.
    pub name: Option<String>,
    /// Nozzle diameters in micrometres, one a nozzle.
    pub nozzles_um: Vec<u32>,
    /// SHA-256 of the certificate that it showed, lower-case hex: to be remembered, and given to the driver again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_sha256: Option<String>,
}

/// Why there is no picture of the printer, or a doubtful one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "diagnosis", rename_all = "snake_case")]
pub enum Diagnosis {
    /// Nothing answers at the address.
    Unreachable {
        /// What the system said.
        detail: String,
    },
    /// The access code, key or password is wrong. Retried only slowly, or when settings change.
    AccessRefused {
        /// What to check at the printer.
        remedy: String,
    },
    /// The printer's certificate is not the one that was accepted before.
    CertificateChanged {
        /// SHA-256 of the one that was accepted, lower-case hex.
        pinned: String,
        /// SHA-256 of the one that is shown now.
        shown: String,
    },
    /// The machine at this address is another one.
    OtherPrinter {
        /// The serial that was expected.
        expected: String,
        /// What answered.
        found: String,
    },
    /// Connected, but it does not send a word.
    Silent {
        /// What to check.
        remedy: String,
    },
    /// It sends its state but swallows commands; the connection is made anew.
    NotListening,
    /// Its settings here cannot be right: it is not even asked.
    Settings {
        /// What is wrong with them and what to do, as a sentence.
        sentence: String,
    },
    /// It answered something that this program does not understand.
    Protocol {
        /// What.
        detail: String,
    },
    /// No free connection is left on the printer.
    TooManyClients {
        /// What to check.
        remedy: String,
    },
}

/// Everything known about a printer at one moment. Cheap to compare: a driver publishes only what differs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// What it is doing.
    #[serde(flatten)]
    pub state: PrinterState,
    /// What exactly, in words: `Levelling the bed`.
    pub stage: Option<String>,
    /// The job it shows.
    pub job: Option<JobReport>,
    /// How warm its parts are.
    pub temperatures: Vec<Temperature>,
    /// What is loaded.
    pub slots: Vec<Slot>,
    /// What it complains about.
    pub alerts: Vec<Alert>,
    /// The machine.
    pub device: Device,
    /// What can be done with it now.
    pub capabilities: Capabilities,
    /// Whether the light is on.
    pub light_on: Option<bool>,
    /// Speed of the print, 100 is as sliced.
    pub speed_percent: Option<u16>,
    /// What stands in the way of a good connection.
    pub diagnosis: Option<Diagnosis>,
    /// When the printer was last heard.
    pub heard_at: Option<Timestamp>,
    /// It has been silent for longer than its protocol allows: what stands here may no longer be so.
    pub is_stale: bool,
}

impl Snapshot {
    /// Whether a print may be sent now: it is heard, takes jobs and obeys.
    #[must_use]
    pub const fn is_ready_for_a_job(&self) -> bool {
        self.state.takes_a_job()
            && !self.is_stale
            && self.capabilities.has(crate::capability::Capability::Control)
    }
}
