//! A schema that uses every option once: what `#[table]`, `#[column]`, `PgEnum` and `ColumnType` document in `runtime/src/attributes`. `tests/tidy`
//! holds it to that list; the round trip, squawk and splinter read it. An option that is new is said here, on the table whose noun it belongs to.

use chrono::NaiveTime;
use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What the tables need of a database before they are loaded.
pub const EXTENSIONS: &str = "CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm; CREATE EXTENSION citext";

/// A house that lends tools; every row of a tenant belongs to one.
#[table(name = "houses", tenant_root, prefix = "house_")]
#[derive(Debug, Clone, PartialEq)]
pub struct House {
    /// The key, and the tenant of every other row.
    pub id: Id<House>,
    /// What stands above the door.
    #[column(varchar(120))]
    pub name: String,
}

/// How worn a tool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "wear", schema = "lending")]
pub enum Wear {
    /// As it was bought.
    #[pg_enum(name = "as new")]
    AsNew,
    /// It does its work.
    Used,
    /// It is to be mended.
    Broken,
}

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
#[column_type(sql_type = "citext", try_from)]
pub struct Email(String);

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.contains('@') { Ok(Self(text)) } else { Err("an address has an @") }
    }
}

/// A country, which travels as its two letters.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
#[column_type(sql_type = "varchar(2)", text)]
pub struct Country(String);

impl std::fmt::Display for Country {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Country {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// What a maker says of a tool.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manual {
    /// How many pages it has.
    pub pages: i32,
}

/// Who makes tools, the same for every house.
#[table(
    name = "makers",
    unique(lower(name), name = "makers_by_name", why = "A maker is entered once, however it is spelled."),
    index(name(ops = "gin_trgm_ops"), method = gin, with(fastupdate = off)),
    index(left(name, 3)),
    check(sql = "name = btrim(name)", message = "a name has no space around it"),
    search(name(a), language = "simple"),
    named_insert,
    sql_before(name = "likeness of names", sql = "CREATE EXTENSION IF NOT EXISTS pg_trgm"),
    sql_after(name = "a word to who loads it", sql = "DO $$ BEGIN RAISE NOTICE 'makers are there'; END $$"),
    waive(soft_delete = "a maker that closes is still who made the tool")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Maker {
    /// The key.
    pub id: Id<Maker>,
    /// What stands on the tools.
    #[column(varchar(120))]
    pub name: String,
    /// Where they come from.
    pub country: Country,
    /// The old catalogue's letters.
    #[column(char(4), waive(padded_char = "the old catalogue pads them"))]
    pub letters: String,
    /// Where its web page is found.
    #[column(sql_type = "inet", waive(column_type = "the monitoring compares addresses"))]
    pub address: Option<String>,
}

/// Somebody who borrows.
#[table(
    name = "house_members",
    tenant = House,
    primary_key = "id",
    unique(email, global, tenant_lookup),
    unique(card, nulls_not_distinct, including_deleted),
    waive(unique_per_tenant = "who logs in says no house"),
    waive(unique_live = "a card is given out once"),
    derive_insert(PartialEq),
    derive_update(PartialEq)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key.
    pub id: Id<Member>,
    /// The house that lends to them.
    #[column(tenant)]
    pub lender: Id<House>,
    /// Where they are written to.
    pub email: Email,
    /// The number of the card, where there is one.
    pub card: Option<i32>,
}

