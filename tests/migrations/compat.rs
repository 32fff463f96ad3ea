//! Generated statements of one release on the schema of another one: what fails, and what was said to.
//!
//! The structs of the tests are the old program. A schema that a scenario changes has no structs, so its statements are written from the model; those of the
//! old program are written in that way too, and have the same outcome as those that the library runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use peristyle::prelude::*;
use peristyle_build::migrate::{Certainty, Incompatibility, StatementKind};
use peristyle_build::model::{Column, Database, SqlType, Table, Tenancy};
use rust_decimal::Decimal;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Column as _, Connection, PgConnection, Row, TypeInfo};

use crate::schema::{
    Category, CategoryInsert, CategoryUpdate, Country, CountryInsert, CountryUpdate, Event, EventInsert, Organization,
    OrganizationInsert, OrganizationUpdate, Product, ProductInsert, ProductStatus, ProductUpdate, Town, TownInsert,
    TownUpdate, Visit, VisitInsert, VisitUpdate,
};

/// A tenant that has rows in `rows.sql`.
const TENANT: &str = "01900000-0000-7000-8000-000000000001";

/// Why each statement failed, or that it did not.
pub type Outcomes = BTreeMap<(String, StatementKind), Result<(), String>>;

static NEXT: AtomicU32 = AtomicU32::new(0x1000);

