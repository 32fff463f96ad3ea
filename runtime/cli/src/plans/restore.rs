//! Gives the statistics of a file to the private database.

use peristyle_build::Checked;
use sqlx::PgConnection;

use super::Plans;
use super::catalog::{Catalog, File, TableFiles};
use super::files::Length;
use crate::database::failed;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::statistics::{ColumnStatistics, Relation, Statistics};

/// The rows of an index without statistics that are in one page.
const ROWS_OF_PAGE: u64 = 200;

/// Refuses statistics that are not of the structs. Returns the tables that the statistics do not have.
pub(super) fn refuse_other_schema(plans: &Plans, structs: &Checked, catalog: &Catalog) -> Result<Vec<String>, Failure> {
    let default = structs.options().default_schema();
    let schema = |table: &peristyle_build::model::Table| table.schema.as_deref().unwrap_or(default).to_owned();
    let declared: Vec<_> = structs.tables().iter().map(|table| format!("{}.{}", schema(table), table.name)).collect();
    let path = plans.path.display();
    let is_ignored = |name: &str| {
        plans.ignored.iter().any(|ignored| {
            ignored == name || name.strip_suffix(ignored.as_str()).is_some_and(|schema| schema.ends_with('.'))
        })
    };
    let refused = |message: String, name: &str| {
        Err(Failure::new(Exit::Files, format!("`{path}` is of another schema: {message}"))
            .help("write it again by `statistics dump`, from the database that the structs are of")
            .help(format!("or, if the structs have changed since, add `--ignore {name}`")))
    };
    for table in &plans.statistics.tables {
        let name = &table.of.name;
        let files = match catalog.tables.get(name) {
            _ if is_ignored(name) => continue,
            Some(files) if declared.contains(name) => files,
            _ => return refused(format!("no struct declares its table `{name}`"), name),
        };
        for column in &table.columns {
            let full = format!("{name}.{}", column.name);
            match files.columns.get(&column.name) {
                _ if is_ignored(&full) => {}
                Some(sql_type) if *sql_type == column.sql_type => {}
                Some(sql_type) => {
                    let types = format!("`{full}` is `{}` there and `{sql_type}` in the structs", column.sql_type);
                    return refused(types, &full);
                }
                None => return refused(format!("the struct of `{name}` has no column `{}`", column.name), &full),
            }
        }
    }
    let known = |name: &&String| {
        let table = plans.statistics.tables.iter().find(|table| table.of.name == **name);
        table.is_some_and(|table| table.of.rows.is_some())
    };
    Ok(declared.iter().filter(|name| !known(name)).cloned().collect())
}

/// The rows of `pg_class` and `pg_statistic` to write, each as columns of arrays.
#[derive(Debug, Default)]
struct Rows {
    relations: Vec<i64>,
    tuples: Vec<f32>,
    pages: Vec<i32>,
    visible: Vec<i32>,
    of: Vec<i64>,
    names: Vec<String>,
    inherited: Vec<bool>,
    nulls: Vec<f32>,
    widths: Vec<i32>,
    distinct: Vec<f32>,
    correlations: Vec<Option<f32>>,
    common: Vec<Option<String>>,
    frequencies: Vec<Option<String>>,
    bounds: Vec<Option<String>>,
    lengths: Vec<Length>,
}

const RELATIONS: &str = "UPDATE pg_class c SET reltuples = i.tuples, relpages = i.pages, relallvisible = i.visible
    FROM unnest($1::int8[], $2::float4[], $3::int4[], $4::int4[]) AS i (oid, tuples, pages, visible) WHERE c.oid = i.oid::oid";

/// What `ANALYZE` would write: the correlation, the most common values, the histogram. Their operators are those of the default b-tree class of the type.
const STATISTICS: &str = include_str!("restore.sql");

/// Writes the statistics. Returns how long the files are to be.
pub(super) async fn restore(
    admin: &mut PgConnection,
    statistics: &Statistics,
    catalog: &Catalog,
) -> Result<Vec<Length>, Failure> {
    let mut rows = Rows::default();
    for table in &statistics.tables {
        let Some(files) = catalog.tables.get(&table.of.name) else { continue };
        rows.relation(&table.of, &files.files);
        rows.columns(files, &table.columns);
        for (name, own) in &files.indexes {
            match table.indexes.iter().find(|(index, _)| index.name == *name) {
                Some((index, expressions)) => {
                    rows.relation(index, own);
                    own.iter().for_each(|file| rows.of(file.oid, false, expressions));
                }
                None => rows.relation(&unknown(name, &table.of), own),
            }
        }
    }
    let failed = failed("restore the statistics");
    let relations = sqlx::query(RELATIONS).bind(rows.relations).bind(rows.tuples).bind(rows.pages).bind(rows.visible);
    relations.execute(&mut *admin).await.map_err(&failed)?;
    let columns = sqlx::query(STATISTICS).bind(rows.of).bind(rows.names).bind(rows.inherited).bind(rows.nulls);
    let columns = columns.bind(rows.widths).bind(rows.distinct).bind(rows.correlations);
    let columns = columns.bind(rows.common).bind(rows.frequencies).bind(rows.bounds);
    columns.execute(&mut *admin).await.map_err(&failed)?;
    Ok(rows.lengths)
}

/// An index that the database did not have when its statistics were written.
fn unknown(name: &str, table: &Relation) -> Relation {
    let rows = table.rows.unwrap_or_default();
    Relation { name: name.to_owned(), rows: table.rows, pages: rows / ROWS_OF_PAGE + 1, all_visible: 0 }
}

impl Rows {
    /// The sum over partitions is shared by them.
    fn relation(&mut self, of: &Relation, files: &[File]) {
        let count = files.len().max(1) as u64;
        let share = |number: u64| i32::try_from(number.div_ceil(count)).unwrap_or(i32::MAX);
        for file in files {
            self.lengths.push((file.path.clone(), of.pages.div_ceil(count)));
            if let Some(tuples) = of.rows {
                self.relations.push(file.oid);
                self.tuples.push((tuples / count) as f32);
                self.pages.push(share(of.pages));
                self.visible.push(share(of.all_visible));
            }
        }
    }

    /// A partition has what is known of all, as the table itself has.
    fn columns(&mut self, files: &TableFiles, columns: &[ColumnStatistics]) {
        if files.is_partitioned {
            self.of(files.oid, true, columns);
        }
        let count = files.files.len().max(1) as f32;
        let mut columns = columns.to_vec();
        // A value of the key is in one partition.
        for column in columns.iter_mut().filter(|column| files.partitioned_by.contains(&column.name)) {
            if column.distinct > 0.0 {
                column.distinct = (column.distinct / count).max(1.0);
            }
        }
        files.files.iter().for_each(|file| self.of(file.oid, false, &columns));
    }

    fn of(&mut self, oid: i64, inherited: bool, columns: &[ColumnStatistics]) {
        for column in columns {
            self.of.push(oid);
            self.names.push(column.name.clone());
            self.inherited.push(inherited);
            self.nulls.push(column.nulls);
            self.widths.push(column.width);
            self.distinct.push(column.distinct);
            self.correlations.push(column.correlation);
            let numbers = |numbers: &Vec<f32>| {
                let texts: Vec<_> = numbers.iter().map(f32::to_string).collect();
                format!("{{{}}}", texts.join(","))
            };
            let common = column.common.clone().zip(column.frequencies.as_ref().map(numbers));
            let (common, frequencies) = common.unzip();
            self.common.push(common);
            self.frequencies.push(frequencies);
            self.bounds.push(column.bounds.clone());
        }
    }
}
