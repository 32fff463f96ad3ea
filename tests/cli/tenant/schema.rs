//! A schema with everything that an export, an import and an erasure have to do with: circles, references to the own table, partitions, append-only tables,
//! sequences, generated columns, look-ups, global tables on both sides, and values of many types.

use peristyle::prelude::*;

/// A country, the same for every team.
#[table(name = "countries", unique(code), waive(soft_delete = "countries stay"))]
pub struct Country {
    pub id: Id<Country>,
    #[column(max_len = 2)]
    pub code: String,
}

/// A team; every tenant row belongs to one.
#[table(name = "teams", tenant_root, prefix = "team_", history)]
pub struct Team {
    pub id: Id<Team>,
    #[column(max_len = 100)]
    pub name: String,
    #[column(on_delete = set_null, why = "a team goes on without the one that founded it")]
    pub parent_id: Option<Id<Team>>,
    #[column(on_delete = set_null, why = "a team goes on without its order")]
    pub latest_order_id: Option<Id<Order>>,
}

/// Somebody who works here, in any team.
#[table(
    name = "people",
    waive(soft_delete = "people are erased", no_global_to_tenant = "a person chooses the team that is shown first")
)]
pub struct Person {
    pub id: Id<Person>,
    #[column(on_delete = restrict, why = "a person stays without a team")]
    pub current_team_id: Option<Id<Team>>,
}

/// An invitation to a team, for somebody who has no account.
#[table(
    name = "invitations",
    waive(
        soft_delete = "invitations are erased",
        no_global_to_tenant = "the mail is looked up before the team is known"
    )
)]
pub struct Invitation {
    pub id: Id<Invitation>,
    #[column(on_delete = cascade, why = "an invitation goes with its team")]
    pub team_id: Id<Team>,
}

/// A licence of a team, which the vendor keeps.
#[table(
    name = "licences",
    waive(soft_delete = "licences are erased", no_global_to_tenant = "the vendor counts the licences of all teams")
)]
pub struct Licence {
    pub id: Id<Licence>,
    #[column(on_delete = restrict, why = "a licence is given back first")]
    pub team_id: Id<Team>,
}

/// How an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "payment")]
pub enum Payment {
    Card,
    Transfer,
}

/// Who buys.
#[table(name = "team_customers", tenant = Team, unique(email, global, tenant_lookup), primary_key = "id", waive(unique_per_tenant = "who logs in names no team"))]
pub struct Customer {
    pub id: Id<Customer>,
    pub team_id: Id<Team>,
    #[column(max_len = 200)]
    pub email: String,
    #[column(on_delete = restrict, why = "countries stay")]
    pub country_id: Id<Country>,
    #[column(on_delete = restrict, why = "a customer is told who sent them")]
    pub sent_by_id: Option<Id<Customer>>,
    #[column(identity)]
    pub number: i64,
    #[column(generated(sql = "lower(email)"), max_len = 200)]
    pub folded: Option<String>,
}

/// What was ordered.
#[table(name = "team_orders", tenant = Team, history)]
pub struct Order {
    pub id: Id<Order>,
    pub team_id: Id<Team>,
    #[column(on_delete = restrict, why = "a customer with orders stays")]
    pub customer_id: Id<Customer>,
    #[column(on_delete = set_null, why = "an order goes on without it")]
    pub first_line_id: Option<Id<OrderLine>>,
    pub payment: Payment,
}

/// A line of an order.
#[table(name = "team_order_lines", tenant = Team)]
pub struct OrderLine {
    pub id: Id<OrderLine>,
    pub team_id: Id<Team>,
    #[column(on_delete = cascade, why = "a line is part of its order")]
    pub order_id: Id<Order>,
    pub pieces: i32,
}

/// What was charged, for good.
#[table(name = "team_charges", tenant = Team, append_only)]
pub struct Charge {
    pub id: Id<Charge>,
    pub team_id: Id<Team>,
    #[column(on_delete = restrict, why = "a charge keeps its order")]
    pub order_id: Id<Order>,
    #[column(on_delete = restrict, why = "a correction names what it corrects")]
    pub corrects_id: Option<Id<Charge>>,
}

/// A version of a document, which names the first one.
#[table(name = "team_versions", tenant = Team, waive(soft_delete = "versions are erased"))]
pub struct Version {
    pub id: Id<Version>,
    pub team_id: Id<Team>,
    #[column(
        on_delete = restrict,
        why = "the first version stays while there is a later one",
        waive(self_reference = "the first version names itself")
    )]
    pub origin_id: Id<Version>,
}

