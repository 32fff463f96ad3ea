//! Lists in order. The sorts, maps and sets of the standard library do the same faster, but each takes thousands of lines of code for each type of an item, and
//! the build of every user compiles them: in a macro, whose lists are short, that is the larger cost.

/// Inserts an item in front of the first that is larger than it.
pub fn insert<T>(list: &mut Vec<T>, item: T, is_larger: impl Fn(&T, &T) -> bool) {
    let place = list.iter().position(|other| is_larger(other, &item)).unwrap_or(list.len());
    list.insert(place, item);
}

#[cfg(test)]
mod tests {
    #[test]
    fn equal_items_keep_their_order() {
        let mut list = Vec::new();
        for item in [(2, 'a'), (1, 'b'), (2, 'c'), (3, 'd'), (1, 'e')] {
            super::insert(&mut list, item, |(other, _), (key, _)| other > key);
        }
        assert_eq!(list, [(1, 'b'), (1, 'e'), (2, 'a'), (2, 'c'), (3, 'd')]);
    }
}
