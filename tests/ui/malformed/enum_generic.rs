use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing<T> {
    Monthly,
    Yearly(std::marker::PhantomData<T>),
}

fn main() {}
