//! The tables of the help desk.

use peristyle::prelude::*;

/// A company with a help desk; every tenant row belongs to one.
#[table(name = "companies", tenant_root, prefix = "")]
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// The primary key, which is the tenant of all other rows.
    pub id: Id<Company>,
    /// The name of the company.
    #[column(max_len = 200)]
    pub name: String,
}

/// A key that a program sends with each request. Only its hash is stored.
#[table(
    name = "api_keys",
    tenant = Company,
    unique(key_hash, global, tenant_lookup),
    waive(unique_per_tenant = "a random key belongs to one company"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    /// The primary key.
    pub id: Id<ApiKey>,
    /// The company that the key is for.
    pub company_id: Id<Company>,
    /// SHA-256 of the key.
    pub key_hash: Vec<u8>,
}

/// Where a ticket is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "ticket_state")]
pub enum TicketState {
    /// It waits for an answer.
    Open,
    /// It has an answer.
    Answered,
    /// Nothing is left to do.
    Closed,
}

/// A question of a customer.
#[table(
    name = "tickets",
    tenant = Company,
    unique(reference),
    index(created_at(desc), only(state == TicketState::Open)),
    check(replies >= 0, message = "the number of replies must not be negative"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// The primary key.
    pub id: Id<Ticket>,
    /// The company that is asked.
    pub company_id: Id<Company>,
    /// What the customer calls the ticket by, such as `T-100`.
    #[column(max_len = 20)]
    pub reference: String,
    /// The question in one line.
    #[column(max_len = 200)]
    pub subject: String,
    /// The state.
    #[column(default = TicketState::Open)]
    pub state: TicketState,
    /// The number of messages of the company.
    #[column(default = 0)]
    pub replies: i32,
}

/// A message in a ticket.
#[table(name = "messages", tenant = Company, index(ticket_id, created_at))]
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The primary key.
    pub id: Id<Message>,
    /// The company of the ticket.
    pub company_id: Id<Company>,
    /// The ticket.
    #[column(on_delete = cascade, why = "a message means nothing without its ticket")]
    pub ticket_id: Id<Ticket>,
    /// The text.
    #[column(max_len = 20_000)]
    pub text: String,
}

/// A mail that waits to be sent.
#[table(
    name = "mails",
    tenant = Company,
    index(created_at, only(sent_at.is_none()), queue),
    waive(soft_delete = "a mail is sent or waits"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// The primary key.
    pub id: Id<Mail>,
    /// The company that sends it.
    pub company_id: Id<Company>,
    /// What it is about.
    #[column(on_delete = cascade, why = "nobody is told about a ticket that does not exist")]
    pub ticket_id: Id<Ticket>,
    /// When it was sent.
    pub sent_at: Option<peristyle::Timestamp>,
}

schema! { pub SCHEMA = [Company, ApiKey, Ticket, Message, Mail] }
