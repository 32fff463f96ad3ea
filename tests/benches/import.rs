//! The time that an import of 900 tables takes until its crate is written: reading the catalog, the rules in this process, the files. What the compiler takes to
//! check the crate, and the server to compare it, is not counted. Run it with `cargo bench -p peristyle-tests --bench import`.

use std::time::{Duration, Instant};

use peristyle_cli::import::Import;
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const BUDGET: Duration = Duration::from_secs(10);

/// Tables as services without rules have them: keys of text, uuid and integers, references without an index, a price in a float, timestamps without a zone.
const TABLES: &str = "
    CREATE TYPE state AS ENUM ('draft', 'in-progress', 'done');
    DO $$ BEGIN
        FOR n IN 1..300 LOOP
            EXECUTE format('CREATE TABLE accounts_%1$s (id text PRIMARY KEY, name varchar(255) NOT NULL, email text UNIQUE, settings jsonb,
                \"createdAt\" timestamp DEFAULT now() NOT NULL, \"updatedAt\" timestamp, deleted_at timestamptz)', n);
            EXECUTE format('CREATE TABLE orders_%1$s (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id text NOT NULL REFERENCES accounts_%1$s
                ON DELETE CASCADE, account_name varchar(255), total double precision CHECK (total >= 0), state state NOT NULL DEFAULT ''draft'',
                tags text[], created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now())', n);
            EXECUTE format('CREATE INDEX orders_%1$s_open ON orders_%1$s (state, created_at DESC) WHERE total > 0', n);
            EXECUTE format('CREATE TABLE lines_%1$s (id serial PRIMARY KEY, order_id uuid REFERENCES orders_%1$s, position integer NOT NULL,
                note char(20), payload json, UNIQUE (order_id, position))', n);
        END LOOP;
    END $$";

#[tokio::main]
async fn main() {
    let server = Server::shared().await.expect("a server");
    let (live, empty) =
        (server.empty_database().await.expect("a database"), server.empty_database().await.expect("a database"));
    let mut scratch = PgConnection::connect_with(&empty.connect_options(Role::Admin)).await.expect("a connection");
    let mut live = PgConnection::connect_with(&live.connect_options(Role::Admin)).await.expect("a connection");
    sqlx::raw_sql(AssertSqlSafe(TABLES)).execute(&mut live).await.expect("the tables are made");

    let folder = std::env::temp_dir().join(format!("peristyle-import-{}", std::process::id()));
    let start = Instant::now();
    let imported = Import::new(&folder).unchecked().run(&mut live, &mut scratch, |_| ()).await.expect("an import");
    let taken = start.elapsed();
    std::fs::remove_dir_all(&folder).expect("the crate is removed");
    println!("import of {} tables: {taken:.1?}, budget {BUDGET:?}\n{imported}", imported.tables);
    assert!(imported.tables == 900 && taken < BUDGET, "over the budget");
}
