//! Two tables of one Rust name, each in a module of its own.

use peristyle::prelude::*;

pub mod sales {
    use peristyle::prelude::*;

    /// What is sold.
    #[table(name = "sales_items")]
    pub struct Item {
        pub id: Id<Item>,
        pub name: String,
    }
}

pub mod stock {
    use peristyle::prelude::*;

    /// What lies in store.
    #[table(name = "stock_items")]
    pub struct Item {
        pub id: Id<Item>,
        #[column(on_delete = restrict, why = "what is in store can be sold")]
        pub sold_as_id: Id<super::sales::Item>,
    }
}

schema! { pub SCHEMA = [sales::Item, stock::Item] }
