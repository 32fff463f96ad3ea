//! Every option of `index(...)` and `unique(...)`, as the catalog has it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use peristyle::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;

/// What is said of an article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Facts {
    pub pages: i32,
}

/// Something to read.
#[table(
    name = "articles",
    waive(soft_delete = "nothing is ever taken back here"),
    waive(snake_case = "the reports name an index"),
    index(title(desc, nulls_first), printed(nulls_first)),
    index(printed(desc, nulls_last), include(title, author)),
    index(author(collate = "C", ops = "text_pattern_ops")),
    index(lower(title)),
    index(lower(author)(desc), left(title, 3), with(fillfactor = 70)),
    index(sql = "coalesce(author, title)", only(author.is_some())),
    index(sql("title || author")(collate = "C"), name = "Both names", why = "Readers look for \"both\" at once."),
    index(tags, method = gin, with(fastupdate = off, gin_pending_list_limit = 128)),
    index(facts(ops = "jsonb_path_ops"), method = gin),
    index(title(ops = "gin_trgm_ops"), author(ops = "gin_trgm_ops"), method = gin),
    index(title(ops = "gist_trgm_ops"), method = gist),
    index(printed, method = brin, with(pages_per_range = 64, autosummarize = true)),
    index(code, method = hash),
    index(title, method = spgist, name = "articles_title_parts"),
    unique(code, author, nulls_not_distinct, include(printed)),
    unique(lower(code), only(printed.is_none()))
)]
pub struct Article {
    pub id: Id<Article>,
    pub title: String,
    pub author: Option<String>,
    pub code: String,
    pub printed: Option<NaiveDate>,
    pub tags: Vec<String>,
    pub facts: Json<Facts>,
}

/// An account.
#[table(name = "accounts", tenant_root)]
pub struct Account {
    pub id: Id<Account>,
}

/// A note of an account.
#[table(
    name = "org_notes",
    tenant = Account,
    index(written(desc, nulls_last), include(title)),
    index(written, method = brin, including_deleted),
    unique(title, lower(title)),
    unique(title, include(written), including_deleted),
    waive(unique_live = "a title is given once")
)]
pub struct Note {
    pub id: Id<Note>,
    pub account_id: Id<Account>,
    pub title: String,
    pub written: Option<NaiveDate>,
}

/// When a room is taken.
#[table(
    name = "org_bookings",
    tenant = Account,
    exclude(room with "=", tstzrange(starts, ends) with "&&", why = "A room is taken once at a time."),
    exclude(room with "=", during with "<>", including_deleted, deferrable, only(room > 7), name = "same_length"),
    unique(place, constraint, including_deleted, nulls_not_distinct),
    unique(room, place, initially_deferred, including_deleted, include(during)),
    waive(unique_live = "a place is taken for ever")
)]
pub struct Booking {
    pub id: Id<Booking>,
    pub account_id: Id<Account>,
    pub room: i32,
    pub place: Option<i32>,
    pub during: i32,
    pub starts: peristyle::Timestamp,
    pub ends: peristyle::Timestamp,
}

schema! { pub INDEXES = [Article, Account, Note, Booking] }

