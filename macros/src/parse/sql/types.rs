//! Types in an expression, and the literals that begin with one.

use super::lexer::Kind;
use super::reader::Reader;
use super::words::{LONG_TYPES, OF_A_TYPE};

impl Reader<'_> {
    /// `timestamp with time zone '2024-01-01 00:00Z'`
    pub(super) fn long_literal(&mut self) -> bool {
        let mut count = 1;
        while self.is_word(count, &OF_A_TYPE) {
            count += 1;
        }
        let is_literal = count > 1 && self.kind(count) == Some(Kind::Text);
        if is_literal {
            (self.at, self.value) = (self.at + count + 1, false);
        }
        is_literal
    }

    /// `interval(3) '1 day'`; `time(at)` is a call.
    pub(super) fn sized_literal(&mut self, word: &str) -> Result<(), String> {
        let is_sized = self.kind(2) == Some(Kind::Number) && self.kind(3) == Some(Kind::Close(')'));
        if !is_sized {
            return self.call(word.to_owned(), 1);
        }
        let mut count = 4;
        while self.is_word(count, &OF_A_TYPE) {
            count += 1;
        }
        match self.kind(count) {
            Some(Kind::Text) => self.literal_end(count + 1),
            _ => self.call(word.to_owned(), 1),
        }
    }

    /// `interval '1' day`, `interval '1-2' year to month`
    pub(super) fn literal_end(&mut self, mut count: usize) -> Result<(), String> {
        while self.is_word(count, &["year", "month", "day", "hour", "minute", "second", "to"]) {
            count += 1;
        }
        match self.kind(count) {
            // `second(3)`
            Some(Kind::Open('(')) => self.skip_brackets(count, false),
            _ => self.take(count, false),
        }
    }

    /// `double precision`, `public.citext`, `numeric(10, 2)[]`, `timestamp(3) with time zone`
    pub(super) fn type_name(&mut self) -> Result<(), String> {
        if !matches!(self.kind(0), Some(Kind::Word | Kind::Quoted)) {
            return Err("a type is missing after `::` or `AS`".to_owned());
        }
        let is_long = self.is_word(0, &LONG_TYPES) || self.is_word(0, &["interval"]);
        self.at += 1;
        while self.kind(0) == Some(Kind::Dot) {
            self.at += 2;
        }
        loop {
            match self.kind(0) {
                Some(Kind::Open(_)) => self.skip_brackets(0, false)?,
                Some(Kind::Word) if is_long && self.is_word(0, &OF_A_TYPE) => self.at += 1,
                Some(Kind::Word) if self.is_word(0, &["array"]) => self.at += 1,
                _ => return self.take(0, false),
            }
        }
    }
}
