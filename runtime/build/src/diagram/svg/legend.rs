//! What the colours and the lines mean, of those that are there.

use std::fmt::Write;

use super::entity::{class, text_width};
use crate::diagram::model::{Diagram, Kind};

pub(super) const HEIGHT: i32 = 40;
/// Before each text, for what it explains.
const SAMPLE: i32 = 34;
const BETWEEN: i32 = 26;

/// The legend, and how wide it is.
pub(super) struct Legend {
    entries: Vec<(String, &'static str)>,
    pub(super) width: i32,
}

pub(super) fn of(diagram: &Diagram) -> Legend {
    let mut entries = Vec::new();
    let kinds = [
        (Kind::Root, "tenants"),
        (Kind::Ordinary, "table"),
        (Kind::Junction, "junction"),
        (Kind::AppendOnly, "append-only"),
    ];
    for (kind, name) in kinds {
        if diagram.entities.iter().any(|entity| entity.kind == kind) {
            let swatch = "<rect class=\"head\" y=\"-9\" width=\"22\" height=\"12\" rx=\"3\"/>";
            entries.push((format!("<g class=\"{}\">{swatch}</g>", class(kind)), name));
        }
    }
    for (optional, name) in [(false, "refers to one"), (true, "may refer to one")] {
        if diagram.relations.iter().any(|relation| !relation.of_tenant && relation.optional == optional) {
            let class = if optional { "line optional" } else { "line" };
            entries.push((format!("<path class=\"{class}\" d=\"M0 -3H24\"/>"), name));
        }
    }
    if diagram.entities.iter().any(|entity| entity.rows.iter().any(|row| row.nullable && !row.added)) {
        entries.push(("<text class=\"type\" x=\"24\">text?</text>".to_owned(), "may be NULL"));
    }
    let width = entries.iter().map(|(_, name)| SAMPLE + text_width(name) + BETWEEN).sum();
    Legend { entries, width }
}

impl Legend {
    pub(super) fn draw(&self, text: &mut String, (left, top): (i32, i32)) {
        text.push_str("<g class=\"key\">");
        let mut x = left;
        for (sample, name) in &self.entries {
            write!(text, "<g transform=\"translate({x} {})\">{sample}<text x=\"{SAMPLE}\">{name}</text></g>", top + 14)
                .ok();
            x += SAMPLE + text_width(name) + BETWEEN;
        }
        text.push_str("</g>\n");
    }
}
