use std::collections::{BTreeSet, HashMap};

use super::Graph;

/// Between boxes that stand below each other, for the sum of a column.
const GAP: i32 = 30;
/// How wide a column is with the lines beside it, beyond its boxes.
const LANE: i32 = 90;
/// The width of the whole for one of its height.
const ASPECT: f64 = 1.5;

/// For each box its column: what is referred to stands to the left of what refers to it, and no column is much higher than the whole is to be.
pub(super) fn of(graph: &Graph) -> Vec<usize> {
    let rank = ranks(graph);
    let mut columns = Columns::new(graph, &rank);
    let mut order: Vec<_> = (0..graph.boxes.len()).collect();
    order.sort_by_key(|place| rank[*place]);
    let (linked, alone): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|place| columns.is_linked(*place));
    for place in alone.iter().filter(|place| graph.boxes[**place].first) {
        columns.put(*place, 0);
    }
    for place in &linked {
        columns.put(*place, columns.after_left(*place));
    }
    for place in alone.iter().filter(|place| !graph.boxes[**place].first) {
        columns.fill(*place);
    }
    for place in linked.iter().rev() {
        columns.pull(*place);
    }
    columns.absolute()
}

/// An order in which a box comes after those it refers to, as far as there is one; boxes of no court come first.
///
/// In a circle the box is next that most others wait for, beyond those that it waits for itself.
fn ranks(graph: &Graph) -> Vec<usize> {
    let count = graph.boxes.len();
    let mut open = Open::of(graph);
    let mut ranks = vec![0; count];
    for rank in 0..count {
        let Some(place) = open.take_first() else { break };
        ranks[place] = rank;
    }
    ranks
}

/// The boxes without a rank.
struct Open<'a> {
    graph: &'a Graph,
    /// For each box those that refer to it, and those it refers to.
    from: Vec<Vec<usize>>,
    to: Vec<Vec<usize>>,
    /// For each box how many it waits for, and how many wait for it.
    waits: Vec<i32>,
    awaited: Vec<i32>,
    next: BTreeSet<(bool, i32, usize)>,
}

impl<'a> Open<'a> {
    fn of(graph: &'a Graph) -> Self {
        let count = graph.boxes.len();
        let (mut from, mut to) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for link in graph.links.iter().filter(|link| link.from != link.to) {
            from[link.to].push(link.from);
            to[link.from].push(link.to);
        }
        let counts = |lists: &[Vec<usize>]| lists.iter().map(|list| list.len() as i32).collect();
        let (waits, awaited) = (counts(&to), counts(&from));
        let mut open = Self { graph, from, to, waits, awaited, next: BTreeSet::new() };
        open.next = (0..count).map(|place| open.turn(place)).collect();
        open
    }

    /// When it is a box's turn: the least is next.
    fn turn(&self, place: usize) -> (bool, i32, usize) {
        let waits = self.waits[place];
        let circle = if waits > 0 { waits - self.awaited[place] } else { i32::MIN };
        (self.graph.boxes[place].court.is_some(), circle, place)
    }

    fn take_first(&mut self) -> Option<usize> {
        let (.., place) = self.next.pop_first()?;
        for other in std::mem::take(&mut self.from[place]) {
            self.count_down(other, |open| &mut open.waits);
        }
        for other in std::mem::take(&mut self.to[place]) {
            self.count_down(other, |open| &mut open.awaited);
        }
        Some(place)
    }

    fn count_down(&mut self, place: usize, counts: fn(&mut Self) -> &mut Vec<i32>) {
        let is_open = self.next.remove(&self.turn(place));
        counts(self)[place] -= 1;
        if is_open {
            self.next.insert(self.turn(place));
        }
    }
}

/// Columns while they are filled, counted within the court of each box.
struct Columns<'a> {
    graph: &'a Graph,
    /// For each box those to its left and right that it is linked to.
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    column: Vec<usize>,
    used: HashMap<(Option<usize>, usize), i32>,
    highest: HashMap<Option<usize>, i32>,
}

