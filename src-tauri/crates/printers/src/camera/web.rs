//! Cameras behind a web server: single pictures that are asked for, and streams of them (MJPEG).

use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use spoolyard_types::Secret;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::parts::Parts;
use super::place::{Place, places};
use super::{PICTURE_BYTES, Patience, PictureKind, Sink};
use crate::limits::{self, tame};
use crate::wire::address::Address;
use crate::wire::engine::Pace;
use crate::wire::http::{Access, Http, HttpError};
use crate::wire::json::{at, text, truth, whole};
use crate::wire::socket;

/// How a web server is convinced.
#[derive(Debug, Clone)]
pub enum WebKey {
    /// Not at all.
    Open,
    /// With a key in the header `X-Api-Key`.
    Key(Secret),
    /// With a name and a password that is never sent.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: Secret,
    },
}

/// Who knows where the camera is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebMake {
    /// Moonraker's list of webcams.
    Moonraker,
    /// OctoPrint's settings.
    Octoprint,
    /// PrusaLink's latest picture.
    Prusalink,
    /// Elegoo's SDCP, which is asked to begin.
    Sdcp,
    /// A stream at a port of its own: Creality and the Centauri Carbon 2.
    OwnPort,
}

/// A camera behind a web server.
#[derive(Debug, Clone)]
pub struct WebCamera {
    /// The printer's server.
    pub address: Address,
    /// How it is convinced.
    pub key: WebKey,
    /// Who knows where the camera is.
    pub make: WebMake,
    /// The certificate that was accepted, where the server speaks TLS.
    pub pin: Option<String>,
}

/// A place with what is found there.
enum Shot {
    Still(Place),
    Stream(Place),
}

impl WebCamera {
    /// The usual port of a stream that has one of its own.
    pub const STREAM_PORT: u16 = 8080;

    /// Shows pictures until something fails; why.
    pub(super) async fn watch(&self, sink: &Sink<'_>, patience: Patience) -> String {
        let outcome = match self.make {
            WebMake::Sdcp => self.watch_sdcp(sink, patience).await,
            _ => self.watch_found(sink, patience).await,
        };
        match outcome {
            Ok(()) => "The camera ended its pictures.".to_owned(),
            Err(why) => why,
        }
    }

    async fn watch_found(&self, sink: &Sink<'_>, patience: Patience) -> Result<(), String> {
        let mut last = Err("The printer names no camera.".to_owned());
        for shot in self.find(patience).await? {
            last = match &shot {
                Shot::Still(place) => self.stills(place, sink, patience).await,
                Shot::Stream(place) => self.stream(place, sink, patience).await,
            };
            if last.is_ok() {
                return last;
            }
        }
        last
    }

    /// Where pictures may be found, the likelier first.
    async fn find(&self, patience: Patience) -> Result<Vec<Shot>, String> {
        match self.make {
            WebMake::Moonraker => {
                let list = self.ask("/server/webcams/list", patience).await?;
                self.of_moonraker(&list)
            }
            WebMake::Octoprint => {
                let settings = self.ask("/api/settings", patience).await?;
                self.of_octoprint(&settings)
            }
            WebMake::Prusalink => {
                let place = Place { address: self.address.clone(), path: "/api/v1/cameras/snap".to_owned() };
                Ok(vec![Shot::Still(place)])
            }
            WebMake::OwnPort => {
                let place = Place { address: self.address.clone(), path: "/?action=stream".to_owned() };
                Ok(vec![Shot::Stream(place)])
            }
            WebMake::Sdcp => Ok(Vec::new()),
        }
    }

