//! Tables as `import` writes them: each has the waivers of what it does not comply with.

use peristyle::Timestamp;
use peristyle::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A shop.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(varchar(100))]
    pub name: String,
}

/// Who writes, in which shop.
#[table(name = "authors", waive(soft_delete = "TODO"))]
pub struct Author {
    pub id: Id<Author>,
    #[column(on_delete = restrict, why = "an author is of a shop", waive(no_global_to_tenant = "TODO"))]
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub name: String,
}

// Tables without a tenant.

/// What an author has noted.
#[table(name = "notes", unique(title), index(created_at), waive(soft_delete = "TODO"))]
pub struct Note {
    pub id: Id<Note>,
    #[column(on_delete = restrict, why = "a note is of an author")]
    pub author_id: Id<Author>,
    #[column(varchar(100))]
    pub title: String,
}

/// An order.
#[table(name = "orders", unique(number, constraint), waive(soft_delete = "TODO"))]
pub struct Order {
    pub id: Id<Order>,
    #[column(on_delete = restrict, why = "an order is of an author")]
    pub author_id: Id<Author>,
    pub number: i32,
}

/// A line of an order.
#[table(name = "order_lines", waive(soft_delete = "TODO"))]
pub struct OrderLine {
    pub id: Id<OrderLine>,
    #[column(on_delete = cascade, why = "a line is of an order")]
    pub order_id: Id<Order>,
    pub amount: i32,
}

/// A folder.
#[table(name = "folders", waive(soft_delete = "TODO"))]
pub struct Folder {
    pub id: Id<Folder>,
    #[column(on_delete = restrict, why = "a folder is of an author")]
    pub author_id: Id<Author>,
    #[column(on_delete = set_null, why = "a folder outlives the one around it")]
    pub parent_id: Option<Id<Folder>>,
    #[column(varchar(100))]
    pub name: String,
}

/// Somebody who belongs to a shop, perhaps.
#[table(name = "members", unique(email), waive(soft_delete = "TODO"))]
pub struct Member {
    pub id: Id<Member>,
    #[column(on_delete = set_null, why = "a member outlives the shop", waive(no_global_to_tenant = "TODO"))]
    pub organization_id: Option<Id<Organization>>,
    #[column(varchar(100))]
    pub email: String,
}

/// Who writes articles, in which shop.
#[table(name = "writers", waive(soft_delete = "TODO"))]
pub struct Writer {
    pub id: Id<Writer>,
    #[column(on_delete = restrict, why = "a writer is of a shop", waive(no_global_to_tenant = "TODO"))]
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub name: String,
}

/// An article of a writer.
#[table(name = "articles", waive(soft_delete = "TODO"))]
pub struct Article {
    pub id: Id<Article>,
    #[column(on_delete = set_null, why = "an article outlives the writer")]
    pub writer_id: Option<Id<Writer>>,
    #[column(varchar(100))]
    pub title: String,
}

/// A ticket, which the database counts.
#[table(name = "tickets", waive(soft_delete = "TODO", uuid_v7 = "TODO"))]
pub struct Ticket {
    #[column(serial, waive(app_side_id = "TODO"))]
    pub id: i32,
    #[column(on_delete = restrict, why = "a ticket is of an author")]
    pub author_id: Id<Author>,
}

/// What an author likes.
#[table(name = "author_colours", junction(author_id, colour_id))]
pub struct AuthorColour {
    #[column(on_delete = cascade, why = "it is of the author")]
    pub author_id: Id<Author>,
    #[column(on_delete = cascade, why = "it is of the colour")]
    pub colour_id: Id<Colour>,
}

/// A company, whose rows nobody separates yet.
#[table(name = "companies", unique(name))]
pub struct Company {
    pub id: Id<Company>,
    #[column(varchar(100))]
    pub name: String,
}

/// A department of a company.
#[table(name = "departments", unique(company_id, name))]
pub struct Department {
    pub id: Id<Department>,
    #[column(on_delete = restrict, why = "a department is of a company")]
    pub company_id: Id<Company>,
    #[column(varchar(100))]
    pub name: String,
}

// Tenant tables, each with the waivers of a rule.

