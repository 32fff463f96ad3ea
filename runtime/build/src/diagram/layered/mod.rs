//! A layered layout: tables in columns from left to right, and the lines between them.
//!
//! Four steps, each in its file: which table stands in which column, in which order within it, how far down, and how the lines run.

mod columns;
mod order;
mod place;
mod route;
mod wires;

use route::route;
pub(super) use route::{End, Line};

/// What is laid out: boxes with ports, and links between ports.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) boxes: Vec<Size>,
    pub(super) links: Vec<Link>,
    /// How many courts there are.
    pub(super) courts: usize,
}

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Size {
    pub(super) width: i32,
    pub(super) height: i32,
    /// Boxes of one court stand together, to the right of those in none.
    pub(super) court: Option<usize>,
    /// It stands first in its court where nothing is linked to it.
    pub(super) first: bool,
}

/// A link from the box that refers to the one referred to, at these heights within them.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) from_port: i32,
    pub(super) to: usize,
    pub(super) to_port: i32,
    /// Links of one kind to one port join on their way.
    pub(super) kind: bool,
}

/// Where everything is.
#[derive(Debug)]
pub(super) struct Layout {
    /// For each box its left upper corner and its width, which all boxes of a column share.
    pub(super) boxes: Vec<(i32, i32, i32)>,
    pub(super) lines: Vec<Line>,
    pub(super) ends: Vec<End>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Something that stands in a column: a box, or a line that passes it.
#[derive(Debug, Clone)]
struct Item {
    column: usize,
    height: i32,
    /// Boxes of no court, then court by court.
    court: usize,
    /// It stands above the others of its court.
    first: bool,
    top: i32,
    node: Node,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Box(usize),
    /// A net passes.
    Wire(usize),
}

/// A piece of a net between two neighbouring columns, by items and heights within them.
#[derive(Debug, Clone)]
struct Piece {
    net: usize,
    left: usize,
    left_port: i32,
    right: usize,
    right_port: i32,
    /// The link that ends here on the right; none at a wire.
    link: Option<usize>,
}

/// Lays a graph out.
pub(super) fn layout(graph: &Graph) -> Layout {
    let columns = columns::of(graph);
    let (mut items, pieces, nets) = wires::of(graph, &columns);
    let mut stacks = order::of(&items, &pieces);
    place::of(&mut items, &pieces, &mut stacks, graph.courts);
    route(graph, &items, &pieces, &nets)
}