/// Something that is lent.
#[table(
    name = "house_tools",
    tenant = House,
    history,
    unique(code),
    index(bought(desc, nulls_last), only(wear == Wear::AsNew), include(code), why = "The page of what is new."),
    index(code(collate = "C", asc, nulls_first), including_deleted),
    index(bought, only(wear == Wear::Broken), queue, why = "What waits to be mended."),
    check(price >= 0, name = "a_price_is_paid", message = "the price must not be negative")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// The key.
    pub id: Id<Tool>,
    /// The house that lends it.
    pub house_id: Id<House>,
    /// What is burnt into the handle.
    #[column(varchar(40))]
    pub code: String,
    /// What it cost.
    #[column(numeric(10, 2))]
    pub price: Decimal,
    /// How many there are.
    #[column(default = 1)]
    pub pieces: i32,
    /// What all of them cost.
    #[column(generated(sql = "price * pieces"), numeric(12, 2))]
    pub worth: Option<Decimal>,
    /// How worn it is.
    #[column(default = Wear::AsNew)]
    pub wear: Wear,
    /// When it was bought.
    #[column(default_sql = "now()", precision(0))]
    pub bought: Option<peristyle::Timestamp>,
    /// Who made it.
    #[column(on_delete = restrict, why = "a tool without its maker cannot be mended")]
    pub maker_id: Id<Maker>,
    /// The maker's name as it was.
    #[column(varchar(120), denormalized(from = Maker::NAME, why = "lists show it without a join"))]
    pub maker_name: String,
    /// The tool that it belongs to.
    #[column(on_delete = set_null, why = "a part outlives the set")]
    pub set_id: Option<Id<Tool>>,
    /// What it is used for.
    pub uses: Vec<String>,
    /// What the maker says.
    #[column(json, default = "{\"pages\": 0}", waive(jsonb = "it is kept byte for byte"))]
    pub manual: Json<Manual>,
}

/// When a tool is away.
#[table(
    name = "house_loans",
    tenant = House,
    exclude(tool_id with "=", tstzrange(starts, ends) with "&&", why = "A tool is lent once at a time."),
    exclude(desk with "=", hour with "=", including_deleted, deferrable, only(desk > 7)),
    unique(slot, initially_deferred, including_deleted),
    unique(ticket, constraint, including_deleted),
    waive(unique_live = "numbers are given once")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Loan {
    /// The key.
    pub id: Id<Loan>,
    /// The house.
    pub house_id: Id<House>,
    /// What is lent.
    #[column(on_delete = cascade, why = "a loan means nothing without its tool")]
    pub tool_id: Id<Tool>,
    /// From when on.
    pub starts: peristyle::Timestamp,
    /// Until when.
    pub ends: peristyle::Timestamp,
    /// The hour of the day.
    pub hour: NaiveTime,
    /// The desk.
    pub desk: i32,
    /// The place on the shelf.
    pub slot: i32,
    /// The number of the slip.
    pub ticket: i64,
    /// The line in the book of the desk.
    #[column(number_per_tenant(per(desk)))]
    pub line: i64,
}

/// Which member may use which tool.
#[table(name = "house_permits", tenant = House, junction(member_id, tool_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct Permit {
    /// The house.
    pub house_id: Id<House>,
    /// Who may.
    #[column(on_delete = cascade, why = "a permit goes with its member")]
    pub member_id: Id<Member>,
    /// What.
    #[column(on_delete = cascade, why = "a permit goes with its tool")]
    pub tool_id: Id<Tool>,
}

/// What happened at the desk, for good.
#[table(
    name = "house_entries",
    schema = "lending",
    tenant = House,
    append_only,
    index(created_at, method = brin),
    waive(foreign_key = "members are numbered by the town")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub id: Id<Entry>,
    /// The house.
    pub house_id: Id<House>,
    /// The town's number.
    pub town_id: i64,
}

/// The one door of a house.
#[table(
    name = "house_doors",
    tenant = House,
    unique(one_per_tenant),
    policy(name = "red_doors_stay", command = delete, restrictive, using = "colour <> 'red'", why = "they are listed")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Door {
    /// The key.
    pub id: Id<Door>,
    /// The house.
    pub house_id: Id<House>,
    /// Its colour.
    #[column(varchar(20))]
    pub colour: String,
}

/// Which way somebody went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "wayThrough", rename_all = "kebab-case", waive(snake_case = "the type is older than the rule"))]
pub enum Way {
    /// Into the house.
    ComesIn,
    /// Out of it.
    GoesOut,
}

/// Who went through the door, spread by house.
#[table(name = "house_passages", tenant = House, partition(hash(house_id), 4), with(fillfactor = 90))]
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// The key.
    pub id: Id<Passage>,
    /// The house.
    pub house_id: Id<House>,
    /// Which way.
    pub way: Way,
}

