//! Laws that are decided while compiling, by constants. A broken one is an evaluation panic at the user's own tokens, whose text begins with the
//! code.

mod column;
mod schema;
mod table;

pub(crate) use column::{
    bool_default, decimal_default, integer_default, text_default, timestamp, tokens_agree, type_fits,
};
pub use schema::schema;
pub use table::{reference, table, tenant_prefix};

use crate::definition::WaiverDef;
use crate::text::{Text, same};

/// The message of a broken law, put together while compiling.
type Message = Text<1024>;

#[track_caller]
const fn broken(message: &Message) -> ! {
    panic!("{}", message.as_str())
}

const fn waives(waivers: &[WaiverDef], code: &str) -> bool {
    let mut at = 0;
    while at < waivers.len() {
        if same(waivers[at].code, code) {
            return true;
        }
        at += 1;
    }
    false
}
