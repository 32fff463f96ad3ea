//! Keys for systems outside the database: each has the tenant in front.

use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use uuid::Uuid;

use super::Tenant;
use crate::{Id, Table};

/// A key of a cache, a queue, a blob store or a search index, which begins with its tenant.
///
/// Row security ends where the database ends: a cache that is asked for `product/42` answers for any tenant. Let such
/// functions take a `TenantKey<Organization>` in place of a text. [`Tenant::key`] is the only way to make one, so a key
/// without a tenant does not compile.
///
/// The text is `<root>/<tenant>/<kind>/<id>`. Bytes of a part other than ASCII letters, digits, `-` and `_` are written
/// as `%2F`, so no part can end early, climb by `..` or reach the keys of another tenant; different parts have
/// different texts. An empty part is `~`. The text is at most three times as long as its parts: a store that limits the
/// length of a key refuses a long one.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// An account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # let id: Id<Organization> = Id::generate();
/// let tenant = Tenant::<Organization>::new(id);
/// let key = tenant.key("thumbnail", "summer/1.png").and(200);
/// assert_eq!(key.to_string(), format!("organizations/{id}/thumbnail/summer%2F1%2Epng/200"));
/// assert!(key.to_string().starts_with(&tenant.key_prefix()));
/// ```
pub struct TenantKey<Root> {
    text: String,
    root: PhantomData<fn() -> Root>,
}

impl<Root> TenantKey<Root> {
    /// Adds a part.
    #[must_use]
    pub fn and(mut self, part: impl KeyPart) -> Self {
        self.text.push('/');
        part.write_to(&mut KeyText(&mut self.text));
        self
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<Root: Table> Tenant<Root> {
    /// Returns the key of something of this tenant outside the database: its kind (`"product"`), and its id.
    ///
    /// ```
    /// # use peristyle::{Table, Tenant};
    /// # fn example<Organization: Table>(tenant: Tenant<Organization>) {
    /// let report = tenant.key("report", "2026-01").and("pdf");
    /// # }
    /// ```
    #[must_use]
    pub fn key(self, kind: &'static str, id: impl KeyPart) -> TenantKey<Root> {
        let key = TenantKey { text: root_and_id(self), root: PhantomData };
        key.and(kind).and(id)
    }

    /// Returns the text that all keys of this tenant begin with, and no key of another: to list or delete what a tenant
    /// has in a store. It ends with `/`.
    #[must_use]
    pub fn key_prefix(self) -> String {
        let mut prefix = root_and_id(self);
        prefix.push('/');
        prefix
    }
}

fn root_and_id<Root: Table>(tenant: Tenant<Root>) -> String {
    let mut text = String::with_capacity(96);
    if let Some(schema) = Root::SCHEMA {
        schema.write_to(&mut KeyText(&mut text));
        text.push('.');
    }
    Root::NAME.write_to(&mut KeyText(&mut text));
    text.push('/');
    tenant.id().write_to(&mut KeyText(&mut text));
    text
}

/// A part of a [`TenantKey`]: an id, a number or a text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a `TenantKey`",
    label = "expected an id, an integer or a text",
    note = "add its parts one by one: `tenant.key(\"report\", year).and(month)`"
)]
pub trait KeyPart: part::Sealed {
    #[doc(hidden)]
    fn write_to(&self, key: &mut KeyText<'_>);
}

mod part {
    pub trait Sealed {}
}

/// The text of a key, where each part is escaped.
#[doc(hidden)]
pub struct KeyText<'a>(&'a mut String);

