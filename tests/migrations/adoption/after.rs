//! The same tables without the waivers.

use peristyle::Timestamp;
use peristyle::prelude::*;
use rust_decimal::Decimal;

pub use super::before::{Author, Organization};

/// What an author has noted.
#[table(name = "notes", tenant = Organization, unique(title), index(created_at), waive(soft_delete = "TODO", tenant_prefix = "TODO"))]
pub struct Note {
    pub id: Id<Note>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a note is of an author")]
    pub author_id: Id<Author>,
    #[column(varchar(100))]
    pub title: String,
}

/// An order.
#[table(name = "orders", tenant = Organization, unique(number, constraint), waive(soft_delete = "TODO", tenant_prefix = "TODO"))]
pub struct Order {
    pub id: Id<Order>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "an order is of an author")]
    pub author_id: Id<Author>,
    pub number: i32,
}

/// A line of an order.
#[table(name = "order_lines", tenant = Organization, waive(soft_delete = "TODO", tenant_prefix = "TODO"))]
pub struct OrderLine {
    pub id: Id<OrderLine>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a line is of an order")]
    pub order_id: Id<Order>,
    pub amount: i32,
}

/// A folder.
#[table(name = "folders", tenant = Organization, waive(soft_delete = "TODO", tenant_prefix = "TODO"))]
pub struct Folder {
    pub id: Id<Folder>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a folder is of an author")]
    pub author_id: Id<Author>,
    #[column(on_delete = set_null, why = "a folder outlives the one around it")]
    pub parent_id: Option<Id<Folder>>,
    #[column(varchar(100))]
    pub name: String,
}

/// Somebody who belongs to a shop, perhaps.
#[table(name = "members", tenant = Organization, unique(email), waive(soft_delete = "TODO", tenant_prefix = "TODO"))]
pub struct Member {
    pub id: Id<Member>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub email: String,
}

/// Who writes articles, in which shop.
#[table(name = "writers", tenant = Organization, waive(soft_delete = "TODO", tenant_prefix = "TODO"))]
pub struct Writer {
    pub id: Id<Writer>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub name: String,
}

/// An article of a writer.
#[table(name = "articles", tenant = Organization, waive(soft_delete = "TODO", tenant_prefix = "TODO"))]
pub struct Article {
    pub id: Id<Article>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = set_null, why = "an article outlives the writer")]
    pub writer_id: Option<Id<Writer>>,
    #[column(varchar(100))]
    pub title: String,
}

/// A ticket, which the database counts.
#[table(name = "tickets", tenant = Organization, waive(soft_delete = "TODO", uuid_v7 = "TODO", tenant_prefix = "TODO"))]
pub struct Ticket {
    #[column(serial, waive(app_side_id = "TODO"))]
    pub id: i32,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a ticket is of an author")]
    pub author_id: Id<Author>,
}

/// What an author likes.
#[table(name = "author_colours", tenant = Organization, junction(author_id, colour_id), waive(tenant_prefix = "TODO"))]
pub struct AuthorColour {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "it is of the author")]
    pub author_id: Id<Author>,
    #[column(on_delete = cascade, why = "it is of the colour")]
    pub colour_id: Id<super::before::Colour>,
}

/// A company, whose rows nobody separates yet.
#[table(name = "companies", tenant_root, unique(name))]
pub struct Company {
    pub id: Id<Company>,
    #[column(varchar(100))]
    pub name: String,
}

/// A department of a company.
#[table(name = "departments", tenant = Company, unique(name), waive(tenant_prefix = "TODO"))]
pub struct Department {
    pub id: Id<Department>,
    pub company_id: Id<Company>,
    #[column(varchar(100))]
    pub name: String,
}

