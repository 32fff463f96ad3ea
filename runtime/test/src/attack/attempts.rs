//! The statements that are tried on one table.

use peristyle::__build_v0::physical::history::{VERSION_CHANGED_BY, VERSION_FROM, VERSION_UNTIL, history};
use peristyle::__build_v0::physical::{self, LIVE_ROW};
use peristyle::__build_v0::quote::{Identifier, Literal, Qualified};
use peristyle::TableDef;
use peristyle::definition::Tenancy;
use uuid::Uuid;

use super::session::Outcome;
use crate::example::{Fresh, name};

/// A statement, and what must come of it.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) attack: &'static str,
    pub(crate) sql: String,
    pub(crate) expected: Expected,
}

/// What an isolated table answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Nothing is found, or the statement is refused.
    Empty,
    /// It is refused by row level security, or because nothing is granted.
    Denied,
    /// It is refused by a foreign key.
    Unreferenced,
}

impl Expected {
    /// What leaked, if this is not the expected outcome.
    pub(crate) fn leak(self, outcome: &Outcome) -> Option<String> {
        match (self, outcome) {
            (Self::Empty, Outcome::Done(0)) => None,
            (_, Outcome::Done(rows)) => Some(format!("it was executed ({rows} rows)")),
            (_, Outcome::Refused(code, _)) if code == "42501" => None,
            (Self::Unreferenced, Outcome::Refused(code, message))
                if code == "23503" || message.starts_with(LIVE_ROW) =>
            {
                None
            }
            // Text that a server without a library cannot make.
            (Self::Empty, Outcome::Refused(code, _)) if code == "0A000" => None,
            (_, Outcome::Refused(code, message)) => {
                Some(format!("it was not refused by row level security, but later: {message} ({code})"))
            }
        }
    }
}

/// What is known of the table and the two tenants.
pub(crate) struct Target {
    pub(crate) def: &'static TableDef,
    pub(crate) tenant_column: &'static str,
    pub(crate) ours: Uuid,
    pub(crate) theirs: Uuid,
    /// The columns of the primary key.
    pub(crate) key: Vec<&'static str>,
    /// The texts of a row of theirs in them.
    pub(crate) their_key: Vec<(&'static str, String)>,
    /// A column that the application may update.
    pub(crate) updatable: Option<String>,
    /// A row that would be one of theirs.
    pub(crate) for_them: Fresh,
    /// Rows of ours that refer to rows of theirs: the columns, and the row.
    pub(crate) to_theirs: Vec<(Vec<(String, String)>, Fresh)>,
}

impl Target {
    /// The tables beside it that only triggers write: the last numbers of its tenants, and the versions of its rows.
    pub(crate) fn written_by_triggers(&self) -> Vec<Written> {
        let schema = self.def.schema;
        let of = |name: String, column: &'static str, rows: Vec<(Uuid, String)>| Written {
            name: Qualified { schema, name: &name }.to_string(),
            tenant: Identifier(self.tenant_column).to_string(),
            column: Identifier(column).to_string(),
            rows,
            ours: self.ours,
            theirs: self.theirs,
        };
        let numbered = self.def.columns.iter().filter(|column| column.number.is_some());
        let counters = numbered.map(|column| {
            of(physical::generated_name(self.def.name, [column.name], "counters"), column.name, Vec::new())
        });
        let versions = self.def.history.then(|| history(self.def.name));
        let versions = versions.map(|name| {
            let versions = Qualified { schema, name: &name }.to_string();
            let rows = [self.ours, self.theirs].map(|tenant| (tenant, self.version(&versions, tenant)));
            of(name, VERSION_CHANGED_BY, rows.to_vec())
        });
        counters.chain(versions).collect()
    }

    /// A version of a row of the tenant, by the owner: the table may have no column that the application updates.
    fn version(&self, versions: &str, tenant: Uuid) -> String {
        let columns = self.def.columns.iter().filter(|column| column.generated.is_none()).map(|column| column.name);
        let columns = columns.map(|column| Identifier(column).to_string()).collect::<Vec<_>>().join(", ");
        format!(
            "INSERT INTO {versions} ({columns}, {VERSION_FROM}, {VERSION_UNTIL}, {VERSION_CHANGED_BY}) \
             SELECT {columns}, now(), now(), 'an attack' FROM {} WHERE {} = '{tenant}' LIMIT 1",
            name(self.def),
            Identifier(self.tenant_column)
        )
    }

