use std::collections::HashMap;

use super::{Graph, Item, Link, Node, Piece};

/// Links of one kind to one port: they leave it as one line.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) kind: bool,
    /// Whether the port on the left is the one referred to.
    pub(super) forward: bool,
    left: usize,
    left_port: i32,
    /// The links that end on the right.
    links: Vec<usize>,
}

impl Net {
    pub(super) fn first(&self) -> Option<usize> {
        self.links.first().copied()
    }
}

/// The items of all columns, the pieces between them, and the nets that they are of.
pub(super) fn of(graph: &Graph, columns: &[usize]) -> (Vec<Item>, Vec<Piece>, Vec<Net>) {
    let nets = nets(graph, columns);
    let sizes = graph.boxes.iter().enumerate();
    let items = sizes.map(|(place, size)| Item {
        column: columns[place],
        height: size.height,
        court: size.court.map_or(0, |court| court + 1),
        first: size.first,
        top: 0,
        node: Node::Box(place),
    });
    let mut strung = Strung { graph, columns, items: items.collect(), pieces: Vec::new() };
    for (place, net) in nets.iter().enumerate() {
        strung.string(place, net);
    }
    (strung.items, strung.pieces, nets)
}

/// Links within one column belong to no net.
fn nets(graph: &Graph, columns: &[usize]) -> Vec<Net> {
    let mut places = HashMap::new();
    let mut nets: Vec<Net> = Vec::new();
    for (place, link) in graph.links.iter().enumerate() {
        let Link { from, from_port, to, to_port, kind } = *link;
        if columns[from] == columns[to] {
            continue;
        }
        let forward = columns[to] < columns[from];
        let (left, left_port) = if forward { (to, to_port) } else { (from, from_port) };
        let net = *places.entry((left, left_port, kind, forward)).or_insert(nets.len());
        if net == nets.len() {
            nets.push(Net { kind, forward, left, left_port, links: Vec::new() });
        }
        nets[net].links.push(place);
    }
    nets
}

struct Strung<'a> {
    graph: &'a Graph,
    columns: &'a [usize],
    items: Vec<Item>,
    pieces: Vec<Piece>,
}

impl Strung<'_> {
    /// From column to column up to the last link.
    fn string(&mut self, place: usize, net: &Net) {
        let first = self.columns[net.left];
        let last = net.links.iter().map(|link| self.columns[self.end(net, *link).0]).max().unwrap_or(first);
        let (mut left, mut left_port) = (net.left, net.left_port);
        for column in first + 1..=last {
            for link in net.links.iter().copied() {
                let (right, right_port) = self.end(net, link);
                if self.columns[right] == column {
                    self.pieces.push(Piece { net: place, left, left_port, right, right_port, link: Some(link) });
                }
            }
            if column < last {
                let right = self.wire(place, net, column);
                self.pieces.push(Piece { net: place, left, left_port, right, right_port: 0, link: None });
                (left, left_port) = (right, 0);
            }
        }
    }

    /// The box on the right and its port.
    fn end(&self, net: &Net, link: usize) -> (usize, i32) {
        let Link { from, from_port, to, to_port, .. } = self.graph.links[link];
        if net.forward { (from, from_port) } else { (to, to_port) }
    }

    /// Where the net passes a column: in the court that it passes on to.
    fn wire(&mut self, place: usize, net: &Net, column: usize) -> usize {
        let court = |size: usize| self.graph.boxes[size].court.map_or(0, |court| court + 1);
        let none = (0..self.columns.len()).filter(|size| court(*size) == 0).map(|size| self.columns[size]).max();
        let outside = none.is_some_and(|none| column <= none);
        let further = net.links.iter().map(|link| self.end(net, *link).0).filter(|right| self.columns[*right] > column);
        let court = if outside { 0 } else { further.map(court).min().unwrap_or(0) };
        self.items.push(Item { column, height: 0, court, first: false, top: 0, node: Node::Wire(place) });
        self.items.len() - 1
    }
}
