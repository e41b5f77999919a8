//! Lines above the labels of a Nexis record: newspaper, date and headline in either order.

use super::super::layout::is_copyright;
use super::super::record::{ExportField, ExportRecord, leading_date};
use super::furniture::is_furniture;
use crate::text::clean;

/// Remark that a corrected article prints above its headline.
const CORRECTED: &str = "Correction Appended";

/// Words of editions in the languages of the interface, without their first letter.
const EDITIONS: [&str; 8] =
    ["dition", "Final", "EDITION", "usgabe", "dizione", "dición", "dição", "ditie"];

/// Lines above the labels, in blocks between blank lines.
struct TopBlocks<'l> {
    blocks: Vec<Vec<&'l str>>,
    /// Set if a copyright is the last line, as since 2017.
    ends_in_copyright: bool,
}

/// Reads the lines above the labels: headline, newspaper and date, or newspaper, date and headline.
pub(super) fn read(lines: &[&str], has_headline: bool, record: &mut ExportRecord) {
    let mut top = split(lines, record);
    move_remarks(&mut top.blocks, record);
    let is_date =
        |block: &Vec<&str>| matches!(block.as_slice(), [line] if leading_date(line).is_some());
    let Some(date) = top.blocks.iter().rposition(is_date) else {
        return read_undated(&top, record);
    };
    let (above, rest) = top.blocks.split_at_checked(date).unwrap_or((&top.blocks, &[]));
    if let [date, below @ ..] = rest {
        record.add(ExportField::Date, date.join(" "));
        read_above_date(above, record);
        read_below_date(below, has_headline, record);
    }
}

/// Splits lines into blocks; a date is a separate block. Copyright lines become credits.
fn split<'l>(lines: &[&'l str], record: &mut ExportRecord) -> TopBlocks<'l> {
    let mut top = TopBlocks { blocks: Vec::new(), ends_in_copyright: false };
    let mut block = Vec::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !is_furniture(line)) {
        if is_copyright(line) {
            record.add(ExportField::Credit, line);
            top.ends_in_copyright = true;
            continue;
        }
        top.ends_in_copyright &= line.is_empty();
        if line.is_empty() {
            top.blocks.push(std::mem::take(&mut block));
        } else if leading_date(line).is_some() {
            top.blocks.extend([std::mem::take(&mut block), vec![line]]);
        } else {
            block.push(line);
        }
    }
    top.blocks.push(block);
    top.blocks.retain(|block| !block.is_empty());
    top
}

/// Moves remarks to the notes: a line that the headline repeats after a dash, and "Correction
/// Appended".
fn move_remarks(blocks: &mut Vec<Vec<&str>>, record: &mut ExportRecord) {
    let lines: Vec<&str> = blocks.iter().flatten().copied().collect();
    let is_remark = |line: &str| {
        let is_repeated = || {
            let repeats = |other: &&str| {
                other.strip_suffix(line).is_some_and(|before| before.ends_with(" - "))
            };
            lines.iter().any(repeats)
        };
        line.eq_ignore_ascii_case(CORRECTED) || line.len() <= 60 && is_repeated()
    };
    let mut remarks: Vec<&str> = Vec::new();
    for block in blocks.iter_mut() {
        block.retain(|line| {
            let keep = !is_remark(line);
            if !keep && !remarks.contains(line) {
                remarks.push(line);
            }
            keep
        });
        for line in block.iter_mut() {
            let cut = remarks.iter().find_map(|remark| line.strip_suffix(remark));
            let cut = cut.or_else(|| line.strip_suffix(CORRECTED));
            if let Some(before) = cut.and_then(|before| before.strip_suffix(" - ")) {
                *line = before.trim_end();
            }
        }
    }
    // The headline comes before its remark, so that it is cut only in a second pass.
    for line in blocks.iter_mut().flatten() {
        let cut = remarks.iter().find_map(|remark| line.strip_suffix(remark));
        if let Some(before) = cut.and_then(|before| before.strip_suffix(" - ")) {
            *line = before.trim_end();
        }
    }
    blocks.retain(|block| !block.is_empty());
    remarks.into_iter().for_each(|remark| record.add(ExportField::Note, remark));
}

/// Reads the headline, and the newspaper below it where a copyright shows that it is there.
fn read_undated(top: &TopBlocks<'_>, record: &mut ExportRecord) {
    if top.ends_in_copyright && top.blocks.iter().map(Vec::len).sum::<usize>() > 1 {
        return read_above_date(&top.blocks, record);
    }
    if let Some(title) = top.blocks.last() {
        record.add(ExportField::Title, title.join(" "));
    }
}

/// Reads the newspaper, and a headline above it.
fn read_above_date(blocks: &[Vec<&str>], record: &mut ExportRecord) {
    let Some((last, before)) = blocks.split_last() else { return };
    let Some((newspaper, above)) = last.split_last() else { return };
    // A blog in brackets below its newspaper.
    let blog = newspaper.strip_prefix('(').and_then(|open| open.strip_suffix(')'));
    if let Some(blog) = blog.filter(|_| !above.is_empty() || !before.is_empty()) {
        record.add(ExportField::Series, blog);
        let mut blocks = before.to_vec();
        blocks.extend((!above.is_empty()).then(|| above.to_vec()));
        return read_above_date(&blocks, record);
    }
    add_newspaper(newspaper, record);
    let title =
        if above.is_empty() { before.last().map(Vec::as_slice).unwrap_or_default() } else { above };
    // Nexis Uni prints the headline twice, as a link and as a heading.
    let half = title.len() / 2;
    let title = match title.split_at_checked(half) {
        Some((once, again)) if half > 0 && once == again => once,
        _ => title,
    };
    if !title.is_empty() {
        record.add(ExportField::Title, title.join(" "));
    }
}

/// Adds a newspaper, and the edition after it: "The Sentinel (London) - Final Edition".
fn add_newspaper(line: &str, record: &mut ExportRecord) {
    match line.rsplit_once(" - ").filter(|(_, edition)| is_edition(edition)) {
        Some((newspaper, edition)) => {
            record.add(ExportField::Publication, newspaper.trim());
            record.add(ExportField::Edition, edition);
        }
        None => record.add(ExportField::Publication, line),
    }
}

/// Reads an edition and a headline below the date. The headline is next to the labels.
fn read_below_date(blocks: &[Vec<&str>], has_headline: bool, record: &mut ExportRecord) {
    let lines: Vec<String> = blocks.iter().map(|block| clean::line(&block.join(" "))).collect();
    let needs_headline = !has_headline && !record.has(ExportField::Title);
    let headline = lines.iter().rposition(|line| needs_headline && !is_edition(line));
    for (at, line) in lines.into_iter().enumerate() {
        if headline == Some(at) {
            record.add(ExportField::Title, line);
        } else if is_edition(&line) && !record.has(ExportField::Edition) {
            record.add(ExportField::Edition, line);
        } else {
            record.add(ExportField::Note, line);
        }
    }
}

fn is_edition(line: &str) -> bool {
    line.len() < 60 && EDITIONS.iter().any(|word| line.contains(word))
}
