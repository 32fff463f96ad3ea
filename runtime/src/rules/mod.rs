//! The rules, one page each: what a rule requires and why, a program that breaks it with its message, a program that
//! keeps it, and when to waive it.
//!
//! The letter of a code is its subject: **C**olumns, **F**oreign keys, **I**ndexes, primary **K**eys, **N**ames,
//! **P**artition by tenants, **S**chema, **T**ime, **W**aivers. A code is never reused.

/// A rule: a struct that breaks it does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The code, such as `F02`.
    pub code: &'static str,
    /// The name in a waiver: `waive(on_delete = "the reason")`.
    pub name: &'static str,
    /// Whether it can be waived.
    pub waivable: bool,
}

macro_rules! rules {
    ($($code:ident $name:ident $waivable:ident,)*) => {
        $(
            #[doc = include_str!(concat!(stringify!($code), ".md"))]
            pub const $code: Rule =
                Rule { code: stringify!($code), name: stringify!($name), waivable: rules!($waivable) };
        )*

        /// All rules, sorted by code.
        pub const ALL: &[Rule] = &[$($code),*];

        impl Rule {
            /// Returns the page of the rule, in Markdown.
            #[must_use]
            // Compiled where it is called, not with each service.
            #[inline]
            pub fn page(self) -> &'static str {
                match self.code {
                    $(stringify!($code) => include_str!(concat!(stringify!($code), ".md")),)*
                    _ => "",
                }
            }
        }
    };
    (waivable) => {
        true
    };
    (kept) => {
        false
    };
}

rules! {
    C01 sized_decimal waivable,
    C02 exact_money waivable,
    C03 column_type waivable,
    C04 typed_json waivable,
    C05 jsonb waivable,
    C06 padded_char waivable,
    C07 repeating_group waivable,
    C08 denormalized waivable,
    C09 check_columns kept,
    C10 default_fits kept,
    C11 validated waivable,
    C12 virtual_column kept,
    F01 foreign_key waivable,
    F02 on_delete waivable,
    F03 on_delete_why waivable,
    F04 set_null_nullable kept,
    F05 self_reference waivable,
    F06 cascade_into_kept kept,
    F07 live_reference waivable,
    I01 fk_index waivable,
    I02 redundant_index waivable,
    I03 tenant_leads waivable,
    I04 unique_per_tenant waivable,
    I05 one_row_per_tenant waivable,
    I06 timestamp_unique waivable,
    I07 unique_live waivable,
    I08 index_fits_type waivable,
    I09 leakproof waivable,
    K01 primary_key waivable,
    K02 uuid_v7 waivable,
    K03 app_side_id waivable,
    K04 junction waivable,
    N01 snake_case waivable,
    N02 tenant_prefix waivable,
    N03 name_length kept,
    N04 table_doc waivable,
    N05 unique_names kept,
    P01 tenant_column kept,
    P02 row_security waivable,
    P03 tenant_context kept,
    P04 no_global_to_tenant waivable,
    P05 same_root kept,
    P06 sql_keeps_guards waivable,
    P07 policy_narrows kept,
    S01 schema_names kept,
    S02 schema_closed waivable,
    S03 server_version kept,
    T01 timestamps waivable,
    T02 time_zone waivable,
    T03 soft_delete waivable,
    T04 append_only kept,
    W01 waiver kept,
}
