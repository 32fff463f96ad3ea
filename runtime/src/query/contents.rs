//! What a column of several kinds contains: a text its parts, an array its elements, a range its values.

use sea_query::BinOper;

use crate::column_type::RangeElement;
use crate::query::ArrayColumn;
use crate::query::tested::{Place, Tested};
use crate::query::tree::bool_expr::Test;
use crate::query::tree::extracted::{ExtractedFrom, ExtractedTest};
use crate::query::tree::text_test::{Kind, Part, sought};
use crate::query::tree::typed::typed;
use crate::query::value_checks::encoded;
use crate::{ColumnType, IntoColumn, Range};

/// The type of a column with [`contains`](super::Column::contains), below `Option` and newtypes: `String` or [`Range`].
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is neither a text column nor a range",
    label = "this method needs a text column or a range",
    note = "an array has `.has(element)`, a JSON column `.contains_json(part)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Contains: Sized {
    /// The type of what is contained in a column of type `B`.
    type Part<B: ColumnType>: ColumnType;

    /// Tests whether the column contains it.
    #[doc(hidden)]
    fn contains<B: ColumnType>(place: Place, part: Self::Part<B>) -> Tested;
}

#[diagnostic::do_not_recommend]
impl Contains for String {
    type Part<B: ColumnType> = B;

    fn contains<B: ColumnType>(Place { column, table }: Place, part: B) -> Tested {
        let part = encoded(table, column.0, part.into_value());
        Tested(part.map(|part| Test::Text(column, sought(Kind::Like, Some(Part::Any), part))))
    }
}

#[diagnostic::do_not_recommend]
impl<E: RangeElement> Contains for Range<E> {
    type Part<B: ColumnType> = E;

    fn contains<B: ColumnType>(place: Place, value: E) -> Tested {
        place.compared("@>", value)
    }
}

/// The type of a column with [`overlaps`](super::Column::overlaps) and [`contained_by`](super::Column::contained_by), below
/// `Option` and newtypes: `Vec` with the elements `O`, or [`Range`] with a range `O`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` cannot be compared with the values of `{O}`",
    label = "this method needs a column of type `Vec<_>` and its elements, or a range and another one",
    note = "docs: peristyle::rules::P03"
)]
pub trait ComparesContents<O>: Sized {
    /// Compares what the column contains.
    #[doc(hidden)]
    fn compared(place: Place, operator: &'static str, other: O) -> Tested;
}

#[diagnostic::do_not_recommend]
impl<E: ColumnType, I: IntoIterator<Item: IntoColumn<E>>> ComparesContents<I> for Vec<E>
where
    Self: ArrayColumn<Element = E>,
{
    fn compared(Place { column, table }: Place, operator: &'static str, elements: I) -> Tested {
        let elements = elements.into_iter().map(IntoColumn::into_column).collect();
        let elements = encoded(table, column.0, Self::value(elements));
        Tested(elements.map(|elements| Test::Array(column, operator, elements)))
    }
}

#[diagnostic::do_not_recommend]
impl<E: RangeElement, R: IntoColumn<Self>> ComparesContents<R> for Range<E> {
    fn compared(place: Place, operator: &'static str, range: R) -> Tested {
        place.compared(operator, range.into_column())
    }
}

/// The type of a column with [`is_empty`](super::Column::is_empty), below `Option` and newtypes: `Vec` or [`Range`].
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is neither an array column nor a range",
    label = "this method needs an array column or a range",
    note = "compare a text with `\"\"`",
    note = "docs: peristyle::rules::P03"
)]
pub trait HasContents {
    /// Tests whether the column contains nothing.
    #[doc(hidden)]
    fn is_empty(place: Place) -> Tested;
}

#[diagnostic::do_not_recommend]
impl<E> HasContents for Vec<E>
where
    Self: ArrayColumn,
{
    fn is_empty(Place { column, table }: Place) -> Tested {
        let none = typed(0_i32, table).map(|none| ExtractedTest::Compared(BinOper::Equal, none));
        Tested(none.map(|none| Test::Extracted(Box::new((ExtractedFrom::Called("cardinality", column), none)))))
    }
}

#[diagnostic::do_not_recommend]
impl<E: RangeElement> HasContents for Range<E> {
    fn is_empty(place: Place) -> Tested {
        let called = ExtractedFrom::Called("isempty", place.column);
        Tested(Ok(Test::Extracted(Box::new((called, ExtractedTest::True)))))
    }
}
