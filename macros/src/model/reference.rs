//! What columns refer to, and what follows from it: `references = ..` on a column, `foreign_key(...)` on the table.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, ExprLit, ExprPath, Ident, Lit, Meta, Path, Token, parenthesized, token};

use crate::diagnostics::Diagnostics;
use crate::parse::expression;
use crate::parse::value::{self, Text};
use crate::parse::{self, Raw};
use crate::suggest;

/// What happens when the row referred to is deleted, or when its columns change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Cascade,
    SetNull,
    Restrict,
    /// NO ACTION: it is left to the end of the statement.
    Nothing,
}

/// `references = Country`, `references = Country::CODE`, `references = Country(code, region)`
pub struct Target {
    /// The table referred to.
    pub table: Path,
    /// Its columns, as its constants are called; none for its key.
    pub columns: Vec<Ident>,
    /// The value, to point at.
    pub tokens: TokenStream,
}

/// What is said of a reference beside its target and its `on_delete`.
#[derive(Default)]
pub struct ReferenceOptions {
    pub on_update: Option<(Action, TokenStream)>,
    /// `deferrable`, `initially_deferred`
    pub deferrable: Option<Ident>,
    /// The name of the constraint.
    pub name: Option<Text>,
    /// `not_valid`: the rows that were there may break it.
    pub not_valid: Option<TokenStream>,
    /// `not_enforced`: any row may break it.
    pub not_enforced: Option<TokenStream>,
}

/// `foreign_key(country, number, references = Region(country, number), on_delete = restrict, why = "...")`
pub struct ForeignKey {
    pub columns: Vec<Ident>,
    /// `period(valid_at)`: the last of the columns.
    pub period: Option<Ident>,
    pub target: Target,
    pub on_delete: Option<(Action, TokenStream)>,
    pub why: Option<Text>,
    pub reference_options: ReferenceOptions,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
    /// Something of it could not be read: what rules miss may have been said there.
    pub flawed: bool,
}

impl Action {
    /// `on_delete = restrict`
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<(Self, TokenStream)> {
        let key = value::key(raw);
        let Meta::NameValue(pair) = &*raw.0 else {
            let form = format!("{key} = restrict`, or `cascade`, or `set_null");
            value::wrong(raw, "takes an action", &form, diagnostics);
            return None;
        };
        Self::read_value(&key, &pair.value, diagnostics).map(|action| (action, raw.0.to_token_stream()))
    }

    fn read_value(key: &str, value: &Expr, diagnostics: &mut Diagnostics) -> Option<Self> {
        let action = Self::of(value);
        if action.is_none() {
            let written = expression::tokens(value).to_string();
            let word = written.trim_matches('"').to_lowercase();
            let guess = suggest::did_you_mean(&word, &["restrict", "cascade", "set_null"]);
            let help = format!("write `{key} = restrict`, or `cascade`, or `set_null`");
            diagnostics.malformed("table", value, format!("unknown action `{written}` in `{key}`{guess}"), help);
        }
        action
    }

    fn of(expression: &Expr) -> Option<Self> {
        let Expr::Path(path) = expression else { return None };
        Some(match path.path.get_ident()?.to_string().as_str() {
            "cascade" => Self::Cascade,
            "set_null" => Self::SetNull,
            "restrict" => Self::Restrict,
            "no_action" => Self::Nothing,
            _ => return None,
        })
    }
}

impl Target {
    /// Understands `references = ..` on a column.
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let target = match &*raw.0 {
            Meta::NameValue(pair) => Self::of(&pair.value),
            _ => None,
        };
        if target.as_ref().is_none_or(|target| target.columns.len() > 1) {
            let form = "references = Country`, or `references = Country::CODE";
            value::wrong(raw, "takes a table, or one of its columns", form, diagnostics);
            return None;
        }
        target
    }

    fn of(expression: &Expr) -> Option<Self> {
        let tokens = expression.to_token_stream();
        match expression {
            Expr::Group(inner) => Self::of(&inner.expr),
            Expr::Path(ExprPath { qself: None, path, .. }) => {
                let (table, columns) = split(path.clone());
                Some(Self { table, columns, tokens })
            }
            Expr::Call(ExprCall { func, args, .. }) => {
                let Expr::Path(ExprPath { qself: None, path, .. }) = &**func else { return None };
                let columns = args.iter().map(constant).collect::<Option<Vec<_>>>()?;
                (!columns.is_empty()).then(|| Self { table: path.clone(), columns, tokens })
            }
            _ => None,
        }
    }
}

/// `CODE` for `code`: the constant of the column.
fn constant(field: &Expr) -> Option<Ident> {
    let Expr::Path(path) = field else { return None };
    let field = path.path.get_ident()?;
    Some(format_ident!("{}", field.unraw().to_string().to_uppercase(), span = field.span()))
}