/// A draft.
#[table(name = "org_drafts", tenant = Organization, unique(title))]
pub struct Draft {
    pub id: Id<Draft>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A colour, the same for every shop.
#[table(name = "colours", unique(title))]
pub struct Colour {
    pub id: Id<Colour>,
    #[column(varchar(100))]
    pub title: String,
}

/// A mark.
#[table(name = "org_marks", tenant = Organization)]
pub struct Mark {
    pub id: Id<Mark>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A stamp, whose times the application sets.
#[table(name = "org_stamps", tenant = Organization, waive(soft_delete = "TODO"))]
pub struct Stamp {
    pub id: Id<Stamp>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A record, whose time is a number of seconds.
#[table(name = "org_records", tenant = Organization, waive(soft_delete = "TODO"))]
pub struct Record {
    pub id: Id<Record>,
    pub organization_id: Id<Organization>,
}

/// A meeting.
#[table(name = "org_meetings", tenant = Organization)]
pub struct Meeting {
    pub id: Id<Meeting>,
    pub organization_id: Id<Organization>,
    pub at: Timestamp,
}

/// A notice, which nothing separates.
#[table(name = "org_notices", tenant = Organization)]
pub struct Notice {
    pub id: Id<Notice>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A code.
#[table(name = "org_codes", tenant = Organization, unique(code))]
pub struct Code {
    pub id: Id<Code>,
    pub organization_id: Id<Organization>,
    #[column(varchar(20))]
    pub code: String,
}

/// A label.
#[table(name = "org_labels", tenant = Organization, unique(title))]
pub struct Label {
    pub id: Id<Label>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A link to a draft.
#[table(name = "org_links", tenant = Organization)]
pub struct Link {
    pub id: Id<Link>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a label with links stays")]
    pub label_id: Id<Label>,
    #[column(on_delete = restrict, why = "a code with links stays")]
    pub code_id: Id<Code>,
}

/// A gift, from a shop that counted wrongly.
#[table(
    name = "org_gifts",
    tenant = Organization,
    check(amount >= 0, message = "a gift is worth something"),
    check(amount < 1000, name = "org_gifts_most"),
)]
pub struct Gift {
    pub id: Id<Gift>,
    pub organization_id: Id<Organization>,
    pub amount: i32,
    #[column(on_delete = restrict, why = "a gift is for someone")]
    pub label_id: Option<Id<Label>>,
}

/// A key that the database makes.
#[table(name = "org_keys", tenant = Organization)]
pub struct Key {
    pub id: Id<Key>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A document.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Data {
    pub a: i32,
}

/// A value.
#[table(name = "org_values", tenant = Organization)]
pub struct Value {
    pub id: Id<Value>,
    pub organization_id: Id<Organization>,
    #[column(numeric(12, 2))]
    pub price: Decimal,
    #[column(numeric(12, 3))]
    pub weight: Decimal,
    #[column(varchar(3))]
    pub currency: String,
    pub data: Json<Data>,
    pub tags: Vec<String>,
}

/// A row without a key.
#[table(name = "bare_rows", waive(soft_delete = "TODO"))]
pub struct Bare {
    pub id: Id<Bare>,
    #[column(varchar(100))]
    pub title: String,
}

/// A pair that two texts name.
#[table(name = "pairs", unique(one, other), waive(soft_delete = "TODO"))]
pub struct Pair {
    pub id: Id<Pair>,
    #[column(varchar(20))]
    pub one: String,
    #[column(varchar(20))]
    pub other: String,
    pub amount: i32,
}

/// An item, whose name does not say that it is of a shop.
#[table(name = "org_items", tenant = Organization, unique(title), renamed_from = "items")]
pub struct Item {
    pub id: Id<Item>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A name.
#[table(name = "org_names", tenant = Organization, index(title, first_name))]
pub struct Name {
    pub id: Id<Name>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100), renamed_from = "firstName")]
    pub first_name: String,
    #[column(varchar(100))]
    pub title: String,
}

/// A position; the first one has none above it.
#[table(name = "org_positions", tenant = Organization, waive(soft_delete = "TODO"))]
pub struct Position {
    pub id: Id<Position>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a position is below another")]
    pub above_id: Option<Id<Position>>,
}

/// A place.
#[table(name = "org_places", tenant = Organization, index(title))]
pub struct Place {
    pub id: Id<Place>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A counter.
#[table(name = "org_counters", tenant = Organization, unique(title))]
pub struct Counter {
    pub id: Id<Counter>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A sign of life.
#[table(name = "org_beats", tenant = Organization, index(created_at))]
pub struct Beat {
    pub id: Id<Beat>,
    pub organization_id: Id<Organization>,
}

/// A sheet.
#[table(name = "sheets", index(data, method = gin))]
pub struct Sheet {
    pub id: Id<Sheet>,
    pub data: Json<Data>,
}

/// An offer.
#[table(name = "org_offers", tenant = Organization, index(created_at, include(price)))]
pub struct Offer {
    pub id: Id<Offer>,
    pub organization_id: Id<Organization>,
    #[column(numeric(12, 2))]
    pub price: Decimal,
}

/// A bill.
#[table(name = "org_bills", tenant = Organization)]
pub struct Bill {
    pub id: Id<Bill>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a label with bills stays")]
    pub label_id: Id<Label>,
    #[column(varchar(100), denormalized(from = Label::TITLE, why = "the title as it was on the bill"))]
    pub label_title: String,
}

/// A thing.
#[table(name = "old_things", renamed_from = "OldThings", index(title), waive(soft_delete = "TODO"))]
pub struct OldThing {
    pub id: Id<OldThing>,
    #[column(varchar(100))]
    pub title: String,
}

/// A voucher.
#[table(name = "org_vouchers", tenant = Organization)]
pub struct Voucher {
    pub id: Id<Voucher>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A file.
#[table(name = "org_files", tenant = Organization, unique(title))]
pub struct File {
    pub id: Id<File>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A page.
#[table(name = "org_pages", tenant = Organization)]
pub struct Page {
    pub id: Id<Page>,
    pub organization_id: Id<Organization>,
}

schema! {
    pub SCHEMA = [
        Organization, Author, Note, Order, OrderLine, Folder, Member, Writer, Article, Company, Department, Draft, Colour, Mark, Stamp, Record, Meeting, Notice, Code, Label, Link, Gift, Key,
        Value, Bare, Pair, Item, Name, Ticket, AuthorColour, Position, Place, Counter, Beat, Sheet, Offer, Bill, OldThing, File, Page, Voucher,
    ]
}
