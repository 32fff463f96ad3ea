use peristyle::prelude::*;

/// An address of e-mail.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "citext")]
pub struct Email(pub String);

/// A person.
#[table(name = "people")]
pub struct Person {
    pub id: Id<Person>,
    pub name: String,
    #[column(generated(sql = "name || '@shop.example'", virtual))]
    pub email: Email,
}

fn main() {}
