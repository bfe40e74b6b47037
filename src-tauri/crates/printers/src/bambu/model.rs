//! What is peculiar to a model.

use super::merge::Merged;
use super::read::text;

/// Machines that behave alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// X1, X1 Carbon, X1E.
    X1,
    /// P1P, P1S.
    P1,
    /// A1, A1 mini, A2L.
    A1,
    /// P2S.
    P2,
    /// H2D, H2S, H2C, X2D.
    H2,
    /// Not known (yet).
    Other,
}

impl Family {
    /// Whether its report of a chamber temperature is measured; elsewhere a constant is sent.
    #[must_use]
    pub const fn measures_chamber(self) -> Option<bool> {
        match self {
            Self::X1 | Self::P2 | Self::H2 => Some(true),
            Self::P1 | Self::A1 => Some(false),
            Self::Other => None,
        }
    }

    /// Whether it measures vibrations before a print when asked to.
    #[must_use]
    pub const fn measures_vibrations(self) -> bool {
        !matches!(self, Self::P2)
    }
}

/// Serial numbers begin with the model.
const PREFIXES: &[(&str, &str, Family)] = &[
    ("00M", "Bambu Lab X1 Carbon", Family::X1),
    ("00W", "Bambu Lab X1", Family::X1),
    ("03W", "Bambu Lab X1E", Family::X1),
    ("01S", "Bambu Lab P1P", Family::P1),
    ("01P", "Bambu Lab P1S", Family::P1),
    ("030", "Bambu Lab A1 mini", Family::A1),
    ("039", "Bambu Lab A1", Family::A1),
    ("22E", "Bambu Lab P2S", Family::P2),
    ("093", "Bambu Lab H2S", Family::H2),
    ("094", "Bambu Lab H2D", Family::H2),
    ("239", "Bambu Lab H2D Pro", Family::H2),
    ("31B", "Bambu Lab H2C", Family::H2),
];

/// The family that a serial number names.
#[must_use]
pub fn family_of_serial(serial: &str) -> Family {
    PREFIXES.iter().find(|(prefix, _, _)| serial.starts_with(prefix)).map_or(Family::Other, |found| found.2)
}

/// The maker's name of the model: as the machine says, else from its serial number.
#[must_use]
pub fn name(merged: &Merged, serial: &str) -> Option<String> {
    let by_serial = PREFIXES.iter().find(|(prefix, _, _)| serial.starts_with(prefix));
    main_module(merged)
        .and_then(|module| module.get("product_name").and_then(text))
        .or_else(|| by_serial.map(|(_, name, _)| (*name).to_owned()))
}

/// The maker's name of the model that a serial number begins with.
#[must_use]
pub fn name_of_serial(serial: &str) -> Option<&'static str> {
    PREFIXES.iter().find(|(prefix, _, _)| serial.starts_with(prefix)).map(|(_, name, _)| *name)
}

/// The family, from the name or the serial number.
#[must_use]
pub fn family(merged: &Merged, serial: &str) -> Family {
    if let Some(name) = name(merged, serial) {
        let short = name.trim_start_matches("Bambu Lab ").to_ascii_uppercase();
        for (start, family) in [
            ("X1", Family::X1),
            ("P1", Family::P1),
            ("A1", Family::A1),
            ("A2", Family::A1),
            ("P2", Family::P2),
            ("H2", Family::H2),
            ("X2", Family::H2),
        ] {
            if short.starts_with(start) {
                return family;
            }
        }
    }
    PREFIXES.iter().find(|(prefix, _, _)| serial.starts_with(prefix)).map_or(Family::Other, |found| found.2)
}

/// The firmware's version.
#[must_use]
pub fn firmware(merged: &Merged) -> Option<String> {
    main_module(merged).and_then(|module| module.get("sw_ver").and_then(text))
}

fn main_module(merged: &Merged) -> Option<&serde_json::Value> {
    merged.modules.iter().find(|module| module.get("name").and_then(serde_json::Value::as_str) == Some("ota"))
}