/// A draft.
#[table(name = "org_drafts", tenant = Organization, unique(title), waive(soft_delete = "TODO"))]
pub struct Draft {
    pub id: Id<Draft>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A colour, the same for every shop.
#[table(name = "colours", unique(title), waive(soft_delete = "TODO"))]
pub struct Colour {
    pub id: Id<Colour>,
    #[column(varchar(100))]
    pub title: String,
}

/// A mark.
#[table(name = "org_marks", tenant = Organization, waive(timestamps = "TODO"))]
pub struct Mark {
    pub id: Id<Mark>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A stamp, whose times the application sets.
#[table(name = "org_stamps", tenant = Organization, waive(timestamps = "TODO", soft_delete = "TODO"))]
pub struct Stamp {
    pub id: Id<Stamp>,
    pub organization_id: Id<Organization>,
    pub title: String,
    #[column(set_by_application)]
    pub created_at: Option<Timestamp>,
    #[column(set_by_application)]
    pub updated_at: Option<Timestamp>,
}

/// A record, whose time is a number of seconds.
#[table(name = "org_records", tenant = Organization, waive(timestamps = "TODO", soft_delete = "TODO"))]
pub struct Record {
    pub id: Id<Record>,
    pub organization_id: Id<Organization>,
    #[column(set_by_application)]
    pub created_at: Option<i32>,
}

/// A meeting.
#[table(name = "org_meetings", tenant = Organization)]
pub struct Meeting {
    pub id: Id<Meeting>,
    pub organization_id: Id<Organization>,
    #[column(waive(time_zone = "TODO"))]
    pub at: chrono::NaiveDateTime,
}

/// A notice, which nothing separates.
#[table(name = "org_notices", tenant = Organization, waive(row_security = "TODO"))]
pub struct Notice {
    pub id: Id<Notice>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A code.
#[table(name = "org_codes", tenant = Organization, unique(code, global), waive(unique_per_tenant = "TODO"))]
pub struct Code {
    pub id: Id<Code>,
    pub organization_id: Id<Organization>,
    #[column(varchar(20))]
    pub code: String,
}

/// A label.
#[table(name = "org_labels", tenant = Organization, unique(title, including_deleted), waive(unique_live = "TODO"))]
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
    #[column(on_delete = no_action, waive(fk_index = "TODO", on_delete = "TODO", on_delete_why = "TODO", live_reference = "TODO"))]
    pub label_id: Id<Label>,
    #[column(waive(foreign_key = "TODO"))]
    pub code_id: Uuid,
}

/// A gift, from a shop that counted wrongly.
#[table(
    name = "org_gifts",
    tenant = Organization,
    check(amount >= 0, message = "a gift is worth something", not_valid),
    check(amount < 1000, name = "org_gifts_most", not_valid),
    waive(validated = "TODO"),
)]
pub struct Gift {
    pub id: Id<Gift>,
    pub organization_id: Id<Organization>,
    pub amount: i32,
    #[column(on_delete = restrict, why = "a gift is for someone", not_valid, waive(validated = "TODO"))]
    pub label_id: Option<Id<Label>>,
}

/// A key that the database makes.
#[table(name = "org_keys", tenant = Organization)]
pub struct Key {
    #[column(default_sql = "gen_random_uuid()", waive(app_side_id = "TODO"))]
    pub id: Id<Key>,
    pub organization_id: Id<Organization>,
    pub title: String,
}

/// A value.
#[table(name = "org_values", tenant = Organization)]
pub struct Value {
    pub id: Id<Value>,
    pub organization_id: Id<Organization>,
    #[column(waive(exact_money = "TODO"))]
    pub price: f64,
    #[column(waive(sized_decimal = "TODO"))]
    pub weight: Decimal,
    #[column(char(3), waive(padded_char = "TODO"))]
    pub currency: String,
    #[column(json, waive(jsonb = "TODO", typed_json = "TODO"))]
    pub data: serde_json::Value,
    #[column(no_default, unchecked_elements)]
    pub tags: Vec<String>,
}

/// A row without a key.
#[table(name = "bare_rows", waive(primary_key = "TODO", soft_delete = "TODO"))]
pub struct Bare {
    #[column(varchar(100))]
    pub title: String,
}

