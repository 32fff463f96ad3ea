//! The keys of the attributes as names, for editors only: generated code refers to the written keys, so an editor
//! completes the next one.

macro_rules! keys {
    ($($(#[$doc:meta])* $attribute:ident: $($key:ident)*;)*) => {
        $(
            $(#[$doc])*
            pub mod $attribute {
                $(
                    #[doc = concat!("The key `", stringify!($key), "` of `", stringify!($attribute), "`.")]
                    pub mod $key {}
                )*
            }
        )*
    };
}

keys! {
    /// `#[table(...)]`
    table: name schema tenant tenant_root prefix junction primary_key partition with unlogged tablespace append_only derive_insert derive_update unique index exclude foreign_key check search sql_before sql_after waive;
    /// `#[column(...)]`
    column: name varchar char numeric json precision sql_type generated collate default default_sql identity serial references on_delete why on_update deferrable initially_deferred constraint denormalized tenant waive;
    /// `#[pg_enum(...)]`
    pg_enum: name schema rename_all waive;
    /// `#[column_type(...)]`
    column_type: sql_type text try_from;
}