/// Who follows which order.
#[table(name = "team_followers", tenant = Team, junction(customer_id, order_id))]
pub struct Follower {
    pub team_id: Id<Team>,
    #[column(on_delete = cascade, why = "it goes with its customer")]
    pub customer_id: Id<Customer>,
    #[column(on_delete = cascade, why = "it goes with its order")]
    pub order_id: Id<Order>,
}

/// What happened, spread by team.
#[table(name = "team_events", tenant = Team, partition(hash(team_id), 3), waive(soft_delete = "events are erased"))]
pub struct Event {
    pub id: Id<Event>,
    pub team_id: Id<Team>,
    pub what: String,
}

/// What was measured, by the year.
#[table(
    name = "team_readings",
    tenant = Team,
    append_only,
    partition(
        range(day),
        child("team_readings_2026", from = "2026-01-01", to = "2027-01-01"),
        child("team_readings_rest", default)
    ),
    waive(primary_key = "only the application makes ids")
)]
pub struct Reading {
    pub id: Id<Reading>,
    pub team_id: Id<Team>,
    pub day: chrono::NaiveDate,
}

/// Values of many types.
#[table(name = "team_values", schema = "odd", tenant = Team, waive(column_type = "every type of PostgreSQL is here"))]
pub struct Value {
    pub id: Id<Value>,
    pub team_id: Id<Team>,
    pub flag: Option<bool>,
    pub small: Option<i16>,
    pub real: Option<f32>,
    pub double: Option<f64>,
    #[column(numeric(30, 10))]
    pub amount: Option<rust_decimal::Decimal>,
    pub bytes: Option<Vec<u8>>,
    pub texts: Option<Vec<String>>,
    pub payments: Option<Vec<Payment>>,
    pub day: Option<chrono::NaiveDate>,
    pub hour: Option<chrono::NaiveTime>,
    pub moment: Option<peristyle::Timestamp>,
    #[column(sql_type = "jsonb")]
    pub document: Option<String>,
    #[column(sql_type = "json", waive(jsonb = "it is kept byte for byte"))]
    pub kept: Option<String>,
    #[column(sql_type = "interval")]
    pub span: Option<String>,
    #[column(sql_type = "tstzrange")]
    pub during: Option<String>,
    #[column(sql_type = "int4multirange")]
    pub pages: Option<String>,
    #[column(sql_type = "inet")]
    pub address: Option<String>,
    #[column(sql_type = "character(6)", waive(padded_char = "it is padded"))]
    pub padded: Option<String>,
    #[column(sql_type = "bit varying(9)")]
    pub bits: Option<String>,
    #[column(sql_type = "money")]
    pub price: Option<String>,
    #[column(sql_type = "xml")]
    pub page: Option<String>,
    #[column(sql_type = "point")]
    pub place: Option<String>,
    #[column(sql_type = "tsvector")]
    pub words: Option<String>,
    #[column(sql_type = "regclass")]
    pub relation: Option<String>,
    #[column(sql_type = "short_text")]
    pub short: Option<String>,
    #[column(sql_type = "pair")]
    pub pair: Option<String>,
}

schema! {
    pub SCHEMA = [
        Country, Team, Person, Invitation, Licence, Customer, Order, OrderLine, Charge, Version, Follower, Event, Reading, Value
    ]
}

/// What the tables need before they are made.
pub const PRELUDE: &str =
    "CREATE DOMAIN short_text AS varchar(5) CHECK (VALUE <> 'no'); CREATE TYPE pair AS (a int, b text)";

/// The team whose rows are exported.
pub const TEAM: &str = "0190b0a0-0000-7000-8000-00000000000a";
/// Another one.
pub const OTHER: &str = "0190b0a0-0000-7000-8000-00000000000b";

/// The country that the customers of both teams live in.
pub const COUNTRY: &str = "INSERT INTO countries (id, code) VALUES ('0190b0a0-0000-7000-8000-0000000000c1', 'de')";

