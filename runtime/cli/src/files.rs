//! The files of migrations, as the runner of their layout reads them.

use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use peristyle_build::migrate::Layout;
use siphasher::sip::SipHasher13;
use sqlx::migrate::{Migration, Migrator};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::Project;

/// A migration: its up file, and the statements of its down file.
#[derive(Debug, Clone)]
pub(crate) struct MigrationFile {
    pub(crate) version: i64,
    /// The version as the runner writes it into its table.
    pub(crate) key: String,
    /// The version and the description, as the name of the file has them.
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) up: String,
    pub(crate) down: Option<String>,
    /// What the runner compares a file by that has run; dbmate and diesel compare nothing.
    pub(crate) checksum: Option<Vec<u8>>,
    pub(crate) in_transaction: bool,
}

/// Reads the files of a project, sorted by version, and checks that none was edited or is missing.
pub(crate) async fn read(project: &Project) -> Result<Vec<MigrationFile>, Failure> {
    project.migrate().check_files(&project.migrations)?;
    let folder = project.migrations.as_path();
    let mut files = match project.layout {
        Layout::Refinery => of_refinery(folder)?,
        Layout::Dbmate => of_dbmate(folder)?,
        Layout::Diesel => of_diesel(folder)?,
        _ => of_sqlx(folder).await?,
    };
    if let (true, Some(stranger)) = (files.is_empty(), stranger(folder)?) {
        return Err(Failure::new(
            Exit::Files,
            format!("`{}` has no file in the layout of {:?}, but `{stranger}`", folder.display(), project.layout),
        )
        .help("name the runner that the files are for: `--layout sqlx`, `refinery`, `dbmate` or `diesel`"));
    }
    files.sort_by_key(|file| file.version);
    match files.windows(2).find(|pair| pair[0].version == pair[1].version) {
        Some(pair) => {
            Err(Failure::new(Exit::Files, format!("`{}` and `{}` have the same version", pair[0].name, pair[1].name))
                .help("delete the one that no database has, and plan it again"))
        }
        None => Ok(files),
    }
}

/// The files of each migration that was planned, by the chain in `peristyle.sum`; a file that is in no line is one of its own.
pub(crate) fn migrations<'a>(folder: &Path, files: &'a [MigrationFile]) -> Vec<Vec<&'a MigrationFile>> {
    let sum = fs::read_to_string(folder.join("peristyle.sum")).unwrap_or_default();
    let planned: Vec<&str> = sum.split("(snapshot)").collect();
    let place = |file: &MigrationFile| {
        planned.iter().position(|lines| {
            lines.lines().filter_map(|line| line.split(' ').nth(2)).any(|name| name.contains(&file.key))
        })
    };
    let mut migrations: Vec<(Option<usize>, Vec<&MigrationFile>)> = Vec::new();
    for file in files {
        match (place(file), migrations.last_mut()) {
            (Some(now), Some((Some(last), files))) if *last == now => files.push(file),
            (now, _) => migrations.push((now, vec![file])),
        }
    }
    migrations.into_iter().map(|(_, files)| files).collect()
}

