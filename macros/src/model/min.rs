use quote::ToTokens;
use syn::LitInt;

use crate::diagnostics::Diagnostics;
use crate::parse::Schema;

/// The oldest version of PostgreSQL that a schema is for, where it is declared. One that cannot be read allows everything, so that only it is
/// reported.
pub fn min(schema: &Schema, diagnostics: &mut Diagnostics) -> Option<u16> {
    let tokens = schema.min.as_ref()?;
    let number =
        syn::parse2::<LitInt>(tokens.to_token_stream()).ok().and_then(|number| number.base10_parse::<u16>().ok());
    match number {
        Some(known @ 15..=NEWEST) => Some(known),
        _ => {
            let message = format!("`{tokens}` is not a version of PostgreSQL that peristyle knows");
            let help = "write the major version of the oldest server, 15 to 18: `min = 18;`";
            diagnostics.malformed("schema", tokens, message, help);
            Some(NEWEST)
        }
    }
}

const NEWEST: u16 = 18;