/// Rows of two teams, as a superuser. Half of the rows that can be are soft-deleted.
pub const ROWS: &str = r#"
    INSERT INTO countries (id, code) VALUES ('0190b0a0-0000-7000-8000-0000000000c1', 'de');
    INSERT INTO teams (id, name, parent_id) VALUES
        ('0190b0a0-0000-7000-8000-00000000000b', 'other', NULL),
        ('0190b0a0-0000-7000-8000-00000000000a', E'a "team"\n\\ with	tab', NULL);
    UPDATE teams SET parent_id = id;
    INSERT INTO people (id, current_team_id) SELECT gen_random_uuid(), id FROM teams, generate_series(1, 3);
    INSERT INTO people (id) VALUES (gen_random_uuid());
    INSERT INTO invitations (id, team_id) SELECT gen_random_uuid(), id FROM teams, generate_series(1, 2);
    INSERT INTO team_customers (id, team_id, email, country_id)
        SELECT gen_random_uuid(), t.id, n || '@' || t.id, '0190b0a0-0000-7000-8000-0000000000c1' FROM teams t, generate_series(1, 20) n;
    UPDATE team_customers c SET sent_by_id = (SELECT id FROM team_customers d WHERE d.team_id = c.team_id AND d.number = c.number + 1)
        WHERE c.number % 20 <> 0;
    INSERT INTO team_orders (id, team_id, customer_id, payment) SELECT gen_random_uuid(), team_id, id, 'card' FROM team_customers;
    INSERT INTO team_order_lines (id, team_id, order_id, pieces) SELECT gen_random_uuid(), team_id, id, n FROM team_orders, generate_series(1, 3) n;
    UPDATE team_orders o SET first_line_id = (SELECT id FROM team_order_lines l WHERE l.order_id = o.id AND pieces = 1);
    UPDATE teams t SET latest_order_id = (SELECT id FROM team_orders o WHERE o.team_id = t.id ORDER BY id LIMIT 1);
    INSERT INTO team_charges (id, team_id, order_id) SELECT gen_random_uuid(), team_id, id FROM team_orders;
    INSERT INTO team_charges (id, team_id, order_id, corrects_id) SELECT gen_random_uuid(), team_id, order_id, id FROM team_charges;
    INSERT INTO team_versions (id, team_id, origin_id) SELECT id, id, id FROM teams;
    INSERT INTO team_versions (id, team_id, origin_id) SELECT gen_random_uuid(), id, id FROM teams, generate_series(1, 4);
    INSERT INTO team_followers (team_id, customer_id, order_id) SELECT team_id, customer_id, id FROM team_orders;
    INSERT INTO team_events (id, team_id, what) SELECT gen_random_uuid(), id, 'event ' || n FROM teams, generate_series(1, 30) n;
    INSERT INTO team_readings (id, team_id, day) SELECT gen_random_uuid(), id, '2025-12-20'::date + n FROM teams, generate_series(1, 30) n;
    INSERT INTO odd.team_values (id, team_id) SELECT gen_random_uuid(), id FROM teams;
    INSERT INTO odd.team_values (id, team_id, flag, small, "real", double, amount, bytes, texts, payments, day, hour, moment, document, kept, span, during, pages,
            address, padded, bits, price, page, place, words, relation, short, pair)
        SELECT gen_random_uuid(), id, true, -32768, 'NaN', 0.1 + 0.2, 12345678901234567890.0123456789, '\x00ff5c0a', ARRAY['a', 'NULL', '"q" \ ,{}', ''],
            '{card,transfer}', '0044-03-15 BC', '23:59:59.999999', '2026-11-29 12:34:56.789012+05:30', '{"a": [1, null, "ß\n"]}', '{"b" : 1,  "b":2}',
            '1 year -2 mons 3 days -04:05:06.7', '[2026-01-01 00:00:00+00,)', '{[1,3),[5,8)}', '10.0.0.1/24', 'ab', B'10110', '-1234.56', '<a>&lt;ß</a>', '(1.5,-2)',
            'fat:2A rat:1', 'teams', 'x''y', '(1,"a,b")' FROM teams;
    INSERT INTO odd.team_values (id, team_id, texts, document, "real", moment, day, during, padded, short)
        SELECT gen_random_uuid(), id, '{}', 'null', '-Infinity', 'infinity', '-infinity', 'empty', '', '' FROM teams;
    UPDATE team_order_lines SET deleted_at = now() WHERE pieces = 3;
    UPDATE odd.team_values SET deleted_at = now() WHERE flag;
    UPDATE teams SET updated_at = '2030-01-01' WHERE false;
"#;
