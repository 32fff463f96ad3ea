use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::definition::{Deferrable, OnDelete, OnUpdate};
use crate::physical;

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The name of the constraint.
    pub name: Text,
    /// The columns that refer, the tenant column too.
    pub columns: Vec<Text>,
    /// The schema of the table referred to, where it says one.
    pub target_schema: Option<Text>,
    /// The table referred to.
    pub target: Text,
    /// Its columns, in the same order.
    pub target_columns: Vec<Text>,
    /// What happens to this row when the row it refers to is deleted.
    pub on_delete: OnDelete,
    /// What happens to it when the columns referred to change.
    pub on_update: OnUpdate,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Why.
    pub why: Text,
}

const ON_DELETE: [(&str, OnDelete); 4] = [
    ("cascade", OnDelete::Cascade),
    ("set_null", OnDelete::SetNull),
    ("restrict", OnDelete::Restrict),
    ("no_action", OnDelete::NoAction),
];

/// The first is left out of the file.
const ON_UPDATE: [(&str, OnUpdate); 4] = [
    ("", OnUpdate::NoAction),
    ("cascade", OnUpdate::Cascade),
    ("set_null", OnUpdate::SetNull),
    ("restrict", OnUpdate::Restrict),
];

/// The first is left out of the file.
const DEFERRABLE: [(&str, Deferrable); 3] =
    [("", Deferrable::Never), ("immediate", Deferrable::Immediate), ("deferred", Deferrable::Deferred)];

impl Reference {
    pub(super) fn of(reference: &physical::Reference) -> Self {
        // What is passed over: the columns say themselves which were declared and which may be NULL.
        let physical::Reference {
            name,
            declared: _,
            columns,
            nullable: _,
            target,
            target_columns,
            on_delete,
            on_update,
            deferrable,
            why,
        } = reference;
        Self {
            name: name.clone().into(),
            columns: columns.iter().copied().map(Text::from).collect(),
            target_schema: target.schema.map(Text::from),
            target: target.name.into(),
            target_columns: target_columns.iter().copied().map(Text::from).collect(),
            on_delete: *on_delete,
            on_update: *on_update,
            deferrable: *deferrable,
            why: (*why).into(),
        }
    }
}

/// An action without a word is found by the tests of this file.
pub(super) fn word<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

impl Write for Reference {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, columns, target_schema, target, target_columns, on_delete, on_update, deferrable, why } = self;
        line.text("name", name);
        line.texts("columns", columns);
        line.optional("target_schema", target_schema.as_ref());
        line.text("target", target);
        line.texts("target_columns", target_columns);
        line.text("on_delete", word(&ON_DELETE, on_delete));
        line.stated("on_update", word(&ON_UPDATE, on_update));
        line.stated("deferrable", word(&DEFERRABLE, deferrable));
        line.stated("why", why);
    }
}

impl Read for Reference {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            name: members.text("name")?,
            columns: members.texts("columns")?,
            target_schema: members.optional("target_schema")?,
            target: members.text("target")?,
            target_columns: members.texts("target_columns")?,
            on_delete: members.one_of("on_delete", &ON_DELETE)?,
            on_update: members.one_of_or("on_update", &ON_UPDATE)?,
            deferrable: members.one_of_or("deferrable", &DEFERRABLE)?,
            why: members.stated("why")?,
        })
    }
}
