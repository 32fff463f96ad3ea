use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Meta, Token};

use super::check::condition;
use super::condition::Condition;
use super::indexed::{self, Indexed};
use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::index_part::{Item, Modifiers, Part};
use crate::parse::storage::Storage;
use crate::parse::value::{self, Text};
use crate::suggest;

/// `index(...)`, `unique(...)` or `exclude(...)`.
pub struct Index {
    pub unique: bool,
    /// `exclude(...)`, or a unique constraint whose periods do not overlap, which PostgreSQL enforces in the same way.
    pub exclusion: bool,
    /// `without_overlaps`: rows may agree on all columns but the last, unless their periods in the last one overlap.
    pub without_overlaps: Option<Ident>,
    pub columns: Vec<IndexColumn>,
    pub nulls_not_distinct: Option<Ident>,
    pub only: Option<Condition>,
    /// The same as it was written, to compare.
    pub only_tokens: Option<TokenStream>,
    pub name: Option<Text>,
    /// `global`: over all tenants.
    pub global: Option<Ident>,
    /// `including_deleted`
    pub including_deleted: Option<Ident>,
    /// `one_per_tenant`
    pub one_per_tenant: Option<Ident>,
    /// `queue`
    pub queue: Option<Ident>,
    /// `tenant_lookup`
    pub tenant_lookup: Option<Ident>,
    /// `include(a, b)`
    pub include: Vec<Ident>,
    /// `method = gin`; a b-tree when nothing was said.
    pub method: Option<Text>,
    /// `with(fillfactor = 70)`
    pub options: Vec<Storage>,
    /// `constraint`, `deferrable` or `initially_deferred`
    pub constraint: Option<Ident>,
    /// What it is for.
    pub why: Option<Text>,
    /// It is that of `number_per_tenant`.
    pub is_of_number: bool,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

/// A column of an index, or an expression over some.
pub struct IndexColumn {
    pub key: Indexed,
    pub modifiers: Modifiers,
    /// `with "&&"`, in an exclusion.
    pub operator: Option<Text>,
    pub tokens: TokenStream,
}

impl IndexColumn {
    /// The column, where it is one.
    pub fn ident(&self) -> Option<&Ident> {
        match &self.key {
            Indexed::Column(ident) => Some(ident),
            Indexed::Expression { .. } => None,
        }
    }

    /// The columns that it reads.
    pub fn reads(&self) -> Vec<&Ident> {
        match &self.key {
            Indexed::Column(ident) => vec![ident],
            Indexed::Expression { sql, .. } => sql.columns(),
        }
    }
}

/// The methods that PostgreSQL has itself.
pub const METHODS: [&str; 6] = ["btree", "gin", "gist", "brin", "hash", "spgist"];

const KEYS: [&str; 3] = ["name", "method", "why"];

impl Index {
    /// Whether it is a constraint that PostgreSQL may check at the end of the transaction.
    pub fn is_deferrable(&self) -> bool {
        self.constraint.as_ref().is_some_and(|word| word != "constraint")
    }

    /// Understands one argument. `known` are the columns of the table: what is called otherwise and has parentheses is a function.
    pub fn read(raw: &Raw, known: &[Ident], diagnostics: &mut Diagnostics) -> Option<Self> {
        let kind = value::key(raw);
        let form = match kind.as_str() {
            "unique" => "unique(sku)",
            "exclude" => "exclude(room with \"=\", during with \"&&\")",
            _ => "index(created_at(desc), only(is_active))",
        };
        let parts = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let Some(parts) = parts.filter(|parts| !parts.is_empty()) else {
            value::wrong_condition(raw, "takes columns and options", form, diagnostics);
            return None;
        };
        let is_read = !parts.iter().any(|part| matches!(part, Part::Unknown(..)));
        let mut index = Self::new(&kind, raw.0.to_token_stream());
        parts.into_iter().for_each(|part| index.add(part, known, diagnostics));
        index.check(diagnostics);
        index.settle_overlaps();
        // Of an index without what was meant, no rule speaks.
        is_read.then_some(index)
    }

