use super::json::{Line, Members, Read, Write};
use super::reference::word;
use super::{SnapshotError, Text, Waiver};
use crate::definition::{ColumnDef, Denormalized, Sequence};
use crate::{ddl, physical};

/// A column of a [`Table`](super::Table).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// The name in the database.
    pub name: Text,
    /// The type as the DDL writes it, such as `numeric(10,2)`; an enum by its name.
    pub sql_type: Text,
    /// How its texts are compared and sorted.
    pub collation: Option<Text>,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// What the database fills in, as the DDL writes it.
    pub default: Option<Text>,
    /// What counts it up.
    pub sequence: Option<Sequence>,
    /// The expression that the database computes it by.
    pub generated: Option<Text>,
    /// The doc comment of the field.
    pub doc: Text,
    /// What it copies of another table.
    pub copied: Option<Copied>,
    /// The waivers on this column.
    pub waivers: Vec<Waiver>,
}

/// What a column copies of another table, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copied {
    /// The name of the column of the other table.
    pub column: Text,
    /// Why there is a copy.
    pub why: Text,
}

/// The first is left out of the file.
const SEQUENCES: [(&str, Option<Sequence>); 4] = [
    ("", None),
    ("identity", Some(Sequence::Identity)),
    ("identity_by_default", Some(Sequence::IdentityByDefault)),
    ("serial", Some(Sequence::Serial)),
];

impl Column {
    pub(super) fn of(def: &ColumnDef) -> Self {
        // What is passed over: the layout gives the default and the expression, the references their target; what travels is no part of the schema.
        let ColumnDef {
            name,
            field: _,
            sql_type,
            collation,
            carrier: _,
            nullable,
            default: _,
            sequence,
            generated: _,
            doc,
            denormalized,
            waivers,
            target: _,
            rust_type: _,
            untyped_json: _,
        } = *def;
        Self {
            name: name.into(),
            sql_type: ddl::type_name(sql_type),
            collation: collation.map(Text::from),
            nullable,
            default: physical::default(def).map(Text::from),
            sequence,
            generated: physical::generated(def).map(Text::from),
            doc: doc.into(),
            copied: denormalized.map(Copied::of),
            waivers: waivers.iter().copied().map(Waiver::of).collect(),
        }
    }
}

impl Copied {
    fn of(def: Denormalized) -> Self {
        let Denormalized { column, why } = def;
        Self { column: column.into(), why: why.into() }
    }
}

impl Write for Column {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, sql_type, collation, nullable, default, sequence, generated, doc, copied, waivers } = self;
        line.text("name", name);
        line.text("type", sql_type);
        line.optional("collation", collation.as_ref());
        line.flag("null", *nullable);
        line.optional("default", default.as_ref());
        line.stated("sequence", word(&SEQUENCES, sequence));
        line.optional("generated", generated.as_ref());
        line.stated("doc", doc);
        line.part("copied", copied.as_ref());
        line.parts("waivers", waivers);
    }
}

impl Read for Column {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            name: members.text("name")?,
            sql_type: members.text("type")?,
            collation: members.optional("collation")?,
            nullable: members.flag("null")?,
            default: members.optional("default")?,
            sequence: members.one_of_or("sequence", &SEQUENCES)?,
            generated: members.optional("generated")?,
            doc: members.stated("doc")?,
            copied: members.part("copied")?,
            waivers: members.parts("waivers")?,
        })
    }
}

impl Write for Copied {
    fn write(&self, line: &mut Line<'_>) {
        let Self { column, why } = self;
        line.text("column", column);
        line.text("why", why);
    }
}

impl Read for Copied {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self { column: members.text("column")?, why: members.text("why")? })
    }
}
