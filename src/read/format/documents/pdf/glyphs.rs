//! Glyphs that a PDF draws, with their letters, positions, sizes and text directions.

use std::time::{Duration, Instant};

use hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::metadata::Metadata;
use hayro_interpret::hayro_syntax::object::DateTime;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};

use crate::article::Rejected;
use crate::read::format::documents::styled_document::DocumentProperties;
use crate::text::decode::Encoding;

/// The most pages that are read.
const MAX_PAGES: usize = 2_000;

/// The most glyphs of a file: a thick Sunday paper has half of it.
const MAX_GLYPHS: usize = 4_000_000;

/// The most glyphs of a page: a page with more is a map or an attack.
const MAX_PAGE_GLYPHS: usize = 200_000;

/// Time after which drawing is given up.
const TIMEOUT: Duration = Duration::from_secs(40);

/// Width of a glyph whose font does not declare it, as a fraction of its size.
const DEFAULT_WIDTH: f32 = 0.5;

/// Glyph on a page, in points from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// Letter it shows.
    pub letter: char,
    /// Left end of its baseline.
    pub x: f32,
    /// Height of its baseline, downwards from the top.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Type size.
    pub size: f32,
    /// Quarter turns of its line clockwise.
    pub rotation: u8,
}

/// Page of a PDF.
#[derive(Debug, Default)]
pub(super) struct PdfPage {
    /// Height in points.
    pub height: f32,
    /// Width in points.
    pub width: f32,
    /// Glyphs in the order they were drawn.
    pub glyphs: Vec<Glyph>,
}

/// Text layer of a PDF.
#[derive(Debug, Default)]
pub(super) struct TextLayer {
    /// Pages.
    pub pages: Vec<PdfPage>,
    /// Properties of the file.
    pub properties: DocumentProperties,
}

/// Extracts the text layer of a file.
///
/// # Errors Fails when the file is encrypted, damaged, too slow to draw, or has no text whose
/// letters are known.
pub(super) fn text_layer(bytes: Vec<u8>) -> Result<TextLayer, Rejected> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => {
            Rejected::new("PDF is encrypted: save it without a password")
        }
        LoadPdfError::Invalid => Rejected::new("PDF is damaged: no page can be found in it"),
    })?;
    let mut collector = GlyphCollector::new(Instant::now() + TIMEOUT);
    let pages = draw(&pdf, &mut collector)?;
    if collector.readable * 2 <= collector.unreadable {
        return Err(Rejected::new(match collector.unreadable {
            0 => "PDF holds pictures of pages and no text: run OCR first",
            _ => "PDF does not define the letters of its fonts: run OCR first",
        }));
    }
    Ok(TextLayer { pages, properties: properties(pdf.metadata()) })
}

/// Draws every page and collects its glyphs.
fn draw(pdf: &Pdf, collector: &mut GlyphCollector) -> Result<Vec<PdfPage>, Rejected> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        render_content: RenderContent::PAGE,
        ..InterpreterSettings::default()
    };
    let mut pages = Vec::new();
    for page in pdf.pages().iter().take(MAX_PAGES) {
        let (width, height) = page.render_dimensions();
        let upright = page.initial_transform(true).to_kurbo();
        let frame = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(upright, frame, &cache, pdf.xref(), settings.clone());
        interpret_page(page, &mut context, collector);
        if collector.is_late() {
            return Err(Rejected::new("PDF takes too long to be read"));
        }
        pages.push(PdfPage { width, height, glyphs: std::mem::take(&mut collector.glyphs) });
    }
    Ok(pages)
}

/// Reads the properties of a file.
fn properties(metadata: &Metadata) -> DocumentProperties {
    DocumentProperties {
        title: metadata.title.as_deref().map(text).unwrap_or_default(),
        author: metadata.author.as_deref().map(text).unwrap_or_default(),
        created: metadata.creation_date.as_ref().map(date).unwrap_or_default(),
        keywords: metadata.keywords.as_deref().map(text).unwrap_or_default(),
        ..DocumentProperties::default()
    }
}

