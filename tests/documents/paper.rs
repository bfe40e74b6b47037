//! Reads a PDF back with the tools that readers of PDFs are made of.

use std::io::Write;
use std::process::{Command, Output};

use tempfile::NamedTempFile;

/// A PDF in a file, so that other programs can look at it.
pub(crate) struct Printed {
    file: NamedTempFile,
}

impl Printed {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut file = NamedTempFile::with_suffix(".pdf").expect("a temporary file");
        file.write_all(bytes).expect("room for a PDF");
        Self { file }
    }

    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.args(before).arg(self.file.path()).args(after);
        command.output().unwrap_or_else(|error| {
            panic!("{program} could not be started ({error}): install the package poppler-utils (`cargo xtask` does)")
        })
    }

    fn told(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let output = self.ask(program, before, after);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && complaint.is_empty(), "{program}: {complaint}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The text, line by line as it lies on the paper.
    pub(crate) fn text(&self) -> String {
        self.told("pdftotext", &["-layout", "-enc", "UTF-8"], &["-"])
    }

    /// The text of one page, counted from 1.
    pub(crate) fn page(&self, page: usize) -> String {
        let page = page.to_string();
        self.told("pdftotext", &["-layout", "-enc", "UTF-8", "-f", &page, "-l", &page], &["-"])
    }

    /// A line of pdfinfo, such as `Title`.
    pub(crate) fn info(&self, key: &str) -> String {
        let told = self.told("pdfinfo", &[], &[]);
        let line = told.lines().find_map(|line| line.strip_prefix(&format!("{key}:")));
        line.unwrap_or_else(|| panic!("{key} in {told}")).trim().to_owned()
    }

    pub(crate) fn page_count(&self) -> usize {
        self.info("Pages").parse().expect("a number of pages")
    }

    /// Name of each font, and whether it is embedded, a subset, and maps back to Unicode.
    pub(crate) fn fonts(&self) -> Vec<(String, [bool; 3])> {
        let told = self.told("pdffonts", &[], &[]);
        let row = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let flags = &words[words.len() - 5..words.len() - 2];
            (words[0].to_owned(), [flags[0] == "yes", flags[1] == "yes", flags[2] == "yes"])
        };
        told.lines().skip(2).map(row).collect()
    }

    /// That nothing in the file offends a strict reader; qpdf adds its opinion where it is installed.
    pub(crate) fn is_sound(&self) {
        self.info("Pages");
        if let Ok(output) = Command::new("qpdf").arg("--check").arg(self.file.path()).output() {
            assert!(output.status.success(), "qpdf: {}", String::from_utf8_lossy(&output.stdout));
        }
    }
}

/// The text with every run of white space made one space.
pub(crate) fn run_together(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
