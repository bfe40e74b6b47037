//! The transport: the printer's own broker for status and commands, its web server for files.

use reqwest::Method;
use serde_json::{Value, json};
use spoolyard_types::Secret;
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, sleep_until, timeout};

use super::merge::Merge;
use super::request::{self, Topics};
use crate::command::Command;
use crate::driver::{Driver, Running, Seat};
use crate::limits::{self, FRAME_BYTES, tame};
use crate::mqtt::{Login, MqttError, MqttLink, Packet};
use crate::protocol::Protocol;
use crate::ring::Direction;
use crate::state::{Diagnosis, Snapshot};
use crate::wire::address::{Address, percent};
use crate::wire::engine::{
    Act, Boxed, Desk, Dialect, End, Link, Lost, Pace, give_up, keep, publish_connecting,
};
use crate::wire::http::{Access, Body, Http, HttpError};
use crate::wire::json::{at, text, whole};
use crate::wire::pursuit::No;
use crate::wire::sought::{Look, Sought};
use crate::wire::transfer::{Sending, upload_failed};

/// The name under which every printer of this kind lets programs in.
const USER: &str = "elegoo";
/// Its code as long as nobody has set another.
const USUAL_CODE: &str = "123456";
/// The port of its web server.
const FILES_PORT: u16 = 80;
/// Bytes of one piece of a file: what the printer takes at once.
const PIECE_BYTES: usize = 1024 * 1024;
/// How long one piece may be on its way.
const PIECE_TIME: Duration = Duration::from_secs(120);
const REMEDY: &str = "Enter the access code that the printer shows under Settings, Network, LAN only. Where it shows \
                      none, leave the code empty.";

/// A Centauri Carbon 2.
#[derive(Debug, Clone)]
pub struct ElegooMqtt {
    address: Address,
    serial: Option<String>,
    code: Secret,
    pace: Pace,
}

impl ElegooMqtt {
    /// The port of its broker.
    pub const PORT: u16 = 1883;

    /// At an address. A serial number that is not given is asked for; without a code the usual one is tried.
    #[must_use]
    pub fn new(address: Address, serial: Option<String>, code: Option<Secret>) -> Self {
        let code = code.unwrap_or_else(|| Secret::new(USUAL_CODE));
        Self { address, serial, code, pace: Pace::of(Protocol::ElegooMqtt) }
    }

    /// With another patience.
    #[must_use]
    pub const fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }
}

impl Driver for ElegooMqtt {
    fn protocol(&self) -> Protocol {
        Protocol::ElegooMqtt
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        let Self { address, serial, code, pace } = *self;
        Box::pin(async move {
            // Behind another port than the usual one stands something that hands everything on: files, too.
            let files = if address.port == Self::PORT { FILES_PORT } else { address.port };
            let access = Access::Header("X-Token", code.clone());
            let http = match Http::new(address.at_port(files), access, pace.answer) {
                Ok(http) => http,
                Err(error) => return give_up(seat, error.diagnosis(REMEDY)).await,
            };
            let client = own_name();
            let line = Line {
                http,
                address,
                serial,
                code,
                pace,
                client,
                merge: Merge::default(),
                next_id: 1,
                sought: Sought::default(),
                asked_for_file: None,
            };
            keep(line, seat, pace).await;
        })
    }
}

/// A name that no other program has: the printer answers each under its name.
fn own_name() -> String {
    let mut bytes = [0; 4];
    // Without randomness two programs might share answers: worse, but no reason to stay away.
    let _ = getrandom::fill(&mut bytes);
    format!("spool{:05x}", u32::from_le_bytes(bytes) & 0xF_FFFF)
}

struct Line {
    http: Http,
    address: Address,
    serial: Option<String>,
    code: Secret,
    pace: Pace,
    client: String,
    merge: Merge,
    next_id: u64,
    /// The file that is to be sent, and the number of the question about it.
    sought: Sought,
    asked_for_file: Option<u64>,
}

type Joined = (MqttLink<TcpStream>, Topics);

