//! Conditions in any number, joined in a loop.

use super::*;
use crate::TooLarge;

/// A worker thread has two megabytes of stack, and a task uses some of it.
fn on_a_small_stack(test: fn()) {
    std::thread::Builder::new().stack_size(512 << 10).spawn(test).unwrap().join().unwrap();
}

const MANY: usize = 30_000;

fn is_null() -> Predicate<Product> {
    Product::DESCRIPTION.is_null()
}

/// Every use of a list: rendering, the debug form (the fingerprint of a cursor), and dropping.
fn used(list: impl Fn() -> Select<Product>) -> String {
    drop(list());
    assert!(!format!("{:?}", list()).is_empty());
    list().page(PageSize::new(2).unwrap(), None).into_statement().unwrap();
    assert!(!sql(list().into_count()).is_empty());
    sql(list().into_statement())
}

fn of(predicate: impl Fn() -> Predicate<Product>) -> String {
    used(|| Select::<Product>::new(None).filter(predicate()))
}

fn looped(step: fn(Predicate<Product>) -> Predicate<Product>) -> Predicate<Product> {
    (1..MANY).fold(is_null(), |condition, _| step(condition))
}

#[test]
fn one_operator_is_one_list() {
    on_a_small_stack(|| {
        for (word, step) in [
            (" OR ", (|some| some.or(is_null())) as fn(Predicate<Product>) -> Predicate<Product>),
            (" OR ", |some| is_null() | some),
            (" AND ", |some| some.and(is_null())),
            (" AND ", |some| is_null() & some),
        ] {
            let text = of(|| looped(step));
            let condition =
                text.split_once(" AND ((").unwrap().1.replace("\"org_products\".\"description\" IS NULL", "x");
            assert_eq!(condition, format!("{}x))", format!("x){word}(").repeat(MANY - 1)));
        }
    });
}

#[test]
fn operators_stand_in_each_other_as_often_as_they_are_written() {
    on_a_small_stack(|| {
        let text = of(|| looped(|some| !some));
        assert!(text.ends_with(r#" AND (NOT ("org_products"."description" IS NULL))"#), "{text}");
        let text = of(|| looped(|some| !(some.or(is_null()))));
        assert_eq!(text.matches("NOT (").count(), MANY - 1);
        let text = of(|| looped(|some| some.or(is_null()).and(is_null())));
        assert_eq!((text.matches(" OR (").count(), text.matches(" AND (").count()), (MANY - 1, MANY));
        assert_eq!(text.matches('(').count(), text.matches(')').count());
    });
}

#[test]
fn a_list_is_filtered_and_ordered_in_a_loop() {
    on_a_small_stack(|| {
        let filtered = || (0..MANY).fold(Select::<Product>::new(None), |list, _| list.filter(is_null()));
        assert_eq!(used(filtered).matches("IS NULL").count(), MANY + 1);
        let ordered =
            || (0..MANY).fold(Select::<Product>::new(None), |list, _| list.order_by(Product::SKU.asc())).limit(3);
        assert!(
            sql(ordered().into_statement())
                .ends_with(r#" ORDER BY "org_products"."sku" ASC LIMIT 10) AS "0 list" LIMIT $2"#)
        );
    });
}

#[test]
fn writes_take_as_many() {
    on_a_small_stack(|| {
        let chain = || looped(|some| some.or(is_null()));
        let delete = sql(DeleteMany::<Product>::new(None, chain()).into_statement());
        let changes = ProductUpdate { sku: Some("c".to_owned()), ..ProductUpdate::default() };
        let update = sql(UpdateMany::<Product>::new(None, chain(), changes).into_statement());
        let restore = sql(RestoreMany::<Product>::new(None, chain()).into_statement());
        for text in [delete, update, restore] {
            assert_eq!(text.matches(" OR (").count(), MANY - 1);
        }
    });
}

fn nested(times: usize, step: fn(Tenanted, Predicate<Product>) -> Predicate<Product>) -> Result<String, Error> {
    let (_, tenant) = tenant();
    let condition = (0..times).fold(is_null(), |condition, _| step(tenant, condition));
    Select::<Product>::new(tenant).filter(condition).into_statement().map(|statement| statement.sql().to_owned())
}

type Tenanted = Option<Uuid>;

#[test]
fn selects_in_each_other_are_counted() {
    on_a_small_stack(|| {
        for step in [
            (|tenant, some| Product::ID.is_in_select(Select::<Product>::new(tenant).filter(some).column(Product::ID)))
                as fn(Tenanted, Predicate<Product>) -> Predicate<Product>,
            |tenant, some| Product::PARENT_ID.exists_in(Select::<Product>::new(tenant).filter(!some)),
        ] {
            assert_eq!(nested(TooLarge::MOST_NESTED, step).unwrap().matches("SELECT").count(), 33);
            for times in [TooLarge::MOST_NESTED + 1, MANY] {
                let refused = nested(times, step).unwrap_err();
                assert!(matches!(refused, Error::TooLarge(TooLarge::Nesting)), "{refused}");
            }
        }
        let beside = looped(|some| some.or(is_null()))
            .or(Product::ID.is_in_select(Select::<Product>::new(None).filter(is_null()).column(Product::ID)));
        assert!(Select::<Product>::new(None).filter(beside).into_statement().is_ok());
    });
}

#[test]
fn values_are_counted_before_anything_is_sent() {
    let condition = |count| (1..count).fold(Product::SKU.eq("a"), |some, _| some.or(Product::SKU.eq("a")));
    let statement = |count| Select::<Country>::new(None).filter(Country::CODE.eq("de")).limit(count);
    assert!(statement(1).into_statement().unwrap().permitted(Tenants::None).is_ok());
    let (_, tenant) = tenant();
    let statement = |count| Select::<Product>::new(tenant).filter(condition(count)).into_statement().unwrap();
    assert!(statement(TooLarge::MOST_VALUES - 1).permitted(Tenants::Any).is_ok());
    let refused = statement(TooLarge::MOST_VALUES).permitted(Tenants::Any).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the statement has 65536 values, more than 65535: pass a list as one value with `is_in`"
    );
}
