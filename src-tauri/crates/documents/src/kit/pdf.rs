//! Writes pages as a PDF: glyphs with the text they stand for, fonts cut to what is used, metadata, one logo.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use lopdf::{Document, Object, StringFormat, dictionary};
use printpdf::{
    Codepoint, Color, FontId, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions,
    Pt, RawImage, RawImageData, RawImageFormat, Rect, Rgb, TextItem, TextMatrix, TextRenderingMode, XObject,
    XObjectId, XObjectTransform,
};
use sha2::{Digest, Sha256};

use super::faces::{Face, Glyph};
use super::flow::Placed;
use super::piece::Mark;
use super::sheet::Sheet;
use super::story::About;
use super::text::{Ink, Line, Style, clipped, one_line};
use crate::DocumentError;
use crate::logo::Logo;

const LOGO_ID: &str = "Logo";

/// The PDF of these pages.
pub(crate) fn write(
    pages: &[Vec<Placed>],
    sheet: &Sheet,
    about: &About,
    company: &str,
    logo: Option<Logo>,
) -> Result<Vec<u8>, DocumentError> {
    let logo_px = logo.as_ref().map_or((1.0, 1.0), |logo| (logo.width_px as f32, logo.height_px as f32));
    let mut document = PdfDocument::new(about.title);
    let mut faces = BTreeSet::new();
    for (at, placed) in pages.iter().enumerate() {
        let mut page = Page { sheet, logo_px, ops: Vec::new(), faces: &mut faces };
        page.running_lines(at, pages.len(), about, company);
        let top = sheet.top + sheet.body_top(at);
        for Placed { y, piece } in placed {
            piece.marks.iter().for_each(|mark| page.draw(mark, sheet.side, top + y));
        }
        let mut finished = PdfPage::new(printpdf::Mm(0.0), printpdf::Mm(0.0), page.ops);
        let area = Rect::from_wh(Pt(sheet.width), Pt(sheet.height));
        (finished.media_box, finished.trim_box, finished.crop_box) = (area.clone(), area.clone(), area);
        document.pages.push(finished);
    }
    for face in faces {
        document.resources.fonts.map.insert(font_id(face), PdfFont::new(face.font()?.clone()));
    }
    if let Some(logo) = logo {
        document.resources.xobjects.map.insert(XObjectId(LOGO_ID.into()), XObject::Image(picture(logo)));
    }
    finish(&document, about, company)
}

fn font_id(face: Face) -> FontId {
    FontId(face.id().into())
}

fn picture(logo: Logo) -> RawImage {
    let (pixels, data_format) = match logo.opacity {
        None => (logo.rgb, RawImageFormat::RGB8),
        Some(opacity) => {
            let coloured = logo.rgb.chunks_exact(3).zip(opacity);
            (
                coloured.flat_map(|(rgb, alpha)| [rgb[0], rgb[1], rgb[2], alpha]).collect(),
                RawImageFormat::RGBA8,
            )
        }
    };
    RawImage {
        pixels: RawImageData::U8(pixels),
        width: logo.width_px as usize,
        height: logo.height_px as usize,
        data_format,
        tag: Vec::new(),
    }
}

/// A page being drawn. Lengths come measured from its upper left corner, as people read; PDF counts from the lower.
struct Page<'a> {
    sheet: &'a Sheet,
    logo_px: (f32, f32),
    ops: Vec<Op>,
    faces: &'a mut BTreeSet<Face>,
}

