//! Files that leave or enter the window: their names, their bytes, and what may be handed to another program.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use spoolyard_types::{Code, Refusal};

/// The largest file that enters the window at once, in bytes. Model files of a busy plate reach half of it.
pub(crate) const LARGEST_BYTES: u64 = 256 * 1024 * 1024;

/// Endings that are safe to hand to the program the person uses for them. Nothing here can run.
const SHOWN: &[&str] = &[
    "pdf", "png", "jpg", "jpeg", "webp", "csv", "tsv", "txt", "xlsx", "ods", "json", "zip", "gcode",
    "bgcode", "3mf", "stl", "obj", "step", "stp",
];

/// A file's name and bytes.
#[derive(Debug)]
pub(crate) struct Contents {
    name: String,
    bytes: Vec<u8>,
}

impl Contents {
    /// The name is a suggestion from a document's number or a customer's words: only a plain one is kept.
    pub(crate) fn new(suggested: &str, bytes: Vec<u8>) -> Self {
        Self { name: plain_name(suggested), bytes }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    #[cfg(test)]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes the file beside its final place and then moves it there: a full disk leaves no half file.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Refusal> {
        let mut half = path.as_os_str().to_owned();
        half.push(".part");
        let half = PathBuf::from(half);
        let written = fs::File::create(&half)
            .and_then(|mut file| file.write_all(&self.bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&half, path));
        written.map_err(|error| {
            let _ = fs::remove_file(&half);
            refused_by_disk("written", path, &error)
        })
    }

    /// Refuses what no program should be asked to open by a click.
    pub(crate) fn shown(&self) -> Result<(), Refusal> {
        may_be_shown(Path::new(&self.name))
    }
}

/// Refuses a file whose ending is not in the list of those that cannot run.
pub(crate) fn may_be_shown(path: &Path) -> Result<(), Refusal> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if SHOWN.contains(&ending.as_str()) {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Err(Refusal::new(
        Code::FileRefused,
        format!(
            "{name} is not a kind of file that Spoolyard opens. Save it, and open it yourself if you trust it."
        ),
    ))
}

/// The bytes of base64 text.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD.decode(text).map_err(|error| {
        Refusal::new(Code::InvalidValue, format!("The file did not come out of the window whole: {error}"))
    })
}

/// The bytes of a file that the person chose, as base64 text.
pub(crate) fn encoded(path: &Path) -> Result<String, Refusal> {
    let size = fs::metadata(path).map_err(|error| refused_by_disk("read", path, &error))?.len();
    if size > LARGEST_BYTES {
        return Err(Refusal::new(
            Code::FileRefused,
            format!(
                "{} has {} MB; at most {} MB are read at once.",
                path.display(),
                size >> 20,
                LARGEST_BYTES >> 20
            ),
        ));
    }
    fs::read(path).map(|bytes| STANDARD.encode(bytes)).map_err(|error| refused_by_disk("read", path, &error))
}

/// What the disk said, with the file's name.
pub(crate) fn refused_by_disk(verb: &str, path: &Path, error: &std::io::Error) -> Refusal {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => Code::DiskFull,
        std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => Code::ReadOnly,
        _ => Code::FileTrouble,
    };
    Refusal::new(code, format!("{} could not be {verb}: {error}. Choose another place.", path.display()))
}

/// A name that is a file in one folder on every system: no folders, no control characters, no reserved ones.
fn plain_name(suggested: &str) -> String {
    const LONGEST: usize = 120;
    let plain: String = suggested
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c })
        .collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= 10 => (stem, Some(ending)),
        _ => (plain, None),
    };
    let stem: String = stem.chars().take(LONGEST).collect();
    match (stem.is_empty(), ending) {
        (true, _) => "document".to_owned(),
        (false, Some(ending)) => format!("{stem}.{ending}"),
        (false, None) => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_stays_in_its_folder() {
        assert_eq!(plain_name("SO-2026-0001.pdf"), "SO-2026-0001.pdf");
        assert_eq!(plain_name("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(plain_name("Müller & Söhne: offer?.pdf"), "Müller & Söhne- offer-.pdf");
        assert_eq!(plain_name(" ... "), "document");
        assert_eq!(plain_name(".profile"), "profile");
        let long = plain_name(&format!("{}.pdf", "x".repeat(500)));
        assert!(long.ends_with("x.pdf") && long.chars().count() == 124, "{long}");
    }

    #[test]
    fn what_could_run_is_never_handed_on() {
        for name in ["a.pdf", "A.PDF", "plate.gcode", "part.3mf"] {
            assert!(may_be_shown(Path::new(name)).is_ok(), "{name}");
        }
        for name in ["a.exe", "a.sh", "a.desktop", "a.html", "a.svg", "noending", "a.pdf.bat"] {
            assert_eq!(may_be_shown(Path::new(name)).unwrap_err().code, Code::FileRefused, "{name}");
        }
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let dir = std::env::temp_dir().join(format!("spoolyard-files-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let contents = Contents::new("a.csv", b"1,2".to_vec());
        contents.write(&dir.join("a.csv")).unwrap();
        assert_eq!(encoded(&dir.join("a.csv")).unwrap(), "MSwy");
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "a part was left behind");
        let refusal = contents.write(&dir.join("missing/a.csv")).unwrap_err();
        assert!(refusal.message.contains("missing"), "{refusal}");
        fs::remove_dir_all(&dir).unwrap();
    }
}
