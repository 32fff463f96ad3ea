use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Token};

use crate::diagnostics::Diagnostics;
use crate::parse::value::{self, Text};
use crate::parse::{self, Raw};

/// What counts a column up: `identity`, `identity = by_default`, `serial`.
pub struct Sequence {
    pub kind: Counting,
    /// `serial = "item_seq"`, `serial(name = "item_seq")`
    pub name: Option<Text>,
    /// `serial(sql_type = "bigint")`
    pub size: Option<Size>,
    /// The tokens it was written with.
    pub tokens: TokenStream,
}

/// The type of a sequence that is not the one of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Small,
    Integer,
    Big,
}

const FORM: &str = "serial(name = \"item_seq\", sql_type = \"bigint\")";

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
        let serial = arguments.serial.as_ref().map(|raw| serial(raw, diagnostics));
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

/// `serial`, and of an older database the name and the type of the sequence.
fn serial(raw: &Raw, diagnostics: &mut Diagnostics) -> Sequence {
    let tokens = raw.0.to_token_stream();
    let mut sequence = Sequence { kind: Counting::Serial, name: None, size: None, tokens };
    match &*raw.0 {
        Meta::Path(_) => {}
        Meta::NameValue(_) => sequence.name = value::text(raw, "serial = \"item_seq\"", diagnostics),
        Meta::List(list) => {
            let pairs = list.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated);
            let pairs = pairs.ok().filter(|pairs| !pairs.is_empty());
            let all = pairs.is_some_and(|pairs| pairs.iter().all(|pair| sequence.set(pair, diagnostics)));
            if !all {
                value::wrong(raw, "takes the name and the type of the sequence", FORM, diagnostics);
            }
        }
    }
    sequence
}

impl Sequence {
    /// Whether the pair has a known key, once, and a text.
    fn set(&mut self, pair: &MetaNameValue, diagnostics: &mut Diagnostics) -> bool {
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return false };
        if pair.path.is_ident("name") && self.name.is_none() {
            self.name = value::literal(text, diagnostics);
            return true;
        }
        let is_size = pair.path.is_ident("sql_type") && self.size.is_none();
        if is_size {
            self.size = size(text, diagnostics);
        }
        is_size
    }
}

fn size(text: &LitStr, diagnostics: &mut Diagnostics) -> Option<Size> {
    match text.value().as_str() {
        "smallint" => Some(Size::Small),
        "integer" => Some(Size::Integer),
        "bigint" => Some(Size::Big),
        other => {
            let message = format!("a sequence counts integers, not `{other}`");
            let help = "write `sql_type = \"smallint\"`, `\"integer\"` or `\"bigint\"`";
            diagnostics.malformed("table", text, message, help);
            None
        }
    }
}

fn identity(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Sequence> {
    let by_default = match &*raw.0 {
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
    Some(Sequence { kind, name: None, size: None, tokens: raw.0.to_token_stream() })
}
