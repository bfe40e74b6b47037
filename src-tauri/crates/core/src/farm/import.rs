//! Printers from a table that a person keeps: read as a whole, reported as a whole, taken as a whole.

use serde_json::{Value, json};
use spoolyard_types::{Code, Refusal, Text};

use super::adding::{self, NewPrinter, Wrong};
use super::model::Protocol;
use crate::app::App;
use crate::db::Intent;
use crate::error::{Result, refuse_field};

/// Largest table that is read.
const LARGEST_BYTES: usize = 1024 * 1024;
/// Most things that are reported of one table.
const MOST_REPORTED: usize = 200;

crate::wire! {
    /// A table of printers: CSV with a head, separated by commas, semicolons or tabs.
    pub struct ImportPrinters {
        /// The whole file.
        pub text: String,
        /// Only looks whether it could be taken.
        #[serde(default)]
        pub check_only: bool,
    }

    /// What came of a table.
    pub struct PrintersImported {
        /// Printers in the table.
        pub rows: u32,
        /// Printers that were added; none when it was only looked at.
        pub added: u32,
        /// Their codes.
        pub codes: Vec<String>,
    }
}

/// The columns, with the other names that people give them.
const COLUMNS: &[(&str, &[&str])] = &[
    ("code", &["printer", "id"]),
    ("name", &["title"]),
    ("protocol", &["type", "make", "brand"]),
    ("host", &["address", "ip", "ip_address", "hostname"]),
    ("port", &[]),
    ("serial_number", &["serial", "sn"]),
    ("user", &["username", "login"]),
    ("secret", &["access_code", "key", "api_key", "password"]),
    ("model", &["machine"]),
    ("location", &["place", "rack"]),
];

/// What people call a protocol.
const PROTOCOLS: &[(&str, Protocol)] = &[
    ("klipper", Protocol::Moonraker),
    ("mainsail", Protocol::Moonraker),
    ("fluidd", Protocol::Moonraker),
    ("bambu lab", Protocol::Bambu),
    ("bambulab", Protocol::Bambu),
    ("prusa", Protocol::Prusalink),
    ("elegoo", Protocol::Sdcp),
    ("centauri carbon 2", Protocol::ElegooMqtt),
    ("reprapfirmware", Protocol::Duet),
    ("by hand", Protocol::Generic),
    ("manual", Protocol::Generic),
];

/// Something that is wrong with a table.
#[derive(Debug)]
struct Slip {
    line: u64,
    field: String,
    text: String,
}

/// Reads a table of printers and adds them all, or says everything that is wrong with it and adds none.
///
/// # Errors
/// [`Code::InvalidValue`] with every slip by line and field in the details; what [`adding::add_printers`] refuses.
pub fn import_printers(app: &App, intent: &Intent, req: &ImportPrinters) -> Result<PrintersImported> {
    if req.text.len() > LARGEST_BYTES {
        return Err(refuse_field(
            Code::InvalidValue,
            "text",
            "This table is larger than 1 MiB. Take a smaller one.",
        ));
    }
    let (rows, mut slips) = read(&req.text);
    let printers: Vec<NewPrinter> = rows.iter().filter_map(|(_, printer)| printer.clone()).collect();
    if rows.len() > adding::MOST {
        let text =
            format!("{} printers are too many for one table; at most {} are read.", rows.len(), adding::MOST);
        slips.push(Slip { line: 1, field: String::from("code"), text });
    }
    let lines: Vec<u64> =
        rows.iter().filter(|(_, printer)| printer.is_some()).map(|(line, _)| *line).collect();
    let add_wrong = |slips: &mut Vec<Slip>, wrong: Vec<Wrong>| {
        slips.extend(wrong.into_iter().map(|w| Slip {
            line: lines.get(w.index).copied().unwrap_or_default(),
            field: w.field.to_owned(),
            text: w.text,
        }));
    };
    if !slips.is_empty() || req.check_only || printers.is_empty() {
        add_wrong(&mut slips, app.look(|r| adding::wrong_with(r, &printers))?);
        return outcome(&rows, slips, 0);
    }
    let seal = app.seal()?;
    app.write(intent, |w| {
        add_wrong(&mut slips, adding::wrong_with(w, &printers)?);
        let done = outcome(&rows, std::mem::take(&mut slips), printers.len())?;
        adding::write_all(w, &seal, &printers)?;
        Ok(done)
    })
}

