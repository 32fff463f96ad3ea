//! malformed, malformed: what follows from a misspelt `exclude` or `unique` is not reported

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A room that somebody booked.
#[table(name = "org_bookings", tenant = Organization, exclud(room with "=", during with "&&"), uniqe(room, nulls_not_distinct))]
pub struct Booking {
    pub id: Id<Booking>,
    pub organization_id: Id<Organization>,
    pub room: Option<i32>,
    pub during: peristyle::Range<peristyle::Timestamp>,
}

schema! { pub SCHEMA = [Organization, Booking] }

fn main() {}
