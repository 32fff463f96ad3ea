//! A column called by a keyword is that word in the database.

use peristyle::prelude::*;

/// What happened.
#[table(name = "events", unique(r#type, r#match), index(r#move(desc)), check(r#type.len() > 0))]
pub struct Event {
    pub id: Id<Event>,
    #[column(varchar(100))]
    pub r#type: String,
    pub r#match: Option<i32>,
    #[column(default = true)]
    pub r#move: bool,
    #[column(on_delete = set_null, why = "an effect outlives its cause")]
    pub r#fn: Option<Id<Event>>,
}

schema! { pub SCHEMA = [Event] }

#[test]
fn the_database_sees_the_word() {
    assert_eq!(Event::TYPE.def().name, "type");
    let draft = EventInsert::new("login").r#match(7).r#move(false);
    assert!(draft.validate().is_ok());
    assert!(EventInsert::new("").validate().is_err());
    assert!(Event::find_by_type_and_match("login", 7).into_statement().is_ok());
}
