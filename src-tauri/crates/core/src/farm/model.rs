//! States of printers and prints.

use spoolyard_types::Code;

use crate::error::{Result, refuse};

crate::stored_enum! {
    /// What a printer is doing, in words common to all makes.
    pub enum PrinterStatus {
        /// Not reached.
        Offline = "offline",
        /// Being reached.
        Connecting = "connecting",
        /// Reached; what it does is not known. Kept for farms that note states by hand.
        Online = "online",
        /// Ready for work.
        Idle = "idle",
        /// Downloading, heating or levelling before a print.
        Preparing = "preparing",
        /// At work.
        Printing = "printing",
        /// Stopped in a print, by a person or by itself.
        Paused = "paused",
        /// A print has ended well and lies on the plate.
        Finished = "finished",
        /// A person stopped a print.
        Cancelled = "cancelled",
        /// A print went wrong.
        Failed = "failed",
        /// At work on something that is no print: homing, calibrating, drying.
        Busy = "busy",
        /// Waits for a person.
        Attention = "attention",
        /// The same, kept for farms that note states by hand.
        Error = "error",
        /// Taken out of service by a person.
        Maintenance = "maintenance",
    }

    /// How far a print is.
    pub enum JobStatus {
        /// Waits for a printer.
        Queued = "queued",
        /// Its file is on the way.
        Sending = "sending",
        /// On the plate.
        Printing = "printing",
        /// Stopped for the moment.
        Paused = "paused",
        /// Ended well.
        Completed = "completed",
        /// Went wrong.
        Failed = "failed",
        /// Stopped by a person.
        Cancelled = "cancelled",
    }

    /// Which print goes first.
    pub enum JobPriority {
        /// When nothing else is there.
        Low = "low",
        /// In its turn.
        Normal = "normal",
        /// Before the others.
        High = "high",
        /// Now.
        Urgent = "urgent",
    }

    /// The language a printer speaks.
    pub enum Protocol {
        /// Bambu Lab on the LAN: MQTT over TLS, and FTPS.
        Bambu = "bambu",
        /// Klipper through Moonraker.
        Moonraker = "moonraker",
        /// OctoPrint.
        Octoprint = "octoprint",
        /// PrusaLink.
        Prusalink = "prusalink",
        /// Elegoo and others: SDCP.
        Sdcp = "sdcp",
        /// Elegoo's MQTT, where the broker stands in the printer.
        ElegooMqtt = "elegoo_mqtt",
        /// Creality's websocket.
        Creality = "creality",
        /// Duet, or RepRapFirmware without one.
        Duet = "duet",
        /// None: a person notes what it does.
        Generic = "generic",
    }
}

impl Protocol {
    /// Whether it is reached over the network.
    #[must_use]
    pub fn is_network(self) -> bool {
        match self {
            Self::Bambu
            | Self::Moonraker
            | Self::Octoprint
            | Self::Prusalink
            | Self::Sdcp
            | Self::ElegooMqtt
            | Self::Creality
            | Self::Duet => true,
            Self::Generic => false,
        }
    }
}

/// What stands in `printers.model`, which wants a word, where nobody knows the model. Pages and comparisons read none.
const NO_MODEL: &str = "Unknown";

/// A model as the store writes it.
pub(super) fn model_or_none(model: Option<&str>) -> &str {
    model.map(str::trim).filter(|model| !model.is_empty()).unwrap_or(NO_MODEL)
}

impl JobStatus {
    /// Whether nothing more will come of it.
    #[must_use]
    pub fn has_ended(self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::Cancelled => true,
            Self::Queued | Self::Sending | Self::Printing | Self::Paused => false,
        }
    }

    /// The state after this one. A job that has ended stays as it ended.
    ///
    /// # Errors
    /// [`Code::WrongState`], naming both states.
    pub fn becomes(self, next: Self) -> Result<Self> {
        if self == next || !self.has_ended() {
            return Ok(next);
        }
        let text = format!("This print is {self}; it cannot become {next} any more.");
        Err(refuse(Code::WrongState, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_print_stays_as_it_ended() {
        for &from in JobStatus::ALL {
            for &to in JobStatus::ALL {
                assert_eq!(from.becomes(to).is_ok(), from == to || !from.has_ended(), "{from} to {to}");
            }
        }
    }
}
