//! Cursors over columns of every type: under every setting of the session, and made up.

use std::net::IpAddr;

use chrono::{NaiveDate, NaiveTime};
use peristyle::prelude::*;
use peristyle::query::{Cursor, CursorError, Order, PageSize, Select};
use peristyle::{Error, Interval, Range, Timestamp};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use super::Pool;
use super::driver;
use crate::shop::{Organization, OrganizationUpdate};

/// What a thing feels like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "mood")]
pub enum Mood {
    Fine,
    Sad,
}

/// A column of each type.
#[table(
    name = "org_things",
    tenant = Organization,
    waive(column_type = "an older table", time_zone = "of the shop", padded_char = "an older table"),
    waive(jsonb = "kept as it came", soft_delete = "a test"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub id: Id<Thing>,
    pub organization_id: Id<Organization>,
    pub a_bool: Option<bool>,
    pub a_small: Option<i16>,
    pub an_int: Option<i32>,
    pub a_big: Option<i64>,
    pub a_real: Option<f32>,
    pub a_double: Option<f64>,
    #[column(numeric(20, 4))]
    pub a_number: Option<Decimal>,
    pub a_text: Option<String>,
    #[column(varchar(20))]
    pub a_varchar: Option<String>,
    #[column(char(3))]
    pub a_char: Option<String>,
    pub some_bytes: Option<Vec<u8>>,
    pub a_uuid: Option<Uuid>,
    pub a_date: Option<NaiveDate>,
    pub a_time: Option<NaiveTime>,
    pub a_timestamp: Option<chrono::NaiveDateTime>,
    pub an_instant: Option<Timestamp>,
    pub a_span: Option<Interval>,
    pub a_document: Option<Json<Vec<String>>>,
    #[column(json)]
    pub an_older_document: Option<Json<Vec<String>>>,
    pub a_mood: Option<Mood>,
    pub doubles: Option<Vec<f64>>,
    pub instants: Option<Vec<Timestamp>>,
    pub bytes: Option<Vec<Vec<u8>>>,
    pub spans: Option<Vec<Interval>>,
    pub texts: Option<Vec<String>>,
    pub moods: Option<Vec<Mood>>,
    #[column(sql_type = "inet")]
    pub an_address: Option<String>,
    #[column(sql_type = "cidr")]
    pub a_network: Option<String>,
    #[column(sql_type = "macaddr")]
    pub a_device: Option<String>,
    #[column(sql_type = "oid")]
    pub an_oid: Option<i64>,
    #[column(sql_type = "bit(3)")]
    pub bits: Option<String>,
    #[column(sql_type = "timetz")]
    pub an_odd_time: Option<String>,
    #[column(sql_type = "temperature")]
    pub a_temperature: Option<f64>,
    #[column(sql_type = "code")]
    pub a_code: Option<String>,
    pub numbers: Option<Range<i32>>,
    pub amounts: Option<Range<Decimal>>,
    pub days: Option<Range<NaiveDate>>,
    pub hours: Option<Range<Timestamp>>,
    #[column(sql_type = "tsrange")]
    pub local_hours: Option<String>,
    #[column(sql_type = "season")]
    pub a_season: Option<Range<NaiveDate>>,
    pub all_days: Option<Vec<Range<NaiveDate>>>,
    pub addresses: Option<Vec<IpAddr>>,
}

schema! { THINGS = [Organization, Thing] }

const DOMAINS: &str = "
    CREATE DOMAIN temperature AS double precision CHECK (VALUE > -274);
    CREATE DOMAIN code AS text CHECK (VALUE ~ '^[a-z]+$');
    CREATE DOMAIN season AS daterange CHECK (NOT isempty(VALUE));";

