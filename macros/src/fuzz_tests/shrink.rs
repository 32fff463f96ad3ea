//! The smallest input that still fails.

use std::panic;

use proc_macro2::{TokenStream, TokenTree};

use super::input::Input;
use super::tokens::{self, Level};

/// What fails, and the least that is needed for it.
pub fn message(input: Input) -> String {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let smallest = smallest(input);
    panic::set_hook(hook);
    match smallest.check(true) {
        Err(problem) => format!("{problem}\n{smallest}"),
        Ok(_) => format!("it failed once, and no more:\n{smallest}"),
    }
}

fn smallest(mut input: Input) -> Input {
    let fails = |input: &Input| input.check(true).is_err();
    loop {
        let before = input.to_string().len();
        input.item = shorter(&input.item, |item| fails(&Input { item: item.clone(), ..input.clone() }));
        input.arguments =
            shorter(&input.arguments, |arguments| fails(&Input { arguments: arguments.clone(), ..input.clone() }));
        if input.to_string().len() == before {
            return input;
        }
    }
}

/// Takes out what can go, long runs of tokens first, then puts what is in brackets in their place.
fn shorter(start: &TokenStream, fails: impl Fn(&TokenStream) -> bool) -> TokenStream {
    let mut best = start.clone();
    for length in [32, 16, 8, 4, 3, 2, 1, 0] {
        let mut place = 0;
        while place < tokens::count(&best) {
            let changed = tokens::change_at(best.clone(), place, |level, at| cut(level, at, length));
            if tokens::count(&changed) < tokens::count(&best) && fails(&changed) {
                best = changed;
            } else {
                place += 1;
            }
        }
    }
    best
}

/// A run of so many tokens less; of none, the brackets less.
fn cut(level: &mut Level, at: usize, length: usize) {
    let inner: Level = match &level[at] {
        TokenTree::Group(group) if length == 0 => group.stream().into_iter().collect(),
        token if length == 0 => vec![token.clone()],
        _ => Vec::new(),
    };
    let end = level.len().min(at + length.max(1));
    level.splice(at..end, inner);
}
