use peristyle::prelude::*;

/// Where an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "order_status")]
pub enum OrderStatus {
    Open,
    Paid,
}

/// An order.
#[table(name = "orders")]
pub struct Order {
    pub id: Id<Order>,
    pub status: OrderStatus,
    #[column(generated(sql = "status = 'paid'", virtual))]
    pub is_paid: bool,
}

fn main() {}
