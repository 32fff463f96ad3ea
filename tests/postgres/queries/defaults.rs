//! Columns that have both NULL and a default: left out is not NULL.

use peristyle::Timestamp;
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;

use super::Pool;

/// An account of the notes.
#[table(name = "authors", tenant_root)]
pub struct Author {
    pub id: Id<Author>,
}

/// How a note is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "note_mode")]
pub enum Mode {
    Plain,
    Rich,
}

/// A note, most of which may be unknown.
#[table(
    name = "org_notes",
    tenant = Author,
    unique(title),
    check(stars >= 1, message = "a note has at least one star")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note>,
    pub author_id: Id<Author>,
    pub title: String,
    #[column(default = "unnamed")]
    pub subtitle: Option<String>,
    #[column(default = "rich")]
    pub mode: Option<Mode>,
    #[column(default = 3)]
    pub stars: Option<i32>,
    #[column(numeric(6, 2), default = 1.5)]
    pub weight: Option<Decimal>,
    #[column(default = "{}")]
    pub tags: Option<Vec<String>>,
    #[column(default = "[1]")]
    pub extra: Option<Json<Vec<i32>>>,
    #[column(default_sql = "now() - interval '1 day'")]
    pub read_at: Option<Timestamp>,
    #[column(default = true)]
    pub open: bool,
    pub remark: Option<String>,
}

schema! { NOTES = [Author, Note] }

