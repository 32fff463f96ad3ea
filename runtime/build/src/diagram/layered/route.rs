use std::collections::HashMap;

use super::wires::Net;
use super::{Graph, Item, Layout, Node, Piece};

/// Between two lines that run side by side.
const TRACK: i32 = 10;
/// Room for the mark at the left and at the right end of a line.
const MARK: i32 = 26;
/// How far a line runs out that comes back to its own column.
const LOOP: i32 = 22;

/// A line, along these points.
#[derive(Debug)]
pub(in crate::diagram) struct Line {
    pub(in crate::diagram) points: Vec<(i32, i32)>,
    pub(in crate::diagram) kind: bool,
}

/// The end of a link at a box.
#[derive(Debug)]
pub(in crate::diagram) struct End {
    pub(in crate::diagram) at: (i32, i32),
    /// Whether the line comes from the right.
    pub(in crate::diagram) from_right: bool,
    pub(in crate::diagram) link: usize,
    /// Whether it is the end of the box that refers.
    pub(in crate::diagram) refers: bool,
}

/// The lines between two columns: each net has a track for its way up or down.
struct Gap {
    /// For each net its track.
    tracks: HashMap<usize, usize>,
    count: usize,
    loops: i32,
}

/// A net between two columns: where it comes from on the left, where it goes on the right.
struct Way {
    net: usize,
    left: i32,
    right: Vec<i32>,
}

pub(super) fn route(graph: &Graph, items: &[Item], pieces: &[Piece], nets: &[Net]) -> Layout {
    let count = items.iter().map(|item| item.column + 1).max().unwrap_or(0);
    let gaps: Vec<_> = (0..count).map(|column| Gap::of(column, graph, items, pieces)).collect();
    let edges = edges(graph, items, &gaps);
    let mut drawn = Drawn { items, edges: &edges, gaps: &gaps, lines: Vec::new(), ends: Vec::new() };
    let mut begun = vec![false; nets.len()];
    for piece in pieces {
        drawn.piece(piece, &nets[piece.net], !std::mem::replace(&mut begun[piece.net], true));
    }
    drawn.loops(graph);
    let Drawn { lines, ends, .. } = drawn;
    let place = |item: &Item| (edges[item.column].0, item.top, edges[item.column].1 - edges[item.column].0);
    Layout {
        boxes: items.iter().take(graph.boxes.len()).map(place).collect(),
        lines,
        ends,
        width: edges.last().map_or(0, |(_, right)| *right) + gaps.last().map_or(0, |gap| gap.loops),
        height: items.iter().map(|item| item.top + item.height).max().unwrap_or(0),
    }
}

/// The left and the right edge of each column.
fn edges(graph: &Graph, items: &[Item], gaps: &[Gap]) -> Vec<(i32, i32)> {
    let mut edges = Vec::with_capacity(gaps.len());
    let mut left = 0;
    for (column, gap) in gaps.iter().enumerate() {
        let boxes = items.iter().zip(&graph.boxes).filter(|(item, _)| item.column == column);
        let width = boxes.map(|(_, size)| size.width).max().unwrap_or(0);
        edges.push((left, left + width));
        left += width + gap.width();
    }
    edges
}

impl Gap {
    fn of(column: usize, graph: &Graph, items: &[Item], pieces: &[Piece]) -> Self {
        let ways = ordered(ways(column, items, pieces));
        let mut tracks = HashMap::new();
        let mut taken: Vec<(usize, (i32, i32))> = Vec::new();
        for way in &ways {
            let span = way.span();
            let beside = taken.iter().filter(|(_, other)| overlap(*other, span)).map(|(track, _)| track + 1);
            let track = beside.max().unwrap_or(0);
            taken.push((track, span));
            tracks.insert(way.net, track);
        }
        let count = taken.iter().map(|(track, _)| track + 1).max().unwrap_or(0);
        let own = |place: usize| items[place].column == column;
        let loops = graph.links.iter().any(|link| own(link.from) && own(link.to));
        Self { tracks, count, loops: if loops { LOOP } else { 0 } }
    }

    fn width(&self) -> i32 {
        self.loops + 2 * MARK + TRACK * (self.count.max(1) as i32 - 1)
    }

