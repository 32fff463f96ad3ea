use std::fmt;

use serde::Deserialize;

/// What a fact is about; named in the catalog queries as here, in snake_case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Table,
    Partition,
    ColumnOrder,
    ColumnType,
    ColumnNull,
    ColumnDefault,
    ColumnIdentity,
    ColumnGenerated,
    ColumnCollation,
    PrimaryKey,
    UniqueConstraint,
    ExclusionConstraint,
    Check,
    ForeignKey,
    Index,
    RowSecurity,
    Policy,
    Function,
    Trigger,
    Enum,
    Domain,
    Comment,
    Privilege,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Table,
        Self::Partition,
        Self::ColumnOrder,
        Self::ColumnType,
        Self::ColumnNull,
        Self::ColumnDefault,
        Self::ColumnIdentity,
        Self::ColumnGenerated,
        Self::ColumnCollation,
        Self::PrimaryKey,
        Self::UniqueConstraint,
        Self::ExclusionConstraint,
        Self::Check,
        Self::ForeignKey,
        Self::Index,
        Self::RowSecurity,
        Self::Policy,
        Self::Function,
        Self::Trigger,
        Self::Enum,
        Self::Domain,
        Self::Comment,
        Self::Privilege,
    ];
}

/// `column type` for [`Kind::ColumnType`].
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push(' ');
            }
            name.extend(letter.to_lowercase());
        }
        f.pad(&name)
    }
}
