//! Domains over types with a length: the value that is given is stored, or refused.

use chrono::NaiveTime;
use peristyle::prelude::*;
use peristyle::query::{CursorError, PageSize, Predicate};
use peristyle::{Error, ViolationKind};
use rust_decimal::Decimal;

use super::super::cursors::forged;
use super::super::{Pool, driver};
use super::database;

/// A column of each domain.
#[table(name = "coded_things", unique(code), waive(column_type = "the types are domains"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Coded {
    pub id: Id<Coded>,
    #[column(sql_type = "short")]
    pub code: String,
    #[column(sql_type = "fixed")]
    pub fixed: Option<String>,
    #[column(sql_type = "bits")]
    pub bits: Option<String>,
    #[column(sql_type = "flags")]
    pub flags: Option<String>,
    #[column(sql_type = "tenths")]
    pub rate: Option<Decimal>,
    #[column(sql_type = "tenths")]
    pub rate_as_text: Option<String>,
    #[column(sql_type = "seconds")]
    pub opens_at: Option<NaiveTime>,
    #[column(sql_type = "\"Short \"\"Texts\"\"\"")]
    pub words: Option<Vec<String>>,
    #[column(sql_type = "short[]")]
    pub codes: Vec<String>,
    #[column(sql_type = "fixed[]")]
    pub fixes: Vec<String>,
    #[column(sql_type = "short", default = "abc")]
    pub defaulted: String,
    #[column(sql_type = "short", default = "def")]
    pub defaulted_or_null: Option<String>,
    #[column(sql_type = "address")]
    pub address: Option<String>,
    #[column(sql_type = "document")]
    pub document: Option<String>,
}

schema! { pub CODED = [Coded] }

const BEFORE: &str = r#"
    CREATE DOMAIN short AS varchar(3) CHECK (VALUE <> 'bad');
    CREATE DOMAIN fixed AS char(3);
    CREATE DOMAIN bits AS bit(3);
    CREATE DOMAIN flags AS varbit(3);
    CREATE DOMAIN tenths AS numeric(3, 1);
    CREATE DOMAIN seconds AS time(0);
    CREATE DOMAIN "Short ""Texts""" AS varchar(3)[];
    CREATE DOMAIN address AS inet CHECK (family(VALUE) = 4);
    CREATE DOMAIN document AS jsonb;
"#;

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn row() -> CodedInsert {
    coded("abc")
}

