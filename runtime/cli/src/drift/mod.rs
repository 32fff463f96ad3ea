//! What differs between the structs and a live database.
//!
//! The DDL of the structs is loaded into a scratch database of the same server, in a transaction that is rolled back, and both catalogs are read by one reader. So
//! PostgreSQL itself brings every expression into one form, and nothing is parsed here.

mod difference;
mod mend;
mod reprint;
mod scratch;

use std::collections::HashSet;
use std::fmt;

use peristyle_build::migrate::Provenance;
use peristyle_build::{Checked, ddl};
use serde::Serialize;
use sqlx::{Connection, PgConnection};

use crate::catalog::{Address, Catalog, Extent, Kind, OF_RUNNERS};
pub use difference::{Difference, FactDifference, What};

/// What differs between the structs and a database; nothing where `differences` is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// The differences, by table.
    pub differences: Vec<Difference>,
    /// What the migrations have in the text of an earlier version of peristyle.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outdated: Vec<String>,
    /// The number of tables that were compared.
    pub tables: usize,
    /// The schemas that were compared.
    pub schemas: Vec<String>,
}

/// How a database is compared with the structs.
#[derive(Debug, Clone, Default)]
pub struct Compare {
    prelude: String,
    ignored: HashSet<String>,
    provenance: Provenance,
}

impl Compare {
    /// Compares everything in the schemas of the structs, without the tables of migration runners.
    #[must_use]
    pub fn new() -> Self {
        let ignored = OF_RUNNERS.into_iter().map(str::to_owned).collect();
        Self { prelude: String::new(), ignored, provenance: Provenance::default() }
    }

    /// Runs this SQL in the scratch database before the DDL: what the structs need and do not state, such as types of an extension's stand-in.
    #[must_use]
    pub fn prelude(mut self, sql: impl Into<String>) -> Self {
        self.prelude = sql.into();
        self
    }

    /// Leaves out the table, view, function or type of that name, with or without its schema.
    #[must_use]
    pub fn ignore(mut self, name: impl Into<String>) -> Self {
        self.ignored.insert(name.into());
        self
    }

    /// Says of functions that differ who wrote them: an earlier version of peristyle, or somebody by hand.
    #[must_use]
    pub fn provenance(mut self, provenance: Provenance) -> Self {
        self.provenance = provenance;
        self
    }

    /// Returns what differs. The database is only read; the transaction of the scratch database is rolled back.
    ///
    /// # Errors
    ///
    /// A connection is lost, the role may not make objects in the scratch database, or the DDL of the structs does not load there.
    pub async fn run(
        &self,
        structs: &Checked,
        live: &mut PgConnection,
        scratch: &mut PgConnection,
    ) -> sqlx::Result<Drift> {
        let default = structs.options().default_schema();
        let mut transaction = scratch.begin().await?;
        scratch::prepare(&mut transaction, live, &self.prelude, default).await?;
        scratch::run(&mut transaction, &ddl::script(structs)).await?;
        let mut schemas = Catalog::schemas(&mut transaction).await?;
        let is_named = structs.database().schemas().contains(&"public");
        schemas.retain(|schema| schema != "public" || default == "public" || is_named);
        let expected = Catalog::read_again(&mut transaction, &schemas, Extent::Whole).await?;
        let mut found = Catalog::read(live, &schemas).await?;
        found.without_run_time_partitions(&expected);
        let is_ignored = |address: &Address| self.is_ignored(address);
        let differing = differing(&mut transaction, &schemas, &expected, &found, is_ignored).await?;
        transaction.rollback().await?;

        let of = |address| {
            let difference = Difference::of(address, &expected, &found, Some(structs))?;
            Some(difference.found_by(&self.provenance, &found))
        };
        let mut differences: Vec<_> = differing.into_iter().filter_map(of).collect();
        differences.sort_by(|one, other| one.place().cmp(&other.place()));
        let outdated = self.provenance.outdated().iter().map(ToString::to_string).collect();
        Ok(Drift { differences, outdated, tables: structs.tables().len(), schemas })
    }

    fn is_ignored(&self, address: &Address) -> bool {
        let named =
            |name: &str| self.ignored.contains(name) || self.ignored.contains(&format!("{}.{name}", address.schema));
        named(&address.name) || address.table.as_deref().is_some_and(named)
    }
}

/// The objects that differ in what they mean.
async fn differing<'a>(
    scratch: &mut PgConnection,
    schemas: &[String],
    expected: &'a Catalog,
    found: &'a Catalog,
    is_ignored: impl Fn(&Address) -> bool,
) -> sqlx::Result<Vec<&'a Address>> {
    let mut addresses: Vec<_> = expected.addresses(found).into_iter().filter(|address| !is_ignored(address)).collect();
    addresses.retain(|address| is_compared(address, expected, found));
    addresses.retain(|address| expected.get(address) != found.get(address));
    let equal = reprint::equal(scratch, schemas, &addresses, expected, found).await?;
    addresses.retain(|address| !equal.contains(address));
    Ok(addresses)
}