/// What no `i32` nor `chrono` has is among the values of the table.
const ROWS: &str = r#"
    INSERT INTO org_things ({columns})
    SELECT '{tenant}', gen_random_uuid(), n % 2 = 0, n, -n, n * 1000000000000, 0.1::real + n * 1e-7::real,
        0.1 + n * 1e-16::float8, n / 7.0, 'a"\' || chr(100 + n), n, n, '\x00ff'::bytea || n::text::bytea,
        gen_random_uuid(), '0044-03-15 BC'::date + 200000 * n, make_interval(secs => n + 0.5)::time,
        '0044-03-15 BC'::timestamp + make_interval(days => 200000 * n),
        '1800-01-01'::timestamptz + make_interval(days => 20000 * n),
        make_interval(months => n - 3, days => -n, secs => n), to_jsonb(ARRAY['a' || n, '"'  || chr(10) || '\']),
        to_json(ARRAY['b' || n]), ('{fine,sad}'::mood[])[1 + n % 2], ARRAY[0.1 + n * 1e-16::float8],
        ARRAY['1800-01-01'::timestamptz + make_interval(days => 20000 * n)], ARRAY['\x00ff'::bytea || n::text::bytea],
        ARRAY[make_interval(months => n - 3, days => -n)], ARRAY['', 'NULL', 'a",\' || n],
        ('{fine,sad}'::mood[])[1 : n % 3],
        ('10.0.0.' || n)::inet, ('10.' || n || '.0.0/16')::cidr, ('08:00:2b:01:02:0' || n)::macaddr, n, n::bit(3),
        ('12:00:00+0' || n)::timetz, 0.1 + n * 1e-16::float8, chr(100 + n), int4range(n, n + 2, '(]'), numrange(n, NULL, '()'),
        daterange('0044-03-15 BC'::date + n, '2026-01-01', '[]'), tstzrange('2026-01-01'::timestamptz - make_interval(secs => n), NULL, '(]'),
        tsrange(NULL, '0044-03-15 BC'::timestamp + make_interval(days => n)), daterange('2026-01-01'::date + n, NULL),
        ARRAY[daterange('2026-01-01'::date + n, NULL)], ARRAY['10.0.0.1'::inet + n]
    FROM generate_series(1, 5) AS n;
    INSERT INTO org_things ({columns}) VALUES
        ('{tenant}', gen_random_uuid(), NULL, NULL, NULL, NULL, 'NaN', 'Infinity', 'NaN', '', '', '', '', NULL,
        'infinity', '24:00', '-infinity', 'infinity', '0', '{}', '[1e2]', NULL,
        '{}', '{}', '{}', '{}', '{}', '{}', '::1', '::/0', NULL,
        4294967295, NULL, NULL, NULL, NULL,
        'empty', 'empty', 'empty', '(,)', 'empty', '(,)', '{}', '{}'),
        ('{tenant}', gen_random_uuid(), true, 0, 0, 0, '-Infinity', 'NaN', '0', NULL, NULL, NULL, NULL, NULL,
        '5874897-12-31', '00:00',
        '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999Z', '-178956970 years -8 mons -2147483648 days',
        '{"a": [null, 1.50]}', 'null', 'sad', '{NaN,-Infinity}', '{infinity}', NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, '[2026-01-01,infinity)', 'empty', NULL, NULL, NULL, NULL);"#;

async fn open() -> (Database, Pool, Tenant<Organization>) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let admin = PgPool::connect_with(database.connect_options(Role::Admin)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = format!("{DOMAINS}\n{}", ddl::sql(&THINGS, &options).unwrap());
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&admin).await.unwrap();
    let pool = super::pool(&database, 2);
    let tenant = super::sign_up(&pool, "ours").await;
    let columns = <Thing as peristyle::Table>::DEF
        .columns
        .iter()
        .map(|column| column.name)
        .filter(|name| !name.ends_with("ed_at"));
    let columns: Vec<_> = ["organization_id", "id"].into_iter().chain(columns.skip(2)).collect();
    let rows = ROWS.replace("{tenant}", &tenant.id().to_string()).replace("{columns}", &columns.join(", "));
    sqlx::raw_sql(AssertSqlSafe(rows)).execute(&admin).await.unwrap();
    (database, pool, tenant)
}

type Ordered = (&'static str, [Order<Thing>; 2], &'static [&'static str]);

/// Each column, and texts that are none of its values, as its cursors hold them.
fn columns() -> Vec<Ordered> {
    macro_rules! columns {
        ($($column:ident $others:expr;)*) => {
            vec![$((stringify!($column), [Thing::$column.asc(), Thing::$column.desc()], &$others)),*]
        };
    }
    columns! {
        A_BOOL ["", "maybe", "2"];
        A_SMALL ["", "32768", "1.5", "a"];
        AN_INT ["2147483648", "-2147483649", "NaN"];
        A_BIG ["9223372036854775808", "1e3"];
        A_REAL ["", "1.5", "1e39", "7ff8000000000000", "zzzzzzzz"];
        A_DOUBLE ["", "1e999", "NaN", "7ff800000000000", "zzzzzzzzzzzzzzzz"];
        A_NUMBER ["", "1e999999", "1,5", "nan", "--1"];
        A_TEXT [];
        A_VARCHAR [];
        A_CHAR [];
        SOME_BYTES ["0", "\\x00", "zz"];
        A_UUID ["", "0198c0de", "0198c0de-0000-7000-8000-00000000000g"];
        A_DATE ["", "today", "2023-02-29", "5874898-01-01", "4714-11-23 BC", "0000-01-01", "2024-01-01T00:00:00"];
        A_TIME ["", "24:00:01", "25:00:00", "now"];
        A_TIMESTAMP ["", "now", "294277-01-01T00:00:00", "2024-01-01", "2023-02-29T00:00:00"];
        AN_INSTANT ["", "now", "294277-01-01T00:00:00+00:00", "2024-01-01T00:00:00", "2024-01-01T00:00:00+99:00"];
        A_SPAN ["", "1 day", "2147483648 0 0", "0 0 9223372036854775808", "0 0"];
        A_DOCUMENT ["", "{", "\"\\u0000\"", "1e999999", "[1,]", "\"\\ud83d\""];
        AN_OLDER_DOCUMENT ["", "{a: 1}", "\"\\u0000\""];
        A_MOOD ["", "happy", "Fine"];
        DOUBLES ["", "{1.5}", "{", "{zzzzzzzzzzzzzzzz}"];
        INSTANTS ["", "{now}", "{\"294277-01-01T00:00:00+00:00\"}"];
        BYTES ["", "{0}"];
        SPANS ["", "{\"1 day\"}"];
        TEXTS ["", "{a,}", "a", "{\"a}"];
        MOODS ["", "{happy}"];
        AN_ADDRESS ["", "10.0.0.256", "10.0.0.1/33", "localhost"];
        A_NETWORK ["", "10.0.0.1/8", "::1/0"];
        A_DEVICE ["", "08:00:2b:01:02", "zz:00:2b:01:02:03"];
        AN_OID ["", "a", "9223372036854775808"];
        BITS ["2"];
        AN_ODD_TIME ["", "12:00:00", "25:00:00+00"];
        A_TEMPERATURE ["", "1.5", "zzzzzzzzzzzzzzzz"];
        A_CODE [];
        NUMBERS ["", "[1", "[1,a)", "[1,2147483648)"];
        AMOUNTS ["", "[1,1e3)", "[nan,)"];
        DAYS ["", "[2023-02-29,)", "[today,)"];
        HOURS ["", "[\"2024-01-01T00:00:00\",)", "[now,)"];
        LOCAL_HOURS ["", "[2024-01-01,)"];
        A_SEASON ["", "{}", "[2023-02-29,)"];
        ALL_DAYS ["", "{}x", "{\"[today,)\"}"];
        ADDRESSES ["", "{10.0.0.256}"];
    }
}

/// Each changes how some type is written.
const SETTINGS: [&str; 8] = [
    "extra_float_digits = 0",
    "extra_float_digits = -15",
    "bytea_output = 'escape'",
    "datestyle = 'SQL, DMY'",
    "datestyle = 'German'",
    "timezone = 'Asia/Kolkata'",
    "intervalstyle = 'sql_standard'",
    "intervalstyle = 'postgres_verbose'",
];

struct Walk<'pool> {
    pool: &'pool Pool,
    tenant: Tenant<Organization>,
    settings: std::iter::Cycle<std::array::IntoIter<&'static str, 8>>,
}

impl Walk<'_> {
    fn list(&self, order: Order<Thing>) -> Select<Thing> {
        Thing::select(self.tenant).order_by(order)
    }

    /// One row more, under another setting than the one before.
    async fn step(
        &mut self,
        order: Order<Thing>,
        cursor: Option<Cursor>,
    ) -> Result<(Vec<Id<Thing>>, [Option<Cursor>; 2]), Error> {
        let mut tx = self.pool.begin_tenant(self.tenant).await?;
        let setting = self.settings.next().unwrap();
        driver::query_in(&mut tx, &format!("SET LOCAL {setting}")).await.unwrap();
        let list = self.list(order).column(Thing::ID).page(PageSize::new(1)?, cursor);
        let page = list.fetch_all(&mut tx).await?;
        Ok((page.rows, [page.previous, page.next]))
    }
}

#[tokio::test]
async fn every_type_is_paged_under_every_setting() {
    let (_database, pool, tenant) = open().await;
    let mut walk = Walk { pool: &pool, tenant, settings: SETTINGS.into_iter().cycle() };
    for (name, orders, _) in columns() {
        for order in orders {
            let mut tx = pool.begin_tenant(tenant).await.unwrap();
            let descending = format!("{order:?}").contains("descending");
            let by_key = if descending { Thing::ID.desc() } else { Thing::ID.asc() };
            let copy = || column_order(name, descending);
            let whole = walk.list(order).order_by(by_key).column(Thing::ID).limit(99).fetch_all(&mut tx).await.unwrap();
            drop(tx);
            assert_eq!(whole.len(), 7, "{name}");
            let (mut forward, mut cursor) = (Vec::new(), None);
            let mut last = loop {
                let (rows, [previous, next]) =
                    walk.step(copy(), cursor).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
                forward.extend(rows);
                assert!(forward.len() <= whole.len(), "{name} repeats itself");
                match next {
                    Some(next) => cursor = Some(next),
                    None => break previous,
                }
            };
            assert_eq!(forward, whole, "{name}, descending: {descending}");
            let mut back = whole[whole.len() - 1..].to_vec();
            while let Some(previous) = last.take() {
                let (rows, [previous, _]) = walk.step(copy(), Some(previous)).await.unwrap();
                back.extend(rows);
                last = previous;
            }
            back.reverse();
            assert_eq!(back, whole, "{name} backward, descending: {descending}");
        }
    }
}

fn column_order(name: &str, descending: bool) -> Order<Thing> {
    let [ascending, descends] = columns().into_iter().find(|(column, ..)| *column == name).unwrap().1;
    if descending { descends } else { ascending }
}

/// The same cursor with other values: its form and its checksum are no secret.
pub(super) fn forged(cursor: &Cursor, place: &[Option<&str>]) -> Cursor {
    let mut bytes = decoded(&cursor.to_string());
    bytes.truncate(10);
    for value in place {
        let length = value.map_or(0, |value| u32::try_from(value.len()).unwrap() + 1);
        bytes.extend(length.to_be_bytes());
        bytes.extend(value.unwrap_or_default().bytes());
    }
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    bytes.extend(hash.to_be_bytes());
    encoded(&bytes).parse().unwrap()
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn decoded(text: &str) -> Vec<u8> {
    let bits = text.bytes().flat_map(|letter| {
        let value = ALPHABET.iter().position(|known| *known == letter).unwrap();
        (0..6).rev().map(move |bit| value >> bit & 1)
    });
    let bits: Vec<_> = bits.collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit == 1))).collect()
}