/// `Country` and `CODE` of `Country::CODE`; a path that ends with no constant is a table.
fn split(mut path: Path) -> (Path, Vec<Ident>) {
    let is_constant = |name: &str| name.chars().all(|letter| !letter.is_lowercase()) && name.len() > 1;
    let segments = path.segments.len();
    match path.segments.last().map(|last| last.ident.clone()) {
        Some(last) if segments > 1 && is_constant(&last.to_string()) => {
            path.segments.pop();
            path.segments.pop_punct();
            (path, vec![last])
        }
        _ => (path, Vec::new()),
    }
}

impl ReferenceOptions {
    /// What a column says of the reference that it is.
    pub fn read(arguments: &parse::ColumnArguments, diagnostics: &mut Diagnostics) -> Self {
        let words = [&arguments.deferrable, &arguments.initially_deferred];
        let mut words = words.into_iter().flatten().filter(|raw| value::flag(Some(raw), diagnostics)).map(|raw| &raw.0);
        let deferrable = words.next().and_then(|word| word.path().get_ident().cloned());
        if let Some(second) = words.next().map(ToTokens::to_token_stream) {
            let help = "keep one of them";
            diagnostics.malformed("table", &second, "the foreign key has two check times", help);
        }
        let mut word = |raw: Option<&Raw>| {
            let is_set = value::flag(raw, diagnostics);
            raw.filter(|_| is_set).map(|raw| raw.0.to_token_stream())
        };
        let (not_valid, not_enforced) = (word(arguments.not_valid.as_ref()), word(arguments.not_enforced.as_ref()));
        both(not_valid.as_ref(), not_enforced.as_ref(), diagnostics);
        Self {
            on_update: arguments.on_update.as_ref().and_then(|raw| Action::read(raw, diagnostics)),
            deferrable,
            name: arguments.constraint.as_ref().and_then(|raw| value::text(raw, CONSTRAINT, diagnostics)),
            not_valid,
            not_enforced,
        }
    }

    /// What of it was said, by its key, to point at where nothing is referred to.
    pub fn declared_option(&self) -> Option<(&'static str, TokenStream)> {
        let on_update = self.on_update.as_ref().map(|(_, tokens)| ("on_update", tokens.clone()));
        let deferrable = self.deferrable.as_ref().map(|word| ("deferrable", word.to_token_stream()));
        let name = self.name.as_ref().map(|name| ("constraint", name.tokens.clone()));
        let not_valid = self.not_valid.as_ref().map(|word| ("not_valid", word.clone()));
        let not_enforced = self.not_enforced.as_ref().map(|word| ("not_enforced", word.clone()));
        on_update.or(deferrable).or(name).or(not_valid).or(not_enforced)
    }
}

fn both(not_valid: Option<&TokenStream>, not_enforced: Option<&TokenStream>, diagnostics: &mut Diagnostics) {
    if let (Some(word), Some(_)) = (not_valid, not_enforced) {
        diagnostics.malformed("table", word, value::NOT_ENFORCED.0, value::NOT_ENFORCED.1);
    }
}

const CONSTRAINT: &str = "constraint = \"fk_city_country\"";

const FORM: &str =
    "foreign_key(country, number, references = Region(country, number), on_delete = restrict, why = \"the reason\")";

const KEYS: [&str; 10] = [
    "references",
    "on_delete",
    "why",
    "on_update",
    "name",
    "deferrable",
    "initially_deferred",
    "not_valid",
    "not_enforced",
    "period",
];

/// One part of `foreign_key(...)` between commas.
enum Part {
    Word(Ident),
    /// `period(valid_at)`
    Call(Ident, TokenStream),
    Pair(Ident, Expr),
}

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word: Ident = input.parse()?;
        if input.peek(token::Paren) {
            let inner;
            parenthesized!(inner in input);
            return Ok(Self::Call(word, inner.parse()?));
        }
        if input.parse::<Option<Token![=]>>()?.is_none() {
            return Ok(Self::Word(word));
        }
        Ok(Self::Pair(word, input.parse()?))
    }
}