/// A pair that two texts name.
#[table(name = "pairs", primary_key(one, other), waive(junction = "TODO", soft_delete = "TODO"))]
pub struct Pair {
    #[column(varchar(20))]
    pub one: String,
    #[column(varchar(20))]
    pub other: String,
    pub amount: i32,
}

/// An item, whose name does not say that it is of a shop.
#[table(name = "items", tenant = Organization, unique(title), waive(tenant_prefix = "TODO"))]
pub struct Item {
    pub id: Id<Item>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

#[table(name = "org_names", tenant = Organization, index(title), index(title, first_name), waive(table_doc = "TODO", redundant_index = "TODO"))]
pub struct Name {
    pub id: Id<Name>,
    pub organization_id: Id<Organization>,
    #[column(name = "firstName", varchar(100), waive(snake_case = "TODO"))]
    pub first_name: String,
    #[column(varchar(100))]
    pub title: String,
}

/// A position; the first one is above itself.
#[table(name = "org_positions", tenant = Organization, waive(soft_delete = "TODO"))]
pub struct Position {
    pub id: Id<Position>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a position is below another", waive(self_reference = "TODO"))]
    pub above_id: Id<Position>,
}

/// A place.
#[table(name = "org_places", tenant = Organization, index(title, organization_id), waive(tenant_leads = "TODO"))]
pub struct Place {
    pub id: Id<Place>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A counter.
#[table(name = "org_counters", tenant = Organization, unique(organization_id), waive(one_row_per_tenant = "TODO"))]
pub struct Counter {
    pub id: Id<Counter>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
}

/// A sign of life.
#[table(name = "org_beats", tenant = Organization, unique(created_at), waive(timestamp_unique = "TODO"))]
pub struct Beat {
    pub id: Id<Beat>,
    pub organization_id: Id<Organization>,
}

/// A sheet.
#[table(name = "sheets", index(data), waive(index_fits_type = "TODO"))]
pub struct Sheet {
    pub id: Id<Sheet>,
    pub data: Json<super::after::Data>,
}

/// An offer.
#[table(name = "org_offers", tenant = Organization, index(price), waive(leakproof = "TODO"))]
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
    #[column(varchar(100), waive(denormalized = "TODO"))]
    pub label_title: String,
}

/// A thing.
#[table(name = "OldThings", index(title), waive(snake_case = "TODO", soft_delete = "TODO"))]
pub struct OldThing {
    pub id: Id<OldThing>,
    #[column(varchar(100))]
    pub title: String,
}

/// A voucher, of which only the application knows when it was changed.
#[table(name = "org_vouchers", tenant = Organization)]
pub struct Voucher {
    pub id: Id<Voucher>,
    pub organization_id: Id<Organization>,
    pub title: String,
    #[column(no_trigger, waive(timestamps = "TODO"))]
    pub updated_at: Timestamp,
}

/// A file, which the application marks as deleted.
#[table(name = "org_files", tenant = Organization, unique(title))]
pub struct File {
    pub id: Id<File>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub title: String,
    #[column(set_by_application, waive(soft_delete = "TODO"))]
    pub deleted_at: Option<Timestamp>,
}

/// A page, which the application marks as deleted, by a time without a zone.
#[table(name = "org_pages", tenant = Organization, waive(timestamps = "TODO", soft_delete = "TODO"))]
pub struct Page {
    pub id: Id<Page>,
    pub organization_id: Id<Organization>,
    #[column(set_by_application)]
    pub created_at: Option<Timestamp>,
    #[column(set_by_application)]
    pub updated_at: Option<Timestamp>,
    #[column(set_by_application, waive(time_zone = "TODO"))]
    pub deleted_at: Option<chrono::NaiveDateTime>,
}

schema! {
    pub SCHEMA = [
        Organization, Author, Note, Order, OrderLine, Folder, Member, Writer, Article, Company, Department, Draft, Colour, Mark, Stamp, Record, Meeting, Notice, Code, Label, Link, Gift, Key,
        Value, Bare, Pair, Item, Name, Ticket, AuthorColour, Position, Place, Counter, Beat, Sheet, Offer, Bill, OldThing, File, Page, Voucher,
    ]
}
