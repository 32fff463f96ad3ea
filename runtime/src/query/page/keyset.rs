//! The condition that a row lies behind a place in the order of a list.

use sea_query::{Expr, ExprTrait, Value};

use crate::ColumnDef;
use crate::query::aliases::Aliases;
use crate::query::cast;
use crate::query::select_tree::{SelectTree, Sort};

/// An ordered column, and its value at the place.
struct Step {
    column: Expr,
    /// NULL at the place when there is none.
    bound: Option<Expr>,
    descending: bool,
    /// Rows may hold NULL there.
    nullable: bool,
}

/// Rows behind the place; with `inclusive` the row at it too.
pub(super) fn behind(
    tree: &SelectTree,
    sorts: &[Sort],
    names: &Aliases,
    place: &[Option<String>],
    inclusive: bool,
) -> Expr {
    let step = |(sort, value): (&Sort, &Option<String>)| Step {
        column: names.column(sort.source, sort.column.name),
        bound: value.as_ref().map(|text| bound(text, &sort.column)),
        descending: sort.descending,
        nullable: sort.column.nullable || tree.sources[sort.source].outer(),
    };
    let steps: Vec<Step> = sorts.iter().zip(place).map(step).collect();
    if steps.iter().all(|step| step.is_plain() && step.descending == steps[0].descending) {
        return row(steps, inclusive);
    }
    bounded(&steps, inclusive)
}

/// The text of a value, as the column's type.
fn bound(text: &str, column: &ColumnDef) -> Expr {
    let cast = cast::from_text(column.sql_type);
    Expr::cust_with_values(format!("$1{cast}"), [Value::String(Some(text.to_owned()))])
}

impl Step {
    /// Compared as part of a row: in ascending order a NULL lies behind every value, which a comparison of rows does not see. In descending order it
    /// lies before.
    const fn is_plain(&self) -> bool {
        self.bound.is_some() && (self.descending || !self.nullable)
    }

    fn further(&self) -> Expr {
        let column = || self.column.clone();
        match (&self.bound, self.descending) {
            (Some(bound), true) => column().lt(bound.clone()),
            (Some(bound), false) if self.nullable => column().gt(bound.clone()).or(column().is_null()),
            (Some(bound), false) => column().gt(bound.clone()),
            (None, true) => column().is_not_null(),
            (None, false) => Expr::cust("FALSE"),
        }
    }

    fn same(&self) -> Expr {
        match &self.bound {
            Some(bound) => self.column.clone().eq(bound.clone()),
            None => self.column.clone().is_null(),
        }
    }
}

/// One comparison of rows, which an index in that order answers.
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

/// Column by column, with the bound of the first one apart: an index begins there.
fn bounded(steps: &[Step], inclusive: bool) -> Expr {
    let each = step_by_step(steps, inclusive);
    match steps.first() {
        Some(Step { column, bound: Some(bound), descending: true, .. }) => column.clone().lte(bound.clone()).and(each),
        Some(Step { column, bound: Some(bound), nullable: false, .. }) => column.clone().gte(bound.clone()).and(each),
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
