//! `statistics(country, city, kinds(dependencies))`: what the planner knows of several columns together.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Ident, Meta, Token};

use super::index::IndexColumn;
use super::indexed;
use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::index_part::{Item, Part};
use crate::parse::value::{self, Text};
use crate::{sorted, suggest};

/// Extended statistics.
pub struct Statistics {
    pub columns: Vec<IndexColumn>,
    /// `kinds(ndistinct, mcv)`; all of them when nothing was said.
    pub kinds: Vec<Ident>,
    pub name: Option<Text>,
    /// What it is for.
    pub why: Option<Text>,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

const FORM: &str = "statistics(country, city, kinds(dependencies))";

const KINDS: [&str; 3] = ["ndistinct", "dependencies", "mcv"];

const KEYS: [&str; 3] = ["kinds", "name", "why"];

/// PostgreSQL has no statistics over more.
const MOST: usize = 8;

impl Statistics {
    /// Understands one argument. `known` are the columns of the table.
    pub fn read(raw: &Raw, known: &[Ident], diagnostics: &mut Diagnostics) -> Option<Self> {
        let parts = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let Some(parts) = parts.filter(|parts| !parts.is_empty()) else {
            value::wrong(raw, "takes columns and options", FORM, diagnostics);
            return None;
        };
        let tokens = raw.0.to_token_stream();
        let mut statistics = Self { columns: Vec::new(), kinds: Vec::new(), name: None, why: None, tokens };
        let before = diagnostics.count();
        parts.into_iter().for_each(|part| statistics.add(part, known, diagnostics));
        if diagnostics.count() == before {
            statistics.check(diagnostics);
        }
        (diagnostics.count() == before).then_some(statistics)
    }

    fn add(&mut self, part: Part, known: &[Ident], diagnostics: &mut Diagnostics) {
        let word = match part {
            Part::Item(Item { word, inside: Some(inside), behind: None, .. })
                if word == "kinds" && !known.contains(&word) =>
            {
                return self.read_kinds(inside, diagnostics);
            }
            Part::Item(item) => return self.column(item, known, diagnostics),
            Part::Word(word) if known.contains(&word) => return self.column(Item::of_word(word), known, diagnostics),
            Part::Named(key, text) if key == "name" => return self.name = value::literal(&text, diagnostics),
            Part::Named(key, text) if key == "why" => return self.why = value::literal(&text, diagnostics),
            Part::Named(word, _) | Part::Unknown(word, _) | Part::Word(word) => word.to_token_stream(),
            Part::Method(word) => word.to_token_stream(),
            Part::Only(_) | Part::Include(_) | Part::With(_) => self.tokens.clone(),
        };
        let near = suggest::did_you_mean(&word.to_string(), &KEYS);
        let help = format!("the keys are {}", suggest::list(&KEYS));
        diagnostics.malformed("table", &word, format!("`statistics` has no such key{near}"), help);
    }

    fn column(&mut self, item: Item, known: &[Ident], diagnostics: &mut Diagnostics) {
        let Some(column) = indexed::column(item, known, diagnostics) else { return };
        if !column.modifiers.is_empty() || column.operator.is_some() {
            let help = "name columns and expressions only";
            diagnostics.malformed("table", &column.tokens, "a column of statistics has no options", help);
        }
        let is_there = |ident: &Ident| self.columns.iter().any(|earlier| earlier.ident() == Some(ident));
        if let Some(ident) = column.ident().filter(|ident| is_there(ident)) {
            let message = format!("`{ident}` is in these statistics twice");
            diagnostics.malformed("table", ident, message, "name each column once");
        }
        self.columns.push(column);
    }

    fn read_kinds(&mut self, inside: TokenStream, diagnostics: &mut Diagnostics) {
        let parser = Punctuated::<Ident, Token![,]>::parse_terminated;
        let read = syn::parse::Parser::parse2(parser, inside.clone()).unwrap_or_default();
        let unknown = read.iter().find(|kind| !KINDS.iter().any(|known| *kind == known));
        if unknown.is_some() || read.is_empty() {
            let help = "write `kinds(ndistinct, dependencies, mcv)`, or some of them";
            let at = unknown.map_or_else(|| inside.clone(), ToTokens::to_token_stream);
            let at = if at.is_empty() { self.tokens.clone() } else { at };
            diagnostics.malformed("table", &at, "this is not a kind of statistics", help);
        }
        self.kinds = Vec::new();
        for kind in read {
            if !self.kinds.contains(&kind) {
                sorted::insert(&mut self.kinds, kind, |other, kind| other > kind);
            }
        }
    }

    /// What PostgreSQL has no statistics of.
    fn check(&self, diagnostics: &mut Diagnostics) {
        let mut refuse = |message: &str, help: &str| diagnostics.malformed("table", &self.tokens, message, help);
        match self.columns.as_slice() {
            [] => refuse("these statistics have no column", "write `statistics(country, city)`"),
            [only] if only.ident().is_some() => {
                refuse("statistics of one column are there without it", "name two columns, or an expression");
            }
            [_] if !self.kinds.is_empty() => {
                refuse("the statistics of one expression have no kinds", "remove `kinds`");
            }
            columns if columns.len() > MOST => {
                refuse("statistics are over at most 8 columns", "name the columns that depend on each other");
            }
            _ => {}
        }
    }
}
