//! The revisions of what the DDL emits in words of its own.
//!
//! A snapshot has what the user declared. The text of the functions, triggers, policies and rights that follow from it belongs to a version of this crate, so
//! a snapshot also has the revision of each kind. Where it is an older one, the planner writes all of that kind again.
//!
//! To change a text, add a [`Revision`] to its kind below. `ddl/revision_tests.rs` fails until it is there.

use std::collections::HashSet;

use super::{Database, Name, Table, Tenancy};

/// How a kind changed.
#[derive(Debug)]
pub(crate) struct Revision {
    /// What is different, as the end of a sentence.
    pub(crate) change: &'static str,
    /// Whether only functions differ. Then no table is locked.
    pub(crate) only_functions: bool,
}

/// What is known of a kind.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The name in a snapshot.
    pub(crate) name: &'static str,
    /// What a message calls it.
    pub(crate) noun: &'static str,
    /// Whether a schema has any of it.
    is_in: fn(&Database) -> bool,
    /// The names of the triggers that any revision wrote. What is not written any more is dropped.
    pub(crate) triggers: &'static [&'static str],
    /// The ends of the names of the functions of one table, likewise.
    pub(crate) functions: &'static [&'static str],
    /// The signature that a function had in an earlier revision.
    pub(crate) former: fn(&str) -> Option<String>,
    /// The revisions after the first one.
    pub(crate) later: &'static [Revision],
}

macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident: $spec:expr,)*) => {
        /// What the DDL emits in words of its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Kind {
            $($(#[$about])* $kind,)*
        }

        impl Kind {
            /// All of them, in the order of their declaration.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$kind,)*];

            pub(crate) fn spec(self) -> &'static Spec {
                match self {
                    $(Self::$kind => const { &$spec },)*
                }
            }
        }
    };
}

const NONE: Spec =
    Spec { name: "", noun: "", is_in: |_| false, triggers: &[], functions: &[], former: |_| None, later: &[] };

kinds! {
    /// The function that reads the tenant of the transaction.
    TenantContext: Spec {
        name: "tenant_context",
        noun: "the function of the tenant",
        is_in: |database| database.roots().next().is_some(),
        later: &[Revision { change: "the form of an id is checked by a pattern, which costs less", only_functions: true }],
        ..NONE
    },
    /// The triggers of `updated_at`, and their function.
    UpdatedAt: Spec {
        name: "updated_at",
        noun: "the triggers of updated_at",
        is_in: |database| any(database, |table| table.updated_at_of_trigger().is_some()),
        triggers: &["peristyle_updated_at"],
        later: &[Revision { change: "each update moves the time forward", only_functions: true }],
        ..NONE
    },
    /// What refuses changes of append-only tables.
    AppendOnly: Spec {
        name: "append_only",
        noun: "the triggers of append-only tables",
        is_in: |database| any(database, |table| table.append_only),
        triggers: &["peristyle_append_only", "peristyle_append_only_rows"],
        ..NONE
    },
    /// What numbers the rows of each tenant.
    Numbers: Spec {
        name: "numbers",
        noun: "the triggers of numbers per tenant",
        is_in: |database| any(database, |table| table.numbered().next().is_some()),
        // The names have the place of the column behind them, and have stayed the same.
        later: &[Revision { change: "TRUNCATE of a table with numbers without gaps is refused", only_functions: false }],
        ..NONE
    },
    /// What keeps the versions of rows.
    History: Spec {
        name: "history",
        noun: "the triggers of the history",
        is_in: |database| any(database, |table| table.history),
        triggers: &[
            "peristyle_history",
            "peristyle_history_update",
            "peristyle_history_delete",
            "peristyle_history_insert",
            "peristyle_history_truncate",
        ],
        functions: &["history", "history_update", "history_delete", "history_insert"],
        later: &[Revision {
            change: "the versions of a statement are written by one insert, and TRUNCATE is refused",
            only_functions: false,
        }],
        ..NONE
    },
    /// What makes a soft delete honour `on_delete`.
    SoftDeletes: Spec {
        name: "soft_deletes",
        noun: "the triggers of soft deletes",
        is_in: has_soft_deletes,
        triggers: &[
            "peristyle_live_insert",
            "peristyle_live_update",
            "peristyle_delete_lock",
            "peristyle_delete_rows",
            "peristyle_delete_settle",
            "peristyle_delete_key",
            "peristyle_delete_begin",
            "peristyle_delete_end",
            "peristyle_refuse_move",
        ],
        functions: &["live", "live_update", "delete_lock", "delete_rows", "delete_settle", "delete_key", "delete_statement"],
        later: &[
            Revision {
                change: "a statement that soft-deletes in several tables is one delete, no setting of a session chooses its time, and rows are found by index",
                only_functions: false,
            },
            Revision {
                change: "a soft-deleted row takes over no key to which live rows refer, and a delete by a trigger is part of the one that fires it",
                only_functions: false,
            },
            Revision {
                change: "a statement of a trigger that soft-deletes in several tables is one delete, and so is one after the clock was set back",
                only_functions: true,
            },
        ],
        ..NONE
    },
    /// What lets two releases write one table.
    AcrossReleases: Spec {
        name: "across_releases",
        noun: "the triggers that serve two releases",
        is_in: |database| any(database, |table| table.columns.iter().any(|column| column.transition.is_some())),
        ..NONE
    },
    /// The views that have the old names of tables.
    OldNames: Spec {
        name: "old_names",
        noun: "the views of old names",
        is_in: |database| any(database, |table| table.view().is_some()),
        ..NONE
    },
    /// The policies of the tenants.
    RowSecurity: Spec {
        name: "row_security",
        noun: "the policies of the tenants",
        is_in: |database| any(database, |table| table.tenancy != Tenancy::Global),
        ..NONE
    },
    /// What stands around the conditions of declared policies.
    Policies: Spec {
        name: "policies",
        noun: "what stands around declared policies",
        is_in: |database| any(database, |table| !table.policies.is_empty()),
        ..NONE
    },
    /// The look-ups of the tenant before it is known.
    Lookups: Spec {
        name: "lookups",
        noun: "the look-ups of the tenant",
        is_in: |database| any(database, |table| table.lookups().next().is_some()),
        // A queue had no argument.
        former: |signature| signature.strip_suffix("(uuid[])").map(|name| format!("{name}()")),
        later: &[Revision { change: "a tenant that is soft-deleted is not found", only_functions: false }],
        ..NONE
    },
    /// What roles may do.
    Grants: Spec {
        name: "grants",
        noun: "the rights of the roles",
        is_in: |database| !database.tables.is_empty(),
        ..NONE
    },
}

