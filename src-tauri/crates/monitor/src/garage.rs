//! Where drivers come from: one for each printer, by the language it speaks.

use spoolyard_core::farm::{Protocol, Reachable};
use spoolyard_printers::bambu::{BambuDriver, BambuSettings};
use spoolyard_printers::wire::Address;
use spoolyard_printers::{Creality, Driver, Duet, Moonraker, OctoPrint, PrusaLink, PrusaLinkAccess, Sdcp};
use spoolyard_types::Secret;
use spoolyard_types::ids::PrinterId;

/// Gives each printer its driver.
pub trait Garage: Send + Sync + 'static {
    /// The driver for this printer, or the sentence that says why there is none.
    ///
    /// # Errors
    /// A sentence with a remedy: an access code is missing, a serial number is needed.
    fn driver(&self, printer: &Reachable) -> Result<Box<dyn Driver>, String>;
}

/// The real drivers, over the LAN.
#[derive(Debug, Default, Clone, Copy)]
pub struct LanGarage;

/// One printer alone is connected; the others are left in peace.
#[derive(Debug, Clone, Copy)]
pub struct OneOnly(pub PrinterId);

impl Garage for OneOnly {
    fn driver(&self, printer: &Reachable) -> Result<Box<dyn Driver>, String> {
        if printer.id == self.0 {
            LanGarage.driver(printer)
        } else {
            Err(String::from("This printer is not watched here."))
        }
    }
}

/// The name under which PrusaLink shows its password.
const PRUSALINK_USER: &str = "maker";

impl Garage for LanGarage {
    fn driver(&self, printer: &Reachable) -> Result<Box<dyn Driver>, String> {
        let at = |usual: u16| {
            Address::parse(&printer.host, printer.port.unwrap_or(usual))
                .map_err(|err| format!("The address does not read: {err}."))
        };
        let secret = printer.secret.clone();
        let needed = |what: &str| {
            secret.clone().ok_or_else(|| format!("{what} is missing. Enter it under Connection."))
        };
        Ok(match printer.protocol {
            Protocol::Moonraker => Box::new(Moonraker::new(at(Moonraker::PORT)?, secret)),
            Protocol::Octoprint => {
                Box::new(OctoPrint::new(at(OctoPrint::PORT)?, needed("OctoPrint's API key")?))
            }
            Protocol::Prusalink => {
                let password = needed("PrusaLink's password")?;
                let user = printer.user.clone().unwrap_or_else(|| PRUSALINK_USER.to_owned());
                Box::new(PrusaLink::new(at(PrusaLink::PORT)?, PrusaLinkAccess::Password { user, password }))
            }
            Protocol::Sdcp => Box::new(Sdcp::new(at(Sdcp::PORT)?)),
            Protocol::Creality => Box::new(Creality::new(at(Creality::PORT)?)),
            Protocol::Duet => Box::new(Duet::new(at(Duet::PORT)?, secret)),
            Protocol::Bambu => Box::new(BambuDriver::new(bambu(printer, &needed("The access code")?)?)),
            Protocol::ElegooMqtt => {
                return Err(String::from(
                    "Spoolyard does not speak to the Centauri Carbon 2 yet; keep it by hand for now.",
                ));
            }
            Protocol::Generic => return Err(String::from("This printer is kept by hand.")),
        })
    }
}

fn bambu(printer: &Reachable, code: &Secret) -> Result<BambuSettings, String> {
    let serial = printer.serial_number.clone().ok_or_else(|| {
        String::from("The serial number is missing. It stands in the printer's device menu, in capitals.")
    })?;
    let seed = u64::try_from(printer.id.get()).unwrap_or_default();
    let mut settings = BambuSettings::new(printer.host.clone(), serial, code.reveal(), seed);
    if let Some(port) = printer.port {
        settings.mqtt_port = port;
    }
    settings.pinned_sha256.clone_from(&printer.pin);
    Ok(settings)
}