impl Write for KeyText<'_> {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for byte in part.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => self.0.push(char::from(byte)),
                _ => write!(self.0, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

impl part::Sealed for str {}

impl KeyPart for str {
    fn write_to(&self, key: &mut KeyText<'_>) {
        if self.is_empty() {
            key.0.push('~');
        }
        // A `String` takes every text.
        let _ = key.write_str(self);
    }
}

impl part::Sealed for String {}

impl KeyPart for String {
    fn write_to(&self, key: &mut KeyText<'_>) {
        self.as_str().write_to(key);
    }
}

impl<T: part::Sealed + ?Sized> part::Sealed for &T {}

impl<T: KeyPart + ?Sized> KeyPart for &T {
    fn write_to(&self, key: &mut KeyText<'_>) {
        (**self).write_to(key);
    }
}

impl<T> part::Sealed for Id<T> {}

impl<T> KeyPart for Id<T> {
    fn write_to(&self, key: &mut KeyText<'_>) {
        let _ = write!(key, "{}", self.uuid());
    }
}

macro_rules! displayed {
    ($($part:ty),*) => {
        $(
            impl part::Sealed for $part {}

            impl KeyPart for $part {
                fn write_to(&self, key: &mut KeyText<'_>) {
                    let _ = write!(key, "{self}");
                }
            }
        )*
    };
}

displayed!(Uuid, i16, i32, i64, u16, u32, u64, usize);

impl<Root> fmt::Display for TenantKey<Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<Root> fmt::Debug for TenantKey<Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TenantKey({})", self.text)
    }
}

impl<Root> AsRef<str> for TenantKey<Root> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<Root> From<TenantKey<Root>> for String {
    fn from(key: TenantKey<Root>) -> Self {
        key.text
    }
}

impl<Root> Clone for TenantKey<Root> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), root: PhantomData }
    }
}

impl<Root> PartialEq for TenantKey<Root> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<Root> Eq for TenantKey<Root> {}

impl<Root> Hash for TenantKey<Root> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<Root> PartialOrd for TenantKey<Root> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<Root> Ord for TenantKey<Root> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::fixtures::Organization;

    /// Parts that try to end early, climb, or look like another key.
    const PARTS: [&str; 16] =
        ["", "~", "/", "a", "a/b", "b", "..", "../..", "%", "%2F", "%2f", "a%2Fb", " ", "A", "é", "\0"];

    #[test]
    fn different_parts_have_different_texts() {
        let tenant = Tenant::<Organization>::new(Id::generate());
        let mut seen: HashMap<String, Vec<&str>> = HashMap::new();
        for one in PARTS {
            for two in PARTS {
                let keys = [
                    (tenant.key("kind", one), vec![one]),
                    (tenant.key("kind", one).and(two), vec![one, two]),
                    (tenant.key("kind", one).and(two).and(one), vec![one, two, one]),
                ];
                for (key, parts) in keys {
                    assert_eq!(key.as_str().split('/').count(), 3 + parts.len(), "{key}");
                    assert!(key.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_%~/".contains(&byte)));
                    let before = seen.insert(key.to_string(), parts.clone());
                    assert!(before.as_ref().is_none_or(|before| *before == parts), "{key}: {before:?} and {parts:?}");
                }
            }
        }
    }

    #[test]
    fn the_keys_of_a_tenant_begin_with_its_prefix_and_those_of_others_do_not() {
        let [one, other] = [0; 2].map(|_| Tenant::<Organization>::new(Id::generate()));
        for part in PARTS {
            assert!(one.key("kind", part).as_str().starts_with(&one.key_prefix()));
            assert!(!other.key("kind", part).as_str().starts_with(&one.key_prefix()));
            assert!(!other.key("kind", one.key("kind", part).as_str()).as_str().contains(&one.key_prefix()));
        }
    }

    #[test]
    fn ids_and_numbers_are_parts() {
        let id = Id::<Organization>::generate();
        let key = Tenant::new(id).key("kind", id).and(id.uuid()).and(-1_i64).and(u64::MAX).and("a".to_owned());
        let uuid = id.uuid();
        let text = format!("organizations/{uuid}/kind/{uuid}/{uuid}/-1/18446744073709551615/a");
        assert_eq!(String::from(key), text);
    }
}
