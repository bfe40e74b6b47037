//! The transport.

use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use reqwest::multipart::Form;
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::merge::{Merge, is_list, set, size_in_list};
use crate::command::{Command, Lamp};
use crate::driver::{Driver, Running, Seat};
use crate::event::LastKnown;
use crate::limits;
use crate::protocol::Protocol;
use crate::state::Snapshot;
use crate::wire::address::{Address, percent};
use crate::wire::engine::{Act, Boxed, Dialect, Pace, give_up, keep};
use crate::wire::http::{Access, Body, Http};
use crate::wire::json::at;
use crate::wire::pursuit::No;
use crate::wire::socket::{self, SocketLink, Taken, Talk};
use crate::wire::sought::Look;
use crate::wire::transfer::{Sending, upload_failed};

/// A printer that speaks Creality's websocket.
#[derive(Debug, Clone)]
pub struct Creality {
    address: Address,
    upload_port: u16,
    pace: Pace,
}

impl Creality {
    /// The port of the websocket.
    pub const PORT: u16 = 9999;

    /// At an address; files go to port 80 of the same machine.
    #[must_use]
    pub const fn new(address: Address) -> Self {
        Self { address, upload_port: 80, pace: Pace::of(Protocol::Creality) }
    }

    /// With another patience.
    #[must_use]
    pub const fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// With another port for files.
    #[must_use]
    pub const fn with_upload_port(mut self, port: u16) -> Self {
        self.upload_port = port;
        self
    }
}

impl Driver for Creality {
    fn protocol(&self) -> Protocol {
        Protocol::Creality
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        let Self { address, upload_port, pace } = *self;
        Box::pin(async move {
            let http = match Http::new(address.at_port(upload_port), Access::Open, pace.answer) {
                Ok(http) => http,
                Err(error) => return give_up(seat, error.diagnosis("")).await,
            };
            let talk = Conversation::new(http, address.clone(), pace);
            keep(SocketLink { address, path: "/", headers: vec![], talk, pace }, seat, pace).await;
        })
    }
}

pub(crate) struct Conversation {
    http: Http,
    address: Address,
    pace: Pace,
    merge: Merge,
}

impl Conversation {
    pub(crate) fn new(http: Http, address: Address, pace: Pace) -> Self {
        Self { http, address, pace, merge: Merge::default() }
    }
}

fn ask(name: &str) -> String {
    json!({ "method": "get", "params": { name: 1 } }).to_string()
}

impl Dialect for Conversation {
    fn snapshot(&self) -> Snapshot {
        self.merge.snapshot()
    }

    fn act(&mut self, command: &Command) -> Result<Act, No> {
        let frame = match command {
            Command::Start(start) => {
                let file = if start.path.starts_with('/') {
                    start.path.clone()
                } else {
                    format!("{}/{}", self.merge.folder(), start.path)
                };
                json!({ "method": "set", "params": {
                    "opGcodeFile": format!("printprt:{file}"),
                    "enableSelfTest": i32::from(start.level_bed),
                } })
                .to_string()
            }
            Command::Pause => set("pause", json!(1)),
            Command::Resume => set("pause", json!(0)),
            Command::Stop => set("stop", json!(1)),
            Command::Light { lamp } => set("lightSw", json!(i32::from(*lamp == Lamp::On))),
            Command::Speed { mode } => set("setFeedratePct", json!(mode.percent())),
            Command::ClearError => set("cleanErr", json!(1)),
            Command::Refresh => ask("ReqPrinterPara"),
            Command::Upload(_) => return Err(No::unsupported(command)),
        };
        Ok(Act::Frames(vec![frame, ask("ReqPrinterPara")], None))
    }

    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>> {
        Box::pin(send_file(self.http.clone(), self.merge.folder(), sending))
    }

    fn find_file(&mut self, sending: &Sending) -> Look {
        let path = format!("{}/{}", self.merge.folder(), sending.name);
        let (address, pace, bytes) = (self.address.clone(), self.pace, sending.bytes);
        Look::aside(async move {
            let looked = timeout(pace.answer, size_there(&address, pace, &path)).await;
            (looked.ok()? == Some(bytes)).then_some(path)
        })
    }
}

impl Talk for Conversation {
    fn greet(&mut self, _last: LastKnown) -> Vec<String> {
        self.merge = Merge::default();
        vec![ask("ReqPrinterPara"), ask("boxsInfo")]
    }

    fn take(&mut self, frame: &[u8]) -> Taken {
        let mut taken = Taken::default();
        if frame.trim_ascii() == b"ok" {
            return taken;
        }
        let Ok(message) = limits::read_json(frame) else {
            return taken;
        };
        if at(&message, &["ModeCode"]).as_str() == Some("heart_beat") {
            taken.replies.push("ok".to_owned());
        } else if message.is_object() {
            self.merge.take(&message);
            taken.is_news = true;
        }
        taken
    }

    fn beat(&mut self) -> Vec<String> {
        vec![ask("ReqPrinterPara"), ask("boxsInfo")]
    }
}

/// The size of the file at a path. The printer can only be asked for all of its files, and with some thousand of them
/// the answer is longer than a frame may be: so it is asked on a line of its own, which may break.
async fn size_there(address: &Address, pace: Pace, path: &str) -> Option<u64> {
    let mut line = socket::open(address, "/", &[], None, pace).await.ok()?;
    line.send(Message::text(ask("reqGcodeFile"))).await.ok()?;
    let mut size = None;
    while let Some(Ok(frame)) = line.next().await {
        let Message::Text(text) = frame else { continue };
        let Ok(told) = limits::read_json(text.as_bytes()) else { continue };
        if is_list(&told) {
            size = size_in_list(&told, path);
            break;
        }
    }
    let _ = line.send(Message::Close(None)).await;
    size
}

async fn send_file(http: Http, folder: &'static str, sending: Sending) -> Result<String, No> {
    let form = Form::new().part("file", sending.part().await?);
    let path = format!("/upload/{}", percent(&sending.name));
    let reply = http.send(Method::POST, &path, &[], Body::Form(form)).await;
    let reply = reply.map_err(|error| upload_failed(&error))?;
    if reply.is_good() {
        Ok(format!("{folder}/{}", sending.name))
    } else {
        Err(No::printer(reply.complaint()))
    }
}
