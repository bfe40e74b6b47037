//! Reports become one raw state.
//!
//! `msg` 0 is a full report, 1 a difference; firmware that sends no `msg` is read by size. Objects are merged in
//! depth, lists are replaced as a whole, nothing (`null`) changes nothing; what hangs in feeding units has rules of
//! its own ([`super::ams`]). Answers to commands travel in the same envelope and never touch the state.

use serde_json::{Map, Value};

use super::ams;
use super::read::{bits, text};
use crate::limits::{FrameError, read_json};

/// A report without `msg` and with more fields than this is a full one.
const FULL_FIELDS: usize = 30;
/// Fields that one object may gather from many reports.
const OBJECT_FIELDS: usize = 512;
/// Weight (bytes of text and 16 for each value) that the state may gather from many reports.
const STATE_WEIGHT: usize = 4 * 1024 * 1024;

/// What a message was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Everything the printer knows.
    Full,
    /// What changed.
    Delta,
    /// The answer to a command.
    Answer(Answer),
    /// The list of firmware modules.
    Modules,
    /// Nothing that concerns us.
    Ignored,
}

/// The printer's word about a command. Accepted is not done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// `print`, `system`, `info`, …
    pub category: String,
    /// The command, where it says.
    pub command: Option<String>,
    /// The number that was sent with it.
    pub sequence_id: Option<String>,
    /// `success`, `failed`, …; none in the bare answers of some firmware, which mean nothing.
    pub result: Option<String>,
    /// Why not.
    pub reason: Option<String>,
    /// The error's number.
    pub err_code: Option<u64>,
}

impl Answer {
    /// Whether it is a yes; none where it does not say.
    #[must_use]
    pub fn is_yes(&self) -> Option<bool> {
        self.result.as_deref().map(|result| result.eq_ignore_ascii_case("success"))
    }
}

/// The raw state, gathered since the connection stands. Starts empty with each connection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// The fields of `print`.
    pub print: Map<String, Value>,
    /// The list of firmware modules.
    pub modules: Vec<Value>,
    /// A full report was seen.
    pub has_full: bool,
}

impl Merged {
    /// Takes a message as it came from the socket.
    ///
    /// # Errors
    /// When it is too long, too deep or no JSON; the state stays as it was.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Heard, FrameError> {
        read_json(bytes).map(|message| self.take_value(&message))
    }

    /// Takes a message that was read already.
    pub fn take_value(&mut self, message: &Value) -> Heard {
        let Value::Object(envelope) = message else { return Heard::Ignored };
        if let Some(Value::Object(print)) = envelope.get("print") {
            return self.take_print(print);
        }
        if let Some(Value::Object(info)) = envelope.get("info") {
            return self.take_info(info);
        }
        for category in ["system", "camera", "xcam", "pushing", "upgrade"] {
            if let Some(Value::Object(body)) = envelope.get(category)
                && (body.contains_key("command") || body.contains_key("result"))
            {
                return Heard::Answer(answer(category, body));
            }
        }
        self.take_loose(envelope)
    }

    fn take_print(&mut self, print: &Map<String, Value>) -> Heard {
        let command = print.get("command").and_then(Value::as_str);
        let is_status = match command {
            Some(command) => command == "push_status",
            None => print.contains_key("msg") || print.contains_key("gcode_state"),
        };
        if print.contains_key("result") || !is_status {
            return Heard::Answer(answer("print", print));
        }
        let is_full = match print.get("msg").and_then(super::read::int) {
            Some(msg) => msg == 0,
            None => print.len() > FULL_FIELDS,
        };
        self.absorb(print, is_full);
        self.has_full |= is_full;
        if is_full { Heard::Full } else { Heard::Delta }
    }

    fn take_info(&mut self, info: &Map<String, Value>) -> Heard {
        match info.get("module").and_then(Value::as_array) {
            Some(modules) if info.get("command").and_then(Value::as_str) == Some("get_version") => {
                self.modules = modules.iter().take(crate::limits::LIST_ENTRIES).cloned().collect();
                Heard::Modules
            }
            _ => Heard::Answer(answer("info", info)),
        }
    }

    /// Some firmware sends a few fields outside the envelope.
    fn take_loose(&mut self, envelope: &Map<String, Value>) -> Heard {
        let loose: Map<String, Value> = ["ams", "xcam", "wifi_signal", "fun", "stat", "cfg"]
            .iter()
            .filter_map(|key| envelope.get(*key).map(|value| ((*key).to_owned(), value.clone())))
            .collect();
        if loose.is_empty() {
            return Heard::Ignored;
        }
        self.absorb(&loose, false);
        Heard::Delta
    }

    fn absorb(&mut self, news: &Map<String, Value>, is_full: bool) {
        merge_object(&mut self.print, news, &mut Vec::new(), is_full);
        if let Some(Value::Object(news)) = news.get("ams")
            && (news.contains_key("tray_exist_bits") || news.contains_key("ams"))
            && let Some(Value::Object(held)) = self.print.get_mut("ams")
        {
            ams::clear_absent(held);
        }
        if self.print.values().map(weight).sum::<usize>() > STATE_WEIGHT {
            // No printer knows this much. What gathered is dropped; the newest report alone is kept.
            self.print.clear();
            merge_object(&mut self.print, news, &mut Vec::new(), true);
        }
    }

    /// A field of `print`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.print.get(key)
    }

    /// A field deep inside: `["device", "bed", "info", "temp"]`.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.print.get(*first)?, |value, key| value.get(key))
    }

    /// The bits of a hexadecimal field.
    #[must_use]
    pub fn bits(&self, key: &str) -> Option<u64> {
        self.get(key).and_then(bits)
    }
}

