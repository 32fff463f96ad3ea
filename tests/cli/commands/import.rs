//! A crate is written from a database or from a dump of one.

use std::fs;
use std::time::Duration;

use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::database::scratch_is_dropped;
use crate::numbered;
use crate::program::{Ran, Shop};

/// As `pg_dump --schema-only --no-owner --no-privileges` writes it.
const DUMP: &str = r"--
-- PostgreSQL database dump
--

\restrict 9TzQm
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;

CREATE FUNCTION public.next_code() RETURNS text
    LANGUAGE sql
    AS $$
SELECT 'c';
$$;

CREATE TABLE public.city (
    id integer NOT NULL,
    code text DEFAULT public.next_code() NOT NULL
);

ALTER TABLE ONLY public.city
    ADD CONSTRAINT city_pkey PRIMARY KEY (id);

\unrestrict 9TzQm
";

struct Place {
    shop: Shop,
    database: Database,
}

impl Place {
    async fn new(sql: &str) -> Self {
        let server = Server::shared().await.unwrap();
        let database = server.empty_database().await.unwrap();
        let place = Self { shop: Shop::new(), database };
        place.execute(sql).await;
        place
    }

    async fn execute(&self, sql: &str) {
        let mut admin = PgConnection::connect_with(&self.database.connect_options(Role::Admin)).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut admin).await.unwrap();
    }

    fn import(&self, more: &[&str]) -> Ran {
        self.shop.run(&[&["import", &self.database.url(Role::Admin), "--output", "new", "--unchecked"], more].concat())
    }

    fn dump(&self, text: impl AsRef<[u8]>) -> Ran {
        fs::write(self.shop.path("dump.sql"), text).unwrap();
        self.import(&["--dump", "dump.sql"])
    }
}

#[tokio::test]
async fn a_dump_becomes_a_crate() {
    let place = Place::new("CREATE TABLE of_the_server (id int)").await;
    let ran = place.dump(DUMP);
    assert!(ran.code == 0 && ran.stdout.contains("1 table in 4 files; not checked"), "{ran:?}");
    let text = fs::read_to_string(place.shop.path("new/src/public.rs")).unwrap();
    assert!(text.contains("pub struct City {") && text.contains("default_sql = \"public.next_code()\""), "{text}");
    let lib = fs::read_to_string(place.shop.path("new/src/lib.rs")).unwrap();
    assert!(lib.contains("CREATE OR REPLACE FUNCTION public.next_code()"), "{lib}");
    scratch_is_dropped(&place.database).await;
}

#[tokio::test]
async fn what_is_no_dump_is_refused_with_its_line() {
    let place = Place::new("").await;
    for (text, code, says) in [
        ("CREATE TABLE a (id int);\n\\connect shop\n", 4, "cannot load `dump.sql`, line 2: syntax error"),
        ("CREATE TABLE a (id int);\n\nALTER TABLE a OWNER TO nobody_at_all;\n", 4, "--no-owner --no-privileges"),
        ("CREATE EXTENSION no_such_extension;\n", 4, "install the extension"),
        ("COPY a FROM stdin;\n1\n\\.\n", 4, "line 2"),
        ("PGDMP\u{1}\u{f}", 3, "pg_restore --schema-only"),
        ("SELECT 1;\n", 1, "there is no table in public"),
    ] {
        let ran = place.dump(text);
        assert!(ran.code == code && ran.stderr.contains(says), "{text}{ran:?}");
        assert!(!place.shop.path("new").exists());
    }
    scratch_is_dropped(&place.database).await;
}

