//! The desk the window stands on: dialogs, the person's own programs, and the folder for what is opened.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use notify_rust::Notification;
use serde::Serialize;
use spoolyard_types::{Code, Refusal};
use tauri::{AppHandle, Manager, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tauri_plugin_opener::OpenerExt;

use super::files::{self, Contents};
use super::{Picking, trouble};

/// How long an opened file stays after the program that opened it is gone.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A file or folder that the person chose.
#[derive(Debug, Serialize)]
pub(crate) struct Picked {
    name: String,
    path: String,
    /// Absent for folders, and when only paths were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_base64: Option<String>,
}

/// Dialogs for a person, or a folder where there is none.
#[derive(Debug)]
pub(crate) struct Desk {
    /// `SPOOLYARD_DESK=FOLDER`: nobody sits here. What is saved or opened goes to FOLDER without a question,
    /// and what is picked lies in `FOLDER/offered`.
    unattended: Option<PathBuf>,
    /// Written by this program for other programs to show; emptied of old files at each start.
    opened: PathBuf,
    /// Files that this window saved, which it may therefore open.
    saved: Mutex<HashSet<PathBuf>>,
}

impl Desk {
    /// Sets the desk up and clears away what earlier runs left to be opened.
    pub(crate) fn set_up(app: &AppHandle) -> Result<Self, tauri::Error> {
        let all = app.path().cache_dir()?.join("spoolyard").join("opened");
        clear_old(&all);
        let unattended = env::var_os("SPOOLYARD_DESK").filter(|dir| !dir.is_empty()).map(PathBuf::from);
        Ok(Self { unattended, opened: all.join(std::process::id().to_string()), saved: Mutex::default() })
    }

    /// Asks where to, writes there, and says where that was; none when the person changed their mind.
    pub(crate) fn save(
        &self,
        window: &WebviewWindow,
        contents: &Contents,
    ) -> Result<Option<String>, Refusal> {
        let chosen = match &self.unattended {
            Some(folder) => Some(folder.join(contents.name())),
            None => ask_where(window, contents)?,
        };
        let Some(path) = chosen else { return Ok(None) };
        contents.write(&path)?;
        self.remember(&path);
        Ok(Some(shown(&path)))
    }

    /// Shows a file in the person's program for its kind. Says where the copy lies.
    pub(crate) fn open(&self, window: &WebviewWindow, contents: &Contents) -> Result<String, Refusal> {
        contents.shown()?;
        if let Some(folder) = &self.unattended {
            let path = folder.join(contents.name());
            contents.write(&path)?;
            return Ok(shown(&path));
        }
        fs::create_dir_all(&self.opened)
            .map_err(|error| files::refused_by_disk("made", &self.opened, &error))?;
        let path = self.opened.join(contents.name());
        contents.write(&path)?;
        show_in_program(window, &path)?;
        Ok(shown(&path))
    }

    /// Shows a file that was saved from this window.
    pub(crate) fn open_saved(&self, window: &WebviewWindow, path: &str) -> Result<(), Refusal> {
        let path = Path::new(path);
        let known = self.saved.lock().is_ok_and(|saved| saved.contains(path));
        if !known {
            return Err(Refusal::new(
                Code::FileRefused,
                format!("{} was not saved from this window; open it from its folder.", path.display()),
            ));
        }
        files::may_be_shown(path)?;
        if self.unattended.is_some() { Ok(()) } else { show_in_program(window, path) }
    }

    /// Lets the person choose files, or a folder. Nothing chosen: an empty list.
    pub(crate) fn pick(&self, window: &WebviewWindow, wish: &Picking) -> Result<Vec<Picked>, Refusal> {
        let paths = match &self.unattended {
            Some(folder) => offered(&folder.join("offered"), wish)?,
            None => ask_which(window, wish)?,
        };
        paths.iter().map(|path| picked(path, wish)).collect()
    }

    /// Opens a web or mail address in the person's own browser or mail program.
    pub(crate) fn browse(&self, window: &WebviewWindow, url: &str) -> Result<(), Refusal> {
        if !["https://", "http://", "mailto:", "tel:"].iter().any(|start| url.starts_with(start)) {
            return Err(Refusal::new(
                Code::InvalidValue,
                format!("{url} is not an address of the web, of mail or of a telephone."),
            ));
        }
        if self.unattended.is_some() {
            return Ok(());
        }
        window.opener().open_url(url, None::<&str>).map_err(trouble)
    }

    /// Shows a notification of the desktop, outside of the window. Nobody sits at an unattended desk: there it is a
    /// line in the folder's `notified`.
    pub(crate) fn notify(&self, title: &str, text: &str) -> Result<(), Refusal> {
        let (title, text) = (one_line(title), one_line(text));
        if let Some(folder) = &self.unattended {
            let place = folder.join("notified");
            let mut file = fs::OpenOptions::new().create(true).append(true).open(&place);
            let written = file.as_mut().map_err(|error| files::refused_by_disk("written", &place, error))?;
            return writeln!(written, "{title}: {text}")
                .map_err(|error| files::refused_by_disk("written", &place, &error));
        }
        let shown = Notification::new()
            .appname("Spoolyard")
            .icon("spoolyard")
            .summary(&title)
            .body(&without_markup(&text))
            .show();
        shown.map(drop).map_err(|error| {
            Refusal::new(Code::WrongState, format!("This desktop shows no notifications ({error})."))
        })
    }

    fn remember(&self, path: &Path) {
        if let Ok(mut saved) = self.saved.lock() {
            saved.insert(path.to_path_buf());
        }
    }
}

/// What a notification has room for, without line breaks and other signs that nobody sees.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

/// Many desktops read the text of a notification as markup: what a printer sent must not become any.
fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A path as text for the window.
fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn show_in_program(window: &WebviewWindow, path: &Path) -> Result<(), Refusal> {
    window.opener().open_path(shown(path), None::<&str>).map_err(|error| {
        Refusal::new(
            Code::FileTrouble,
            format!("No program could be started for {}: {error}. Save the file instead.", path.display()),
        )
    })
}

fn ask_where(window: &WebviewWindow, contents: &Contents) -> Result<Option<PathBuf>, Refusal> {
    let ending = Path::new(contents.name()).extension().map(|ending| ending.to_string_lossy().into_owned());
    let mut dialog = window.dialog().file().set_parent(window).set_file_name(contents.name());
    if let Some(ending) = &ending {
        dialog = dialog.add_filter(ending.to_uppercase(), &[ending.as_str()]);
    }
    let Some(chosen) = dialog.blocking_save_file() else { return Ok(None) };
    let path = chosen.into_path().map_err(trouble)?;
    Ok(Some(with_ending(path, ending.as_deref())))
}

/// A name typed without an ending gets the document's own, unless that would overwrite a file unasked.
fn with_ending(path: PathBuf, ending: Option<&str>) -> PathBuf {
    match ending {
        Some(ending) if path.extension().is_none() => {
            let whole = path.with_extension(ending);
            if whole.exists() { path } else { whole }
        }
        _ => path,
    }
}

fn ask_which(window: &WebviewWindow, wish: &Picking) -> Result<Vec<PathBuf>, Refusal> {
    let mut dialog: FileDialogBuilder<_> = window.dialog().file().set_parent(window);
    if let Some(title) = &wish.title {
        dialog = dialog.set_title(title);
    }
    if !wish.extensions.is_empty() && !wish.folder {
        let endings: Vec<&str> = wish.extensions.iter().map(String::as_str).collect();
        dialog = dialog.add_filter(endings.join(", "), &endings);
    }
    let chosen: Vec<FilePath> = if wish.folder {
        dialog.blocking_pick_folder().into_iter().collect()
    } else if wish.multiple {
        dialog.blocking_pick_files().unwrap_or_default()
    } else {
        dialog.blocking_pick_file().into_iter().collect()
    };
    chosen.into_iter().map(|path| path.into_path().map_err(trouble)).collect()
}

/// What lies in the folder that stands for the person's choice, in the order of names.
fn offered(folder: &Path, wish: &Picking) -> Result<Vec<PathBuf>, Refusal> {
    if wish.folder {
        return Ok(vec![folder.to_path_buf()]);
    }
    let entries = fs::read_dir(folder).map_err(|error| files::refused_by_disk("read", folder, &error))?;
    let suits = |path: &Path| {
        let ending =
            path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        path.is_file()
            && (wish.extensions.is_empty() || wish.extensions.iter().any(|one| one.to_lowercase() == ending))
    };
    let mut paths: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| suits(path)).collect();
    paths.sort();
    if !wish.multiple {
        paths.truncate(1);
    }
    Ok(paths)
}

