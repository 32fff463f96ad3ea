//! What the catalog of a live database has in some schemas.
//!
//! [`Catalog::read`] is the only reader: `drift` and `verify` compare two catalogs, `import` writes structs from one. Expressions are as PostgreSQL prints
//! them, with every name qualified and every moment in UTC, so the settings of the session do not change them. The order of columns and object identifiers are
//! details, which are not compared: a migrated table has its columns in another order than a new one.

mod kind;
mod object;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

use sqlx::{Connection, PgConnection, Row};

pub use kind::Kind;
pub use object::{Address, Object};

macro_rules! queries {
    ($($name:literal)*) => {
        [$(concat!(include_str!("relation.sql"), include_str!(concat!($name, ".sql")))),*]
    };
}

/// Each row is an object: kind, schema, table, name, what is compared as JSON, and the rest, which the second parameter asks for.
const QUERIES: [&str; 8] = queries! { "schema" "type" "table" "column" "constraint" "index" "policy" "object" };

/// Differs after a change of the schemas.
const STATE: &str = include_str!("state.sql");

/// How often schemas are read that another session changes meanwhile.
const READINGS: usize = 3;

/// One snapshot for all queries.
const SNAPSHOT: &str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// One form of every expression, and one plan of each query: planning is a third of its time, and `verify` reads the catalog after each file. The server
/// expects far more rows than there are, and would take 50 ms to compile a query that runs for 2 ms.
const SETTINGS: &str = "SET LOCAL search_path = pg_catalog; SET LOCAL timezone = 'UTC'; \
    SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = postgres; SET LOCAL bytea_output = hex; SET LOCAL quote_all_identifiers = off; \
    SET LOCAL extra_float_digits = 1; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off";

/// The tables in which runners of migrations remember what they ran, and the one of erasures.
pub(crate) const OF_RUNNERS: [&str; 5] =
    ["_sqlx_migrations", "refinery_schema_history", "schema_migrations", "__diesel_schema_migrations", OF_ERASURES];

/// The table in which erasures of tenants count what they have erased.
pub(crate) const OF_ERASURES: &str = "peristyle_erasures";

/// How much of each object is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What is compared.
    Facts,
    /// Also the statements that make and drop it, and the same in parts.
    Whole,
}

/// The objects of some schemas of a database, by their addresses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    objects: BTreeMap<Address, Object>,
    schemas: Vec<String>,
}

impl Catalog {
    /// Reads these schemas in one read-only transaction, which is rolled back.
    ///
    /// Any role may read a catalog: no privilege on the tables is needed. Objects of extensions are left out. Schemas that another session changes meanwhile are
    /// read again: functions such as `format_type` say what is there now, not what was there in the snapshot.
    ///
    /// # Errors
    ///
    /// The connection is lost, or the schemas were changed during each of three readings.
    pub async fn read(connection: &mut PgConnection, schemas: &[String]) -> sqlx::Result<Self> {
        for _ in 0..READINGS {
            let mut transaction = connection.begin().await?;
            sqlx::raw_sql(SNAPSHOT).execute(&mut *transaction).await?;
            let before = Self::state(&mut transaction, schemas).await?;
            let read = Self::read_again(&mut transaction, schemas, Extent::Whole).await;
            transaction.rollback().await?;
            if Self::state(connection, schemas).await? == before {
                return read;
            }
        }
        let message = format!(
            "the schema was changed while it was read, {READINGS} times: run it again when no migration runs on it"
        );
        Err(sqlx::Error::InvalidArgument(message))
    }

    async fn state(connection: &mut PgConnection, schemas: &[String]) -> sqlx::Result<String> {
        sqlx::query_scalar(STATE).bind(schemas).fetch_one(connection).await
    }

    /// Reads in a transaction that goes on; its settings stay pinned.
    pub(crate) async fn read_again(
        transaction: &mut PgConnection,
        schemas: &[String],
        extent: Extent,
    ) -> sqlx::Result<Self> {
        sqlx::raw_sql(SETTINGS).execute(&mut *transaction).await?;
        let mut objects = BTreeMap::new();
        for query in QUERIES {
            let query = sqlx::query(query).bind(schemas).bind(extent == Extent::Whole);
            for row in query.fetch_all(&mut *transaction).await? {
                let kind = Kind::named(row.try_get(0)?);
                let address = Address { kind, schema: row.try_get(1)?, table: row.try_get(2)?, name: row.try_get(3)? };
                let object = Object::parsed(row.try_get(4)?, row.try_get(5)?);
                objects.insert(address, object.map_err(|error| sqlx::Error::Decode(error.into()))?);
            }
        }
        Ok(Self { objects, schemas: schemas.to_vec() })
    }

    /// Returns the schemas of a database that are not PostgreSQL's own nor of an extension, sorted.
    ///
    /// # Errors
    ///
    /// The connection is lost.
    pub async fn schemas(connection: &mut PgConnection) -> sqlx::Result<Vec<String>> {
        const ALL: &str = "SELECT nspname::text FROM pg_namespace n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = n.oid AND deptype = 'e') ORDER BY 1";
        sqlx::query_scalar(ALL).fetch_all(connection).await
    }

    /// Returns the objects, sorted by their addresses.
    pub fn objects(&self) -> impl Iterator<Item = (&Address, &Object)> {
        self.objects.iter()
    }

    /// Returns one object.
    #[must_use]
    pub fn get(&self, address: &Address) -> Option<&Object> {
        self.objects.get(address)
    }

