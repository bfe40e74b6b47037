//! Whether the printer obeys: developer mode on or off, as far as the printer lets it be known.

use super::codes::{NOT_VERIFIED, NOT_VERIFIED_HMS, has_health};
use super::merge::{Answer, Merged};
use crate::capability::Access;

/// Of `fun`: commands must be signed, which only the maker's own programs do.
const MUST_BE_SIGNED: u64 = 0x2000_0000;
/// Commands that need no permission: a yes to them proves nothing.
const FREE: &[&str] = &["pushall", "start", "get_version", "ledctrl", "push_status"];

/// What answers to commands have shown, since the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    was_refused: bool,
    was_obeyed: bool,
}

impl Evidence {
    /// Learns from an answer. An answer that says neither yes nor no proves nothing.
    pub fn learn(&mut self, answer: &Answer) {
        if is_signature_refusal(answer) {
            self.was_refused = true;
        } else if answer.is_yes() == Some(true)
            && answer.command.as_deref().is_some_and(|command| !FREE.contains(&command))
        {
            self.was_obeyed = true;
        }
    }
}

/// Whether this answer says that commands must be signed.
#[must_use]
pub fn is_signature_refusal(answer: &Answer) -> bool {
    let verify =
        answer.reason.as_deref().is_some_and(|reason| reason.to_ascii_lowercase().contains("verify"));
    answer.err_code == Some(u64::from(NOT_VERIFIED)) || (answer.is_yes() == Some(false) && verify)
}

/// How far the printer lets us in: its own lasting complaint first, then what it answered, then what it announces.
#[must_use]
pub fn access(merged: &Merged, evidence: Evidence) -> Access {
    if has_health(merged, NOT_VERIFIED_HMS) || evidence.was_refused {
        return Access::MonitorOnly;
    }
    match merged.bits("fun") {
        Some(fun) if fun & MUST_BE_SIGNED != 0 => Access::MonitorOnly,
        Some(_) => Access::Control,
        None if evidence.was_obeyed => Access::Control,
        None => Access::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(print: serde_json::Value) -> Merged {
        let mut merged = Merged::default();
        merged.take_value(&json!({ "print": print }));
        merged
    }

    #[test]
    fn the_announced_bit_decides_where_it_is_sent() {
        let signed = with(json!({"msg": 0, "fun": "3FE20000000"}));
        let free = with(json!({"msg": 0, "fun": "3FE00000000"}));
        let silent = with(json!({"msg": 0}));
        assert_eq!(access(&signed, Evidence::default()), Access::MonitorOnly);
        assert_eq!(access(&free, Evidence::default()), Access::Control);
        assert_eq!(access(&silent, Evidence::default()), Access::Unknown);
    }

    #[test]
    fn answers_prove_what_they_say_and_bare_ones_nothing() {
        let silent = with(json!({"msg": 0}));
        let answer = |command: &str, result: Option<&str>, reason: Option<&str>, err_code| Answer {
            command: Some(command.into()),
            result: result.map(Into::into),
            reason: reason.map(Into::into),
            err_code,
            ..Answer::default()
        };
        for (heard, expected) in [
            (answer("pause", Some("success"), None, None), Access::Control),
            (answer("ledctrl", Some("success"), None, None), Access::Unknown),
            (answer("pause", None, None, None), Access::Unknown),
            (answer("pause", Some("failed"), Some("mqtt message verify failed"), None), Access::MonitorOnly),
            (answer("pause", None, None, Some(84_033_543)), Access::MonitorOnly),
            (answer("pause", Some("failed"), Some("busy"), None), Access::Unknown),
        ] {
            let mut evidence = Evidence::default();
            evidence.learn(&heard);
            assert_eq!(access(&silent, evidence), expected, "{heard:?}");
        }
    }

    #[test]
    fn the_lasting_complaint_wins_over_a_good_announcement() {
        let merged = with(json!({"msg": 0, "fun": "0", "hms": [{"attr": 0x0500_0500, "code": 0x0001_0007}]}));
        assert_eq!(access(&merged, Evidence { was_refused: false, was_obeyed: true }), Access::MonitorOnly);
    }
}
