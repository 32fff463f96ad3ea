//! Addresses and networks: `inet`.

use std::net::IpAddr;

use super::via_text::travels_as_text;
use super::{DecodeError, EncodeError};
use crate::SqlType;

const INET: SqlType = SqlType::Named("inet");

travels_as_text!(IpAddr => INET, |it: Self| Ok::<_, EncodeError>(it.to_string()), address, Address);

#[cfg(feature = "ipnetwork")]
travels_as_text!(ipnetwork::IpNetwork => INET, |it: Self| Ok::<_, EncodeError>(it.to_string()), network, Text);

/// The text of a single address has a suffix: `10.0.0.1/32`.
fn address(text: &str) -> Result<IpAddr, DecodeError> {
    let (address, bits) = text.split_once('/').unwrap_or((text, ""));
    let address: IpAddr = address.parse().map_err(DecodeError::new)?;
    let all = if address.is_ipv4() { "32" } else { "128" };
    if matches!(bits, "") || bits == all {
        Ok(address)
    } else {
        Err(DecodeError::new(format!("`{text}` is a network, not a single address")))
    }
}

#[cfg(feature = "ipnetwork")]
fn network(text: &str) -> Result<ipnetwork::IpNetwork, DecodeError> {
    text.parse().map_err(DecodeError::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_no_network() {
        for (text, address) in [("10.0.0.1/32", "10.0.0.1"), ("::1/128", "::1"), ("10.0.0.1", "10.0.0.1")] {
            assert_eq!(super::address(text).unwrap().to_string(), address);
        }
        for text in ["10.0.0.0/8", "::1/32", "nowhere", ""] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
