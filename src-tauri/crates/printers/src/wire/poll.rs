//! Printers that only answer: asked again and again, one question at a time.

use std::sync::Arc;

use spoolyard_types::Clock;
use tokio::time::{Instant, sleep_until};

use super::engine::{Act, Boxed, Desk, Dialect, End, Link, Lost, Pace, publish_connecting};
use super::http::HttpError;
use crate::driver::Seat;
use crate::event::LastKnown;
use crate::ring::Direction;
use crate::state::Diagnosis;

/// Answers as they came, each with what was asked.
pub(crate) type Frames = Vec<(&'static str, Vec<u8>)>;

/// The asking half of a protocol.
pub(crate) trait Ask: Dialect {
    /// Called before each connection: the job that was under way when the printer was last heard, and what time it is.
    /// For printers that give their jobs no number.
    fn greet(&mut self, last: LastKnown, clock: Arc<dyn Clock>) {
        drop((last, clock));
    }

    /// Signs in and learns what it is; everything known of the last connection is forgotten.
    fn open(&mut self) -> Boxed<'_, Result<(), HttpError>>;

    /// Asks for the state, takes the answers in, and gives them for the recording.
    fn ask(&mut self) -> Boxed<'_, Result<Frames, HttpError>>;

    /// What to do when the key is refused, as a sentence.
    fn remedy(&self) -> &'static str;

    /// Signs out.
    fn close(&mut self) -> Boxed<'_, ()> {
        Box::pin(async {})
    }

    /// What stands in the way although answers come.
    fn objection(&self) -> Option<Diagnosis> {
        None
    }
}

/// A printer that is asked.
pub(crate) struct PollLink<T> {
    pub(crate) ask: T,
    pub(crate) pace: Pace,
}

impl<T: Ask> Link for PollLink<T> {
    fn serve<'a>(&'a mut self, seat: &'a mut Seat) -> Boxed<'a, End> {
        Box::pin(serve(&mut self.ask, seat, self.pace))
    }
}

/// The answer to a refresh: the next question is asked at once anyway.
pub(crate) fn refresh() -> Act {
    Act::Request(Box::pin(async { Ok(()) }))
}

/// Failures in a row after which a printer counts as gone.
const MOST_FAILURES: u32 = 3;

/// Asks until the end.
pub(crate) async fn serve(ask: &mut impl Ask, seat: &mut Seat, pace: Pace) -> End {
    ask.greet(seat.last_known(), seat.clock());
    if let Err(error) = ask.open().await {
        return End::Lost(Lost::never_stood(error.diagnosis(ask.remedy())));
    }
    if let Some(diagnosis) = ask.objection() {
        return End::Lost(Lost::never_stood(diagnosis));
    }
    publish_connecting(seat);
    let mut desk = Desk::new(pace);
    let mut next_question = Instant::now();
    let mut failures = 0;
    let mut had_news = false;
    loop {
        let next_look = desk.next_look();
        tokio::select! {
            () = sleep_until(next_question) => {
                match ask.ask().await {
                    Ok(frames) => {
                        for (subject, bytes) in frames {
                            seat.record(Direction::In, subject, &bytes);
                        }
                        failures = 0;
                        had_news = true;
                        desk.hear(ask, seat);
                    }
                    // Sessions lapse while a computer sleeps: signing in again shows whether it is more.
                    Err(HttpError::Denied(_)) if had_news => {
                        let detail = "the printer ended the session".to_owned();
                        return End::Lost(Lost {
                            diagnosis: Some(Diagnosis::Unreachable { detail }),
                            had_stood: true,
                        });
                    }
                    Err(error @ (HttpError::Denied(_) | HttpError::TooLong)) => {
                        return lost(&error, ask, had_news);
                    }
                    Err(error) => {
                        failures += 1;
                        seat.record(Direction::Note, "no answer", error.to_string().as_bytes());
                        if failures >= MOST_FAILURES {
                            return lost(&error, ask, had_news);
                        }
                    }
                }
                next_question = Instant::now() + pace.beat;
            }
            order = seat.next_order() => match order {
                None => {
                    ask.close().await;
                    return End::Closed;
                }
                Some(order) => {
                    // Frames are for websockets; here every command is a request.
                    let _ = desk.take(order, ask, seat).await;
                    next_question = Instant::now();
                }
            },
            ended = desk.request_ended() => {
                desk.note_request(ended);
                next_question = Instant::now();
            }
            () = sleep_until(next_look) => {
                if desk.look_at_clock(seat) {
                    return lost(&HttpError::Slow, ask, had_news);
                }
            }
        }
    }
}

fn lost(error: &HttpError, ask: &impl Ask, had_stood: bool) -> End {
    End::Lost(Lost { diagnosis: Some(error.diagnosis(ask.remedy())), had_stood })
}
