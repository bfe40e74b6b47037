//! The files of the sample farm, read once: they are part of the program.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use spoolyard_slicer::{Estimate, SlicedPlate, read_gcode};
use spoolyard_types::number::round_half_away;
use spoolyard_types::{Code, Decimal};

use super::records::{
    Bom, BomLine, Company, Customer, Filament, Materials, Operation, Printer, Product, Routing, Sales,
    Vendor, WorkCenter,
};
use crate::error::{Error, Result, refuse};

macro_rules! asset {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../../assets/sample-farm/", $name)))
    };
}

macro_rules! plates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../assets/sample-farm/gcode/", $name)))),*]
    };
}

const PLATES: &[(&str, &str)] = plates![
    "cable-clip-x24.gcode",
    "camera-mount-x4.gcode",
    "desk-tray.gcode",
    "drawer-knob-x12.gcode",
    "enclosure-lid-x2.gcode",
    "feeder-body.gcode",
    "feeder-roof.gcode",
    "gear-large-x4.gcode",
    "gear-small-x12.gcode",
    "headset-hanger-x2.gcode",
    "key-tag-x5.gcode",
    "lamp-base.gcode",
    "lamp-shade.gcode",
    "peg-hook-x8.gcode",
    "pot-120.gcode",
    "saucer-120-x2.gcode",
    "shelf-bracket-x2.gcode",
    "soft-foot-x30.gcode",
    "stand-back-x2.gcode",
    "stand-base-x2.gcode",
    "tool-holder.gcode",
    "tray-divider-x4.gcode",
    "vase-twist.gcode",
];

/// All that the sample farm is made of.
pub(super) struct Sample {
    pub(super) company: Company,
    pub(super) materials: Materials,
    pub(super) filaments: Vec<Filament>,
    pub(super) vendors: Vec<Vendor>,
    pub(super) customers: Vec<Customer>,
    pub(super) work_centers: Vec<WorkCenter>,
    pub(super) printers: Vec<Printer>,
    pub(super) products: Vec<Product>,
    pub(super) boms: Vec<Bom>,
    pub(super) routings: Vec<Routing>,
    pub(super) sales: Sales,
    plates: BTreeMap<&'static str, SlicedPlate>,
}

/// The program carries a file that cannot be used as it stands.
pub(super) fn faulty(file: &str, why: impl std::fmt::Display) -> Error {
    refuse(Code::Internal, format!("The sample farm's {file} cannot be used: {why}."))
}

fn read<T: DeserializeOwned>((name, text): (&str, &str)) -> Result<T> {
    serde_json::from_str(text).map_err(|err| faulty(name, err))
}

impl Sample {
    pub(super) fn read() -> Result<Self> {
        let plates = PLATES
            .iter()
            .map(|(name, text)| {
                read_gcode(text.as_bytes()).map(|plate| (*name, plate)).map_err(|err| faulty(name, err))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            company: read(asset!("company.json"))?,
            materials: read(asset!("materials.json"))?,
            filaments: read(asset!("filaments.json"))?,
            vendors: read(asset!("vendors.json"))?,
            customers: read(asset!("customers.json"))?,
            work_centers: read(asset!("work_centers.json"))?,
            printers: read(asset!("printers.json"))?,
            products: read(asset!("products.json"))?,
            boms: read(asset!("boms.json"))?,
            routings: read(asset!("routings.json"))?,
            sales: read(asset!("sales.json"))?,
            plates,
        })
    }

    fn plate(&self, name: &str) -> Result<&SlicedPlate> {
        self.plates.get(name).ok_or_else(|| faulty(name, "there is no such plate"))
    }

    /// What a plate takes.
    pub(super) fn estimate(&self, name: &str) -> Result<Estimate> {
        self.plate(name)?.estimate().map_err(|err| faulty(name, err))
    }

    /// How large a plate's file is, bytes.
    pub(super) fn size_of(&self, name: &str) -> i64 {
        let file = PLATES.iter().find(|(file, _)| *file == name);
        file.and_then(|(_, text)| i64::try_from(text.len()).ok()).unwrap_or_default()
    }

    /// How much of a component one unit takes: as written, or the grams of a slot over the units of a plate.
    pub(super) fn quantity_of(&self, line: &BomLine) -> Result<Decimal> {
        if let Some(quantity) = line.quantity {
            return Ok(quantity.get());
        }
        let missing = || faulty("boms.json", format!("{} has neither quantity nor plate", line.component));
        let file = line.grams_from.as_deref().ok_or_else(missing)?;
        let slot = line.slot.ok_or_else(missing)?;
        let units = Decimal::from(line.units_per_plate.ok_or_else(missing)?);
        let grams = self.plate(file)?.slots.iter().find(|s| s.slot == slot).and_then(|s| s.mass_g);
        let each = grams.and_then(|grams| grams.checked_div(units)).ok_or_else(missing)?;
        Ok(round_half_away(each, 4))
    }

    /// Minutes of a cycle: as written, or the print time of a plate.
    pub(super) fn minutes_of(&self, operation: &Operation) -> Result<Decimal> {
        match (operation.run_time_minutes, &operation.minutes_from) {
            (Some(minutes), _) => Ok(minutes.get()),
            (None, Some(file)) => {
                let estimate = self.plate(file)?.estimate().map_err(|err| faulty(file, err))?;
                Ok(round_half_away(estimate.minutes, 2))
            }
            (None, None) => Err(faulty("routings.json", format!("{} has no time", operation.operation_code))),
        }
    }
}