fn encoded(bytes: &[u8]) -> String {
    let bits: Vec<_> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    let letter = |bits: &[u8]| ALPHABET[(0..6).fold(0, |value, at| value << 1 | usize::from(bits.get(at) == Some(&1)))];
    bits.chunks(6).map(|bits| char::from(letter(bits))).collect()
}

#[tokio::test]
async fn a_forged_cursor_is_refused_before_anything_is_sent() {
    let (_database, pool, tenant) = open().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let key = Uuid::now_v7().to_string();
    for (name, [order, _], others) in columns() {
        let one = PageSize::new(1).unwrap();
        let list = |order| Thing::select(tenant).order_by(order).column(Thing::ID);
        let next = list(order).page(one, None).fetch_all(&mut tx).await.unwrap().next.unwrap();
        let places = others.iter().map(|other| [Some(*other), Some(key.as_str())]);
        for place in places.chain([[None, None], [None, Some("7")], [None, Some("\\x00")]]) {
            let page = list(column_order(name, false)).page(one, Some(forged(&next, &place)));
            let refused = page.fetch_all(&mut tx).await;
            assert!(matches!(refused, Err(Error::Cursor(CursorError::Malformed))), "{name} {place:?}: {refused:?}");
        }
        let wider = forged(&next, &[None, Some(&key), None]);
        let refused = list(column_order(name, false)).page(one, Some(wider)).fetch_all(&mut tx).await;
        assert!(matches!(refused, Err(Error::Cursor(CursorError::OtherList))), "{name}");
        // What is a value of the column is another place in the same list.
        let moved = forged(&next, &[None, Some(&key)]);
        list(column_order(name, false)).page(one, Some(moved)).fetch_all(&mut tx).await.unwrap();
    }
    assert_eq!(Thing::select(tenant).count(&mut tx).await.unwrap(), 7);
}