fn date(date: &DateTime) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

/// Decodes a text string: Unicode with a byte order mark; otherwise `PDFDocEncoding`, to which
/// Windows-1252 is close enough.
fn text(bytes: &[u8]) -> String {
    let marked = Encoding::from_byte_order_mark(bytes)
        .or_else(|| Some((Encoding::from_exact_label("windows-1252")?, 0)));
    let (encoding, mark) = marked.unwrap_or((Encoding::UTF8, 0));
    encoding.decode(bytes.get(mark..).unwrap_or_default()).trim_matches(['\0', ' ']).to_owned()
}

/// Drawing device that collects the glyphs of a page and draws nothing.
struct GlyphCollector {
    glyphs: Vec<Glyph>,
    readable: usize,
    unreadable: usize,
    deadline: Instant,
}

impl GlyphCollector {
    fn new(deadline: Instant) -> Self {
        Self { glyphs: Vec::new(), readable: 0, unreadable: 0, deadline }
    }

    fn is_late(&self) -> bool {
        Instant::now() > self.deadline
    }

    fn is_full(&self) -> bool {
        self.readable >= MAX_GLYPHS || self.glyphs.len() >= MAX_PAGE_GLYPHS
    }

    /// Collects a glyph. It shows one letter, or several if it is a ligature; these share its
    /// width.
    fn collect(&mut self, glyph: &FontGlyph<'_>, transform: Affine) {
        const MAX_LIGATURE: usize = 16;
        let Some(unicode) = glyph.as_unicode() else {
            self.unreadable += 1;
            return;
        };
        let letters: Vec<char> = match unicode {
            BfString::Char(letter) => vec![letter],
            BfString::String(letters) => letters.chars().take(MAX_LIGATURE).collect(),
        };
        let width = match glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(drawn) => drawn.advance_width(),
        };
        let size = length_on_page(transform, 0.0, 1000.0);
        let width = width
            .map_or(DEFAULT_WIDTH * size, |width| length_on_page(transform, width, 0.0))
            / letters.len().max(1) as f32;
        let (origin, ahead) = (transform * Point::ZERO, transform * Point::new(1000.0, 0.0));
        let (rotation, [dx, dy]) = rotation(ahead.x - origin.x, ahead.y - origin.y);
        for (index, letter) in (0u8..).zip(letters) {
            let along = width * f32::from(index);
            let (x, y) = (origin.x as f32 + dx * along, origin.y as f32 + dy * along);
            if letter != '\0'
                && letter != char::REPLACEMENT_CHARACTER
                && [x, y, width, size].iter().all(|number| number.is_finite())
            {
                self.readable += usize::from(!letter.is_whitespace());
                self.glyphs.push(Glyph { letter, x, y, width, size, rotation });
            }
        }
    }
}

/// Returns the length on the page of a vector in the font.
fn length_on_page(transform: Affine, x: f32, y: f32) -> f32 {
    let end = transform * Point::new(f64::from(x), f64::from(y));
    (end - transform * Point::ZERO).hypot() as f32
}

/// Returns the quarter turns clockwise from rightwards of a direction, and the unit vector of that
/// rotation.
fn rotation(x: f64, y: f64) -> (u8, [f32; 2]) {
    if x.abs() >= y.abs() {
        if x >= 0.0 { (0, [1.0, 0.0]) } else { (2, [-1.0, 0.0]) }
    } else if y > 0.0 {
        (1, [0.0, 1.0])
    } else {
        (3, [0.0, -1.0])
    }
}

impl<'a> Device<'a> for GlyphCollector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // Glyphs that are filled and then outlined are drawn twice.
        if matches!(mode, DrawMode::Stroke(_)) && !self.glyphs.is_empty() {
            return;
        }
        for glyph in run.glyphs() {
            if self.is_full() {
                return;
            }
            self.collect(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
}
