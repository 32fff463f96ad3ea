use super::tables::{DELETING, Pair, Schemas, WRITING};
use super::{Certainty, Incompatibility, StatementKind};
use crate::model::{Deferrable, Index, IndexColumn, OnDelete, Reference, Table, Text};

use Certainty::{Always, Sometimes};

const NEWER: &str = "release a program that keeps the constraint first, and add it when the release is everywhere";

/// What a unique index or a key is over.
#[derive(PartialEq, Eq)]
struct Unique<'a> {
    name: &'a str,
    columns: Vec<String>,
    predicate: Option<&'a Text>,
    nulls_not_distinct: bool,
    deferrable: bool,
}

impl Pair<'_> {
    pub(super) fn constraints(&mut self) {
        let (program, there) = (self.program, self.database);
        for check in there.checks.iter().filter(|check| !check.not_enforced) {
            if program.checks.iter().all(|other| other.condition != check.condition || other.not_enforced) {
                let column =
                    Some(&check.columns).filter(|columns| columns.len() == 1).map(|columns| columns[0].as_ref());
                let reason = format!("the check `{}` refuses some values: {}", check.name, check.condition);
                self.push(column, WRITING, Sometimes, reason, NEWER);
            }
        }
        for index in there.indexes.iter().filter(|index| index.exclusion) {
            let same =
                |other: &Index| other.exclusion && other.columns == index.columns && other.predicate == index.predicate;
            if !program.indexes.iter().any(same) {
                let reason = match index.without_overlaps {
                    true => format!("`{}` refuses rows whose periods overlap", index.name),
                    false => format!("the exclusion `{}` refuses some rows", index.name),
                };
                self.push(None, WRITING, Sometimes, reason, NEWER);
            }
        }
        self.unique_indexes();
        for reference in there.references.iter().filter(|reference| !reference.not_enforced) {
            if !program.references.iter().any(|other| !other.not_enforced && is_same(other, reference)) {
                let nothing = if reference.period { "whose period is not covered" } else { "that refer to nothing" };
                let reason = format!("the foreign key `{}` refuses rows {nothing}", reference.name);
                self.push(None, WRITING, Sometimes, reason, NEWER);
            }
        }
    }

    fn unique_indexes(&mut self) {
        let (own, there) = (unique_of(self.program), unique_of(self.database));
        for one in &there {
            let implies = |other: &Unique<'_>| {
                other.columns.iter().all(|column| one.columns.contains(column))
                    && (other.predicate.is_none() || other.predicate == one.predicate)
                    && (other.nulls_not_distinct || !one.nulls_not_distinct)
            };
            if !own.iter().any(implies) {
                self.push(
                    None,
                    WRITING,
                    Sometimes,
                    format!("`{}` refuses rows with the same {}", one.name, one.columns.join(", ")),
                    NEWER,
                );
            }
        }
        for one in own.iter().filter(|one| !one.deferrable) {
            // An index of all rows is a target for the rows of a predicate too.
            let is_target = |other: &Unique<'_>| {
                let mut columns: Vec<_> = other.columns.iter().collect();
                let mut wanted: Vec<_> = one.columns.iter().collect();
                columns.sort_unstable();
                wanted.sort_unstable();
                !other.deferrable
                    && columns == wanted
                    && (other.predicate.is_none() || other.predicate == one.predicate)
            };
            if !there.iter().any(is_target) {
                let reason = format!("the target of `ON CONFLICT`, `{}`, is not there", one.name);
                let help = "keep the unique index until no program has an upsert on it";
                self.push(None, &[StatementKind::Upsert], Always, reason, help);
            }
        }
    }
}

/// Rows that cannot be deleted as the program expects.
pub(super) fn referred(schemas: Schemas<'_>, found: &mut Vec<Incompatibility>) {
    for table in &schemas.database.tables {
        let known = schemas.program.tables.iter().find(|one| one.qualified() == table.qualified());
        for reference in &table.references {
            let before = known.and_then(|known| known.references.iter().find(|other| is_same(other, reference)));
            let refuses =
                |reference: &Reference| matches!(reference.on_delete, OnDelete::Restrict | OnDelete::NoAction);
            if !refuses(reference) || before.is_some_and(refuses) {
                continue;
            }
            let target =
                schemas.program.tables.iter().find(|one| one.qualified() == reference.target() && !one.append_only);
            if let Some(target) = target.filter(|_| schemas.in_database(reference.target()).is_some()) {
                found.push(Incompatibility {
                    table: target.qualified().to_string(),
                    column: None,
                    statements: DELETING.to_vec(),
                    certainty: Sometimes,
                    reason: format!(
                        "rows of `{}` refer to it, and `{}` refuses the delete",
                        table.qualified(),
                        reference.name
                    ),
                    help: "expect `ViolationKind::ForeignKey` in the release before".to_owned(),
                });
            }
        }
    }
}

fn is_same(one: &Reference, other: &Reference) -> bool {
    one.columns == other.columns
        && one.period == other.period
        && one.target() == other.target()
        && one.target_columns == other.target_columns
}

fn unique_of(table: &Table) -> Vec<Unique<'_>> {
    let column = |column: &IndexColumn| column.expression.as_ref().unwrap_or(&column.name).to_string();
    let keys = table.keys().map(|key| Unique {
        name: &key.name,
        columns: key.columns.iter().map(ToString::to_string).collect(),
        predicate: None,
        nulls_not_distinct: false,
        deferrable: false,
    });
    let indexes = table.indexes.iter().filter(|index| index.unique && !index.exclusion).map(|index| Unique {
        name: &index.name,
        columns: index.columns.iter().map(column).collect(),
        predicate: index.predicate.as_ref(),
        nulls_not_distinct: index.nulls_not_distinct,
        deferrable: index.constraint.is_some_and(|when| when != Deferrable::Never),
    });
    keys.chain(indexes).collect()
}
