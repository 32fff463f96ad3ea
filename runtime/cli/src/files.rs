//! The files of the sqlx layout, as `sqlx migrate` reads them.

use std::path::Path;

use peristyle_build::migrate::Layout;
use sqlx::migrate::{Migration, Migrator};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::Project;

/// A migration: its up file, and the statements of its down file.
#[derive(Debug, Clone)]
pub(crate) struct SqlxFile {
    pub(crate) version: i64,
    /// The name of the file without `.up.sql`.
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) up: String,
    pub(crate) down: Option<String>,
    pub(crate) checksum: Vec<u8>,
    pub(crate) in_transaction: bool,
}

impl SqlxFile {
    fn of(migration: &Migration, down: Option<&Migration>) -> Self {
        Self {
            version: migration.version,
            name: format!("{}_{}", migration.version, migration.description.replace(' ', "_")),
            description: migration.description.clone().into_owned(),
            up: migration.sql.as_str().to_owned(),
            down: down.map(|down| down.sql.as_str().to_owned()),
            checksum: migration.checksum.clone().into_owned(),
            in_transaction: !migration.no_tx,
        }
    }
}

/// Reads the files of a project, sorted by version, and checks that none was edited or is missing.
pub(crate) async fn read(project: &Project) -> Result<Vec<SqlxFile>, Failure> {
    if project.layout != Layout::Sqlx {
        return Err(Failure::new(Exit::Usage, "the files of this layout are run by their own runner").help(
            "`migrate verify` and `migrate apply` run the layout of sqlx: write `--layout sqlx`, or use the runner of the project",
        ));
    }
    project.migrate().check_files(&project.migrations)?;
    let folder: &Path = &project.migrations;
    let migrator = Migrator::new(folder).await;
    let migrator =
        migrator.map_err(|error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", folder.display())))?;
    let downs: Vec<_> = migrator.iter().filter(|one| one.migration_type.is_down_migration()).collect();
    let down = |version| downs.iter().copied().find(|down| down.version == version);
    let ups = migrator.iter().filter(|one| !one.migration_type.is_down_migration());
    let files: Vec<_> = ups.map(|up| SqlxFile::of(up, down(up.version))).collect();
    match files.windows(2).find(|pair| pair[0].version == pair[1].version) {
        Some(pair) => {
            Err(Failure::new(Exit::Files, format!("`{}` and `{}` have the same version", pair[0].name, pair[1].name))
                .help("delete the one that no database has, and plan it again"))
        }
        None => Ok(files),
    }
}
