//! A Bambu printer is asked who it is: newer models answer over TLS, and one that answers no question is known by the
//! certificate of its own server.

use std::net::TcpListener as Plain;
use std::time::Duration;

use spoolyard_printers::discover::{Found, Inquiry, Needs, Ports, Target, bambu, probe};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::broker::Certificate;
use crate::storage::acceptor;

const SERIAL: &str = "22E8BJ500000007";

/// A port of a machine that answers the question over TLS, or greets over TLS and answers nothing.
async fn machine(certificate: &Certificate, answers: bool) -> u16 {
    let acceptor = acceptor(certificate);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A knock, or a question in the clear: no handshake.
                let Ok(mut line) = acceptor.accept(tcp).await else { return };
                let mut question = vec![0; bambu::question().len()];
                if line.read_exact(&mut question).await.is_ok() && question == bambu::question() && answers {
                    let _ = line.write_all(&bambu::answer(SERIAL, "N7", "Bench")).await;
                    let _ = line.shutdown().await;
                }
            });
        }
    });
    port
}

/// A port at which nobody listens.
fn shut() -> u16 {
    Plain::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn asked(ports: Ports) -> Vec<Found> {
    let inquiry = Inquiry { answer: Duration::from_secs(10), ..Inquiry::default() }.at(ports);
    probe(&inquiry, &Target::One { host: "127.0.0.1".into(), port: None }).await
}

#[tokio::test]
async fn a_newer_model_answers_over_tls_whoever_signed_its_certificate() {
    let port = machine(&Certificate::version_1("some other name"), true).await;
    let found = asked(Ports { bambu_tls: port, ..Ports::only(shut()) }).await;
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.serial.as_deref(), one.model.as_deref()), (Some(SERIAL), Some("P2S")));
    assert_eq!((one.needs, one.name.as_deref()), (Needs::AccessCode, Some("Bench")));
}

#[tokio::test]
async fn one_that_answers_no_question_is_known_by_its_certificate() {
    let port = machine(&Certificate::version_1(SERIAL), false).await;
    let found = asked(Ports { bambu_mqtt: port, ..Ports::only(shut()) }).await;
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (one.serial.as_deref(), one.model.as_deref(), one.port),
        (Some(SERIAL), Some("P2S"), Some(port))
    );
    // A machine of somebody else's is none.
    let port = machine(&Certificate::version_1("nas.local"), false).await;
    assert_eq!(asked(Ports { bambu_mqtt: port, ..Ports::only(shut()) }).await, []);
}
