//! The snapshot of a schema: what the tables were when it was taken, as a file beside the code that is read back and compared.
//!
//! [`Snapshot::of`] takes it from the definitions, [`Snapshot::to_json`] writes it, [`Snapshot::from_json`] reads it, and
//! [`Snapshot::changes_to`] says what another one has differently. It holds everything that a [`TableDef`](crate::TableDef) says, and what follows from it as
//! the database has it: the names of constraints and indexes, the tenant column in front, composite references, predicates. So a snapshot
//! is understood without the program that it was taken of, and by later versions of this crate.
//!
//! # The file
//!
//! Tables and enums are sorted by name, members stand in a fixed order, and each column, reference, index, check and waiver has a line to itself:
//! a change of the structs is a change of few lines. What is empty, false or absent is left out. The same tables give the same bytes.
//!
//! `version` goes up when what is already written comes to mean something else. A member that is added later is optional to read, and one that
//! this version does not know is refused: reading a snapshot never loses a part of it.

mod change;
mod check;
mod child;
mod column;
mod enums;
mod error;
mod extra;
mod index;
mod json;
mod key;
mod reference;
mod table;
mod tenancy;
#[cfg(test)]
mod tests;
mod waiver;

use std::borrow::Cow;

pub use change::Change;
pub use check::Check;
pub use child::Child;
pub use column::{Column, Copied};
pub use enums::Enum;
pub use error::{Problem, SnapshotError};
pub use extra::Extra;
pub use index::{Index, IndexColumn, Purpose};
pub use key::Key;
pub use reference::Reference;
pub use table::Table;
pub use tenancy::Tenancy;
pub use waiver::Waiver;

use crate::Schema;
use crate::physical::{self, PhysicalTable};
use json::{Block, Members};

/// The version of the file that this crate writes and reads.
pub const VERSION: u32 = 1;

/// A text of a snapshot: borrowed from the definitions, or read from a file.
pub type Text = Cow<'static, str>;

/// All tables of a schema, and their enum types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// Sorted by name.
    pub enums: Vec<Enum>,
    /// Sorted by name.
    pub tables: Vec<Table>,
    /// SQL of the user's own for the whole schema.
    pub sql: Vec<Extra>,
}

impl Snapshot {
    /// The snapshot of the tables as they are now.
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        Self::with(schema, &physical::all(schema))
    }

    /// The same, of layouts that are there already.
    pub(crate) fn with(schema: &Schema, layouts: &[PhysicalTable]) -> Self {
        let Schema { tables, sql } = schema;
        let mut tables: Vec<_> = tables.iter().zip(layouts).map(|(def, layout)| Table::of(def, layout)).collect();
        tables.sort_by(|one, other| (&one.name, &one.schema).cmp(&(&other.name, &other.schema)));
        let mut enums: Vec<_> = crate::ddl::enums(schema).into_iter().map(Enum::of).collect();
        enums.sort_by(|one, other| (&one.name, &one.schema).cmp(&(&other.name, &other.schema)));
        Self { enums, tables, sql: sql.iter().map(Extra::of).collect() }
    }

    /// The text of the file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { enums, tables, sql } = self;
        let mut text = String::new();
        let mut object = Block::new(&mut text, 0);
        object.number("version", VERSION);
        object.parts("enums", enums);
        object.blocks("tables", tables);
        object.parts("sql", sql);
        object.end();
        text.push('\n');
        text
    }

    /// Reads the text of a file. Nothing of it is passed over.
    ///
    /// # Errors
    ///
    /// The text is no JSON, is of a version that this crate does not read, lacks something, or holds something that this crate does not know.
    pub fn from_json(text: &str) -> Result<Self, SnapshotError> {
        let mut members = Members::of_document(text)?;
        members.version("version", VERSION)?;
        let (enums, tables) = (members.parts("enums")?, members.required_parts("tables")?);
        let sql = members.parts("sql")?;
        members.end()?;
        Ok(Self { enums, tables, sql })
    }

    /// What the other one has differently, table by table; nothing when both say the same.
    #[must_use]
    pub fn changes_to(&self, other: &Self) -> Vec<Change> {
        change::between(self, other)
    }
}
