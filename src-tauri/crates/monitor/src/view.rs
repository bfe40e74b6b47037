//! A printer as a window shows it: words and numbers, nothing of the protocol.

use spoolyard_core::farm::PrinterStatus;
use spoolyard_printers::{
    Capability, Diagnosis, Direction, HeatedPart, JobReport, Look, Picture, PrinterState, RecordedFrame,
    Severity, SlotId, Snapshot,
};
use spoolyard_types::Timestamp;
use spoolyard_types::ids::PrinterId;

use crate::words;

/// How bad something is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AlertSeverity {
    /// Good to know.
    Info,
    /// Should be looked at.
    Warning,
    /// The print stands or failed.
    Error,
    /// The printer must not be used.
    Fatal,
}

/// A part that is warm or measured.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WarmPart {
    /// A nozzle.
    Nozzle,
    /// The bed.
    Bed,
    /// The chamber.
    Chamber,
}

spoolyard_core::wire! {
    /// A printer as it is now.
    pub struct PrinterLive {
        /// Which printer.
        pub id: PrinterId,
        /// What it does.
        pub status: PrinterStatus,
        /// What exactly, in words: why it stands, what it waits for, which step it is at.
        pub stage: Option<String>,
        /// The print it shows.
        pub job: Option<LiveJob>,
        /// How warm its parts are.
        pub temperatures: Vec<LiveTemperature>,
        /// What is loaded.
        pub slots: Vec<LiveSlot>,
        /// What it complains about.
        pub alerts: Vec<LiveAlert>,
        /// What stands in the way of a good connection, as a sentence with its remedy.
        pub trouble: Option<String>,
        /// It shows another certificate than the one that is trusted; a person can trust the new one.
        pub certificate_changed: bool,
        /// Whether it obeys; if not, it can only be watched.
        pub obeys: bool,
        /// Whether it takes files.
        pub takes_files: bool,
        /// Whether it has a light that can be switched.
        pub has_light: bool,
        /// Whether its speed can be changed.
        pub has_speed: bool,
        /// Whether an error that it shows can be taken away from here.
        pub can_clear: bool,
        /// Whether the light is on.
        pub light_on: Option<bool>,
        /// Speed, 100 is as sliced.
        pub speed_percent: Option<u16>,
        /// The firmware's version.
        pub firmware: Option<String>,
        /// Its serial number, as it tells it.
        pub serial: Option<String>,
        /// When it was last heard.
        pub heard_at: Option<Timestamp>,
        /// What stands here may no longer be so.
        pub is_stale: bool,
    }

    /// A print that a printer shows.
    pub struct LiveJob {
        /// Its name or file.
        pub title: Option<String>,
        /// How far, in thousandths.
        pub progress_permille: Option<u16>,
        /// The layer being printed.
        pub layer: Option<u32>,
        /// Layers in all.
        pub layers: Option<u32>,
        /// Minutes until the end.
        pub minutes_left: Option<u32>,
        /// When that will be.
        pub ends_at: Option<Timestamp>,
        /// Minutes so far.
        pub minutes_printed: Option<u32>,
    }

    /// How warm a part is, in tenths of a degree Celsius.
    pub struct LiveTemperature {
        /// Which kind.
        pub part: WarmPart,
        /// Which one, from 0.
        pub number: u8,
        /// Measured.
        pub actual: i32,
        /// Set; 0 is off.
        pub target: Option<i32>,
    }

    /// A slot with filament.
    pub struct LiveSlot {
        /// The feeding unit; 65535 for a spool on a holder.
        pub unit: u16,
        /// The slot in it, from 0.
        pub slot: u16,
        /// How a person calls it.
        pub label: String,
        /// Whether something is in it.
        pub is_loaded: Option<bool>,
        /// Whether the print is fed from it now.
        pub is_feeding: bool,
        /// `PLA`, `PETG`, …
        pub material: Option<String>,
        /// The maker's name for it.
        pub material_name: Option<String>,
        /// `RRGGBBAA`; several for a spool of several colours.
        pub colours: Vec<String>,
        /// How much is left, in percent.
        pub left_percent: Option<u8>,
        /// The same in grams.
        pub left_g: Option<u32>,
    }

    /// What a printer's camera sees.
    pub struct CameraLook {
        /// The newest picture, as an address that begins with `data:`; none while the camera is being opened.
        pub picture: Option<String>,
        /// When it was taken.
        pub taken_at: Option<Timestamp>,
        /// Why there is no picture, or no newer one, as a sentence.
        pub trouble: Option<String>,
    }

    /// A raw frame, without secrets.
    pub struct RecordedFrameView {
        /// When.
        pub at: Timestamp,
        /// `in`, `out`, or `note` for what Spoolyard noticed.
        pub direction: String,
        /// Topic, path or method.
        pub subject: String,
        /// The text.
        pub text: String,
    }

    /// Something that a printer complains about.
    pub struct LiveAlert {
        /// The maker's code.
        pub code: String,
        /// How bad it is.
        pub severity: AlertSeverity,
        /// What is wrong.
        pub sentence: String,
        /// What to do.
        pub remedy: String,
        /// The maker's page about it.
        pub link: Option<String>,
    }
}