/// A row's line, and its printer where it could be read.
type Row = (u64, Option<NewPrinter>);

fn outcome(rows: &[Row], mut slips: Vec<Slip>, added: usize) -> Result<PrintersImported> {
    if rows.is_empty() && slips.is_empty() {
        let text =
            String::from("There is no printer in this table. Below the head, each line is one printer.");
        slips.push(Slip { line: 1, field: String::from("code"), text });
    }
    slips.sort_by_key(|slip| slip.line);
    let Some(first) = slips.first() else {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let codes = rows.iter().filter_map(|(_, p)| p.as_ref()).map(|p| p.code.trim().to_owned()).collect();
        return Ok(PrintersImported { rows: count(rows.len()), added: count(added), codes });
    };
    let many = match slips.len() {
        1 => String::from("One thing is wrong with this table"),
        n => format!("{n} things are wrong with this table"),
    };
    let text = format!("{many}, so nothing was added. Line {}, {}: {}", first.line, first.field, first.text);
    let told: Vec<Value> = slips
        .iter()
        .take(MOST_REPORTED)
        .map(|slip| json!({ "line": slip.line, "field": slip.field, "message": slip.text }))
        .collect();
    Err(Refusal::new(Code::InvalidValue, text)
        .at("text")
        .with(json!({ "slips": told, "rows": rows.len() }))
        .into())
}

/// Every row with what could be read of it, and every slip.
fn read(text: &str) -> (Vec<Row>, Vec<Slip>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut slips = Vec::new();
    let mut table = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let head: Vec<Option<&'static str>> = match table.headers() {
        Ok(head) => columns(head, &mut slips),
        Err(err) => {
            slips.push(Slip {
                line: 1,
                field: String::from("head"),
                text: format!("The head does not read: {err}."),
            });
            return (Vec::new(), slips);
        }
    };
    let mut rows = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in table.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| lines.of(position));
                if record.iter().all(str::is_empty) {
                    continue;
                }
                if record.len() > head.len() {
                    let text = format!(
                        "{} fields, but the head has {}. Put a text that holds the separator in quotes.",
                        record.len(),
                        head.len()
                    );
                    slips.push(Slip { line, field: String::from("row"), text });
                }
                let fields =
                    head.iter().zip(record.iter()).filter_map(|(name, value)| Some(((*name)?, value)));
                rows.push((line, printer(&fields.collect::<Vec<_>>(), line, &mut slips)));
            }
            Err(err) => {
                let line = err.position().map_or(0, |position| lines.of(position));
                slips.push(Slip {
                    line,
                    field: String::from("row"),
                    text: format!("The line does not read: {err}."),
                });
            }
        }
    }
    (rows, slips)
}

/// Which line of a text a record stands in, as an editor counts. The reader's own count stands before the line ends
/// and empty lines that it has yet to pass over.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a record; asked in the order of the text.
    fn of(&mut self, position: &csv::Position) -> u64 {
        let from = usize::try_from(position.byte()).unwrap_or(usize::MAX).clamp(self.at, self.text.len());
        let ends = self.text[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.text[self.at..from + ends];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = from + ends;
        self.line
    }
}

/// What separates the fields: whatever stands most often in the head.
fn separator(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
    [b';', b'\t'].into_iter().find(|sign| count(*sign) > count(b',')).unwrap_or(b',')
}

fn columns(head: &csv::StringRecord, slips: &mut Vec<Slip>) -> Vec<Option<&'static str>> {
    let mut found: Vec<Option<&'static str>> = Vec::new();
    for title in head {
        let title = title.to_lowercase().replace([' ', '-'], "_");
        let known = COLUMNS.iter().find(|(name, others)| *name == title || others.contains(&title.as_str()));
        let name = known.map(|(name, _)| *name);
        let text = match name {
            None if title.is_empty() => None,
            None => Some(format!("There is no such column. The columns are {}.", names())),
            Some(name) if found.contains(&Some(name)) => Some(format!("{name} stands twice in the head.")),
            Some(_) => None,
        };
        if let Some(text) = text {
            slips.push(Slip { line: 1, field: title.chars().take(40).collect(), text });
        }
        found.push(name);
    }
    for needed in ["code", "protocol"] {
        if !found.contains(&Some(needed)) {
            let text = format!("This column is missing. The columns are {}.", names());
            slips.push(Slip { line: 1, field: needed.to_owned(), text });
        }
    }
    found
}

