//! Texts that were rendered, for statements whose text depends on few choices of the call, such as the columns that an update sets.
//!
//! The number of texts is bounded: a new one takes the place of the oldest of its set.

use std::ptr;
use std::sync::{Arc, PoisonError, RwLock};

use crate::query::sql::Sql;
use crate::{Error, TableDef};

/// What a text depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) table: &'static TableDef,
    /// The constant that it begins with. Its address is compared, not its text.
    pub(crate) base: &'static str,
    pub(crate) form: Form,
    /// For each column of the table whether it is set to a value, and for an upsert, whether it is set to the one of the insert.
    pub(crate) columns: [u128; 2],
}

/// The kind of the statement, and the choices that are not columns. Columns and indexes are numbers in the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Find { with_deleted: bool, lock: &'static str },
    Limited { usual: u64 },
    Update { returning: bool, incremented: Option<usize>, expected: Option<usize> },
    InsertNew { unique: Option<usize>, returning: bool },
    Upsert { unique: Option<usize>, returning: bool, incremented: Option<usize> },
}

/// A text belongs to one set, by its shape. A set has up to four.
type Set = [Option<(Shape, Arc<str>)>; 4];

const SETS: usize = 128;

struct TextCache([RwLock<Set>; SETS]);

static TEXTS: TextCache = TextCache::new();

/// Returns the text of the shape, which is rendered if it is not there.
pub(crate) fn text(shape: Shape, render: impl FnOnce() -> Result<String, Error>) -> Result<Sql, Error> {
    TEXTS.text(shape, render)
}

impl TextCache {
    const fn new() -> Self {
        Self([const { RwLock::new([const { None }; 4]) }; SETS])
    }

    fn text(&self, shape: Shape, render: impl FnOnce() -> Result<String, Error>) -> Result<Sql, Error> {
        let Some(set) = self.0.get(shape.set()) else { return render().map(Sql::Rendered) };
        let known = set.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = known.iter().flatten().find(|(other, _)| *other == shape) {
            return Ok(Sql::Shared(Arc::clone(text)));
        }
        drop(known);
        let text: Arc<str> = render()?.into();
        let mut known = set.write().unwrap_or_else(PoisonError::into_inner);
        known.rotate_right(1);
        known[0] = Some((shape, Arc::clone(&text)));
        Ok(Sql::Shared(text))
    }
}

impl Shape {
    /// The number of its set.
    fn set(&self) -> usize {
        let form = match self.form {
            Form::Find { with_deleted, lock } => lock.len() << 1 | usize::from(with_deleted),
            Form::Limited { usual } => usual as usize,
            Form::Update { returning, .. } | Form::InsertNew { returning, .. } | Form::Upsert { returning, .. } => {
                usize::from(returning)
            }
        };
        let [one, other] = self.columns.map(|columns| (columns ^ columns >> 64) as usize);
        let parts = [ptr::from_ref(self.table).addr(), self.base.as_ptr().addr(), form, one, other];
        // The multiplier of FxHash. Its upper bits depend on all of the parts.
        let mixed = parts
            .iter()
            .fold(0_u64, |hash, part| (hash.rotate_left(5) ^ *part as u64).wrapping_mul(0x517c_c1b7_2722_0a95));
        (mixed >> 57) as usize
    }
}

impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.table, other.table)
            && ptr::eq(self.base, other.base)
            && self.form == other.form
            && self.columns == other.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;
    use crate::fixtures::{Country, Product};

    fn shape(columns: u128) -> Shape {
        let form = Form::Update { returning: false, incremented: None, expected: None };
        Shape { table: Product::def(), base: "", form, columns: [columns, 0] }
    }

    fn given(texts: &TextCache, shape: Shape, rendered: &str) -> String {
        texts.text(shape, || Ok(rendered.to_owned())).unwrap().to_string()
    }

    #[test]
    fn a_text_is_rendered_once_for_its_shape() {
        let texts = TextCache::new();
        assert_eq!(given(&texts, shape(1), "one"), "one");
        assert_eq!(given(&texts, shape(1), "not again"), "one");
        assert_eq!(given(&texts, shape(2), "other columns"), "other columns");
        assert_eq!(given(&texts, Shape { table: Country::def(), ..shape(1) }, "other table"), "other table");
        let form = Form::Update { returning: true, incremented: None, expected: None };
        assert_eq!(given(&texts, Shape { form, ..shape(1) }, "other form"), "other form");
        assert!(texts.text(shape(4), || Err(Error::OtherRoot)).is_err());
        assert_eq!(given(&texts, shape(4), "after an error"), "after an error");
    }

    #[test]
    fn the_number_of_texts_is_bounded() {
        let texts = TextCache::new();
        for columns in 0..10_000 {
            assert_eq!(given(&texts, shape(columns), &columns.to_string()), columns.to_string());
        }
        let known: usize = texts.0.iter().map(|set| set.read().unwrap().iter().flatten().count()).sum();
        assert!((3 * SETS..=4 * SETS).contains(&known), "{known}");
    }
}