/// What a scratch database has before any DDL: extensions and the prelude.
pub(crate) async fn given(
    live: &mut PgConnection,
    scratch: &mut PgConnection,
    prelude: &str,
    schemas: &[String],
) -> sqlx::Result<Catalog> {
    let mut transaction = scratch.begin().await?;
    scratch::prepare(&mut transaction, live, prelude, "public").await?;
    let mut catalog = Catalog::read_again(&mut transaction, schemas, Extent::Whole).await?;
    transaction.rollback().await?;
    catalog.without_rights();
    Ok(catalog)
}

/// How a script makes a database unlike one that was read.
pub(crate) async fn unlike(
    expected: &Catalog,
    live: &mut PgConnection,
    scratch: &mut PgConnection,
    prelude: &str,
    script: &str,
    is_ignored: impl Fn(&Address) -> bool,
) -> sqlx::Result<Vec<Difference>> {
    let mut transaction = scratch.begin().await?;
    scratch::prepare(&mut transaction, live, prelude, "public").await?;
    scratch::run(&mut transaction, script).await?;
    let schemas = expected.read_schemas();
    let mut found = Catalog::read_again(&mut transaction, schemas, Extent::Whole).await?;
    found.without_rights();
    found.without_waivers();
    let differing = differing(&mut transaction, schemas, expected, &found, is_ignored).await?;
    transaction.rollback().await?;
    Ok(differing.into_iter().filter_map(|address| Difference::of(address, expected, &found, None)).collect())
}

/// Creates the extensions of a database in an empty one.
pub(crate) async fn extend(scratch: &mut PgConnection, live: &mut PgConnection) -> sqlx::Result<()> {
    let mut transaction = scratch.begin().await?;
    scratch::prepare(&mut transaction, live, "", "public").await?;
    transaction.commit().await
}

/// What a database has differently from another one of its server, but for rights, reasons of waivers and tables of runners.
pub(crate) async fn between(
    expected: &mut PgConnection,
    live: &mut PgConnection,
    is_ignored: impl Fn(&str, &str) -> bool,
) -> sqlx::Result<Vec<Difference>> {
    let mut schemas = Catalog::schemas(live).await?;
    schemas.extend(Catalog::schemas(expected).await?);
    schemas.sort();
    schemas.dedup();
    let mut transaction = expected.begin().await?;
    let mut should = Catalog::read_again(&mut transaction, &schemas, Extent::Whole).await?;
    let mut is = Catalog::read(live, &schemas).await?;
    for catalog in [&mut should, &mut is] {
        catalog.without_rights();
        catalog.without_waivers();
        catalog.without_runners();
    }
    let is_ignored = |address: &Address| {
        let named = |name: &str| is_ignored(name, &address.schema);
        named(&address.name) || address.table.as_deref().is_some_and(named)
    };
    let differing = differing(&mut transaction, &schemas, &should, &is, is_ignored).await?;
    transaction.rollback().await?;
    let mut differences: Vec<_> =
        differing.into_iter().filter_map(|address| Difference::of(address, &should, &is, None)).collect();
    differences.sort_by(|one, other| one.place().cmp(&other.place()));
    Ok(differences)
}

pub(crate) use scratch::extensions;

/// Differences in an order in which their statements run: what is dropped first, the last made first.
pub(crate) fn in_order(differences: &[Difference]) -> Vec<&Difference> {
    let (mut drops, mut rest): (Vec<_>, Vec<_>) = differences.iter().partition(|one| one.what == What::Unexpected);
    drops.sort_by_key(|one| std::cmp::Reverse(one.kind));
    rest.sort_by_key(|one| one.kind);
    drops.into_iter().chain(rest).collect()
}

/// A part of a table that only one side has is not compared: the table is.
fn is_compared(address: &Address, expected: &Catalog, found: &Catalog) -> bool {
    let both = expected.get(address).is_some() && found.get(address).is_some();
    match address.kind {
        // The rest of the comparison shows whether there is a schema or such an index.
        Kind::Schema | Kind::ConstraintIndex | Kind::PartitionIndex => both,
        _ => expected.has_owner_of(address) && found.has_owner_of(address),
    }
}

impl Drift {
    /// Returns the statements that make the database what the structs say, in an order in which they run. What no statement mends is in
    /// [`Difference::note`].
    #[must_use]
    pub fn mend(&self) -> Vec<String> {
        in_order(&self.differences).into_iter().flat_map(|one| &one.mend).cloned().collect()
    }
}

/// For a person: each difference with what mends it.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { differences, outdated, tables, schemas } = self;
        for difference in differences {
            writeln!(f, "{difference}")?;
        }
        for change in outdated {
            writeln!(f, "{change}")?;
        }
        if !outdated.is_empty() {
            writeln!(f, "  = help: `migrate new <NAME>` writes the migration\n")?;
        }
        let schemas = schemas.join(", ");
        match differences.len() {
            0 => writeln!(f, "no difference: {tables} tables in {schemas}"),
            1 => writeln!(f, "1 difference: {tables} tables in {schemas}"),
            count => writeln!(f, "{count} differences: {tables} tables in {schemas}"),
        }
    }
}
