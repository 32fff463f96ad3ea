use peristyle::prelude::*;

/// An account; its subdomain names it.
#[table(name = "accounts", tenant_root, prefix = "", unique(subdomain, tenant_lookup))]
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub id: Id<Account>,
    pub subdomain: String,
    pub plan: String,
}

/// A key that a program sends; the table has its hash only.
#[table(
    name = "api_keys",
    tenant = Account,
    unique(key_hash, global, tenant_lookup),
    waive(unique_per_tenant = "a random key belongs to one account in the world")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    pub id: Id<ApiKey>,
    pub account_id: Id<Account>,
    pub key_hash: Vec<u8>,
    pub note: String,
}

/// Someone who works for an account. The same address may work for several.
#[table(name = "members", tenant = Account, unique(email, tenant_lookup, only(is_active)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: Id<Member>,
    pub account_id: Id<Account>,
    pub email: Option<String>,
    #[column(default = true)]
    pub is_active: bool,
    pub secret: String,
}

/// Who vouches for a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "provider", schema = "logins")]
pub enum Provider {
    GitHub,
    Google,
}

/// The subject of a login at its provider.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
pub struct Subject(pub String);

/// A login at another provider, in a schema of its own.
#[table(
    name = "logins",
    schema = "logins",
    tenant = Account,
    unique(provider, subject, global, tenant_lookup, including_deleted),
    unique(code, tenant_lookup),
    waive(
        unique_per_tenant = "a login belongs to one account",
        unique_live = "a login that is gone never comes back"
    )
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Login {
    pub id: Id<Login>,
    pub account_id: Id<Account>,
    pub provider: Provider,
    pub subject: Subject,
    #[column(char(4), waive(padded_char = "printed on cards"))]
    pub code: String,
}

/// A message from a payment provider, and nothing is ever deleted of it.
#[table(
    name = "webhooks",
    tenant = Account,
    append_only,
    unique(endpoint, number, global, tenant_lookup),
    waive(unique_per_tenant = "an endpoint belongs to one account")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    pub id: Id<Webhook>,
    pub account_id: Id<Account>,
    pub endpoint: String,
    pub number: i64,
}

/// A column may be called like a parameter of the look-up.
#[table(
    name = "runners",
    tenant = Account,
    unique(executor, global, tenant_lookup),
    waive(unique_per_tenant = "a runner registers once", soft_delete = "a runner that is gone is gone")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Runner {
    pub id: Id<Runner>,
    pub account_id: Id<Account>,
    pub executor: String,
}

schema! { pub SCHEMA = [Account, ApiKey, Member, Login, Webhook, Runner] }
