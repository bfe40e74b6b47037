//! Counting reports by the numbers that the printers give them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use spoolyard_api::{Host, Refusal};

use crate::call;

/// What was read of one printer's recording.
#[derive(Debug, Default)]
struct Printer {
    /// The newest connection that was seen, by its moment.
    connected_at: Option<String>,
    /// The newest report of this connection.
    newest: Option<u64>,
    heard: u64,
    lost: u64,
}

impl Printer {
    /// Takes a recording in, oldest frame first. What was read before is passed over.
    fn read(&mut self, frames: &[Value]) {
        // Frames of the connection before the newest known one are old news.
        let known = frames
            .iter()
            .rposition(|frame| connection(frame).is_some_and(|at| Some(at) == self.connected_at.as_deref()));
        for frame in &frames[known.map_or(0, |place| place + 1)..] {
            if let Some(at) = connection(frame) {
                self.connected_at = Some(at.to_owned());
                // What is sent while nobody is connected is nobody's loss.
                self.newest = None;
            } else if let Some(number) = report(frame) {
                self.take(number);
            }
        }
    }

    fn take(&mut self, number: u64) {
        match self.newest {
            Some(newest) if number <= newest => return,
            Some(newest) => self.lost += number - newest - 1,
            None => {}
        }
        self.newest = Some(number);
        self.heard += 1;
    }
}

/// The moment of a frame that says that a connection stands.
fn connection(frame: &Value) -> Option<&str> {
    (frame["direction"] == "note" && frame["subject"] == "connected").then(|| frame["at"].as_str())?
}

/// The number of a report of the printer's own.
fn report(frame: &Value) -> Option<u64> {
    let text = frame["text"].as_str().filter(|_| frame["direction"] == "in")?;
    // An answer carries the number of the question.
    text.contains("\"push_status\"").then_some(())?;
    let (_, rest) = text.rsplit_once("\"sequence_id\":\"")?;
    rest.split('"').next()?.parse().ok()
}

/// The reports of all printers.
pub(crate) struct Reports {
    printers: Vec<(i64, Printer)>,
    next: usize,
}

impl Reports {
    pub(crate) fn new(ids: Vec<i64>) -> Self {
        Self { printers: ids.into_iter().map(|id| (id, Printer::default())).collect(), next: 0 }
    }

    pub(crate) const fn printers(&self) -> usize {
        self.printers.len()
    }

    pub(crate) fn heard(&self) -> u64 {
        self.printers.iter().map(|(_, printer)| printer.heard).sum()
    }

    pub(crate) fn lost(&self) -> u64 {
        self.printers.iter().map(|(_, printer)| printer.lost).sum()
    }

    /// Counting begins now.
    pub(crate) fn forget_counts(&mut self) {
        for (_, printer) in &mut self.printers {
            printer.heard = 0;
            printer.lost = 0;
        }
    }

    pub(crate) fn look_at_all(&mut self, host: &Host) -> Result<(), Refusal> {
        self.printers.iter_mut().try_for_each(|(id, printer)| {
            printer.read(&recording(host, *id)?);
            Ok(())
        })
    }

    /// Looks at so many that each has its turn once a round.
    pub(crate) fn look_at_some(
        &mut self,
        host: &Host,
        round: Duration,
        look: Duration,
    ) -> Result<(), Refusal> {
        let share = self.printers.len() as f64 * look.as_secs_f64() / round.as_secs_f64();
        for _ in 0..(share.ceil() as usize).min(self.printers.len()) {
            let (id, printer) = &mut self.printers[self.next];
            printer.read(&recording(host, *id)?);
            self.next = (self.next + 1) % self.printers.len();
        }
        Ok(())
    }

    /// How many connections were made within the busiest second of the newest ones.
    pub(crate) fn most_connections_in_a_second(&mut self, host: &Host) -> Result<usize, Refusal> {
        self.look_at_all(host)?;
        let mut seconds = BTreeMap::<&str, usize>::new();
        for at in self.printers.iter().filter_map(|(_, printer)| printer.connected_at.as_deref()) {
            *seconds.entry(at.split('.').next().unwrap_or(at)).or_default() += 1;
        }
        Ok(seconds.into_values().max().unwrap_or(0))
    }
}

fn recording(host: &Host, printer: i64) -> Result<Vec<Value>, Refusal> {
    match call::ask(host, "printers.recording", json!({ "id": printer }))? {
        Value::Array(frames) => Ok(frames),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(at: &str) -> Value {
        json!({ "direction": "note", "subject": "connected", "at": at, "text": "" })
    }

    fn push(number: u64) -> Value {
        let text =
            json!({ "print": { "command": "push_status", "msg": 1, "sequence_id": number.to_string() } });
        json!({ "direction": "in", "subject": "report", "at": "1", "text": text.to_string() })
    }

    #[test]
    fn a_gap_is_a_loss_and_what_was_read_before_counts_once() {
        let mut printer = Printer::default();
        printer.read(&[note("1"), push(5), push(6)]);
        printer.read(&[note("1"), push(5), push(6), push(7), push(9)]);
        assert_eq!((printer.heard, printer.lost), (4, 1));
        // The connection's own note was pushed out of the recording.
        printer.read(&[push(8), push(9), push(10)]);
        assert_eq!((printer.heard, printer.lost), (5, 1));
    }

    #[test]
    fn what_is_sent_between_two_connections_is_nobodys_loss_and_answers_do_not_count() {
        let mut printer = Printer::default();
        printer.read(&[note("1"), push(5), note("2"), push(50), push(51)]);
        assert_eq!((printer.heard, printer.lost), (3, 0));
        printer.read(&[push(5), note("2"), push(50), push(51), push(52)]);
        assert_eq!((printer.heard, printer.lost), (4, 0));
        let answer = json!({ "print": { "command": "pause", "sequence_id": "900", "result": "success" } });
        let answer = json!({ "direction": "in", "subject": "report", "at": "1", "text": answer.to_string() });
        printer.read(&[note("2"), push(52), answer]);
        assert_eq!((printer.heard, printer.lost), (4, 0));
    }
}
