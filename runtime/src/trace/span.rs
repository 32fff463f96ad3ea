use std::time::Instant;

use tracing::Instrument;
use tracing::field::Empty;
use uuid::Uuid;

use super::Rows;
use crate::Error;
use crate::query::{Statement, Verb};

/// The span of a statement.
pub(crate) struct Span(tracing::Span);

impl Span {
    /// Neither the SQL nor a value is in it: a condition of your own may contain a literal.
    pub(crate) fn of(statement: &Statement) -> Self {
        let span = tracing::info_span!(
            target: "peristyle::statement",
            "statement",
            otel.name = Empty,
            otel.kind = "client",
            otel.status_code = Empty,
            "error.type" = Empty,
            db.system.name = "postgresql",
            db.collection.name = Empty,
            db.operation.name = Empty,
            db.response.returned_rows = Empty,
            db.client.operation.duration = Empty,
            peristyle.affected_rows = Empty,
            peristyle.tenant_hash = Empty,
        );
        if span.is_disabled() {
            return Self(span);
        }
        let (operation, table) = (operation(statement.target.verb), statement.target.table);
        let table = Some(table.qualified().to_string()).filter(|_| !table.name.is_empty());
        let name = [operation, table.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        span.record("otel.name", if name.is_empty() { "postgresql" } else { name.as_str() });
        span.record("db.operation.name", operation);
        span.record("db.collection.name", table.as_deref());
        span.record("peristyle.tenant_hash", statement.tenant.map(hash).as_deref());
        Self(span)
    }

    pub(crate) async fn around<T>(
        self,
        statement: impl Future<Output = Result<T, Error>>,
        rows: impl FnOnce(&T) -> Rows,
    ) -> Result<T, Error> {
        let Self(span) = self;
        if span.is_disabled() {
            return statement.await;
        }
        let start = Instant::now();
        let answer = statement.instrument(span.clone()).await;
        span.record("db.client.operation.duration", start.elapsed().as_secs_f64());
        match answer.as_ref().map(rows) {
            Ok(Rows::Returned(count)) => span.record("db.response.returned_rows", count),
            Ok(Rows::Affected(count)) => span.record("peristyle.affected_rows", count),
            Err(error) => span.record("otel.status_code", "ERROR").record("error.type", error.code()),
        };
        answer
    }
}

const fn operation(verb: Verb) -> Option<&'static str> {
    match verb {
        Verb::Read | Verb::Continue | Verb::Compute { .. } => Some("SELECT"),
        Verb::Insert | Verb::Upsert => Some("INSERT"),
        Verb::Change => Some("UPDATE"),
        Verb::Remove => Some("DELETE"),
        Verb::Raw => None,
    }
}

/// FNV-1a of 64 bits. All processes write the same text for a tenant. An id has 122 bits, so the text is that of many ids.
fn hash(tenant: Uuid) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    format!("{:016x}", tenant.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_one_hash_and_another_tenant_another() {
        let one = Uuid::from_u128(1);
        assert_eq!(hash(one), hash(one));
        assert_ne!(hash(one), hash(Uuid::from_u128(2)));
        assert_eq!(hash(one).len(), 16);
    }
}
