//! Tables of which the database sets columns, and names that PostgreSQL takes for itself.

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::Pool;
use crate::shop::Organization;

/// A number of a queue, which the database counts.
#[table(
    name = "tickets",
    primary_key(number),
    waive(
        primary_key = "counted",
        uuid_v7 = "counted",
        app_side_id = "counted",
        soft_delete = "a ticket is used once"
    )
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    #[column(identity)]
    pub number: i64,
}

/// The same by a sequence, of an older table.
#[table(
    name = "old_tickets",
    primary_key(number),
    waive(
        primary_key = "counted",
        uuid_v7 = "counted",
        app_side_id = "counted",
        soft_delete = "a ticket is used once",
        timestamps = "an old table"
    )
)]
#[derive(Debug, Clone, PartialEq)]
pub struct OldTicket {
    #[column(serial)]
    pub number: i32,
}

/// A line of a list, which is counted beside its id.
#[table(name = "org_lines", tenant = Organization, unique(name))]
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: Id<Line>,
    pub organization_id: Id<Organization>,
    pub name: String,
    pub note: Option<String>,
    #[column(identity)]
    pub number: i64,
    #[column(identity = by_default)]
    pub other_number: i64,
    #[column(generated(sql = "lower(name)"))]
    pub lower_name: Option<String>,
}

/// Counted by a sequence.
#[table(name = "serial_lines", unique(name))]
#[derive(Debug, Clone, PartialEq)]
pub struct SerialLine {
    pub id: Id<SerialLine>,
    pub name: String,
    pub note: Option<String>,
    #[column(serial)]
    pub number: i64,
}

/// What a filter leaves out.
#[table(name = "excluded", unique(name))]
#[derive(Debug, Clone, PartialEq)]
pub struct Excluded {
    pub id: Id<Excluded>,
    pub name: String,
    pub note: Option<String>,
}

schema! { COUNTED = [Organization, Ticket, OldTicket, Line, SerialLine, Excluded] }

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("counted", &ddl::sql(&COUNTED, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

#[tokio::test]
async fn rows_without_a_value_are_inserted() {
    let (_database, pool) = open().await;
    assert_eq!(Ticket::insert(TicketInsert::new()).fetch_one(&pool).await.unwrap().number, 1);
    Ticket::insert(TicketInsert::new()).execute(&pool).await.unwrap();
    for (count, numbers) in [(3, vec![3, 4, 5]), (1, vec![6]), (0, vec![])] {
        let rows = Ticket::insert_many((0..count).map(|_| TicketInsert::new())).fetch_all(&pool).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), numbers);
    }
    assert_eq!(Ticket::insert_many([TicketInsert::new(), TicketInsert::new()]).execute(&pool).await.unwrap(), 2);
    let new = Ticket::insert(TicketInsert::new()).on_key_conflict().do_nothing();
    assert_eq!(new.fetch_optional(&pool).await.unwrap().map(|row| row.number), Some(9));
    let new = Ticket::insert_many([TicketInsert::new(), TicketInsert::new()]).on_key_conflict().do_nothing();
    assert_eq!(new.execute(&pool).await.unwrap(), 2);

    assert_eq!(OldTicket::insert(OldTicketInsert::new()).fetch_one(&pool).await.unwrap().number, 1);
    let rows = OldTicket::insert_many([OldTicketInsert::new(), OldTicketInsert::new()]).fetch_all(&pool).await;
    assert_eq!(rows.unwrap().last().map(|row| row.number), Some(3));
    let texts = |count| Ticket::insert_many((0..count).map(|_| TicketInsert::new())).into_statement().unwrap();
    assert_eq!(texts(1).sql(), texts(1000).sql());
}

#[tokio::test]
async fn an_upsert_renumbers_nothing() {
    let (_database, pool) = open().await;
    let tenant = super::sign_up(&pool, "ours").await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let upsert = |note: &str| {
        let draft = LineInsert::new("a").note(note.to_owned());
        Line::insert(tenant, draft).on_conflict(Line::BY_NAME)
    };
    let old = upsert("old").do_update().fetch_one(&mut tx).await.unwrap();
    let new = upsert("new").do_update().fetch_one(&mut tx).await.unwrap();
    assert!(new.updated_at > old.updated_at, "{new:?}");
    assert_eq!(new, Line { note: Some("new".to_owned()), updated_at: new.updated_at, ..old.clone() });
    for (column, refused) in [
        ("number", upsert("x").do_update_only(Line::NUMBER)),
        ("other_number", upsert("x").do_update_only((Line::NOTE, Line::OTHER_NUMBER))),
        ("lower_name", upsert("x").do_update_only(Line::LOWER_NAME)),
    ] {
        let refused = refused.fetch_one(&mut tx).await;
        assert!(matches!(refused, Err(Error::Unchangeable { column: other }) if other == column), "{column}");
    }
    let many = Line::insert_many(tenant, [LineInsert::new("a")]).on_conflict(Line::BY_NAME);
    let refused = many.do_update_only(Line::NUMBER).execute(&mut tx).await;
    assert!(matches!(refused, Err(Error::Unchangeable { column: "number" })), "{refused:?}");
    // A column that is named twice is set once.
    let again = upsert("again").do_update_only((Line::NOTE, Line::NOTE)).fetch_one(&mut tx).await.unwrap();
    assert_eq!((again.note.as_deref(), again.number), (Some("again"), old.number));

    let serial = || SerialLine::insert(SerialLineInsert::new("a")).on_conflict(SerialLine::BY_NAME);
    let first = serial().do_update().fetch_one(&pool).await.unwrap();
    assert_eq!(serial().do_update().fetch_one(&pool).await.unwrap().number, first.number);
    let refused = serial().do_update_only(SerialLine::NUMBER).execute(&pool).await;
    assert!(matches!(refused, Err(Error::Unchangeable { column: "number" })), "{refused:?}");
}

#[tokio::test]
async fn a_table_may_be_called_as_the_new_row_is() {
    let (_database, pool) = open().await;
    let draft = |note: &str| ExcludedInsert::new("a").note(note.to_owned());
    let old = Excluded::insert(draft("old")).fetch_one(&pool).await.unwrap();
    let new = Excluded::insert(draft("new")).on_conflict(Excluded::BY_NAME).do_update().fetch_one(&pool).await;
    assert_eq!(new.map(|row| (row.id, row.note)).unwrap(), (old.id, Some("new".to_owned())));
    let many = [draft("newer"), ExcludedInsert::new("b")];
    let many = Excluded::insert_many(many).on_conflict(Excluded::BY_NAME).do_update_only(Excluded::NOTE);
    assert_eq!(many.fetch_all(&pool).await.unwrap().len(), 2);
    let same = Excluded::insert(draft("newest").with_id(old.id)).on_key_conflict().do_update();
    assert_eq!(same.fetch_one(&pool).await.unwrap().note.as_deref(), Some("newest"));
    let kept = Excluded::insert(draft("x")).on_conflict(Excluded::BY_NAME).do_nothing();
    assert!(!kept.execute(&pool).await.unwrap());
    Excluded::insert_many([ExcludedInsert::new("c")]).execute(&pool).await.unwrap();
    assert_eq!(Excluded::select().count(&pool).await.unwrap(), 3);
}
