//! Makes the files of empty tables as long as those of production, on a server whose data folder is this program's.
//!
//! What is added is a hole: it takes no room on the disk, and reads as pages of zeros, which PostgreSQL takes for empty. An index keeps its first pages, which the
//! planner reads.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::PgConnection;

use crate::database::failed;
use crate::exit::Exit;
use crate::failure::Failure;

const PAGE: u64 = 8192;

/// A file of PostgreSQL has 1 GiB at most; the next one has a number behind its name.
const SEGMENT: u64 = 131_072 * PAGE;

/// The pages that a file is to have, by its path from the data folder.
pub(super) type Length = (String, u64);

/// Makes files longer, never shorter.
pub(super) async fn lengthen(admin: &mut PgConnection, lengths: &[Length]) -> Result<(), Failure> {
    let folder: String = sqlx::query_scalar("SELECT current_setting('data_directory')")
        .fetch_one(&mut *admin)
        .await
        .map_err(failed("read where the server keeps its files"))?;
    // What was created is on the disk before the files are changed beside it.
    sqlx::raw_sql("CHECKPOINT").execute(admin).await.map_err(failed("write the files of the server"))?;
    for (path, pages) in lengths {
        let path = Path::new(&folder).join(path);
        segments(&path, *pages).map_err(|error| {
            Failure::new(Exit::Files, format!("cannot lengthen `{}`: {error}", path.display())).help(
                "the file system of the temporary folder must have files with holes: name another one in `TMPDIR`",
            )
        })?;
    }
    Ok(())
}

fn segments(first: &Path, pages: u64) -> io::Result<()> {
    let (mut rest, mut number) = (pages * PAGE, 0_u32);
    while rest > 0 {
        let length = rest.min(SEGMENT);
        let path = match number {
            0 => first.to_owned(),
            number => PathBuf::from(format!("{}.{number}", first.display())),
        };
        let file = open(&path, first)?;
        if file.metadata()?.len() < length {
            file.set_len(length)?;
        }
        (rest, number) = (rest - length, number + 1);
    }
    Ok(())
}

/// Opens a segment. A new one belongs to whom the first belongs: the server of root runs as another user.
fn open(path: &Path, first: &Path) -> io::Result<File> {
    let is_new = !path.exists();
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    if is_new {
        let metadata = fs::metadata(first)?;
        file.set_permissions(metadata.permissions())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};

            fchown(&file, Some(metadata.uid()), Some(metadata.gid()))?;
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_as_long_as_those_of_postgresql() {
        let folder = std::env::temp_dir().join(format!("peristyle-segments-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let first = folder.join("16384");
        fs::write(&first, vec![7; PAGE as usize]).unwrap();
        segments(&first, 131_073).unwrap();
        let length = |name: &str| fs::metadata(folder.join(name)).map(|file| file.len()).ok();
        assert_eq!((length("16384"), length("16384.1"), length("16384.2")), (Some(SEGMENT), Some(PAGE), None));
        // What was there is kept, and nothing is cut.
        segments(&first, 1).unwrap();
        assert_eq!(length("16384"), Some(SEGMENT));
        let mut start = [0; 1];
        io::Read::read_exact(&mut File::open(&first).unwrap(), &mut start).unwrap();
        assert_eq!(start, [7]);
        fs::remove_dir_all(folder).unwrap();
    }
}