    fn new(kind: &str, tokens: TokenStream) -> Self {
        Self {
            unique: kind == "unique",
            exclusion: kind == "exclude",
            without_overlaps: None,
            columns: Vec::new(),
            nulls_not_distinct: None,
            only: None,
            only_tokens: None,
            name: None,
            global: None,
            including_deleted: None,
            one_per_tenant: None,
            queue: None,
            tenant_lookup: None,
            include: Vec::new(),
            method: None,
            options: Vec::new(),
            constraint: None,
            why: None,
            is_of_number: false,
            tokens,
        }
    }

    /// The unique index of a number, over all rows.
    pub fn of_number(columns: Vec<Ident>, soft_delete: bool, tokens: &TokenStream) -> Self {
        let all_rows = soft_delete.then(|| Ident::new("including_deleted", Span::call_site()));
        let column = |ident: Ident| IndexColumn {
            tokens: ident.to_token_stream(),
            key: Indexed::Column(ident),
            modifiers: Modifiers::default(),
            operator: None,
        };
        Self {
            columns: columns.into_iter().map(column).collect(),
            including_deleted: all_rows,
            is_of_number: true,
            ..Self::new("unique", tokens.clone())
        }
    }

    /// Whether the other index is a unique one over the same columns and all rows.
    pub fn is_covered_by(&self, other: &Self) -> bool {
        let named = |ident: &Ident| other.columns.iter().any(|column| column.ident() == Some(ident));
        let is_same = other.columns.len() == self.columns.len();
        other.unique
            && other.only.is_none()
            && other.including_deleted.is_some() == self.including_deleted.is_some()
            && is_same
            && self.columns.iter().filter_map(IndexColumn::ident).all(named)
    }

    /// How it is built: a b-tree unless something else is said, an exclusion by gist.
    pub fn method(&self) -> &str {
        let default = if self.exclusion || self.without_overlaps.is_some() { "gist" } else { "btree" };
        self.method.as_ref().map_or(default, |method| method.value.as_str())
    }

    /// Whether it is a b-tree, which orders its columns.
    pub fn is_btree(&self) -> bool {
        self.method() == "btree"
    }

    /// Whether every part is a column, so that rows are found by their values.
    pub fn is_over_columns(&self) -> bool {
        self.columns.iter().all(|column| column.ident().is_some())
    }

    /// Every column it names, in its list, in its expressions, in its condition and beside them.
    pub fn named_columns(&self) -> impl Iterator<Item = &Ident> {
        let expressions = self.columns.iter().flat_map(IndexColumn::reads);
        expressions.chain(self.only.iter().flat_map(Condition::columns)).chain(&self.include)
    }

    fn add(&mut self, part: Part, known: &[Ident], diagnostics: &mut Diagnostics) {
        match part {
            // A word that is also a column is the column.
            Part::Word(word) if known.contains(&word) => self.add(Part::Item(Item::of_word(word)), known, diagnostics),
            Part::Item(item) => {
                let column =
                    indexed::column(item, known, diagnostics).filter(|column| self.is_new(column, diagnostics));
                self.columns.extend(column);
            }
            Part::Only(said) => {
                self.only = condition(&said, diagnostics);
                self.only_tokens = Some(said.tokens());
            }
            Part::Include(columns) => self.include = columns,
            Part::With(options) => self.options = options,
            Part::Named(key, text) if key == "name" => self.name = value::literal(&text, diagnostics),
            Part::Named(key, text) if key == "why" => self.why = value::literal(&text, diagnostics),
            Part::Named(key, text) if key == "method" => self.method = value::literal(&text, diagnostics),
            Part::Named(key, text) => unknown(&key, &text.to_token_stream(), diagnostics),
            Part::Unknown(key, value) => unknown(&key, &value, diagnostics),
            Part::Method(word) => self.method = method(&word, diagnostics),
            Part::Word(word) if word == "global" => self.global = Some(word),
            Part::Word(word) if word == "including_deleted" => self.including_deleted = Some(word),
            Part::Word(word) if word == "queue" => self.queue = Some(word),
            Part::Word(word) if word == "tenant_lookup" => self.tenant_lookup = Some(word),
            Part::Word(word) if word == "without_overlaps" => self.without_overlaps = Some(word),
            Part::Word(word) if word == "nulls_not_distinct" => self.nulls_not_distinct = Some(word),
            Part::Word(word) if word != "one_per_tenant" => self.constraint = Some(word),
            Part::Word(word) => self.one_per_tenant = Some(word),
        }
    }