fn names() -> String {
    COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn printer(fields: &[(&'static str, &str)], line: u64, slips: &mut Vec<Slip>) -> Option<NewPrinter> {
    let before = slips.len();
    let mut row = Fields { fields, line, slips };
    let code = row.text("code");
    let protocol = row.protocol();
    let port = row.port();
    let (name, model, host) = (row.text("name"), row.text("model"), row.text("host"));
    let (serial_number, user) = (row.text("serial_number"), row.text("user"));
    let (secret, location) = (row.text("secret"), row.text("location"));
    if code.is_none() && row.value("code").is_none() {
        row.slip("code", String::from("Give it a short code, like P01."));
    }
    if slips.len() > before {
        return None;
    }
    Some(NewPrinter {
        code: code?,
        name,
        model,
        protocol: protocol?,
        host,
        port,
        serial_number,
        user,
        secret,
        location,
    })
}

/// The fields of one row.
struct Fields<'a> {
    fields: &'a [(&'static str, &'a str)],
    line: u64,
    slips: &'a mut Vec<Slip>,
}

impl Fields<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| *value)
            .filter(|value| !value.is_empty())
    }

    fn slip(&mut self, field: &str, text: String) {
        self.slips.push(Slip { line: self.line, field: field.to_owned(), text });
    }

    fn text<const MAX: usize>(&mut self, name: &str) -> Option<Text<MAX>> {
        match Text::new(self.value(name)?) {
            Ok(text) => Some(text),
            Err(why) => {
                self.slip(name, format!("It {}.", why.trim_end_matches('.')));
                None
            }
        }
    }

    fn port(&mut self) -> Option<u16> {
        let value = self.value("port")?.to_owned();
        let port = value.parse::<u16>().ok().filter(|port| *port > 0);
        if port.is_none() {
            let shown: String = value.chars().take(20).collect();
            self.slip(
                "port",
                format!("“{shown}” is no port: use a number from 1 to 65535, or leave it empty."),
            );
        }
        port
    }

    fn protocol(&mut self) -> Option<Protocol> {
        let value = self.value("protocol").unwrap_or_default().to_lowercase();
        let by_code =
            Protocol::ALL.iter().copied().find(|protocol| protocol.to_string() == value.replace(' ', "_"));
        let by_name = PROTOCOLS.iter().find(|(name, _)| *name == value).map(|(_, protocol)| *protocol);
        let found = by_code.or(by_name);
        if found.is_none() {
            let all = Protocol::ALL.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let shown: String = value.chars().take(20).collect();
            self.slip("protocol", format!("“{shown}” is not spoken here. Choose one of {all}."));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_table_is_read_whatever_separates_its_fields() {
        for sign in [',', ';', '\t'] {
            let text = "\u{feff}Code,IP Address,Type,Access code,Place\r\nP01,10.0.0.4,Bambu Lab,12345678,\"Rack A, left\"\r\n\r\nP02,10.0.0.5,klipper,,\r\n"
                .replace("\"Rack A, left\"", "\"Rack A\u{1}left\"").replace(',', &sign.to_string()).replace('\u{1}', ", ");
            let (rows, slips) = read(&text);
            assert!(slips.is_empty(), "{sign:?}: {slips:?}");
            let [(2, Some(first)), (4, Some(second))] = rows.as_slice() else { panic!("{rows:?}") };
            assert_eq!((first.protocol, first.secret.as_deref()), (Protocol::Bambu, Some("12345678")));
            assert_eq!(first.location.as_deref(), Some("Rack A, left"));
            assert_eq!((second.protocol, &second.secret), (Protocol::Moonraker, &None));
        }
    }

    #[test]
    fn every_slip_is_told_by_line_and_field() {
        let text =
            "code,protocol,port,colour\nP01,bambu,99999,red\n,octoprint,,\nP03,telnet,,\nP04,duet,,,,x\n";
        let (_, slips) = read(text);
        let told: Vec<(u64, &str)> = slips.iter().map(|slip| (slip.line, slip.field.as_str())).collect();
        assert_eq!(told, [(1, "colour"), (2, "port"), (3, "code"), (4, "protocol"), (5, "row")]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_reported(text in "\\PC{0,200}", head in "(code|protocol|host|port|[,;\t\"\n]){0,12}") {
            let (rows, slips) = read(&format!("{head}\n{text}"));
            prop_assert!(rows.iter().all(|(_, printer)| printer.is_some()) || !slips.is_empty());
        }
    }
}
