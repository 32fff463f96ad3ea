//! Types that no driver knows: they travel as what one knows, and the statement casts.

use peristyle::prelude::*;
use peristyle::query::count_rows;

use super::database;

/// One of each.
#[table(name = "other_types", waive(column_type = "an older table"), derive_insert(PartialEq))]
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    pub id: Id<Other>,
    #[column(sql_type = "inet")]
    pub address: String,
    #[column(sql_type = "cidr")]
    pub network: Option<String>,
    #[column(sql_type = "macaddr")]
    pub device: String,
    #[column(sql_type = "tsvector")]
    pub words: String,
    #[column(sql_type = "xml")]
    pub page: String,
    #[column(sql_type = "int4range")]
    pub range: String,
    #[column(sql_type = "money")]
    pub pay: String,
    #[column(sql_type = "bit(3)")]
    pub bits: String,
    #[column(sql_type = "bit varying (9)")]
    pub more_bits: String,
    #[column(sql_type = "oid")]
    pub object: i64,
    #[column(sql_type = "name")]
    pub identifier: String,
    #[column(sql_type = "interval")]
    pub span: String,
    #[column(sql_type = "timetz")]
    pub odd_time: String,
    #[column(sql_type = "bigint")]
    pub count: String,
    #[column(sql_type = "smallint")]
    pub few: i64,
    #[column(sql_type = "\"Odd\"\"Domain\"")]
    pub domain: String,
    #[column(sql_type = "inet[]")]
    pub addresses: Vec<String>,
    #[column(sql_type = "xml[]")]
    pub pages: Option<Vec<String>>,
    #[column(sql_type = "smallint[]")]
    pub fews: Vec<i64>,
    #[column(varchar(3))]
    pub shorts: Vec<String>,
    #[column(sql_type = "inet", default = "127.0.0.1")]
    pub origin: String,
    #[column(precision(0))]
    pub seen_at: peristyle::Timestamp,
}

schema! { pub OTHER = [Other] }

pub(super) const DOMAIN: &str = r#"CREATE DOMAIN "Odd""Domain" AS text CHECK (VALUE <> 'never');"#;

fn draft() -> OtherInsert {
    let text = |text: &str| text.to_owned();
    OtherInsert::new(
        "192.168.0.1/24",
        "08:00:2b:01:02:03",
        "'a':1 'b''c':2",
        "<a>ö</a>",
        "[1,5)",
        "$1.50",
        "101",
        "10101",
        4_000_000_000_i64,
        "pg_class",
        "1 mon",
        "12:30:00+02",
        "9223372036854775807",
        7_i64,
        "some",
        peristyle::Timestamp::from_timestamp(1_750_000_000, 0).unwrap(),
    )
    .addresses(vec![text("10.0.0.0/8"), text("::1/128")])
    .pages(vec![text("<a/>"), text("<b>\"</b>")])
    .fews(vec![1, -1])
    .shorts(vec![text("abc"), text("")])
}

#[tokio::test]
async fn types_unknown_to_drivers_round_trip() {
    let (_database, pool) = database(&OTHER, DOMAIN).await;
    let row = Other::insert(draft()).fetch_one(&pool).await.unwrap();
    assert_eq!((row.address.as_str(), &row.network, row.origin.as_str()), ("192.168.0.1/24", &None, "127.0.0.1/32"));
    assert_eq!((row.words.as_str(), row.page.as_str(), row.range.as_str()), ("'a':1 'b''c':2", "<a>ö</a>", "[1,5)"));
    assert_eq!((row.bits.as_str(), row.more_bits.as_str(), row.object), ("101", "10101", 4_000_000_000));
    assert_eq!((row.count.as_str(), row.few, row.domain.as_str()), ("9223372036854775807", 7, "some"));
    assert_eq!((row.addresses.as_slice(), row.fews.as_slice()), (draft_addresses().as_slice(), [1, -1].as_slice()));
    assert_eq!(row.pages.as_deref(), Some(["<a/>".to_owned(), "<b>\"</b>".to_owned()].as_slice()));
    assert_eq!(row.shorts, ["abc", ""]);
    assert_eq!(Other::find(row.id).fetch_one(&pool).await.unwrap(), row);
}

fn draft_addresses() -> [String; 2] {
    ["10.0.0.0/8".to_owned(), "::1/128".to_owned()]
}

