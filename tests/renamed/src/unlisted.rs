//! Tables that the lists of this crate do not name; `tests/unlisted.rs` reads what the lists say of them.

use rails::{Id, schema, table as declared_table};

schema! { crate = rails; pub FIRST = [Plan, prices::Price, Alias] }

/// What a customer pays for.
#[declared_table(crate = rails, name = "plans")]
pub struct Plan {
    /// The key.
    pub id: Id<Plan>,
}

/// Tables of a module.
pub mod prices {
    use rails::{Id, table};

    /// What a plan costs.
    #[table(crate = rails, name = "prices")]
    pub struct Price {
        /// The key.
        pub id: Id<Price>,
    }

    /// A table that no list names.
    #[table(crate = rails, name = "discounts")]
    pub struct Discount {
        /// The key.
        pub id: Id<Discount>,
    }

    #[cfg(any())]
    mod off {
        /// A table that is not compiled.
        #[table(crate = rails, name = "bonuses")]
        pub struct Bonus {
            /// The key.
            pub id: Id<Bonus>,
        }
    }
}

/// A table that another program creates.
#[declared_table(crate = rails, schema = "billing", name = "rates", waive(schema_closed = "a partner owns the table"))]
pub struct Rate {
    /// The key.
    pub id: Id<Rate>,
}

mod later {
    macro_rules! declare {
        ($ident:ident, $name:literal) => {
            /// A table that a macro declares.
            #[rails::table(crate = rails, schema = "billing", name = $name)]
            pub struct $ident {
                /// The key.
                pub id: rails::Id<$ident>,
            }
        };
    }
    macro_rules! declare_another {
        () => {
            mod inner {
                pub(super) use super::later::declare as innermost;
            }
            inner::innermost!(Coupon, "coupons");
        };
    }
    pub(super) use {declare, declare_another};
}
use later::declare_another as outermost;
outermost!();

/// A second list.
pub mod second {
    use rails::{Id, schema, table};

    schema! { crate = rails; pub SECOND = [Gift] }

    /// A table of the second list.
    #[table(crate = rails, name = "gifts")]
    pub struct Gift {
        /// The key.
        pub id: Id<Gift>,
    }
}

/// A table that is listed under another name of the struct.
#[declared_table(crate = rails, name = "aliased")]
pub struct Named {
    /// The key.
    pub id: Id<Named>,
}

/// The other name.
pub type Alias = Named;
