//! The window in a browser on this computer: the same table of commands over loopback HTTP.
//!
//! It listens on 127.0.0.1 only. A one-time token in the address it prints is traded for a cookie; without
//! the cookie nothing is answered. A request whose `Host` or `Origin` is not this server is refused, so that
//! no page of another site can reach it.

use std::collections::HashSet;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{self, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, StreamExt as _};
use spoolyard_api::{Code, Host, Refusal};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tower_http::services::{ServeDir, ServeFile};

use crate::args::Args;
use crate::{call, out};

/// The largest request: a picture or a slicer file, in base64.
const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

struct Server {
    host: Host,
    address: SocketAddr,
    /// Taken by the first browser that shows it.
    token: Mutex<Option<String>>,
    cookies: Mutex<HashSet<String>>,
    events: broadcast::Sender<String>,
}

pub(crate) fn run(args: &Args, port: u16, ui: Option<&Path>) -> Result<(), Refusal> {
    let built = ui.map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/dist")),
        Path::to_owned,
    );
    if !built.join("index.html").is_file() {
        let text =
            format!("{} holds no built window. Build it with `npm --prefix ui run build`.", built.display());
        return Err(Refusal::new(Code::NotFound, text).at("--ui"));
    }
    let path = call::database(args)?;
    let host = Host::open_with_keyring(
        path,
        Arc::new(spoolyard_api::SystemClock),
        spoolyard_api::keyring::of_this_computer(),
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|err| Refusal::new(Code::Internal, format!("No threads: {err}.")))?;
    runtime.block_on(listen(host, port, &built, args.json))
}

async fn listen(host: Host, port: u16, built: &Path, json: bool) -> Result<(), Refusal> {
    let refused = |err: std::io::Error| {
        Refusal::new(Code::FileTrouble, format!("Port {port} cannot be used ({err}). Choose another, or 0."))
            .at("--port")
    };
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let (events, _) = broadcast::channel(256);
    let told = events.clone();
    host.subscribe(move |event| {
        // Nobody may be listening at the moment; that is no error.
        let _ = told.send(serde_json::to_string(event).unwrap_or_default());
    });
    // A store that did not open tells so in the window.
    if let Err(refusal) = host.watch_printers()
        && !json
    {
        out::line(&format!("The printers are not watched: {}", refusal.message));
    }
    host.follow_days()?;
    let printers = host.clone();
    let token = spoolyard_api::random_token()?;
    let url = format!("http://{address}/#t={token}");
    let server = Server { host, address, token: Mutex::new(Some(token)), cookies: Mutex::default(), events };
    if json {
        out::line(&serde_json::json!({ "url": url, "address": address.to_string() }).to_string());
    } else {
        out::line(&format!("Open {url}"));
        out::line("The address works once. Stop with Ctrl+C.");
    }
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    let served =
        axum::serve(listener, router(server, built)).with_graceful_shutdown(stop).await.map_err(refused);
    // A goodbye to each printer; it blocks, so not on a thread of the server.
    let _ = tokio::task::spawn_blocking(move || printers.leave_printers()).await;
    served
}

fn router(server: Server, built: &Path) -> Router {
    let server = Arc::new(server);
    let files = ServeDir::new(built).fallback(ServeFile::new(built.join("index.html")));
    let inside = Router::new()
        .route("/rpc", post(rpc))
        .route("/events", get(events))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), signed));
    Router::new()
        .route("/session", post(session))
        .merge(inside)
        .fallback_service(files)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), ours))
        .with_state(server)
}

/// Refuses what did not mean this server, and says how its pages may behave.
async fn ours(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let port = server.address.port();
    let known = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok());
    let origin = request.headers().get(header::ORIGIN).and_then(|o| o.to_str().ok());
    let host_ok = host.is_some_and(|h| known.iter().any(|k| k == h));
    let origin_ok = origin.is_none_or(|o| known.iter().any(|k| o == format!("http://{k}")));
    if !host_ok || !origin_ok {
        return (StatusCode::FORBIDDEN, "This server answers its own pages only.").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get(header::COOKIE)?.to_str().ok()?;
    all.split(';').find_map(|pair| pair.trim().strip_prefix("spoolyard="))
}

/// Refuses a browser that has not shown the one-time token.
async fn signed(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let known = cookie(request.headers())
        .is_some_and(|c| server.cookies.lock().unwrap_or_else(PoisonError::into_inner).contains(c));
    if known {
        return next.run(request).await;
    }
    let refusal =
        Refusal::new(Code::SignInRequired, "Open the address that the server printed when it started.");
    (StatusCode::UNAUTHORIZED, Json(serde_json::json!({ "ok": false, "error": refusal }))).into_response()
}

/// Trades the one-time token for a cookie.
async fn session(State(server): State<Arc<Server>>, Json(given): Json<serde_json::Value>) -> Response {
    let mut token = server.token.lock().unwrap_or_else(PoisonError::into_inner);
    let right = token.is_some() && token.as_deref() == given.get("token").and_then(|t| t.as_str());
    let fresh = if right { spoolyard_api::random_token().ok() } else { None };
    let Some(fresh) = fresh else {
        return (StatusCode::UNAUTHORIZED, "This address was already used, or is wrong.").into_response();
    };
    *token = None;
    server.cookies.lock().unwrap_or_else(PoisonError::into_inner).insert(fresh.clone());
    let value = format!("spoolyard={fresh}; HttpOnly; SameSite=Strict; Path=/");
    ([(header::SET_COOKIE, value)], StatusCode::NO_CONTENT).into_response()
}

/// One command, off the threads that serve.
async fn rpc(State(server): State<Arc<Server>>, Json(request): Json<spoolyard_api::Request>) -> Response {
    let host = server.host.clone();
    match tokio::task::spawn_blocking(move || host.dispatch(request)).await {
        Ok(answer) => Json(answer).into_response(),
        Err(_) => {
            let refusal =
                Refusal::new(Code::Internal, "The command broke off; nothing was changed. Try again.");
            Json(serde_json::json!({ "ok": false, "error": refusal })).into_response()
        }
    }
}

/// What changed, as it changes.
async fn events(
    State(server): State<Arc<Server>>,
) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let stream = BroadcastStream::new(server.events.subscribe()).map(|event| {
        // A browser that fell behind is told that anything may have changed.
        let text = event.unwrap_or_else(|_| String::from(r#"{"kind":"changed","tables":[]}"#));
        Ok(sse::Event::default().data(text))
    });
    Sse::new(stream).keep_alive(sse::KeepAlive::default())
}
