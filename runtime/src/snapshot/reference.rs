use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::definition::OnDelete;
use crate::layout;

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The name of the constraint.
    pub name: Text,
    /// The columns that refer, the tenant column too.
    pub columns: Vec<Text>,
    /// The table referred to.
    pub target: Text,
    /// Its columns, in the same order.
    pub target_columns: Vec<Text>,
    /// What happens to this row when the row it refers to is deleted.
    pub on_delete: OnDelete,
    /// Why.
    pub why: Text,
}

const ON_DELETE: [(&str, OnDelete); 4] = [
    ("cascade", OnDelete::Cascade),
    ("set_null", OnDelete::SetNull),
    ("restrict", OnDelete::Restrict),
    ("no_action", OnDelete::NoAction),
];

impl Reference {
    pub(super) fn of(reference: &layout::Reference) -> Self {
        // What is passed over: the declared column is the last of its columns, and says itself whether it may be NULL.
        let layout::Reference { name, column: _, columns, nullable: _, target, target_columns, on_delete, why } =
            reference;
        Self {
            name: name.clone().into(),
            columns: columns.iter().copied().map(Text::from).collect(),
            target: (*target).into(),
            target_columns: target_columns.iter().copied().map(Text::from).collect(),
            on_delete: *on_delete,
            why: (*why).into(),
        }
    }
}

const fn word(on_delete: OnDelete) -> &'static str {
    match on_delete {
        OnDelete::Cascade => "cascade",
        OnDelete::SetNull => "set_null",
        OnDelete::Restrict => "restrict",
        OnDelete::NoAction => "no_action",
    }
}

impl Write for Reference {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, columns, target, target_columns, on_delete, why } = self;
        line.text("name", name);
        line.texts("columns", columns);
        line.text("target", target);
        line.texts("target_columns", target_columns);
        line.text("on_delete", word(*on_delete));
        line.stated("why", why);
    }
}

impl Read for Reference {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            name: members.text("name")?,
            columns: members.texts("columns")?,
            target: members.text("target")?,
            target_columns: members.texts("target_columns")?,
            on_delete: members.one_of("on_delete", &ON_DELETE)?,
            why: members.stated("why")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_was_written() {
        for (text, on_delete) in ON_DELETE {
            assert_eq!(word(on_delete), text);
        }
    }
}
