//! Whether an index has exactly the rows of a list, in the order of the list, whatever the values of the statement are.
//!
//! The plan that fits such a list does not depend on the tenant or on a value: it reads the index from one place on.

use sea_query::{BinOper, Value};

use crate::definition::{Condition, IndexColumn, IndexDef, IndexMethod, Nulls, Tenancy};
use crate::query::tree::bool_expr::{Join, Node, Test};
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::select::{Deleted, SelectTree};
use crate::query::tree::sort::Sort;
use crate::query::tree::time::Time;
use crate::quote::Literal;
use crate::{ColumnDef, SqlType};

/// A column that is equal to a value.
type Equal<'tree> = (&'static ColumnDef, &'tree Value);

impl SelectTree {
    /// Whether the list is read in the order of an index, without a sort and without rows that a condition removes. Soft-deleted rows
    /// are removed from an index that has them. `behind` is whether the list starts after a row.
    pub(crate) fn is_in_index_order(&self, behind: bool) -> bool {
        let one_table = self.sources.len() == 1 && self.time == Time::Now && !self.is_across();
        let rows = !self.distinct && self.grouping.is_none() && self.rank.is_none() && self.is_unbound();
        if !one_table || !rows || self.orders.is_empty() || self.deleted == Deleted::Only {
            return false;
        }
        // The plan for any tenant reads all partitions.
        if self.table().partition.is_some() || matches!(self.table().tenancy, Tenancy::Root { .. }) {
            return false;
        }
        if self.orders.iter().any(|sort| sort.expression.is_some()) || behind && !self.is_one_row_comparison() {
            return false;
        }
        match self.equal() {
            Some(equal) if equal.is_empty() && self.is_by_key() => true,
            Some(equal) => self.table().indexes.iter().any(|index| self.is_order_of(index, &equal)),
            None => false,
        }
    }

    fn is_by_key(&self) -> bool {
        self.by_key(&self.orders, false) || self.by_key(&self.orders, true)
    }

    /// Whether the rows behind a row are those of one row comparison, at which the scan of an index starts.
    fn is_one_row_comparison(&self) -> bool {
        let descending = self.orders[0].direction.descending;
        self.orders.iter().all(|sort| sort.direction.descending == descending && !self.is_nullable(sort))
    }

    /// The columns that the conditions compare with values, if they do nothing else.
    fn equal(&self) -> Option<Vec<Equal<'_>>> {
        let mut equal = Vec::new();
        for node in self.conditions.iter().flat_map(|condition| condition.nodes()) {
            match node {
                Node::Joined(Join::And, _) => {}
                Node::Test(0, Test::Compared(ColumnRef(column), BinOper::Equal, value)) => equal.push((*column, value)),
                _ => return None,
            }
        }
        Some(equal)
    }

    fn is_order_of(&self, index: &IndexDef, equal: &[Equal<'_>]) -> bool {
        let def = self.table();
        let sorted = index.method == IndexMethod::Btree && index.is_over_columns() && !index.exclusion;
        if !sorted || index.global || index.queue || index.columns.iter().any(is_unusual) {
            return false;
        }
        // An index of live rows has no others.
        if def.deleted_at().is_some() && !index.including_deleted && self.deleted != Deleted::Hidden {
            return false;
        }
        let (covered, rest): (Vec<Equal<'_>>, Vec<Equal<'_>>) =
            equal.iter().copied().partition(|equal| index.only.is_some_and(|only| is_condition(only, equal)));
        if covered.len() != usize::from(index.only.is_some()) || rest.len() > index.columns.len() {
            return false;
        }
        let own = index.columns.iter().filter(|column| Some(column.name) != def.tenant_column());
        let is = |column: &IndexColumn, equal: &Equal<'_>| equal.0.name == column.name;
        // What is equal to a value has no order.
        let ordered: Vec<&IndexColumn> =
            own.clone().skip_while(|column| covered.iter().chain(&rest).any(|equal| is(column, equal))).collect();
        let first = own.count() - ordered.len();
        let is_first = |equal: &Equal<'_>| index.columns.iter().any(|column| is(column, equal));
        let starts = rest.iter().all(|equal| is_first(equal) && has_leakproof_equality(equal.0.sql_type));
        let is_consumed =
            rest.len() <= first && !ordered.iter().any(|column| rest.iter().any(|equal| is(column, equal)));
        starts && is_consumed && !repeats(&rest) && self.follows(index, &ordered)
    }

    /// Whether the orders are these columns of the index, and then the primary key that it ends with, read in one direction.
    fn follows(&self, index: &IndexDef, columns: &[&IndexColumn]) -> bool {
        let def = self.table();
        let Some((first, column)) = self.orders.first().zip(columns.first()) else { return false };
        let backward = first.direction.descending != column.descending;
        let is_same = |sort: &Sort, column: &IndexColumn| {
            let nulls_last = column.nulls.map_or(!column.descending, |nulls| nulls == Nulls::Last);
            sort.is_by(0, column.name)
                && (sort.direction.descending != column.descending) == backward
                && (!sort.column.nullable || (sort.direction.nulls_last() != nulls_last) == backward)
        };
        let declared = self.orders.len().min(columns.len());
        if !self.orders.iter().zip(columns).all(|(sort, column)| is_same(sort, column)) {
            return false;
        }
        let mut rest = self.orders[declared..].iter();
        // No two rows are equal in all columns of a unique index, so what follows orders nothing.
        if rest.len() == 0 || index.unique && columns.iter().all(|column| !self.is_nullable_column(column)) {
            return true;
        }
        // Behind an order the index of a tenant table has the key, in the direction of the last column.
        let is_ended = def.tenant_column().is_some() && !index.unique && index.columns.iter().any(|own| own.descending);
        let descending = index.columns.last().is_some_and(|last| last.descending);
        let has = |key: &&&str| index.columns.iter().any(|column| column.name == **key);
        let mut key = def.key.iter().filter(|key| !has(key));
        is_ended
            && rest.all(|sort| {
                key.next().is_some_and(|key| sort.is_by(0, key))
                    && (sort.direction.descending != descending) == backward
            })
    }

    fn is_nullable_column(&self, column: &IndexColumn) -> bool {
        self.table().column(column.name).is_none_or(|def| def.nullable)
    }
}

/// Whether the order of the column is not that of its type.
fn is_unusual(column: &IndexColumn) -> bool {
    column.ops.is_some() || column.collation.is_some()
}

fn repeats(equal: &[Equal<'_>]) -> bool {
    equal.iter().enumerate().any(|(at, (one, _))| equal[..at].iter().any(|(other, _)| one.name == other.name))
}

/// Whether the predicate of a partial index is this comparison with a variant of an enum, which statements write out.
fn is_condition(only: Condition, (column, value): &Equal<'_>) -> bool {
    let (SqlType::Enum(_), Value::String(Some(label))) = (column.sql_type, value) else { return false };
    let condition = format!("\"{}\" = {}", column.name, Literal(label));
    only.concat() == condition
}

/// Whether row level security lets a comparison with a value start the scan of an index.
fn has_leakproof_equality(sql_type: SqlType) -> bool {
    matches!(
        sql_type,
        SqlType::Boolean
            | SqlType::SmallInt
            | SqlType::Integer
            | SqlType::BigInt
            | SqlType::Text
            | SqlType::Varchar(_)
            | SqlType::Uuid
            | SqlType::Date
            | SqlType::TimestampTz
    )
}