impl ForeignKey {
    /// Understands one argument.
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let parts = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let parts: Vec<Part> = parts.into_iter().flatten().collect();
        let target = parts.iter().find_map(|part| match part {
            Part::Pair(key, value) if key == "references" => Target::of(value),
            _ => None,
        });
        let Some(target) = target else {
            value::wrong(raw, "takes columns and the referenced table", FORM, diagnostics);
            return None;
        };
        let (before, mut key) = (diagnostics.count(), Self::to(target, raw.0.to_token_stream()));
        parts.into_iter().for_each(|part| key.add(part, diagnostics));
        key.check_period(diagnostics);
        let options = &key.reference_options;
        both(options.not_valid.as_ref(), options.not_enforced.as_ref(), diagnostics);
        key.flawed = diagnostics.count() > before;
        key.counted(raw, diagnostics)
    }

    fn to(target: Target, tokens: TokenStream) -> Self {
        let (on_delete, why, reference_options) = (None, None, ReferenceOptions::default());
        Self { columns: Vec::new(), period: None, target, on_delete, why, reference_options, tokens, flawed: false }
    }

    fn add(&mut self, part: Part, diagnostics: &mut Diagnostics) {
        match part {
            Part::Word(word) if word == "deferrable" || word == "initially_deferred" => {
                self.reference_options.deferrable = Some(word);
            }
            Part::Word(word) if word == "not_valid" => {
                self.reference_options.not_valid = Some(word.to_token_stream());
            }
            Part::Word(word) if word == "not_enforced" => {
                self.reference_options.not_enforced = Some(word.to_token_stream());
            }
            Part::Word(column) if self.period.is_some() => {
                let message = format!("`{column}` is behind the period, which is the last column of a foreign key");
                diagnostics.malformed("table", &column, message, "write it before `period(..)`");
            }
            Part::Word(column) => self.columns.push(column),
            Part::Call(word, inside) if word == "period" => match syn::parse2::<Ident>(inside) {
                Ok(column) if self.period.is_none() => {
                    self.columns.push(column.clone());
                    self.period = Some(column);
                }
                _ => {
                    let help = "write `period(valid_at)` once, behind the other columns";
                    diagnostics.malformed("table", &word, "`period` takes one column", help);
                }
            },
            Part::Pair(key, _) if key == "references" => {}
            Part::Pair(key, value) if key == "on_delete" || key == "on_update" => {
                let action = action(&key, &value, diagnostics);
                if key == "on_delete" { self.on_delete = action } else { self.reference_options.on_update = action }
            }
            Part::Pair(key, value) if key == "why" => self.why = text(&value, diagnostics),
            Part::Pair(key, value) if key == "name" => self.reference_options.name = text(&value, diagnostics),
            Part::Pair(key, _) | Part::Call(key, _) => {
                let near = suggest::did_you_mean(&key.to_string(), &KEYS);
                let help = format!("the keys are {}", suggest::list(&KEYS));
                diagnostics.malformed("table", &key, format!("a foreign key has no key `{key}`{near}"), help);
            }
        }
    }

    /// PostgreSQL 18 only refuses, and compares periods with those of a unique constraint.
    fn check_period(&self, diagnostics: &mut Diagnostics) {
        if self.period.is_none() {
            return;
        }
        let actions = [("on_delete", &self.on_delete), ("on_update", &self.reference_options.on_update)];
        let acts = |action: Action| action != Action::Nothing;
        for (key, said) in actions {
            if let Some((_, tokens)) = said.as_ref().filter(|(action, _)| acts(*action)) {
                let message = format!(
                    "a foreign key with a period has no `{key}`: PostgreSQL refuses each change that takes a period away"
                );
                diagnostics.malformed("table", tokens, message, format!("remove `{key}`"));
            }
        }
        if self.target.columns.is_empty() {
            let table = self.target.table.to_token_stream();
            let columns = self.columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let message = "a foreign key with a period refers to the columns of a unique constraint";
            let help = format!("write `references = {table}({columns})` with the columns of the target");
            diagnostics.malformed("table", &self.target.tokens, message, help);
        }
    }

    /// As many columns as it refers to, where it says which.
    fn counted(self, raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (own, theirs) = (self.columns.len(), self.target.columns.len());
        if own == 0 {
            value::wrong(raw, "takes columns and the referenced table", FORM, diagnostics);
            return None;
        }
        if theirs != 0 && own != theirs && !self.flawed {
            let message = format!("{own} of the columns refer to {theirs} of the target");
            diagnostics.malformed(
                "table",
                &self.target.tokens,
                message,
                "name the same number of columns on both sides",
            );
            return None;
        }
        Some(self)
    }
}

fn action(key: &Ident, value: &Expr, diagnostics: &mut Diagnostics) -> Option<(Action, TokenStream)> {
    let action = Action::read_value(&key.to_string(), value, diagnostics)?;
    Some((action, quote::quote!(#key = #value)))
}

fn text(value: &Expr, diagnostics: &mut Diagnostics) -> Option<Text> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) => value::literal(literal, diagnostics),
        other => {
            diagnostics.malformed("table", other, "expected a text in quotes", "write `\"...\"`");
            None
        }
    }
}
