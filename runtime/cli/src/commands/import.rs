use std::path::PathBuf;

use clap::Args;

use super::databases::Databases;
use super::{Command, Context};
use crate::database::failed;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::import::{self, ImportError, Modules};
use crate::report::Report;

/// Writes a crate of structs from a database; reads only
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    databases: Databases,
    /// Import this file of `pg_dump --schema-only`: it is loaded into a scratch database on the server of the URL
    #[arg(long, value_name = "FILE", conflicts_with = "scratch")]
    dump: Option<PathBuf>,
    /// The folder of the new crate
    #[arg(long, short, value_name = "FOLDER", default_value = "schema")]
    output: PathBuf,
    /// Import only this schema; all of the database unless it is stated
    #[arg(long, value_name = "NAME")]
    schema: Vec<String>,
    /// The schema of tables that name none: that of `search_path`
    #[arg(long, value_name = "NAME", default_value = "public")]
    default_schema: String,
    /// Write a module for each schema or for each table
    #[arg(long, value_name = "WHICH", default_value = "schema")]
    modules: Modules,
    /// Declare tables with this column as tenant tables
    #[arg(long, value_name = "COLUMN")]
    tenant: Option<String>,
    /// Write the crate without asking the compiler which waivers it needs, and without comparing its DDL
    #[arg(long)]
    unchecked: bool,
    /// Take peristyle from this folder of its repository, not from the registry
    #[arg(long, value_name = "FOLDER")]
    repository: Option<PathBuf>,
}

impl Command for Import {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { databases, dump, output, schema, default_schema, modules, tenant, unchecked, repository } = self;
        let mut import = import::Import::new(output).schemas(schema).default_schema(default_schema).modules(modules);
        import = import.prelude(databases.prelude()?);
        if let Some(column) = tenant {
            import = import.tenant(column);
        }
        if let Some(folder) = repository {
            import = import.repository(&folder);
        }
        if unchecked {
            import = import.unchecked();
        }
        for name in &databases.ignore {
            import = import.ignore(name);
        }
        let imported = context.block_on(async {
            let mut pair = match &dump {
                Some(dump) => databases.load(dump).await?,
                None => databases.connect().await?,
            };
            let imported = import.run(&mut pair.live, &mut pair.scratch, |line| context.progress.say(line)).await;
            pair.close().await?;
            imported.map_err(failure)
        })?;
        let exit = if imported.differences.is_empty() { Exit::Done } else { Exit::Found };
        Ok(Report::new(imported.to_string(), &imported).exit(exit))
    }
}

fn failure(error: ImportError) -> Failure {
    match error {
        ImportError::Database(error) => failed("import")(error),
        ImportError::Compiler(_) => Failure::new(Exit::Schema, error),
        ImportError::File(..) | ImportError::NotEmpty(_) => Failure::new(Exit::Files, error),
        ImportError::Empty(_) => Failure::new(Exit::Found, error),
        ImportError::NoRoot { .. } => Failure::new(Exit::Usage, error),
    }
}
