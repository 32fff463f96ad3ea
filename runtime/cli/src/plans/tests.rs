//! Nothing reads or writes what is added to a file.

use std::path::Path;

use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Row};

use super::catalog::Catalog;
use super::{connection, files, run};

/// Every method of an index; two files of each of them, of the table too.
const TABLES: &str =
    "CREATE TABLE things (id int PRIMARY KEY, at timestamptz, note text, words tsvector, span int4range);
    CREATE INDEX by_at ON things (at DESC) WHERE note IS NULL;
    CREATE INDEX by_words ON things USING gin (words);
    CREATE INDEX by_span ON things USING gist (span);
    CREATE INDEX by_note ON things USING hash (note);
    CREATE INDEX by_time ON things USING brin (at);
    CREATE INDEX by_text ON things USING spgist (note)";

const PAGES: u64 = 140_000;

/// The last of them ask for the ends of an index and of a histogram.
const STATEMENTS: [&str; 7] = [
    "SELECT * FROM things WHERE id = 7",
    "SELECT * FROM things WHERE note IS NULL ORDER BY at DESC LIMIT 9",
    "SELECT * FROM things WHERE words @@ 'lamp'::tsquery",
    "SELECT * FROM things WHERE span && '[1,2]'",
    "SELECT * FROM things WHERE note = 'lamp'",
    "SELECT * FROM things WHERE id > 1000000 AND at > now()",
    "SELECT * FROM things a JOIN things b USING (id) WHERE a.at < '2020-01-01'",
];

/// The disk that the files take, in bytes.
#[cfg(unix)]
fn taken(folder: &Path, paths: &[String]) -> u64 {
    use std::os::unix::fs::MetadataExt;

    let size = |path: &String| std::fs::metadata(folder.join(path)).unwrap().blocks() * 512;
    paths.iter().map(size).sum()
}

#[cfg(unix)]
#[test]
fn nothing_is_written_into_a_hole() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::private().await.unwrap();
        let database = server.empty_database().await.unwrap();
        let mut admin = connection(&database, Role::Admin).await.unwrap();
        run(&mut admin, TABLES).await.unwrap();
        let catalog = Catalog::read(&mut admin).await.unwrap();
        let table = &catalog.tables["public.things"];
        let files: Vec<_> = table.files.iter().chain(table.indexes.values().flatten()).collect();
        assert_eq!(files.len(), 8);
        let lengths: Vec<_> = files.iter().map(|file| (file.path.clone(), PAGES)).collect();
        files::lengthen(&mut admin, &lengths).await.unwrap();
        run(&mut admin, "SET search_path = public; UPDATE pg_class SET reltuples = 10000000, relpages = 140000 WHERE relname = 'things'")
            .await
            .unwrap();
        let folder: String =
            sqlx::query_scalar("SELECT current_setting('data_directory')").fetch_one(&mut admin).await.unwrap();
        let paths: Vec<_> = lengths.iter().flat_map(|(path, _)| [path.clone(), format!("{path}.1")]).collect();
        let before = taken(Path::new(&folder), &paths);
        let mut rows = 0.0_f64;
        for statement in STATEMENTS {
            let explain = AssertSqlSafe(format!("EXPLAIN (FORMAT JSON) {statement}"));
            let plan = sqlx::raw_sql(explain).fetch_one(&mut admin).await.unwrap();
            let plan: serde_json::Value = serde_json::from_str(&plan.try_get_unchecked::<String, _>(0).unwrap()).unwrap();
            rows = rows.max(plan[0]["Plan"]["Plan Rows"].as_f64().unwrap());
        }
        // The planner has the length of the file: by the statistics of an empty table there is one row.
        assert!(rows > 1_000_000.0, "{rows}");
        run(&mut admin, "CHECKPOINT").await.unwrap();
        let after = taken(Path::new(&folder), &paths);
        assert!(after == before && after < 1_000_000, "{before} {after}");
        // The server drops it as any other table.
        run(&mut admin, "DROP TABLE things; CHECKPOINT").await.unwrap();
    });
}
