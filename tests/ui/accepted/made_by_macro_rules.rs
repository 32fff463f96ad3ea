//! A table that a macro of the user's writes: types and names come in groups without delimiters.

use peristyle::prelude::*;

macro_rules! list {
    ($table:ident, $name:literal, $doc:literal, $(#[$attribute:meta])* $value:ident: $ty:ty) => {
        #[doc = $doc]
        #[table(name = $name, unique($value))]
        pub struct $table {
            pub id: Id<$table>,
            $(#[$attribute])*
            pub $value: $ty,
        }
    };
}

macro_rules! owned {
    ($table:ident of $root:path, $name:literal, $column:ident refers to $other:path, $default:expr, $check:expr) => {
        /// What somebody owns.
        #[table(name = $name, tenant = $root, check($check))]
        pub struct $table {
            pub id: Id<$table>,
            pub tenant_of_macros_id: Id<$root>,
            #[column(varchar(20), references = $other, on_delete = restrict, why = "it is known")]
            pub $column: String,
            #[column(default = $default)]
            pub count: i32,
        }
    };
}

/// A kind, by its name.
#[table(name = "kinds_of_macros", primary_key(code), waive(primary_key = "a code", uuid_v7 = "a code", soft_delete = "kinds stay"))]
pub struct KindOfMacros {
    #[column(varchar(20))]
    pub code: String,
}

/// Who owns it.
#[table(name = "tenants_of_macros", tenant_root)]
pub struct TenantOfMacros {
    pub id: Id<TenantOfMacros>,
}

owned!(Thing of self::TenantOfMacros, "org_things", kind refers to KindOfMacros, 1 + 2, count > 0 && count < 9);
list!(Color, "colors", "How something looks.", #[column(varchar(20))] name: String);
list!(Size, "sizes", "How large something is.", inches: Option<i32>);
list!(Owner, "owners", "Whose it is.", #[column(on_delete = cascade, why = "an owner has a color")] color_id: Id<Color>);

schema! { pub SCHEMA = [Color, Size, Owner, KindOfMacros, TenantOfMacros, Thing] }