async fn open() -> (Database, Pool, Tenant<Author>) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("notes", &ddl::sql(&NOTES, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    let draft = AuthorInsert::new();
    let tenant = Tenant::<Author>::new(draft.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Author::insert(tenant, draft).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    (database, pool, tenant)
}

fn nothing(title: &str) -> NoteInsert {
    NoteInsert::new(title)
        .subtitle(None::<String>)
        .mode(None::<Mode>)
        .stars(None::<i32>)
        .weight(None::<Decimal>)
        .tags(None::<Vec<String>>)
        .extra(None::<Json<Vec<i32>>>)
        .read_at(None::<Timestamp>)
}

fn something(title: &str) -> NoteInsert {
    NoteInsert::new(title)
        .subtitle("sub")
        .mode(Mode::Plain)
        .stars(5)
        .weight(Decimal::new(25, 1))
        .tags(vec!["a, \"b\"".to_owned()])
        .extra(Json(vec![2, 3]))
        .read_at(Timestamp::UNIX_EPOCH)
        .open(false)
        .remark("remarkable")
}

fn is_default(note: &Note) -> bool {
    let texts = (note.subtitle.as_deref(), note.mode, note.stars) == (Some("unnamed"), Some(Mode::Rich), Some(3));
    let rest = (note.weight, &note.tags) == (Some(Decimal::new(150, 2)), &Some(vec![]));
    let read = note.read_at.is_some_and(|read| read < note.created_at);
    texts && rest && note.extra == Some(Json(vec![1])) && read && note.open && note.remark.is_none()
}

fn is_nothing(note: &Note) -> bool {
    let texts = note.subtitle.is_none() && note.mode.is_none() && note.stars.is_none();
    texts && note.weight.is_none() && note.tags.is_none() && note.extra.is_none() && note.read_at.is_none() && note.open
}

fn is_something(note: &Note) -> bool {
    let texts = (note.subtitle.as_deref(), note.mode, note.stars) == (Some("sub"), Some(Mode::Plain), Some(5));
    let rest = (note.weight, &note.tags) == (Some(Decimal::new(250, 2)), &Some(vec!["a, \"b\"".to_owned()]));
    let read = note.read_at == Some(Timestamp::UNIX_EPOCH);
    texts && rest && note.extra == Some(Json(vec![2, 3])) && read && !note.open && note.remark.is_some()
}

#[tokio::test]
async fn left_out_is_the_default_and_null_is_null() {
    let (_database, pool, tenant) = open().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let unset = Note::insert(tenant, NoteInsert::new("a")).fetch_one(&mut tx).await.unwrap();
    let null = Note::insert(tenant, nothing("b")).fetch_one(&mut tx).await.unwrap();
    let set = Note::insert(tenant, something("c")).fetch_one(&mut tx).await.unwrap();
    assert!(is_default(&unset), "{unset:?}");
    assert!(is_nothing(&null), "{null:?}");
    assert!(is_something(&set), "{set:?}");

    let id = {
        let draft = nothing("d");
        let id = draft.id();
        Note::insert(tenant, draft).execute(&mut tx).await.unwrap();
        id
    };
    assert!(is_nothing(&Note::find(tenant, id).fetch_one(&mut tx).await.unwrap()));
}

#[tokio::test]
async fn each_of_many_rows_has_its_own() {
    let (_database, pool, tenant) = open().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let drafts = [nothing("a"), NoteInsert::new("b"), something("c"), NoteInsert::new("d"), nothing("e")];
    let rows = Note::insert_many(tenant, drafts).fetch_all(&mut tx).await.unwrap();
    assert!(is_nothing(&rows[0]) && is_nothing(&rows[4]), "{rows:?}");
    assert!(is_default(&rows[1]) && is_default(&rows[3]), "{rows:?}");
    assert!(is_something(&rows[2]), "{rows:?}");
    assert_eq!(Note::insert_many(tenant, [nothing("f")]).execute(&mut tx).await.unwrap(), 1);
    assert!(is_nothing(&Note::find_by_title(tenant, "f").fetch_one(&mut tx).await.unwrap()));
    assert_eq!(Note::insert_many(tenant, []).execute(&mut tx).await.unwrap(), 0);
}

#[tokio::test]
async fn an_upsert_writes_null_over_a_value_and_the_default_over_null() {
    let (_database, pool, tenant) = open().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let upsert = |draft| Note::insert(tenant, draft).on_conflict(Note::BY_TITLE).do_update();
    assert!(is_something(&upsert(something("a")).fetch_one(&mut tx).await.unwrap()));
    let null = upsert(nothing("a")).fetch_one(&mut tx).await.unwrap();
    assert!(is_nothing(&null), "{null:?}");
    assert!(is_default(&upsert(NoteInsert::new("a")).fetch_one(&mut tx).await.unwrap()));

    let many = [nothing("a"), NoteInsert::new("b")];
    let many = Note::insert_many(tenant, many).on_conflict(Note::BY_TITLE).do_update_only(Note::STARS);
    let mut rows = many.fetch_all(&mut tx).await.unwrap();
    rows.sort_by(|one, other| one.title.cmp(&other.title));
    assert_eq!((rows[0].stars, rows[0].mode), (None, Some(Mode::Rich)));
    assert!(is_default(&rows[1]));
    let kept = Note::insert(tenant, something("a")).on_conflict(Note::BY_TITLE).do_nothing();
    assert_eq!(kept.fetch_optional(&mut tx).await.unwrap(), None);
}

#[tokio::test]
async fn a_check_over_such_a_column_knows_null_and_leaves_the_default_to_the_database() {
    let (_database, pool, tenant) = open().await;
    for fine in [NoteInsert::new("a"), nothing("a"), NoteInsert::new("a").stars(1)] {
        assert_eq!(fine.validate(), Ok(()));
    }
    let none = NoteInsert::new("a").stars(0);
    assert_eq!(none.validate().unwrap_err().to_string(), "a note has at least one star");
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let refused = Note::insert(tenant, none).execute(&mut tx).await.unwrap_err();
    assert_eq!(refused.to_string(), "org_notes: a note has at least one star (org_notes_stars_check)");
}

#[test]
fn the_texts_depend_on_no_value() {
    let tenant = Tenant::<Author>::new(Id::generate());
    let one = |draft| Note::insert(tenant, draft).into_statement().unwrap();
    let many = |draft| Note::insert_many(tenant, [draft]).into_statement().unwrap();
    for draft in [nothing("a"), something("a")] {
        assert_eq!(one(draft.clone()).sql(), one(NoteInsert::new("a")).sql());
        assert_eq!(many(draft).sql(), many(NoteInsert::new("a")).sql());
    }
    let (one, many) = (one(nothing("a")), many(nothing("a")));
    assert!(one.sql().contains("CASE WHEN $13 THEN ('unnamed')::text ELSE $4::text END"), "{}", one.sql());
    assert!(one.sql().contains("COALESCE($11::boolean, (true)::boolean), $12) RETURNING"), "{}", one.sql());
    assert!(many.sql().contains("CASE WHEN c13 THEN ('unnamed')::text ELSE c4 END"), "{}", many.sql());
}