async fn of_sqlx(folder: &Path) -> Result<Vec<MigrationFile>, Failure> {
    let migrator = Migrator::new(folder).await;
    let migrator =
        migrator.map_err(|error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", folder.display())))?;
    let downs: Vec<_> = migrator.iter().filter(|one| one.migration_type.is_down_migration()).collect();
    let of = |up: &Migration| MigrationFile {
        version: up.version,
        key: up.version.to_string(),
        name: format!("{}_{}", up.version, up.description.replace(' ', "_")),
        description: up.description.clone().into_owned(),
        up: up.sql.as_str().to_owned(),
        down: downs.iter().find(|down| down.version == up.version).map(|down| down.sql.as_str().to_owned()),
        checksum: Some(up.checksum.clone().into_owned()),
        in_transaction: !up.no_tx,
    };
    Ok(migrator.iter().filter(|one| !one.migration_type.is_down_migration()).map(of).collect())
}

/// `V7__name.sql`; a file has the 32 bits of its version and its text in its checksum.
fn of_refinery(folder: &Path) -> Result<Vec<MigrationFile>, Failure> {
    let mut files = Vec::new();
    for name in names(folder)? {
        let Some((version, description)) =
            name.strip_prefix('V').and_then(|name| name.strip_suffix(".sql")?.split_once("__"))
        else {
            continue;
        };
        let version: i32 = version.parse().map_err(|_| no_version(&name))?;
        let up = text(&folder.join(&name))?;
        let mut hasher = SipHasher13::new();
        (description, version, up.as_str()).hash(&mut hasher);
        files.push(MigrationFile {
            version: version.into(),
            key: version.to_string(),
            name: format!("V{version}__{description}"),
            description: description.to_owned(),
            up,
            down: None,
            checksum: Some(hasher.finish().to_string().into_bytes()),
            in_transaction: true,
        });
    }
    Ok(files)
}

/// `20261129083000_name.sql` with `-- migrate:up` and `-- migrate:down`.
fn of_dbmate(folder: &Path) -> Result<Vec<MigrationFile>, Failure> {
    let mut files = Vec::new();
    for name in names(folder)? {
        let Some(stem) =
            name.strip_suffix(".sql").filter(|name| name.starts_with(|first: char| first.is_ascii_digit()))
        else {
            continue;
        };
        let both = text(&folder.join(&name))?;
        let (mut up, mut down, mut in_transaction) = (None::<String>, None::<String>, true);
        // Empty lines stand for those before, so that an error names the right one.
        for (number, line) in both.split_inclusive('\n').enumerate() {
            let above = || "\n".repeat(number + 1);
            let words: Vec<_> = line.strip_prefix("--").into_iter().flat_map(str::split_whitespace).collect();
            match words.first().copied() {
                Some("migrate:up") => {
                    up = Some(above());
                    in_transaction = !words.contains(&"transaction:false");
                }
                Some("migrate:down") => down = Some(above()),
                _ => down.as_mut().or(up.as_mut()).into_iter().for_each(|part| part.push_str(line)),
            }
        }
        let up = up.ok_or_else(|| {
            Failure::new(Exit::Files, format!("`{name}` has no line `-- migrate:up`"))
                .help("restore the file from version control, or write this line before its statements")
        })?;
        let down = down.filter(|down| !down.trim().is_empty());
        files.push(file(stem, up, down, in_transaction)?);
    }
    Ok(files)
}

/// `20261129083000_name/up.sql` and `down.sql`.
fn of_diesel(folder: &Path) -> Result<Vec<MigrationFile>, Failure> {
    let mut files = Vec::new();
    for name in names(folder)? {
        let own = folder.join(&name);
        if !own.join("up.sql").exists() {
            continue;
        }
        let optional = |name: &str| Some(own.join(name)).filter(|path| path.exists()).map(|path| text(&path));
        let metadata = optional("metadata.toml").transpose()?.unwrap_or_default();
        let is_outside = metadata.lines().any(|line| line.replace(' ', "") == "run_in_transaction=false");
        files.push(file(&name, text(&own.join("up.sql"))?, optional("down.sql").transpose()?, !is_outside)?);
    }
    Ok(files)
}

/// A file whose name begins with its version, and that has no checksum.
fn file(stem: &str, up: String, down: Option<String>, in_transaction: bool) -> Result<MigrationFile, Failure> {
    let (key, description) = stem.split_once('_').unwrap_or((stem, ""));
    // As diesel does: `2026-11-29-083000`.
    let key = key.replace('-', "");
    let version = key.parse().map_err(|_| no_version(stem))?;
    let (name, description) = (stem.to_owned(), description.to_owned());
    Ok(MigrationFile { version, key, name, description, up, down, checksum: None, in_transaction })
}

fn no_version(name: &str) -> Failure {
    Failure::new(Exit::Files, format!("`{name}` begins with no version that the runner of this layout reads"))
        .help("give the file the name that `migrate new` would write, or move it to another folder")
}

/// Something that another layout reads.
fn stranger(folder: &Path) -> Result<Option<String>, Failure> {
    let is_one = |name: &String| name.ends_with(".sql") || folder.join(name).join("up.sql").exists();
    Ok(names(folder)?.into_iter().find(is_one))
}

fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let failed =
        |error: std::io::Error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(failed)?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    names.collect::<Result<_, _>>().map_err(failed)
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", path.display())))
}
