//! Tables in parts, and how they are stored.

use peristyle::prelude::*;

/// Where something was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "continent")]
pub enum Continent {
    Asia,
    Europe,
}

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What was seen, by its tenant.
#[table(name = "org_sightings", tenant = Organization, partition(hash(organization_id), 4), with(fillfactor = 70))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub organization_id: Id<Organization>,
    #[column(collate = "C")]
    pub region: String,
    #[column(varchar(20), collate = "de-x-icu")]
    pub place: Option<String>,
}

/// What was counted, by the year and the month.
#[table(
    schema = "counting",
    name = "counts",
    append_only,
    waive(primary_key = "ids are made by the application alone"),
    partition(
        range(year, month),
        child("counts_before", from(minvalue, minvalue), to(2026, 1)),
        child("counts_2026", from(2026, 1), to(2027, minvalue)),
        child("counts_rest", default),
    )
)]
pub struct Count {
    pub id: Id<Count>,
    pub year: i32,
    pub month: i32,
}

/// What was drawn.
#[table(
    name = "drawings",
    waive(primary_key = "ids are made by the application alone"),
    partition(
        list(continent),
        child("drawings_asia", Continent::Asia),
        child("drawings_nowhere", null),
        child("drawings_rest", default)
    )
)]
pub struct Drawing {
    pub id: Id<Drawing>,
    pub continent: Continent,
}

/// What may be lost.
#[table(name = "drafts", unlogged, tablespace = "pg_default", with(fillfactor = 50, toast.autovacuum_enabled = false, autovacuum_enabled = false))]
pub struct Draft {
    pub id: Id<Draft>,
    pub text: String,
}

/// What was heard. An older database named the partitions of a hash.
#[table(name = "sounds", partition(hash(id), child("sounds_low"), child("sounds_middle"), child("sounds_high")))]
pub struct Sound {
    pub id: Id<Sound>,
}

/// What was logged: another program adds a partition each month.
#[table(
    name = "org_logs",
    tenant = Organization,
    append_only,
    partition(range(created_at), child("org_logs_rest", default), at_run_time = "pg_partman adds one each month"),
    waive(primary_key = "ids are made by the application alone")
)]
pub struct Log {
    pub id: Id<Log>,
    pub organization_id: Id<Organization>,
}

/// What was smelt: the operators decide how many partitions there are.
#[table(name = "smells", partition(hash(id), at_run_time = "the operators decide how many there are"))]
pub struct Smell {
    pub id: Id<Smell>,
}

schema! { pub SCHEMA = [Organization, Sighting, Count, Drawing, Draft, Sound, Log, Smell] }
