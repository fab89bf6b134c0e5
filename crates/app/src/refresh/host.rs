//! A server on this machine that stands in for a vendor's: a copy kept for tests, or a tunnel that a person opened.

use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;
use thiserror::Error;

/// The scheme, host and port of a server on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalServer(String);

/// An address that is not of a server on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("give a server on this machine without a path, such as http://127.0.0.1:8080")]
pub struct NotLocal;

impl LocalServer {
    /// The address with this server in the place of its own.
    pub(super) fn instead_of(&self, address: &str) -> String {
        let path = address.split_once("://").and_then(|(_, rest)| rest.get(rest.find('/')?..)).unwrap_or("/");
        format!("{}{path}", self.0)
    }
}

impl FromStr for LocalServer {
    type Err = NotLocal;

    fn from_str(text: &str) -> Result<Self, NotLocal> {
        let url: Url = text.parse().map_err(|_| NotLocal)?;
        let local = url.host_str().is_some_and(is_local) && ["http", "https"].contains(&url.scheme());
        let alone = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let plain = url.username().is_empty() && url.password().is_none();
        if local && alone && plain { Ok(Self(url.origin().ascii_serialization())) } else { Err(NotLocal) }
    }
}

fn is_local(host: &str) -> bool {
    let number = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || number.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_stands_in_for_a_vendor() {
        for text in ["http://127.0.0.1:8080", "https://localhost", "http://[::1]:9/", "http://127.8.9.1:1"] {
            assert!(text.parse::<LocalServer>().is_ok(), "{text}");
        }
        for text in [
            "http://example.com",
            "https://10.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "http://token@127.0.0.1",
            "http://127.0.0.1/path",
            "http://127.0.0.1?query",
            "ftp://127.0.0.1",
            "127.0.0.1:80",
            "",
        ] {
            assert_eq!(text.parse::<LocalServer>(), Err(NotLocal), "{text}");
        }
    }

    #[test]
    fn path_and_query_stay() {
        let server: LocalServer = "http://127.0.0.1:8080/".parse().unwrap();
        assert_eq!(server.instead_of("https://prices.azure.com:443/a?b=%20c"), "http://127.0.0.1:8080/a?b=%20c");
        assert_eq!(server.instead_of("https://api.vultr.com"), "http://127.0.0.1:8080/");
    }
}
