//! Changes to an input, led by a number: the same number gives the same changes.

use serde_json::{Map, Value, json};

/// A small source of numbers that look random and are not.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

/// Changes the bytes a few times; never longer than `most_bytes`.
#[must_use]
pub fn change(input: &[u8], dice: &mut Dice, is_json: bool, most_bytes: usize) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=dice.below(6) {
        match dice.below(8) {
            0..=4 if is_json => change_line(&mut bytes, dice),
            0 | 1 => change_lines(&mut bytes, dice),
            _ => change_bytes(&mut bytes, dice),
        }
    }
    bytes.truncate(most_bytes);
    bytes
}

/// What breaks readers: edges of numbers, texts that are none, brackets.
const NASTY: &[&[u8]] = &[
    b"0",
    b"-1",
    b"999999999999999999999",
    b"1e400",
    b"-0.0",
    b"NaN",
    b"null",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[[[[[[[[",
    b"\\u0000",
    b"\xF0\x9F\x98\x80",
    b"\xFF\xFE",
    b"\0",
    b"\r\n",
    b"%",
    b"=",
    b";",
    b",",
    b"../",
    b"65535",
    b"4294967296",
    b"9223372036854775807",
    b"18446744073709551615",
    b"\xE2\x80\xAE",
    b" ",
    b"\t",
];

fn change_bytes(bytes: &mut Vec<u8>, dice: &mut Dice) {
    if bytes.is_empty() {
        bytes.extend(NASTY[dice.below(NASTY.len())]);
        return;
    }
    let at = dice.below(bytes.len());
    let end = (at + 1 + dice.below(24)).min(bytes.len());
    match dice.below(6) {
        0 => bytes[at] ^= 1 << dice.below(8),
        1 => bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let piece = bytes[at..end].repeat(1 + dice.below(20));
            bytes.splice(at..at, piece);
        }
        4 => drop(bytes.splice(at..at, NASTY[dice.below(NASTY.len())].iter().copied())),
        _ => drop(bytes.splice(at..end, NASTY[dice.below(NASTY.len())].iter().copied())),
    }
}

fn lines_of(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn change_lines(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines = lines_of(bytes);
    let (at, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(4) {
        0 => lines.swap(at, other),
        1 => {
            let line = lines[at].clone();
            lines.insert(other, line);
        }
        2 if lines.len() > 1 => drop(lines.remove(at)),
        _ => {
            // Two halves of two lines.
            let (left, right) = (lines[at].clone(), lines[other].clone());
            let (cut, start) = (dice.below(left.len() + 1), dice.below(right.len() + 1));
            lines[at] = [&left[..cut], &right[start..]].concat();
        }
    }
    *bytes = lines.join(&b'\n');
}

/// Changes a value of a line that is JSON, behind the word that may stand before it.
fn change_line(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines = lines_of(bytes);
    let at = dice.below(lines.len());
    let start = lines[at].iter().position(|byte| matches!(byte, b'{' | b'[')).unwrap_or(0);
    let Ok(mut value) = serde_json::from_slice::<Value>(&lines[at][start..]) else {
        return change_lines(bytes, dice);
    };
    let count = count_of(&value);
    let stranger = pick(&value, dice.below(count)).clone();
    let place = dice.below(count);
    change_value(pick_mut(&mut value, place), stranger, dice);
    let mut line = lines[at][..start].to_vec();
    line.extend(value.to_string().bytes());
    if dice.below(3) == 0 {
        lines.insert(at, line);
    } else {
        lines[at] = line;
    }
    *bytes = lines.join(&b'\n');
}

fn change_value(value: &mut Value, stranger: Value, dice: &mut Dice) {
    match (dice.below(6), &mut *value) {
        (0, Value::Object(fields)) => drop_one(fields, dice),
        (0, Value::Array(list)) if !list.is_empty() => drop(list.remove(dice.below(list.len()))),
        (1, Value::Array(list)) => {
            let again = list.first().cloned().unwrap_or(stranger);
            for _ in 0..=dice.below(80) {
                list.push(again.clone());
            }
        }
        (1, Value::Object(fields)) => {
            let name = fields.keys().nth(dice.below(fields.len())).cloned().unwrap_or_default();
            fields.insert(format!("{name}{}", dice.below(200)), stranger);
        }
        (2 | 3, _) => *value = stranger,
        (_, Value::String(text)) if dice.below(2) == 0 => {
            let nasty = String::from_utf8_lossy(NASTY[dice.below(NASTY.len())]).into_owned();
            if dice.below(2) == 0 {
                text.push_str(&nasty)
            } else {
                *text = nasty
            };
        }
        _ => *value = nasty_value(dice),
    }
}

fn drop_one(fields: &mut Map<String, Value>, dice: &mut Dice) {
    if let Some(name) = fields.keys().nth(dice.below(fields.len())).cloned() {
        fields.remove(&name);
    }
}

fn nasty_value(dice: &mut Dice) -> Value {
    match dice.below(16) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(i64::MAX),
        4 => json!(i64::MIN),
        5 => json!(u64::MAX),
        6 => json!(1.0e308),
        7 => json!(-0.5),
        8 => json!([]),
        9 => json!({}),
        10 => json!("x".repeat(5000)),
        11 => json!("\u{7}\u{202E}\u{0}\n"),
        12 => json!("FFFFFFFFFFFFFFFF"),
        13 => json!(dice.below(70_000)),
        14 => json!(dice.below(300).to_string()),
        _ => json!([[[[{"id": 1}]]]]),
    }
}

fn count_of(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count_of).sum::<usize>(),
        Value::Object(fields) => fields.values().map(count_of).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The value at a place, counted in the order in which it is written; the last one where it is beyond.
fn pick(value: &Value, place: usize) -> &Value {
    if place == 0 {
        return value;
    }
    let inner: Vec<&Value> = match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return value,
    };
    let mut left = place - 1;
    for child in inner {
        let count = count_of(child);
        if left < count {
            return pick(child, left);
        }
        left -= count;
    }
    value
}

fn pick_mut(value: &mut Value, place: usize) -> &mut Value {
    if place == 0 {
        return value;
    }
    let counts: Vec<usize> = match &*value {
        Value::Array(list) => list.iter().map(count_of).collect(),
        Value::Object(fields) => fields.values().map(count_of).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return value,
    };
    let mut left = place - 1;
    let mut at = None;
    for (index, count) in counts.into_iter().enumerate() {
        if left < count {
            at = Some(index);
            break;
        }
        left -= count;
    }
    let Some(index) = at else { return value };
    match value {
        Value::Array(list) => pick_mut(&mut list[index], left),
        Value::Object(fields) => match fields.values_mut().nth(index) {
            Some(child) => pick_mut(child, left),
            None => unreachable!("counted a moment ago"),
        },
        other => other,
    }
}
