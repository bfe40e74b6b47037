//! What a file is, by what it holds: its name alone is believed by nobody.

use spoolyard_types::Code;

use crate::error::{Result, refuse};

/// A kind of file: how it begins, by which endings it goes, and its media type.
struct Kind {
    what: &'static str,
    endings: &'static [(&'static str, &'static str)],
}

const PDF: Kind = Kind { what: "a PDF", endings: &[("pdf", "application/pdf")] };
const PNG: Kind = Kind { what: "a PNG image", endings: &[("png", "image/png")] };
const JPEG: Kind = Kind { what: "a JPEG image", endings: &[("jpg", "image/jpeg"), ("jpeg", "image/jpeg")] };
const GIF: Kind = Kind { what: "a GIF image", endings: &[("gif", "image/gif")] };
const WEBP: Kind = Kind { what: "a WebP image", endings: &[("webp", "image/webp")] };
const TIFF: Kind = Kind { what: "a TIFF image", endings: &[("tif", "image/tiff"), ("tiff", "image/tiff")] };
const HEIC: Kind = Kind { what: "an HEIC image", endings: &[("heic", "image/heic"), ("heif", "image/heif")] };
const PACKED: Kind = Kind {
    what: "a packed office or model file",
    endings: &[
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("odt", "application/vnd.oasis.opendocument.text"),
        ("3mf", "model/3mf"),
    ],
};
const OFFICE: Kind = Kind {
    what: "an office file",
    endings: &[("xls", "application/vnd.ms-excel"), ("doc", "application/msword")],
};
const SOLID: Kind = Kind { what: "an STL model", endings: &[("stl", "model/stl")] };
const TEXT: Kind = Kind {
    what: "plain text",
    endings: &[
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("txt", "text/plain"),
        ("md", "text/markdown"),
        ("eml", "message/rfc822"),
        ("gcode", "text/x-gcode"),
        ("obj", "model/obj"),
        ("stl", "model/stl"),
        ("step", "model/step"),
        ("stp", "model/step"),
    ],
};

/// Triangles of a binary STL stand behind a header of 84 bytes, which ends with how many there are.
fn is_binary_stl(bytes: &[u8]) -> bool {
    let count = bytes.get(80..84).and_then(|four| <[u8; 4]>::try_from(four).ok()).map(u32::from_le_bytes);
    count.is_some_and(|n| {
        usize::try_from(n).is_ok_and(|n| n.saturating_mul(50).saturating_add(84) == bytes.len())
    })
}

fn kind(bytes: &[u8]) -> Option<&'static Kind> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    let at = |from: usize, with: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(with));
    // Some programs write a few bytes before the mark of a PDF; readers look through the first thousand.
    if bytes.windows(5).take(1024).any(|five| five == b"%PDF-") {
        return Some(&PDF);
    }
    let marks: [(bool, &'static Kind); 9] = [
        (begins(b"\x89PNG\r\n\x1a\n"), &PNG),
        (begins(b"\xff\xd8\xff"), &JPEG),
        (begins(b"GIF8"), &GIF),
        (begins(b"RIFF") && at(8, b"WEBP"), &WEBP),
        (begins(b"II*\0") || begins(b"MM\0*"), &TIFF),
        (at(4, b"ftyphei") || at(4, b"ftypmif1"), &HEIC),
        (begins(b"PK\x03\x04"), &PACKED),
        (begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), &OFFICE),
        (is_binary_stl(bytes), &SOLID),
    ];
    if let Some((_, kind)) = marks.into_iter().find(|(is, _)| *is) {
        return Some(kind);
    }
    // Old spreadsheets write one byte a letter, so text need not be UTF-8; no text holds a zero byte.
    (!bytes.contains(&0)).then_some(&TEXT)
}

/// The media type of a file whose content and ending agree.
///
/// # Errors
/// [`Code::FileRefused`] for an empty file, one of a kind that is not kept, and one whose name says something else.
pub(super) fn media_type(name: &str, bytes: &[u8]) -> Result<&'static str> {
    let refused = |why: String| Err(refuse(Code::FileRefused, why));
    if bytes.is_empty() {
        return refused(format!("“{name}” is empty. Choose the file again once it holds something."));
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let Some(kind) = kind(bytes) else {
        return refused(format!(
            "“{name}” is neither a PDF, an image, a spreadsheet, a text nor a model. Save it as one of these and add that."
        ));
    };
    if let Some((_, media)) = kind.endings.iter().find(|(known, _)| *known == ending) {
        return Ok(media);
    }
    let known: Vec<_> = kind.endings.iter().map(|(ending, _)| format!(".{ending}")).collect();
    refused(format!(
        "“{name}” holds {}, whose name ends in {}. Rename it, or choose another file.",
        kind.what,
        known.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn content_and_ending_have_to_agree() {
        let stl = [&[b' '; 80][..], &2_u32.to_le_bytes(), &[0; 100]].concat();
        let fine: [(&str, &[u8], &str); 8] = [
            ("invoice.PDF", b"%PDF-1.7\n", "application/pdf"),
            ("photo.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
            ("shelf.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (
                "prices.xlsx",
                b"PK\x03\x04rest",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            ("prices.csv", b"sku;price\nA;1", "text/csv"),
            ("umlaut.txt", b"Stra\xdfe", "text/plain"),
            ("bracket.stl", &stl, "model/stl"),
            ("ascii.stl", b"solid bracket\nendsolid", "model/stl"),
        ];
        for (name, bytes, media) in fine {
            assert_eq!(media_type(name, bytes).unwrap(), media, "{name}");
        }
        let bad: [(&str, &[u8], &str); 5] = [
            ("nothing.pdf", b"", "is empty"),
            ("setup.pdf", b"MZ\0\0", "is neither"),
            ("setup.exe", b"MZ\0\0", "is neither"),
            ("invoice.pdf", b"\x89PNG\r\n\x1a\n", "holds a PNG image, whose name ends in .png"),
            ("page.html", b"<script>", "holds plain text"),
        ];
        for (name, bytes, why) in bad {
            let told = media_type(name, bytes).unwrap_err().into_refusal().message;
            assert!(told.contains(name) && told.contains(why), "{told}");
        }
    }
}
