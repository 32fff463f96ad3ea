#[allow(unused_imports)]
use peristyle::prelude::*;

#[allow(unused_imports)]
use crate::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "loan_state")]
pub enum LoanState {
    #[pg_enum(name = "out")]
    Out,
    #[pg_enum(name = "returned")]
    Returned,
    #[pg_enum(name = "lost")]
    Lost,
}

/// Who wrote a book.
#[table(
    name = "author",
    primary_key(author_id),
    waive(
        app_side_id = "TODO: as the imported database has it",
        primary_key = "TODO: as the imported database has it",
        soft_delete = "TODO: as the imported database has it",
        timestamps = "TODO: as the imported database has it",
        uuid_v7 = "TODO: as the imported database has it",
    )
)]
#[derive(Debug, Clone)]
pub struct Author {
    #[column(serial)]
    pub author_id: i32,
    #[column(varchar(120))]
    pub name: String,
}

/// A book, of which the library has copies.
#[table(
    name = "book",
    primary_key(book_id),
    check(sql = "(price >= (0)::numeric)", name = "book_price_check"),
    waive(
        app_side_id = "TODO: as the imported database has it",
        fk_index = "TODO: as the imported database has it",
        on_delete = "TODO: as the imported database has it",
        on_delete_why = "TODO: as the imported database has it",
        primary_key = "TODO: as the imported database has it",
        soft_delete = "TODO: as the imported database has it",
        timestamps = "TODO: as the imported database has it",
        uuid_v7 = "TODO: as the imported database has it",
    )
)]
#[derive(Debug, Clone)]
pub struct Book {
    #[column(serial)]
    pub book_id: i32,
    #[column(references = Author, on_delete = no_action)]
    pub author_id: i32,
    pub title: String,
    #[column(varchar(13))]
    pub isbn: Option<String>,
    #[column(numeric(8, 2), default_sql = "0")]
    pub price: rust_decimal::Decimal,
    #[column(default_sql = "now()", waive(time_zone = "TODO: as the imported database has it"))]
    pub entered: chrono::NaiveDateTime,
}

/// A book that a member has, or had.
#[table(
    name = "loan",
    primary_key(loan_id),
    index(member_id),
    waive(
        app_side_id = "TODO: as the imported database has it",
        on_delete_why = "TODO: as the imported database has it (2 times)",
        primary_key = "TODO: as the imported database has it",
        soft_delete = "TODO: as the imported database has it",
        timestamps = "TODO: as the imported database has it",
        uuid_v7 = "TODO: as the imported database has it",
    )
)]
#[derive(Debug, Clone)]
pub struct Loan {
    #[column(serial)]
    pub loan_id: i32,
    #[column(references = Book, on_delete = restrict)]
    pub book_id: i32,
    #[column(references = Member, on_delete = restrict)]
    pub member_id: i32,
    #[column(default_sql = "'out'::public.loan_state")]
    pub state: LoanState,
    #[column(default_sql = "CURRENT_DATE")]
    pub lent_on: chrono::NaiveDate,
    pub returned_on: Option<chrono::NaiveDate>,
}

#[table(
    name = "member",
    primary_key(member_id),
    unique(email, constraint),
    waive(
        app_side_id = "TODO: as the imported database has it",
        primary_key = "TODO: as the imported database has it",
        soft_delete = "TODO: as the imported database has it",
        table_doc = "TODO: as the imported database has it",
        timestamps = "TODO: as the imported database has it",
        uuid_v7 = "TODO: as the imported database has it",
    )
)]
#[derive(Debug, Clone)]
pub struct Member {
    #[column(serial)]
    pub member_id: i32,
    #[column(varchar(254))]
    pub email: String,
    pub name: String,
}