/// The weather of the town, by the year.
#[table(
    name = "weather",
    append_only,
    partition(
        range(day),
        child("weather_2026", from = "2026-01-01", to = "2027-01-01"),
        child("weather_before", from = minvalue, to = "2026-01-01"),
        child("weather_later", default),
    ),
    waive(primary_key = "the application alone makes ids")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Weather {
    /// The key.
    pub id: Id<Weather>,
    /// The day.
    pub day: chrono::NaiveDate,
}

/// What was looked for, by the language of the reader.
#[table(
    name = "searches",
    partition(
        list(language),
        child("searches_de", "de", "at"),
        child("searches_unknown", null),
        child("searches_rest", default),
        at_run_time = "the archive splits off one language after the other"
    ),
    waive(primary_key = "the application alone makes ids")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The key.
    pub id: Id<Search>,
    /// The language, where it is known.
    #[column(varchar(2))]
    pub language: Option<String>,
}

/// What a reader is writing.
#[table(
    name = "drafts",
    renamed_from = "scraps",
    until = "9.0",
    row_security = forced,
    unlogged,
    tablespace = "pg_default",
    budget(rows = 20_000, sort = 5_000, sequential_scan = 3_000, why = "the archive reads all drafts"),
    with(autovacuum_enabled = false)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The key.
    pub id: Id<Draft>,
    /// The text.
    #[column(collate = "C", renamed_from = "body", until = "9.0", max_len = 9000)]
    pub text: String,
    /// What it begins with.
    #[column(backfill = "left(text, 20)", until = "9.0")]
    pub beginning: String,
    /// How many sheets it has.
    #[column(renamed_from = "pages", until = "9.0", old_type = "integer", default = 1)]
    pub sheets: i64,
    /// How its writer felt.
    #[column(retired = "nobody asks")]
    pub mood: Option<String>,
}

/// A bell at the desk, which nobody rings.
#[table(name = "bells", retired = "the desk has a telephone")]
#[derive(Debug, Clone, PartialEq)]
pub struct Bell {
    /// The key.
    pub id: Id<Bell>,
    /// How it sounds.
    #[column(varchar(20))]
    pub tone: String,
}

/// A receipt, from before this rule book.
#[table(name = "receipts", waive(timestamps = "the old program sets it"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The key.
    pub id: Id<Receipt>,
    /// When it was written.
    #[column(set_by_application)]
    pub created_at: peristyle::Timestamp,
    /// When the new program changed it.
    #[column(no_trigger)]
    pub updated_at: peristyle::Timestamp,
    /// The numbers of the coupons.
    #[column(no_default, unchecked_elements)]
    pub coupons: Vec<i32>,
}

/// A quarter of the town, from before this rule book.
#[table(
    name = "quarters",
    primary_key(code, name = "pk_quarters"),
    unique(number, constraint),
    waive(primary_key = "the town's own letters", uuid_v7 = "the town's own letters", soft_delete = "quarters stay")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Quarter {
    /// The letters.
    #[column(varchar(4))]
    pub code: String,
    /// The number on the old maps.
    pub number: i16,
}

/// A street, counted by the database.
#[table(
    name = "streets",
    foreign_key(code, references = Quarter, on_delete = restrict, on_update = cascade, why = "letters are given anew", name = "fk_streets", initially_deferred, not_valid),
    check(line > 0, message = "lines are counted from 1", not_valid),
    statistics(code, map_number, kinds(ndistinct, dependencies), why = "a quarter has one number"),
    waive(uuid_v7 = "counted", app_side_id = "counted", soft_delete = "streets stay", validated = "the first book had lines without a quarter")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Street {
    /// The key.
    #[column(serial)]
    pub id: i32,
    /// The quarter.
    #[column(name = "quarter_code", varchar(4))]
    pub code: String,
    /// The quarter on the old maps.
    #[column(references = Quarter::NUMBER, on_delete = no_action, why = "the older half of the program", deferrable, constraint = "fk_streets_map", not_valid, waive(on_delete = "as it was", validated = "the first maps are lost"))]
    pub map_number: Option<i16>,
    /// The line in the town's book.
    #[column(identity = by_default)]
    pub line: i64,
}

schema! {
    pub SCHEMA = [House, Maker, Member, Tool, Loan, Permit, Entry, Door, Passage, Weather, Search, Draft, Bell, Receipt, Quarter, Street]
}
