use std::path::PathBuf;

use clap::Args;
use peristyle_build::ddl;
use peristyle_build::migrate::Layout;
use serde::Serialize;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::apply::History;
use crate::at_risk::{self, Deleted};
use crate::catalog::OF_RUNNERS;
use crate::commands::{Command, Context};
use crate::database::{Url, connect, failed, quoted, sentence};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::{self, MigrationFile};
use crate::report::Report;
use crate::scratch::Scratch;
use crate::terminal::Progress;
use crate::verify::{self, File, Proof, VerifyError};

/// Proves the migrations on a copy of a database with its rows: all up, all down, all up again
///
/// The files that the database does not have run in a scratch database, which is a copy of it and is dropped afterwards. An empty database needs no rows:
/// then all files are proven, or with `--rows` those of the last migration.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    url: Url,
    /// SQL that fills the tables before the files that are proven, in a database without tables
    #[arg(long, value_name = "FILE")]
    rows: Option<PathBuf>,
    /// Prove the files after this version; those before run first
    #[arg(long, value_name = "VERSION")]
    after: Option<i64>,
}

#[derive(Serialize)]
struct Proven {
    files: Vec<String>,
    rows: u64,
    cannot_be_undone: Option<String>,
    lost: Vec<String>,
    rows_at_risk: Vec<Deleted>,
}

/// What is known of the database before it is copied.
struct Source {
    /// Who owns the tables and runs the files.
    owner: String,
    /// Whether there is anything to copy.
    has_tables: bool,
    /// The version of the last file that it has.
    last: Option<i64>,
}

impl Command for Verify {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let options = self.url.options()?.application_name("peristyle migrate verify");
        let proven = context.block_on(async {
            let files = files::read(&context.project).await?;
            up_to_date(context)?;
            let checked = context.project.checked()?;
            let mut schemas = checked.database().schemas();
            schemas.push(context.project.schema());
            schemas.sort_unstable();
            schemas.dedup();
            let source = Source::read(&options, &schemas, &files, context.project.layout).await?;
            let mut scratch = Scratch::on(&options).await?;
            let work = Work { verify: &self, context, files: &files, schemas: &schemas, source: &source, script: ddl::script(&checked) };
            let result = tokio::select! {
                result = work.run(&mut scratch, &options) => result,
                _ = tokio::signal::ctrl_c() => Err(Failure::new(Exit::Database, "stopped; the scratch databases are dropped")),
            };
            let dropped = scratch.drop_all().await;
            result.and_then(|proven| dropped.map(|()| proven))
        })?;
        Ok(Report::new(text_of(&proven), &proven))
    }
}

/// The files lead to what an earlier version emitted, and a new database has what this one emits.
fn up_to_date(context: &Context) -> Result<(), Failure> {
    let provenance = context.project.migrate().provenance(&context.project.migrations)?;
    if provenance.outdated().is_empty() {
        return Ok(());
    }
    let changes: String = provenance.outdated().iter().map(|change| format!("\n    {change}")).collect();
    let message =
        format!("an earlier version of peristyle wrote the migrations, and no migration has these changes{changes}");
    Err(Failure::new(Exit::Found, message).help("write a migration, and prove it: `migrate new <NAME>`"))
}

fn text_of(proven: &Proven) -> String {
    let Proven { files, rows, cannot_be_undone, lost, rows_at_risk } = proven;
    let names: String =
        files.iter().map(|name| format!("proven {name}\n{}", at_risk::lines(rows_at_risk, name))).collect();
    let down = match cannot_be_undone {
        None => "all up, all down and all up again".to_owned(),
        Some(reason) => format!("all up; not all can be undone: {reason}"),
    };
    let lost: String =
        lost.iter().map(|column| format!("\nvalues that the down files do not restore: {column}")).collect();
    match files.len() {
        0 => "nothing to prove: the database has every file, and its catalog is that of a new database".to_owned(),
        count => format!("{names}{count} files with {rows} rows: {down}{lost}"),
    }
}

