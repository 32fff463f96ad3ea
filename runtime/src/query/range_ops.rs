//! Conditions on ranges.

use crate::column_type::RangeElement;
use crate::query::tree::extracted::ExtractedFrom;
use crate::query::{Column, Extracted, Predicate};
use crate::{ColumnType, IntoColumn, Range, Table};

/// The type of a range column, below `Option` and newtypes.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a range",
    label = "expected a `Range` of a column type",
    note = "docs: peristyle::rules::P03"
)]
pub trait RangeColumn {
    /// The type of the bounds.
    type Element: RangeElement;
}

#[diagnostic::do_not_recommend]
impl<E: RangeElement> RangeColumn for Range<E> {
    type Element = E;
}

type RangeOf<V> = Range<BoundOf<V>>;

/// The type of the bounds of a range column of type `V`.
#[doc(hidden)]
pub type BoundOf<V> = <<V as ColumnType>::Bare as RangeColumn>::Element;

/// Conditions on [ranges](Range). A range that is NULL meets none of them, nor their negation. A GiST index is used where
/// row level security is off: the operators of ranges are not leakproof. Under row level security the columns before the
/// period of `unique(.., without_overlaps)` narrow the rows.
impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// `@>`: the range contains every value of this one, and an empty range in any case.
    #[doc(alias = "@>")]
    pub fn contains_range(self, range: impl IntoColumn<RangeOf<V>>) -> Predicate<T, N>
    where
        V: ColumnType<Bare: RangeColumn>,
    {
        Predicate::test(self.within_table().compared("@>", range.into_column()).0)
    }

    /// `-|-`: there is no value between the ranges, and none in both. No range is next to an empty one.
    #[doc(alias = "-|-")]
    pub fn adjacent_to(self, range: impl IntoColumn<RangeOf<V>>) -> Predicate<T, N>
    where
        V: ColumnType<Bare: RangeColumn>,
    {
        Predicate::test(self.within_table().compared("-|-", range.into_column()).0)
    }

    /// `lower`: the lower bound, for a comparison. It is NULL if there is none, and of an empty range.
    #[doc(alias = "lower")]
    pub fn lower_bound(self) -> Extracted<T, BoundOf<V>, N>
    where
        V: ColumnType<Bare: RangeColumn>,
    {
        Extracted::new(Ok(ExtractedFrom::Called("lower", self.place())))
    }

    /// `upper`: the upper bound, for a comparison. It is NULL if there is none, and of an empty range.
    #[doc(alias = "upper")]
    pub fn upper_bound(self) -> Extracted<T, BoundOf<V>, N>
    where
        V: ColumnType<Bare: RangeColumn>,
    {
        Extracted::new(Ok(ExtractedFrom::Called("upper", self.place())))
    }
}
