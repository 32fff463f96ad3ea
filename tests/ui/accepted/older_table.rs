//! A table of an older database, taken as it is with a handful of waivers.

use peristyle::prelude::*;

#[table(
    name = "tblCustomer",
    unique(mail),
    waive(snake_case = "the name is older than the rule", table_doc = "nobody knows any more"),
    waive(timestamps = "the table has a column of its own", soft_delete = "customers are removed by law"),
)]
pub struct Customer {
    #[column(waive(uuid_v7 = "the key is a number since 1998"))]
    pub id: i64,
    #[allow(non_snake_case, reason = "as the database has it")]
    pub lastOrder: Option<i32>,
    #[column(char(2), waive(padded_char = "a country code"))]
    pub country: String,
    #[column(varchar(200))]
    pub mail: String,
    #[column(waive(foreign_key = "an id of the bank"))]
    pub bank_id: Option<String>,
    #[column(waive(time_zone = "in the time of the shop"))]
    pub since: Option<chrono::NaiveDateTime>,
}

schema! { pub SCHEMA = [Customer] }