fn new_id() -> String {
    format!("01900000-0000-7000-8999-{:012x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn id<T>(text: &str) -> Id<T> {
    text.parse().unwrap()
}

fn add(outcomes: &mut Outcomes, table: &str, kind: StatementKind, outcome: Result<(), String>) {
    let before = outcomes.entry((table.to_owned(), kind)).or_insert(Ok(()));
    if before.is_ok() {
        *before = outcome;
    }
}

/// The tables of a program that are not the same in a database.
pub fn differing(program: &Database, database: &Database, said: &[Incompatibility]) -> BTreeSet<String> {
    let differs = |table: &&Table| {
        !database.tables.contains(table)
            || said.iter().any(|one| one.table == table.name)
            || program.enums != database.enums
    };
    program.tables.iter().filter(differs).map(|table| table.name.to_string()).collect()
}

/// What was said is what happens.
pub fn compare(said: &[Incompatibility], outcomes: &Outcomes) -> Result<(), String> {
    let mut wrong = Vec::new();
    for ((table, kind), outcome) in outcomes {
        let of = |certainty| {
            let mut all = said.iter().filter(|one| one.table == *table && one.certainty == certainty);
            all.any(|one| one.statements.contains(kind))
        };
        match outcome {
            Ok(()) if of(Certainty::Always) => wrong.push(format!("{kind:?} of `{table}` runs, and was said to fail")),
            Err(error) if !of(Certainty::Always) && !of(Certainty::Sometimes) => {
                wrong.push(format!("{kind:?} of `{table}` was said to run: {error}"));
            }
            _ => {}
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Both ways to run a statement end in the same way, unless that depends on the values.
pub fn agree(said: &[Incompatibility], written: &Outcomes, library: &Outcomes) -> Result<(), String> {
    let depends = |(table, kind): &(String, StatementKind)| {
        let mut all = said.iter().filter(|one| one.certainty == Certainty::Sometimes && one.table == *table);
        all.any(|one| one.statements.contains(kind))
    };
    for (key, outcome) in library.iter().filter(|(key, _)| !depends(key)) {
        let other = written.get(key);
        if other.is_none_or(|other| other.is_ok() != outcome.is_ok()) {
            return Err(format!("{key:?}: the library has {outcome:?}, the written statement {other:?}"));
        }
    }
    Ok(())
}

/// Runs the statements of the old program by the library.
pub async fn by_library(database: &peristyle_test::server::Database, tables: &BTreeSet<String>) -> Outcomes {
    let options = database.connect_options(peristyle_test::server::Role::Application);
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    let tenant = Tenant::<Organization>::new(TENANT.parse().unwrap());
    let mut outcomes = Outcomes::new();
    macro_rules! run {
        ($($table:literal { $($kind:ident: $statement:expr, $end:ident;)* })*) => {$(
            if tables.contains($table) {$(
                let outcome = async {
                    let mut tx = pool.begin_tenant(tenant).await?;
                    let outcome = $statement.$end(&mut tx).await.map(drop);
                    tx.rollback().await.ok();
                    outcome
                };
                let outcome = outcome.await.map_err(|error: peristyle::Error| format!("{error:?}"));
                add(&mut outcomes, $table, StatementKind::$kind, outcome);
            )*}
        )*};
    }
    let root = || OrganizationInsert::new("shop").with_id(TENANT.parse().unwrap());
    let product = || ProductInsert::new("Z9", Decimal::ONE);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 5, 1).unwrap();
    let country = || CountryInsert::new("Z9", "Z9");
    run! {
        "organizations" {
            Select: Organization::select(tenant).limit(5), fetch_all;
            Upsert: Organization::insert(tenant, root()).on_key_conflict().do_update(), fetch_one;
            Update: Organization::update(tenant, OrganizationUpdate::new().name("Z9")), fetch_one;
            Delete: Organization::delete(tenant), execute;
        }
        "org_categories" {
            Select: Category::select(tenant).limit(5), fetch_all;
            Insert: Category::insert(tenant, CategoryInsert::new("Z9")), fetch_one;
            Upsert: Category::insert(tenant, CategoryInsert::new("Z9")).on_key_conflict().do_update(), fetch_one;
            Upsert: Category::insert(tenant, CategoryInsert::new("Z9")).on_conflict(Category::BY_NAME).do_update(), fetch_one;
            Update: Category::update(tenant, id("01900000-0000-7000-8001-000000000002"), CategoryUpdate::new().name("Z8")), fetch_one;
            Delete: Category::delete(tenant, id("01900000-0000-7000-8001-000000000004")), execute;
        }
        "org_products" {
            Select: Product::select(tenant).limit(5), fetch_all;
            Insert: Product::insert(tenant, product()), fetch_one;
            Upsert: Product::insert(tenant, product()).on_key_conflict().do_update(), fetch_one;
            Upsert: Product::insert(tenant, product()).on_conflict(Product::BY_SKU).do_update(), fetch_one;
            Update: Product::update(tenant, id("01900000-0000-7000-8002-000000000012"),
                ProductUpdate::new().sku("Z8").title("Z8").price(Decimal::ONE).stock(7).note("Z8".to_owned()).status(ProductStatus::Active)), fetch_one;
            Delete: Product::delete(tenant, id("01900000-0000-7000-8002-000000000030")), execute;
        }
        "org_events" {
            Select: Event::select(tenant).limit(5), fetch_all;
            Insert: Event::insert(tenant, EventInsert::new("Z9")), fetch_one;
        }
        "org_visits" {
            Select: Visit::select(tenant).limit(5), fetch_all;
            Insert: Visit::insert(tenant, VisitInsert::new(day, "Z9")), fetch_one;
            Update: Visit::update(tenant, id("01900000-0000-7000-8004-000000000030"), VisitUpdate::new().page("Z8")), fetch_one;
            Delete: Visit::delete(tenant, id("01900000-0000-7000-8004-000000000030")), execute;
        }
        "countries" {
            Select: Country::select().limit(5), fetch_all;
            Insert: Country::insert(country()), fetch_one;
            Upsert: Country::insert(country()).on_key_conflict().do_update(), fetch_one;
            Upsert: Country::insert(country()).on_conflict(Country::BY_CODE).do_update(), fetch_one;
            Update: Country::update(id("01900000-0000-7000-8005-000000000001"), CountryUpdate::new().code("Z8").name("Z8").people(7)), fetch_one;
            Delete: Country::delete(id("01900000-0000-7000-8005-000000000006")), execute;
        }
        "towns" {
            Select: Town::select().limit(5), fetch_all;
            Insert: Town::insert(TownInsert::new(77, id("01900000-0000-7000-8005-000000000001"))), fetch_one;
            Upsert: Town::insert(TownInsert::new(77, id("01900000-0000-7000-8005-000000000001"))).on_conflict(Town::BY_NUMBER).do_update(), fetch_one;
            Update: Town::update(id("01900000-0000-7000-8006-000000000001"), TownUpdate::new().number(78)), fetch_one;
            Delete: Town::delete(id("01900000-0000-7000-8006-000000000005")), execute;
        }
    }
    pool.close().await;
    outcomes
}

/// Runs the statements that a program of this schema generates.
pub async fn written(
    database: &peristyle_test::server::Database,
    program: &Database,
    tables: &BTreeSet<String>,
) -> Outcomes {
    let options = database.connect_options(peristyle_test::server::Role::Application);
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    let mut outcomes = Outcomes::new();
    // A program has no statements of its own for versions.
    let own = program.tables.iter().filter(|table| table.history_of.is_none());
    for table in own.filter(|table| tables.contains(table.name.as_ref())) {
        let setting = setting(program, table);
        let statements = Written { program, table };
        for (kind, sql) in statements.all() {
            let outcome = run(&mut connection, setting, &sql, table, kind).await;
            add(&mut outcomes, &table.name, kind, outcome.map_err(|error| format!("{error}\n    {sql}")));
        }
    }
    connection.close().await.unwrap();
    outcomes
}

fn setting<'a>(program: &'a Database, table: &'a Table) -> Option<&'a str> {
    let of = |table: &'a Table| match &table.tenancy {
        Tenancy::Root { setting, .. } => Some(setting.as_ref()),
        _ => None,
    };
    of(table).or_else(|| {
        let root = table.tenancy.root_name()?;
        program.tables.iter().find(|one| one.qualified() == root).and_then(of)
    })
}

async fn run(
    connection: &mut PgConnection,
    setting: Option<&str>,
    sql: &str,
    table: &Table,
    kind: StatementKind,
) -> Result<(), String> {
    let mut tx = connection.begin().await.unwrap();
    if let Some(setting) = setting {
        let set = sqlx::query("SELECT set_config($1, $2, true)").bind(setting).bind(TENANT);
        set.execute(&mut *tx).await.unwrap();
    }
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false).fetch_all(&mut *tx).await;
    let outcome = match rows {
        Err(error) => Err(error.to_string()),
        Ok(_) if kind == StatementKind::Delete => Ok(()),
        Ok(rows) => rows.first().map_or(Ok(()), |row| {
            let columns = row.columns().iter().zip(table.struct_columns());
            let wrong = columns.clone().find(|(got, column)| !is_readable(&column.sql_type, got.type_info().name()));
            match wrong {
                Some((got, column)) => Err(format!("`{}` is {}", column.name, got.type_info().name())),
                None => Ok(()),
            }
        }),
    };
    tx.rollback().await.unwrap();
    outcome
}

/// Whether a driver reads the type as that of the program.
fn is_readable(expected: &SqlType, got: &str) -> bool {
    let text = ["TEXT", "VARCHAR", "CHAR", "citext"];
    match expected {
        SqlType::Enum { .. } => text.contains(&got),
        SqlType::Array(element) => got.strip_suffix("[]").is_some_and(|got| is_readable(element, got)),
        _ => match expected.base().unwrap_or_default() {
            "text" | "varchar" | "char" | "citext" => text.contains(&got),
            "integer" => got == "INT4",
            "bigint" => got == "INT8",
            "smallint" => got == "INT2",
            "boolean" => got == "BOOL",
            "real" => got == "FLOAT4",
            "double precision" => got == "FLOAT8",
            base => got.eq_ignore_ascii_case(base),
        },
    }
}

struct Written<'a> {
    program: &'a Database,
    table: &'a Table,
}

