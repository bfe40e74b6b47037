//! Pictures of printers: one stream a printer, however many windows look at it, and none while nobody does.
//!
//! A [`Lens`] is asked for the newest picture. The first question opens the printer's camera; when no question has
//! come for a while it is closed again, since most printers can show themselves to one or two programs only. What a
//! camera sends is bounded in size and time, is passed on as it came, and is never decoded here: a video stream that
//! holds no single pictures is said to be one.
//!
//! [`bambu`] speaks to the printers that push JPEG over TLS, [`web`] to everything behind a web server; [`parts`]
//! and [`place`] are their pure halves.

pub mod bambu;
pub mod parts;
pub mod place;
pub mod web;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use spoolyard_types::{Clock, Timestamp};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};

pub use bambu::BambuCamera;
pub use web::{WebCamera, WebKey, WebMake};

/// The largest picture that is taken (4 MiB); real ones stay below 1 MiB.
pub const PICTURE_BYTES: usize = 4 * 1024 * 1024;

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl PictureKind {
    /// What these bytes are, by their beginning.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            _ => None,
        }
    }

    /// Its name in a `data:` address.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// One picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As it came.
    pub bytes: Bytes,
    /// How it is written.
    pub kind: PictureKind,
    /// When it came.
    pub taken_at: Timestamp,
}

impl Picture {
    /// The picture as an address that an image can be shown by, with everything in it.
    #[must_use]
    pub fn data_address(&self) -> String {
        format!("data:{};base64,{}", self.kind.media_type(), BASE64.encode(&self.bytes))
    }
}

/// What is seen of a printer now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// The newest picture; none while the camera is being opened.
    pub picture: Option<Picture>,
    /// Why there is none, or no newer one, as a sentence.
    pub trouble: Option<String>,
}

/// How patient a lens is.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How long the camera stays open after the last look.
    pub unwatched: Duration,
    /// For each of: reaching the camera, its next picture.
    pub answer: Duration,
    /// Between two single pictures that are asked for.
    pub between_stills: Duration,
    /// Before a camera that failed is tried again.
    pub retry: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            unwatched: Duration::from_secs(12),
            answer: Duration::from_secs(15),
            between_stills: Duration::from_secs(1),
            retry: Duration::from_secs(10),
        }
    }
}

impl Patience {
    /// For tests: everything happens within moments.
    #[must_use]
    pub const fn brisk() -> Self {
        Self {
            unwatched: Duration::from_millis(200),
            answer: Duration::from_secs(5),
            between_stills: Duration::from_millis(20),
            retry: Duration::from_millis(20),
        }
    }
}

/// Where a printer's pictures come from.
#[derive(Debug, Clone)]
pub enum Camera {
    /// Bambu's A1 and P1.
    Bambu(BambuCamera),
    /// Behind a web server.
    Web(Box<WebCamera>),
    /// There is none that could be shown: why, as a sentence.
    None(String),
}

/// Where a camera puts its pictures.
pub(crate) struct Sink<'a>(&'a Shared);

impl Sink<'_> {
    /// Shows these bytes; false for what is no picture.
    pub(crate) fn show(&self, bytes: &Bytes) -> bool {
        let Some(kind) = PictureKind::of(bytes) else { return false };
        let picture = Picture { bytes: bytes.clone(), kind, taken_at: self.0.clock.now() };
        *held(&self.0.look) = Look { picture: Some(picture), trouble: None };
        true
    }
}

struct Shared {
    camera: Camera,
    patience: Patience,
    clock: Arc<dyn Clock>,
    look: Mutex<Look>,
    asked: Mutex<Instant>,
}

/// The one eye on a printer's camera.
pub struct Lens {
    shared: Arc<Shared>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Lens {
    /// On this camera; nothing is opened yet.
    #[must_use]
    pub fn new(camera: Camera, clock: Arc<dyn Clock>) -> Self {
        Self::patient(camera, clock, Patience::default())
    }

    /// With another patience.
    #[must_use]
    pub fn patient(camera: Camera, clock: Arc<dyn Clock>, patience: Patience) -> Self {
        let shared =
            Shared { camera, patience, clock, look: Mutex::default(), asked: Mutex::new(Instant::now()) };
        Self { shared: Arc::new(shared), task: Mutex::default() }
    }

    /// The newest picture; opens the camera where it is closed. Inside a tokio runtime only.
    pub fn look(&self) -> Look {
        *held(&self.shared.asked) = Instant::now();
        let mut task = held(&self.task);
        if task.as_ref().is_none_or(JoinHandle::is_finished) {
            *held(&self.shared.look) = Look::default();
            *task = Some(tokio::spawn(watch(Arc::clone(&self.shared))));
        }
        held(&self.shared.look).clone()
    }

    /// Whether the camera is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        held(&self.task).as_ref().is_some_and(|task| !task.is_finished())
    }
}

impl Drop for Lens {
    fn drop(&mut self) {
        if let Some(task) = held(&self.task).take() {
            task.abort();
        }
    }
}

/// Keeps the camera open as long as somebody looks.
async fn watch(shared: Arc<Shared>) {
    loop {
        let sink = Sink(&shared);
        let open = async {
            match &shared.camera {
                Camera::Bambu(camera) => camera.watch(&sink, shared.patience).await,
                Camera::Web(camera) => camera.watch(&sink, shared.patience).await,
                Camera::None(why) => why.clone(),
            }
        };
        tokio::select! {
            why = open => held(&shared.look).trouble = Some(why),
            () = unwatched(&shared) => return,
        }
        tokio::select! {
            () = sleep(shared.patience.retry) => {}
            () = unwatched(&shared) => return,
        }
    }
}

/// Waits until nobody has looked for a while.
async fn unwatched(shared: &Shared) {
    loop {
        let until = *held(&shared.asked) + shared.patience.unwatched;
        if until <= Instant::now() {
            return;
        }
        sleep_until(until).await;
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