impl Line {
    /// Finds the printer, logs in, and is taken on.
    async fn join(&mut self) -> Result<Joined, Diagnosis> {
        self.merge = Merge::default();
        let serial = self.identify().await?;
        let within = self.pace.answer;
        let unreachable = |detail: String| Diagnosis::Unreachable { detail };
        let stream = timeout(within, TcpStream::connect((self.address.host.as_str(), self.address.port)));
        let stream = stream.await.map_err(|_| unreachable("no answer in time".to_owned()))?;
        let stream = stream.map_err(|error| unreachable(error.to_string()))?;
        // Messages are small and every one is waited for.
        let _ = stream.set_nodelay(true);
        let login = Login {
            client_id: self.client.clone(),
            user: USER.to_owned(),
            password: self.code.reveal().to_owned(),
            keep_alive_s: 60,
        };
        let link = MqttLink::log_in(stream, &login, FRAME_BYTES, within).await;
        let mut link = link.map_err(|error| refused(&error))?;
        let registration = format!("{}_req", self.client);
        let topics = Topics::new(&serial, &self.client, &registration);
        let taken_on = register(&mut link, &topics, &self.client, &registration);
        let word = match timeout(within, taken_on).await {
            Ok(word) => word.map_err(|error| refused(&error))?,
            Err(_) => {
                link.goodbye().await;
                return Err(Diagnosis::Silent { remedy: "The printer lets us in and does not take us on. Check the serial number, and that LAN only is switched on at the printer.".to_owned() });
            }
        };
        if let Err(word) = word {
            link.goodbye().await;
            return Err(not_taken_on(&word));
        }
        Ok((link, topics))
    }

