//! Signed tickets: a tenant that a background job gets by a queue outside the database (feature `ticket`).

use std::error::Error;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::Tenant;
use crate::{Id, Table};

/// What each ticket begins with: the version of the format.
const PREFIX: &str = "pt1.";
/// The bytes of a ticket: the tenant, the second of its issue, the second of its end, the signature.
const TENANT: usize = 16;
const TIMES: usize = 16;
const SIGNATURE: usize = 32;
/// The clocks of two machines may differ by this many seconds.
const LEEWAY: u64 = 60;
/// The shortest key, in bytes: the length of the signature.
const SHORTEST_KEY: usize = 32;

/// The keys that issue and verify tickets: a tenant that travels through a queue, an e-mail or a URL, outside the
/// database.
///
/// A job that finds its tenant as a plain id in a message runs for whoever can write a message. A ticket is signed
/// (HMAC with SHA-256): it names one tenant of one root, one purpose and a time. Nobody without the key can make one,
/// change its tenant, use it for another purpose or prolong it. It is not encrypted: who has it reads the id of the
/// tenant. Until it ends it can be used more than once: make the job idempotent.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// An account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # fn example(secret: &[u8], tenant: Tenant<Organization>) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use peristyle::{TicketError, TicketKeys};
///
/// let keys = TicketKeys::new(secret)?; // 32 random bytes
/// let ticket = keys.issue(tenant, "send_invoice", Duration::from_secs(3600));
/// // In the job:
/// assert_eq!(keys.verify::<Organization>(&ticket, "send_invoice")?, tenant);
/// assert_eq!(keys.verify::<Organization>(&ticket, "delete_account"), Err(TicketError::Forged));
/// # Ok(())
/// # }
/// # example(&[7; 32], Tenant::new(Id::generate())).unwrap();
/// ```
///
/// To change the key, issue with the new one and accept the old one until its last ticket has ended:
/// `TicketKeys::new(new)?.accept(old)?`.
#[derive(Clone)]
pub struct TicketKeys {
    issues: Hmac<Sha256>,
    accepts: Vec<Hmac<Sha256>>,
}

impl TicketKeys {
    /// Creates the keys with the one that issues tickets: at least 32 random bytes, from where the service keeps its
    /// secrets.
    ///
    /// # Errors
    ///
    /// [`TicketKeyError`] if the key has fewer than 32 bytes.
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, TicketKeyError> {
        Ok(Self { issues: keyed(key.as_ref())?, accepts: Vec::new() })
    }

    /// Accepts the tickets of another key too, one that issued them before.
    ///
    /// # Errors
    ///
    /// [`TicketKeyError`] if the key has fewer than 32 bytes.
    pub fn accept(mut self, key: impl AsRef<[u8]>) -> Result<Self, TicketKeyError> {
        self.accepts.push(keyed(key.as_ref())?);
        Ok(self)
    }

    /// Issues a ticket for this tenant and purpose. It ends after `lifetime`, in whole seconds. The text is safe in a
    /// URL and has 90 characters.
    ///
    /// State what the ticket allows as precisely as the job knows it: `format!("send_invoice:{id}")`.
    #[must_use]
    pub fn issue<Root: Table>(&self, tenant: Tenant<Root>, purpose: &str, lifetime: Duration) -> String {
        self.issue_at(tenant, purpose, lifetime, SystemTime::now())
    }

    /// Verifies a ticket, and returns its tenant.
    ///
    /// # Errors
    ///
    /// [`TicketError`] says why it is refused. Show a caller no more than that it was.
    pub fn verify<Root: Table>(&self, ticket: &str, purpose: &str) -> Result<Tenant<Root>, TicketError> {
        self.verify_at(ticket, purpose, SystemTime::now())
    }

    fn issue_at<Root: Table>(
        &self,
        tenant: Tenant<Root>,
        purpose: &str,
        lifetime: Duration,
        now: SystemTime,
    ) -> String {
        let issued = seconds(now);
        let ends = issued.saturating_add(lifetime.as_secs());
        let mut bytes = Vec::with_capacity(TENANT + TIMES + SIGNATURE);
        bytes.extend(tenant.id().uuid().as_bytes());
        bytes.extend(issued.to_be_bytes());
        bytes.extend(ends.to_be_bytes());
        let signature = signed::<Root>(&self.issues, purpose, &bytes).finalize().into_bytes();
        bytes.extend(signature);
        let mut ticket = PREFIX.to_owned();
        URL_SAFE_NO_PAD.encode_string(bytes, &mut ticket);
        ticket
    }

