//! Types of the user's own, around one value.

use std::net::SocketAddr;

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
#[column_type(try_from)]
pub struct Email(String);

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.contains('@') { Ok(Self(text)) } else { Err(format!("`{text}` has no @")) }
    }
}

/// What something costs.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
pub struct Price(pub Decimal);

/// How it is paid.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
pub struct Payment(Billing);

/// Where it listens.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
#[column_type(text)]
pub struct Endpoint(SocketAddr);

/// What it knows.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Notes(Json<Vec<String>>);

/// What it is called.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "name")]
pub struct Name(String);

/// Somebody who reads.
#[table(
    name = "readers",
    unique(email),
    check(email != "" && email.len() > 2 && email.starts_with("a")),
    check(price >= 0 && payment != Billing::Yearly),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    pub id: Id<Reader>,
    #[column(varchar(99))]
    pub email: Email,
    pub second_email: Option<Email>,
    pub more_emails: Vec<Email>,
    #[column(numeric(10, 2), default = 0)]
    pub price: Price,
    #[column(default = "monthly")]
    pub payment: Payment,
    pub endpoint: Endpoint,
    pub endpoints: Vec<Endpoint>,
    pub notes: Option<Notes>,
    pub name: Name,
    pub names: Vec<Name>,
}

schema! { pub SCHEMA = [Reader] }
