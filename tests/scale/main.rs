//! The rows of tenants spread over partitions and over nodes.

mod citus;
mod tenant_partitions;
