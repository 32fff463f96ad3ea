//! SQL in front of tables and behind them.

use peristyle::prelude::*;

/// What was seen.
#[table(
    name = "sightings",
    sql_before(name = "how far is far", sql = "CREATE FUNCTION far() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 9"),
    sql_after(name = "what is far", sql = "CREATE VIEW far WITH (security_invoker) AS SELECT * FROM sightings WHERE away > far();")
)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub away: i32,
}

schema! {
    pub SCHEMA = [Sighting];
    sql_before(name = "likeness", sql = "CREATE EXTENSION IF NOT EXISTS pg_trgm");
    sql_after(
        name = "reports",
        sql = "GRANT SELECT ON sightings TO CURRENT_USER",
    );
    waive(sql_keeps_guards = "the reports\nread all");
    sql_after(name = "nothing", sql = "DO $$ BEGIN NULL; END $$", again = "SELECT 1");
}