impl Page<'_> {
    fn draw(&mut self, mark: &Mark, left: f32, top: f32) {
        match mark {
            Mark::Text { x, baseline, line } => self.text(left + x, top + baseline, line),
            Mark::Fill { x, y, width, height, ink } => self.fill(left + x, top + y, *width, *height, *ink),
            Mark::Logo { x, y, width, height } => self.logo(left + x, top + y, *width, *height),
        }
    }

    /// What repeats: which document this is on top of later pages, and the page's number below all.
    fn running_lines(&mut self, at: usize, count: usize, about: &About, company: &str) {
        let sheet = self.sheet;
        let (left, width) = (sheet.side, sheet.text_width());
        if at > 0 {
            let number =
                clipped(&format!("{} {}", about.title, about.number), Style::BODY_STRONG, width * 0.56);
            let name = clipped(company, Style::SMALL, width * 0.4);
            self.text(left, sheet.top + 8.0, &number);
            self.text(left + width - name.width, sheet.top + 8.0, &name);
            self.fill(left, sheet.top + 15.0, width, 0.8, Ink::Rule);
        }
        let foot = sheet.height - sheet.bottom;
        let page = one_line(&format!("Page {} of {count}", at + 1), Style::SMALL);
        let subject =
            clipped(&format!("{company}  ·  {} {}", about.title, about.number), Style::SMALL, width * 0.75);
        self.fill(left, foot - 13.0, width, 0.4, Ink::Hairline);
        self.text(left, foot, &subject);
        self.text(left + width - page.width, foot, &page);
    }

    fn text(&mut self, x: f32, baseline: f32, line: &Line) {
        if line.glyphs.is_empty() {
            return;
        }
        self.ops.push(Op::StartTextSection);
        self.ops.push(Op::SetFillColor { col: colour(line.style.ink) });
        let mut x = x;
        for run in line.glyphs.chunk_by(|a, b| a.face == b.face) {
            let face = run[0].face;
            self.faces.insert(face);
            let font = PdfFontHandle::External(font_id(face));
            self.ops.push(Op::SetFont { font, size: Pt(line.style.size) });
            let at = TextMatrix::Translate(Pt(x), Pt(self.sheet.height - baseline));
            self.ops.push(Op::SetTextMatrix { matrix: at });
            // Only the text face has a bold cut: letters of the others are drawn with an outline as well.
            let thicken = line.style.bold && matches!(face, Face::Signs | Face::EastAsian);
            if thicken {
                self.ops.push(Op::SetOutlineColor { col: colour(line.style.ink) });
                self.ops.push(Op::SetOutlineThickness { pt: Pt(line.style.size * 0.035) });
                self.ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::FillStroke });
            }
            let glyphs = TextItem::GlyphIds(run.iter().map(codepoint).collect());
            self.ops.push(Op::ShowText { items: vec![glyphs] });
            if thicken {
                self.ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::Fill });
            }
            x += run.iter().map(|glyph| glyph.advance_em).sum::<f32>() * line.style.size;
        }
        self.ops.push(Op::EndTextSection);
    }

    fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let rectangle = Rect {
            x: Pt(x),
            y: Pt(self.sheet.height - y - height),
            width: Pt(width),
            height: Pt(height),
            mode: Some(PaintMode::Fill),
            winding_order: None,
        };
        self.ops.push(Op::SetFillColor { col: colour(ink) });
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    fn logo(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let transform = XObjectTransform {
            translate_x: Some(Pt(x)),
            translate_y: Some(Pt(self.sheet.height - y - height)),
            scale_x: Some(width / self.logo_px.0),
            scale_y: Some(height / self.logo_px.1),
            dpi: Some(72.0),
            ..XObjectTransform::default()
        };
        self.ops.push(Op::UseXobject { id: XObjectId(LOGO_ID.into()), transform });
    }
}

fn codepoint(glyph: &Glyph) -> Codepoint {
    Codepoint::with_cid(glyph.id, 0.0, glyph.letter.to_string())
}

fn colour(ink: Ink) -> Color {
    let (r, g, b) = ink.rgb();
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}

/// Serialises, replaces what printpdf draws from chance by what the content says, and sets the metadata.
fn finish(document: &PdfDocument, about: &About, company: &str) -> Result<Vec<u8>, DocumentError> {
    let options = PdfSaveOptions { image_optimization: None, ..PdfSaveOptions::default() };
    let mut warnings = Vec::new();
    let mut pdf = printpdf::to_lopdf_doc(document, &options, &mut warnings);
    if let Some(failure) =
        warnings.iter().find(|warning| warning.severity == printpdf::PdfParseErrorSeverity::Error)
    {
        return Err(DocumentError::Write { reason: failure.msg.clone() });
    }
    pdf.version = "1.7".into();
    set_catalog(&mut pdf)?;
    let info = pdf.add_object(info(about, company));
    if let Ok(old) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        pdf.objects.remove(&old);
    }
    pdf.trailer.set("Info", info);
    pdf.compress();
    let id = identifier(&pdf);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(|error| DocumentError::Write { reason: error.to_string() })?;
    Ok(bytes)
}

/// The identifier every PDF carries, taken from its content: the same document has the same one.
fn identifier(pdf: &Document) -> Object {
    let mut hash = Sha256::new();
    for (id, object) in &pdf.objects {
        hash.update(id.0.to_be_bytes());
        match object {
            Object::Stream(stream) => hash.update(&stream.content),
            other => hash.update(format!("{other:?}")),
        }
    }
    let digest: Vec<u8> = hash.finalize().iter().copied().take(16).collect();
    Object::String(digest, StringFormat::Hexadecimal)
}

fn set_catalog(pdf: &mut Document) -> Result<(), DocumentError> {
    let catalog = pdf.catalog_mut().map_err(|error| DocumentError::Write { reason: error.to_string() })?;
    catalog.set("Lang", Object::string_literal("en"));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    Ok(())
}

fn info(about: &About, company: &str) -> lopdf::Dictionary {
    let date = pdf_date(about.created_at);
    let entries = BTreeMap::from([
        ("Title", format!("{} {}", about.title, about.number)),
        ("Author", company.to_owned()),
        ("Subject", about.subject.clone()),
        ("Creator", "Spoolyard".to_owned()),
        ("Producer", "Spoolyard".to_owned()),
    ]);
    let mut info = lopdf::Dictionary::new();
    for (key, value) in entries {
        info.set(key, unicode(&super::clean::without_controls(&value)));
    }
    info.set("CreationDate", Object::string_literal(date.clone()));
    info.set("ModDate", Object::string_literal(date));
    info
}

fn pdf_date(at: DateTime<Utc>) -> String {
    at.format("D:%Y%m%d%H%M%SZ").to_string()
}

fn unicode(text: &str) -> Object {
    let bytes = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}
