//! A table that is older than the rules: it is taken as it is, and every rule that it breaks is waived with a reason.

use peristyle::ddl::{self, Options};
use peristyle::prelude::*;

/// Who bought something since 1998.
#[table(
    name = "tblCustomer",
    unique(mail),
    waive(snake_case = "reports of the accountants read it by that name"),
    waive(timestamps = "changes were never recorded"),
    waive(soft_delete = "customers are removed when they ask for it"),
)]
struct Customer {
    #[column(waive(uuid_v7 = "numbers since 1998, printed on the cards"))]
    id: i64,
    #[column(varchar(200))]
    mail: String,
    #[column(char(2), waive(padded_char = "always two letters"))]
    country: String,
    #[column(waive(foreign_key = "an id of the bank"))]
    bank_id: Option<String>,
    #[column(waive(time_zone = "as the clock of the shop showed it"))]
    since: Option<chrono::NaiveDateTime>,
}

schema! { SCHEMA = [Customer] }

/// What this example prints.
pub fn show() -> String {
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a schema that fits together");
    ddl
}

fn main() {
    print!("{}", show());
}