    /// How far from the left column a net turns.
    fn turn(&self, net: usize) -> i32 {
        self.loops + MARK + TRACK * self.tracks.get(&net).copied().unwrap_or(0) as i32
    }
}

fn ways(column: usize, items: &[Item], pieces: &[Piece]) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for piece in pieces.iter().filter(|piece| items[piece.left].column == column) {
        let right = items[piece.right].top + piece.right_port;
        match ways.last_mut().filter(|way| way.net == piece.net) {
            Some(way) => way.right.push(right),
            None => {
                ways.push(Way { net: piece.net, left: items[piece.left].top + piece.left_port, right: vec![right] })
            }
        }
    }
    // What runs straight needs no track.
    ways.retain(|way| way.span().0 < way.span().1);
    ways
}

impl Way {
    fn span(&self) -> (i32, i32) {
        let all = || self.right.iter().copied().chain([self.left]);
        (all().min().unwrap_or(0), all().max().unwrap_or(0))
    }

    /// How often it crosses another that turns to its right; lines on one height must not meet.
    fn crosses(&self, right: &Self) -> usize {
        let within = |height: i32, (top, bottom): (i32, i32)| top < height && height < bottom;
        let left_ends = usize::from(within(right.left, self.span()));
        let right_ends = self.right.iter().filter(|height| within(**height, right.span())).count();
        let meet = self.right.iter().filter(|height| (**height - right.left).abs() < TRACK / 2).count();
        left_ends + right_ends + 1000 * meet
    }
}

fn overlap(one: (i32, i32), other: (i32, i32)) -> bool {
    one.0 - TRACK < other.1 && other.0 - TRACK < one.1
}

/// From left to right, each put where it crosses the least of those before.
fn ordered(ways: Vec<Way>) -> Vec<Way> {
    let mut ordered: Vec<Way> = Vec::with_capacity(ways.len());
    for way in ways {
        let mut cost: usize = ordered.iter().map(|other| way.crosses(other)).sum();
        let mut best = (cost, 0);
        for (at, other) in ordered.iter().enumerate() {
            cost = cost - way.crosses(other) + other.crosses(&way);
            if cost < best.0 {
                best = (cost, at + 1);
            }
        }
        ordered.insert(best.1, way);
    }
    ordered
}

struct Drawn<'a> {
    items: &'a [Item],
    edges: &'a [(i32, i32)],
    gaps: &'a [Gap],
    lines: Vec<Line>,
    ends: Vec<End>,
}

impl Drawn<'_> {
    fn piece(&mut self, piece: &Piece, net: &Net, first: bool) {
        let (left, right) = (&self.items[piece.left], &self.items[piece.right]);
        let (start, from) = (self.edges[left.column].1, left.top + piece.left_port);
        let to = right.top + piece.right_port;
        let turn = start + self.gaps[left.column].turn(piece.net);
        // A line that passes a column runs through to its other side.
        let end = if piece.link.is_some() { self.edges[right.column].0 } else { self.edges[right.column].1 };
        let bend = if from == to { vec![] } else { vec![(turn, from), (turn, to)] };
        let points = [vec![(start, from)], bend, vec![(end, to)]].concat();
        self.lines.push(Line { points, kind: net.kind });
        if let (true, Node::Box(_), Some(link)) = (first, left.node, piece.link.or(net.first())) {
            self.ends.push(End { at: (start, from), from_right: true, link, refers: !net.forward });
        }
        if let Some(link) = piece.link {
            self.ends.push(End { at: (end, to), from_right: false, link, refers: net.forward });
        }
    }

    /// What stays within a column runs out on its right and back.
    fn loops(&mut self, graph: &Graph) {
        for (place, link) in graph.links.iter().enumerate() {
            let (from, to) = (&self.items[link.from], &self.items[link.to]);
            if from.column != to.column {
                continue;
            }
            let edge = self.edges[from.column].1;
            let (start, end) = (from.top + link.from_port, to.top + link.to_port);
            let points = vec![(edge, start), (edge + LOOP, start), (edge + LOOP, end), (edge, end)];
            self.lines.push(Line { points, kind: link.kind });
            self.ends.push(End { at: (edge, start), from_right: true, link: place, refers: true });
            self.ends.push(End { at: (edge, end), from_right: true, link: place, refers: false });
        }
    }
}
