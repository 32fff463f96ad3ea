//! The time that a statement takes before it is sent: the fixed ones are constants, what depends on the call is rendered once. Run it with
//! `cargo bench -p peristyle-tests --bench statements`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use peristyle::prelude::*;
use peristyle::query::{PageSize, Statement, count_rows};
use quickstart_schema::{Organization, Product, ProductStatus, ProductUpdate};

const REPEATED: u32 = 2_000;
const ROUNDS: usize = 41;

/// A page may cost that much more than the same list with a limit: it reads one array more, and knows its list again.
const PAGE_BUDGET: f64 = 1.6;

type Statements<'a> = [(&'static str, &'a dyn Fn() -> Statement)];

fn main() {
    let tenant = Tenant::<Organization>::new(Id::generate());
    let id = Id::<Product>::generate();
    let size = PageSize::new(50).unwrap();
    let filtered = || Product::select(tenant).filter(Product::STATUS.eq(ProductStatus::Active));
    let filtered = || filtered().filter(Product::NAME.starts_with("a")).order_by(Product::CREATED_AT.desc());
    let times = medians(&[
        ("find", &|| Product::find(tenant, id).into_statement().unwrap()),
        ("list of the newest", &|| {
            Product::select(tenant).order_by(Product::ID.desc()).limit(50).into_statement().unwrap()
        }),
        ("first page by the key", &|| Product::select(tenant).page(size, None).into_statement().unwrap()),
        ("update of two columns", &|| {
            let changes = ProductUpdate::new().name("x").status(ProductStatus::Active);
            Product::update(tenant, id, changes).into_statement().unwrap()
        }),
        ("filtered list", &|| filtered().limit(50).into_statement().unwrap()),
        ("the same as a page", &|| filtered().page(size, None).into_statement().unwrap()),
        ("grouped list", &|| {
            let groups = Product::select(tenant).filter(Product::NAME.starts_with("a")).group_by(Product::STATUS);
            let groups = groups.aggregate((count_rows(), Product::PRICE.sum())).having(count_rows().gt(1));
            groups.order_by(Product::PRICE.sum().desc()).limit(50).into_statement().unwrap()
        }),
    ]);
    for (name, time) in &times {
        println!("{name:24} {:6.2} us", time.as_secs_f64() * 1e6);
    }
    let ratio = times[5].1.as_secs_f64() / times[4].1.as_secs_f64();
    println!("page / list: {ratio:.2}, budget {PAGE_BUDGET}");
    assert!(ratio < PAGE_BUDGET, "over the budget");
}

/// Each in turn in every round, so that noise meets all of them; the median of the rounds.
fn medians(statements: &Statements<'_>) -> Vec<(&'static str, Duration)> {
    let mut times = vec![Vec::new(); statements.len()];
    for _ in 0..ROUNDS {
        for ((_, statement), times) in statements.iter().zip(&mut times) {
            times.push(time(statement));
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    statements.iter().zip(times).map(|((name, _), times)| (*name, median(times))).collect()
}

fn time(statement: &dyn Fn() -> Statement) -> Duration {
    let start = Instant::now();
    for _ in 0..REPEATED {
        black_box(statement());
    }
    start.elapsed() / REPEATED
}