fn answer(category: &str, body: &Map<String, Value>) -> Answer {
    let word = |key: &str| body.get(key).and_then(text);
    Answer {
        category: category.to_owned(),
        command: word("command"),
        sequence_id: word("sequence_id"),
        result: word("result"),
        reason: word("reason"),
        err_code: body.get("err_code").and_then(super::read::flags),
    }
}

/// Objects in depth, everything else replaced, nothing changes nothing.
fn merge_object(
    held: &mut Map<String, Value>,
    news: &Map<String, Value>,
    path: &mut Vec<String>,
    is_full: bool,
) {
    for (key, value) in news {
        if value.is_null() || (held.len() >= OBJECT_FIELDS && !held.contains_key(key)) {
            continue;
        }
        path.push(key.clone());
        match (held.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => merge_object(inner, value, path, is_full),
            (Some(inner), value) => merge_value(inner, value, path, is_full),
            (None, value) => {
                // Through the same rules, so that a first report and a later one leave the same.
                let mut fresh = match value {
                    Value::Object(_) => Value::Object(Map::new()),
                    Value::Array(_) => Value::Array(Vec::new()),
                    other => other.clone(),
                };
                match (&mut fresh, value) {
                    (Value::Object(inner), Value::Object(value)) => merge_object(inner, value, path, is_full),
                    (fresh, value) => merge_value(fresh, value, path, is_full),
                }
                held.insert(key.clone(), fresh);
            }
        }
        path.pop();
    }
}

fn merge_value(held: &mut Value, news: &Value, path: &[String], is_full: bool) {
    let place: Vec<&str> = path.iter().map(String::as_str).collect();
    match (place.as_slice(), &mut *held, news) {
        (["ams", "ams"], Value::Array(units), Value::Array(news)) => ams::merge_units(units, news, is_full),
        (["vir_slot"], Value::Array(slots), Value::Array(news)) => ams::merge_trays(slots, news, is_full),
        _ => *held = news.clone(),
    }
}

fn weight(value: &Value) -> usize {
    16 + match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(fields) => fields.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_changes_what_it_names_and_lists_come_whole() {
        let mut merged = Merged::default();
        let full = json!({"print": {"command": "push_status", "msg": 0, "gcode_state": "IDLE", "hms": [{"attr": 1}],
            "upload": {"status": "idle", "progress": 0}, "s_obj": [1, 2]}});
        assert_eq!(merged.take_value(&full), Heard::Full);
        let delta = json!({"print": {"command": "push_status", "msg": 1, "hms": [], "upload": {"progress": 7},
            "gcode_state": null}});
        assert_eq!(merged.take_value(&delta), Heard::Delta);
        assert_eq!(merged.get("gcode_state"), Some(&json!("IDLE")));
        assert_eq!(merged.get("hms"), Some(&json!([])));
        assert_eq!(merged.get("s_obj"), Some(&json!([1, 2])));
        assert_eq!(merged.get("upload"), Some(&json!({"status": "idle", "progress": 7})));
    }

    #[test]
    fn an_answer_never_touches_the_state() {
        let mut merged = Merged::default();
        for message in [
            json!({"print": {"command": "pause", "sequence_id": "9", "result": "success", "gcode_state": "FAILED"}}),
            json!({"print": {"sequence_id": "9", "result": "failed", "reason": "mqtt message verify failed",
                             "err_code": 84_033_543}}),
            json!({"print": {"command": "push_status", "result": "success", "mc_percent": 3}}),
            json!({"print": {"command": "extrusion_cali_get", "nozzle_diameter": "0.6", "filaments": []}}),
            json!({"system": {"command": "ledctrl", "sequence_id": 4, "result": "success"}}),
        ] {
            assert!(matches!(merged.take_value(&message), Heard::Answer(_)), "{message}");
        }
        assert_eq!(merged, Merged::default());
    }

    #[test]
    fn without_a_mark_the_size_decides() {
        let mut merged = Merged::default();
        assert_eq!(
            merged.take_value(&json!({"print": {"command": "push_status", "mc_percent": 1}})),
            Heard::Delta
        );
        let many: Map<String, Value> = (0..40).map(|n| (format!("field{n}"), json!(n))).collect();
        let mut print = many;
        print.insert("command".into(), json!("push_status"));
        assert_eq!(merged.take_value(&json!({ "print": print })), Heard::Full);
    }

    #[test]
    fn fields_outside_the_envelope_and_log_lines() {
        let mut merged = Merged::default();
        assert_eq!(merged.take_value(&json!({"fun": "20000000"})), Heard::Delta);
        assert_eq!(merged.bits("fun"), Some(0x2000_0000));
        assert_eq!(
            merged.take_value(&json!({"mc_print": {"command": "push_info", "param": "x"}})),
            Heard::Ignored
        );
        assert_eq!(merged.take_value(&json!([1, 2])), Heard::Ignored);
    }

    #[test]
    fn many_reports_of_new_fields_do_not_grow_the_state_without_end() {
        let mut merged = Merged::default();
        let long = "x".repeat(20_000);
        for n in 0..1000 {
            let message =
                json!({"print": {"msg": 1, format!("field{n}"): long.clone(), "deep": {format!("k{n}"): n}}});
            merged.take_value(&message);
            assert!(merged.print.len() <= OBJECT_FIELDS);
            assert!(merged.print.values().map(weight).sum::<usize>() <= STATE_WEIGHT);
        }
    }
}
