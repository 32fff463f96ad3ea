//! A global table refers to a struct that is called like a tenant root of another module, and stands below the reference.

use peristyle::prelude::*;

pub mod crm {
    use peristyle::prelude::*;

    /// A group of craftsmen.
    #[table(name = "guilds", tenant_root)]
    pub struct Guild {
        pub id: Id<Guild>,
    }

    /// Someone who is in a guild.
    #[table(name = "org_fellows", tenant = Guild)]
    pub struct Fellow {
        pub id: Id<Fellow>,
        pub guild_id: Id<Guild>,
    }
}

pub mod ledger {
    use peristyle::prelude::*;

    /// One movement of money.
    #[table(name = "ledger_payments", append_only)]
    pub struct Payment {
        pub id: Id<Payment>,
        #[column(on_delete = restrict, why = "a guild with entries is kept")]
        pub guild_id: Id<Guild>,
        #[column(on_delete = restrict, why = "who pays is known")]
        pub fellow_id: Id<Fellow>,
    }

    /// Who keeps the money.
    #[table(name = "ledger_guilds")]
    pub struct Guild {
        pub id: Id<Guild>,
    }

    /// Who pays in.
    #[table(name = "ledger_fellows")]
    pub struct Fellow {
        pub id: Id<Fellow>,
    }
}

schema! { pub CRM = [crm::Guild, crm::Fellow] }
schema! { pub SCHEMA = [ledger::Payment, ledger::Guild, ledger::Fellow] }
