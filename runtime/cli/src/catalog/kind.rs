use std::fmt;

use serde::Serialize;

/// What an object of a [`Catalog`](super::Catalog) is. The order is that in which objects are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A schema.
    Schema,
    /// An enum type.
    Enum,
    /// A domain.
    Domain,
    /// A composite type.
    CompositeType,
    /// A range type.
    RangeType,
    /// Another type.
    Type,
    /// A sequence that is not an identity.
    Sequence,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate function.
    Aggregate,
    /// A table, partitioned or not.
    Table,
    /// A foreign table.
    ForeignTable,
    /// A partition of a table.
    Partition,
    /// A column.
    Column,
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    UniqueConstraint,
    /// An exclusion constraint.
    ExclusionConstraint,
    /// The index of a key, a unique constraint or an exclusion constraint.
    ConstraintIndex,
    /// A check.
    Check,
    /// A foreign key.
    ForeignKey,
    /// An index.
    Index,
    /// The index of a partition that belongs to an index of its table.
    PartitionIndex,
    /// Extended statistics.
    Statistics,
    /// A trigger.
    Trigger,
    /// A rewrite rule.
    Rule,
    /// A policy.
    Policy,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
}

const NAMES: [(Kind, &str); 28] = [
    (Kind::Schema, "schema"),
    (Kind::Enum, "enum"),
    (Kind::Domain, "domain"),
    (Kind::CompositeType, "composite type"),
    (Kind::RangeType, "range type"),
    (Kind::Type, "type"),
    (Kind::Sequence, "sequence"),
    (Kind::Function, "function"),
    (Kind::Procedure, "procedure"),
    (Kind::Aggregate, "aggregate"),
    (Kind::Table, "table"),
    (Kind::ForeignTable, "foreign table"),
    (Kind::Partition, "partition"),
    (Kind::Column, "column"),
    (Kind::PrimaryKey, "primary key"),
    (Kind::UniqueConstraint, "unique constraint"),
    (Kind::ExclusionConstraint, "exclusion constraint"),
    (Kind::ConstraintIndex, "constraint index"),
    (Kind::Check, "check"),
    (Kind::ForeignKey, "foreign key"),
    (Kind::Index, "index"),
    (Kind::PartitionIndex, "partition index"),
    (Kind::Statistics, "statistics"),
    (Kind::Trigger, "trigger"),
    (Kind::Rule, "rule"),
    (Kind::Policy, "policy"),
    (Kind::View, "view"),
    (Kind::MaterializedView, "materialized view"),
];

impl Kind {
    /// The kind that a query names.
    pub(super) fn named(name: &str) -> Self {
        NAMES.into_iter().find(|(_, one)| *one == name).map_or(Self::Type, |(kind, _)| kind)
    }

    /// Returns whether it is a constraint of a table.
    #[must_use]
    pub const fn is_constraint(self) -> bool {
        matches!(
            self,
            Self::PrimaryKey | Self::UniqueConstraint | Self::ExclusionConstraint | Self::Check | Self::ForeignKey
        )
    }

    /// Returns what `COMMENT ON` and `GRANT` call it.
    pub(crate) const fn keyword(self) -> &'static str {
        match self {
            Self::Schema => "SCHEMA",
            Self::Enum | Self::CompositeType | Self::RangeType | Self::Type => "TYPE",
            Self::Domain => "DOMAIN",
            Self::Sequence => "SEQUENCE",
            Self::Function => "FUNCTION",
            Self::Procedure => "PROCEDURE",
            Self::Aggregate => "AGGREGATE",
            Self::Table | Self::Partition => "TABLE",
            Self::ForeignTable => "FOREIGN TABLE",
            Self::Column => "COLUMN",
            Self::PrimaryKey | Self::UniqueConstraint | Self::ExclusionConstraint | Self::Check | Self::ForeignKey => {
                "CONSTRAINT"
            }
            Self::Index | Self::ConstraintIndex | Self::PartitionIndex => "INDEX",
            Self::Statistics => "STATISTICS",
            Self::Trigger => "TRIGGER",
            Self::Rule => "RULE",
            Self::Policy => "POLICY",
            Self::View => "VIEW",
            Self::MaterializedView => "MATERIALIZED VIEW",
        }
    }
}

/// As a person says it: `foreign key`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(NAMES.into_iter().find(|(kind, _)| kind == self).map_or("object", |(_, name)| name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name() {
        for (kind, name) in NAMES {
            assert_eq!((Kind::named(name), kind.to_string().as_str()), (kind, name));
        }
        assert!(NAMES.is_sorted_by_key(|(kind, _)| *kind));
    }
}
