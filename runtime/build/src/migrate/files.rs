//! The files of a migration, as each runner wants them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::error::MigrateError;
use super::plan::{Part, Plan};

/// A runner, whose files are named and written in its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// `20261129083000_name.up.sql` and `.down.sql`, for `sqlx migrate`. An index that is built CONCURRENTLY begins with `-- no-transaction`: two runners
    /// of such a file wait for each other, so it is run by one job, not when a service starts.
    Sqlx,
    /// `V7__name.sql`, for `refinery`: it has no down files and runs each file in a transaction, so nothing is built CONCURRENTLY. Its versions are
    /// 32 bits wide, which no time fits, so files are counted.
    Refinery,
    /// `20261129083000_name.sql` with `-- migrate:up` and `-- migrate:down`, for `dbmate`.
    Dbmate,
    /// `20261129083000_name/up.sql` and `down.sql`, for `diesel`; `metadata.toml` where a file runs outside of a transaction.
    Diesel,
}

/// A file that is not written yet: its path in the folder, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl Layout {
    pub(super) const fn in_transactions(self) -> bool {
        matches!(self, Self::Refinery)
    }

    /// The version of the first migration of a folder.
    pub(super) fn first(self) -> u64 {
        match self {
            Self::Refinery => 1,
            Self::Sqlx | Self::Dbmate | Self::Diesel => now(),
        }
    }

    /// The version behind another one.
    pub(super) fn next(self, version: u64) -> u64 {
        match self {
            Self::Refinery => version + 1,
            Self::Sqlx | Self::Dbmate | Self::Diesel => second_later(version),
        }
    }

    /// The files of a plan, the first version being the one that is given.
    pub(super) fn files(self, plan: &Plan, name: &str, first: u64) -> Vec<File> {
        let parts = plan.parts();
        let mut files = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let version = (0..at).fold(first, |version, _| self.next(version));
            let stem = match parts.len() {
                1 => name.to_owned(),
                _ => format!("{name}_{}_{}", at + 1, part.name),
            };
            self.part(part, version, &stem, &mut files);
        }
        files
    }

    fn part(self, part: &Part, version: u64, stem: &str, files: &mut Vec<File>) {
        let Part { in_transaction, up, down, .. } = part;
        let mut file = |path: String, text: String| files.push(File { path, text });
        match self {
            Self::Sqlx => {
                // It must be the first bytes of the file.
                let head = if *in_transaction { "" } else { "-- no-transaction\n" };
                file(format!("{version}_{stem}.up.sql"), format!("{head}{WRITTEN}{up}"));
                file(format!("{version}_{stem}.down.sql"), format!("{head}{WRITTEN}{down}"));
            }
            Self::Refinery => file(format!("V{version}__{stem}.sql"), format!("{WRITTEN}{up}")),
            Self::Dbmate => {
                let option = if *in_transaction { "" } else { " transaction:false" };
                let text = format!("{WRITTEN}-- migrate:up{option}\n{up}\n-- migrate:down{option}\n{down}");
                file(format!("{version}_{stem}.sql"), text);
            }
            Self::Diesel => {
                let folder = format!("{version}_{stem}");
                file(format!("{folder}/up.sql"), format!("{WRITTEN}{up}"));
                file(format!("{folder}/down.sql"), format!("{WRITTEN}{down}"));
                if !in_transaction {
                    file(format!("{folder}/metadata.toml"), "run_in_transaction = false\n".to_owned());
                }
            }
        }
    }

    /// The statements of a file that change the database forwards.
    pub(super) fn up<'t>(self, name: &str, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Sqlx => (!name.ends_with(".down.sql")).then_some(text),
            Self::Refinery => Some(text),
            Self::Dbmate => Some(text.split_once("\n-- migrate:down").map_or(text, |(up, _)| up)),
            Self::Diesel => name.ends_with("/up.sql").then_some(text),
        }
    }

    /// The version in the name of a file or a folder of this layout.
    pub(super) fn version(self, name: &str) -> Option<u64> {
        let digits = match self {
            Self::Refinery => name.strip_prefix('V')?.split_once("__")?.0,
            Self::Sqlx | Self::Dbmate | Self::Diesel => name.split_once('_')?.0,
        };
        digits.parse().ok()
    }

    /// The name of the migration in the name of a file or a folder.
    pub(super) fn stem(self, name: &str) -> Option<&str> {
        let (_, rest) = match self {
            Self::Refinery => name.strip_prefix('V')?.split_once("__")?,
            Self::Sqlx | Self::Dbmate | Self::Diesel => name.split_once('_')?,
        };
        Some(rest.split('.').next().unwrap_or(rest))
    }
}

const WRITTEN: &str = "-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.\n\n";

/// The next version: the seconds, minutes and hours of `20261129083059` carry.
fn second_later(version: u64) -> u64 {
    let next = version + 1;
    let limits = [(100, 60), (10_000, 60), (1_000_000, 24)];
    limits.into_iter().fold(next, |version, (place, limit)| {
        let unit = place / 100;
        if version / unit % 100 >= limit { version - limit * unit + place } else { version }
    })
}

/// The time as a version.
fn now() -> u64 {
    stamp(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

/// The moment as `20261129083000`, in UTC.
fn stamp(seconds: u64) -> u64 {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's civil_from_days, for days after 1970.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let date = year * 10_000 + month * 100 + day;
    date * 1_000_000 + rest / 3_600 * 10_000 + rest / 60 % 60 * 100 + rest % 60
}

/// Writes a file that must not be there. On an error nothing of it stays.
pub(super) fn create(folder: &Path, file: &File) -> Result<PathBuf, MigrateError> {
    let path = folder.join(&file.path);
    let failed = |source| MigrateError::Write { path: path.clone(), source };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut created = OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
    let written = created.write_all(file.text.as_bytes()).and_then(|()| created.sync_all());
    if let Err(source) = written {
        // The error that is reported is the first one.
        fs::remove_file(&path).ok();
        return Err(failed(source));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_a_date() {
        assert_eq!(stamp(0), 19_700_101_000_000);
        assert_eq!(stamp(951_782_400), 20_000_229_000_000);
        assert_eq!(stamp(1_795_941_059), 20_261_129_083_059);
    }

    #[test]
    fn what_undoes_a_file_is_no_part_of_it() {
        let up = |layout: Layout, name| layout.up(name, "-- migrate:up\na;\n\n-- migrate:down\nb;\n");
        assert_eq!(up(Layout::Dbmate, "1_a.sql"), Some("-- migrate:up\na;\n"));
        assert!(up(Layout::Sqlx, "1_a.up.sql").is_some() && up(Layout::Sqlx, "1_a.down.sql").is_none());
        assert!(up(Layout::Diesel, "1_a/up.sql").is_some() && up(Layout::Diesel, "1_a/down.sql").is_none());
        assert!(up(Layout::Diesel, "1_a/metadata.toml").is_none() && up(Layout::Refinery, "V1__a.sql").is_some());
    }

    #[test]
    fn versions_carry() {
        assert_eq!(second_later(20_261_129_083_000), 20_261_129_083_001);
        assert_eq!(second_later(20_261_129_083_059), 20_261_129_083_100);
        assert_eq!(second_later(20_261_129_235_959), 20_261_130_000_000);
        assert_eq!(second_later(7), 8);
    }
}
