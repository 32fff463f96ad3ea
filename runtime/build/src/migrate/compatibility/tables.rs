use std::collections::HashMap;

use super::{Certainty, Incompatibility, StatementKind, names};
use crate::checks::Checked;
use crate::model::{Database, GlobalRowSecurity, Name, Table, Tenancy};

pub(super) const READING: &[StatementKind] =
    &[StatementKind::Select, StatementKind::Insert, StatementKind::Upsert, StatementKind::Update];
pub(super) const ALL: &[StatementKind] = &[
    StatementKind::Select,
    StatementKind::Insert,
    StatementKind::Upsert,
    StatementKind::Update,
    StatementKind::Delete,
];
pub(super) const INSERTING: &[StatementKind] = &[StatementKind::Insert, StatementKind::Upsert];
pub(super) const WRITING: &[StatementKind] = &[StatementKind::Insert, StatementKind::Upsert, StatementKind::Update];
pub(super) const DELETING: &[StatementKind] = &[StatementKind::Delete];

/// A table as a program sees it, and as the database has it.
pub(super) struct Pair<'a> {
    pub(super) program: &'a Table,
    pub(super) database: &'a Table,
    pub(super) schemas: Schemas<'a>,
    found: Vec<Incompatibility>,
}

/// The schema of the program, and that of the database.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'a> {
    pub(super) program: &'a Database,
    pub(super) database: &'a Database,
    /// Whether the program has a role with the rights of generated statements only.
    has_role: bool,
}

/// What fails of a program on a database.
pub(super) fn failing(program: &Checked, database: &Checked) -> Vec<Incompatibility> {
    let has_role = database.options().role().is_some();
    let program = names::of_program(program.database());
    let database = names::of_database(&program, database.database());
    let schemas = Schemas { program: &program, database: &database, has_role };
    let places: HashMap<_, _> = database.tables.iter().map(|table| (table.qualified(), table)).collect();
    let mut found = Vec::new();
    for table in &program.tables {
        match places.get(&table.qualified()) {
            // Two tables that are the same have the same statements, and most are.
            Some(there) if *there == table && schemas.program.enums == schemas.database.enums => {
                let mut pair = Pair { program: table, database: there, schemas, found: Vec::new() };
                pair.tenancy();
                found.append(&mut pair.found);
            }
            Some(there) => {
                let mut pair = Pair { program: table, database: there, schemas, found: Vec::new() };
                pair.all();
                found.append(&mut pair.found);
            }
            None => found.push(Incompatibility {
                table: table.qualified().to_string(),
                column: None,
                statements: ALL.to_vec(),
                certainty: Certainty::Always,
                reason: "the table is not there".to_owned(),
                help: "create a table in the release before the one that uses it, and drop one in the release after the last that does".to_owned(),
            }),
        }
    }
    super::constraints::referred(schemas, &mut found);
    found
}

impl<'a> Pair<'a> {
    fn all(&mut self) {
        self.tenancy();
        self.kind_of_table();
        self.columns();
        self.constraints();
        self.lookups();
    }

    pub(super) fn push(
        &mut self,
        column: Option<&str>,
        statements: &[StatementKind],
        certainty: Certainty,
        reason: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(Incompatibility {
            table: self.program.qualified().to_string(),
            column: column.map(str::to_owned),
            statements: self.generated(statements),
            certainty,
            reason: reason.into(),
            help: help.into(),
        });
        if self.found.last().is_some_and(|one| one.statements.is_empty()) {
            self.found.pop();
        }
    }

    /// Those that the program has for the table.
    fn generated(&self, statements: &[StatementKind]) -> Vec<StatementKind> {
        let has = |kind: &&StatementKind| match kind {
            StatementKind::Select => true,
            _ if self.program.history_of.is_some() => false,
            StatementKind::Update | StatementKind::Delete => !self.program.append_only,
            _ => true,
        };
        statements.iter().filter(has).copied().collect()
    }

    fn tenancy(&mut self) {
        let there = self.database;
        let is_separated = there.tenant_column().is_some() && !there.without_row_security;
        let setting = |database: &'a Database, table: &'a Table| -> Option<&'a str> {
            let root = match &table.tenancy {
                Tenancy::Root { setting, .. } => return Some(setting),
                tenancy => tenancy.root_name()?,
            };
            database.tables.iter().find(|one| one.qualified() == root).and_then(|root| match &root.tenancy {
                Tenancy::Root { setting, .. } => Some(setting.as_ref()),
                _ => None,
            })
        };
        let stated = setting(self.schemas.program, self.program);
        if is_separated && stated != setting(self.schemas.database, there) {
            let reason = match stated {
                Some(_) => "row security reads another setting than the one that the program sets",
                None => "row security needs a tenant, and the program states none",
            };
            let help = "add the tenant column in one release, and the tenancy in the next, when every program states the tenant";
            self.push(None, ALL, Certainty::Always, reason, help);
        }
        let is_hidden = |table: &Table| table.global_row_security != GlobalRowSecurity::Off;
        if is_hidden(there) && !is_hidden(self.program) {
            let reason = "row security shows and takes only the rows that a policy allows";
            let help = "write the policies in `sql_before` or an earlier release, so that they allow what the running program does";
            self.push(None, ALL, Certainty::Sometimes, reason, help);
        }
    }

    fn kind_of_table(&mut self) {
        let (program, there) = (self.program, self.database);
        if there.append_only && !program.append_only {
            let help = "release a program that neither updates nor deletes rows first";
            self.push(
                None,
                &[StatementKind::Upsert, StatementKind::Update, StatementKind::Delete],
                Certainty::Always,
                "the table is append-only",
                help,
            );
        } else if there.soft_delete() && !program.soft_delete() {
            if self.schemas.has_role && !program.append_only {
                let help = "grant DELETE to the application role until the release is everywhere";
                self.push(
                    None,
                    DELETING,
                    Certainty::Always,
                    "the application role has no right to delete rows, which are only soft-deleted",
                    help,
                );
            }
            let help = "do not delete rows until the release is everywhere";
            self.push(
                None,
                &[StatementKind::Select],
                Certainty::Sometimes,
                "it returns rows that the other release has soft-deleted",
                help,
            );
        }
        let is_default = |table: &Table| table.children.iter().any(|child| child.bound.contains("DEFAULT"));
        let is_hash = |table: &Table| {
            table.children.iter().any(|child| child.bound.contains("modulus") || child.bound.contains("MODULUS"))
        };
        let is_known = [program, there].iter().all(|table| table.run_time_partitions.is_none());
        if there.partition.is_some() && !is_default(there) && !is_hash(there) && is_known {
            let lost = program.partition.is_none()
                || program.children.iter().any(|child| there.children.iter().all(|other| other.bound != child.bound));
            if lost {
                let help = "drop a partition when no program inserts rows that belong there";
                self.push(None, INSERTING, Certainty::Sometimes, "there is no partition for some rows", help);
            }
        }
    }

    fn lookups(&mut self) {
        let missing: Vec<_> = self
            .program
            .lookups()
            .filter(|(_, lookup)| self.database.lookups().all(|(_, other)| other.function != lookup.function))
            .map(|(_, lookup)| lookup.function.to_string())
            .collect();
        for function in missing {
            let help = "add a look-up in the release before the one that uses it";
            self.push(
                None,
                &[StatementKind::Lookup],
                Certainty::Always,
                format!("the function `{function}` is not there"),
                help,
            );
        }
    }
}

impl<'a> Schemas<'a> {
    pub(super) fn in_database(self, name: Name<'_>) -> Option<&'a Table> {
        self.database.tables.iter().find(|table| table.qualified() == name)
    }
}