impl Source {
    async fn read(
        options: &PgConnectOptions,
        schemas: &[&str],
        files: &[MigrationFile],
        layout: Layout,
    ) -> Result<Self, Failure> {
        let mut connection = connect(options).await?;
        let read = failed("read the database");
        let query = "SELECT r.rolsuper OR r.rolbypassrls, current_user::text,
                (SELECT o.rolname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
                WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1) AND c.relname <> ALL ($2) GROUP BY o.rolname ORDER BY count(*) DESC, 1 LIMIT 1),
                (SELECT o.rolname::text FROM pg_database d JOIN pg_roles o ON o.oid = d.datdba WHERE d.datname = current_database())
            FROM pg_roles r WHERE r.rolname = current_user";
        let row: (bool, String, Option<String>, String) =
            sqlx::query_as(query).bind(schemas).bind(OF_RUNNERS).fetch_one(&mut connection).await.map_err(&read)?;
        let (sees_all, user, owner_of_tables, owner_of_database) = row;
        if !sees_all {
            return Err(Failure::new(
                Exit::Database,
                format!("`{user}` sees no rows of tenant tables, so nothing shows whether they survive"),
            )
            .help(
                "use a role with BYPASSRLS and CREATEDB that is a member of the owner of the tables, or a superuser",
            ));
        }
        let history = History::of(layout);
        let rows = history.rows_if_there(&mut connection).await?;
        history.check(&rows, files)?;
        if let Some(begun) = rows.iter().find(|row| !row.success) {
            return Err(Failure::new(
                Exit::Database,
                format!("the migration {} of the database was stopped", begun.key),
            )
            .help("finish it first: `migrate apply`"));
        }
        // A failed `migrate apply` leaves the table of the runner, without a row.
        let has_tables = owner_of_tables.is_some() || !rows.is_empty();
        if has_tables && rows.is_empty() && !files.is_empty() {
            return Err(Failure::new(
                Exit::Database,
                format!("the database has tables, and `{}` does not say by which files", history.table()),
            )
            .help(
                "name a database that `migrate apply` or the runner of the project has migrated, or one without tables",
            ));
        }
        Ok(Self {
            owner: owner_of_tables.unwrap_or(owner_of_database),
            has_tables,
            last: files.iter().rfind(|file| rows.iter().any(|row| row.key == file.key)).map(|file| file.version),
        })
    }
}

/// One proof.
struct Work<'a> {
    verify: &'a Verify,
    context: &'a Context,
    files: &'a [MigrationFile],
    schemas: &'a [&'a str],
    source: &'a Source,
    script: String,
}