    fn verify_at<Root: Table>(
        &self,
        ticket: &str,
        purpose: &str,
        now: SystemTime,
    ) -> Result<Tenant<Root>, TicketError> {
        let text = ticket.strip_prefix(PREFIX).ok_or(TicketError::Malformed)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| TicketError::Malformed)?;
        let bytes: [u8; TENANT + TIMES + SIGNATURE] = bytes.try_into().map_err(|_| TicketError::Malformed)?;
        let (stated, signature) = bytes.split_at(TENANT + TIMES);
        let mut keys = std::iter::once(&self.issues).chain(&self.accepts);
        if !keys.any(|key| signed::<Root>(key, purpose, stated).verify_slice(signature).is_ok()) {
            return Err(TicketError::Forged);
        }
        let Some((tenant, [issued, ends])) = read(stated) else { return Err(TicketError::Malformed) };
        let now = seconds(now);
        if now.saturating_add(LEEWAY) < issued {
            return Err(TicketError::NotYetValid);
        }
        if ends <= now {
            return Err(TicketError::Expired);
        }
        Ok(Tenant::new(Id::stored(tenant)))
    }
}

/// The tenant, the second of the issue and the second of the end.
fn read(stated: &[u8]) -> Option<(Uuid, [u64; 2])> {
    let (tenant, times) = stated.split_first_chunk::<TENANT>()?;
    let (issued, ends) = times.split_first_chunk::<8>()?;
    Some((Uuid::from_bytes(*tenant), [u64::from_be_bytes(*issued), u64::from_be_bytes(*ends.first_chunk()?)]))
}

fn keyed(key: &[u8]) -> Result<Hmac<Sha256>, TicketKeyError> {
    let error = TicketKeyError { bytes: key.len() };
    if key.len() < SHORTEST_KEY {
        return Err(error);
    }
    Hmac::new_from_slice(key).map_err(|_| error)
}

/// What is signed: the root and the purpose are not in the ticket, whoever verifies it states them. Their lengths are
/// signed too, so that the end of one cannot be the start of the other.
fn signed<Root: Table>(key: &Hmac<Sha256>, purpose: &str, stated: &[u8]) -> Hmac<Sha256> {
    let mut mac = key.clone();
    for text in [PREFIX, Root::SCHEMA.unwrap_or_default(), Root::NAME, purpose] {
        mac.update(&(text.len() as u64).to_be_bytes());
        mac.update(text.as_bytes());
    }
    mac.update(stated);
    mac
}

/// The second of Unix time; a clock before 1970 is at its start.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl fmt::Debug for TicketKeys {
    /// Shows no key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketKeys").finish_non_exhaustive()
    }
}

/// The error of a key that is too short to sign tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketKeyError {
    bytes: usize,
}

impl fmt::Display for TicketKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a key of tickets needs at least {SHORTEST_KEY} bytes, this one has {}", self.bytes)
    }
}

impl Error for TicketKeyError {}

/// Why a ticket is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TicketError {
    /// The text is not a ticket, or of a version that this program does not know.
    Malformed,
    /// The signature does not match: the ticket was edited, or belongs to another key, root or purpose.
    Forged,
    /// It was valid once.
    Expired,
    /// It was issued more than a minute after the time of this machine: one of the two clocks is wrong.
    NotYetValid,
}

impl fmt::Display for TicketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "this is not a ticket of a known version",
            Self::Forged => "the signature of the ticket does not match its tenant, purpose, time and key",
            Self::Expired => "the ticket has expired",
            Self::NotYetValid => "the ticket was issued in the future: compare the clocks of the two machines",
        })
    }
}