/// Of a type that only the database knows, the database says whether it has such a value.
#[tokio::test]
async fn a_forged_value_of_an_unknown_type_is_no_violation() {
    let (_database, pool, tenant) = open().await;
    let key = Uuid::now_v7().to_string();
    for (name, other) in [("A_TEMPERATURE", "c0e0000000000000"), ("A_CODE", "7"), ("AN_OID", "-1"), ("BITS", "1")] {
        let one = PageSize::new(1).unwrap();
        let list = || Thing::select(tenant).order_by(column_order(name, false)).column(Thing::ID);
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let next = list().page(one, None).fetch_all(&mut tx).await.unwrap().next.unwrap();
        let page = list().page(one, Some(forged(&next, &[Some(other), Some(&key)])));
        let refused = page.fetch_all(&mut tx).await;
        let fits = name == "BITS";
        assert!(
            fits == refused.is_ok() && (fits || matches!(refused, Err(Error::Cursor(CursorError::Malformed)))),
            "{name}: {refused:?}"
        );
        // The transaction stays usable, and a page inside of a savepoint leaves the outer one alone.
        let label = OrganizationUpdate::new().name(name);
        Organization::update(tenant, label).execute(&mut tx).await.unwrap();
        let mut savepoint = tx.savepoint().await.unwrap();
        for _ in 0..2 {
            let page = list().page(one, Some(forged(&next, &[Some(other), Some(&key)])));
            assert_eq!(page.fetch_all(&mut savepoint).await.is_ok(), fits);
        }
        list().page(one, Some(next.clone())).fetch_all(&mut savepoint).await.unwrap();
        savepoint.rollback().await.unwrap();
        let page = list().page(one, Some(next.clone())).fetch_all(&mut tx).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        tx.commit().await.unwrap();
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        assert_eq!(Organization::find(tenant).fetch_one(&mut tx).await.unwrap().name, name);
        // A single statement on the pool is a transaction of its own.
        let page = list().page(one, Some(forged(&next, &[Some(other), Some(&key)])));
        assert_eq!(page.fetch_all(&pool).await.is_ok(), fits);
        assert!(list().page(one, Some(next)).fetch_all(&pool).await.is_ok());
    }
}