    fn of_moonraker(&self, list: &Value) -> Result<Vec<Shot>, String> {
        let cameras = at(list, &["result", "webcams"]).as_array().map(Vec::as_slice).unwrap_or_default();
        let mut found = Vec::new();
        let mut why =
            "Moonraker knows no webcam. Add one in Mainsail or Fluidd under the settings.".to_owned();
        for camera in cameras.iter().take(8).filter(|camera| truth(at(camera, &["enabled"])) != Some(false)) {
            let service = text(at(camera, &["service"])).unwrap_or_default();
            let is_mjpeg = service.is_empty() || service.contains("mjpeg") || service.contains("ipstream");
            for (name, is_stream) in [("snapshot_url", false), ("stream_url", true)] {
                if is_stream && !is_mjpeg {
                    continue;
                }
                let Some(url) = text(at(camera, &[name])) else { continue };
                match places(&url, &self.address) {
                    Ok(places) => found.extend(places.into_iter().map(|place| shot(place, is_stream))),
                    Err(trouble) => why = trouble,
                }
            }
            if found.is_empty() && !is_mjpeg {
                why = format!(
                    "This webcam sends video ({service}) and no single pictures: enter a snapshot address for it."
                );
            }
        }
        if found.is_empty() { Err(why) } else { Ok(found) }
    }

    fn of_octoprint(&self, settings: &Value) -> Result<Vec<Shot>, String> {
        let webcam = at(settings, &["webcam"]);
        let none = || "OctoPrint has no webcam switched on (Settings, Webcam & Timelapse).".to_owned();
        if truth(at(webcam, &["webcamEnabled"])) == Some(false) {
            return Err(none());
        }
        // The snapshot's address is meant for OctoPrint itself, so the stream comes first.
        let mut found = Vec::new();
        for (name, is_stream) in [("streamUrl", true), ("snapshotUrl", false)] {
            if let Some(url) = text(at(webcam, &[name])) {
                let places = places(&url, &self.address)?;
                // OctoPrint stands behind the page's own server, whatever its port.
                found.extend(places.into_iter().rev().map(|place| shot(place, is_stream)));
            }
        }
        if found.is_empty() { Err(none()) } else { Ok(found) }
    }

    /// The server at a place. The key is for the printer's own server alone.
    fn server(&self, place: &Place, patience: Patience) -> Result<Http, String> {
        let own = &self.address;
        let is_own = (&place.address.host, place.address.port) == (&own.host, own.port);
        let access = match &self.key {
            WebKey::Key(key) if is_own => Access::Header("X-Api-Key", key.clone()),
            WebKey::Password { user, password } if is_own => Access::digest(user, password.clone()),
            WebKey::Open | WebKey::Key(_) | WebKey::Password { .. } => Access::Open,
        };
        let pin = self.pin.clone().filter(|_| is_own);
        Http::pinned(place.address.clone(), access, patience.answer, pin).map_err(|error| trouble(&error))
    }

    async fn ask(&self, path: &str, patience: Patience) -> Result<Value, String> {
        let place = Place { address: self.address.clone(), path: path.to_owned() };
        let server = self.server(&place, patience)?;
        server.get_json(path).await.map_err(|error| trouble(&error))
    }

    async fn stills(&self, place: &Place, sink: &Sink<'_>, patience: Patience) -> Result<(), String> {
        let server = self.server(place, patience)?;
        let mut count = 0_u64;
        loop {
            let still = still(&server, &place.path, patience).await?;
            match still {
                Some(bytes) if sink.show(&bytes) => count += 1,
                Some(_) => return Err("What the camera sends is no picture.".to_owned()),
                None if count == 0 => {
                    return Err("The printer has no picture to show: is a camera connected to it?".to_owned());
                }
                None => {}
            }
            sleep(patience.between_stills).await;
        }
    }

    async fn stream(&self, place: &Place, sink: &Sink<'_>, patience: Patience) -> Result<(), String> {
        let server = self.server(place, patience)?;
        let mut response = server.open(&place.path).await.map_err(|error| trouble(&error))?;
        let kind =
            response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("image/") {
            drop(response);
            return self.stills(place, sink, patience).await;
        }
        let Some(mut parts) = Parts::of(kind) else {
            return Err(format!("The camera sends no pictures but \"{}\".", tame(kind)));
        };
        let mut was_shown = false;
        loop {
            let piece = timeout(patience.answer, response.chunk()).await;
            let piece = piece.map_err(|_| "The camera stopped sending pictures.".to_owned())?;
            let Some(piece) =
                piece.map_err(|error| format!("The camera broke off ({}).", tame(&error.to_string())))?
            else {
                return if was_shown {
                    Ok(())
                } else {
                    Err("The camera ended before it showed a picture.".to_owned())
                };
            };
            let pictures = parts
                .push(&piece)
                .map_err(|_| "A picture of the camera is larger than is read.".to_owned())?;
            // Only the newest counts.
            if let Some(newest) = pictures.into_iter().rfind(|bytes| PictureKind::of(bytes).is_some()) {
                was_shown |= sink.show(&newest);
            }
        }
    }

