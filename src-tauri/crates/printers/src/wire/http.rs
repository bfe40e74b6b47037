//! One HTTP client for all printers: bounded answers, keys and digests, no proxies, no redirections.

use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, WWW_AUTHENTICATE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use thiserror::Error;

use super::address::Address;
use super::digest::{Challenge, Request};
use super::tls::PrinterVerifier;
use crate::limits::{self, FRAME_BYTES};
use crate::state::Diagnosis;
use spoolyard_types::Secret;

/// How a printer wants to be convinced.
#[derive(Debug)]
pub(crate) enum Access {
    /// Not at all.
    Open,
    /// A header with a key.
    Header(&'static str, Secret),
    /// A name and a password that is never sent.
    Digest(Digest),
}

/// Name and password, and the question that was last asked for them.
#[derive(Debug)]
pub(crate) struct Digest {
    user: String,
    password: Secret,
    asked: Mutex<Option<(Challenge, u32)>>,
}

impl Access {
    pub(crate) fn digest(user: &str, password: Secret) -> Self {
        // A quote would end the header's text before its time.
        let user = user.chars().filter(|c| !matches!(c, '"' | '\\') && !c.is_control()).collect();
        Self::Digest(Digest { user, password, asked: Mutex::new(None) })
    }
}

/// What a printer answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// Where a printer keeps its session, if it gave one.
    pub(crate) cookies: Vec<String>,
}

impl Reply {
    pub(crate) const fn is_good(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The body as JSON; null where there is none.
    pub(crate) fn json(&self) -> Result<Value, HttpError> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        limits::read_json(&self.body).map_err(|error| HttpError::Answer(error.to_string()))
    }

