//! The SVG: what the layout placed, drawn.

mod entity;
mod legend;
mod line;
mod style;

use std::borrow::Cow;
use std::fmt::Write;

use super::layered::{self, Graph, Layout, Link, Size};
use super::model::{Diagram, Entity, Kind};
use crate::checks::Checked;

/// Around everything.
const MARGIN: i32 = 40;
/// From a court's frame to what stands in it; above there is the title too.
const PADDING: i32 = 26;
const TITLE: i32 = 34;

/// The diagram as an SVG that stands alone: no font, no script, light and dark by `prefers-color-scheme`.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::{Checked, diagram};
///
/// let checked = Checked::of(&Schema::new(&[], &[]))?;
/// assert!(diagram::svg(&checked).starts_with("<svg xmlns="));
/// # Ok::<(), peristyle_build::SchemaError>(())
/// ```
#[must_use]
pub fn svg(checked: &Checked) -> String {
    draw(&Diagram::of(checked))
}

pub(super) fn draw(diagram: &Diagram) -> String {
    let layout = layered::layout(&graph(diagram));
    Drawing { diagram, layout: &layout }.draw()
}

/// The lines that are drawn: that of a row to its tenant is shown by the frame.
pub(super) fn graph(diagram: &Diagram) -> Graph {
    let links = diagram.relations.iter().filter(|relation| !relation.of_tenant);
    let links = links.map(|relation| Link {
        from: relation.from,
        from_port: entity::port(&diagram.entities[relation.from], relation.from_row),
        to: relation.to,
        to_port: entity::port(&diagram.entities[relation.to], relation.to_row),
        kind: relation.optional,
    });
    let links = apart(links.collect());
    let size = |entity: &Entity| Size {
        width: entity::width(entity),
        height: entity::height(entity),
        court: entity.court,
        first: entity.kind == Kind::Root,
    };
    Graph { boxes: diagram.entities.iter().map(size).collect(), links, courts: diagram.roots.len() }
}

/// Where required and optional lines meet one port they meet it side by side.
fn apart(mut links: Vec<Link>) -> Vec<Link> {
    let kinds: std::collections::HashSet<_> = links.iter().map(|link| (link.to, link.to_port, link.kind)).collect();
    for link in &mut links {
        if kinds.contains(&(link.to, link.to_port, !link.kind)) {
            link.to_port += if link.kind { 5 } else { -5 };
        }
    }
    links
}

struct Drawing<'a> {
    diagram: &'a Diagram,
    layout: &'a Layout,
}

impl Drawing<'_> {
    fn draw(&self) -> String {
        let frames = self.frames();
        let legend = legend::of(self.diagram);
        let left = frames.iter().map(|frame| frame.0).min().unwrap_or(0).min(0) - MARGIN;
        let top = frames.iter().map(|frame| frame.1).min().unwrap_or(0).min(0) - MARGIN;
        let right = frames.iter().map(|frame| frame.0 + frame.2).max().unwrap_or(0);
        let right = right.max(self.layout.width).max(left + MARGIN + legend.width) + MARGIN;
        let bottom = frames.iter().map(|frame| frame.1 + frame.3).max().unwrap_or(0).max(self.layout.height);
        let height = bottom + MARGIN + legend::HEIGHT - top;
        let mut text = head(self.diagram, (left, top, right - left, height));
        self.courts(&mut text, &frames);
        line::all(&mut text, self.layout, &self.drawn());
        for (entity, place) in self.diagram.entities.iter().zip(&self.layout.boxes) {
            entity::draw(&mut text, entity, *place);
        }
        legend.draw(&mut text, (left + MARGIN, bottom + MARGIN));
        text.push_str("</svg>\n");
        text
    }

    fn drawn(&self) -> Vec<&super::model::Relation> {
        self.diagram.relations.iter().filter(|relation| !relation.of_tenant).collect()
    }

    /// The frames of the courts: left, top, width, height.
    fn frames(&self) -> Vec<(i32, i32, i32, i32)> {
        (0..self.diagram.roots.len()).map(|court| self.frame(court)).collect()
    }

    fn frame(&self, court: usize) -> (i32, i32, i32, i32) {
        let all = self.diagram.entities.iter().zip(&self.layout.boxes);
        let own = all.filter(|(entity, _)| entity.court == Some(court));
        let corners = own.map(|(entity, (left, top, width))| (*left, *top, left + width, top + entity::height(entity)));
        let (left, top, right, bottom) = corners
            .reduce(|one, other| (one.0.min(other.0), one.1.min(other.1), one.2.max(other.2), one.3.max(other.3)))
            .unwrap_or_default();
        let (width, height) = (right - left + 2 * PADDING, bottom - top + 2 * PADDING + TITLE);
        (left - PADDING, top - PADDING - TITLE, width.max(entity::text_width(&self.title(court)) + 2 * PADDING), height)
    }

    fn title(&self, court: usize) -> String {
        format!("each row belongs to one of {}", self.diagram.entities[self.diagram.roots[court]].name)
    }

    fn courts(&self, text: &mut String, frames: &[(i32, i32, i32, i32)]) {
        for (court, (left, top, width, height)) in frames.iter().enumerate() {
            let title = self.title(court);
            let title = escaped(&title);
            write!(
                text,
                "<g class=\"court\"><rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"14\"/>"
            )
            .ok();
            writeln!(text, "<text x=\"{}\" y=\"{}\">{title}</text></g>", left + PADDING, top + 32).ok();
        }
    }
}

fn head(diagram: &Diagram, (left, top, width, height): (i32, i32, i32, i32)) -> String {
    let names: Vec<_> = diagram.entities.iter().map(|entity| entity.name.as_str()).collect();
    let count = names.len();
    let noun = if count == 1 { "table" } else { "tables" };
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left} {top} {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"schema-title schema-desc\">\n"
    );
    writeln!(text, "<title id=\"schema-title\">The schema: {count} {noun}</title>").ok();
    writeln!(text, "<desc id=\"schema-desc\">An entity relationship diagram of {}.</desc>", escaped(&names.join(", ")))
        .ok();
    text.push_str(style::STYLE);
    writeln!(text, "<rect class=\"paper\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>").ok();
    text
}

/// A text as XML has it; what XML has no place for is left out.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'));
    let kept: String = kept.filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}')).collect();
    kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").into()
}