impl Work<'_> {
    async fn run(&self, scratch: &mut Scratch, options: &PgConnectOptions) -> Result<Proven, Failure> {
        let (progress, source) = (self.context.progress, self.source);
        progress.say("copying the database");
        let template = options.get_database().or(Some(options.get_username())).filter(|_| source.has_tables);
        let copy = scratch.create(template, &source.owner).await?;
        let mut reader = connect(&copy).await?;
        let mut owner = as_owner(&copy, source).await?;
        let after = self.prepare(&mut owner, &mut reader, progress).await?;

        progress.say("creating a new database");
        let fresh = scratch.create(None, &source.owner).await?;
        let mut fresh_admin = connect(&fresh).await?;
        copy_extensions(&mut reader, &mut fresh_admin).await?;
        let mut fresh_owner = as_owner(&fresh, source).await?;
        let loaded = sqlx::raw_sql(AssertSqlSafe(self.script.clone())).execute(&mut fresh_owner).await;
        loaded.map_err(failed("load the DDL of the structs"))?;
        let goal = verify::Goal::read(&mut fresh_admin, self.schemas).await.map_err(failed("read the new database"))?;

        let files = self.files.iter().filter(|file| after.is_none_or(|after| file.version > after));
        let files: Vec<_> =
            files.map(|file| File::new(&file.name, &file.up, file.down.clone(), file.in_transaction)).collect();
        let mut verify =
            verify::Verify::new(&mut owner, &mut reader, self.schemas).progress(|line| Progress::new().say(line));
        let proof = verify.run(&files, &goal).await.map_err(failure)?;
        let Proof { rows, cannot_be_undone, lost, deleted, .. } = proof;
        let files = files.into_iter().map(|file| file.name).collect();
        Ok(Proven { files, rows, cannot_be_undone, lost, rows_at_risk: deleted })
    }

    /// Runs the files before those that are proven, and fills the tables. Returns the version of the last one.
    async fn prepare(
        &self,
        owner: &mut PgConnection,
        reader: &mut PgConnection,
        progress: Progress,
    ) -> Result<Option<i64>, Failure> {
        let Verify { rows, after, .. } = self.verify;
        if self.source.has_tables {
            let refused = |what: &str| {
                Failure::new(Exit::Usage, format!("`{what}` is for a database without tables, and this one has tables"))
                    .help("leave it out: the rows are those of the database, and the files those that it does not have")
            };
            return match (rows, after) {
                (Some(_), _) => Err(refused("--rows")),
                (_, Some(_)) => Err(refused("--after")),
                _ => Ok(self.source.last),
            };
        }
        let after = after.or_else(|| rows.as_ref().and_then(|_| self.before_last()));
        for file in self.files.iter().filter(|file| after.is_some_and(|after| file.version <= after)) {
            progress.say(&format!("before: {}", file.name));
            verify::execute(owner, &file.up, file.in_transaction)
                .await
                .map_err(failed(format!("run `{}`", file.name)))?;
        }
        if let Some(path) = rows {
            let sql = std::fs::read_to_string(path);
            let sql =
                sql.map_err(|error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", path.display())))?;
            let loaded = sqlx::raw_sql(AssertSqlSafe(sql)).execute(reader).await;
            loaded.map_err(failed(format!("load the rows of `{}`", path.display())))?;
        }
        Ok(after)
    }

    /// The version of the last file before those of the last migration.
    fn before_last(&self) -> Option<i64> {
        let migrations = files::migrations(&self.context.project.migrations, self.files);
        let before = migrations.len().checked_sub(2)?;
        migrations[before].last().map(|file| file.version)
    }
}

/// A session that acts as the owner of the tables, whatever role it logs in as.
async fn as_owner(options: &PgConnectOptions, source: &Source) -> Result<PgConnection, Failure> {
    let mut connection = connect(options).await?;
    let set = format!("SET ROLE {}", quoted(&source.owner));
    sqlx::raw_sql(AssertSqlSafe(set)).execute(&mut connection).await.map_err(|error| {
        Failure::new(
            Exit::Database,
            format!("cannot act as the owner of the tables, `{}`: {}", source.owner, sentence(&error)),
        )
        .help("use a role that is a member of it, or a superuser")
    })?;
    Ok(connection)
}

/// The DDL needs what the migrations of the user have created beside the tables.
async fn copy_extensions(from: &mut PgConnection, to: &mut PgConnection) -> Result<(), Failure> {
    let query = "SELECT format('CREATE SCHEMA IF NOT EXISTS %I; CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I;', n.nspname, e.extname, n.nspname)
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY e.oid";
    let statements: Vec<String> =
        sqlx::query_scalar(query).fetch_all(from).await.map_err(failed("read the extensions"))?;
    let created = sqlx::raw_sql(AssertSqlSafe(statements.concat())).execute(to).await;
    created.map(drop).map_err(failed("create the extensions of the database"))
}

fn failure(error: VerifyError) -> Failure {
    let exit = match &error {
        VerifyError::Read(_) => Exit::Database,
        _ => Exit::Found,
    };
    let help = match &error {
        VerifyError::Read(_) => return Failure::new(exit, error),
        VerifyError::Up { .. } | VerifyError::Down { .. } => {
            "the database was not changed: correct the file while no database has run it"
        }
        VerifyError::Catalog { .. } => {
            "`-` is missing after the migration, `+` is there and not declared; the database was not changed"
        }
        _ => "the database was not changed: correct the file, or write what the rows become in a migration of your own",
    };
    Failure::new(exit, error).help(help)
}
