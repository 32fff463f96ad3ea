//! Signed tokens: who the caller is and until when, verified without the database.
//!
//! `v1.<organization>.<expires>.<signature>`: one algorithm, HMAC with SHA-256, that the token does not choose.

use std::error::Error;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use peristyle::Id;
use sha2::Sha256;
use shop_schema::Organization;

/// What a token states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// The tenant.
    pub organization: Id<Organization>,
    /// The second of Unix time from which the token is no longer accepted.
    pub expires: i64,
}

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// It is not a token of this service, or was changed.
    Invalid,
    /// It was valid once.
    Expired,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "the token is invalid",
            Self::Expired => "the token has expired",
        })
    }
}

impl Error for TokenError {}

/// The key of the tokens.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// Creates the signer with a key, which should have 32 random bytes.
    ///
    /// # Panics
    ///
    /// Never: HMAC takes a key of any length.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    /// Returns the token.
    #[must_use]
    pub fn sign(&self, Claims { organization, expires }: Claims) -> String {
        let signed = format!("v1.{organization}.{expires}");
        let signature = self.0.clone().chain_update(&signed).finalize().into_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Returns what a token states at this second of Unix time.
    ///
    /// # Errors
    ///
    /// The token is not one of this signer, or has expired. The signature is compared in constant time, and before
    /// anything else is read.
    pub fn verify(&self, token: &str, now: i64) -> Result<Claims, TokenError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Invalid)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenError::Invalid)?;
        self.0.clone().chain_update(signed).verify_slice(&signature).map_err(|_| TokenError::Invalid)?;
        let claims = read(signed).ok_or(TokenError::Invalid)?;
        if claims.expires > now { Ok(claims) } else { Err(TokenError::Expired) }
    }
}

fn read(signed: &str) -> Option<Claims> {
    let (organization, expires) = signed.strip_prefix("v1.")?.split_once('.')?;
    Some(Claims { organization: organization.parse().ok()?, expires: expires.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_accepted_as_it_was_signed_and_until_it_expires() {
        let signer = Signer::new(b"a key");
        let claims = Claims { organization: Id::generate(), expires: 100 };
        let token = signer.sign(claims);
        assert_eq!(signer.verify(&token, 99), Ok(claims));
        assert_eq!(signer.verify(&token, 100), Err(TokenError::Expired));
        assert_eq!(Signer::new(b"another key").verify(&token, 0), Err(TokenError::Invalid));
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] ^= 1;
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(signer.verify(&changed, 0), Err(TokenError::Invalid), "{changed}");
            assert_eq!(signer.verify(&token[..at], 0), Err(TokenError::Invalid));
        }
        let later = token.replace(".100.", ".999.");
        assert_eq!(signer.verify(&later, 0), Err(TokenError::Invalid));
    }
}
