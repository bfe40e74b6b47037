//! Cameras: found where the printer says, open while somebody looks, in words where there is no picture.

use std::sync::Arc;
use std::time::Duration;

use spoolyard_printers::camera::{BambuCamera, Patience, WebCamera, WebKey, WebMake};
use spoolyard_printers::simulate::{
    Plan, Simulator, creality, elegoo_mqtt, moonraker, octoprint, prusalink, sdcp,
};
use spoolyard_printers::{Camera, Lens, Look, PictureKind};
use spoolyard_types::{Secret, SystemClock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::kit::*;

fn lens(camera: Camera) -> Lens {
    Lens::patient(camera, Arc::new(SystemClock), Patience::brisk())
}

fn of(simulator: &Simulator, make: WebMake, key: WebKey) -> Camera {
    Camera::Web(Box::new(WebCamera { address: address(simulator), key, make, pin: None }))
}

/// Looks until it is so, as a window does.
async fn look_until(lens: &Lens, what: &str, is_so: impl Fn(&Look) -> bool) -> Look {
    let found = tokio::time::timeout(DEADLINE, async {
        loop {
            let look = lens.look();
            if is_so(&look) {
                return look;
            }
            tokio::task::yield_now().await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    found.await.unwrap_or_else(|_| panic!("never seen: {what}; last: {:?}", lens.look().trouble))
}

#[tokio::test]
async fn every_make_shows_pictures_that_move() {
    let plan = || Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() };
    let key = || Secret::new("right-key-1234");
    let password = || WebKey::Password { user: "maker".to_owned(), password: key() };
    let all = [
        (moonraker::Moonraker::start(plan()).await.unwrap(), WebMake::Moonraker, WebKey::Key(key())),
        (
            octoprint::OctoPrint::default().start(plan()).await.unwrap(),
            WebMake::Octoprint,
            WebKey::Key(key()),
        ),
        (prusalink::PrusaLink::start(plan()).await.unwrap(), WebMake::Prusalink, password()),
        (sdcp::Sdcp::start(Plan::default()).await.unwrap(), WebMake::Sdcp, WebKey::Open),
        (creality::Creality::start(Plan::default()).await.unwrap(), WebMake::OwnPort, WebKey::Open),
        (
            elegoo_mqtt::CentauriCarbon2::default().start(Plan::default()).await.unwrap(),
            WebMake::OwnPort,
            WebKey::Open,
        ),
    ];
    for (simulator, make, key) in all {
        simulator.machine(|machine| {
            machine.store("a.gcode", 1);
            machine.start("a.gcode")
        });
        let lens = lens(of(&simulator, make, key));
        let first = look_until(&lens, "a picture", |look| look.picture.is_some()).await.picture.unwrap();
        assert_eq!((first.kind, first.kind.media_type()), (PictureKind::Jpeg, "image/jpeg"), "{make:?}");
        look_until(&lens, "another picture", |look| {
            look.picture.as_ref().is_some_and(|picture| picture.bytes != first.bytes)
        })
        .await;
    }
}

#[tokio::test]
async fn it_is_open_only_while_somebody_looks_and_forgets_what_it_saw() {
    let simulator = prusalink::PrusaLink::start(Plan::default()).await.unwrap();
    let lens = lens(of(&simulator, WebMake::Prusalink, WebKey::Open));
    assert!(!lens.is_open());
    look_until(&lens, "a picture", |look| look.picture.is_some()).await;
    assert!(lens.is_open());
    let closed = tokio::time::timeout(DEADLINE, async {
        while lens.is_open() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    closed.await.expect("it stays open although nobody looks");
    assert_eq!(lens.look(), Look::default(), "an old picture is not shown as a new one");
}

#[tokio::test]
async fn what_is_in_the_way_is_said_in_words_and_the_last_picture_stays() {
    let plan = Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() };
    let mut simulator = prusalink::PrusaLink::start(plan).await.unwrap();
    let password = |word: &str| WebKey::Password { user: "maker".to_owned(), password: Secret::new(word) };
    let wrong = lens(of(&simulator, WebMake::Prusalink, password("wrong-key-9999")));
    let look = look_until(&wrong, "a refusal", |look| look.trouble.is_some()).await;
    assert!(look.trouble.unwrap().contains("does not allow") && look.picture.is_none());
    let right = lens(of(&simulator, WebMake::Prusalink, password("right-key-1234")));
    look_until(&right, "a picture", |look| look.picture.is_some()).await;
    simulator.switch_off();
    let look = look_until(&right, "trouble", |look| look.trouble.is_some()).await;
    assert!(look.picture.is_some() && look.trouble.unwrap().contains("cannot be reached"));
    simulator.switch_on().await.unwrap();
    look_until(&right, "a picture again", |look| look.trouble.is_none()).await;
}

#[tokio::test]
async fn what_is_no_picture_is_not_shown() {
    let simulator = prusalink::PrusaLink::start(Plan::default()).await.unwrap();
    simulator.answer_instead(Some(b"<html>".to_vec()));
    let lens = lens(of(&simulator, WebMake::Prusalink, WebKey::Open));
    let look = look_until(&lens, "trouble", |look| look.trouble.is_some()).await;
    assert!(look.trouble.unwrap().contains("no picture"));
    simulator.answer_instead(Some(vec![0xFF; 5 << 20]));
    look_until(&lens, "too large", |look| look.trouble.as_ref().is_some_and(|why| why.contains("larger")))
        .await;
}

/// A printer's own camera over TLS: takes the greeting, answers with these bytes, and stays or goes.
async fn tls_camera(serial: &str, answer: Vec<u8>, stays: bool) -> (u16, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, serial);
    let certificate = params.self_signed(&key).unwrap();
    let pin = spoolyard_printers::wire::tls::read_certificate(certificate.der()).sha256;
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut greeting = [0; 80];
            if stream.read_exact(&mut greeting).await.is_err() || &greeting[48..56] != b"12345678" {
                continue;
            }
            let _ = stream.write_all(&answer).await;
            let _ = stream.flush().await;
            if stays {
                let _ = stream.read_u8().await;
            }
        }
    });
    (port, pin)
}