    /// Whether a column is there for the first time, or is said to be ordered in another way.
    fn is_new(&self, column: &IndexColumn, diagnostics: &mut Diagnostics) -> bool {
        let Some(ident) = column.ident().filter(|_| column.modifiers.is_empty() && !self.exclusion) else {
            return true;
        };
        let is_new = self.columns.iter().all(|earlier| earlier.ident() != Some(ident));
        if !is_new {
            let message = format!("`{ident}` is in this index twice");
            diagnostics.malformed("table", ident, message, "name each column once");
        }
        is_new
    }

    /// What PostgreSQL has no such index of.
    fn check(&self, diagnostics: &mut Diagnostics) {
        let mut refuse =
            |at: &dyn ToTokens, message: &str, help: &str| diagnostics.malformed("table", at, message, help);
        let method = self.method();
        let is_period = self.without_overlaps.is_some() && self.unique;
        if let Some(said) = self.method.as_ref().filter(|_| is_period) {
            refuse(&said.tokens, "a constraint without overlaps is always a gist index", "remove `method`");
        } else if let Some(said) = self.method.as_ref().filter(|_| self.unique && !self.is_btree()) {
            refuse(&said.tokens, "only a b-tree can be unique", "remove `method`, or write `exclude(..)`");
        }
        if let Some(word) = self.nulls_not_distinct.as_ref().filter(|_| !self.unique) {
            refuse(word, "`nulls_not_distinct` needs a unique index", "remove it, or write `unique(..)`");
        }
        if let Some(first) = self.include.first().filter(|_| !matches!(method, "btree" | "gist" | "spgist")) {
            refuse(first, "this method does not support `include`", "remove `include`");
        }
        if let Some(second) = self.columns.get(1).filter(|_| matches!(method, "hash" | "spgist")) {
            refuse(&second.tokens, "this method supports only one column", "write an index for each of them");
        }
        let ordered = self.columns.iter().find(|column| column.modifiers.is_ordered());
        if let Some(column) = ordered.filter(|_| METHODS.contains(&method) && !self.is_btree() && !is_period) {
            refuse(&column.tokens, "only a b-tree is ordered", "remove it, or remove `method`");
        }
        self.check_constraint(diagnostics);
    }

