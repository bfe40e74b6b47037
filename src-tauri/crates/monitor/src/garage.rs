//! Where drivers and cameras come from: one for each printer, by the language it speaks.

use spoolyard_core::farm::{Protocol, Reachable};
use spoolyard_printers::bambu::{BambuDriver, BambuSettings};
use spoolyard_printers::camera::{BambuCamera, Camera, WebCamera, WebKey, WebMake};
use spoolyard_printers::wire::Address;
use spoolyard_printers::{
    Creality, Driver, Duet, ElegooMqtt, Moonraker, OctoPrint, PrusaLink, PrusaLinkAccess, Sdcp,
};
use spoolyard_types::Secret;
use spoolyard_types::ids::PrinterId;

/// Gives each printer its driver.
pub trait Garage: Send + Sync + 'static {
    /// The driver for this printer, or the sentence that says why there is none.
    ///
    /// # Errors
    /// A sentence with a remedy: an access code is missing, a serial number is needed.
    fn driver(&self, printer: &Reachable) -> Result<Box<dyn Driver>, String>;

    /// Where this printer's pictures come from.
    fn camera(&self, _printer: &Reachable) -> Camera {
        Camera::None(String::from("Spoolyard knows of no camera on this printer."))
    }
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

    fn camera(&self, printer: &Reachable) -> Camera {
        LanGarage.camera(printer)
    }
}

/// The name under which PrusaLink shows its password.
const PRUSALINK_USER: &str = "maker";

impl Garage for LanGarage {
    fn driver(&self, printer: &Reachable) -> Result<Box<dyn Driver>, String> {
        let at = |usual: u16| {
            let mut address = Address::parse(&printer.host, usual)
                .map_err(|err| format!("The address does not read: {err}."))?;
            address.port = printer.port.unwrap_or(address.port);
            Ok::<_, String>(address)
        };
        // Protocols that are never spoken over TLS say so instead of talking past the address.
        let plain = |usual: u16| match at(usual)? {
            address if address.is_secure => {
                Err(String::from("This printer does not speak TLS: leave https:// off its address."))
            }
            address => Ok(address),
        };
        let pin = printer.pin.clone();
        let secret = printer.secret.clone();
        let needed = |what: &str| {
            secret.clone().ok_or_else(|| format!("{what} is missing. Enter it under Connection."))
        };
        Ok(match printer.protocol {
            Protocol::Moonraker => Box::new(Moonraker::new(at(Moonraker::PORT)?, secret).with_pin(pin)),
            Protocol::Octoprint => {
                Box::new(OctoPrint::new(at(OctoPrint::PORT)?, needed("OctoPrint's API key")?).with_pin(pin))
            }
            Protocol::Prusalink => {
                let password = needed("PrusaLink's password")?;
                let user = printer.user.clone().unwrap_or_else(|| PRUSALINK_USER.to_owned());
                let access = PrusaLinkAccess::Password { user, password };
                Box::new(PrusaLink::new(at(PrusaLink::PORT)?, access).with_pin(pin))
            }
            Protocol::Sdcp => Box::new(Sdcp::new(plain(Sdcp::PORT)?)),
            Protocol::Creality => Box::new(Creality::new(plain(Creality::PORT)?)),
            Protocol::Duet => Box::new(Duet::new(at(Duet::PORT)?, secret).with_pin(pin)),
            Protocol::Bambu => Box::new(BambuDriver::new(bambu(printer, &needed("The access code")?)?)),
            Protocol::ElegooMqtt => {
                let address = plain(ElegooMqtt::PORT)?;
                Box::new(ElegooMqtt::new(address, printer.serial_number.clone(), secret))
            }
            Protocol::Generic => return Err(String::from("This printer is kept by hand.")),
        })
    }

    fn camera(&self, printer: &Reachable) -> Camera {
        camera(printer).unwrap_or_else(Camera::None)
    }
}

/// The camera of a printer, or why it has none that could be shown.
fn camera(printer: &Reachable) -> Result<Camera, String> {
    let key = || printer.secret.clone().map_or(WebKey::Open, WebKey::Key);
    let (make, usual, key) = match printer.protocol {
        Protocol::Bambu => {
            let settings = bambu(printer, &printer.secret.clone().ok_or("The access code is missing.")?)?;
            let code = Secret::new(settings.access_code);
            return Ok(BambuCamera::of(settings.host, settings.serial, code, settings.pinned_sha256));
        }
        Protocol::Moonraker => (WebMake::Moonraker, Moonraker::PORT, key()),
        Protocol::Octoprint => (WebMake::Octoprint, OctoPrint::PORT, key()),
        Protocol::Prusalink => {
            let user = printer.user.clone().unwrap_or_else(|| PRUSALINK_USER.to_owned());
            let password = printer.secret.clone().ok_or("PrusaLink's password is missing.")?;
            (WebMake::Prusalink, PrusaLink::PORT, WebKey::Password { user, password })
        }
        Protocol::Sdcp => (WebMake::Sdcp, Sdcp::PORT, WebKey::Open),
        Protocol::Creality => (WebMake::OwnPort, Creality::PORT, WebKey::Open),
        Protocol::ElegooMqtt => (WebMake::OwnPort, ElegooMqtt::PORT, WebKey::Open),
        Protocol::Duet => {
            return Err(String::from("A Duet board has no camera of its own that Spoolyard could show."));
        }
        Protocol::Generic => return Err(String::from("This printer is kept by hand.")),
    };
    let mut address =
        Address::parse(&printer.host, usual).map_err(|err| format!("The address does not read: {err}."))?;
    address.port = printer.port.unwrap_or(address.port);
    // As for files: behind another port than the usual one stands something that hands everything on.
    if make == WebMake::OwnPort && address.port == usual {
        address = address.at_port(WebCamera::STREAM_PORT);
    }
    Ok(Camera::Web(Box::new(WebCamera { address, key, make, pin: printer.pin.clone() })))
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
