//! Advice: what a schema may do, and mostly should not. It never stops a build.
//!
//! [`advise`] reads a schema and says what it finds, with a code, the table, and what to write instead; each code has
//! its page below. The build script prints the same as warnings and silences what a project has decided otherwise:
//! [`emit(&SCHEMA).without_advice(&["A06"])`](crate::Emit::without_advice). A code is never used again, and none is a
//! rule's.
//!
//! # What is not advised
//!
//! - **Offset pagination**, though each page costs as much as all before it: a schema does not say how it is read.
//!   [`Select::offset`](peristyle::query::Select::offset) says what it costs, and a page by key,
//!   [`Select::page`](peristyle::query::Select::page), costs the same wherever it is.
//! - **Values of an enum that will have to go**, unless a label says so itself ([`A17`]): what a business gives up is
//!   not in its schema.
//! - **A unique index over one nullable column**: that many rows have no value is what everybody expects of it. [`A13`]
//!   is about unique indexes over more columns.
//! - **Cascades from a tenant's root**: when a tenant goes, all of it goes. [`A14`] and [`A15`] leave the tenant column
//!   out.

mod check;
mod finding;
mod graph;
#[cfg(test)]
mod tests;
mod wording;

use std::fmt;

use finding::Finding;

use crate::checks::Checked;
use crate::model::{Name, Table, Text};

/// A piece of advice, as it is given to every schema.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// Such as `A02`.
    pub code: &'static str,
    /// What it is about in two or three words, such as `unbounded_text`.
    pub name: &'static str,
    look: fn(&Checked) -> Vec<Finding>,
}

macro_rules! advice {
    ($($file:ident $code:ident $name:ident,)*) => {
        $(
            mod $file;

            #[doc = include_str!(concat!(stringify!($code), ".md"))]
            pub const $code: Piece =
                Piece { code: stringify!($code), name: stringify!($name), look: $file::look };
        )*

        /// Every piece of advice, sorted by code.
        pub const ALL: &[Piece] = &[$($code),*];

        impl Piece {
            /// Returns the page of the advice, in Markdown.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self.code {
                    $(stringify!($code) => include_str!(concat!(stringify!($code), ".md")),)*
                    _ => "",
                }
            }
        }
    };
}

advice! {
    a01 A01 one_name_two_types,
    a02 A02 unbounded_text,
    a03 A03 three_valued_flag,
    a04 A04 nullable_array,
    a05 A05 nothing_required,
    a06 A06 varchar_limit,
    a07 A07 reserved_name,
    a08 A08 two_deletions,
    a09 A09 flag_index,
    a10 A10 range_in_front,
    a11 A11 wide_index,
    a12 A12 many_indexes,
    a13 A13 null_in_unique,
    a14 A14 cascade_of_deleted,
    a15 A15 far_cascade,
    a16 A16 circle,
    a17 A17 outdated_value,
    a18 A18 second_root_reference,
    a19 A19 look_up_without_role,
}

/// A piece of advice, as it is given to one schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// Such as `A02`; its page is `peristyle_build::advice::A02`.
    pub code: &'static str,
    /// The name of the piece, such as `unbounded_text`.
    pub name: &'static str,
    /// The table it speaks of; the first of them where it speaks of several.
    pub table: TableName,
    /// The column, where it speaks of one alone.
    pub column: Option<Text>,
    /// What was found, in one line.
    pub text: String,
    /// What to write instead.
    pub instead: String,
}

/// The table that a piece of advice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableName {
    /// The schema, where the table names one.
    pub schema: Option<Text>,
    /// The name within it.
    pub name: Text,
}

impl TableName {
    fn of(Table { schema, name, .. }: &Table) -> Self {
        Self { schema: schema.clone(), name: name.clone() }
    }

    pub(crate) fn as_name(&self) -> Name<'_> {
        Name { schema: self.schema.as_deref(), name: &self.name }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_name().fmt(f)
    }
}

/// Returns the advice on a schema: sorted by code, then in the order of the tables.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::{Checked, advice};
///
/// for advice in advice::advise(&Checked::of(&Schema::new(&[], &[]))?) {
///     eprintln!("{advice}");
/// }
/// # Ok::<(), peristyle_build::SchemaError>(())
/// ```
#[must_use]
pub fn advise(checked: &Checked) -> Vec<Advice> {
    let declared = checked.without_counters();
    let of_user = |advice: &Advice| {
        // The table of the versions is as its table is.
        let table = declared.tables().iter().find(|table| table.qualified() == advice.table.as_name());
        table.is_none_or(|table| table.history_of.is_none())
    };
    ALL.iter().flat_map(|piece| piece.look_at(&declared)).filter(of_user).collect()
}

impl Piece {
    fn look_at(self, checked: &Checked) -> impl Iterator<Item = Advice> + use<> {
        (self.look)(checked).into_iter().map(move |Finding { table, column, text, instead }| Advice {
            code: self.code,
            name: self.name,
            table,
            column,
            text,
            instead,
        })
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, text, instead, .. } = self;
        write!(f, "[{code}] {text}\n  = help: {instead}\n  = docs: peristyle_build::advice::{code}")
    }
}
