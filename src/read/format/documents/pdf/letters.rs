//! The letters a PDF draws: which, where, how large, and which way they run.

use std::time::{Duration, Instant};

use hayro_interpret::font::{Glyph, GlyphRun};
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
use crate::read::format::documents::manuscript::Properties;
use crate::text::decode::Encoding;

/// The most pages that are read.
const PAGES: usize = 2_000;

/// The most letters that are read: a thick Sunday paper has half of it.
const LETTERS: usize = 4_000_000;

/// The most letters of one page; more are a trick or a map.
const LETTERS_OF_PAGE: usize = 200_000;

/// How long pages are drawn before the reading is given up.
const PATIENCE: Duration = Duration::from_secs(40);

/// The width of a letter whose font does not say it, as a part of its size.
const USUAL_WIDTH: f32 = 0.5;

/// A letter on a page, in points from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    /// Which it is.
    pub letter: char,
    /// Where its baseline begins.
    pub x: f32,
    /// Where its baseline lies.
    pub y: f32,
    /// How wide it is.
    pub width: f32,
    /// How large its type is.
    pub size: f32,
    /// How many quarters its line is turned clockwise.
    pub turned: u8,
}

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    /// Its height in points.
    pub height: f32,
    /// Its width in points.
    pub width: f32,
    /// Its letters, as they were drawn.
    pub letters: Vec<Letter>,
}

/// All that is printed in a file.
#[derive(Debug, Default)]
pub struct Print {
    /// Its pages.
    pub pages: Vec<Page>,
    /// What it says of itself.
    pub properties: Properties,
}

/// What is printed in a file.
pub fn print(bytes: Vec<u8>) -> Result<Print, Rejected> {
    let pdf = Pdf::new(bytes).map_err(|fault| match fault {
        LoadPdfError::Decryption(_) => {
            Rejected::new("PDF is encrypted: save it without a password")
        }
        LoadPdfError::Invalid => Rejected::new("PDF is damaged: no page can be found in it"),
    })?;
    let mut reading = Reading { until: Instant::now() + PATIENCE, ..Reading::new() };
    let pages = draw(&pdf, &mut reading)?;
    if reading.readable * 2 <= reading.unreadable {
        return Err(Rejected::new(match reading.unreadable {
            0 => "PDF holds pictures of pages and no text: run OCR first",
            _ => "PDF does not tell which letters its fonts show: run OCR first",
        }));
    }
    Ok(Print { pages, properties: properties(pdf.metadata()) })
}

/// Draws every page.
fn draw(pdf: &Pdf, reading: &mut Reading) -> Result<Vec<Page>, Rejected> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        render_content: RenderContent::PAGE,
        ..InterpreterSettings::default()
    };
    let mut pages = Vec::new();
    for page in pdf.pages().iter().take(PAGES) {
        let (width, height) = page.render_dimensions();
        let upright = page.initial_transform(true).to_kurbo();
        let frame = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(upright, frame, &cache, pdf.xref(), settings.clone());
        interpret_page(page, &mut context, reading);
        if reading.is_late() {
            return Err(Rejected::new("PDF takes too long to be read"));
        }
        pages.push(Page { width, height, letters: std::mem::take(&mut reading.letters) });
    }
    Ok(pages)
}

/// What a file says of itself.
fn properties(said: &Metadata) -> Properties {
    Properties {
        title: said.title.as_deref().map(text).unwrap_or_default(),
        author: said.author.as_deref().map(text).unwrap_or_default(),
        created: said.creation_date.as_ref().map(day).unwrap_or_default(),
        keywords: said.keywords.as_deref().map(text).unwrap_or_default(),
        ..Properties::default()
    }
}

fn day(date: &DateTime) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

/// A string among the properties: with a mark it is Unicode, without one near enough to Latin.
fn text(bytes: &[u8]) -> String {
    let marked = Encoding::marked(bytes).or_else(|| Some((Encoding::labelled("windows-1252")?, 0)));
    let (encoding, mark) = marked.unwrap_or((Encoding::UTF8, 0));
    encoding.decode(bytes.get(mark..).unwrap_or_default()).trim_matches(['\0', ' ']).to_owned()
}

/// Takes the letters of a page while it is drawn.
struct Reading {
    letters: Vec<Letter>,
    readable: usize,
    unreadable: usize,
    until: Instant,
}

impl Reading {
    fn new() -> Self {
        Self { letters: Vec::new(), readable: 0, unreadable: 0, until: Instant::now() }
    }

    fn is_late(&self) -> bool {
        Instant::now() > self.until
    }

    fn is_full(&self) -> bool {
        self.readable >= LETTERS || self.letters.len() >= LETTERS_OF_PAGE
    }

    /// Takes what a glyph stands for: mostly a letter, of a ligature several.
    fn take(&mut self, glyph: &Glyph<'_>, at: Affine) {
        let Some(said) = glyph.as_unicode() else {
            self.unreadable += 1;
            return;
        };
        let letters: Vec<char> = match said {
            BfString::Char(letter) => vec![letter],
            BfString::String(letters) => letters.chars().take(16).collect(),
        };
        let width = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let em = length(at, 0.0, 1000.0);
        let width = width.map_or(USUAL_WIDTH * em, |width| length(at, width, 0.0))
            / letters.len().max(1) as f32;
        let (origin, ahead) = (at * Point::ZERO, at * Point::new(1000.0, 0.0));
        let (turned, [dx, dy]) = turned(ahead.x - origin.x, ahead.y - origin.y);
        for (place, letter) in (0u8..).zip(letters) {
            let along = width * f32::from(place);
            let (x, y) = (origin.x as f32 + dx * along, origin.y as f32 + dy * along);
            if letter != '\0'
                && letter != '\u{fffd}'
                && [x, y, width, em].iter().all(|number| number.is_finite())
            {
                self.readable += usize::from(!letter.is_whitespace());
                self.letters.push(Letter { letter, x, y, width, size: em, turned });
            }
        }
    }
}

/// How long something is on the page that is so long in its font.
fn length(at: Affine, x: f32, y: f32) -> f32 {
    let (origin, end) = (at * Point::ZERO, at * Point::new(f64::from(x), f64::from(y)));
    (end - origin).hypot() as f32
}

/// Quarters by which a direction is turned clockwise from rightwards, and the direction nearest to it.
fn turned(x: f64, y: f64) -> (u8, [f32; 2]) {
    if x.abs() >= y.abs() {
        if x >= 0.0 { (0, [1.0, 0.0]) } else { (2, [-1.0, 0.0]) }
    } else if y > 0.0 {
        (1, [0.0, 1.0])
    } else {
        (3, [0.0, -1.0])
    }
}

impl<'a> Device<'a> for Reading {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // What is filled and then outlined is drawn twice.
        if matches!(mode, DrawMode::Stroke(_)) && !self.letters.is_empty() {
            return;
        }
        for glyph in run.glyphs() {
            if self.is_full() {
                return;
            }
            self.take(glyph, props.transform * glyph.transform());
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
