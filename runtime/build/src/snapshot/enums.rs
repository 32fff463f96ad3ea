use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text, Waiver};
use crate::EnumDef;

/// An enum type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enum {
    /// The schema of the database, where it says one.
    pub schema: Option<Text>,
    /// The name of the type.
    pub name: Text,
    /// The labels in order.
    pub labels: Vec<Text>,
    /// The documentation of the Rust enum.
    pub doc: Text,
    /// The waivers on it.
    pub waivers: Vec<Waiver>,
}

impl Enum {
    pub(super) fn of(def: &EnumDef) -> Self {
        let EnumDef { schema, name, labels, doc, waivers } = *def;
        let labels = labels.iter().copied().map(Text::from).collect();
        let waivers = waivers.iter().copied().map(Waiver::of).collect();
        Self { schema: schema.map(Text::from), name: name.into(), labels, doc: doc.into(), waivers }
    }
}

impl Write for Enum {
    fn write(&self, line: &mut Line<'_>) {
        let Self { schema, name, labels, doc, waivers } = self;
        line.optional("schema", schema.as_ref());
        line.text("name", name);
        line.texts("labels", labels);
        line.stated("doc", doc);
        line.parts("waivers", waivers);
    }
}

impl Read for Enum {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            schema: members.optional("schema")?,
            name: members.text("name")?,
            labels: members.texts("labels")?,
            doc: members.stated("doc")?,
            waivers: members.parts("waivers")?,
        })
    }
}
