//! The protocols by name, and how long each may be silent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The language a printer speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Bambu Lab on the local network (MQTT and FTPS).
    Bambu,
    /// Klipper behind Moonraker.
    Moonraker,
    /// OctoPrint.
    Octoprint,
    /// PrusaLink.
    Prusalink,
    /// Elegoo's SDCP version 3 over a websocket.
    Sdcp,
    /// Elegoo Centauri Carbon 2 (MQTT on the printer).
    ElegooMqtt,
    /// Creality's websocket.
    Creality,
    /// Duet, RepRapFirmware.
    Duet,
    /// No connection: people say what the printer does.
    ByHand,
}

impl Protocol {
    /// The name used in settings and messages to other programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bambu => "bambu",
            Self::Moonraker => "moonraker",
            Self::Octoprint => "octoprint",
            Self::Prusalink => "prusalink",
            Self::Sdcp => "sdcp",
            Self::ElegooMqtt => "elegoo_mqtt",
            Self::Creality => "creality",
            Self::Duet => "duet",
            Self::ByHand => "by_hand",
        }
    }

    /// After this long without a word the last snapshot no longer counts as the truth.
    #[must_use]
    pub const fn stale_after(self) -> Duration {
        Duration::from_secs(match self {
            Self::Bambu => 60,
            Self::ElegooMqtt => 65,
            Self::Moonraker | Self::Prusalink | Self::Sdcp | Self::Creality => 30,
            Self::Octoprint => 20,
            Self::Duet => 15,
            // A person's word holds until the next: ten years stand for ever.
            Self::ByHand => 315_360_000,
        })
    }
}
