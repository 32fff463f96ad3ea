//! Counts files that a database needs not run, since it has their tables from before the first migration.

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use super::{Applied, Done, Rules, apply, locked};
use crate::database::{connect, failed};
use crate::drift;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::MigrationFile;
use crate::scratch::Scratch;

/// The note of a file that was counted.
const NOT_RUN: &str = "counted, not run";

/// Counts the files of the migrations up to the one of this name as applied, after a scratch database in which they run is like the database.
pub(crate) async fn baseline(
    options: &PgConnectOptions,
    migrations: &[Vec<&MigrationFile>],
    name: &str,
    ignored: &[String],
    rules: Rules,
) -> Result<Done, Failure> {
    let files = up_to(migrations, name)?;
    let mut live = connect(options).await?;
    no_history(&mut live, rules).await?;
    rules.progress.say("running the files in a scratch database");
    let mut scratch = Scratch::on(options).await?;
    let compared = compared(options, &mut live, &mut scratch, &files, ignored, rules).await;
    scratch.drop_all().await?;
    compared?;
    locked(&mut live, rules, async |live| count(live, &files, rules).await).await
}

/// The files of every migration up to the one of this name.
fn up_to(migrations: &[Vec<&MigrationFile>], name: &str) -> Result<Vec<MigrationFile>, Failure> {
    let is_it = |file: &&MigrationFile| {
        let own = file.name.split_once('_').map_or(file.name.as_str(), |(_, own)| own.trim_start_matches('_'));
        [own, &file.name, &file.key].contains(&name) || own.starts_with(&format!("{name}_1_"))
    };
    let last = migrations.iter().position(|files| files.iter().any(is_it));
    let names = || migrations.iter().filter_map(|files| files.first()).map(|file| format!("`{}`", file.name));
    let last = last.ok_or_else(|| {
        let failure = Failure::new(Exit::Usage, format!("there is no migration `{name}`"));
        match migrations.is_empty() {
            true => failure.help("plan the one that makes the tables of the database: `migrate new imported`"),
            false => failure.help(format!("the migrations begin with {}", names().collect::<Vec<_>>().join(", "))),
        }
    })?;
    Ok(migrations[..=last].iter().flatten().map(|file| (*file).clone()).collect())
}

async fn no_history(live: &mut PgConnection, rules: Rules) -> Result<(), Failure> {
    match rules.history.rows_if_there(live).await?.len() {
        0 => Ok(()),
        count => Err(Failure::new(
            Exit::Usage,
            format!("the database counts {count} migrations in `{}` already", rules.history.table()),
        )
        .help("leave `--baseline` out: it is for a database that has run no migration yet")),
    }
}

async fn compared(
    options: &PgConnectOptions,
    live: &mut PgConnection,
    scratch: &mut Scratch,
    files: &[MigrationFile],
    ignored: &[String],
    rules: Rules,
) -> Result<(), Failure> {
    let made = scratch.create(None, options.get_username()).await?;
    let mut made = connect(&made).await?;
    drift::extend(&mut made, live).await.map_err(failed("create the extensions in the scratch database"))?;
    apply(&mut made, files, rules).await.map_err(|failure| in_scratch(failure, options))?;
    let is_ignored =
        |name: &str, schema: &str| ignored.iter().any(|one| one == name || *one == format!("{schema}.{name}"));
    let differences = drift::between(&mut made, live, is_ignored).await.map_err(failed("compare"))?;
    made.close().await.ok();
    if differences.is_empty() {
        return Ok(());
    }
    let last = files.last().map_or("", |file| &file.name);
    Err(Failure::new(
        Exit::Found,
        format!(
            "the database differs from what the files up to `{last}` make; `structs` are those files:\n{}",
            differences.iter().map(ToString::to_string).collect::<String>().trim_end()
        ),
    )
    .help("plan the migration from the structs that `import` writes, or mend the database; `--ignore <NAME>` leaves out what the structs do not state"))
}

fn in_scratch(failure: Failure, options: &PgConnectOptions) -> Failure {
    let Failure { exit, message, .. } = failure;
    let database = options.get_database().unwrap_or_default();
    Failure::new(exit, format!("in a scratch database: {message}")).help(format!("nothing was changed in `{database}`"))
}

async fn count(live: &mut PgConnection, files: &[MigrationFile], rules: Rules) -> Result<Done, Failure> {
    // Another run may have counted them in the meantime.
    no_history(live, rules).await?;
    let history = rules.history;
    history.rows(live).await?;
    let mut transaction = live.begin().await.map_err(failed("begin"))?;
    for file in files {
        history.insert(&mut transaction, file, true, Duration::ZERO).await.map_err(failed("count the files"))?;
    }
    transaction.commit().await.map_err(failed("count the files"))?;
    let of =
        |file: &MigrationFile| Applied { file: file.name.clone(), milliseconds: 0, note: Some(NOT_RUN.to_owned()) };
    Ok(Done { applied: files.iter().map(of).collect(), ..Done::default() })
}