    /// The serial number: as the printer's web server tells it, or as it was written down where that is silent.
    async fn identify(&mut self) -> Result<String, Diagnosis> {
        let path = format!("/system/info?X-Token={}", percent(self.code.reveal()));
        let told = match self.http.get_json(&path).await {
            Ok(info) if whole(at(&info, &["error_code"])) == Some(1000) => {
                return Err(HttpError::Denied(200).diagnosis(REMEDY));
            }
            Ok(info) => text(at(&info, &["system_info", "sn"])),
            Err(error @ HttpError::Denied(_)) => return Err(error.diagnosis(REMEDY)),
            Err(error) if self.serial.is_none() => return Err(error.diagnosis(REMEDY)),
            // The broker may answer all the same.
            Err(_) => None,
        };
        if let (Some(expected), Some(found)) = (&self.serial, &told)
            && !expected.trim().eq_ignore_ascii_case(found)
        {
            return Err(Diagnosis::OtherPrinter { expected: expected.clone(), found: found.clone() });
        }
        let serial = told.or_else(|| self.serial.as_ref().map(|serial| serial.trim().to_owned()));
        match serial {
            // It becomes a piece of every topic.
            Some(serial)
                if !serial.is_empty()
                    && serial.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) =>
            {
                Ok(serial)
            }
            Some(serial) => Err(Diagnosis::Settings {
                sentence: format!(
                    "“{}” is no serial number: it has letters and figures alone. Copy it from the printer's display.",
                    tame(&serial)
                ),
            }),
            None => Err(Diagnosis::Settings {
                sentence: "The printer does not tell its serial number. Copy it from its display into its settings here."
                    .to_owned(),
            }),
        }
    }

    fn number(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    fn ask(&mut self, method: u32) -> String {
        let id = self.number();
        request::ask(id, method).to_string()
    }

    async fn talk(&mut self, mut link: MqttLink<TcpStream>, topics: &Topics, seat: &mut Seat) -> End {
        publish_connecting(seat);
        let mut desk = Desk::new(self.pace);
        let mut frames = vec![self.ask(1001), self.ask(1002), self.ask(2005)];
        let mut next_beat = Instant::now() + self.pace.beat;
        let mut had_news = false;
        loop {
            for frame in frames.drain(..) {
                seat.record(Direction::Out, "api_request", frame.as_bytes());
                if let Err(error) = link.publish(&topics.request, frame.as_bytes()).await {
                    return lost(refused(&error), had_news);
                }
            }
            let next_look = desk.next_look();
            frames = tokio::select! {
                packet = link.next() => match packet {
                    Ok(packet) => self.hear(packet, &mut desk, seat, &mut had_news),
                    Err(error) => {
                        link.goodbye().await;
                        return lost(refused(&error), had_news);
                    }
                },
                order = seat.next_order() => match order {
                    // Frees one of the few places on the printer at once.
                    None => {
                        link.goodbye().await;
                        return End::Closed;
                    }
                    Some(order) => desk.take(order, self, seat).await,
                },
                ended = desk.request_ended() => {
                    desk.note_request(ended);
                    Vec::new()
                }
                () = sleep_until(next_beat) => {
                    next_beat = Instant::now() + self.pace.beat;
                    vec![request::ping().to_string()]
                }
                () = sleep_until(next_look) => {
                    if desk.look_at_clock(seat) {
                        link.goodbye().await;
                        let remedy = "Check that the printer is on and in the network.".to_owned();
                        return lost(Diagnosis::Silent { remedy }, had_news);
                    }
                    Vec::new()
                }
            };
        }
    }

    /// Takes a packet in; requests to send come back.
    fn hear(&mut self, packet: Packet, desk: &mut Desk, seat: &Seat, had_news: &mut bool) -> Vec<String> {
        let Packet::Publish { topic, payload } = packet else { return Vec::new() };
        seat.record(Direction::In, &topic, &payload);
        let Ok(message) = limits::read_json(&payload) else {
            desk.hear_nothing_new(self, seat);
            return Vec::new();
        };
        let taken = self.merge.take(&message);
        if let Some((request, code)) = taken.answered {
            if self.asked_for_file == Some(request) {
                self.asked_for_file = None;
                self.sought.answered(|name| size_told(&message, name));
            }
            desk.pursuits.answered(request, if code == 0 { Ok(()) } else { Err(complaint(code)) });
        }
        if taken.is_news {
            *had_news = true;
            desk.hear(self, seat);
        } else {
            desk.hear_nothing_new(self, seat);
        }
        let mut frames = Vec::new();
        if taken.wants_all {
            frames.push(self.ask(1002));
        }
        if let Some(file) = taken.wants_layers_of {
            let id = self.number();
            frames.push(request::detail(id, &file).to_string());
        }
        frames
    }
}

/// Makes ourselves known. What the printer says to it is its word; the line may fail before.
async fn register(
    link: &mut MqttLink<TcpStream>,
    topics: &Topics,
    client: &str,
    registration: &str,
) -> Result<Result<(), String>, MqttError> {
    for topic in [&topics.registered, &topics.response, &topics.status] {
        link.subscribe(topic).await?;
    }
    let hello = json!({ "client_id": client, "request_id": registration });
    link.publish(&topics.register, hello.to_string().as_bytes()).await?;
    loop {
        if let Packet::Publish { topic, payload } = link.next().await?
            && topic == topics.registered
        {
            return Ok(request::registered(&limits::read_json(&payload).unwrap_or_default()));
        }
    }
}

fn not_taken_on(word: &str) -> Diagnosis {
    if word.contains("too many") {
        let remedy = "The printer takes about four programs at once. Close slicers, phones and other programs that watch \
                      it; a place that was not given back is free after about a minute.";
        return Diagnosis::TooManyClients { remedy: remedy.to_owned() };
    }
    Diagnosis::Protocol { detail: format!("the printer does not take this program on: {word}") }
}

fn refused(error: &MqttError) -> Diagnosis {
    match error {
        error if error.is_wrong_login() => Diagnosis::AccessRefused { remedy: REMEDY.to_owned() },
        MqttError::Refused(_) | MqttError::Protocol(_) | MqttError::TooLong(_) => {
            Diagnosis::Protocol { detail: error.to_string() }
        }
        MqttError::Line(_) | MqttError::TooSlow => {
            Diagnosis::Unreachable { detail: tame(&error.to_string()) }
        }
    }
}

