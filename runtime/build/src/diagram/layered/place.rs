//! How far down each item stands: as near as possible to where its lines are straight, in the order that it has.

use super::{Item, Node, Piece};

/// Everything stands on a grid, so that two heights are the same or far enough apart for a bend.
const GRID: i32 = 10;
/// Between two courts, with their frames and titles.
const BETWEEN_COURTS: i32 = 110;
const SWEEPS: usize = 12;

/// What is free between two items.
pub(super) fn gap(above: &Item, below: &Item) -> i32 {
    match (above.node, below.node) {
        (Node::Box(_), Node::Box(_)) => 30,
        (Node::Wire(_), Node::Wire(_)) => 10,
        _ => 20,
    }
}

/// Court by court, each below the one before; then what is in none, beside them.
pub(super) fn of(items: &mut [Item], pieces: &[Piece], stacks: &mut [Vec<usize>], courts: usize) {
    let mut bottom = 0;
    for court in (1..=courts).chain([0]) {
        let own: Vec<Vec<usize>> = stacks
            .iter()
            .map(|stack| stack.iter().copied().filter(|place| items[*place].court == court).collect())
            .collect();
        group(items, &touching(items, pieces, court), &own);
        if court > 0 {
            bottom = below(items, &own, bottom);
        }
    }
    to_the_top(items);
}

/// For each item the pieces that end at it; of a court only those within it.
fn touching<'a>(items: &[Item], pieces: &'a [Piece], court: usize) -> Vec<Vec<&'a Piece>> {
    let mut touching = vec![Vec::new(); items.len()];
    for piece in pieces {
        let ends = [piece.left, piece.right];
        if court == 0 || ends.iter().all(|place| items[*place].court == court) {
            ends.iter().for_each(|place| touching[*place].push(piece));
        }
    }
    touching
}

/// Moves a court down to where the one before ends; says where it ends itself.
fn below(items: &mut [Item], own: &[Vec<usize>], from: i32) -> i32 {
    let places = || own.iter().flatten().copied();
    let Some(top) = places().map(|place| items[place].top).min() else { return from };
    places().for_each(|place| items[place].top += from - top);
    places().map(|place| items[place].top + items[place].height).max().unwrap_or(from) + BETWEEN_COURTS
}

fn to_the_top(items: &mut [Item]) {
    let top = items.iter().map(|item| item.top).min().unwrap_or(0);
    items.iter_mut().for_each(|item| item.top -= top);
}

fn group(items: &mut [Item], touching: &[Vec<&Piece>], own: &[Vec<usize>]) {
    for stack in own {
        stack_up(items, stack);
    }
    for sweep in 0..SWEEPS {
        let sides = match sweep {
            _ if sweep + 2 >= SWEEPS => (true, true),
            _ => (sweep % 2 == 0, sweep % 2 == 1),
        };
        let columns: Vec<_> = if sides.0 { (0..own.len()).collect() } else { (0..own.len()).rev().collect() };
        for column in columns {
            settle(items, touching, &own[column], sides);
        }
    }
    own.iter().for_each(|stack| to_grid(items, stack));
}

fn stack_up(items: &mut [Item], stack: &[usize]) {
    let mut top = 0;
    for (at, place) in stack.iter().enumerate() {
        top += if at > 0 { gap(&items[stack[at - 1]], &items[*place]) } else { 0 };
        items[*place].top = top;
        top += items[*place].height;
    }
}

/// The heights with the least sum of squares from those wanted, for the order as it is (pool adjacent violators).
fn settle(items: &mut [Item], touching: &[Vec<&Piece>], stack: &[usize], sides: (bool, bool)) {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::with_capacity(stack.len());
    let mut offset = 0;
    for (at, place) in stack.iter().enumerate() {
        offset += if at > 0 { gap(&items[stack[at - 1]], &items[*place]) } else { 0 };
        offsets.push(offset);
        let (wanted, weight) = wanted(items, &touching[*place], *place, sides);
        blocks.push((wanted - f64::from(offset), weight, 1));
        pool(&mut blocks);
        offset += items[*place].height;
    }
    let tops = blocks.iter().flat_map(|(top, _, count)| std::iter::repeat_n(*top, *count));
    for ((place, offset), top) in stack.iter().zip(offsets).zip(tops) {
        items[*place].top = top.round() as i32 + offset;
    }
}

/// Joins the last blocks while one would stand above the one before it.
fn pool(blocks: &mut Vec<(f64, f64, usize)>) {
    while let [.., (above, weight, count), (below, other, more)] = blocks.as_slice()
        && below < above
    {
        let joined = ((above * weight + below * other) / (weight + other), weight + other, count + more);
        blocks.truncate(blocks.len() - 2);
        blocks.push(joined);
    }
}

/// The height at which the lines of an item are straight on the average, and how much that counts. A line that passes is to be straight above all.
fn wanted(items: &[Item], pieces: &[&Piece], place: usize, sides: (bool, bool)) -> (f64, f64) {
    let (mut sum, mut count) = (0.0, 0.0);
    for piece in pieces {
        let height = match (piece.left == place, piece.right == place) {
            (true, false) if sides.1 => items[piece.right].top + piece.right_port - piece.left_port,
            (false, true) if sides.0 => items[piece.left].top + piece.left_port - piece.right_port,
            _ => continue,
        };
        let is_wire = |place: usize| matches!(items[place].node, Node::Wire(_));
        let weight = if is_wire(piece.left) && is_wire(piece.right) { 8.0 } else { 1.0 };
        sum += weight * f64::from(height);
        count += weight;
    }
    if count > 0.0 { (sum / count, count) } else { (f64::from(items[place].top), 0.1) }
}

fn to_grid(items: &mut [Item], stack: &[usize]) {
    let mut least = i32::MIN;
    for (at, place) in stack.iter().enumerate() {
        let near = (items[*place].top + GRID / 2).div_euclid(GRID) * GRID;
        items[*place].top = near.max(least);
        let next = stack.get(at + 1).map_or(0, |next| gap(&items[*place], &items[*next]));
        least = items[*place].top + items[*place].height + next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_overlap_is_pooled() {
        let mut blocks = vec![(0.0, 1.0, 1), (10.0, 1.0, 1), (4.0, 2.0, 1)];
        pool(&mut blocks);
        assert_eq!(blocks, [(0.0, 1.0, 1), (6.0, 3.0, 2)]);
    }
}
