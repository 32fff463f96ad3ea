//! What is bought.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Organization, Product};

/// Someone who buys from an organization.
#[table(name = "org_customers", tenant = Organization, unique(email), derive_insert(Deserialize))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The primary key.
    pub id: Id<Customer>,
    /// The organization that sells to the customer.
    pub organization_id: Id<Organization>,
    /// The name of the customer.
    #[column(max_len = 255)]
    pub name: String,
    /// The email address.
    #[column(max_len = 320)]
    pub email: String,
}

/// The status of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "order_status", serde)]
pub enum OrderStatus {
    /// Not yet confirmed to the customer.
    Placed,
    /// Confirmed by a worker.
    Confirmed,
}

/// An order of a customer.
#[table(name = "org_orders", tenant = Organization, index(created_at(desc)))]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    /// The primary key.
    pub id: Id<Order>,
    /// The organization that sells.
    pub organization_id: Id<Organization>,
    /// Who buys.
    #[column(on_delete = restrict, why = "the accounts need the customer of each order")]
    pub customer_id: Id<Customer>,
    /// The status.
    #[column(default = OrderStatus::Placed)]
    pub status: OrderStatus,
    /// The sum of the lines.
    #[column(numeric(12, 2))]
    pub total: Decimal,
}

/// A line of an order.
#[table(
    name = "org_order_lines",
    tenant = Organization,
    unique(order_id, product_id),
    check(quantity > 0, message = "the quantity must be positive")
)]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderLine {
    /// The primary key.
    pub id: Id<OrderLine>,
    /// The organization that sells.
    pub organization_id: Id<Organization>,
    /// The order.
    #[column(on_delete = cascade, why = "a line is a part of its order")]
    pub order_id: Id<Order>,
    /// The product.
    #[column(on_delete = restrict, why = "a product that was sold is retired, not deleted")]
    pub product_id: Id<Product>,
    /// The number of pieces.
    pub quantity: i32,
    /// The price of one piece when it was bought.
    #[column(numeric(10, 2))]
    pub price: Decimal,
}