impl Error for TicketError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{Country, Organization};

    const HOUR: Duration = Duration::from_secs(3600);
    const PURPOSE: &str = "send_invoice";

    fn keys(byte: u8) -> TicketKeys {
        TicketKeys::new([byte; 32]).expect("a key of 32 bytes")
    }

    fn at(second: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(second)
    }

    fn tenant() -> Tenant<Organization> {
        Tenant::new(Id::generate())
    }

    #[test]
    fn a_ticket_names_its_tenant() {
        let tenant = tenant();
        let ticket = keys(1).issue(tenant, PURPOSE, HOUR);
        assert_eq!(ticket.len(), 90);
        assert_eq!(keys(1).verify(&ticket, PURPOSE), Ok(tenant));
    }

    #[test]
    fn no_changed_character_is_accepted() {
        let ticket = keys(1).issue(tenant(), PURPOSE, HOUR);
        for (place, old) in ticket.char_indices() {
            for new in ['A', 'B', 'z', '9', '-', '_', '.', '=', 'é'] {
                if new != old {
                    let mut edited = ticket.clone();
                    edited.replace_range(place..=place, new.encode_utf8(&mut [0; 4]));
                    let result = keys(1).verify::<Organization>(&edited, PURPOSE);
                    assert!(
                        matches!(result, Err(TicketError::Forged | TicketError::Malformed)),
                        "{edited}: {result:?}"
                    );
                }
            }
            let cut = keys(1).verify::<Organization>(&ticket[..place], PURPOSE);
            assert_eq!(cut, Err(TicketError::Malformed), "{}", &ticket[..place]);
        }
        let longer = keys(1).verify::<Organization>(&format!("{ticket}AA"), PURPOSE);
        assert_eq!(longer, Err(TicketError::Malformed));
    }

    #[test]
    fn a_ticket_is_not_widened() {
        let ticket = keys(1).issue(tenant(), PURPOSE, HOUR);
        for purpose in ["", "send", "send_invoice2", "send_invoicf", "SEND_INVOICE"] {
            assert_eq!(keys(1).verify::<Organization>(&ticket, purpose), Err(TicketError::Forged), "{purpose}");
        }
        // The same id of another root.
        assert_eq!(keys(1).verify::<Country>(&ticket, PURPOSE), Err(TicketError::Forged));
        assert_eq!(keys(2).verify::<Organization>(&ticket, PURPOSE), Err(TicketError::Forged));
    }

    #[test]
    fn a_ticket_is_valid_from_its_issue_to_its_end() {
        let (tenant, ticket) = (tenant(), |lifetime| keys(1).issue_at(tenant(), PURPOSE, lifetime, at(1_000)));
        let issued = keys(1).issue_at(tenant, PURPOSE, HOUR, at(1_000));
        let verified = |ticket: &str, second| keys(1).verify_at::<Organization>(ticket, PURPOSE, at(second));
        for second in [940, 1_000, 4_599] {
            assert_eq!(verified(&issued, second), Ok(tenant), "{second}");
        }
        assert_eq!(verified(&issued, 4_600), Err(TicketError::Expired));
        // A clock that steps back by more than the leeway.
        assert_eq!(verified(&issued, 939), Err(TicketError::NotYetValid));
        assert_eq!(verified(&ticket(Duration::ZERO), 1_000), Err(TicketError::Expired));
        assert!(verified(&ticket(Duration::MAX), u64::from(u32::MAX)).is_ok());
        let before_1970 = UNIX_EPOCH - HOUR;
        assert_eq!(keys(1).verify_at::<Organization>(&issued, PURPOSE, before_1970), Err(TicketError::NotYetValid));
    }

    #[test]
    fn the_old_key_is_accepted_while_the_new_one_issues() {
        let tenant = tenant();
        let old = keys(1).issue(tenant, PURPOSE, HOUR);
        let changed = keys(2).accept([1; 32]).expect("a key of 32 bytes");
        assert_eq!(changed.verify(&old, PURPOSE), Ok(tenant));
        assert_eq!(keys(2).verify(&changed.issue(tenant, PURPOSE, HOUR), PURPOSE), Ok(tenant));
        assert_eq!(keys(2).verify::<Organization>(&old, PURPOSE), Err(TicketError::Forged));
    }

    #[test]
    fn a_short_key_is_refused_and_none_is_shown() {
        let error = TicketKeys::new([7; 31]).expect_err("31 bytes");
        assert_eq!(error.to_string(), "a key of tickets needs at least 32 bytes, this one has 31");
        assert!(keys(1).accept("short").is_err());
        assert_eq!(format!("{:?}", keys(7)), "TicketKeys { .. }");
    }
}
