//! Tokens and members.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::Utc;
use peristyle::axum::{CurrentTenant, Problem};
use peristyle::prelude::*;
use serde::Serialize;
use shop_schema::{MemberRole, Membership, User};
use utoipa::ToSchema;

use super::{Refused, Tx};
use crate::{App, Caller, Claims};

/// How long a token is accepted, in seconds.
const LIFETIME: i64 = 3600;

#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    token: String,
    expires: i64,
}

/// Exchanges an API key for a token. A token is no way to a later one.
#[utoipa::path(
    post,
    path = "/tokens",
    responses((status = 201, description = "A token.", body = Token), Refused)
)]
pub async fn create_token(
    State(app): State<App>,
    CurrentTenant(tenant): CurrentTenant<App>,
    caller: Caller,
) -> Result<(StatusCode, Json<Token>), Problem> {
    if caller != Caller::ApiKey {
        return Err(Problem::forbidden("send the API key"));
    }
    let claims = Claims { organization: tenant.id(), expires: Utc::now().timestamp() + LIFETIME };
    Ok((StatusCode::CREATED, Json(Token { token: app.signer.sign(claims), expires: claims.expires })))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    role: MemberRole,
    name: String,
    email: String,
}

/// Lists the members of the organization with their users, in one statement.
#[utoipa::path(
    get,
    path = "/members",
    responses((status = 200, description = "The members.", body = Vec<Member>), Refused)
)]
pub async fn members(mut tx: Tx) -> Result<Json<Vec<Member>>, Problem> {
    let list = Membership::select(tx.tenant()).join(Membership::USER_ID).limit(100);
    let members: Vec<(Membership, Option<User>)> = list.fetch_all(&mut *tx).await?;
    // A user who was soft-deleted is none.
    let member = |(Membership { role, .. }, user): (_, Option<User>)| {
        user.map(|User { name, email, .. }| Member { role, name, email })
    };
    Ok(Json(members.into_iter().filter_map(member).collect()))
}
