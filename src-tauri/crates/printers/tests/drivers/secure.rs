//! Printers behind a web server that speaks TLS: pinned on first use, and held to it.

use spoolyard_printers::simulate::{Plan, Simulator, duet, moonraker, octoprint as octo, prusalink as prusa};
use spoolyard_printers::wire::{Address, Pace};
use spoolyard_printers::{
    Connection, Diagnosis, Driver, Duet, Moonraker, OctoPrint, PrinterState, PrusaLink, PrusaLinkAccess,
};
use spoolyard_types::Secret;

use crate::kit::*;

const KEY: &str = "right-key-1234";

fn secure_address(simulator: &Simulator) -> Address {
    Address::parse(&format!("https://{}", simulator.address()), 1).unwrap()
}

fn locked() -> Plan {
    Plan { key: Some(KEY.to_owned()), ..Plan::default() }
}

async fn simulators() -> [(Simulator, &'static str); 4] {
    let all = [
        (moonraker::Moonraker::start(locked()).await.unwrap(), "moonraker"),
        (octo::OctoPrint::default().start(locked()).await.unwrap(), "octoprint"),
        (prusa::PrusaLink::start(locked()).await.unwrap(), "prusalink"),
        (duet::Duet::default().start(locked()).await.unwrap(), "duet"),
    ];
    for (simulator, _) in &all {
        simulator.secure().unwrap();
    }
    all
}

/// A connection over TLS that holds to this certificate.
fn over_tls(simulator: &Simulator, name: &str, pin: Option<String>) -> Connection {
    let address = secure_address(simulator);
    let key = Secret::new(KEY);
    let driver: Box<dyn Driver> = match name {
        "moonraker" => Box::new(Moonraker::new(address, Some(key)).with_pin(pin).with_pace(Pace::brisk())),
        "octoprint" => Box::new(OctoPrint::new(address, key).with_pin(pin).with_pace(Pace::brisk())),
        "prusalink" => {
            let access = PrusaLinkAccess::Password { user: "maker".to_owned(), password: key };
            Box::new(PrusaLink::new(address, access).with_pin(pin).with_pace(Pace::brisk()))
        }
        _ => Box::new(Duet::new(address, Some(key)).with_pin(pin).with_pace(Pace::brisk())),
    };
    connect_boxed(driver)
}

#[tokio::test]
async fn every_web_server_prints_over_tls_and_shows_its_certificate() {
    for (simulator, name) in simulators().await {
        let mut connection = over_tls(&simulator, name, None);
        print_to_the_end(&mut connection, &simulator).await;
        let shown = connection.snapshot().device.certificate_sha256.clone();
        assert_eq!(shown.as_ref().map(String::len), Some(64), "{name}");
        connection.close().await;
        // The one that was kept is good for the next connection.
        let again = over_tls(&simulator, name, shown);
        until(&again, "known again", |snapshot| snapshot.state.is_known()).await;
        again.close().await;
    }
}

#[tokio::test]
async fn another_certificate_is_refused_before_the_key_is_sent_and_can_be_trusted() {
    for (mut simulator, name) in simulators().await {
        let connection = over_tls(&simulator, name, None);
        let known = until(&connection, "known", |snapshot| snapshot.state.is_known()).await;
        let first = known.device.certificate_sha256.clone().unwrap();
        simulator.secure().unwrap();
        simulator.switch_off();
        simulator.switch_on().await.unwrap();
        let lost = until(&connection, "another certificate", |snapshot| {
            matches!(snapshot.diagnosis, Some(Diagnosis::CertificateChanged { .. }))
        })
        .await;
        assert_eq!(lost.state, PrinterState::Offline);
        let Some(Diagnosis::CertificateChanged { pinned, shown }) = lost.diagnosis.clone() else {
            unreachable!()
        };
        assert_eq!(pinned, first, "{name}");
        assert_ne!(shown, first, "{name}");
        connection.close().await;
        let trusting = over_tls(&simulator, name, Some(shown));
        until(&trusting, "trusted", |snapshot| snapshot.state.is_known()).await;
    }
}

#[tokio::test]
async fn a_server_without_tls_is_said_to_be_none() {
    let simulator = moonraker::Moonraker::start(Plan::default()).await.unwrap();
    let connection = over_tls(&simulator, "moonraker", None);
    let lost = until(&connection, "no TLS", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(matches!(lost.diagnosis, Some(Diagnosis::Unreachable { .. })), "{:?}", lost.diagnosis);
}