    /// Asks the printer to begin, on a connection that lasts as long as somebody looks.
    async fn watch_sdcp(&self, sink: &Sink<'_>, patience: Patience) -> Result<(), String> {
        let pace = Pace { answer: patience.answer, ..Pace::of(crate::Protocol::Sdcp) };
        let unreachable =
            "The printer cannot be asked for its camera: is it on, and are other programs connected?";
        let socket = socket::open(&self.address, "/websocket", &[], None, pace).await;
        let mut socket = socket.map_err(|_| unreachable.to_owned())?;
        let ask = |is_on: bool| {
            let data = json!({ "Cmd": 386, "Data": { "Enable": i32::from(is_on) }, "RequestID": "386", "MainboardID": "", "TimeStamp": 0, "From": 1 });
            Message::text(json!({ "Id": "", "Data": data }).to_string())
        };
        socket.send(ask(true)).await.map_err(|_| unreachable.to_owned())?;
        let answer = timeout(patience.answer, async {
            while let Some(Ok(message)) = socket.next().await {
                let data = limits::read_json(&message.into_data()).unwrap_or_default();
                if whole(at(&data, &["Data", "Cmd"])) == Some(386) {
                    return Some(data);
                }
            }
            None
        });
        let answer = answer.await.ok().flatten().ok_or("The printer does not answer about its camera.")?;
        let data = at(&answer, &["Data", "Data"]);
        let url = match (whole(at(data, &["Ack"])), text(at(data, &["VideoUrl"]))) {
            (Some(0) | None, Some(url)) => url,
            (Some(1), _) => {
                return Err(
                    "The printer shows itself to as many programs as it can. Close one of them.".to_owned()
                );
            }
            (Some(2), _) => return Err("The printer has no camera.".to_owned()),
            _ => return Err("The printer does not show its camera.".to_owned()),
        };
        let url = if url.contains("://") { url } else { format!("http://{url}") };
        let mut outcome = Err("The printer names no camera.".to_owned());
        for place in places(&url, &self.address)? {
            outcome = tokio::select! {
                outcome = self.stream(&place, sink, patience) => outcome,
                // What the printer tells meanwhile is not for here, but must be read, or it would wait.
                () = async { while let Some(Ok(_)) = socket.next().await {} } => Err("The printer closed the connection.".to_owned()),
            };
        }
        let _ = socket.send(ask(false)).await;
        outcome
    }
}

const fn shot(place: Place, is_stream: bool) -> Shot {
    if is_stream { Shot::Stream(place) } else { Shot::Still(place) }
}

/// One picture; none where the printer has none at the moment.
async fn still(server: &Http, path: &str, patience: Patience) -> Result<Option<Bytes>, String> {
    let mut response = server.open(path).await.map_err(|error| trouble(&error))?;
    if response.status().as_u16() == 204 {
        return Ok(None);
    }
    let reading = async {
        let mut bytes = BytesMut::new();
        while let Some(piece) = response.chunk().await.map_err(|error| tame(&error.to_string()))? {
            if bytes.len() + piece.len() > PICTURE_BYTES {
                return Err("it is larger than is read".to_owned());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    };
    let read = timeout(patience.answer, reading).await.unwrap_or(Err("it does not end".to_owned()));
    read.map(Some).map_err(|why| format!("A picture of the camera could not be read: {why}."))
}

fn trouble(error: &HttpError) -> String {
    match error {
        HttpError::Denied(_) => "The key or password does not allow looking at the camera.".to_owned(),
        HttpError::Answer(_) => "There is no camera at the address that the printer names.".to_owned(),
        other => format!("The camera cannot be reached: {other}."),
    }
}
