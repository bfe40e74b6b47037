//! What a person can tell a printer from the window.

use spoolyard_printers::{Command, Lamp, SpeedMode};

/// What a person tells a printer.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PrinterAction {
    /// Stop for the moment.
    Pause,
    /// Go on.
    Resume,
    /// End the print for good.
    Stop,
    /// Light on.
    LightOn,
    /// Light off.
    LightOff,
    /// Half the speed.
    Silent,
    /// The speed of the file.
    Standard,
    /// A quarter faster.
    Sport,
    /// Two thirds faster.
    Ludicrous,
    /// Take away the error that it shows.
    ClearError,
    /// Tell everything anew.
    Refresh,
}

impl PrinterAction {
    pub(crate) fn command(self) -> Command {
        match self {
            Self::Pause => Command::Pause,
            Self::Resume => Command::Resume,
            Self::Stop => Command::Stop,
            Self::LightOn => Command::Light { lamp: Lamp::On },
            Self::LightOff => Command::Light { lamp: Lamp::Off },
            Self::Silent => Command::Speed { mode: SpeedMode::Silent },
            Self::Standard => Command::Speed { mode: SpeedMode::Standard },
            Self::Sport => Command::Speed { mode: SpeedMode::Sport },
            Self::Ludicrous => Command::Speed { mode: SpeedMode::Ludicrous },
            Self::ClearError => Command::ClearError,
            Self::Refresh => Command::Refresh,
        }
    }

    /// The sentence once it was seen.
    pub(crate) fn done(self) -> &'static str {
        match self {
            Self::Pause => "The print stands.",
            Self::Resume => "The print goes on.",
            Self::Stop => "The print was stopped.",
            Self::LightOn => "The light is on.",
            Self::LightOff => "The light is off.",
            Self::Silent | Self::Standard | Self::Sport | Self::Ludicrous => "The speed is changed.",
            Self::ClearError => "The error is cleared.",
            Self::Refresh => "The printer told everything anew.",
        }
    }
}
