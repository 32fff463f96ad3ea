//! The condition for the rows after a position in an ordered list.

use sea_query::{Expr, ExprTrait, Value};

use crate::ColumnDef;
use crate::query::cast;
use crate::query::page::place::{Returned, from_text};

/// An ordered column and its value at the position.
pub(super) struct Step {
    column: Expr,
    /// `None` for NULL.
    bound: Option<Expr>,
    descending: bool,
    /// Whether rows with NULL in the column come after all others.
    nulls_behind: bool,
}

/// The rows after the position; with `inclusive`, the row at the position too.
pub(super) fn behind(steps: Vec<Step>, inclusive: bool) -> Expr {
    if steps.iter().all(|step| step.is_plain() && step.descending == steps[0].descending) {
        return row(steps, inclusive);
    }
    bounded(&steps, inclusive)
}

/// A value as text, cast to the type of the column.
fn bound(text: &str, column: &ColumnDef) -> Expr {
    let cast = from_text(&cast::compared(column));
    Expr::cust_with_values(format!("$1{cast}"), [Value::String(Some(text.to_owned()))])
}

impl Step {
    /// A column or an expression with the type of `def`, and its value at the position; `None` for NULL.
    pub(super) fn new(
        column: Expr,
        def: &ColumnDef,
        value: Option<&Returned>,
        descending: bool,
        nulls_behind: bool,
    ) -> Self {
        Self { column, bound: value.map(|value| bound(&value.text, def)), descending, nulls_behind }
    }

    /// Whether the column can be part of a row comparison, which is never true for NULL.
    const fn is_plain(&self) -> bool {
        self.bound.is_some() && !self.nulls_behind
    }

    fn further(&self) -> Expr {
        let column = || self.column.clone();
        let beyond = |bound: &Expr| match self.descending {
            true => column().lt(bound.clone()),
            false => column().gt(bound.clone()),
        };
        match &self.bound {
            Some(bound) if self.nulls_behind => beyond(bound).or(column().is_null()),
            Some(bound) => beyond(bound),
            None if self.nulls_behind => Expr::cust("FALSE"),
            None => column().is_not_null(),
        }
    }

    fn same(&self) -> Expr {
        match &self.bound {
            Some(bound) => self.column.clone().eq(bound.clone()),
            None => self.column.clone().is_null(),
        }
    }
}

/// One row comparison, which an index in that order can answer.
fn row(steps: Vec<Step>, inclusive: bool) -> Expr {
    let descending = steps.first().is_some_and(|step| step.descending);
    let (columns, bounds): (Vec<_>, Vec<_>) =
        steps.into_iter().filter_map(|step| Some((step.column, step.bound?))).unzip();
    let (columns, bounds) = (Expr::tuple(columns), Expr::tuple(bounds));
    match (descending, inclusive) {
        (false, false) => columns.gt(bounds),
        (false, true) => columns.gte(bounds),
        (true, false) => columns.lt(bounds),
        (true, true) => columns.lte(bounds),
    }
}

/// A comparison column by column, with a bound on the first column, where an index can start.
fn bounded(steps: &[Step], inclusive: bool) -> Expr {
    let each = step_by_step(steps, inclusive);
    match steps.first() {
        Some(Step { column, bound: Some(bound), descending, nulls_behind: false }) => match descending {
            true => column.clone().lte(bound.clone()).and(each),
            false => column.clone().gte(bound.clone()).and(each),
        },
        _ => each,
    }
}

fn step_by_step(steps: &[Step], inclusive: bool) -> Expr {
    match steps {
        [] => Expr::cust("TRUE"),
        [last] if inclusive => last.further().or(last.same()),
        [last] => last.further(),
        [first, rest @ ..] => first.further().or(first.same().and(step_by_step(rest, inclusive))),
    }
}