    /// What is no constraint of a table.
    fn check_constraint(&self, diagnostics: &mut Diagnostics) {
        let mut refuse =
            |at: &dyn ToTokens, message: &str, help: &str| diagnostics.malformed("table", at, message, help);
        if let Some(word) = self.constraint.as_ref().filter(|_| !self.unique && !self.exclusion) {
            refuse(word, "an index that is not unique cannot be a constraint", "remove it, or write `unique(..)`");
        }
        let plain = |column: &IndexColumn| column.ident().is_some() && column.modifiers.is_empty();
        let is_plain = self.only.is_none() && self.columns.iter().all(plain);
        match (&self.without_overlaps, &self.constraint) {
            (Some(word), _) if !self.unique => {
                refuse(word, "`without_overlaps` needs a unique constraint", "remove it, or write `unique(..)`");
            }
            (Some(word), _) if !is_plain => {
                let help = "write `exclude(..)`: it supports expressions, options of columns and conditions";
                refuse(word, "`without_overlaps` supports only plain columns and all rows", help);
            }
            (None, Some(word)) if self.unique && !is_plain => {
                let help = format!("remove `{word}`: a unique index enforces the same");
                refuse(word, "a constraint supports only plain columns and all rows", &help);
            }
            _ => {}
        }
        for column in &self.columns {
            match &column.operator {
                Some(said) if !self.exclusion => {
                    refuse(
                        &said.tokens,
                        "an operator needs an exclusion constraint",
                        "remove it, or write `exclude(..)`",
                    );
                }
                Some(said) if said.value.is_empty() || !said.value.chars().all(|letter| OPERATORS.contains(letter)) => {
                    refuse(&said.tokens, "this is not an operator", "write one such as `\"=\"` or `\"&&\"`");
                }
                None if self.exclusion => {
                    let help = "write `room with \"=\"`, `during with \"&&\"`";
                    refuse(&column.tokens, "an exclusion constraint needs an operator for each column", help);
                }
                _ => {}
            }
        }
    }
}

impl Index {
    /// Rows whose periods do not overlap: PostgreSQL enforces it as an exclusion, with `=` on all columns and `&&` on the last.
    fn settle_overlaps(&mut self) {
        if !self.unique {
            self.without_overlaps = None;
        }
        if self.without_overlaps.is_none() {
            return;
        }
        (self.unique, self.exclusion) = (false, true);
        let last = self.columns.len().saturating_sub(1);
        for (place, column) in self.columns.iter_mut().enumerate() {
            let value = if place == last { "&&" } else { "=" }.to_owned();
            column.operator = Some(Text { value, tokens: column.tokens.clone() });
        }
    }

    /// What has the same effect on live rows: `exclude(room with "=", during with "&&")`.
    pub fn as_exclusion(&self) -> String {
        let column = |column: &IndexColumn| {
            let operator = column.operator.as_ref().map_or("=", |operator| operator.value.as_str());
            format!("{} with \"{operator}\"", column.tokens)
        };
        format!("exclude({})", self.columns.iter().map(column).collect::<Vec<_>>().join(", "))
    }
}

/// The letters of PostgreSQL's operators.
const OPERATORS: &str = "+-*/<>=~!@#%^&|`?";

fn unknown(key: &Ident, value: &TokenStream, diagnostics: &mut Diagnostics) {
    let help = match key.to_string().as_str() {
        "where" | "filter" | "condition" | "predicate" if syn::parse2::<LitStr>(value.clone()).is_ok() => {
            format!("write `only(sql = {value})`")
        }
        "where" | "filter" | "condition" | "predicate" | "only" => "write `only(stock > 0)`".to_owned(),
        "using" | "type" => "write `method = gin`".to_owned(),
        "comment" | "description" | "reason" => "write `why = \"..\"`".to_owned(),
        "include" | "covering" => "write `include(name, price)`".to_owned(),
        "columns" | "fields" | "on" => "write the columns without a key: `index(created_at, name)`".to_owned(),
        other => {
            let message = format!("an index has no key `{key}`{}", suggest::did_you_mean(other, &KEYS));
            diagnostics.malformed("table", key, message, format!("the keys are {}", suggest::list(&KEYS)));
            return;
        }
    };
    diagnostics.malformed("table", key, format!("an index has no key `{key}`"), help);
}

/// A word is one of PostgreSQL's own methods; that of an extension is a text.
fn method(word: &Ident, diagnostics: &mut Diagnostics) -> Option<Text> {
    let text = word.to_string();
    if METHODS.contains(&text.as_str()) {
        return Some(Text { value: text, tokens: word.to_token_stream() });
    }
    let message = format!("unknown index method `{text}`{}", suggest::did_you_mean(&text, &METHODS));
    let help =
        format!("write one of {}, or the method of an extension in quotes: `\"{text}\"`", suggest::list(&METHODS));
    diagnostics.malformed("table", word, message, help);
    None
}