impl PrinterLive {
    /// What a window shows of a snapshot.
    #[must_use]
    pub fn of(id: PrinterId, snapshot: &Snapshot) -> Self {
        let can = &snapshot.capabilities;
        Self {
            id,
            status: words::status(&snapshot.state),
            stage: snapshot.stage.clone().or_else(|| stage(&snapshot.state)),
            job: snapshot.job.as_ref().map(|job| live_job(job, snapshot.heard_at)),
            temperatures: snapshot.temperatures.iter().map(temperature).collect(),
            slots: snapshot.slots.iter().map(slot).collect(),
            alerts: snapshot.alerts.iter().map(alert).collect(),
            trouble: snapshot.diagnosis.as_ref().map(words::trouble),
            certificate_changed: matches!(snapshot.diagnosis, Some(Diagnosis::CertificateChanged { .. })),
            obeys: can.has(Capability::Control),
            takes_files: can.has(Capability::Upload),
            has_light: can.has(Capability::Light),
            has_speed: can.has(Capability::Speed),
            can_clear: can.has(Capability::ClearError),
            light_on: snapshot.light_on,
            speed_percent: snapshot.speed_percent,
            firmware: snapshot.device.firmware.clone(),
            serial: snapshot.device.serial.clone(),
            heard_at: snapshot.heard_at,
            is_stale: snapshot.is_stale,
        }
    }
}

impl CameraLook {
    /// What a window shows of a look.
    #[must_use]
    pub fn of(look: &Look) -> Self {
        Self {
            picture: look.picture.as_ref().map(Picture::data_address),
            taken_at: look.picture.as_ref().map(|picture| picture.taken_at),
            trouble: look.trouble.clone(),
        }
    }
}

impl RecordedFrameView {
    /// What a window shows of a recorded frame.
    #[must_use]
    pub fn of(frame: &RecordedFrame) -> Self {
        let direction = match frame.direction {
            Direction::In => "in",
            Direction::Out => "out",
            Direction::Note => "note",
        };
        Self {
            at: frame.at,
            direction: direction.to_owned(),
            subject: frame.subject.clone(),
            text: frame.text.clone(),
        }
    }
}

fn stage(state: &PrinterState) -> Option<String> {
    match state {
        PrinterState::Paused { reason } => Some(words::pause(*reason).to_owned()),
        PrinterState::Failed { codes } if !codes.is_empty() => Some(codes.join(", ")),
        _ => None,
    }
}

fn live_job(job: &JobReport, heard_at: Option<Timestamp>) -> LiveJob {
    let ends_at = heard_at.zip(job.minutes_left).and_then(|(at, minutes)| {
        at.get().checked_add_signed(chrono::TimeDelta::minutes(i64::from(minutes))).map(Timestamp::new)
    });
    LiveJob {
        title: job.title.clone().or_else(|| job.file_name.clone()),
        progress_permille: job.progress_permille,
        layer: job.layer,
        layers: job.layers,
        minutes_left: job.minutes_left,
        ends_at,
        minutes_printed: job.minutes_printed,
    }
}

fn temperature(t: &spoolyard_printers::Temperature) -> LiveTemperature {
    let (part, number) = match t.part {
        HeatedPart::Nozzle(number) => (WarmPart::Nozzle, number),
        HeatedPart::Bed => (WarmPart::Bed, 0),
        HeatedPart::Chamber => (WarmPart::Chamber, 0),
    };
    LiveTemperature { part, number, actual: t.actual_tenths_c, target: t.target_tenths_c }
}

fn slot(slot: &spoolyard_printers::Slot) -> LiveSlot {
    let SlotId { unit, slot: number } = slot.id;
    LiveSlot {
        unit,
        slot: number,
        label: slot.label.clone(),
        is_loaded: slot.is_loaded,
        is_feeding: slot.is_feeding,
        material: slot.material.clone(),
        material_name: slot.material_name.clone(),
        colours: slot.colours.clone(),
        left_percent: slot.left_percent,
        left_g: slot.left_g(),
    }
}

fn alert(alert: &spoolyard_printers::Alert) -> LiveAlert {
    let severity = match alert.severity {
        Severity::Info => AlertSeverity::Info,
        Severity::Warning => AlertSeverity::Warning,
        Severity::Error => AlertSeverity::Error,
        Severity::Fatal => AlertSeverity::Fatal,
    };
    LiveAlert {
        code: alert.code.clone(),
        severity,
        sentence: alert.sentence.clone(),
        remedy: alert.remedy.clone(),
        link: alert.link.clone(),
    }
}