/// Views and foreign tables become no structs; what a struct cannot state of a table is listed, although no compiler is asked.
#[tokio::test]
async fn what_structs_cannot_state_is_said() {
    let place = Place::new(
        "CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER far FOREIGN DATA WRAPPER nothing;
        CREATE FOREIGN TABLE away (id int) SERVER far; CREATE VIEW seen AS SELECT 1 AS one; CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
        CREATE FUNCTION nobody_calls() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE TABLE parent (id int PRIMARY KEY, kind text CONSTRAINT parent_kind_max_len CHECK (char_length(kind) <= 5),
            note text CONSTRAINT parent_note_max_len CHECK (char_length(note) <= 9));
        COMMENT ON CONSTRAINT parent_kind_max_len ON parent IS 'the kind must have at most 5 characters';
        CREATE TABLE child (extra int) INHERITS (parent);
        ALTER TABLE parent ADD CONSTRAINT only_here CHECK (id > 0) NO INHERIT;
        ALTER TABLE parent ADD CONSTRAINT later CHECK (id > 1) NOT VALID;
        CREATE TABLE task (id int PRIMARY KEY, parent_id int DEFAULT 1 CONSTRAINT back REFERENCES parent ON DELETE SET DEFAULT, other int);
        CREATE STATISTICS together ON parent_id, other FROM task;
        CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
        CREATE TABLE events_of_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY RANGE (at);
        CREATE TABLE events_of_may PARTITION OF events_of_2026 FOR VALUES FROM ('2026-05-01') TO ('2026-06-01');
        CREATE TABLE spread (id int) PARTITION BY HASH (id);
        CREATE TABLE spread_one PARTITION OF spread FOR VALUES WITH (MODULUS 1, REMAINDER 0);",
    )
    .await;
    let ran = place.import(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for said in [
        "foreign table `public.away`",
        "view `public.seen`",
        "materialized view `public.kept`",
        "function `public.nobody_calls()`",
        "table `public.child`",
        "check `only_here` of `public.parent`",
        "foreign key `back` of `public.task`",
        "partition `events_of_may` of `public.events_of_2026`",
    ] {
        assert!(ran.stdout.contains(&format!("    {said}\n")), "{said}\n{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("max_len"), "{}", ran.stdout);
    let text = fs::read_to_string(place.shop.path("new/src/public.rs")).unwrap();
    assert!(text.contains("#[column(max_len = 5)]\n    pub kind: Option<String>,"), "{text}");
    assert!(text.contains(r#"check(sql = "(id > 1)", name = "later", not_valid)"#), "{text}");
    assert!(text.contains(r#"statistics(parent_id, other, name = "together")"#), "{text}");
    // Without its message it is another check.
    assert!(text.contains(r#"check(sql = "(char_length(note) <= 9)", name = "parent_note_max_len")"#), "{text}");
    let words: Vec<_> = text.split_whitespace().collect();
    assert!(words.join(" ").contains(r#"partition( hash(row_id), child("spread_one") )"#), "{text}");
    assert_eq!(text.matches("pub struct ").count(), 4, "{text}");
}

/// A misspelt column would make every table a global one.
#[tokio::test]
async fn a_tenant_that_no_table_refers_to_is_refused() {
    let place = Place::new(
        "CREATE TABLE company (id uuid PRIMARY KEY); CREATE TABLE country (id uuid PRIMARY KEY);
        CREATE TABLE house (id uuid PRIMARY KEY, company_id uuid NOT NULL REFERENCES company);
        CREATE TABLE car (id uuid PRIMARY KEY, company_id uuid NOT NULL REFERENCES company, country_id uuid NOT NULL REFERENCES country);",
    )
    .await;
    let refused = place.import(&["--tenant", "compani_id"]);
    assert_eq!(refused.code, 64, "{refused:?}");
    let said = "no foreign key begins with a column `compani_id`, so no table has the tenants\n  \
                = help: name the column by which tables refer to their tenant, perhaps `--tenant company_id` or `--tenant country_id`";
    assert!(refused.stderr.contains(said), "{refused:?}");
    assert!(!place.shop.path("new").exists());
    let imported = place.import(&["--tenant", "company_id"]);
    assert_eq!(imported.code, 0, "{imported:?}");
    let none = Place::new("CREATE TABLE company (id uuid PRIMARY KEY)").await.import(&["--tenant", "company_id"]);
    assert!(none.code == 64 && none.stderr.contains("= help: import without `--tenant`"), "{none:?}");
}

#[tokio::test]
async fn names_become_identifiers() {
    let place = Place::new(
        r#"CREATE TABLE "2 fast" ("a-b" int, "a b" int, "Self" text, self int, _ int);
        CREATE TABLE "2_fast" (id uuid PRIMARY KEY); CREATE TABLE "Option" (id uuid PRIMARY KEY);"#,
    )
    .await;
    let ran = place.import(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = fs::read_to_string(place.shop.path("new/src/public.rs")).unwrap();
    for name in [
        "pub struct X2Fast {",
        "pub struct PublicOption {",
        "pub struct Public2Fast {",
        "pub a_b: ",
        "pub a_b2: ",
        "pub self_: ",
        "pub x: ",
    ] {
        assert!(text.contains(name), "{name}\n{text}");
    }
}

/// Tables, types and SQL of every kind that a role without rights could see otherwise.
const CLOSED: &str = "
    CREATE SCHEMA closed; CREATE EXTENSION citext SCHEMA closed;
    REVOKE ALL ON SCHEMA closed, public FROM PUBLIC;
    CREATE TYPE closed.mood AS ENUM ('fine', 'bad'); CREATE DOMAIN closed.positive AS int CHECK (VALUE > 0);
    CREATE FUNCTION closed.code() RETURNS text LANGUAGE sql AS $$ SELECT 'c' $$;
    CREATE TABLE closed.person (id uuid PRIMARY KEY, email closed.citext, mood closed.mood NOT NULL DEFAULT 'fine', age closed.positive, number serial,
        code text DEFAULT closed.code(), upper text GENERATED ALWAYS AS (upper(code)) STORED, CHECK (age < 200));
    CREATE INDEX ON closed.person (lower(code)) WHERE age > 3;
    ALTER TABLE closed.person ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON closed.person USING (code = current_user);
    CREATE TABLE visit (id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES closed.person ON DELETE CASCADE);
    CREATE VIEW seen AS SELECT * FROM closed.person;";

/// A role that may use no schema and read no table imports what a superuser does; what it may not read of the catalog is named.
#[tokio::test]
async fn a_role_without_rights_imports_the_same() {
    let place = Place::new(CLOSED).await;
    let empty = Server::shared().await.unwrap().empty_database().await.unwrap();
    let all = place.import(&[]);
    assert_eq!(all.code, 0, "{all:?}");
    let of_role = |output: &str| {
        let (url, scratch) = (place.database.url(Role::Application), empty.url(Role::Admin));
        place.shop.run(&["import", &url, "--scratch", &scratch, "--output", output, "--unchecked"])
    };
    let few = of_role("few");
    assert_eq!((few.code, &few.stdout), (0, &all.stdout), "{few:?}");
    for file in ["lib.rs", "public.rs", "closed.rs"] {
        let text = |folder: &str| fs::read_to_string(place.shop.path(&format!("{folder}/src/{file}"))).unwrap();
        assert_eq!(text("few").replace("few", "new"), text("new"));
    }
    let text = fs::read_to_string(place.shop.path("few/src/closed.rs")).unwrap();
    assert!(text.contains("sql_type = \"closed.citext\""), "{text}");

    place.execute("REVOKE SELECT ON pg_catalog.pg_attrdef FROM PUBLIC").await;
    let refused = of_role("none");
    let says = "permission denied for table pg_attrdef (42501)";
    assert!(refused.code == 4 && refused.stderr.contains(says), "{refused:?}");
    assert!(!place.shop.path("none").exists());
}

/// Another session drops a type, and a column with it, between two queries of one reading: nothing of both is in the crate.
#[tokio::test]
async fn what_changes_while_it_is_read_is_read_again() {
    let place =
        Place::new("CREATE TYPE mood AS ENUM ('fine'); CREATE TABLE person (id uuid PRIMARY KEY, mood mood)").await;
    let mut admin = PgConnection::connect_with(&place.database.connect_options(Role::Admin)).await.unwrap();
    // The types are read before the columns: a reader waits for the lock with the type in its snapshot.
    let drop = "BEGIN; LOCK TABLE pg_catalog.pg_policy IN ACCESS EXCLUSIVE MODE; DROP TYPE mood CASCADE";
    sqlx::raw_sql(drop).execute(&mut admin).await.unwrap();
    let url = place.database.url(Role::Admin);
    let mut reader = place.shop.command(&["import", &url, "--output", "new", "--unchecked"]);
    let reader = std::thread::spawn(move || Ran::of(reader.output().unwrap()));
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    // A transaction sees `pg_stat_activity` as it was when it first looked.
    let mut other = PgConnection::connect_with(&place.database.connect_options(Role::Admin)).await.unwrap();
    while sqlx::query_scalar::<_, i64>(waits).fetch_one(&mut other).await.unwrap() == 0 {
        assert!(!reader.is_finished(), "{:?}", reader.join());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    sqlx::raw_sql("COMMIT").execute(&mut admin).await.unwrap();
    let ran = reader.join().unwrap();
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = fs::read_to_string(place.shop.path("new/src/public.rs")).unwrap();
    assert!(text.contains("pub struct Person {") && !text.to_lowercase().contains("mood"), "{text}");
}

/// The table of the counters is no struct: the column says how it is numbered.
#[tokio::test]
async fn numbers_per_tenant_are_stated() {
    let options = peristyle_build::Options::new();
    let place = Place::new(&peristyle_build::ddl::sql(&numbered::SCHEMA, &options).unwrap()).await;
    let ran = place.import(&["--schema", "public", "--schema", "billing", "--tenant", "organization_id"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let file = |name: &str| fs::read_to_string(place.shop.path(&format!("new/src/{name}.rs"))).unwrap();
    let text = file("public") + &file("billing");
    for told in [
        "number_per_tenant(per(series, year), no_gaps)",
        "number_per_tenant)]",
        "number_per_tenant(no_gaps)",
        "number_per_tenant(per(ticket_id))",
    ] {
        assert!(text.contains(told), "`{told}` is not in\n{text}");
    }
    assert!(!text.contains("_counters"), "{text}");
}
