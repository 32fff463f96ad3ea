//! Rules that are checked in const evaluation. A broken rule is an evaluation panic at the user's own tokens, whose message starts with the
//! code.
//!
//! Every function is `#[inline]`, since it runs only in the compiler: without that it is compiled for the program as well.

mod address;
mod checked_column;
mod column;
mod column_name;
mod default;
mod default_value;
mod field;
mod index;
mod interval;
mod json;
mod moment;
mod named_type;
mod number;
mod reference;
mod schema;
mod sql_type;
mod table;
mod version;
mod waiver;

pub use checked_column::{own_id, standard_column, standard_option_column, tenant_column};
pub(crate) use column::newtype;
pub use column::{collated, column, copy, counted, max_len, numbered, searched, sized, stored, virtual_column};
pub use default::default;
pub use default_value::DefaultValue;
pub use field::field;
pub use index::index;
pub use named_type::{NAMED_TYPES, NamedType};
pub(crate) use named_type::{is_built_in, is_citext};
pub use reference::not_enforced;
pub use schema::{entry, names};
pub use table::tenant_prefix;
pub use waiver::{column_waiver, live_waiver, prefix_waiver, table_waiver};

use crate::const_str::{ConstString, str_eq};
use crate::definition::WaiverDef;
use crate::{ColumnDef, TableDef};

/// The message of a broken rule, concatenated in const evaluation.
type Message = ConstString<1024>;

/// Panics with the message concatenated from these parts.
#[track_caller]
#[inline]
const fn broken(parts: &[&str]) -> ! {
    let mut message = Message::new();
    let mut at = 0;
    while at < parts.len() {
        message = message.push(parts[at]);
        at += 1;
    }
    refused(&message)
}

/// Panics with the message; one that does not fit ends early.
#[track_caller]
#[inline]
const fn refused(message: &Message) -> ! {
    panic!("{}", message.as_str())
}

/// Whether the rule with that code is waived for the column or its table.
#[inline]
const fn is_waived(table: &TableDef, column: &ColumnDef, code: &str) -> bool {
    waives(column.waivers, code) || waives(table.waivers, code)
}

#[inline]
const fn waives(waivers: &[WaiverDef], code: &str) -> bool {
    let mut at = 0;
    while at < waivers.len() {
        if str_eq(waivers[at].code, code) {
            return true;
        }
        at += 1;
    }
    false
}