#[tokio::test]
async fn many_rows_of_them_travel_as_arrays() {
    let (_database, pool) = database(&OTHER, DOMAIN).await;
    let single = Other::insert(draft()).fetch_one(&pool).await.unwrap();
    let rows = Other::insert_many([draft(), draft().network("10.0.0.0/8".to_owned())]).fetch_all(&pool).await.unwrap();
    let same = Other { id: rows[0].id, created_at: rows[0].created_at, updated_at: rows[0].updated_at, ..single };
    assert_eq!(rows[0], same);
    assert_eq!(rows[1].network.as_deref(), Some("10.0.0.0/8"));
}

#[tokio::test]
async fn distinct_rows_are_ordered_beside_a_type_without_equality() {
    let (_database, pool) = database(&OTHER, DOMAIN).await;
    Other::insert_many([draft(), draft()]).execute(&pool).await.unwrap();
    let list = || Other::select().columns((Other::OBJECT, Other::PAGE, Other::SPAN)).distinct();
    let rows = list().order_by(Other::SPAN.desc()).order_by(Other::OBJECT.asc()).limit(9).fetch_all(&pool).await;
    assert_eq!(rows.unwrap(), [(4_000_000_000, "<a>ö</a>".to_owned(), "1 mon".to_owned())]);
    assert_eq!(list().count(&pool).await.unwrap(), 1);
}

/// PostgreSQL has no `=` for some of them, no order for others and no `min` for most.
#[tokio::test]
async fn they_are_grouped_counted_and_collected() {
    let (_database, pool) = database(&OTHER, DOMAIN).await;
    Other::insert(draft()).execute(&pool).await.unwrap();
    let row = Other::insert(draft()).fetch_one(&pool).await.unwrap();
    macro_rules! each {
        ($($column:ident $field:ident),*) => {
            $(let groups = Other::select().group_by(Other::$column);
            let counts = (count_rows(), Other::$column.count(), Other::$column.count_distinct());
            let groups = groups.aggregate(counts).order_by(Other::$column.asc()).limit(9);
            let groups = groups.fetch_all(&pool).await.unwrap_or_else(|error| panic!("{}: {error}", stringify!($column)));
            assert_eq!(groups, [(row.$field.clone(), (2, 2, 1))], stringify!($column));)*
        };
    }
    macro_rules! scalars {
        ($($column:ident $field:ident),*) => {
            each!($($column $field),*);
            $(let all = Other::select().aggregate(Other::$column.array_agg()).fetch_one(&pool).await;
            let all = all.unwrap_or_else(|error| panic!("{}: {error}", stringify!($column)));
            assert_eq!(all.unwrap(), [row.$field.clone(), row.$field.clone()], stringify!($column));)*
        };
    }
    macro_rules! extremes {
        ($($column:ident $field:ident),*) => {
            $(let extremes = (Other::$column.min(), Other::$column.max());
            let extremes = Other::select().aggregate(extremes).fetch_one(&pool).await;
            let extremes = extremes.unwrap_or_else(|error| panic!("{}: {error}", stringify!($column)));
            assert_eq!(extremes, (Some(row.$field.clone()), Some(row.$field.clone())), stringify!($column));
            let found = Other::select().group_by(Other::ORIGIN).having(Other::$column.max().eq(row.$field.clone()));
            let found = found.count(&pool).await.unwrap_or_else(|error| panic!("{}: {error}", stringify!($column)));
            assert_eq!(found, 1, stringify!($column));)*
        };
    }
    scalars!(
        ADDRESS address, DEVICE device, WORDS words, PAGE page, RANGE range, PAY pay, BITS bits, MORE_BITS more_bits,
        OBJECT object, IDENTIFIER identifier, SPAN span, ODD_TIME odd_time, COUNT count, FEW few, DOMAIN domain,
        ORIGIN origin, SEEN_AT seen_at
    );
    each!(ADDRESSES addresses, PAGES pages, FEWS fews, SHORTS shorts);
    extremes!(
        ADDRESS address, DEVICE device, WORDS words, PAGE page, RANGE range, PAY pay, BITS bits, MORE_BITS more_bits,
        OBJECT object, IDENTIFIER identifier, SPAN span, ODD_TIME odd_time, COUNT count, FEW few, DOMAIN domain,
        ORIGIN origin, SEEN_AT seen_at, ADDRESSES addresses, FEWS fews, SHORTS shorts
    );
    let networks = Other::select().group_by(Other::NETWORK).aggregate(Other::NETWORK.count()).limit(9);
    assert_eq!(networks.fetch_all(&pool).await.unwrap(), [(None, 0)]);
    let sums = (Other::FEW.sum_as::<i64>(), Other::OBJECT.sum_as::<i64>(), Other::FEW.avg_as::<f64>());
    let sums = Other::select().aggregate(sums).fetch_one(&pool).await.unwrap();
    assert_eq!(sums, (Some(14), Some(8_000_000_000), Some(7.0)));
    let texts = (Other::DOMAIN.string_agg(","), Other::IDENTIFIER.string_agg(","), Other::PAGE.string_agg(","));
    let texts = Other::select().aggregate(texts).fetch_one(&pool).await.unwrap();
    assert_eq!(texts.0.as_deref(), Some("some,some"));
    assert_eq!((texts.1.as_deref(), texts.2.as_deref()), (Some("pg_class,pg_class"), Some("<a>ö</a>,<a>ö</a>")));
    let day = Other::select().group_by(Other::SEEN_AT.date_in("UTC")).limit(9).fetch_all(&pool).await.unwrap();
    assert_eq!(day.len(), 1);
}

