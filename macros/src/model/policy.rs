//! `policy(name = "own_rows", restrictive, using = "owner = current_user")`: a policy beside that of the tenant.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Meta, Token, parenthesized, token};

use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::value::{self, Text};
use crate::suggest;

/// A policy.
pub struct Policy {
    pub name: Text,
    pub command: Command,
    pub restrictive: Option<Ident>,
    /// `to("reader")`; every role when nothing was said.
    pub roles: Vec<Text>,
    pub using: Option<Text>,
    pub with_check: Option<Text>,
    pub why: Option<Text>,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

/// The commands that a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    All,
    Select,
    Insert,
    Update,
    Delete,
}

const FORM: &str = "policy(name = \"own_rows\", restrictive, using = \"owner = current_user\")";

const WRITE: &str = "write `policy(name = \"own_rows\", restrictive, using = \"owner = current_user\")`";

const KEYS: [&str; 8] = ["name", "command", "restrictive", "permissive", "to", "using", "with_check", "why"];

/// One part of `policy(...)` between commas.
enum Part {
    Word(Ident),
    Text(Ident, LitStr),
    Named(Ident, Ident),
    List(Ident, Vec<LitStr>),
}

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let key: Ident = input.parse()?;
        if input.peek(token::Paren) {
            let inner;
            parenthesized!(inner in input);
            let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&inner)?;
            return Ok(Self::List(key, texts.into_iter().collect()));
        }
        if input.parse::<Option<Token![=]>>()?.is_none() {
            return Ok(Self::Word(key));
        }
        if input.peek(LitStr) { Ok(Self::Text(key, input.parse()?)) } else { Ok(Self::Named(key, input.parse()?)) }
    }
}

impl Command {
    fn of(word: &Ident) -> Option<Self> {
        Some(match word.to_string().as_str() {
            "all" => Self::All,
            "select" => Self::Select,
            "insert" => Self::Insert,
            "update" => Self::Update,
            "delete" => Self::Delete,
            _ => return None,
        })
    }
}

impl Policy {
    /// Understands one argument.
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let parts = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let Some(parts) = parts else {
            value::wrong(raw, "takes a name and a condition", FORM, diagnostics);
            return None;
        };
        let before = diagnostics.count();
        let mut policy = Self {
            name: Text { value: String::new(), tokens: TokenStream::new() },
            command: Command::All,
            restrictive: None,
            roles: Vec::new(),
            using: None,
            with_check: None,
            why: None,
            tokens: raw.0.to_token_stream(),
        };
        parts.into_iter().for_each(|part| policy.add(part, diagnostics));
        if diagnostics.count() == before {
            policy.check(diagnostics);
        }
        (diagnostics.count() == before).then_some(policy)
    }

    fn add(&mut self, part: Part, diagnostics: &mut Diagnostics) {
        match part {
            Part::Word(word) if word == "restrictive" => self.restrictive = Some(word),
            Part::Word(word) if word == "permissive" => self.restrictive = None,
            Part::Named(key, word) if key == "command" => match Command::of(&word) {
                Some(command) => self.command = command,
                None => {
                    let help = "write `select`, `insert`, `update`, `delete` or `all`";
                    diagnostics.malformed("table", &word, format!("unknown command `{word}`"), help);
                }
            },
            Part::List(key, roles) if key == "to" => {
                self.roles = roles.iter().filter_map(|role| value::literal(role, diagnostics)).collect();
                if let Some(role) = self.roles.iter().find(|role| ["", "public"].contains(&role.value.as_str())) {
                    diagnostics.malformed("table", &role.tokens, "`to` names roles", "leave `to` out for every role");
                }
            }
            Part::Text(key, text) if key == "name" => {
                if let Some(name) = value::literal(&text, diagnostics) {
                    self.name = name;
                }
            }
            Part::Text(key, text) if key == "using" => self.using = value::literal(&text, diagnostics),
            Part::Text(key, text) if key == "with_check" => self.with_check = value::literal(&text, diagnostics),
            Part::Text(key, text) if key == "why" => self.why = value::literal(&text, diagnostics),
            Part::Word(key) | Part::Named(key, _) | Part::List(key, _) | Part::Text(key, _) => {
                let near = suggest::did_you_mean(&key.to_string(), &KEYS);
                let help = format!("the keys are {}: `{FORM}`", suggest::list(&KEYS));
                diagnostics.malformed("table", &key, format!("a policy has no such key `{key}`{near}"), help);
            }
        }
    }

    /// What PostgreSQL has no policy of.
    fn check(&self, diagnostics: &mut Diagnostics) {
        let mut refuse = |at: &TokenStream, message: String, help: &str| {
            diagnostics.malformed("table", at, message, help);
        };
        let name = &self.name.value;
        if name.is_empty() {
            return refuse(&self.tokens, "this policy has no name".to_owned(), WRITE);
        }
        let (has, lacks) = match self.command {
            Command::Insert => (&self.with_check, &self.using),
            Command::Select | Command::Delete => (&self.using, &self.with_check),
            Command::All | Command::Update => {
                (if self.using.is_some() { &self.using } else { &self.with_check }, &None)
            }
        };
        if let Some(text) = lacks {
            let help = match self.command {
                Command::Insert => "write `with_check`: there is no row yet that `using` could read",
                _ => "write `using`: the command makes no row that `with_check` could refuse",
            };
            refuse(&text.tokens, format!("the command of the policy `{name}` has no such condition"), help);
        } else if has.is_none() {
            refuse(&self.tokens, format!("the policy `{name}` has no condition"), WRITE);
        }
    }
}
