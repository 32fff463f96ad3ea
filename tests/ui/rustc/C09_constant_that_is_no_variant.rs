//! C10, E0308, E0308, E0599, E0308: a condition and a bound take the variants of the enum of their column

use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

impl Billing {
    pub const USUAL: Self = Self::Monthly;
    pub const LIMIT: i64 = 5;
}

/// What a state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum State {
    Draft,
}

/// A constant of another type, of an enum and of an `Option`.
#[table(name = "plans", check(billing != Billing::LIMIT), index(other, only(other == Billing::LIMIT)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub billing: Billing,
    pub other: Option<Billing>,
}

/// No such variant.
#[table(
    name = "old_plans",
    partition(list(billing), child("plans_monthly", Billing::Monthly), child("plans_weekly", Billing::Weekly)),
    waive(primary_key = "ids of the application")
)]
pub struct OldPlan {
    pub id: Id<OldPlan>,
    pub billing: Billing,
}

/// A variant of another enum; a constant that is a variant is one.
#[table(
    name = "new_plans",
    check(billing != Billing::USUAL),
    partition(list(billing), child("new_usual", Billing::USUAL), child("new_draft", State::Draft)),
    waive(primary_key = "ids of the application")
)]
pub struct NewPlan {
    pub id: Id<NewPlan>,
    pub billing: Billing,
}

/// Columns of other types.
#[table(
    name = "offers",
    check(number < Billing::LIMIT),
    partition(list(number), child("offers_few", 1), child("offers_rest", i64::MAX)),
    waive(primary_key = "ids of the application")
)]
pub struct Offer {
    pub id: Id<Offer>,
    pub number: i64,
}

fn main() {}
