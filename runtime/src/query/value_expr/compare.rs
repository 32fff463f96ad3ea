//! Expressions as conditions and orders.

use std::sync::Arc;

use super::arithmetic::combined;
use super::{InUpdate, Mark, Operand, ValueExpr};
use crate::query::from::NoAlias;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::value_parts::{Origin, Parts};
use crate::query::{Column, Nullable, Order, Predicate};
use crate::{ColumnType, Table};

impl<T: Table, V: ColumnType> Column<T, V> {
    /// This column as an expression, for a comparison with another expression:
    /// `Product::CREATED_AT.expr().lt(now() - month)`.
    ///
    /// Its type is the SQL type of its Rust type: a `citext` column is compared as a `text`.
    pub fn expr(self) -> ValueExpr<T, V> {
        ValueExpr::new(Ok(Parts::column(self.def(), Origin::Stored)))
    }
}

/// Comparisons with a value, a column or an expression. As in SQL, a comparison with NULL is never true.
///
/// A result that is out of range, and a division by zero, is an [`Error::OutOfRange`](crate::Error::OutOfRange) of a select. PostgreSQL chooses
/// which conditions it evaluates first, so a condition beside it does not keep a division from zero: divide by an
/// expression that is never zero.
///
/// An index serves the condition only if it has the same expression.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization)]
/// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub sku: String, pub stock: i32, pub reserved: i32 }
/// # fn list(tenant: Tenant<Organization>) {
/// use peristyle::Interval;
/// use peristyle::query::now;
///
/// let week = Interval { days: 7, ..Interval::ZERO };
/// let scarce = Product::select(tenant)
///     .filter((Product::STOCK - Product::RESERVED).lt(5))
///     .filter(Product::SKU.lower().ne("lamp"))
///     .filter(Product::CREATED_AT.expr().gt(now() - week))
///     .order_by((Product::STOCK - Product::RESERVED).asc())
///     .limit(20);
/// # let _ = scarce;
/// # }
/// ```
impl<T: Table, V: ColumnType, S: Mark, E: Mark> ValueExpr<T, V, S, E> {
    /// `=`
    pub fn eq<R>(self, other: R) -> Predicate<T>
    where
        S: InUpdate,
        R: Operand<T, V::Base, Source: InUpdate>,
    {
        self.compared(" = ", other)
    }

    /// `<>`. It is not true for NULL.
    pub fn ne<R>(self, other: R) -> Predicate<T>
    where
        S: InUpdate,
        R: Operand<T, V::Base, Source: InUpdate>,
    {
        self.compared(" <> ", other)
    }

    /// `<`
    pub fn lt<R>(self, other: R) -> Predicate<T>
    where
        S: InUpdate,
        R: Operand<T, V::Base, Source: InUpdate>,
    {
        self.compared(" < ", other)
    }

    /// `<=`
    pub fn le<R>(self, other: R) -> Predicate<T>
    where
        S: InUpdate,
        R: Operand<T, V::Base, Source: InUpdate>,
    {
        self.compared(" <= ", other)
    }

    /// `>`
    pub fn gt<R>(self, other: R) -> Predicate<T>
    where
        S: InUpdate,
        R: Operand<T, V::Base, Source: InUpdate>,
    {
        self.compared(" > ", other)
    }

    /// `>=`
    pub fn ge<R>(self, other: R) -> Predicate<T>
    where
        S: InUpdate,
        R: Operand<T, V::Base, Source: InUpdate>,
    {
        self.compared(" >= ", other)
    }

    /// `IS NULL`
    pub fn is_null(self) -> Predicate<T>
    where
        S: InUpdate,
        V: Nullable,
    {
        Predicate::test(self.parts.map(|parts| holds(parts.suffixed(" IS NULL"))))
    }

    /// `IS NOT NULL`
    pub fn is_not_null(self) -> Predicate<T>
    where
        S: InUpdate,
        V: Nullable,
    {
        Predicate::test(self.parts.map(|parts| holds(parts.suffixed(" IS NOT NULL"))))
    }

    /// Orders by this expression, ascending.
    pub fn asc(self) -> Order<T>
    where
        S: InUpdate,
    {
        self.ordered(false)
    }

    /// Orders by this expression, descending.
    pub fn desc(self) -> Order<T>
    where
        S: InUpdate,
    {
        self.ordered(true)
    }

    fn compared<R: Operand<T, V::Base>>(self, operator: &'static str, other: R) -> Predicate<T> {
        Predicate::test(combined(self.parts, operator, other).map(holds))
    }

    fn ordered(self, descending: bool) -> Order<T, NoAlias> {
        let column = ColumnRef(const { &crate::table::column::<V>("expression", "") });
        Order::by_expression(column, self.parts.map(Arc::new), descending)
    }
}

fn holds(parts: Parts) -> Test {
    Test::Holds(Box::new(parts))
}
