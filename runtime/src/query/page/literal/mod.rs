//! What PostgreSQL reads as a value, of the texts in cursors. It may take more; it writes nothing else.

pub(super) mod interval;
pub(super) mod moment;
pub(super) mod number;
mod range;

use std::net::IpAddr;

use crate::const_checks::is_citext;

pub(super) fn is_hexadecimal(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// With its four dashes.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// Whether a text is a value of a named type; None of a type that is not known here.
pub(super) fn is_named(text: &str, name: &str) -> Option<bool> {
    let name = name.split('(').next().unwrap_or(name);
    let name = name.strip_prefix("pg_catalog.").unwrap_or(name);
    Some(match name {
        "name" => true,
        name if is_citext(name) => true,
        "inet" => address(text).is_some(),
        "cidr" => address(text).is_some_and(|(address, bits)| is_network(address, bits)),
        "macaddr" => is_hardware_address(text, 6),
        "macaddr8" => is_hardware_address(text, 8),
        "oid" => text.parse::<u32>().is_ok(),
        "bit" | "varbit" | "bit varying" => text.bytes().all(|byte| matches!(byte, b'0' | b'1')),
        "timetz" | "time with time zone" => moment::is_time_with_zone(text),
        // Whether its bounds are in order, the server says.
        name if range::is_none(text, name) => false,
        _ => return None,
    })
}

fn address(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most))?;
    Some((address, bits))
}

/// Nothing stands behind the bits of the network.
fn is_network(address: IpAddr, bits: u32) -> bool {
    match address {
        IpAddr::V4(address) => address.to_bits().checked_shl(bits).unwrap_or(0) == 0,
        IpAddr::V6(address) => address.to_bits().checked_shl(bits).unwrap_or(0) == 0,
    }
}

fn is_hardware_address(text: &str, bytes: usize) -> bool {
    text.split(':').count() == bytes && text.split(':').all(|byte| byte.len() == 2 && is_hexadecimal(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_types_that_are_known() {
        for (name, fits, other) in [
            ("inet", "10.0.0.1/32", "10.0.0.1/33"),
            ("pg_catalog.inet", "::1/128", "::1/129"),
            ("cidr", "10.0.0.0/8", "10.0.0.1/8"),
            ("cidr", "2001:db8::/32", "2001:db8::1/32"),
            ("cidr", "0.0.0.0/0", "1.0.0.0/0"),
            ("macaddr", "08:00:2b:01:02:03", "08:00:2b:01:02"),
            ("macaddr8", "08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:0g"),
            ("oid", "4294967295", "4294967296"),
            ("bit(3)", "101", "102"),
            ("bit varying(9)", "", "x"),
            ("time with time zone", "12:00:00+05:30:21", "12:00:00"),
        ] {
            assert_eq!((is_named(fits, name), is_named(other, name)), (Some(true), Some(false)), "{name}");
        }
        assert_eq!((is_named("x", "extensions.citext"), is_named("x", "name")), (Some(true), Some(true)));
        assert_eq!((is_named("[2,1)", "int4range"), is_named("[2,a)", "int4range")), (None, Some(false)));
        assert_eq!((is_named("x", "app.mood"), is_named("x", "app.inet")), (None, None));
    }

    #[test]
    fn a_uuid_has_its_dashes() {
        assert!(is_uuid("0198c0de-0000-7000-8000-00000000000f"));
        for text in ["", "0198c0de00007000800000000000000f", "{0198c0de-0000-7000-8000-0000000000}", "x"] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
