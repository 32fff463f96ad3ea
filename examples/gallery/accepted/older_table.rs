//! A table that is older than the rules: every rule that it breaks is waived with a reason.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};

/// A customer since 1998.
#[table(
    name = "tblCustomer",
    unique(mail),
    waive(snake_case = "the accountants' reports read it by that name"),
    waive(timestamps = "changes were never recorded"),
    waive(soft_delete = "customers are removed when they ask for it")
)]
#[derive(Debug, Clone, PartialEq)]
struct Customer {
    #[column(waive(uuid_v7 = "the numbers are printed on the cards of the customers"))]
    id: i64,
    #[column(varchar(200))]
    mail: String,
    #[column(char(2), waive(padded_char = "it is two letters in every row"))]
    country: String,
    #[column(waive(foreign_key = "it is an id of the bank"))]
    bank_id: Option<String>,
    #[column(waive(time_zone = "it is what the clock of the shop showed"))]
    since: Option<chrono::NaiveDateTime>,
}

schema! { SCHEMA = [Customer] }

/// What this example prints.
pub fn show() -> String {
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a valid schema");
    let comments: Vec<&str> = ddl.lines().skip_while(|line| !line.starts_with("COMMENT")).collect();
    comments.join("\n") + "\n"
}

fn main() {
    print!("{}", show());
}
