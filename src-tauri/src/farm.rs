//! Which farm this program opens: the person's own, the sample, or a file named on the command line.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use clap::Parser;

/// The words after the program's name.
#[derive(Debug, Parser)]
#[command(name = "spoolyard", version, about = "The ERP of a 3D-print farm, in one window over one file.")]
pub(crate) struct Words {
    /// Open this file instead of your own farm (also: SPOOLYARD_DB)
    #[arg(long, value_name = "FILE", conflicts_with = "demo")]
    db: Option<PathBuf>,
    /// Open the sample farm, in a folder of its own
    #[arg(long)]
    demo: bool,
}

/// A farm, before its file is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Farm {
    /// The person's own farm, in the platform's data folder.
    Own,
    /// The sample farm. What is done to it never reaches the own farm.
    Sample,
    /// A file at a place that somebody named; always absolute.
    File(PathBuf),
}

impl Farm {
    /// From the command line, else from `SPOOLYARD_DB`, else the person's own.
    pub(crate) fn chosen(words: Words, from_environment: Option<OsString>) -> Result<Self, String> {
        let named = words.db.or_else(|| from_environment.filter(|_| !words.demo).map(PathBuf::from));
        match named {
            _ if words.demo => Ok(Self::Sample),
            None => Ok(Self::Own),
            Some(file) if file.as_os_str().is_empty() => Ok(Self::Own),
            Some(file) => std::path::absolute(&file)
                .map(Self::File)
                .map_err(|error| format!("The file {} cannot be found: {error}", file.display())),
        }
    }

    /// The name under which this farm's program is known to the desktop. Two programs with one name are one:
    /// the second brings the first to the front.
    pub(crate) fn identifier(&self) -> String {
        match self {
            Self::Own => "app.spoolyard.desktop".to_owned(),
            Self::Sample => "app.spoolyard.sample".to_owned(),
            Self::File(file) => format!("app.spoolyard.farm_{:016x}", short_hash(file)),
        }
    }

    /// The file with the farm's data; `data` is the platform's data folder.
    pub(crate) fn file(&self, data: &Path) -> PathBuf {
        match self {
            Self::Own => data.join("spoolyard").join("farm.sqlite"),
            Self::Sample => data.join("spoolyard").join("sample").join("farm.sqlite"),
            Self::File(file) => file.clone(),
        }
    }

    /// Where the web view keeps what it needs for this farm's window.
    pub(crate) fn web_view_folder(&self, data: &Path) -> PathBuf {
        let own = data.join("spoolyard");
        match self {
            Self::Own => own.join("window"),
            Self::Sample => own.join("sample").join("window"),
            Self::File(file) => own.join("windows").join(format!("{:016x}", short_hash(file))),
        }
    }
}

fn short_hash(file: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    file.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(words: &[&str], environment: Option<&str>) -> Farm {
        let words = Words::try_parse_from(std::iter::once(&"spoolyard").chain(words)).unwrap();
        Farm::chosen(words, environment.map(OsString::from)).unwrap()
    }

    #[test]
    fn the_command_line_wins_over_the_environment_and_both_over_the_own_farm() {
        assert_eq!(chosen(&[], None), Farm::Own);
        assert_eq!(chosen(&[], Some("")), Farm::Own);
        assert_eq!(chosen(&[], Some("/farms/b.sqlite")), Farm::File("/farms/b.sqlite".into()));
        assert_eq!(
            chosen(&["--db", "/farms/a.sqlite"], Some("/farms/b.sqlite")),
            Farm::File("/farms/a.sqlite".into())
        );
        assert_eq!(chosen(&["--demo"], Some("/farms/b.sqlite")), Farm::Sample);
    }

    #[test]
    fn a_file_is_the_same_farm_from_every_folder() {
        assert!(matches!(chosen(&["--db", "here.sqlite"], None), Farm::File(file) if file.is_absolute()));
    }

    #[test]
    fn the_sample_and_a_file_cannot_both_be_asked_for() {
        assert!(Words::try_parse_from(["spoolyard", "--demo", "--db", "x"]).is_err());
    }

    #[test]
    fn farms_share_neither_file_nor_name_nor_folder() {
        let data = Path::new("/data");
        let farms = [
            Farm::Own,
            Farm::Sample,
            Farm::File("/farms/a.sqlite".into()),
            Farm::File("/farms/b.sqlite".into()),
        ];
        for (index, one) in farms.iter().enumerate() {
            for other in &farms[index + 1..] {
                assert_ne!(one.file(data), other.file(data));
                assert_ne!(one.identifier(), other.identifier());
                assert_ne!(one.web_view_folder(data), other.web_view_folder(data));
            }
        }
    }
}
