//! The OpenAPI document, which is made of the handlers and the tables.

use std::collections::BTreeMap;

use peristyle::axum::Problem;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, Modify, OpenApi};

/// What is not about one handler.
#[derive(OpenApi)]
#[openapi(
    info(title = "A shop for many organizations", description = "Every row belongs to the organization of the caller."),
    components(schemas(Problem)),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
pub struct Documentation;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let scheme = scheme.description(Some("An API key, or a token of `POST /tokens`."));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// The errors, which every handler answers with.
pub struct Refused;

impl IntoResponses for Refused {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let problem = |description: &str| {
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let response = ResponseBuilder::new().description(description).content("application/problem+json", content);
            RefOr::T(response.build())
        };
        let refused = "The request is refused: `code` says why, and `errors` names each field.";
        let failed = "The service failed. After 503, the request may be sent again.";
        [("4XX".to_owned(), problem(refused)), ("5XX".to_owned(), problem(failed))].into()
    }
}
