//! The order of the tables: those that are referred to first, as far as there is such an order.

/// A reference from one table to another, by their places in the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) nullable: bool,
}

/// The places of the tables in the order of their creation. Tables that nothing holds apart stay in the order of the list.
///
/// In a circle the references that may be NULL have to wait: a row can be there before what they point at is.
pub(crate) fn referenced_first(count: usize, edges: &[Edge]) -> Vec<usize> {
    let circle = circles(count, edges);
    let waits = |edge: &&Edge| edge.nullable && circle[edge.from] == circle[edge.to];
    let kept = edges.iter().filter(|edge| !waits(edge)).map(|edge| (edge.from, edge.to));
    targets_first(&neighbours(count, kept), 0..count)
}

/// For each table the number of its circle: two tables have the same exactly when each reaches the other (Kosaraju's algorithm).
pub(crate) fn circles(count: usize, edges: &[Edge]) -> Vec<usize> {
    let forwards = neighbours(count, edges.iter().map(|edge| (edge.from, edge.to)));
    let backwards = neighbours(count, edges.iter().map(|edge| (edge.to, edge.from)));
    let mut circle = vec![usize::MAX; count];
    for start in targets_first(&forwards, 0..count).into_iter().rev() {
        let mut open = vec![start];
        while let Some(table) = open.pop() {
            if circle[table] == usize::MAX {
                circle[table] = start;
                open.extend(&backwards[table]);
            }
        }
    }
    circle
}

/// The tables in groups, each after those that its rows refer to: the tables of a circle are one group, and within it those that are referred to come
/// first, as in [`referenced_first`].
pub(crate) fn groups(count: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let circle = circles(count, edges);
    let mut number = vec![usize::MAX; count];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for table in referenced_first(count, edges) {
        let place = &mut number[circle[table]];
        if *place == usize::MAX {
            *place = groups.len();
            groups.push(Vec::new());
        }
        groups[*place].push(table);
    }
    let group = |table: usize| number[circle[table]];
    let between = edges.iter().map(|edge| (group(edge.from), group(edge.to))).filter(|(from, to)| from != to);
    let order = targets_first(&neighbours(groups.len(), between), 0..groups.len());
    order.into_iter().map(|place| std::mem::take(&mut groups[place])).collect()
}

fn neighbours(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); count];
    for (from, to) in pairs {
        neighbours[from].push(to);
    }
    neighbours
}

/// Depth first, each table after all that it reaches and that is not on the way to it. By hand and not by recursion: a chain of references is
/// as long as the list.
fn targets_first(neighbours: &[Vec<usize>], starts: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut order = Vec::with_capacity(neighbours.len());
    let mut seen = vec![false; neighbours.len()];
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in starts {
        if !std::mem::replace(&mut seen[start], true) {
            way.push((start, 0));
        }
        while let Some((table, next)) = way.last_mut() {
            match neighbours[*table].get(*next) {
                Some(&target) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[target], true) {
                        way.push((target, 0));
                    }
                }
                None => {
                    order.push(*table);
                    way.pop();
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn required(from: usize, to: usize) -> Edge {
        Edge { from, to, nullable: false }
    }

    const fn optional(from: usize, to: usize) -> Edge {
        Edge { from, to, nullable: true }
    }

    #[test]
    fn without_references_the_list_stays_as_it_is() {
        assert_eq!(referenced_first(4, &[]), [0, 1, 2, 3]);
    }

    #[test]
    fn a_target_comes_first_and_the_rest_stays() {
        assert_eq!(referenced_first(4, &[required(0, 2), optional(2, 3)]), [3, 2, 0, 1]);
        assert_eq!(referenced_first(4, &[required(3, 1), required(1, 0)]), [0, 1, 2, 3]);
    }

    #[test]
    fn a_table_that_refers_to_itself_is_no_circle() {
        assert_eq!(referenced_first(2, &[optional(0, 0), required(0, 1)]), [1, 0]);
    }

    #[test]
    fn in_a_circle_the_nullable_reference_waits() {
        // The root names a default row of a table that belongs to it.
        assert_eq!(referenced_first(2, &[optional(0, 1), required(1, 0)]), [0, 1]);
        assert_eq!(referenced_first(2, &[required(0, 1), optional(1, 0)]), [1, 0]);
    }

    #[test]
    fn outside_the_circle_nothing_waits() {
        let order = referenced_first(4, &[optional(0, 1), optional(1, 2), optional(2, 1), optional(2, 3)]);
        assert_eq!(order, [1, 0, 3, 2]);
    }

    #[test]
    fn a_circle_of_required_references_still_has_an_order() {
        assert_eq!(referenced_first(3, &[required(0, 1), required(1, 2), required(2, 0)]), [2, 1, 0]);
    }

    #[test]
    fn a_circle_is_one_group_behind_all_that_it_refers_to() {
        assert_eq!(groups(3, &[]), [[0], [1], [2]]);
        assert_eq!(groups(2, &[optional(0, 0), required(0, 1)]), [[1], [0]]);
        // 0 and 2 are a circle. Its order alone has 1 between them.
        let edges = [optional(0, 2), required(2, 0), required(1, 0), required(3, 1)];
        assert_eq!(groups(4, &edges), [vec![0, 2], vec![1], vec![3]]);
        // The table that the circle refers to by a reference that waits comes before it all the same.
        let edges = [optional(0, 1), optional(1, 0), optional(0, 2)];
        assert_eq!(groups(3, &edges), [vec![2], vec![0, 1]]);
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let chain: Vec<_> = (0..99_999).map(|table| required(table, table + 1)).collect();
        assert_eq!(referenced_first(100_000, &chain)[0], 99_999);
    }
}
