//! The tables and indexes of the private database.

use std::collections::BTreeMap;

use sqlx::{PgConnection, Row};

use crate::database::failed;
use crate::failure::Failure;

/// The files of a table or an index: one, or those of its partitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) oid: i64,
    /// From the data folder.
    pub(super) path: String,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(super) struct TableFiles {
    pub(super) oid: i64,
    pub(super) is_partitioned: bool,
    /// The columns of type uuid that it is partitioned by.
    pub(super) partitioned_by: Vec<String>,
    pub(super) files: Vec<File>,
    /// By their names.
    pub(super) indexes: BTreeMap<String, Vec<File>>,
    /// The type of each column, without its length.
    pub(super) columns: BTreeMap<String, String>,
}

/// The tables by their names with schema.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    pub(super) tables: BTreeMap<String, TableFiles>,
    /// The table of each partition.
    partitions: BTreeMap<String, String>,
    /// The pages of each table and partition.
    pages: BTreeMap<String, f64>,
    /// The condition of each partial index.
    pub(super) predicates: BTreeMap<String, String>,
}

/// Each table with its leaves.
const TABLES: &str = "SELECT format('%s.%s', n.nspname, c.relname), c.oid::int8, c.relkind = 'p', leaf.oid::int8, pg_relation_filepath(leaf.oid),
        format('%s.%s', l.relnamespace::regnamespace::text, l.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
        SELECT c.oid WHERE c.relkind = 'r' UNION ALL SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf AND c.relkind = 'p'
    ) AS leaf
    JOIN pg_class l ON l.oid = leaf.oid
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND l.relkind = 'r'";

const INDEXES: &str = "SELECT format('%s.%s', n.nspname, c.relname), i.relname::text, leaf.oid::int8, pg_relation_filepath(leaf.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
    CROSS JOIN LATERAL (
        SELECT i.oid WHERE i.relkind = 'i' UNION ALL SELECT relid FROM pg_partition_tree(i.oid) WHERE isleaf AND i.relkind = 'I'
    ) AS leaf
    JOIN pg_class l ON l.oid = leaf.oid
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND l.relkind = 'i'";

const COLUMNS: &str = "SELECT format('%s.%s', n.nspname, c.relname), a.attname::text, format_type(a.atttypid, NULL)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')";

const PARTITIONED_BY: &str = "SELECT format('%s.%s', n.nspname, c.relname), a.attname::text
    FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (p.partattrs) AND a.atttypid = 'uuid'::regtype";

const PREDICATES: &str =
    "SELECT format('%s.%s', i.relnamespace::regnamespace::text, i.relname), pg_get_expr(x.indpred, x.indrelid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indpred IS NOT NULL";

impl Catalog {
    pub(super) async fn read(admin: &mut PgConnection) -> Result<Self, Failure> {
        let failed = failed("read the catalog");
        let mut catalog = Self::default();
        // Types have their schema, as in the statistics.
        sqlx::raw_sql("SET search_path = pg_catalog").execute(&mut *admin).await.map_err(&failed)?;
        for row in sqlx::query(TABLES).fetch_all(&mut *admin).await.map_err(&failed)? {
            let name: String = row.try_get(0).map_err(&failed)?;
            let table = catalog.tables.entry(name.clone()).or_default();
            table.oid = row.try_get(1).map_err(&failed)?;
            table.is_partitioned = row.try_get(2).map_err(&failed)?;
            let file = File { oid: row.try_get(3).map_err(&failed)?, path: row.try_get(4).map_err(&failed)? };
            table.files.push(file);
            catalog.partitions.insert(row.try_get(5).map_err(&failed)?, name);
        }
        for row in sqlx::query(INDEXES).fetch_all(&mut *admin).await.map_err(&failed)? {
            let (table, name): (String, String) = (row.try_get(0).map_err(&failed)?, row.try_get(1).map_err(&failed)?);
            let file = File { oid: row.try_get(2).map_err(&failed)?, path: row.try_get(3).map_err(&failed)? };
            if let Some(table) = catalog.tables.get_mut(&table) {
                table.indexes.entry(name).or_default().push(file);
            }
        }
        let columns: Vec<(String, String, String)> =
            sqlx::query_as(COLUMNS).fetch_all(&mut *admin).await.map_err(&failed)?;
        for (table, column, sql_type) in columns {
            if let Some(table) = catalog.tables.get_mut(&table) {
                table.columns.insert(column, sql_type);
            }
        }
        let keys: Vec<(String, String)> =
            sqlx::query_as(PARTITIONED_BY).fetch_all(&mut *admin).await.map_err(&failed)?;
        for (table, column) in keys {
            catalog.tables.entry(table).and_modify(|table| table.partitioned_by.push(column));
        }
        let predicates: Vec<(String, String)> =
            sqlx::query_as(PREDICATES).fetch_all(&mut *admin).await.map_err(&failed)?;
        catalog.predicates = predicates.into_iter().collect();
        Ok(catalog)
    }

    /// Says how many pages a table has, or its partitions together.
    pub(super) fn set_pages(&mut self, table: &str, pages: u64) {
        let leaves: Vec<_> =
            self.partitions.iter().filter(|(_, of)| *of == table).map(|(leaf, _)| leaf.clone()).collect();
        let share = pages.div_ceil(leaves.len().max(1) as u64) as f64;
        self.pages.extend(leaves.into_iter().map(|leaf| (leaf, share)));
    }

    /// The pages of a table or a partition.
    pub(super) fn pages(&self, relation: &str) -> f64 {
        self.pages.get(relation).copied().unwrap_or_default()
    }

    /// The table that a relation of a plan is, or is a partition of.
    pub(super) fn table_of(&self, relation: &str) -> Option<&str> {
        self.partitions.get(relation).map(String::as_str)
    }
}
