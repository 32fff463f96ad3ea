//! A full disk: a tablespace on a file system of some megabytes, which takes the right to mount one. Without it the test says that it is skipped.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::database::{ROWS, SECOND, WithDatabase};

/// A file system in memory.
struct Small(PathBuf);

impl Small {
    /// Of the user who runs the server.
    fn mounted(data: &Path) -> Option<Self> {
        let owner = std::fs::metadata(data).ok()?;
        let folder = std::env::temp_dir().join(format!("peristyle-disk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).ok()?;
        let this = Self(folder);
        let options = format!("size=4m,mode=700,uid={},gid={}", owner.uid(), owner.gid());
        this.mount(&["-t", "tmpfs", "-o", &options, "tmpfs"]).then_some(this)
    }

    fn mount(&self, arguments: &[&str]) -> bool {
        let mut mount = Command::new("mount");
        mount.args(arguments).arg(&self.0).output().is_ok_and(|output| output.status.success())
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        Command::new("umount").arg(&self.0).output().ok();
        std::fs::remove_dir(&self.0).ok();
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_the_next_run_completes() {
    let mut on = WithDatabase::new().await;
    let data = on.value("SELECT current_setting('data_directory')").await;
    let Some(small) = Small::mounted(Path::new(&data)) else {
        println!("skipped: no file system can be mounted here");
        return;
    };
    let space = format!("peristyle_small_{}", std::process::id());
    on.execute(&format!("CREATE TABLESPACE {space} LOCATION '{}'", small.0.display())).await;
    on.execute(&format!("GRANT CREATE ON TABLESPACE {space} TO PUBLIC")).await;
    let default = format!(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_tablespace = {space}', current_database()); END $$"
    );
    on.execute(&default).await;

    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.execute(ROWS).await;
    // Until another column for each row has no place.
    on.execute("UPDATE org_products SET note = repeat(md5(id::text), 40)").await;
    on.execute("VACUUM FULL org_products").await;
    on.execute("CREATE TABLE filler (text text)").await;
    let fills = "INSERT INTO filler SELECT repeat(md5(n::text), 60) FROM generate_series(1, 100) n";
    let mut connection = on.connect().await;
    let full = loop {
        if let Err(error) = sqlx::raw_sql(fills).execute(&mut connection).await {
            break error;
        }
    };
    assert_eq!(full.as_database_error().unwrap().code().unwrap(), "53100", "{full}");
    on.shop.release(2);
    on.shop.ok(SECOND);
    let rows = "SELECT string_agg(concat(id, sku, note), ' ' ORDER BY id) FROM org_products";
    let before = on.value(rows).await;
    let stopped = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert_eq!(stopped.code, 4, "{stopped:?}");
    for part in ["No space left on device", "(53100)", "= done: this run applied", "= help: free space on the disk"] {
        assert!(stopped.stderr.contains(part), "{part}: {stopped:?}");
    }
    assert_eq!(on.value(rows).await, before);

    assert!(small.mount(&["-o", "remount,size=64m"]));
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.is_complete().await;
    assert_eq!(on.value(rows).await, before);
    // Nothing of the server is in the file system when it is gone.
    on.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
    on.execute(&default.replace(&format!("SET default_tablespace = {space}"), "RESET default_tablespace")).await;
    on.execute(&format!("DROP TABLESPACE {space}")).await;
}