impl Written<'_> {
    fn all(&self) -> Vec<(StatementKind, String)> {
        let table = self.table;
        let name = format!("\"{}\"", table.name);
        let returned = table.struct_columns().map(|column| self.read(column)).collect::<Vec<_>>().join(", ");
        let live = table.deleted_at().map(|name| format!(" AND \"{name}\" IS NULL")).unwrap_or_default();
        let tenant = match table.tenant_column() {
            Some(column) => format!("\"{column}\" = '{TENANT}'"),
            None => "true".to_owned(),
        };
        let mut all =
            vec![(StatementKind::Select, format!("SELECT {returned} FROM {name} WHERE {tenant}{live} LIMIT 5"))];
        let insert = self.insert(&name);
        if !matches!(table.tenancy, Tenancy::Root { .. }) {
            all.push((StatementKind::Insert, format!("{insert} RETURNING {returned}")));
        }
        let changed: Vec<_> = self.changeable().collect();
        let first = changed.first().map_or("id", |column| column.name.as_ref());
        for (target, predicate) in self.targets() {
            let columns: Vec<_> = target.iter().map(|column| format!("\"{column}\"")).collect();
            let predicate = predicate.map(|sql| format!(" WHERE {sql}")).unwrap_or_default();
            all.push((
                StatementKind::Upsert,
                format!(
                    "{insert} ON CONFLICT ({}){predicate} DO UPDATE SET \"{first}\" = excluded.\"{first}\" RETURNING {returned}",
                    columns.join(", ")
                ),
            ));
        }
        if table.append_only {
            all.retain(|(kind, _)| *kind != StatementKind::Upsert);
            return all;
        }
        let row = |descending: &str| {
            let key: Vec<_> = table.key.iter().map(|column| format!("\"{column}\"")).collect();
            let key = key.join(", ");
            format!(
                "{tenant}{live} AND ({key}) IN (SELECT {key} FROM {name} WHERE {tenant} ORDER BY {key}{descending} LIMIT 1)"
            )
        };
        let moved: Vec<_> =
            table.timestamp("updated_at").map(|column| format!("\"{}\" = now()", column.name)).into_iter().collect();
        if !changed.is_empty() {
            let mut set: Vec<_> =
                changed.iter().map(|column| format!("\"{}\" = {}", column.name, self.value(column))).collect();
            set.extend(moved.clone());
            all.push((
                StatementKind::Update,
                format!("UPDATE {name} SET {} WHERE {} RETURNING {returned}", set.join(", "), row("")),
            ));
        }
        all.push((
            StatementKind::Delete,
            match table.deleted_at() {
                Some(deleted_at) => {
                    let mut set = vec![format!("\"{deleted_at}\" = now()")];
                    set.extend(moved);
                    format!("UPDATE {name} SET {} WHERE {}", set.join(", "), row(" DESC"))
                }
                None => format!("DELETE FROM {name} WHERE {}", row(" DESC")),
            },
        ));
        all
    }

    fn read(&self, column: &Column) -> String {
        let cast = match &column.sql_type {
            SqlType::Enum { .. } => "::text",
            SqlType::Array(element) if matches!(**element, SqlType::Enum { .. }) => "::text[]",
            _ => "",
        };
        format!("\"{}\"{cast}", column.name)
    }

    fn insert(&self, name: &str) -> String {
        let inserted = self.table.struct_columns().filter(|column| !column.is_generated() && !column.is_timestamp());
        let columns: Vec<_> = inserted.clone().map(|column| format!("\"{}\"", column.name)).collect();
        let values: Vec<_> = inserted.map(|column| self.value(column)).collect();
        format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), values.join(", "))
    }

    fn changeable(&self) -> impl Iterator<Item = &Column> {
        let fixed = |column: &Column| {
            let name = column.name.as_ref();
            column.is_generated()
                || column.is_timestamp()
                || self.table.is_in_key(name)
                || self.table.tenant_column() == Some(name)
                || self.table.partitions_by(name)
        };
        self.table.struct_columns().filter(move |column| !fixed(column))
    }

    fn targets(&self) -> Vec<(Vec<String>, Option<String>)> {
        let key = self.table.primary_key.iter().filter(|_| self.table.key_is_unique());
        let mut all: Vec<_> = key.map(|key| (key.columns.iter().map(ToString::to_string).collect(), None)).collect();
        let unique_indexes = self.table.indexes.iter().filter(|index| {
            let is_deferrable = index.constraint.is_some_and(|when| when != peristyle_build::model::Deferrable::Never);
            index.unique
                && !index.exclusion
                && !is_deferrable
                && index.columns.iter().all(|one| one.expression.is_none())
        });
        all.extend(unique_indexes.map(|index| {
            let columns = index.columns.iter().map(|one| one.name.to_string()).collect();
            (columns, index.predicate.as_ref().map(ToString::to_string))
        }));
        all
    }

    /// A value that the database accepts: a new one, or the id of a row that is there.
    fn value(&self, column: &Column) -> String {
        let table = self.table;
        let name = column.name.as_ref();
        if table.tenant_column() == Some(name) {
            return format!("'{TENANT}'");
        }
        let reference = table.references.iter().find_map(|one| {
            let at = one.columns.iter().position(|other| other == name)?;
            Some((one.target.clone(), one.target_columns[at].clone()))
        });
        if let Some((target, of)) = reference {
            return match target.as_ref() {
                "organizations" => format!("'{TENANT}'::uuid"),
                "org_categories" => "'01900000-0000-7000-8001-000000000002'::uuid".to_owned(),
                "org_products" => "'01900000-0000-7000-8002-000000000012'::uuid".to_owned(),
                "countries" => "'01900000-0000-7000-8005-000000000001'::uuid".to_owned(),
                _ => format!("(SELECT \"{of}\" FROM \"{target}\" ORDER BY \"{of}\" LIMIT 1)"),
            };
        }
        match &column.sql_type {
            SqlType::Enum { .. } => {
                let label = self.program.enum_of(&column.sql_type).map_or("", |one| one.labels[0].as_ref());
                format!("'{label}'::text::{}", column.sql_type)
            }
            SqlType::Array(_) => format!("'{{}}'::{}", column.sql_type),
            sql_type => {
                let value = match sql_type.base().unwrap_or_default() {
                    "uuid" => new_id(),
                    "text" | "varchar" | "char" => return format!("'Z9'::{}", sql_type.base().unwrap_or_default()),
                    "date" => "2026-05-01".to_owned(),
                    "timestamptz" => "2026-05-01 00:00:00Z".to_owned(),
                    "boolean" => "true".to_owned(),
                    "jsonb" | "json" => "{}".to_owned(),
                    _ => "77".to_owned(),
                };
                format!("'{value}'::{sql_type}")
            }
        }
    }
}
