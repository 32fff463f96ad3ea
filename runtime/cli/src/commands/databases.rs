use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use crate::database::{Url, connect, failed, unreadable};
use crate::dump;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::scratch::Scratch;

/// The database that is read, and the one that it is compared in.
#[derive(Debug, Args)]
pub(super) struct Databases {
    #[command(flatten)]
    url: Url,
    /// An empty database of the same server, in which the DDL is loaded and rolled back. Without it one is created and dropped, which takes the right CREATEDB
    #[arg(long, value_name = "URL")]
    scratch: Option<String>,
    /// SQL that runs in the scratch database before the DDL
    #[arg(long, value_name = "FILE")]
    prelude: Option<PathBuf>,
    /// Leave out the table, view, function or type of this name, with or without its schema
    #[arg(long, value_name = "NAME")]
    pub(super) ignore: Vec<String>,
}

/// Both connections.
pub(super) struct Pair {
    pub(super) live: PgConnection,
    pub(super) scratch: PgConnection,
    /// What is dropped at the end.
    created: Option<Scratch>,
}

impl Databases {
    pub(super) fn prelude(&self) -> Result<String, Failure> {
        let Some(path) = &self.prelude else { return Ok(String::new()) };
        let read = std::fs::read_to_string(path);
        read.map_err(|error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", path.display())))
    }

    /// A database of this dump in place of the one of the URL, which names the server.
    pub(super) async fn load(&self, dump: &Path) -> Result<Pair, Failure> {
        let script = dump::read(dump)?;
        let options = self.url.options()?;
        let mut created = Scratch::on(&options).await?;
        let made = async {
            let loaded = created.create(None, options.get_username()).await?;
            dump::load(&mut connect(&loaded).await?, dump, &script).await?;
            let empty = created.create(None, options.get_username()).await?;
            Ok((connect(&loaded).await?, connect(&empty).await?))
        };
        match made.await {
            Ok((live, scratch)) => Ok(Pair { live, scratch, created: Some(created) }),
            Err(failure) => {
                created.drop_all().await?;
                Err(failure)
            }
        }
    }

    pub(super) async fn connect(&self) -> Result<Pair, Failure> {
        let options = self.url.options()?;
        let live = connect(&options).await?;
        let (scratch, created) = match &self.scratch {
            Some(url) => {
                let options = PgConnectOptions::from_str(url);
                let options = options.map_err(|error| unreadable("the URL of `--scratch`", error))?;
                (connect(&options).await?, None)
            }
            None => {
                let mut created = Scratch::on(&options).await?;
                let made = async {
                    let options = created.create(None, options.get_username()).await?;
                    connect(&options).await
                };
                match made.await {
                    Ok(connection) => (connection, Some(created)),
                    Err(failure) => {
                        created.drop_all().await?;
                        return Err(failure.help("or name an empty database of the same server: `--scratch <URL>`"));
                    }
                }
            }
        };
        let mut pair = Pair { live, scratch, created };
        match pair.same_version().await {
            Ok(()) => Ok(pair),
            Err(failure) => {
                pair.close().await?;
                Err(failure)
            }
        }
    }
}

impl Pair {
    /// Drops a scratch database that was created.
    pub(super) async fn close(self) -> Result<(), Failure> {
        let Self { live, scratch, created } = self;
        drop((live, scratch));
        match created {
            Some(created) => created.drop_all().await,
            None => Ok(()),
        }
    }

    /// Two versions print the same expression differently.
    async fn same_version(&mut self) -> Result<(), Failure> {
        let mut versions = [0; 2];
        for (version, connection) in versions.iter_mut().zip([&mut self.live, &mut self.scratch]) {
            let number = sqlx::query_scalar::<_, i32>("SELECT current_setting('server_version_num')::int / 10000");
            *version = number.fetch_one(connection).await.map_err(failed("read the version of the server"))?;
        }
        let [live, scratch] = versions;
        match live == scratch {
            true => Ok(()),
            false => Err(Failure::new(
                Exit::Usage,
                format!("the database is on PostgreSQL {live}, the scratch database on {scratch}"),
            )
            .help("name a scratch database of the same server")),
        }
    }
}
