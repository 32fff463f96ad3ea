//! Names and code in a sentence: in backticks, and never more of them than one reads.

use std::fmt::Display;

use crate::model::{IndexColumn, Nulls};

/// So many are named; of more it is said how many.
const MOST: usize = 4;

/// `` `name`, `sku` and `status` ``
pub(super) fn names<T: Display>(names: &[T]) -> String {
    joined(names, |name| format!("`{name}`"))
}

/// The same of code.
pub(super) fn codes(codes: &[String]) -> String {
    joined(codes, |code| format!("`{code}`"))
}

/// Phrases behind each other; a long list keeps its beginning.
pub(super) fn joined<T>(items: &[T], word: impl Fn(&T) -> String) -> String {
    let shown = if items.len() > MOST { MOST - 1 } else { items.len() };
    let mut words: Vec<_> = items.iter().take(shown).map(word).collect();
    if items.len() > shown {
        words.push(format!("{} more", items.len() - shown));
    }
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// `status, created_at(desc)`: as it is written in `index(...)`.
pub(super) fn columns(columns: &[&IndexColumn]) -> String {
    columns.iter().map(|column| self::column(column)).collect::<Vec<_>>().join(", ")
}

fn column(column: &IndexColumn) -> String {
    let written = match &column.expression {
        Some(expression) => format!("sql = \"{}\"", expression.replace('"', "")),
        None => column.name.to_string(),
    };
    let nulls = column.nulls.map(|nulls| match nulls {
        Nulls::First => "nulls_first".to_owned(),
        Nulls::Last => "nulls_last".to_owned(),
    });
    let ops = column.ops.as_ref().map(|ops| format!("ops = \"{ops}\""));
    let collation = column.collation.as_ref().map(|collation| format!("collate = \"{collation}\""));
    let descending = column.descending.then(|| "desc".to_owned());
    let more: Vec<_> = [descending, nulls, ops, collation].into_iter().flatten().collect();
    if more.is_empty() { written } else { format!("{written}({})", more.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_as_a_sentence() {
        assert_eq!(names(&["a"]), "`a`");
        assert_eq!(names(&["a", "b"]), "`a` and `b`");
        assert_eq!(names(&["a", "b", "c", "d"]), "`a`, `b`, `c` and `d`");
        assert_eq!(names(&["a", "b", "c", "d", "e"]), "`a`, `b`, `c` and 2 more");
        assert_eq!(names::<&str>(&[]), "");
    }

    #[test]
    fn an_index_is_written_as_in_the_attribute() {
        let by = |text| -> IndexColumn { serde_json::from_str(text).unwrap() };
        let (status, at) = (by(r#"{"column": "status"}"#), by(r#"{"column": "at", "desc": true}"#));
        assert_eq!(columns(&[&status, &at]), "status, at(desc)");
    }
}
