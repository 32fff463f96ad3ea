//! One input, how it comes about, and what must hold of its output.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};

use peristyle_test_generator::Random;
use proc_macro2::TokenStream;
use syn::{DeriveInput, Fields, File, Item};

use super::convention;
use super::corpus::Corpus;
use super::tokens;

/// Which macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Table,
    Enum,
    Schema,
}

/// What a macro is given.
#[derive(Debug, Clone)]
pub struct Input {
    pub entry: Entry,
    /// Of `#[table]`; the others have none.
    pub arguments: TokenStream,
    pub item: TokenStream,
}

impl Input {
    /// The input of that number.
    pub fn random(corpus: &Corpus, seed: usize, place: usize) -> Self {
        let mut random = Random::new((seed as u64) << 32 ^ place as u64);
        let entry = [Entry::Table, Entry::Table, Entry::Table, Entry::Enum, Entry::Schema][random.below(5)];
        let start = pick(corpus.of(entry), &mut random);
        let arguments = match random.below(10) {
            0 => tokens::arbitrary(&mut random),
            1 => pick(corpus.of(entry), &mut random).arguments.clone(),
            _ => mutated(&start.arguments, corpus, &mut random),
        };
        let item = match random.below(10) {
            0 => tokens::arbitrary(&mut random),
            1 => tokens::with_arbitrary_body(&start.item, &mut random),
            _ => mutated(&start.item, corpus, &mut random),
        };
        Self { entry, arguments, item }.located()
    }

    /// Read again from its text, so that errors can be held to a place where this build knows places. Some tokens have no such text.
    fn located(self) -> Self {
        let read = |tokens: &TokenStream| tokens.to_string().parse::<TokenStream>().ok();
        match (spans_are_known(), read(&self.arguments), read(&self.item)) {
            (true, Some(arguments), Some(item)) => Self { arguments, item, ..self },
            _ => self,
        }
    }

    /// Whether every token has a place.
    fn is_located(&self) -> bool {
        !self.item.is_empty() && has_places(&self.arguments) && has_places(&self.item)
    }

    /// What the macro makes of it.
    pub fn expanded(&self) -> TokenStream {
        match self.entry {
            Entry::Table => crate::table(self.arguments.clone(), self.item.clone()),
            Entry::Enum => crate::pg_enum(self.item.clone()),
            Entry::Schema => crate::schema(self.item.clone()),
        }
    }

    /// What is wrong with the output; else how many errors it reports.
    pub fn check(&self, twice: bool) -> Result<usize, String> {
        let output = panic::catch_unwind(AssertUnwindSafe(|| self.expanded()));
        let output = output.map_err(|panic| format!("it panics: {}", text_of(&*panic)))?;
        let errors = convention::errors(output.clone());
        if errors.is_empty() && self.cannot_be_accepted() {
            return Err("no error is reported".to_owned());
        }
        errors.iter().try_for_each(|error| error.check(self.is_located()))?;
        if self.is_item()
            && let Err(error) = syn::parse2::<File>(output.clone())
        {
            return Err(format!("the output is no file of items: {error}"));
        }
        if twice && self.expanded().to_string() != output.to_string() {
            return Err("two runs differ".to_owned());
        }
        Ok(errors.len())
    }

    /// Whether rustc would have handed it over: the other macros emit nothing of their input.
    fn is_item(&self) -> bool {
        self.entry != Entry::Table || syn::parse2::<Item>(self.item.clone()).is_ok()
    }

    fn cannot_be_accepted(&self) -> bool {
        match self.entry {
            Entry::Table => match syn::parse2::<Item>(self.item.clone()) {
                Ok(Item::Struct(item)) => !matches!(item.fields, Fields::Named(_)) || !item.generics.params.is_empty(),
                _ => true,
            },
            Entry::Enum => match syn::parse2::<DeriveInput>(self.item.clone()) {
                Ok(input) => !matches!(input.data, syn::Data::Enum(_)),
                Err(_) => true,
            },
            Entry::Schema => !self.item.to_string().contains(']'),
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arguments, item, .. } = self;
        match self.entry {
            Entry::Table => write!(f, "#[table({arguments})] {item}"),
            Entry::Enum => write!(f, "#[derive(PgEnum)] {item}"),
            Entry::Schema => write!(f, "schema! {{ {item} }}"),
        }
    }
}

fn has_places(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().all(|token| token.span().source_text().is_some())
}

/// Whether tokens say where they stand: only where proc-macro2 was built so.
fn spans_are_known() -> bool {
    let token = "a".parse::<TokenStream>().ok().and_then(|tokens| tokens.into_iter().next());
    token.is_some_and(|token| token.span().source_text().is_some())
}

/// Up to six steps away, most often one.
fn mutated(start: &TokenStream, corpus: &Corpus, random: &mut Random) -> TokenStream {
    let mut tokens = start.clone();
    let steps = random.below(2) + random.below(2) * random.below(6);
    for _ in 0..steps {
        let Input { arguments, item, .. } = pick(&corpus.tables, random);
        tokens = tokens::step(tokens, [arguments, item][random.below(2)], random);
    }
    tokens
}

fn text_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

fn pick<'input>(inputs: &'input [Input], random: &mut Random) -> &'input Input {
    &inputs[random.below(inputs.len())]
}