    /// Keeps some objects.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&Address) -> bool) {
        self.objects.retain(|address, _| is_kept(address));
    }

    /// Leaves out the tables in which runners of migrations remember what they ran.
    pub(crate) fn without_runners(&mut self) {
        self.retain(|address| !OF_RUNNERS.contains(&address.table.as_deref().unwrap_or_default()));
    }

    /// Leaves out privileges and owners.
    pub(crate) fn without_rights(&mut self) {
        for object in self.objects.values_mut() {
            object.facts.retain(|fact, _| fact != "grants" && fact != "owner");
        }
    }

    /// Leaves out of comments what the DDL adds to them: the waivers and their reasons.
    pub(crate) fn without_waivers(&mut self) {
        for object in self.objects.values_mut() {
            let Some(comment) = object.text("comment") else { continue };
            let is_own = |line: &&str| !is_waiver(line) && !line.starts_with(RUN_TIME);
            let lines: Vec<_> = comment.lines().take_while(is_own).collect();
            let text = lines.join("\n").trim_end().to_owned();
            match text.is_empty() {
                true => object.facts.remove("comment"),
                false => object.facts.insert("comment".to_owned(), text.into()),
            };
        }
    }

    /// Leaves out the partitions that only this catalog has, with their parts, where the comment of their table in the other one says that they are
    /// made at run time.
    pub fn without_run_time_partitions(&mut self, declared: &Self) {
        let is_of_run_time = |address: &Address| {
            let is_unknown = address.kind == Kind::Partition && declared.get(address).is_none();
            let mut parents = declared.objects.iter().filter(|(one, _)| {
                is_unknown && one.kind == Kind::Table && one.schema == address.schema && one.table == address.table
            });
            parents.any(|(_, table)| {
                let comment = table.text("comment").unwrap_or_default();
                comment.lines().any(|line| line.starts_with(RUN_TIME))
            })
        };
        let gone: HashSet<_> = self
            .objects
            .keys()
            .filter(|address| is_of_run_time(address))
            .map(|address| (address.schema.clone(), address.name.clone()))
            .collect();
        self.objects.retain(|address, _| {
            let of = address.table.clone().unwrap_or_default();
            let is_itself =
                address.kind == Kind::Partition && gone.contains(&(address.schema.clone(), address.name.clone()));
            !is_itself && !gone.contains(&(address.schema.clone(), of))
        });
    }

    /// Returns the schemas that were read.
    #[must_use]
    pub fn read_schemas(&self) -> &[String] {
        &self.schemas
    }

    /// Returns the objects and properties that only one of the two has: `-` what is expected and missing, `+` what is there and not expected. Empty where
    /// both are alike. Of a table that only one has, its parts are not listed.
    #[must_use]
    pub fn difference(&self, found: &Self) -> String {
        let mut lines = Lines::default();
        for address in self.addresses(found) {
            match (self.get(address), found.get(address)) {
                (Some(expected), Some(found)) => lines.facts(address, expected, found),
                (Some(_), None) if found.has_owner_of(address) => lines.object('-', address),
                (None, Some(_)) if self.has_owner_of(address) => lines.object('+', address),
                _ => {}
            }
        }
        lines.0
    }

    /// Returns whether a table, or another relation that has parts, is there.
    fn has_table(&self, schema: &str, table: &str) -> bool {
        [Kind::Table, Kind::ForeignTable].into_iter().any(|kind| {
            let address =
                Address { kind, schema: schema.to_owned(), table: Some(table.to_owned()), name: table.to_owned() };
            self.objects.contains_key(&address)
        })
    }

    /// Returns the addresses of both.
    pub(crate) fn addresses<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a Address> {
        self.objects.keys().chain(other.objects.keys()).collect()
    }

    /// Returns whether what an object belongs to is there: a part of a missing table is not missing by itself.
    pub(crate) fn has_owner_of(&self, address: &Address) -> bool {
        match (address.kind, &address.table) {
            (Kind::Table | Kind::ForeignTable, _) | (_, None) => true,
            (_, Some(table)) => self.has_table(&address.schema, table) || self.is_partition(&address.schema, table),
        }
    }

    fn is_partition(&self, schema: &str, name: &str) -> bool {
        self.objects.keys().any(|one| one.kind == Kind::Partition && one.schema == schema && one.name == name)
    }
}

/// The lines of a difference.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn object(&mut self, sign: char, address: &Address) {
        // A text takes every line.
        writeln!(self.0, "{sign} {address}").ok();
    }

    fn facts(&mut self, address: &Address, expected: &Object, found: &Object) {
        let names: BTreeSet<_> = expected.facts.keys().chain(found.facts.keys()).collect();
        for fact in names {
            let (one, other) = (expected.facts.get(fact), found.facts.get(fact));
            if one == other {
                continue;
            }
            for (sign, value) in [('-', one), ('+', other)] {
                if let Some(value) = value {
                    writeln!(self.0, "{sign} {address}, {fact}: {value}").ok();
                }
            }
        }
    }
}

/// `Waived soft_delete (T03): the reason`.
/// What stands in the comment of a table whose partitions other programs make.
const RUN_TIME: &str = "Partitions are made at run time: ";

fn is_waiver(line: &str) -> bool {
    let name =
        line.strip_prefix("Waived ").and_then(|rest| rest.split_once(' ')).filter(|(_, rest)| rest.starts_with('('));
    name.is_some_and(|(name, _)| peristyle::rules::ALL.iter().any(|rule| rule.name == name))
}
