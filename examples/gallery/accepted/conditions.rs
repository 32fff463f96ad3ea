//! Conditions: written once in Rust, enforced by the database and checked by `validate()` before a row is sent.

use chrono::NaiveDate;
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};

/// The state of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
enum OfferState {
    Draft,
    Public,
}

/// A discount for a period.
#[table(
    name = "offers",
    check((1..=90).contains(&percent), message = "the discount must be from 1 to 90 percent"),
    check(first_day <= last_day, message = "an offer must not end before it begins"),
    check(state == OfferState::Draft || code.is_some(), message = "a public offer must have a code"),
    unique(code, only(state == OfferState::Public)),
    index(last_day, only(state == OfferState::Public && !paused)),
)]
struct Offer {
    id: Id<Offer>,
    percent: i16,
    first_day: NaiveDate,
    last_day: NaiveDate,
    #[column(default = OfferState::Draft)]
    state: OfferState,
    #[column(varchar(20))]
    code: Option<String>,
    #[column(default = false)]
    paused: bool,
}

schema! { SCHEMA = [Offer] }

/// What this example prints.
pub fn show() -> String {
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a valid schema");
    let offers: Vec<&str> = ddl.split("\n\n").filter(|part| part.contains("offers")).collect();

    let draft = OfferInsert::new(95, NaiveDate::MAX, NaiveDate::MIN).state(OfferState::Public); // breaks all three checks
    let refused = draft.validate().expect_err("an offer that breaks its checks");
    let refused: Vec<String> = refused.violations.iter().map(|value| format!("{}: {value}", value.column)).collect();

    format!("{}\n{}\n", offers.join("\n\n"), refused.join("\n"))
}

fn main() {
    print!("{}", show());
}