#[tokio::test]
async fn they_are_compared_and_changed() {
    let (_database, pool) = database(&OTHER, DOMAIN).await;
    let row = Other::insert(draft()).fetch_one(&pool).await.unwrap();
    let conditions = [
        Other::ADDRESS.eq("192.168.0.1/24"),
        Other::ADDRESS.lt("192.168.0.2/24"),
        Other::ADDRESS.is_in(["192.168.0.1/24"]),
        Other::NETWORK.is_null(),
        Other::DEVICE.eq("08-00-2b-01-02-03"),
        Other::WORDS.eq("'a':1 'b''c':2"),
        Other::RANGE.eq("[1,4]"),
        Other::RANGE.is_in(["[1,4]"]),
        Other::PAY.gt("1.49"),
        Other::BITS.eq("101"),
        Other::BITS.is_in(["101"]),
        Other::MORE_BITS.eq("10101"),
        Other::OBJECT.eq(4_000_000_000_i64),
        Other::OBJECT.is_in([4_000_000_000_i64]),
        Other::IDENTIFIER.eq("pg_class"),
        Other::SPAN.eq("30 days"),
        Other::ODD_TIME.eq("12:30:00+02"),
        Other::COUNT.gt("5"),
        Other::FEW.is_in([7_i64]),
        Other::DOMAIN.eq("some"),
        Other::DOMAIN.is_in(["some"]),
        Other::ADDRESSES.eq(draft_addresses().to_vec()),
        Other::FEWS.eq(vec![1_i64, -1]),
        Other::SHORTS.eq(row.shorts.clone()),
        Other::SEEN_AT.eq(row.seen_at),
    ];
    for condition in conditions {
        let told = format!("{condition:?}");
        let found = Other::select().filter(condition).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")).len(), 1, "{told}");
    }
    let changes =
        OtherUpdate::new().address("::1").network("10.0.0.0/8".to_owned()).bits("010").fews(vec![3]).few(8_i64);
    let changed = Other::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.address.as_str(), changed.bits.as_str(), changed.few), ("::1/128", "010", 8));
    assert_eq!((changed.network.as_deref(), changed.fews.as_slice()), (Some("10.0.0.0/8"), [3].as_slice()));
}

/// A length is the column's own affair: nothing is cut on the way.
#[tokio::test]
async fn a_failed_newtype_conversion_is_refused() {
    let (_database, pool) = database(&OTHER, DOMAIN).await;
    let row = Other::insert(draft()).fetch_one(&pool).await.unwrap();
    for changes in [
        OtherUpdate::new().address("nowhere"),
        OtherUpdate::new().bits("10101"),
        OtherUpdate::new().more_bits("1111111111"),
        OtherUpdate::new().object(-5_000_000_000_i64),
        OtherUpdate::new().few(40_000_i64),
        OtherUpdate::new().domain("never"),
        OtherUpdate::new().page("<a>"),
        OtherUpdate::new().shorts(vec!["abcd".to_owned()]),
    ] {
        let told = format!("{changes:?}");
        assert!(Other::update(row.id, changes).fetch_one(&pool).await.is_err(), "{told}");
    }
}