async fn loaded() -> (PgConnection, Database) {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    run(&mut owner, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist").await;
    run(&mut owner, &ddl::sql(&INDEXES, &ddl::Options::new()).unwrap()).await;
    (owner, database)
}

#[tokio::test]
async fn an_index_is_emitted_as_declared() {
    let (mut owner, _database) = loaded().await;
    let sql = "SELECT pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid IN ('articles'::regclass, 'org_notes'::regclass) AND NOT indisprimary
        ORDER BY indrelid, indexrelid";
    let found = texts(&mut owner, sql).await;
    let expected = [
        "CREATE UNIQUE INDEX articles_code_author_printed_key ON public.articles USING btree (code, author) INCLUDE (printed) NULLS NOT DISTINCT",
        "CREATE UNIQUE INDEX articles_lower_key ON public.articles USING btree (lower(code)) WHERE (printed IS NULL)",
        "CREATE INDEX articles_title_printed_idx ON public.articles USING btree (title DESC, printed NULLS FIRST)",
        "CREATE INDEX articles_printed_title_author_idx ON public.articles USING btree (printed DESC NULLS LAST) INCLUDE (title, author)",
        "CREATE INDEX articles_author_idx ON public.articles USING btree (author COLLATE \"C\" text_pattern_ops)",
        "CREATE INDEX articles_lower_idx ON public.articles USING btree (lower(title))",
        "CREATE INDEX articles_lower_left_idx ON public.articles USING btree (lower(author) DESC, \"left\"(title, 3)) WITH (fillfactor='70')",
        "CREATE INDEX articles_coalesce_idx ON public.articles USING btree (COALESCE(author, title)) WHERE (author IS NOT NULL)",
        "CREATE INDEX \"Both names\" ON public.articles USING btree (((title || author)) COLLATE \"C\")",
        "CREATE INDEX articles_tags_idx ON public.articles USING gin (tags) WITH (fastupdate=off, gin_pending_list_limit='128')",
        "CREATE INDEX articles_facts_idx ON public.articles USING gin (facts jsonb_path_ops)",
        "CREATE INDEX articles_title_author_idx ON public.articles USING gin (title gin_trgm_ops, author gin_trgm_ops)",
        "CREATE INDEX articles_title_idx ON public.articles USING gist (title gist_trgm_ops)",
        "CREATE INDEX articles_printed_idx ON public.articles USING brin (printed) WITH (pages_per_range='64', autosummarize='true')",
        "CREATE INDEX articles_code_idx ON public.articles USING hash (code)",
        "CREATE INDEX articles_title_parts ON public.articles USING spgist (title)",
        "CREATE UNIQUE INDEX org_notes_account_id_title_lower_key ON public.org_notes USING btree (account_id, title, lower(title)) WHERE (deleted_at IS NULL)",
        "CREATE UNIQUE INDEX org_notes_account_id_title_written_key ON public.org_notes USING btree (account_id, title) INCLUDE (written)",
        "CREATE INDEX org_notes_account_id_written_id_title_idx ON public.org_notes USING btree (account_id, written DESC NULLS LAST, id DESC) INCLUDE (title) WHERE (deleted_at IS NULL)",
        "CREATE INDEX org_notes_written_idx ON public.org_notes USING brin (written)",
    ];
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[tokio::test]
async fn the_names_of_indexes_are_those_postgresql_gives() {
    let (mut owner, _database) = loaded().await;
    let names = "SELECT relname::text FROM pg_class
        WHERE relkind = 'i' AND relname !~ 'bookings|same_length' AND relnamespace = 'public'::regnamespace ORDER BY 1";
    let ours = texts(&mut owner, names).await;

    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    run(&mut owner, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist").await;
    let text = ddl::sql(&INDEXES, &ddl::Options::new()).unwrap();
    let unnamed: Vec<_> = text.lines().filter(|line| !line.starts_with("COMMENT ON INDEX")).map(nameless).collect();
    run(&mut owner, &unnamed.join("\n")).await;
    // PostgreSQL ends the name of a unique index with `idx`, that of a unique constraint with `key`; ours are read as constraints. It counts up
    // where the name is taken, which here is what a name of your own is for.
    let plain = |name: &String| {
        name.trim_end_matches('1')
            .replace("_key", "_idx")
            .replace("title_parts", "title_idx")
            .replace("Both names", "articles_expr_idx")
    };
    let sorted = |names: &[String]| -> BTreeSet<String> { names.iter().map(plain).collect() };
    let given = texts(&mut owner, names).await;
    assert_eq!((given.len(), sorted(&given)), (ours.len(), sorted(&ours)));
}

/// `CREATE INDEX` without the name.
fn nameless(line: &str) -> String {
    for begin in ["CREATE INDEX ", "CREATE UNIQUE INDEX "] {
        if line.starts_with(begin) {
            return begin.trim_end().to_owned();
        }
    }
    line.to_owned()
}

#[tokio::test]
async fn what_an_index_is_for_is_its_comment() {
    let (mut owner, _database) = loaded().await;
    let comment = "SELECT obj_description('\"Both names\"'::regclass)";
    assert_eq!(texts(&mut owner, comment).await, ["Readers look for \"both\" at once."]);
}

#[tokio::test]
async fn a_constraint_is_emitted_as_declared() {
    let (mut owner, _database) = loaded().await;
    let sql = "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'org_bookings'::regclass AND contype IN ('x', 'u') ORDER BY conname";
    assert_eq!(
        texts(&mut owner, sql).await,
        [
            "org_bookings_account_id_place_key UNIQUE NULLS NOT DISTINCT (account_id, place)",
            "org_bookings_account_id_room_place_during_key UNIQUE (account_id, room, place) INCLUDE (during) DEFERRABLE INITIALLY DEFERRED",
            "org_bookings_account_id_room_tstzrange_excl EXCLUDE USING gist (account_id WITH =, room WITH =, tstzrange(starts, ends) WITH &&) WHERE ((deleted_at IS NULL))",
            "same_length EXCLUDE USING gist (account_id WITH =, room WITH =, during WITH <>) WHERE ((room > 7)) DEFERRABLE",
        ]
    );
    let comment = "SELECT obj_description(oid) FROM pg_constraint WHERE conname LIKE '%tstzrange_excl'";
    assert_eq!(texts(&mut owner, comment).await, ["A room is taken once at a time."]);
}

#[tokio::test]
async fn an_exclusion_is_of_one_tenant() {
    let (mut owner, _database) = loaded().await;
    for (at, account) in [Uuid::now_v7(), Uuid::now_v7()].into_iter().enumerate() {
        run(&mut owner, &format!("BEGIN; SET LOCAL peristyle.account_id = '{account}'")).await;
        run(&mut owner, &format!("INSERT INTO accounts (id) VALUES ('{account}')")).await;
        let booking = |place: usize| {
            let columns = "id, account_id, room, place, during, starts, ends";
            let id = Uuid::now_v7();
            format!(
                "INSERT INTO org_bookings ({columns}) VALUES ('{id}', '{account}', 1, {place}, 1, '2026-01-01', '2026-01-02')"
            )
        };
        run(&mut owner, &booking(at)).await;
        let (code, constraint) = refused(&mut owner, &booking(at + 10)).await;
        assert_eq!((code.as_str(), constraint.as_str()), ("23P01", "org_bookings_account_id_room_tstzrange_excl"));
        run(&mut owner, "UPDATE org_bookings SET deleted_at = now()").await;
        run(&mut owner, &booking(at + 10)).await;
        run(&mut owner, "COMMIT").await;
    }
}