fn bambu(port: u16, code: &str, pin: Option<String>) -> Lens {
    lens(Camera::Bambu(BambuCamera {
        host: "127.0.0.1".to_owned(),
        port,
        serial: "01PTEST".to_owned(),
        code: Secret::new(code),
        pin,
    }))
}

#[tokio::test]
async fn a_camera_over_tls_shows_pictures_to_who_has_code_and_certificate() {
    let picture = [&[0xFF, 0xD8, 0xFF][..], &[7; 5000]].concat();
    let mut answer = Vec::new();
    for _ in 0..2 {
        answer.extend(u32::try_from(picture.len()).unwrap().to_le_bytes());
        answer.extend([0; 12]);
        answer.extend(&picture);
    }
    let (port, pin) = tls_camera("01PTEST", answer, true).await;
    let right = bambu(port, "12345678", Some(pin));
    let look = look_until(&right, "a picture", |look| look.picture.is_some()).await;
    assert_eq!(look.picture.unwrap().bytes, picture);
    for (code, pin, words) in
        [("87654321", None, "access code"), ("12345678", Some("ab".repeat(32)), "another certificate")]
    {
        let wrong = bambu(port, code, pin);
        let look = look_until(&wrong, words, |look| look.trouble.is_some()).await;
        assert!(look.trouble.as_ref().unwrap().contains(words), "{:?}", look.trouble);
    }
}

#[tokio::test]
async fn a_picture_without_end_is_not_read() {
    let (port, _) = tls_camera("01PTEST", [0xFF; 16].to_vec(), true).await;
    let lens = bambu(port, "12345678", None);
    let look = look_until(&lens, "trouble", |look| look.trouble.is_some()).await;
    assert!(look.trouble.unwrap().contains("larger than is read"));
}