    /// Attacks by the application with our tenant.
    pub(crate) fn with_our_tenant(&self) -> Vec<Attempt> {
        let (table, tenant) = (name(self.def), Identifier(self.tenant_column).to_string());
        let (ours, theirs) = (self.ours, self.theirs);
        let theirs_only = format!("{tenant} = '{theirs}'");
        let by_key = self.by_key();
        let assigned = self.updatable.clone().unwrap_or_else(|| tenant.clone());
        let inner = Literal(&format!("SELECT * FROM {table} WHERE {theirs_only}")).to_string();
        let mut attempts = vec![
            no_row("read rows of the other tenant", format!("SELECT * FROM {table} WHERE {theirs_only}")),
            no_row(
                "read rows of all other tenants",
                format!("SELECT * FROM {table} WHERE {tenant} <> '{ours}' OR {theirs_only}"),
            ),
            no_row("read a row of the other tenant by its key", format!("SELECT * FROM {table} WHERE {by_key}")),
            no_row("lock rows of the other tenant", format!("SELECT * FROM {table} WHERE {theirs_only} FOR UPDATE")),
            no_row(
                "read rows of the other tenant through a function",
                format!(
                    "SELECT FROM (SELECT query_to_xml({inner}, true, false, '')::text) AS x (x) WHERE x LIKE '%{theirs}%'"
                ),
            ),
            no_row(
                "read with row_security = off",
                format!("SET LOCAL row_security = off; SELECT * FROM {table} WHERE {theirs_only}"),
            ),
            no_row(
                "update rows of the other tenant",
                format!("UPDATE {table} SET {assigned} = {assigned} WHERE {theirs_only}"),
            ),
            no_row("delete rows of the other tenant", format!("DELETE FROM {table} WHERE {theirs_only}")),
            no_right(
                "move a row to the other tenant",
                format!("UPDATE {table} SET {tenant} = '{theirs}' WHERE {tenant} = '{ours}'"),
            ),
            no_right("insert a row of the other tenant", self.for_them.sql()),
            no_right("truncate", format!("TRUNCATE {table} CASCADE")),
            no_right("switch off row level security", format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")),
            privileges(&table),
            no_row(
                "call a function of its triggers as the owner, by a trigger of its own",
                format!(
                    "SELECT FROM pg_trigger JOIN pg_proc function ON function.oid = tgfoid WHERE tgrelid = {}::regclass \
                     AND function.prosecdef AND has_function_privilege(function.oid, 'EXECUTE')",
                    Literal(&table)
                ),
            ),
        ];
        attempts.extend(self.upserts());
        for (columns, row) in &self.to_theirs {
            attempts.push(Attempt {
                expected: Expected::Unreferenced,
                ..no_row("insert a row that refers to the other tenant", row.sql())
            });
            let set =
                columns.iter().map(|(column, value)| format!("{column} = {value}")).collect::<Vec<_>>().join(", ");
            let sql = format!("UPDATE {table} SET {set} WHERE {tenant} = '{ours}'");
            attempts.push(Attempt {
                expected: Expected::Unreferenced,
                ..no_row("update a row to refer to the other tenant", sql)
            });
        }
        attempts
    }

    /// Their row over, by its primary key: as a row of theirs, and as one of ours where the key is unique over all tenants.
    fn upserts(&self) -> Vec<Attempt> {
        let Some(updatable) = self.updatable.as_ref().filter(|_| !self.key.is_empty()) else { return Vec::new() };
        let mut over = self.for_them.clone();
        self.their_key.iter().for_each(|(column, text)| over.set(column, &Literal(text).to_string()));
        let target = self.key.iter().map(|column| Identifier(column).to_string()).collect::<Vec<_>>().join(", ");
        let is_over_all_tenants = !self.key.contains(&self.tenant_column);
        let action = format!("ON CONFLICT ({target}) DO UPDATE SET {updatable} = excluded.{updatable}");
        let mut attempts = vec![no_right("upsert over a row of the other tenant", format!("{} {action}", over.sql()))];
        if is_over_all_tenants && !matches!(self.def.tenancy, Tenancy::Root { .. }) {
            over.set(self.tenant_column, &format!("'{}'", self.ours));
            attempts.push(no_right(
                "upsert a row of our own over one of the other tenant",
                format!("{} {action}", over.sql()),
            ));
        }
        attempts
    }

    /// Attacks without a tenant.
    pub(crate) fn without_tenant(&self) -> Vec<Attempt> {
        let table = name(self.def);
        let assigned = self.updatable.clone().unwrap_or_else(|| Identifier(self.tenant_column).to_string());
        vec![
            no_row("read without a tenant", format!("SELECT * FROM {table}")),
            no_row("update without a tenant", format!("UPDATE {table} SET {assigned} = {assigned}")),
            no_row("delete without a tenant", format!("DELETE FROM {table}")),
            no_right("insert without a tenant", self.for_them.sql()),
        ]
    }

    /// Attacks by the owner of the table, for whom row level security is forced.
    pub(crate) fn by_owner(&self) -> Vec<Attempt> {
        let (table, tenant) = (name(self.def), Identifier(self.tenant_column).to_string());
        let theirs = self.theirs;
        vec![
            no_row(
                "read rows of the other tenant as the owner",
                format!("SELECT * FROM {table} WHERE {tenant} = '{theirs}'"),
            ),
            no_right("insert a row of the other tenant as the owner", self.for_them.sql()),
        ]
    }

    fn by_key(&self) -> String {
        let compared =
            self.their_key.iter().map(|(column, text)| format!("{} = {}", Identifier(column), Literal(text)));
        compared.collect::<Vec<_>>().join(" AND ")
    }
}

/// A table that only triggers write.
pub(crate) struct Written {
    /// Its name in SQL.
    pub(crate) name: String,
    tenant: String,
    /// A column that a trigger sets.
    column: String,
    /// What inserts a row of each tenant, where the rows of the examples have made none.
    pub(crate) rows: Vec<(Uuid, String)>,
    ours: Uuid,
    theirs: Uuid,
}

impl Written {
    /// Attacks by the application with our tenant: the rights to write rows of its own are none either.
    pub(crate) fn with_our_tenant(&self) -> Vec<Attempt> {
        let Self { name, tenant, column, ours, theirs, .. } = self;
        vec![
            no_row("read rows of the other tenant", format!("SELECT * FROM {name} WHERE {tenant} = '{theirs}'")),
            no_row(
                "read rows of all other tenants",
                format!("SELECT * FROM {name} WHERE {tenant} <> '{ours}' OR {tenant} = '{theirs}'"),
            ),
            no_right("insert a row, as a trigger does", format!("INSERT INTO {name} ({tenant}) VALUES ('{ours}')")),
            no_right(
                "update rows, as a trigger does",
                format!("UPDATE {name} SET {column} = {column} WHERE {tenant} = '{ours}'"),
            ),
            no_right("delete rows, as a trigger does", format!("DELETE FROM {name} WHERE {tenant} = '{ours}'")),
            no_right("truncate", format!("TRUNCATE {name} CASCADE")),
            no_right("switch off row level security", format!("ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")),
            privileges(name),
        ]
    }

