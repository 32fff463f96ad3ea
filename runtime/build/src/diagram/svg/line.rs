//! Lines with round bends, and how many at each end.

use std::fmt::Write;

use crate::diagram::layered::{End, Layout, Line};
use crate::diagram::model::Relation;

/// The radius of a bend.
const BEND: i32 = 6;

pub(super) fn all(text: &mut String, layout: &Layout, relations: &[&Relation]) {
    for line in &layout.lines {
        let class = if line.kind { "line optional" } else { "line" };
        writeln!(text, "<path class=\"{class}\" d=\"{}\"/>", path(line)).ok();
    }
    for end in &layout.ends {
        self::end(text, end, relations[end.link]);
    }
}

fn path(line: &Line) -> String {
    let points = &line.points;
    let (first, last) = (points.first().copied().unwrap_or_default(), points.last().copied().unwrap_or_default());
    let mut path = format!("M{} {}", first.0, first.1);
    for corner in points.windows(3) {
        let (before, at, after) = (corner[0], corner[1], corner[2]);
        let radius = BEND.min(distance(before, at) / 2).min(distance(at, after) / 2);
        let ((x1, y1), (x2, y2)) = (towards(at, before, radius), towards(at, after, radius));
        write!(path, "L{x1} {y1}Q{} {} {x2} {y2}", at.0, at.1).ok();
    }
    write!(path, "L{} {}", last.0, last.1).ok();
    path
}

const fn distance(one: (i32, i32), other: (i32, i32)) -> i32 {
    (one.0 - other.0).abs() + (one.1 - other.1).abs()
}

const fn towards(from: (i32, i32), to: (i32, i32), by: i32) -> (i32, i32) {
    (from.0 + (to.0 - from.0).signum() * by, from.1 + (to.1 - from.1).signum() * by)
}

/// A crow's foot: many, one, perhaps none; the side that is referred to is one, or perhaps none.
fn end(text: &mut String, end: &End, relation: &Relation) {
    let shape = match (end.refers, relation.unique, relation.optional) {
        (true, false, _) => "<path d=\"M0 -5L11 0L0 5\"/><circle cx=\"14.5\" r=\"3\"/>",
        (true, true, _) => "<path d=\"M6 -4V4\"/><circle cx=\"12\" r=\"3\"/>",
        (false, _, false) => "<path d=\"M6 -4V4M10 -4V4\"/>",
        (false, _, true) => "<path d=\"M6 -4V4\"/><circle cx=\"12\" r=\"3\"/>",
    };
    let (x, y) = end.at;
    let turned = if end.from_right { "" } else { " scale(-1 1)" };
    writeln!(text, "<g class=\"end\" transform=\"translate({x} {y}){turned}\">{shape}</g>").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_bend_is_smaller() {
        let line = |points| path(&Line { points, kind: false });
        assert_eq!(line(vec![(0, 0), (20, 0)]), "M0 0L20 0");
        assert_eq!(line(vec![(0, 0), (10, 0), (10, 4), (30, 4)]), "M0 0L8 0Q10 0 10 2L10 2Q10 4 12 4L30 4");
    }
}
