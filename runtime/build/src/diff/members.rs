//! Every member of the model by its name: whether it counts, and what a message calls it.

use std::borrow::Cow;

use super::Part;
use crate::model::{
    Check, Child, Column, Domain, DomainCheck, Enum, Extra, Index, IndexColumn, Key, Name, Reference, Table, Waiver,
};

/// Implements [`Part`]. The pattern has no `..`: a member that is added to the model has to be put into one of the two lists.
macro_rules! parts {
    ($($part:ident $noun:literal named by $name:expr; { $($member:ident: $word:literal $(by $same:expr)?,)* } without { $($left:ident),* })*) => {
        $(impl Part for $part {
            const NOUN: &'static str = $noun;

            fn name(&self) -> Cow<'_, str> {
                let name: fn(&Self) -> Cow<'_, str> = $name;
                name(self)
            }

            fn differing(&self, new: &Self) -> Vec<&'static str> {
                let Self { $($member,)* $($left: _,)* } = self;
                let mut differing = Vec::new();
                $(if !same!($member, &new.$member $(, $same)?) {
                    differing.push($word);
                })*
                differing
            }
        })*
    };
}

macro_rules! same {
    ($old:expr, $new:expr) => {
        $old == $new
    };
    ($old:expr, $new:expr, $same:expr) => {
        $same($old, $new)
    };
}

parts! {
    Table "table" named by |table| qualified(table.qualified()); {
        rust_name: "struct",
        doc: "documentation",
        tenancy: "tenancy",
        key: "key",
        append_only: "append_only",
        history: "history",
        history_by_statement: "triggers of the history",
        history_of: "table of the versions",
        without_row_security: "row security",
        global_row_security: "row security of a global table",
        partition: "partitioning",
        run_time_partitions: "partitions at run time",
        options: "storage options",
        unlogged: "logging",
        tablespace: "tablespace",
        primary_key: "primary key" by same_key,
        tenant_key: "tenant key" by same_key,
        transition: "transition",
        statistics: "statistics",
        policies: "policies",
    } without { schema, name, renamed_from, search, counts, waivers, columns, references, indexes, checks, children, budget, sql }

    Column "column" named by |column| Cow::Borrowed(&column.name); {
        sql_type: "type",
        collation: "collation",
        nullable: "nullability",
        default: "default",
        sequence: "sequence",
        sequence_name: "sequence name",
        sequence_type: "sequence type",
        number: "numbers",
        generated: "expression",
        is_virtual: "storage",
        doc: "documentation",
        copied: "source",
        set_by_application: "writer",
        no_trigger: "trigger",
        transition: "transition",
        waivers: "waivers",
    } without { name, field, renamed_from }

    Reference "foreign key" named by |reference| Cow::Borrowed(&reference.name); {
        columns: "columns",
        target_schema: "schema of the target",
        target: "target",
        target_columns: "columns of the target",
        on_delete: "on_delete",
        on_update: "on_update",
        deferrable: "deferral",
        ignores_soft_delete: "soft deletes",
        not_valid: "validity",
        period: "period",
        not_enforced: "enforcement",
        why: "reason",
    } without { name, with_tenant }

    Index "index" named by |index| Cow::Borrowed(&index.name); {
        unique: "uniqueness",
        method: "method",
        columns: "columns" by same_columns,
        include: "included columns",
        nulls_not_distinct: "nulls_not_distinct",
        options: "storage options",
        constraint: "constraint",
        exclusion: "exclusion",
        without_overlaps: "without_overlaps",
        predicate: "predicate",
        doc: "documentation",
        for_reference: "purpose",
        for_lookup: "purpose",
        tenant_lookup: "look-up of the tenant",
    } without { name, only }

    Check "check" named by |check| Cow::Borrowed(&check.name); {
        columns: "columns",
        condition: "condition",
        message: "message",
        not_valid: "validity",
        not_enforced: "enforcement",
    } without { name, generated }

    Child "partition" named by |child| Cow::Borrowed(&child.name); { bound: "bound", } without { name }

    Enum "enum" named by |one| qualified(one.qualified()); {
        labels: "labels",
        doc: "documentation",
        waivers: "waivers",
    } without { schema, name }

    Domain "domain" named by |domain| qualified(domain.qualified()); {
        sql_type: "type",
        collation: "collation",
        default: "default",
        not_null: "nullability",
        checks: "checks" by same_conditions,
        doc: "documentation",
    } without { schema, name }

    Extra "piece of SQL" named by |extra| Cow::Borrowed(&extra.name); {
        place: "place",
        sql: "statements",
        again: "statements for a second run",
        waived: "waiver",
    } without { name }

    Waiver "waiver" named by |waiver| Cow::Borrowed(&waiver.name); {
        code: "code",
        reason: "reason",
    } without { name }
}

/// Two of one name in two schemas are two.
fn qualified(name: Name<'_>) -> Cow<'_, str> {
    match name.schema {
        Some(_) => Cow::Owned(name.to_string()),
        None => Cow::Borrowed(name.name),
    }
}

fn same_key(old: &Option<Key>, new: &Option<Key>) -> bool {
    match (old, new) {
        (Some(Key { name, columns }), Some(new)) => *name == new.name && *columns == new.columns,
        (None, None) => true,
        _ => false,
    }
}

/// Without what only the program sees: which columns were declared.
pub(super) fn same_columns(old: &[IndexColumn], new: &[IndexColumn]) -> bool {
    let same = |(old, new): (&IndexColumn, &IndexColumn)| {
        let IndexColumn { name, expression, reads, descending, nulls, ops, collation, operator, added: _ } = old;
        (name, expression, reads) == (&new.name, &new.expression, &new.reads)
            && (descending, nulls, ops) == (&new.descending, &new.nulls, &new.ops)
            && (collation, operator) == (&new.collation, &new.operator)
    };
    old.len() == new.len() && old.iter().zip(new).all(same)
}

fn same_conditions(old: &[DomainCheck], new: &[DomainCheck]) -> bool {
    let same = |(DomainCheck { name, condition }, new): (&DomainCheck, &DomainCheck)| {
        *name == new.name && *condition == new.condition
    };
    old.len() == new.len() && old.iter().zip(new).all(same)
}
