//! Who is calling: the one place where the tenant of a request is found.

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use chrono::Utc;
use peristyle::Tenant;
use peristyle::axum::{CurrentTenant, Problem, RequestTenant};
use peristyle::transaction::TransactionOptions;
use sha2::{Digest, Sha256};
use shop_schema::{ApiKey, Organization};
use sqlx::PgPool;

use crate::App;

/// How the caller was authenticated, for the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// By an API key.
    ApiKey,
    /// By a token.
    Token,
}

impl Caller {
    /// Returns the name for the audit log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "api key",
            Self::Token => "token",
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    /// Authenticates the request, unless another extractor has done so.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        CurrentTenant::<App>::from_request_parts(parts, app).await?;
        parts.extensions.get().copied().ok_or_else(|| Problem::unauthorized("the caller is unknown"))
    }
}

/// All API keys begin with it, so that a leaked one is recognized.
pub const KEY_PREFIX: &str = "shop_";

/// Returns the hash that is stored of an API key.
#[must_use]
pub fn key_hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

impl RequestTenant for App {
    type Root = Organization;
    type Pool = PgPool;

    fn pool(&self) -> &PgPool {
        &self.pool
    }

    async fn tenant(&self, parts: &mut Parts) -> Result<Tenant<Organization>, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let credential = header.and_then(|value| value.strip_prefix("Bearer "));
        let credential = credential.ok_or_else(|| Problem::unauthorized("send `Authorization: Bearer ..`"))?;
        if credential.starts_with(KEY_PREFIX) {
            let tenant = ApiKey::tenant_of_key_hash(&self.pool, key_hash(credential)).await?;
            parts.extensions.insert(Caller::ApiKey);
            return tenant.ok_or_else(|| Problem::unauthorized("the API key is unknown"));
        }
        let claims = self.signer.verify(credential, Utc::now().timestamp());
        let claims = claims.map_err(|error| Problem::unauthorized(error.to_string()))?;
        parts.extensions.insert(Caller::Token);
        Ok(Tenant::new(claims.organization))
    }

    /// A GET writes nothing, and the database holds it to that.
    fn options(&self, parts: &Parts) -> TransactionOptions {
        let options = TransactionOptions::new().statement_timeout(Self::STATEMENT_TIMEOUT);
        if parts.method == Method::GET { options.read_only() } else { options }
    }
}
