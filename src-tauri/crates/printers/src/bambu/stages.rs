//! What the printer is at, by the number it gives.

use crate::state::PauseReason;

/// A stage in words; none for "printing", for the two numbers that mean nothing, and for numbers nobody has named.
#[must_use]
pub fn sentence(stage: i64) -> Option<&'static str> {
    Some(match stage {
        1 => "Levelling the bed",
        2 => "Heating the bed",
        3 => "Measuring vibrations",
        4 => "Changing filament",
        5 | 30 => "Paused by the file",
        6 => "Paused: filament ran out",
        7 => "Heating the nozzle",
        8 => "Calibrating the flow",
        9 => "Scanning the bed",
        10 => "Looking at the first layer",
        11 => "Reading the plate's marker",
        12 | 18 => "Calibrating the lidar",
        13 => "Homing",
        14 => "Cleaning the nozzle",
        15 => "Checking the extruder's temperature",
        16 => "Paused by a person",
        17 => "Paused: the front cover is off",
        19 => "Calibrating the flow ratio",
        20 => "Paused: nozzle temperature",
        21 => "Paused: bed temperature",
        22 => "Unloading filament",
        23 => "Paused: lost steps",
        24 => "Loading filament",
        25 => "Calibrating motor noise",
        26 => "Paused: the feeding unit is gone",
        27 => "Paused: a fan of the hotend",
        28 => "Paused: chamber temperature",
        29 => "Cooling the chamber",
        32 => "Paused: a clump at the nozzle",
        33 => "Paused: the cutter",
        34 => "Paused: the first layer",
        35 => "Paused: the nozzle is clogged",
        36..=38 => "Measuring its motion",
        39 => "Measuring the nozzles' offset",
        40 => "Levelling the hot bed",
        41 => "Checking the quick release",
        42 => "Checking doors and covers",
        43 => "Calibrating the laser",
        44 => "Checking the platform",
        45 | 46 => "Calibrating its camera",
        47 | 48 => "Levelling the bed",
        49 => "Heating the chamber",
        50 => "Cooling the bed",
        51 => "Printing calibration lines",
        52 => "Checking the material",
        54 => "Waiting for the bed's temperature",
        57 => "Looking at the surface",
        58 => "Warming through",
        63 => "Waiting for the chamber's temperature",
        64 => "Preparing the hotend",
        65 => "Calibrating clump detection",
        66 => "Cleaning the air",
        68..=75 => "Checking tool and plate",
        76 => "Pushing the first filament",
        77 => "Preparing the feeding unit",
        _ => return None,
    })
}

/// Why it stands, from the stage it stands in.
#[must_use]
pub const fn pause_reason(stage: i64) -> PauseReason {
    match stage {
        16 => PauseReason::Person,
        5 | 30 => PauseReason::File,
        6 => PauseReason::Runout,
        4 | 22 | 24 | 26 | 35 => PauseReason::Feeding,
        17 | 42 => PauseReason::Cover,
        20 | 21 | 27 | 28 => PauseReason::Heating,
        10 | 32 | 34 => PauseReason::Inspection,
        23 | 33 => PauseReason::Motion,
        _ => PauseReason::Unknown,
    }
}
