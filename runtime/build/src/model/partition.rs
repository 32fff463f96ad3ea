use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Text;
use crate::physical;

/// How the rows of a table are spread over its children.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// As SQL: `RANGE (created_at)`.
    pub by: Text,
    /// The columns.
    pub columns: Vec<Text>,
}

/// A child of a partitioned table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Child {
    /// The name in the database.
    pub name: Text,
    /// Which rows it has, as SQL: `FOR VALUES IN ('de')`.
    pub bound: Text,
}

impl Partition {
    /// The columns are named in the parentheses.
    fn parsed(by: Text) -> Option<Self> {
        let list = by.split_once(" (")?.1.strip_suffix(')')?;
        let mut columns: Vec<Text> = Vec::new();
        let mut rest = list;
        loop {
            let (column, after) = identifier(rest)?;
            columns.push(column.into());
            match after.strip_prefix(", ") {
                Some(more) => rest = more,
                None if after.is_empty() => return Some(Self { by, columns }),
                None => return None,
            }
        }
    }
}

/// The name at the beginning of a list, without its quotes, and what follows.
fn identifier(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(", ").unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    let mut rest = quoted;
    loop {
        let (before, after) = rest.split_once('"')?;
        name.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => return Some((name, after)),
        }
    }
}

impl Child {
    pub(super) fn of(child: physical::Child) -> Self {
        let physical::Child { name, bound } = child;
        Self { name: name.into(), bound: bound.into() }
    }
}

/// The partition of a table, its children, and why there are others.
pub(super) fn of(partition: Option<physical::Partition>) -> (Option<Partition>, Vec<Child>, Option<Text>) {
    let Some(physical::Partition { by, columns, children, run_time }) = partition else {
        return (None, Vec::new(), None);
    };
    let partition = Partition { by: by.into(), columns: super::texts(columns) };
    (Some(partition), children.into_iter().map(Child::of).collect(), run_time.map(Text::from))
}

impl Serialize for Partition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.by)
    }
}

impl<'de> Deserialize<'de> for Partition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let by = Text::deserialize(deserializer)?;
        let wrong = format!("`{by}` is not of the form `RANGE (column)`");
        Self::parsed(by).ok_or_else(|| serde::de::Error::custom(wrong))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_from_sql() {
        let columns = |by: &'static str| Partition::parsed(by.into()).map(|partition| partition.columns);
        assert_eq!(columns("RANGE (created_at)"), Some(vec!["created_at".into()]));
        assert_eq!(
            columns(r#"LIST ("a, ""b""", "order", c)"#),
            Some(vec!["a, \"b\"".into(), "order".into(), "c".into()])
        );
        for wrong in ["RANGE", "RANGE (", "RANGE ()", "RANGE (\"a)", "RANGE (\"a\"b)"] {
            assert_eq!(columns(wrong), None, "{wrong}");
        }
    }
}