const fn lost(diagnosis: Diagnosis, had_stood: bool) -> End {
    End::Lost(Lost { diagnosis: Some(diagnosis), had_stood })
}

/// What a code stands for, as far as it is known.
fn complaint(code: i64) -> String {
    let known = match code {
        109 => "no filament is loaded",
        1000 => "the access code is another one",
        1001 => "its firmware does not know this: update it",
        1004 => "it cannot write the file: its storage may be full",
        1009 => "it is busy with something else",
        1010 => "nothing is being printed",
        1021 => "the file is not there (any more): send it first",
        other => return format!("code {other}"),
    };
    format!("{known} (code {code})")
}

/// The size in bytes of a file of this name, as the answer to a question about it tells it.
fn size_told(answer: &Value, name: &str) -> Option<u64> {
    let result = at(answer, &["result"]);
    let is_it =
        whole(at(result, &["error_code"])) == Some(0) && at(result, &["filename"]).as_str() == Some(name);
    at(result, &["size"]).as_u64().filter(|_| is_it)
}

impl Link for Line {
    fn serve<'a>(&'a mut self, seat: &'a mut Seat) -> Boxed<'a, End> {
        Box::pin(async move {
            match self.join().await {
                Ok((link, topics)) => self.talk(link, &topics, seat).await,
                Err(diagnosis) => End::Lost(Lost::never_stood(diagnosis)),
            }
        })
    }
}

impl Dialect for Line {
    fn snapshot(&self) -> Snapshot {
        self.merge.snapshot()
    }

    fn act(&mut self, command: &Command) -> Result<Act, No> {
        let id = self.number();
        let message = request::command(id, command).ok_or_else(|| No::unsupported(command))?;
        Ok(Act::Frames(vec![message.to_string()], Some(id)))
    }

    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>> {
        Box::pin(send_file(self.http.clone(), sending))
    }

    fn find_file(&mut self, sending: &Sending) -> Look {
        let id = self.number();
        self.asked_for_file = Some(id);
        let frame = request::detail(id, &sending.name).to_string();
        self.sought.begin(sending, sending.name.clone(), vec![frame])
    }
}

async fn send_file(http: Http, sending: Sending) -> Result<String, No> {
    let sum = sending.md5().await?;
    let send = |offset: u64, piece: Vec<u8>| {
        let last = offset + piece.len() as u64 - 1;
        let headers = [
            ("Content-Range", format!("bytes {offset}-{last}/{}", sending.bytes)),
            ("X-File-Name", sending.name.clone()),
            ("X-File-MD5", sum.clone()),
        ];
        send_piece(http.clone(), headers, piece)
    };
    sending.in_pieces(PIECE_BYTES, send).await?;
    Ok(sending.name.clone())
}

async fn send_piece(http: Http, headers: [(&'static str, String); 3], piece: Vec<u8>) -> Result<(), No> {
    let length = piece.len() as u64;
    let body = Body::Stream(reqwest::Body::from(piece), length, "application/octet-stream");
    let reply = timeout(PIECE_TIME, http.send(Method::PUT, "/upload", &headers, body)).await;
    let reply = reply.unwrap_or(Err(HttpError::Slow)).map_err(|error| upload_failed(&error))?;
    accepted(&reply.json().unwrap_or(Value::Null), reply.is_good()).map_err(|code| match code {
        Some(1000) => upload_failed(&HttpError::Denied(200)),
        Some(code) => No::printer(complaint(code)),
        None => No::printer(reply.complaint()),
    })
}

/// Whether a piece was taken; else the printer's code, if it gave one.
fn accepted(body: &Value, is_good: bool) -> Result<(), Option<i64>> {
    match whole(at(body, &["error_code"])) {
        Some(0) if is_good => Ok(()),
        code => Err(code.filter(|code| *code != 0)),
    }
}
