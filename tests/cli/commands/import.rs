//! A crate is written from a database or from a dump of one.

use std::fs;

use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::database::scratch_is_dropped;
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
        let mut admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut admin).await.unwrap();
        Self { shop: Shop::new(), database }
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
    assert!(ran.code == 0 && ran.stdout.contains("1 tables in 4 files; not checked"), "{ran:?}");
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

/// A role that may use nothing reads the catalog; what is no table is named; names become identifiers.
#[tokio::test]
async fn what_structs_cannot_state_is_said() {
    let place = Place::new(
        r#"CREATE TABLE "2 fast" ("a-b" int, "a b" int, "Self" text, self int, _ int);
        CREATE TABLE "2_fast" (id uuid PRIMARY KEY); CREATE TABLE "Option" (id uuid PRIMARY KEY);
        CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER far FOREIGN DATA WRAPPER nothing;
        CREATE FOREIGN TABLE away (id int) SERVER far; CREATE VIEW seen AS SELECT 1 AS one"#,
    )
    .await;
    let ran = place.import(&[]);
    assert!(ran.code == 0 && ran.stdout.contains("foreign table `public.away`"), "{ran:?}");
    assert!(ran.stdout.contains("view `public.seen`"), "{ran:?}");
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
