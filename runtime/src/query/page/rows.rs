//! The rows of a page, and the cursors at its ends.

use crate::query::page::cursor::{Cursor, Side};

/// A page of a list, and the cursors of its neighbors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows in the order of the list. The last page has fewer rows than requested.
    pub rows: Vec<R>,
    /// The cursor of the next page; `None` at the end of the list.
    pub next: Option<Cursor>,
    /// The cursor of the previous page; `None` at the start of the list. The previous page may be empty if rows were
    /// deleted.
    pub previous: Option<Cursor>,
}

/// Builds the page from the rows that were read: one more than requested if the list continues.
pub(super) fn page<R>(
    mut rows: Vec<(Vec<String>, R)>,
    fingerprint: u64,
    size: usize,
    cursor: Option<Cursor>,
) -> Page<R> {
    let backward = cursor.as_ref().is_some_and(|cursor| cursor.side.backward());
    let more = rows.len() > size;
    rows.truncate(size);
    if backward {
        rows.reverse();
    }
    let at = |side, values: &[String]| Cursor { fingerprint, side, place: values.iter().map(value).collect() };
    let ends = rows.first().zip(rows.last());
    let ends = ends.map(|((first, _), (last, _))| (at(Side::Before, first), at(Side::After, last)));
    // If there is no row after the cursor, the rest of the list is on its other side.
    let turned = || cursor.clone().map(|cursor| Cursor { side: cursor.side.opposite(), ..cursor });
    let (before, after) = match ends {
        Some((before, after)) => (Some(before), Some(after)),
        None => (turned(), turned()),
    };
    let (previous, next) = match backward {
        true => (before.filter(|_| more), after),
        false => (before.filter(|_| cursor.is_some()), after.filter(|_| more)),
    };
    Page { rows: rows.into_iter().map(|(_, row)| row).collect(), next, previous }
}

/// A text without `=` is NULL.
#[expect(clippy::ptr_arg, reason = "an element of an array")]
fn value(text: &String) -> Option<String> {
    text.strip_prefix('=').map(str::to_owned)
}