fn picked(path: &Path, wish: &Picking) -> Result<Picked, Refusal> {
    let bytes_base64 = if wish.folder || wish.only_paths { None } else { Some(files::encoded(path)?) };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Picked { name, path: shown(path), bytes_base64 })
}

/// Removes the folders of earlier runs once nobody can still be looking at what is in them.
fn clear_old(all: &Path) {
    let Ok(entries) = fs::read_dir(all) else { return };
    for entry in entries.flatten() {
        let changed =
            entry.metadata().and_then(|facts| facts.modified()).unwrap_or_else(|_| SystemTime::now());
        if changed.elapsed().is_ok_and(|age| age > KEPT) {
            // A file that another program still holds stays until the next start.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = env::temp_dir().join(format!("spoolyard-desk-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn a_folder_offers_the_files_whose_ending_suits() {
        let dir = folder("offered");
        for name in ["b.csv", "a.CSV", "c.pdf"] {
            fs::write(dir.join(name), name).unwrap();
        }
        let wish = Picking { extensions: vec!["csv".into()], multiple: true, ..Picking::default() };
        let names: Vec<_> =
            offered(&dir, &wish).unwrap().iter().map(|path| picked(path, &wish).unwrap().name).collect();
        assert_eq!(names, ["a.CSV", "b.csv"]);
        let one = Picking { multiple: false, ..wish };
        assert_eq!(offered(&dir, &one).unwrap().len(), 1);
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_notification_is_one_line_without_markup() {
        assert_eq!(without_markup("<b>a</b> & b"), "&lt;b&gt;a&lt;/b&gt; &amp; b");
        assert_eq!(one_line("a\nb\u{7}"), "a b ");
        assert_eq!(one_line(&"x".repeat(1000)).len(), 300);
    }

    #[test]
    fn nobody_at_the_desk_reads_notifications_in_the_folder() {
        let dir = folder("notified");
        let desk = Desk { unattended: Some(dir.clone()), opened: dir.clone(), saved: Mutex::default() };
        desk.notify("P01", "The filament ran out.").unwrap();
        desk.notify("P02", "part.gcode has ended well.").unwrap();
        let kept = fs::read_to_string(dir.join("notified")).unwrap();
        assert_eq!(kept, "P01: The filament ran out.\nP02: part.gcode has ended well.\n");
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_typed_name_gets_its_ending_but_never_overwrites_unasked() {
        let dir = folder("ending");
        assert_eq!(with_ending(dir.join("invoice"), Some("pdf")), dir.join("invoice.pdf"));
        assert_eq!(with_ending(dir.join("invoice.txt"), Some("pdf")), dir.join("invoice.txt"));
        fs::write(dir.join("invoice.pdf"), "kept").unwrap();
        assert_eq!(with_ending(dir.join("invoice"), Some("pdf")), dir.join("invoice"));
        fs::remove_dir_all(&dir).unwrap();
    }
}
