use super::place::gap;
use super::{Item, Piece};

/// So many times the columns are sorted from left to right and back.
const SWEEPS: usize = 16;

/// The items of each column from top to bottom, so that few lines cross.
pub(super) fn of(items: &[Item], pieces: &[Piece]) -> Vec<Vec<usize>> {
    let count = items.iter().map(|item| item.column + 1).max().unwrap_or(0);
    let mut stacks = vec![Vec::new(); count];
    for (place, item) in items.iter().enumerate() {
        stacks[item.column].push(place);
    }
    stacks.iter_mut().for_each(|stack| stack.sort_by_key(|place| (items[*place].court, !items[*place].first)));
    let mut tops = vec![0; items.len()];
    stacks.iter().for_each(|stack| pile(stack, items, &mut tops));
    let between = between(items, pieces, count);
    let mut wanted = vec![(0.0, 0); items.len()];
    let mut best = (crossings(&tops, &between), stacks.clone());
    for sweep in 0..SWEEPS {
        let forwards = sweep % 2 == 0;
        let columns: Vec<_> = if forwards { (0..count).collect() } else { (0..count).rev().collect() };
        for column in columns {
            // The pieces between two columns stand with the left one.
            let beside = if forwards { column.checked_sub(1) } else { Some(column) };
            let pieces = beside.map_or(&[][..], |left| &between[left]);
            wish(&mut wanted, &stacks[column], &tops, pieces, forwards);
            sort(&mut stacks[column], items, &wanted);
            pile(&stacks[column], items, &mut tops);
        }
        let crossed = crossings(&tops, &between);
        if crossed < best.0 {
            best = (crossed, stacks.clone());
        }
    }
    best.1
}

/// For each column the pieces between it and the next.
fn between<'a>(items: &[Item], pieces: &'a [Piece], columns: usize) -> Vec<Vec<&'a Piece>> {
    let mut between = vec![Vec::new(); columns];
    for piece in pieces {
        between[items[piece.left].column].push(piece);
    }
    between
}

/// Where each item of a column would begin if it had no more room than it needs, around the middle.
fn pile(stack: &[usize], items: &[Item], tops: &mut [i32]) {
    let mut top = 0;
    for (at, place) in stack.iter().enumerate() {
        top += if at > 0 { gap(&items[stack[at - 1]], &items[*place]) } else { 0 };
        tops[*place] = top;
        top += items[*place].height;
    }
    stack.iter().for_each(|place| tops[*place] -= top / 2);
}

/// For each item of a column the sum of where what it is linked to on one side would have it, and how many those are. What is linked to nothing
/// there keeps its height.
fn wish(wanted: &mut [(f64, u32)], stack: &[usize], tops: &[i32], pieces: &[&Piece], forwards: bool) {
    stack.iter().for_each(|place| wanted[*place] = (f64::from(tops[*place]), 0));
    for piece in pieces {
        let (own, other) = if forwards {
            (piece.right, tops[piece.left] + piece.left_port - piece.right_port)
        } else {
            (piece.left, tops[piece.right] + piece.right_port - piece.left_port)
        };
        let (sum, count) = wanted[own];
        wanted[own] = (if count == 0 { 0.0 } else { sum } + f64::from(other), count + 1);
    }
}

/// By the middle of what was wished for.
fn sort(stack: &mut [usize], items: &[Item], wanted: &[(f64, u32)]) {
    let middle = |place: usize| wanted[place].0 / f64::from(wanted[place].1.max(1));
    stack.sort_by(|one, other| {
        let group = |place: usize| (items[place].court, !items[place].first);
        group(*one).cmp(&group(*other)).then(middle(*one).total_cmp(&middle(*other)))
    });
}

/// How often pieces cross, all columns together.
fn crossings(tops: &[i32], between: &[Vec<&Piece>]) -> usize {
    let ends = |piece: &&Piece| (tops[piece.left] + piece.left_port, tops[piece.right] + piece.right_port);
    between.iter().map(|pieces| inversions(&mut pieces.iter().map(ends).collect::<Vec<_>>())).sum()
}

fn inversions(ends: &mut [(i32, i32)]) -> usize {
    ends.sort_unstable();
    let mut seen: Vec<i32> = Vec::with_capacity(ends.len());
    let mut count = 0;
    for (_, right) in ends {
        let at = seen.partition_point(|before| before <= right);
        count += seen.len() - at;
        seen.insert(at, *right);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_counted() {
        assert_eq!(inversions(&mut [(0, 0), (1, 1), (2, 2)]), 0);
        assert_eq!(inversions(&mut [(0, 2), (1, 1), (2, 0)]), 3);
        assert_eq!(inversions(&mut [(0, 1), (0, 0)]), 0);
    }
}