impl<'a> Columns<'a> {
    fn new(graph: &'a Graph, rank: &[usize]) -> Self {
        let count = graph.boxes.len();
        let (mut left, mut right) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for link in graph.links.iter().filter(|link| link.from != link.to) {
            let (one, other) =
                if rank[link.to] < rank[link.from] { (link.to, link.from) } else { (link.from, link.to) };
            right[one].push(other);
            left[other].push(one);
        }
        let highest = highest(graph);
        Self { graph, left, right, column: vec![0; count], used: HashMap::new(), highest }
    }

    fn court(&self, place: usize) -> Option<usize> {
        self.graph.boxes[place].court
    }

    fn is_linked(&self, place: usize) -> bool {
        !self.left[place].is_empty() || !self.right[place].is_empty()
    }

    /// The first column to the right of all that it is linked to on the left.
    fn after_left(&self, place: usize) -> usize {
        let court = self.court(place);
        let left = self.left[place].iter().filter(|left| self.court(**left) == court);
        left.map(|left| self.column[*left] + 1).max().unwrap_or(0)
    }

    /// The first column from this one on that has room.
    fn put(&mut self, place: usize, least: usize) {
        let mut column = least;
        while !self.fits(place, column) {
            column += 1;
        }
        self.take(place, column);
    }

    fn fits(&self, place: usize, column: usize) -> bool {
        let court = self.court(place);
        let used = self.used.get(&(court, column)).copied().unwrap_or(0);
        used == 0 || used + self.graph.boxes[place].height <= self.highest[&court]
    }

    fn take(&mut self, place: usize, column: usize) {
        let court = self.court(place);
        *self.used.entry((court, column)).or_default() += self.graph.boxes[place].height + GAP;
        self.column[place] = column;
    }

    /// The emptiest column of its court, or a new one where all are full.
    fn fill(&mut self, place: usize) {
        let court = self.court(place);
        let used = |column| self.used.get(&(court, column)).copied().unwrap_or(0);
        let count = (0..).take_while(|column| used(*column) > 0).count();
        let emptiest = (0..count).min_by_key(|column| used(*column)).unwrap_or(0);
        self.put(place, emptiest);
    }

    /// To the right, next to what is linked to it, where more of it is there than on the left.
    fn pull(&mut self, place: usize) {
        let court = self.court(place);
        let (left, right) = (&self.left[place], &self.right[place]);
        let own = right.iter().filter(|right| self.court(**right) == court).map(|right| self.column[*right]);
        let Some(target) = own.min().map(|column| column.saturating_sub(1)) else { return };
        let near = (self.column[place] + 1..=target).rev().find(|column| self.fits(place, *column));
        let Some(column) = near.filter(|_| right.len() > left.len()) else { return };
        *self.used.entry((court, self.column[place])).or_default() -= self.graph.boxes[place].height + GAP;
        self.take(place, column);
    }

    /// Courts begin to the right of all boxes of none.
    fn absolute(self) -> Vec<usize> {
        let none = (0..self.column.len()).filter(|place| self.court(*place).is_none());
        let begin = none.map(|place| self.column[place] + 1).max().unwrap_or(0);
        let shift = |place: usize| if self.court(place).is_some() { begin } else { 0 };
        self.column.iter().enumerate().map(|(place, column)| column + shift(place)).collect()
    }
}

/// How high the columns of each court may be, for the whole to be as wide as it should.
fn highest(graph: &Graph) -> HashMap<Option<usize>, i32> {
    let mut highest = HashMap::new();
    for court in (0..graph.courts).map(Some) {
        highest.insert(court, high(graph, court, 0));
    }
    let courts: i32 = highest.values().sum();
    highest.insert(None, high(graph, None, courts));
    highest
}

fn high(graph: &Graph, court: Option<usize>, least: i32) -> i32 {
    let own = || graph.boxes.iter().filter(move |size| size.court == court);
    let total: i32 = own().map(|size| size.height + GAP).sum();
    let tallest = own().map(|size| size.height + GAP).max().unwrap_or(0);
    let width = own().map(|size| size.width + LANE).max().unwrap_or(1);
    let count = (ASPECT * f64::from(total) / f64::from(width)).sqrt().ceil().max(1.0);
    tallest.max(least).max((f64::from(total) / count * 1.15) as i32)
}
