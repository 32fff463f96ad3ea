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

list!(Color, "colors", "How something looks.", #[column(varchar(20))] name: String);
list!(Size, "sizes", "How large something is.", inches: Option<i32>);
list!(Owner, "owners", "Whose it is.", #[column(on_delete = cascade, why = "an owner has a color")] color_id: Id<Color>);

schema! { pub SCHEMA = [Color, Size, Owner] }