    /// What the printer says about its refusal, in one line.
    pub(crate) fn complaint(&self) -> String {
        let said = self.json().ok().and_then(|body| {
            ["error", "message", "title", "text", "err"].iter().find_map(|name| match body.get(name)? {
                Value::String(text) => Some(text.clone()),
                Value::Object(inner) => inner.get("message").and_then(Value::as_str).map(str::to_owned),
                _ => None,
            })
        });
        match said.map(|said| limits::tame(&said)).filter(|said| !said.is_empty()) {
            Some(said) => format!("{said} (status {})", self.status),
            None => format!("it answered with status {}", self.status),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum HttpError {
    /// Nobody there.
    #[error("the printer cannot be reached: {0}")]
    Unreachable(String),
    /// Somebody there, but no answer in time.
    #[error("the printer did not answer in time")]
    Slow,
    /// The key or password is wrong.
    #[error("the printer refuses the key or password (status {0})")]
    Denied(u16),
    /// Another certificate than the one that was accepted before.
    #[error("the certificate at this address is another one than before")]
    Certificate {
        /// SHA-256 of the one that was accepted.
        pinned: String,
        /// SHA-256 of the one that is shown.
        shown: String,
    },
    /// Longer than anything a printer says.
    #[error("the printer's answer is longer than {FRAME_BYTES} bytes")]
    TooLong,
    /// No sense in it.
    #[error("the printer's answer is not understood: {0}")]
    Answer(String),
}

impl HttpError {
    /// What to tell a person.
    pub(crate) fn diagnosis(&self, remedy: &str) -> Diagnosis {
        match self {
            Self::Unreachable(detail) => Diagnosis::Unreachable { detail: detail.clone() },
            Self::Slow => Diagnosis::Unreachable { detail: self.to_string() },
            Self::Denied(_) => Diagnosis::AccessRefused { remedy: remedy.to_owned() },
            Self::Certificate { pinned, shown } => {
                Diagnosis::CertificateChanged { pinned: pinned.clone(), shown: shown.clone() }
            }
            Self::TooLong | Self::Answer(_) => Diagnosis::Protocol { detail: self.to_string() },
        }
    }
}

/// What is sent.
pub(crate) enum Body {
    Nothing,
    Json(Value),
    Text(String),
    Form(reqwest::multipart::Form),
    /// Bytes as they come, with their number and kind.
    Stream(reqwest::Body, u64, &'static str),
}

/// What somebody answers who may be no printer at all: any status, and how it asks for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The status.
    pub status: u16,
    /// What stands in it, bounded.
    pub body: Vec<u8>,
    /// How it asks for a key or a password, as the header tells it.
    pub question: Option<String>,
    /// What time it is there, as the header tells it.
    pub date: Option<String>,
}

impl Looked {
    /// The body as JSON, if it is some.
    pub(crate) fn json(&self) -> Option<Value> {
        limits::read_json(&self.body).ok()
    }
}

/// A printer's web server.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: Client,
    address: Address,
    access: Arc<Access>,
    timeout: Duration,
    /// Whom it talks to, where it talks over TLS.
    trust: Option<Arc<PrinterVerifier>>,
}

impl Http {
    pub(crate) fn new(address: Address, access: Access, timeout: Duration) -> Result<Self, HttpError> {
        Self::pinned(address, access, timeout, None)
    }

    /// With the certificate that was accepted before, for an address with `https://`.
    pub(crate) fn pinned(
        address: Address,
        access: Access,
        timeout: Duration,
        pin: Option<String>,
    ) -> Result<Self, HttpError> {
        static PROVIDER: Once = Once::new();
        // Where the program has chosen another one already, that one stays.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let trust = address.is_secure.then(|| PrinterVerifier::of_host(pin));
        let mut builder = Client::builder();
        if let Some(trust) = &trust {
            let config = trust.config().map_err(|error| HttpError::Unreachable(plain(&error)))?;
            builder = builder.tls_backend_preconfigured((*config).clone());
        }
        let client = builder
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(timeout)
            .pool_max_idle_per_host(1)
            .user_agent("Spoolyard")
            .build()
            .map_err(|error| HttpError::Unreachable(plain(&error)))?;
        Ok(Self { client, address, access: Arc::new(access), timeout, trust })
    }

    /// The same way of asking at another address.
    pub(crate) fn elsewhere(&self, address: Address) -> Self {
        Self { address, ..self.clone() }
    }

    /// Asks once without a key and takes every answer for an answer.
    pub(crate) async fn look(&self, path: &str) -> Result<Looked, HttpError> {
        self.look_with(path, "").await
    }

    /// The same within a session.
    pub(crate) async fn look_with(&self, path: &str, session: &str) -> Result<Looked, HttpError> {
        let mut request = self.client.get(self.address.url(path)).timeout(self.timeout);
        if !session.is_empty() {
            request = request.header("X-Session-Key", session);
        }
        let response = request.send().await.map_err(|error| failure(&error))?;
        let header =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (question, date) = (header(WWW_AUTHENTICATE), header(DATE));
        let reading = tokio::time::timeout(self.timeout, read(response));
        let reply = reading.await.map_err(|_| HttpError::Slow)??;
        Ok(Looked { status: reply.status, body: reply.body, question, date })
    }

    pub(crate) const fn address(&self) -> &Address {
        &self.address
    }

    /// Whom it talks to, where it talks over TLS.
    pub(crate) fn trust(&self) -> Option<Arc<PrinterVerifier>> {
        self.trust.clone()
    }

    /// Opens an answer that may be long or endless: whoever reads it watches over size and time.
    pub(crate) async fn open(&self, path: &str) -> Result<Response, HttpError> {
        loop {
            let request = self.convince(self.client.get(self.address.url(path)), &Method::GET, path);
            let sent = tokio::time::timeout(self.timeout, request.send()).await;
            let response = sent.map_err(|_| HttpError::Slow)?.map_err(|error| self.no_answer(&error))?;
            let question = response.headers().get(WWW_AUTHENTICATE);
            let question = question.and_then(|value| value.to_str().ok()).map(str::to_owned);
            match response.status().as_u16() {
                // A new question is answered once; the same one again means that the password is wrong.
                401 if self.hear_question(&question) => {}
                status @ (401 | 403) => return Err(HttpError::Denied(status)),
                status if (200..300).contains(&status) => return Ok(response),
                status => return Err(HttpError::Answer(format!("status {status}"))),
            }
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Reply, HttpError> {
        self.send(Method::GET, path, &[], Body::Nothing).await
    }

    /// Asks and reads JSON; a status other than good is no answer.
    pub(crate) async fn get_json(&self, path: &str) -> Result<Value, HttpError> {
        let reply = self.get(path).await?;
        if reply.is_good() { reply.json() } else { Err(HttpError::Answer(reply.complaint())) }
    }

    pub(crate) async fn post_json(&self, path: &str, body: Value) -> Result<Reply, HttpError> {
        self.send(Method::POST, path, &[], Body::Json(body)).await
    }

    /// Sends a request and reads a bounded answer. A file may take as long as it takes: its sender watches over it.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Body,
    ) -> Result<Reply, HttpError> {
        let is_file = matches!(body, Body::Form(_) | Body::Stream(..));
        let repeatable = !is_file;
        let (body, again) = match body {
            Body::Json(value) => (Body::Json(value.clone()), Body::Json(value)),
            Body::Text(text) => (Body::Text(text.clone()), Body::Text(text)),
            other => (other, Body::Nothing),
        };
        let reply = self.once(&method, path, headers, body, is_file).await?;
        // A new question in place of an old one is answered once, never for a file that was given away.
        if self.hear_question(&reply.1) && repeatable && reply.0.status == 401 {
            let (reply, _) = self.once(&method, path, headers, again, is_file).await?;
            return allowed(reply);
        }
        allowed(reply.0)
    }

    async fn once(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, String)],
        body: Body,
        is_file: bool,
    ) -> Result<(Reply, Option<String>), HttpError> {
        let mut request = self.client.request(method.clone(), self.address.url(path));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request = self.convince(request, method, path);
        request = match body {
            Body::Nothing => request,
            Body::Json(value) => request.header(CONTENT_TYPE, "application/json").body(value.to_string()),
            Body::Text(text) => request.header(CONTENT_TYPE, "text/plain").body(text),
            Body::Form(form) => request.multipart(form),
            Body::Stream(stream, bytes, kind) => {
                request.header(CONTENT_TYPE, kind).header(CONTENT_LENGTH, bytes).body(stream)
            }
        };
        if !is_file {
            request = request.timeout(self.timeout);
        }
        let response = request.send().await.map_err(|error| self.no_answer(&error))?;
        let question = response.headers().get(WWW_AUTHENTICATE);
        let question = question.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let reading = tokio::time::timeout(self.timeout, read(response));
        Ok((reading.await.map_err(|_| HttpError::Slow)??, question))
    }

    /// What a failed request means: a changed certificate first, since nothing was sent then.
    fn no_answer(&self, error: &reqwest::Error) -> HttpError {
        match self.trust.as_ref().and_then(|trust| trust.changed()) {
            Some((pinned, shown)) if error.is_connect() => HttpError::Certificate { pinned, shown },
            _ => failure(error),
        }
    }

    fn convince(&self, request: RequestBuilder, method: &Method, path: &str) -> RequestBuilder {
        match &*self.access {
            Access::Open => request,
            Access::Header(name, key) if key.is_empty() => {
                let _ = name;
                request
            }
            Access::Header(name, key) => request.header(*name, key.reveal()),
            Access::Digest(digest) => {
                let mut asked = digest.asked.lock().unwrap_or_else(PoisonError::into_inner);
                let Some((challenge, count)) = asked.as_mut() else {
                    return request;
                };
                *count = count.saturating_add(1);
                let path = format!("{}{path}", self.address.prefix);
                let (user, password) = (digest.user.as_str(), digest.password.reveal());
                let about = Request { user, password, method: method.as_str(), path: &path };
                request.header(AUTHORIZATION, challenge.answer(&about, *count, &own_number()))
            }
        }
    }

    /// Remembers a new question; true when there is one that was not answered yet.
    fn hear_question(&self, question: &Option<String>) -> bool {
        let (Access::Digest(digest), Some(header)) = (&*self.access, question) else {
            return false;
        };
        let Some(challenge) = Challenge::read(header) else {
            return false;
        };
        let mut asked = digest.asked.lock().unwrap_or_else(PoisonError::into_inner);
        // The same question again, unless it was only too old, means that the password is wrong.
        let is_news = asked.as_ref().is_none_or(|(old, _)| challenge.is_stale || *old != challenge);
        *asked = Some((challenge, 0));
        is_news
    }
}

/// A number of our own for the digest; a predictable one would only help who already listens.
fn own_number() -> String {
    let mut bytes = [0; 8];
    if getrandom::fill(&mut bytes).is_err() {
        return "spoolyard".to_owned();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn allowed(reply: Reply) -> Result<Reply, HttpError> {
    match reply.status {
        401 | 403 => Err(HttpError::Denied(reply.status)),
        _ => Ok(reply),
    }
}

async fn read(mut response: Response) -> Result<Reply, HttpError> {
    let status = response.status().as_u16();
    let cookies = response.headers().get_all(reqwest::header::SET_COOKIE).iter().take(8);
    let cookies = cookies.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| failure(&error))? {
        if body.len() + piece.len() > FRAME_BYTES {
            return Err(HttpError::TooLong);
        }
        body.extend_from_slice(&piece);
    }
    Ok(Reply { status, body, cookies })
}

fn failure(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::Slow
    } else if error.is_decode() || error.is_body() {
        HttpError::Answer(plain(error))
    } else {
        HttpError::Unreachable(plain(error))
    }
}

/// The last cause alone: the others repeat the address, which may hold a session.
fn plain(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let text = cause.to_string();
    limits::tame(text.split(" for url").next().unwrap_or(&text))
}
