use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Meta};

use crate::diagnostics::Diagnostics;
use crate::parse::value;
use crate::parse::{self, Raw};

/// What counts a column up: `identity`, `identity = by_default`, `serial`.
pub struct Sequence {
    pub kind: Counting,
    /// The tokens it was written with.
    pub tokens: TokenStream,
}

/// How it is said in SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    Identity,
    IdentityByDefault,
    Serial,
}

impl Sequence {
    /// Reads what a column says of it; the database makes it in one way.
    pub fn read(arguments: &parse::ColumnArguments, diagnostics: &mut Diagnostics) -> Option<Self> {
        let identity = arguments.identity.as_ref().and_then(|raw| identity(raw, diagnostics));
        let serial = arguments.serial.as_ref().map(|raw| {
            value::flag(Some(raw), diagnostics);
            Self { kind: Counting::Serial, tokens: raw.0.to_token_stream() }
        });
        let sequence = identity.or(serial)?;
        let others = [&arguments.default, &arguments.default_sql, &arguments.generated];
        let serial = arguments.serial.as_ref().filter(|_| sequence.kind != Counting::Serial);
        for other in others.into_iter().flatten().chain(serial) {
            let message = "the column is an identity or serial column, which has no other default";
            diagnostics.malformed("table", &other.0, message, "keep one of them");
        }
        Some(sequence)
    }
}

fn identity(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Sequence> {
    let by_default = match &raw.0 {
        Meta::Path(_) => Some(false),
        Meta::NameValue(pair) => {
            matches!(&pair.value, Expr::Path(path) if path.path.is_ident("by_default")).then_some(true)
        }
        Meta::List(_) => None,
    };
    let Some(by_default) = by_default else {
        value::wrong(raw, "takes nothing, or `by_default`", "identity = by_default", diagnostics);
        return None;
    };
    let kind = if by_default { Counting::IdentityByDefault } else { Counting::Identity };
    Some(Sequence { kind, tokens: raw.0.to_token_stream() })
}
