//! The span of each statement, as a subscriber collects it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use peristyle::prelude::*;
use peristyle::raw;
use tracing::Dispatch;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id as SpanId, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use super::{Shop, lamp};
use crate::shop::{Country, CountryInsert, Product, ProductUpdate};

type Fields = BTreeMap<&'static str, String>;

/// Collects the fields of all spans of statements, in the order in which they are closed.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Fields>>>);

struct Visitor<'fields>(&'fields mut Fields);

impl Visit for Visitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl<S: tracing::Subscriber + for<'span> LookupSpan<'span>> Layer<S> for Collector {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &SpanId, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Visitor(&mut fields));
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &SpanId, record: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let mut extensions = span.extensions_mut();
        record.record(&mut Visitor(extensions.get_mut::<Fields>().unwrap()));
    }

    fn on_close(&self, id: SpanId, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        if span.metadata().target() == "peristyle::statement" {
            let fields = span.extensions_mut().remove::<Fields>().unwrap();
            self.0.lock().unwrap().push(fields);
        }
    }
}

impl Collector {
    /// The spans since the last call.
    fn take(&self) -> Vec<Fields> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    fn one(&self) -> Fields {
        let spans = self.take();
        assert_eq!(spans.len(), 1, "{spans:?}");
        spans.into_iter().next().unwrap()
    }
}

fn is(fields: &Fields, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(fields.get(name).map_or("", String::as_str), *value, "{name} of {fields:?}");
    }
}

/// While a process has one subscriber, a place in the source that is reached first by another thread, which has none, is switched off for all threads. With two
/// of them both are asked.
fn second_subscriber() -> Dispatch {
    Dispatch::new(tracing_subscriber::registry())
}

#[tokio::test]
async fn each_statement_has_a_span_without_values() {
    let shop = Shop::open().await;
    let collector = Collector::default();
    let subscriber = tracing_subscriber::registry().with(collector.clone());
    let _second = second_subscriber();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (tenant, pool) = (shop.ours, &shop.pool);
    let mut all = Vec::new();
    let mut one = || {
        let span = collector.one();
        all.push(span.clone());
        span
    };

    let product = Product::insert(tenant, lamp("secret-1")).fetch_one(pool).await.unwrap();
    let inserted = one();
    is(
        &inserted,
        &[
            ("otel.name", "INSERT org_products"),
            ("otel.kind", "client"),
            ("db.system.name", "postgresql"),
            ("db.collection.name", "org_products"),
            ("db.operation.name", "INSERT"),
            ("db.response.returned_rows", "1"),
            ("error.type", ""),
        ],
    );
    let seconds: f64 = inserted["db.client.operation.duration"].parse().unwrap();
    assert!(seconds > 0.0 && seconds < 60.0);

    Product::insert(tenant, lamp("secret-1")).execute(pool).await.unwrap_err();
    is(&one(), &[("error.type", "unique"), ("otel.status_code", "ERROR"), ("db.response.returned_rows", "")]);
    let mut tx = shop.begin().await;
    Product::update(tenant, product.id, ProductUpdate::new().name("secret name")).execute(&mut tx).await.unwrap();
    is(&one(), &[("otel.name", "UPDATE org_products"), ("peristyle.affected_rows", "1")]);
    Product::insert_many(tenant, ["secret-2", "secret-3"].map(lamp)).execute(&mut tx).await.unwrap();
    is(&one(), &[("otel.name", "INSERT org_products"), ("peristyle.affected_rows", "2")]);
    let listed =
        Product::select(tenant).filter(Product::SKU.ne("secret-9")).limit(10).fetch_all(&mut tx).await.unwrap();
    is(&one(), &[("otel.name", "SELECT org_products"), ("db.response.returned_rows", "3")]);
    assert_eq!(listed.len(), 3);
    let mut rows = Product::select(tenant).fetch(&mut tx).batch(2);
    while rows.try_next().await.unwrap().is_some() {}
    drop(rows);
    is(&one(), &[("otel.name", "SELECT org_products"), ("db.response.returned_rows", "3")]);
    Product::delete(tenant, product.id).execute(tx.committing()).await.unwrap();
    is(&one(), &[("otel.name", "UPDATE org_products"), ("peristyle.affected_rows", "1")]);
    Product::find(tenant, product.id).fetch_one(pool).await.unwrap_err();
    // The statement found no row; that this is an error is the decision of the caller.
    is(&one(), &[("db.response.returned_rows", "0"), ("error.type", "")]);
    let mut tx = shop.begin().await;
    raw::<String>("SELECT 'secret-4'::text").fetch_one(&mut tx).await.unwrap();
    is(&one(), &[("otel.name", "postgresql"), ("db.collection.name", ""), ("db.operation.name", "")]);
    drop(tx);
    let country = Country::insert(CountryInsert::new("zz")).fetch_one(pool).await.unwrap();
    is(&one(), &[("otel.name", "INSERT countries"), ("peristyle.tenant_hash", "")]);
    Country::delete(country.id).execute(pool).await.unwrap();
    is(&one(), &[("otel.name", "DELETE countries")]);

    let hash = inserted["peristyle.tenant_hash"].clone();
    Product::find(shop.theirs, product.id).fetch_optional(pool).await.unwrap();
    assert_ne!(one()["peristyle.tenant_hash"], hash);
    let ids = [shop.ours.id(), shop.theirs.id()].map(|id| id.to_string());
    for (name, value) in all.iter().flatten() {
        assert!(!value.contains("secret") && !value.contains("zz"), "{name} = {value}");
        assert!(!value.contains(&product.id.to_string()), "{name} = {value}");
        for id in &ids {
            assert!(!value.contains(id.as_str()) && !value.contains(&id.replace('-', "")), "{name} = {value}");
        }
    }
}

#[tokio::test]
async fn a_subscriber_that_wants_no_spans_gets_none() {
    let shop = Shop::open().await;
    let collector = Collector::default();
    let filtered = collector.clone().with_filter(tracing_subscriber::filter::LevelFilter::WARN);
    let _second = second_subscriber();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(filtered));
    Product::insert(shop.ours, lamp("L-1")).execute(&shop.pool).await.unwrap();
    assert_eq!(collector.take(), []);
}