fn any(database: &Database, has: impl Fn(&Table) -> bool) -> bool {
    database.tables.iter().any(has)
}

fn has_soft_deletes(database: &Database) -> bool {
    let is_root = |table: &&Table| matches!(table.tenancy, Tenancy::Root { .. });
    let kept = database.tables.iter().filter(|table| table.soft_delete() && !is_root(table));
    let kept: HashSet<Name<'_>> = kept.map(Table::qualified).collect();
    let mut references = database.tables.iter().flat_map(|table| &table.references);
    !kept.is_empty() && references.any(|one| !one.ignores_soft_delete && !one.period && kept.contains(&one.target()))
}

impl Kind {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.spec().name == name)
    }

    /// The revision that this crate writes.
    pub(crate) fn current(self) -> u32 {
        u32::try_from(self.spec().later.len()).unwrap_or(u32::MAX - 1) + 1
    }

    /// The revisions after one, up to that of this crate.
    pub(crate) fn after(self, revision: u32) -> &'static [Revision] {
        let first = usize::try_from(revision.saturating_sub(1)).unwrap_or(usize::MAX);
        self.spec().later.get(first..).unwrap_or_default()
    }

    pub(crate) fn is_in(self, database: &Database) -> bool {
        (self.spec().is_in)(database)
    }
}

/// The revisions of the texts that the DDL emits for a [`Database`]: of functions, triggers, policies and rights.
///
/// The tables of a program have those of this version of the crate. A snapshot has those of the version that wrote it; a kind that it does not name has its first
/// revision. A migration writes again what has an older one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisions([u32; Kind::ALL.len()]);

/// Those of this version of the crate.
impl Default for Revisions {
    fn default() -> Self {
        let mut revisions = Self::first();
        for kind in Kind::ALL {
            revisions.set(*kind, kind.current());
        }
        revisions
    }
}

impl Revisions {
    /// Those of a snapshot that names none.
    pub(crate) const fn first() -> Self {
        Self([1; Kind::ALL.len()])
    }

    pub(crate) const fn of(&self, kind: Kind) -> u32 {
        self.0[kind as usize]
    }

    pub(crate) const fn set(&mut self, kind: Kind, revision: u32) {
        self.0[kind as usize] = revision;
    }
}

/// A kind that an older version of this crate wrote into a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outdated {
    pub(crate) kind: Kind,
    /// The revision that the database has.
    pub(crate) from: u32,
}

impl Outdated {
    /// What a schema has in an older revision than another one.
    pub(crate) fn of(old: &Database, new: &Database) -> Vec<Self> {
        let kinds = Kind::ALL.iter().copied().filter(|kind| old.revisions.of(*kind) < new.revisions.of(*kind));
        kinds.filter(|kind| kind.is_in(old)).map(|kind| Self { kind, from: old.revisions.of(kind) }).collect()
    }

    /// Whether only functions differ.
    pub(crate) fn only_functions(self) -> bool {
        self.kind.after(self.from).iter().all(|revision| revision.only_functions)
    }

    /// The revisions, and what is different.
    pub(crate) fn told(self) -> String {
        let changes: Vec<_> = self.kind.after(self.from).iter().map(|revision| revision.change).collect();
        format!("revision {} in place of {}: {}", self.kind.current(), self.from, changes.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name() {
        for (place, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(Kind::named(kind.spec().name), Some(*kind));
            assert_eq!(*kind as usize, place);
            assert!(kind.after(kind.current()).is_empty());
        }
    }
}
