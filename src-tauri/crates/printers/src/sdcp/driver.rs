//! The transport: numbered requests on a websocket, files in pieces over HTTP.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::merge::{Merge, refusal, size_in_list};
use crate::command::{Command, Lamp};
use crate::driver::{Driver, Running, Seat};
use crate::event::LastKnown;
use crate::limits;
use crate::protocol::Protocol;
use crate::state::Snapshot;
use crate::wire::address::Address;
use crate::wire::engine::{Act, Boxed, Dialect, Pace, give_up, keep};
use crate::wire::http::{Access, Body, Http};
use crate::wire::json::{at, text, whole};
use crate::wire::pursuit::No;
use crate::wire::socket::{SocketLink, Taken, Talk};
use crate::wire::sought::{Look, Sought};
use crate::wire::transfer::{Sending, upload_failed};

/// Bytes of one piece of a file: what the printer takes at once.
const PIECE_BYTES: usize = 1024 * 1024;
/// Where sent files lie.
const FOLDER: &str = "/local";
/// The command that asks which files lie in a folder.
const LIST: i64 = 258;

/// A printer that speaks SDCP version 3.
#[derive(Debug, Clone)]
pub struct Sdcp {
    address: Address,
    pace: Pace,
}

impl Sdcp {
    /// The port of websocket and files.
    pub const PORT: u16 = 3030;

    /// At an address.
    #[must_use]
    pub const fn new(address: Address) -> Self {
        Self { address, pace: Pace::of(Protocol::Sdcp) }
    }

    /// With another patience.
    #[must_use]
    pub const fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }
}

impl Driver for Sdcp {
    fn protocol(&self) -> Protocol {
        Protocol::Sdcp
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        let Self { address, pace } = *self;
        Box::pin(async move {
            let http = match Http::new(address.clone(), Access::Open, pace.answer) {
                Ok(http) => http,
                Err(error) => return give_up(seat, error.diagnosis("")).await,
            };
            let talk = Conversation::new(http);
            keep(SocketLink { address, path: "/websocket", headers: vec![], talk, pace }, seat, pace).await;
        })
    }
}

pub(crate) struct Conversation {
    http: Http,
    merge: Merge,
    sought: Sought,
    next_id: u64,
}

impl Conversation {
    pub(crate) fn new(http: Http) -> Self {
        Self { http, merge: Merge::default(), sought: Sought::default(), next_id: 1 }
    }

    fn request(&mut self, command: i64, data: Value) -> (u64, String) {
        let id = self.next_id;
        self.next_id += 1;
        let board = self.merge.board().unwrap_or_default();
        let frame = json!({
            "Id": "",
            "Data": {
                "Cmd": command,
                "Data": data,
                "RequestID": format!("{id:032x}"),
                "MainboardID": board,
                "TimeStamp": id,
                "From": 1,
            },
            "Topic": format!("sdcp/request/{board}"),
        });
        (id, frame.to_string())
    }

    fn ask(&mut self, command: i64) -> String {
        self.request(command, json!({})).1
    }
}

impl Dialect for Conversation {
    fn snapshot(&self) -> Snapshot {
        self.merge.snapshot()
    }

    fn act(&mut self, command: &Command) -> Result<Act, No> {
        let (number, data) = match command {
            Command::Start(start) => (
                128,
                json!({
                    "Filename": start.path,
                    "StartLayer": 0,
                    "Calibration_switch": i32::from(start.level_bed),
                    "PrintPlatformType": 0,
                    "Tlp_Switch": i32::from(start.timelapse),
                }),
            ),
            Command::Pause => (129, json!({})),
            Command::Stop => (130, json!({})),
            Command::Resume => (131, json!({})),
            Command::Light { lamp } => {
                (403, json!({ "LightStatus": { "SecondLight": *lamp == Lamp::On, "RgbLight": [0, 0, 0] } }))
            }
            Command::Speed { mode } => (403, json!({ "PrintSpeedPct": mode.percent() })),
            Command::Refresh => (0, json!({})),
            Command::ClearError | Command::Upload(_) => return Err(No::unsupported(command)),
        };
        let (id, frame) = self.request(number, data);
        // What came of it is asked at once, not at the next beat.
        let frames = vec![frame, self.ask(0)];
        Ok(Act::Frames(frames, Some(id)))
    }

    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>> {
        Box::pin(send_file(self.http.clone(), sending))
    }

    fn find_file(&mut self, sending: &Sending) -> Look {
        let (_, frame) = self.request(LIST, json!({ "Url": FOLDER }));
        self.sought.begin(sending, path_of(&sending.name), vec![frame])
    }
}

impl Talk for Conversation {
    fn greet(&mut self, _last: LastKnown) -> Vec<String> {
        self.merge = Merge::default();
        vec![self.ask(1), self.ask(0)]
    }

    fn take(&mut self, frame: &[u8]) -> Taken {
        let mut taken = Taken::default();
        let Ok(message) = limits::read_json(frame) else {
            // "pong", and whatever is no JSON: a sign of life.
            return taken;
        };
        taken.is_news = self.merge.take(&message);
        let data = at(&message, &["Data"]);
        let request = text(at(data, &["RequestID"])).and_then(|id| u64::from_str_radix(&id, 16).ok());
        if let (Some(request), Some(ack)) = (request, whole(at(data, &["Data", "Ack"]))) {
            taken.answers.push((request, refusal(ack).map_or(Ok(()), |why| Err(why.to_owned()))));
        }
        let told = at(data, &["Data"]);
        if whole(at(data, &["Cmd"])) == Some(LIST) {
            // The list may come in a frame of its own, behind the one that says that it will.
            if at(told, &["FileList"]).is_array() {
                self.sought.answered(|name| size_in_list(told, &path_of(name)));
            } else if whole(at(told, &["Ack"])).is_some_and(|ack| ack != 0) {
                self.sought.answered(|_| None);
            }
        }
        taken
    }

    fn beat(&mut self) -> Vec<String> {
        vec![self.ask(0)]
    }

    fn farewell(&mut self) -> Vec<String> {
        // Frees one of the few places on the printer at once.
        vec![self.ask(64)]
    }
}

async fn send_file(http: Http, sending: Sending) -> Result<String, No> {
    let sum = sending.md5().await?;
    let send = |offset: u64, piece: Vec<u8>| {
        let part = Part::bytes(piece).file_name(sending.name.clone());
        let form = Form::new()
            .text("TotalSize", sending.bytes.to_string())
            .text("Uuid", sum.clone())
            .text("Offset", offset.to_string())
            .text("Check", "1")
            .text("S-File-MD5", sum.clone())
            .part("File", part);
        send_piece(http.clone(), form)
    };
    sending.in_pieces(PIECE_BYTES, send).await?;
    Ok(path_of(&sending.name))
}

async fn send_piece(http: Http, form: Form) -> Result<(), No> {
    let reply = http.send(Method::POST, "/uploadFile/upload", &[], Body::Form(form)).await;
    let reply = reply.map_err(|error| upload_failed(&error))?;
    let body = reply.json().unwrap_or_default();
    let code = text(at(&body, &["code"])).unwrap_or_default();
    if reply.is_good() && (code.is_empty() || code == "000000") {
        return Ok(());
    }
    Err(No::printer(if code.is_empty() { reply.complaint() } else { format!("code {code}") }))
}

/// Where a file lies that was sent.
fn path_of(name: &str) -> String {
    format!("{FOLDER}/{name}")
}
