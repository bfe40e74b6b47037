//! What stays of a file's name on every printer.

/// Endings that printers add, keep or drop.
const ENDINGS: &[&str] = &[".gcode.3mf", ".gcode", ".bgcode", ".3mf", ".gco", ".g"];

/// A file's name without folder, ending and anything but small letters and digits: printers put files into folders of
/// their own, replace what they do not like in a name, and leave its ending out.
pub(crate) fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\', ':']).next().unwrap_or(path).trim();
    let lower = name.to_lowercase();
    let bare = ENDINGS.iter().find_map(|ending| lower.strip_suffix(ending)).unwrap_or(&lower);
    bare.chars().filter(char::is_ascii_alphanumeric).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn one_file_has_one_stem_wherever_it_lies() {
        for path in [
            "Hook 2.gcode",
            "0:/gcodes/Hook_2.gcode",
            "/usb/hook_2.bgcode",
            "usb/HOOK-2.GCODE",
            "hook_2.gcode.3mf",
            "/data/Hook 2",
            "C:\\prints\\hook_2.gco",
        ] {
            assert_eq!(stem(path), "hook2", "{path}");
        }
        assert_ne!(stem("hook_3.gcode"), stem("hook_2.gcode"));
        assert_eq!(stem(""), "");
    }
}
