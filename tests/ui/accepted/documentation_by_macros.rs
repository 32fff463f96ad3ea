//! Documentation that a macro writes is documentation: of tables, columns and enums.

use peristyle::prelude::*;

#[doc = include_str!("plan.md")]
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[doc = concat!(" How it is", " called.")]
    pub name: String,
    /// What it costs,
    #[doc = concat!("in ", "cents: ", stringify!(price * 100), ".")]
    /// Never below zero.
    pub price: i64,
    #[cfg_attr(all(), doc = "Where it is sold.")]
    #[cfg_attr(any(), doc = "Where it is not.")]
    pub country: String,
}

#[doc = concat!("How a bill", " is paid.")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Payment {
    Card,
    Transfer,
}

macro_rules! table {
    ($name:ident, $table:literal, $doc:expr) => {
        #[doc = $doc]
        #[table(name = $table)]
        pub struct $name {
            pub id: Id<$name>,
            pub payment: Payment,
        }
    };
}

table!(Bill, "bills", "What a customer owes.");

#[table(name = "offers")]
#[cfg_attr(all(), doc = "What a customer is offered.")]
pub struct Offer {
    pub id: Id<Offer>,
}

schema! { pub SCHEMA = [Plan, Bill, Offer] }

#[test]
fn the_comment_is_what_the_macro_writes() {
    use peristyle::Table;

    let doc = |name: &str| Plan::DEF.columns.iter().find(|column| column.name == name).unwrap().doc;
    assert_eq!(Plan::DEF.doc, "What a customer pays for, as a file says it.");
    assert_eq!(doc("name"), "How it is called.");
    assert_eq!(doc("price"), "What it costs,\nin cents: price * 100.\nNever below zero.");
    assert_eq!(doc("country"), "Where it is sold.");
    assert_eq!((Bill::DEF.doc, Offer::DEF.doc), ("What a customer owes.", "What a customer is offered."));
    assert_eq!(<Payment as PgEnum>::ENUM.doc, "How a bill is paid.");
}
