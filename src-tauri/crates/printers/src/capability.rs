//! What can be done with a printer.

use serde::{Deserialize, Serialize};

/// One thing that a printer can do for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Tells its state.
    Monitor,
    /// Starts, pauses, resumes and stops prints.
    Control,
    /// Tells what is loaded in which slot.
    Slots,
    /// Shows a picture.
    Camera,
    /// Takes files.
    Upload,
    /// Switches its light.
    Light,
    /// Changes the speed of a running print.
    Speed,
    /// Clears an error that it shows.
    ClearError,
}

/// How far the printer lets us in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Not known yet; commands may be tried.
    #[default]
    Unknown,
    /// It tells its state and refuses commands.
    MonitorOnly,
    /// It obeys.
    Control,
}

/// The things that a printer can do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Capabilities {
    /// How far it lets us in.
    pub access: Access,
    /// Tells what is loaded in which slot.
    pub slots: bool,
    /// Shows a picture.
    pub camera: bool,
    /// Takes files.
    pub upload: bool,
    /// Switches its light.
    pub light: bool,
    /// Changes the speed of a running print.
    pub speed: bool,
    /// Clears an error that it shows.
    pub clear_error: bool,
}

impl Capabilities {
    /// Whether it can do this now. What is [`Access::Unknown`] may be tried.
    #[must_use]
    pub const fn has(&self, capability: Capability) -> bool {
        let obeys = !matches!(self.access, Access::MonitorOnly);
        match capability {
            Capability::Monitor => true,
            Capability::Control => obeys,
            Capability::Slots => self.slots,
            Capability::Camera => self.camera,
            Capability::Upload => self.upload,
            Capability::Light => self.light,
            Capability::Speed => self.speed && obeys,
            Capability::ClearError => self.clear_error && obeys,
        }
    }
}
