//! Literals of addresses and networks, parsed in const evaluation.

/// An address with the length of its network prefix.
struct Address {
    bits: u128,
    width: u32,
    network: u32,
}

/// Whether a text has the form `10.0.0.0/8` or `2001:db8::1`.
#[inline]
pub(super) const fn is_one(text: &str) -> bool {
    parsed(text.as_bytes()).is_some()
}

/// Whether it is a valid `cidr`: no bit is set after the network prefix.
#[inline]
pub(super) const fn is_network(text: &str) -> bool {
    match parsed(text.as_bytes()) {
        Some(Address { bits, network: 0, .. }) => bits == 0,
        Some(Address { bits, width, network }) => bits & ((1 << (width - network)) - 1) == 0,
        None => false,
    }
}

#[inline]
const fn parsed(bytes: &[u8]) -> Option<Address> {
    let end = find(bytes, b'/');
    let is_four = find(bytes, b':') == bytes.len();
    let (bits, width) = if is_four { (four_bytes(bytes, 0, end), 32) } else { (eight_groups(bytes, end), 128) };
    let network = if end == bytes.len() { Some(width) } else { number(bytes, end + 1, bytes.len()) };
    match (bits, network) {
        (Some(bits), Some(network)) if network <= width => Some(Address { bits, width, network }),
        _ => None,
    }
}

/// The first position of a byte, or the length of the text if there is none.
#[inline]
const fn find(bytes: &[u8], wanted: u8) -> usize {
    let mut at = 0;
    while at < bytes.len() && bytes[at] != wanted {
        at += 1;
    }
    at
}

/// One to three digits between the two positions.
#[inline]
const fn number(bytes: &[u8], from: usize, to: usize) -> Option<u32> {
    let (mut at, mut number) = (from, 0);
    while at < to && at < from + 3 && bytes[at].is_ascii_digit() {
        number = number * 10 + (bytes[at] - b'0') as u32;
        at += 1;
    }
    if to > from && at == to { Some(number) } else { None }
}

/// `10.0.0.1`
#[inline]
const fn four_bytes(bytes: &[u8], from: usize, to: usize) -> Option<u128> {
    let (mut at, mut start, mut numbers, mut bits) = (from, from, 0, 0);
    while at <= to {
        if at == to || bytes[at] == b'.' {
            match number(bytes, start, at) {
                Some(number) if number <= 255 => bits = bits << 8 | number as u128,
                _ => return None,
            }
            (start, numbers) = (at + 1, numbers + 1);
        }
        at += 1;
    }
    if numbers == 4 { Some(bits) } else { None }
}

/// `2001:db8::1`, `::ffff:1.2.3.4`: eight groups, or fewer with one `::`.
#[inline]
const fn eight_groups(bytes: &[u8], to: usize) -> Option<u128> {
    let (mut before, mut behind, mut groups, mut gap) = (0_u128, 0_u128, 0, None);
    let mut at = 0;
    if to >= 2 && bytes[0] == b':' && bytes[1] == b':' {
        (at, gap) = (2, Some(0));
    }
    while at < to {
        let end = past_digits(bytes, at, to);
        let is_four = end < to && bytes[end] == b'.';
        let bits = if is_four { four_bytes(bytes, at, to) } else { group(bytes, at, end) };
        let (Some(bits), count) = (bits, 1 + is_four as usize) else { return None };
        (groups, at) = (groups + count, if is_four { to } else { end });
        match gap {
            None => before = before << (16 * count) | bits,
            Some(_) => behind = behind << (16 * count) | bits,
        }
        if at < to {
            // Exactly one colon between two groups, and none after the last one.
            if bytes[at] != b':' || at + 1 == to || groups == 8 {
                return None;
            }
            at += 1;
            if bytes[at] == b':' {
                if gap.is_some() {
                    return None;
                }
                (gap, at) = (Some(groups), at + 1);
            }
        }
    }
    match gap {
        None if groups == 8 => Some(before),
        Some(0) if groups < 8 => Some(behind),
        Some(first) if groups < 8 => Some(before << (128 - 16 * first) | behind),
        _ => None,
    }
}

/// One to four hexadecimal digits.
#[inline]
const fn group(bytes: &[u8], from: usize, to: usize) -> Option<u128> {
    let (mut at, mut bits) = (from, 0);
    while at < to {
        match (bytes[at] as char).to_digit(16) {
            Some(digit) => bits = bits << 4 | digit as u128,
            None => return None,
        }
        at += 1;
    }
    if to > from && to - from <= 4 { Some(bits) } else { None }
}

#[inline]
const fn past_digits(bytes: &[u8], mut at: usize, to: usize) -> usize {
    while at < to && bytes[at].is_ascii_hexdigit() {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    /// The parser of the standard library decides what an address is.
    #[test]
    fn addresses_are_those_of_rust() {
        for text in [
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "1.2.3",
            "1.2.3.4.5",
            "1..2.3",
            "1.2.3.",
            ".1.2.3",
            "",
            "a",
            "1.2.3.4 ",
            "::",
            "::1",
            "1::",
            "2001:db8::1",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1::2::3",
            ":::",
            ":1",
            "1:",
            "12345::",
            "g::",
            "::ffff:1.2.3.4",
            "::1.2.3.256",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4",
            "::1.2.3.4:5",
            "1:2:3:4:5:6:7:8::",
            "fe80::1%eth0",
            "::1:",
            ":",
        ] {
            assert_eq!(is_one(text), text.parse::<IpAddr>().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_network_has_no_bit_of_an_address() {
        for text in
            ["10.0.0.0/8", "10.0.0.1", "10.0.0.1/32", "0.0.0.0/0", "::/0", "2001:db8::/32", "::1", "1::8000:0/113"]
        {
            assert!(is_network(text), "{text}");
        }
        for text in ["10.0.0.1/8", "10.128.0.0/8", "0.0.0.1/0", "2001:db8::1/32", "::1/127", "1::/15", "10.0.0/8"] {
            assert!(!is_network(text), "{text}");
        }
    }

    #[test]
    fn networks_have_as_many_bits_as_their_kind() {
        for text in ["10.0.0.0/8", "10.0.0.1/32", "::/0", "2001:db8::/128"] {
            assert!(is_one(text), "{text}");
        }
        for text in ["10.0.0.0/33", "::/129", "10.0.0.0/", "/8", "::/1/2", "10.0.0.0/-1", "10.0.0.0/1000"] {
            assert!(!is_one(text), "{text}");
        }
    }
}