    /// An attack without a tenant, or with the one before.
    pub(crate) fn read(&self, attack: &'static str) -> Attempt {
        no_row(attack, format!("SELECT * FROM {}", self.name))
    }

    /// Attacks by the owner of the table, for whom row level security is forced.
    pub(crate) fn by_owner(&self) -> Vec<Attempt> {
        let Self { name, tenant, theirs, .. } = self;
        vec![
            no_row(
                "read rows of the other tenant as the owner",
                format!("SELECT * FROM {name} WHERE {tenant} = '{theirs}'"),
            ),
            no_right(
                "insert a row of the other tenant as the owner",
                format!("INSERT INTO {name} ({tenant}) VALUES ('{theirs}')"),
            ),
        ]
    }
}

/// What no statement of the application needs.
fn privileges(table: &str) -> Attempt {
    no_row(
        "refer to the table, or make triggers of it",
        format!(
            "SELECT FROM (VALUES ('REFERENCES'), ('TRIGGER'), ('TRUNCATE')) AS p (p) WHERE has_table_privilege({}, p)",
            Literal(table)
        ),
    )
}

pub(crate) fn no_row(attack: &'static str, sql: String) -> Attempt {
    Attempt { attack, sql, expected: Expected::Empty }
}

pub(crate) fn no_right(attack: &'static str, sql: String) -> Attempt {
    Attempt { attack, sql, expected: Expected::Denied }
}
