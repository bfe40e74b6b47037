//! Where drivers come from: one for each printer, by the language it speaks.

use spoolyard_core::farm::{Protocol, Reachable};
use spoolyard_printers::wire::{Address, Secret};
use spoolyard_printers::{Creality, Driver, Moonraker, OctoPrint, PrusaLink, PrusaLinkAccess, Sdcp};

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

/// The name under which PrusaLink shows its password.
const PRUSALINK_USER: &str = "maker";

impl Garage for LanGarage {
    fn driver(&self, printer: &Reachable) -> Result<Box<dyn Driver>, String> {
        let at = |usual: u16| {
            Address::parse(&printer.host, printer.port.unwrap_or(usual))
                .map_err(|err| format!("The address does not read: {err}."))
        };
        let secret = printer.secret.as_ref().map(|secret| Secret::new(secret.reveal()));
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
            Protocol::Bambu | Protocol::ElegooMqtt | Protocol::Duet => {
                return Err(String::from(
                    "This version does not speak to this make yet; keep it by hand for now.",
                ));
            }
            Protocol::Generic => return Err(String::from("This printer is kept by hand.")),
        })
    }
}
