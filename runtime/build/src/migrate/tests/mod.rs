mod files;
mod plans;
mod releases;
mod renames;

use std::path::PathBuf;

use super::*;
use crate::fixture::*;
use crate::model::{Database, Table};
use crate::{Schema, TableDef};

const SHOP: &[&TableDef] = &[&ORGANIZATION, &COUNTRY, &CATEGORY, &PRODUCT, &ENROLMENT, &ENTRY];

fn shop() -> Database {
    Database::of(&Schema::new(SHOP, &[]))
}

fn table<'a>(database: &'a mut Database, name: &str) -> &'a mut Table {
    database.tables.iter_mut().find(|table| table.name == name).unwrap()
}

fn planned(change: impl FnOnce(&mut Database), declare: impl FnOnce(Migrate) -> Migrate) -> Result<Plan, MigrateError> {
    let mut new = shop();
    change(&mut new);
    declare(Migrate::to(new)).plan(&shop())
}

fn refused(change: fn(&mut Database)) -> String {
    planned(change, |migrate| migrate).unwrap_err().to_string()
}

/// The refusals, without what only another answer brings.
fn refusals(change: impl FnOnce(&mut Database), configure: impl FnOnce(Migrate) -> Migrate) -> Vec<Refusal> {
    match planned(change, configure) {
        Err(MigrateError::Plan(error)) => error.refusals().to_vec(),
        other => panic!("{other:?}"),
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Self(std::env::temp_dir().join(format!("peristyle-migrate-{}-{name}", std::process::id())));
        std::fs::create_dir_all(&folder.0).unwrap();
        folder
    }

    fn migrate(&self, database: Database) -> Migrate {
        let migrate = Migrate::to(database).against(self.0.join("schema.json")).version(20_261_129_083_000);
        Hazard::ALL.into_iter().fold(migrate, |migrate, hazard| migrate.allow(hazard, "a test"))
    }

    fn files(&self) -> Vec<String> {
        let mut files: Vec<_> = std::fs::read_dir(self.0.join("migrations"))
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn with_column(mut database: Database, name: &'static str) -> Database {
    let table = table(&mut database, "countries");
    let mut column = table.columns[0].clone();
    (column.name, column.nullable, column.default) = (name.into(), true, None);
    column.sql_type = crate::model::SqlType::Scalar("text".into());
    table.columns.push(column);
    database
}