fn coded(code: &str) -> CodedInsert {
    CodedInsert::new(code)
        .fixed(some("ab"))
        .bits(some("101"))
        .flags(some("10"))
        .rate(Some(Decimal::new(15, 1)))
        .rate_as_text(some("1.50"))
        .opens_at(NaiveTime::from_hms_opt(8, 30, 0))
        .words(Some(vec!["a,b".to_owned(), "\"\\{".to_owned()]))
        .codes(vec!["NUL".to_owned(), String::new(), " ".to_owned()])
        .fixes(vec!["a".to_owned()])
        .address(some("10.0.0.1"))
        .document(some(r#"{"a": [1, "x\\\"y"]}"#))
}

fn too_long() -> [CodedInsert; 9] {
    [
        CodedInsert::new("abcd"),
        row().fixed(some("abcd")),
        row().bits(some("1010")),
        row().bits(some("10")),
        row().flags(some("1010")),
        row().words(Some(vec!["a".to_owned(), "abcd".to_owned()])),
        row().codes(vec!["abcd".to_owned()]),
        row().fixes(vec!["abcd".to_owned()]),
        row().defaulted("abcd").defaulted_or_null(some("abcd")),
    ]
}

fn is_refused(error: &Error) -> bool {
    // A bit string of another length is no violation of a user.
    matches!(error, Error::Violation(violation) if violation.kind == ViolationKind::TooLong)
        || matches!(error, Error::Driver(driver) if driver.to_string().starts_with("bit string "))
}

#[tokio::test]
async fn a_value_is_stored_as_it_is_given_or_refused() {
    let (_database, pool) = database(&CODED, BEFORE).await;
    let one = Coded::insert(row()).fetch_one(&pool).await.unwrap();
    let expected = (["abc", "ab ", "101", "10"], "1.5");
    let texts = [one.code.as_str(), one.fixed.as_deref().unwrap(), one.bits.as_deref().unwrap()];
    assert_eq!((texts, one.flags.as_deref()), ([expected.0[0], "ab", expected.0[2]], Some(expected.0[3])));
    assert_eq!((one.rate, one.rate_as_text.as_deref()), (Some(Decimal::new(15, 1)), Some(expected.1)));
    assert_eq!(one.words, Some(vec!["a,b".to_owned(), "\"\\{".to_owned()]));
    assert_eq!((one.codes.join("/"), one.fixes.as_slice()), ("NUL// ".to_owned(), ["a".to_owned()].as_slice()));
    assert_eq!((one.defaulted.as_str(), one.defaulted_or_null.as_deref()), ("abc", Some("def")));
    assert_eq!(one.address.as_deref(), Some("10.0.0.1/32"));
    assert_eq!(one.document.as_deref(), Some(r#"{"a": [1, "x\\\"y"]}"#));
    let others = [CodedInsert::new("x").defaulted("y").defaulted_or_null(None::<String>), coded("z")];
    let many = Coded::insert_many(others).fetch_all(&pool).await.unwrap();
    assert_eq!((many[0].defaulted.as_str(), &many[0].defaulted_or_null, &many[0].words), ("y", &None, &None));
    let same = Coded {
        id: many[1].id,
        code: "z".to_owned(),
        created_at: many[1].created_at,
        updated_at: many[1].updated_at,
        ..one.clone()
    };
    assert_eq!(many[1], same);
    for refused in too_long() {
        let told = format!("{refused:?}");
        let single = Coded::insert(refused.clone()).execute(&pool).await.unwrap_err();
        let batch = Coded::insert_many([refused.clone()]).execute(&pool).await.unwrap_err();
        let upsert = Coded::insert(refused).on_conflict(Coded::BY_CODE).do_update().execute(&pool).await.unwrap_err();
        assert!([&single, &batch, &upsert].into_iter().all(is_refused), "{told}: {single} {batch} {upsert}");
    }
    for refused in [
        CodedUpdate::new().code("abcd"),
        CodedUpdate::new().fixed(some("abcd")),
        CodedUpdate::new().bits(some("1010")),
        CodedUpdate::new().flags(some("1010")),
        CodedUpdate::new().words(Some(vec!["abcd".to_owned()])),
        CodedUpdate::new().codes(vec!["abcd".to_owned()]),
        CodedUpdate::new().fixes(vec!["abcd".to_owned()]),
    ] {
        let told = format!("{refused:?}");
        let single = Coded::update(one.id, refused.clone()).execute(&pool).await.unwrap_err();
        let many = Coded::update_many(Coded::ID.eq(one.id), refused).execute(&pool).await.unwrap_err();
        assert!([&single, &many].into_iter().all(is_refused), "{told}: {single} {many}");
    }
    assert_eq!(Coded::find(one.id).fetch_one(&pool).await.unwrap(), one);
    let changes = CodedUpdate::new()
        .code("w")
        .bits(some("000"))
        .words(Some(vec!["nil".to_owned()]))
        .codes(vec![])
        .defaulted_or_null(None::<String>)
        .rate(Some(Decimal::new(-5, 1)));
    let changed = Coded::update(one.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.code.as_str(), changed.bits.as_deref(), changed.codes.len()), ("w", Some("000"), 0));
    assert_eq!((changed.words, changed.defaulted_or_null), (Some(vec!["nil".to_owned()]), None));
    assert_eq!(changed.rate, Some(Decimal::new(-5, 1)));
}

async fn codes(pool: &Pool, filter: Predicate<Coded>) -> String {
    let list = Coded::select().filter(filter).order_by(Coded::CODE.asc()).column(Coded::CODE).limit(9);
    list.fetch_all(pool).await.unwrap().join(" ")
}

#[tokio::test]
async fn a_longer_value_is_compared_as_it_is_given() {
    let (_database, pool) = database(&CODED, BEFORE).await;
    for (code, rate) in [("abb", 14), ("abc", 15), ("abd", 16)] {
        let row = coded(code).rate(Some(Decimal::new(rate, 1))).rate_as_text(some(&format!("1.{}", rate - 10)));
        Coded::insert(row).execute(&pool).await.unwrap();
    }
    let (long, numbers) = ("abcd", Decimal::new(155, 2));
    let noon = |millis| NaiveTime::from_hms_milli_opt(8, 30, 0, millis).unwrap();
    for (condition, found) in [
        (Coded::CODE.eq("abc"), "abc"),
        (Coded::CODE.eq(long), ""),
        (!Coded::CODE.eq(long), "abb abc abd"),
        (Coded::CODE.ne(long), "abb abc abd"),
        (Coded::CODE.ne("abc"), "abb abd"),
        (Coded::CODE.lt(long), "abb abc"),
        (Coded::CODE.lt("abc"), "abb"),
        (Coded::CODE.le(long), "abb abc"),
        (Coded::CODE.le("abc"), "abb abc"),
        (Coded::CODE.gt(long), "abd"),
        (Coded::CODE.ge(long), "abd"),
        (Coded::CODE.ge("abc"), "abc abd"),
        (Coded::CODE.between("abbx", "abcx"), "abc"),
        (Coded::CODE.is_in([long, "abd"]), "abd"),
        (!Coded::CODE.is_in([long, "abd"]), "abb abc"),
        (Coded::CODE.starts_with("ab"), "abb abc abd"),
        (Coded::CODE.starts_with(long), ""),
        (Coded::CODE.like("%c"), "abc"),
        (Coded::CODE.like("abc%"), "abc"),
        (Coded::CODE.like("bad"), ""),
        (Coded::FIXED.eq("ab"), "abb abc abd"),
        (Coded::FIXED.eq("ab "), "abb abc abd"),
        (Coded::FIXED.eq("ab d"), ""),
        (Coded::BITS.eq("101"), "abb abc abd"),
        (Coded::BITS.eq("1010"), ""),
        (Coded::BITS.eq("10"), ""),
        (Coded::FLAGS.eq("1010"), ""),
        (Coded::FLAGS.lt("1010"), "abb abc abd"),
        (Coded::RATE.eq(numbers), ""),
        (Coded::RATE.eq(Decimal::new(1500, 3)), "abc"),
        (Coded::RATE.lt(numbers), "abb abc"),
        (Coded::RATE.le(Decimal::new(154, 2)), "abb abc"),
        (Coded::RATE.gt(numbers), "abd"),
        (Coded::RATE.gt(Decimal::new(154, 2)), "abd"),
        (Coded::RATE.is_in([numbers, Decimal::new(14, 1)]), "abb"),
        (Coded::RATE_AS_TEXT.eq("1.55"), ""),
        (Coded::RATE_AS_TEXT.eq("1.500"), "abc"),
        (Coded::RATE_AS_TEXT.lt("1.55"), "abb abc"),
        (Coded::RATE_AS_TEXT.is_in(["1.55", "1.60"]), "abd"),
        (Coded::OPENS_AT.eq(noon(0)), "abb abc abd"),
        (Coded::OPENS_AT.eq(noon(200)), ""),
        (Coded::OPENS_AT.lt(noon(200)), "abb abc abd"),
        (Coded::CODES.eq(vec!["NUL".to_owned(), String::new(), " ".to_owned()]), "abb abc abd"),
        (Coded::CODES.eq(vec!["NULL".to_owned(), String::new(), " ".to_owned()]), ""),
        (Coded::FIXES.eq(vec!["a".to_owned()]), "abb abc abd"),
        (Coded::FIXES.eq(vec!["a  b".to_owned()]), ""),
        (Coded::WORDS.eq(vec!["a,b".to_owned(), "\"\\{".to_owned()]), "abb abc abd"),
        (Coded::WORDS.eq(vec!["a,b".to_owned(), "\"\\{x".to_owned()]), ""),
        (Coded::ADDRESS.eq("10.0.0.1"), "abb abc abd"),
        (Coded::ADDRESS.is_in(["10.0.0.1"]), "abb abc abd"),
        (Coded::DOCUMENT.eq(r#"{ "a" : [1,"x\\\"y"] }"#), "abb abc abd"),
    ] {
        let told = format!("{condition:?}");
        assert_eq!(codes(&pool, condition).await, found, "{told}");
    }
    assert_eq!(Coded::find_by_code("abc").fetch_one(&pool).await.unwrap().code, "abc");
    assert!(Coded::find_by_code(long).fetch_optional(&pool).await.unwrap().is_none());
}

/// The value of a condition becomes one of the domain, and PostgreSQL checks it then.
#[tokio::test]
async fn a_check_of_a_domain_refuses_values_of_conditions_too() {
    let (_database, pool) = database(&CODED, BEFORE).await;
    Coded::insert(row()).execute(&pool).await.unwrap();
    let refused = |error: Error| {
        let Error::Violation(violation) = error else { panic!("{error:?}") };
        assert_eq!(violation.kind, ViolationKind::Check);
        (violation.columns, violation.message)
    };
    let sentence = (vec!["address"], "the address of this coded is not allowed".to_owned());
    let inserted = Coded::insert(row().address(some("::1"))).execute(&pool).await.unwrap_err();
    assert_eq!(refused(inserted), sentence);
    let (eq, is_in) = (|| Coded::ADDRESS.eq("::1"), || Coded::ADDRESS.is_in(["10.0.0.1", "::1"]));
    for condition in [eq(), is_in(), !eq(), Coded::CODE.eq("abc").and(eq())] {
        let read = Coded::select().filter(condition).limit(9).fetch_all(&pool).await.unwrap_err();
        assert_eq!(refused(read), sentence);
    }
    assert_eq!(refused(Coded::delete_many(eq()).execute(&pool).await.unwrap_err()), sentence);
    let changes = CodedUpdate::new().code("x");
    assert_eq!(refused(Coded::update_many(is_in(), changes).execute(&pool).await.unwrap_err()), sentence);
    // Several columns have this domain.
    let several = (vec![], "a value of this coded is not allowed".to_owned());
    assert_eq!(refused(Coded::find_by_code("bad").fetch_optional(&pool).await.unwrap_err()), several);
    assert_eq!(Coded::select().count(&pool).await.unwrap(), 1);
}

#[tokio::test]
async fn an_index_on_a_domain_is_used() {
    let (database, pool) = database(&CODED, BEFORE).await;
    let letters = || ('a'..='z').chain('A'..='Z');
    let rows = letters().flat_map(|one| letters().map(move |other| CodedInsert::new(format!("{one}{other}"))));
    Coded::insert_many(rows).execute(&pool).await.unwrap();
    super::as_owner(&database, "ANALYZE coded_things").await;
    let list = |filter| Coded::select().filter(filter).limit(9).into_statement();
    for statement in [
        Coded::find_by_code("ab").into_statement(),
        list(Coded::CODE.eq("ab")),
        list(Coded::CODE.is_in(["ab", "abcd"])),
        list(Coded::CODE.between("aa", "ac")),
        list(Coded::CODE.gt("aa").and(Coded::CODE.lt("acde"))),
    ] {
        let plan = statement.unwrap().explain(&pool).await.unwrap();
        assert_eq!(plan.indexes().collect::<Vec<_>>(), ["coded_things_code_key"], "{plan}");
    }
}

/// A code whose type is a domain.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "fixed")]
pub struct Fixed(String);

/// Checks on types that the database compares in its own way.
#[table(
    name = "judged_things",
    check(code == "ab"),
    check(fixed == "ab"),
    check(address == "10.0.0.1"),
    check(count == "5"),
    check(rate <= 1.5),
    check(number < 10, message = "at most nine"),
    check(note.is_some() || number > 5, message = "a small number has a note"),
    waive(column_type = "the types are domains")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub id: Id<Judged>,
    pub code: Fixed,
    #[column(sql_type = "fixed")]
    pub fixed: String,
    #[column(sql_type = "inet")]
    pub address: String,
    #[column(sql_type = "bigint")]
    pub count: String,
    #[column(sql_type = "tenths")]
    pub rate: Decimal,
    #[column(sql_type = "digit")]
    pub number: i32,
    #[column(sql_type = "fixed")]
    pub note: Option<String>,
}

schema! { pub JUDGED = [Judged] }

#[tokio::test]
async fn validate_refuses_nothing_that_the_database_accepts() {
    let (_database, pool) = database(&JUDGED, &format!("{BEFORE} CREATE DOMAIN digit AS integer;")).await;
    let rate = Decimal::new(154, 2);
    let accepted = JudgedInsert::new(Fixed("ab ".to_owned()), "ab  ", "10.0.0.1/32", "05", rate, 6);
    assert_eq!(accepted.validate(), Ok(()));
    let row = Judged::insert(accepted.clone()).fetch_one(&pool).await.unwrap();
    assert_eq!((row.count.as_str(), row.rate), ("5", Decimal::new(15, 1)));
    // An integer compares alike under each of its domains, and NULL is known.
    let messages = |row: &JudgedInsert| {
        let error = row.validate().err();
        error.map(|error| error.violations.iter().map(|value| value.message.clone()).collect::<Vec<_>>())
    };
    let large = JudgedInsert::new(Fixed("ab".to_owned()), "ab", "10.0.0.1", "5", rate, 11);
    assert_eq!(messages(&large), Some(vec!["at most nine".to_owned()]));
    let small = JudgedInsert::new(Fixed("ab".to_owned()), "ab", "10.0.0.1", "5", rate, 1);
    assert_eq!(messages(&small), Some(vec!["a small number has a note".to_owned()]));
    assert_eq!(messages(&small.clone().note(some("n"))), None);
    for refused in [large, small, JudgedInsert::new(Fixed("b".to_owned()), "ab", "10.0.0.1", "5", rate, 6)] {
        assert!(matches!(Judged::insert(refused).execute(&pool).await, Err(Error::Violation(_))));
    }
}

#[tokio::test]
async fn a_forged_cursor_leaves_a_transaction_of_the_driver_usable() {
    let (_database, pool) = database(&CODED, BEFORE).await;
    Coded::insert_many(["a", "b", "c"].map(CodedInsert::new)).execute(&pool).await.unwrap();
    let one = PageSize::new(1).unwrap();
    let list = |cursor| Coded::select().order_by(Coded::CODE.asc()).page(one, cursor);
    let next = list(None).fetch_all(&pool).await.unwrap().next.unwrap();
    let key = Id::<Coded>::generate().to_string();
    let bad = forged(&next, &[Some("bad"), Some(&key)]);
    // A text that no row can have is a position all the same.
    let long = forged(&next, &[Some("bcde"), Some(&key)]);
    let pages = driver::pages(&pool, [None, Some(bad), Some(next), Some(long)].map(list).into()).await;
    assert!(matches!(pages[..], [Ok(1), Err(Error::Cursor(CursorError::Malformed)), Ok(1), Ok(1)]), "{pages:?}");
}

/// A customer account.
#[table(name = "owners", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    pub id: Id<Owner>,
}

/// A secret of an account.
#[table(
    name = "org_tokens",
    tenant = Owner,
    unique(token, global, tenant_lookup),
    unique(label, digits),
    waive(column_type = "domains", unique_per_tenant = "it finds the account")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub id: Id<Token>,
    pub owner_id: Id<Owner>,
    #[column(sql_type = "short")]
    pub token: String,
    pub label: Fixed,
    #[column(sql_type = "tenths")]
    pub digits: Decimal,
}

schema! { pub TOKENS = [Owner, Token] }

#[tokio::test]
async fn the_start_of_a_token_is_not_the_token() {
    let (_database, pool) = database(&TOKENS, BEFORE).await;
    let owner = OwnerInsert::new();
    let tenant = Tenant::<Owner>::new(owner.id());
    Owner::insert(tenant, owner).execute(&pool).await.unwrap();
    let label = || Fixed("ab".to_owned());
    let token = |digits| TokenInsert::new("abc", label(), Decimal::new(digits, 1));
    let row = Token::insert(tenant, token(15)).fetch_one(&pool).await.unwrap();
    for (text, found) in [("abc", Some(tenant)), ("abcd", None), ("ab", None), ("abc ", None)] {
        assert_eq!(Token::tenant_of_token(&pool, text).await.unwrap(), found, "{text}");
        let single = Token::find_by_token(tenant, text).fetch_optional(&pool).await.unwrap();
        assert_eq!(single.is_some(), found.is_some(), "{text}");
    }
    for (digits, scale, found) in [(15, 1, true), (150, 2, true), (154, 2, false), (145, 2, false)] {
        let digits = Decimal::new(digits, scale);
        let single = Token::find_by_label_and_digits(tenant, label(), digits).fetch_optional(&pool).await.unwrap();
        assert_eq!(single.is_some(), found, "{digits}");
    }
    let upsert = Token::insert(tenant, token(25)).on_conflict(Token::BY_TOKEN).do_update_only(Token::DIGITS);
    assert_eq!(upsert.fetch_one(&pool).await.unwrap().digits, Decimal::new(25, 1));
    assert_eq!(Token::delete_many(tenant, Token::TOKEN.eq("abcd")).execute(&pool).await.unwrap(), 0);
    let empty: [&str; 0] = [];
    assert_eq!(Token::delete_many(tenant, Token::TOKEN.is_in(empty)).execute(&pool).await.unwrap(), 0);
    let joined = Token::select(tenant).inner_join(Token::OWNER_ID).filter(Token::TOKEN.is_in(["abcd", "abc"]));
    assert_eq!(joined.count(&pool).await.unwrap(), 1);
    let inside = Token::ID.is_in_select(Token::select(tenant).filter(Token::TOKEN.ge("abcd")).column(Token::ID));
    assert_eq!(Token::select(tenant).filter(inside).count(&pool).await.unwrap(), 0);
    // In the user's own SQL too, a longer value is not the shorter one.
    let raw =
        |label: &str| peristyle::query::raw::<(i32,)>("SELECT 1 WHERE 'abc'::fixed = $1").bind(Fixed(label.to_owned()));
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(raw("abc").fetch_all(&mut tx).await.unwrap().len(), 1);
    assert!(raw("abcd").fetch_all(&mut tx).await.is_err());
    drop(tx);
    assert_eq!(Token::delete_many(tenant, Token::TOKEN.le("abcd")).execute(&pool).await.unwrap(), 1);
    assert_eq!(Token::restore(tenant, row.id).fetch_one(&pool).await.unwrap().token, "abc");
}
