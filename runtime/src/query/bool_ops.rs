//! Conditions over several tables.

use std::ops::Not;

use crate::Error;
use crate::query::HavingOn;
use crate::query::predicate::{FilterExpr, FilterOn};
use crate::query::tree::bool_expr::{BoolExpr, Join};

/// All conditions must hold. They may concern any of the joined tables: `all((Product::SKU.eq("L-1"),
/// Category::NAME.eq("Lamps")))`.
pub fn all<C>(conditions: C) -> Combined<C> {
    Combined { conditions, join: Join::And, negated: false }
}

/// At least one condition must hold. They may concern any of the joined tables.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// A group of products.
/// # #[table(name = "org_categories", tenant = Organization)]
/// # pub struct Category { pub id: Id<Category>, pub organization_id: Id<Organization>, pub name: String }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization)]
/// # pub struct Product {
/// #     pub id: Id<Product>,
/// #     pub organization_id: Id<Organization>,
/// #     pub name: String,
/// #     #[column(on_delete = restrict, why = "a category in use stays")]
/// #     pub category_id: Id<Category>,
/// # }
/// # fn search(tenant: Tenant<Organization>) {
/// use peristyle::query::any;
///
/// let found = Product::select(tenant)
///     .join(Product::CATEGORY_ID)
///     .filter(any((Product::NAME.starts_with("La"), Category::NAME.starts_with("La"))));
/// # let _ = found;
/// # }
/// ```
pub fn any<C>(conditions: C) -> Combined<C> {
    Combined { conditions, join: Join::Or, negated: false }
}

/// Conditions combined by [`all`] or [`any`]. `!` negates them.
#[must_use = "a condition does nothing until it is passed to `.filter(...)`"]
#[derive(Debug)]
pub struct Combined<C> {
    conditions: C,
    join: Join,
    negated: bool,
}

impl<C> Not for Combined<C> {
    type Output = Self;

    fn not(self) -> Self {
        Self { negated: !self.negated, ..self }
    }
}

impl<C> Combined<C> {
    fn of(join: Join, negated: bool, first: BoolExpr, others: impl IntoIterator<Item = BoolExpr>) -> FilterExpr {
        let term = others.into_iter().fold(first, |term, other| term.joined(join, other));
        FilterExpr(if negated { term.negated() } else { term })
    }
}

macro_rules! tuples {
    ($(($first:ident $first_place:ident $(, $condition:ident $place:ident)*))*) => {
        $(impl<S, $first, $first_place $(, $condition, $place)*> FilterOn<S, ($first_place, $($place,)*)>
            for Combined<($first, $($condition,)*)>
        where
            $first: FilterOn<S, $first_place>,
            $($condition: FilterOn<S, $place>),*
        {
            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn term(self) -> Result<FilterExpr, Error> {
                let ($first, $($condition,)*) = self.conditions;
                Ok(Self::of(self.join, self.negated, $first.term()?.0, [$($condition.term()?.0),*]))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S, $first, $first_place $(, $condition, $place)*> HavingOn<S, ($first_place, $($place,)*)>
            for Combined<($first, $($condition,)*)>
        where
            $first: HavingOn<S, $first_place>,
            $($condition: HavingOn<S, $place>),*
        {
            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn group_term(self) -> Result<FilterExpr, Error> {
                let ($first, $($condition,)*) = self.conditions;
                let others = [$($condition.group_term()?.0),*];
                Ok(Self::of(self.join, self.negated, $first.group_term()?.0, others))
            }
        })*
    };
}

crate::query::tuples::up_to_eight!(tuples);
