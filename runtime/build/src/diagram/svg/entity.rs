//! A table as a card: its name, a row for each column, the added timestamps in one.

use std::fmt::Write;

use super::escaped;
use crate::diagram::model::{Entity, Kind, Row};

const HEAD: i32 = 30;
const ROW: i32 = 20;
/// To the left and right of what is written.
const SIDE: i32 = 12;
/// For `PK FK`.
const MARKS: i32 = 34;
/// Between a name and its type.
const BETWEEN: i32 = 24;

/// Where a line ends at a column.
pub(super) fn port(entity: &Entity, row: usize) -> i32 {
    let own = entity.rows.iter().take(row).filter(|row| !row.added).count() as i32;
    HEAD + ROW * own + ROW / 2
}

pub(super) fn height(entity: &Entity) -> i32 {
    let rows = entity.rows.iter().filter(|row| !row.added).count() as i32;
    let added = if added(entity).is_empty() { 0 } else { ROW };
    HEAD + ROW * rows + added + if rows > 0 { 0 } else { ROW / 2 }
}

pub(super) fn width(entity: &Entity) -> i32 {
    let tag = tag(entity);
    let head = text_width(&entity.name) * 13 / 12 + if tag.is_empty() { 0 } else { BETWEEN + text_width(tag) };
    let rows = entity.rows.iter().filter(|row| !row.added);
    let row = rows.map(|row| MARKS + text_width(&row.name) + BETWEEN + text_width(&shown(row))).max().unwrap_or(0);
    let added = MARKS + text_width(&added(entity)) * 10 / 12;
    (head.max(row).max(added) + 2 * SIDE + 9) / 10 * 10
}

/// In the widest of the fonts; letters beyond ASCII may be twice as wide.
pub(super) fn text_width(text: &str) -> i32 {
    let cells: i32 = text.chars().map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum();
    (cells * 75 + 9) / 10
}

fn tag(entity: &Entity) -> &'static str {
    match entity.kind {
        Kind::Root => "root",
        Kind::Junction => "junction",
        Kind::AppendOnly => "append-only",
        Kind::Ordinary => "",
    }
}

pub(super) fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Root => "card-of root",
        Kind::Junction => "card-of junction",
        Kind::AppendOnly => "card-of append",
        Kind::Ordinary => "card-of",
    }
}

/// The type, with a question mark where there may be none.
fn shown(row: &Row) -> String {
    format!("{}{}", row.sql_type, if row.nullable { "?" } else { "" })
}

fn added(entity: &Entity) -> String {
    let names = entity.rows.iter().filter(|row| row.added).map(|row| row.name.as_str());
    names.collect::<Vec<_>>().join("  ")
}

pub(super) fn draw(text: &mut String, entity: &Entity, (left, top, width): (i32, i32, i32)) {
    write!(text, "<g class=\"{}\" transform=\"translate({left} {top})\">", class(entity.kind)).ok();
    if !entity.doc.is_empty() {
        write!(text, "<title>{}</title>", escaped(&entity.doc)).ok();
    }
    card(text, width, height(entity));
    write!(text, "<text class=\"name\" x=\"{SIDE}\" y=\"20\">{}</text>", escaped(&entity.name)).ok();
    if !tag(entity).is_empty() {
        write!(text, "<text class=\"tag\" x=\"{}\" y=\"19\">{}</text>", width - SIDE, tag(entity)).ok();
    }
    text.push('\n');
    let mut top = HEAD;
    for own in entity.rows.iter().filter(|row| !row.added) {
        row(text, own, top, width);
        top += ROW;
    }
    timestamps(text, &added(entity), top, width);
    text.push_str("</g>\n");
}

/// The head has round corners above and straight ones below.
fn card(text: &mut String, width: i32, height: i32) {
    write!(text, "<rect class=\"card\" width=\"{width}\" height=\"{height}\" rx=\"7\"/>").ok();
    let (inner, right) = (width - 14, width - 1);
    write!(text, "<path class=\"head\" d=\"M1 {HEAD}V7a6 6 0 0 1 6 -6h{inner}a6 6 0 0 1 6 6V{HEAD}z\"/>").ok();
    write!(text, "<path class=\"rule\" d=\"M1 {HEAD}H{right}\"/>").ok();
}

fn row(text: &mut String, row: &Row, top: i32, width: i32) {
    let base = top + 14;
    let mut x = SIDE;
    for (there, class, mark) in [(row.primary, "pk", "PK"), (row.foreign, "fk", "FK"), (row.unique, "uk", "UK")] {
        if there && x < SIDE + MARKS - 10 {
            write!(text, "<text class=\"mark {class}\" x=\"{x}\" y=\"{base}\">{mark}</text>").ok();
            x += 15;
        }
    }
    write!(text, "<text x=\"{}\" y=\"{base}\">{}</text>", SIDE + MARKS, escaped(&row.name)).ok();
    writeln!(text, "<text class=\"type\" x=\"{}\" y=\"{base}\">{}</text>", width - SIDE, escaped(&shown(row))).ok();
}

fn timestamps(text: &mut String, added: &str, top: i32, width: i32) {
    if added.is_empty() {
        return;
    }
    write!(text, "<path class=\"rule\" d=\"M1 {top}H{}\"/>", width - 1).ok();
    writeln!(
        text,
        "<text class=\"added\" x=\"{}\" y=\"{}\" xml:space=\"preserve\">{added}</text>",
        SIDE + MARKS,
        top + 14
    )
    .ok();
}
