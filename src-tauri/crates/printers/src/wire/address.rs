//! Where a printer is, as people type it.

use std::fmt;

use thiserror::Error;

/// Scheme, host, port and path of a printer's web server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Spoken over TLS.
    pub is_secure: bool,
    /// Name or number of the machine, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What stands before every path, without a slash at its end; mostly empty.
    pub prefix: String,
}

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("the address is empty: type the printer's name or number, such as 192.168.1.40")]
    Empty,
    /// Another scheme than http and https.
    #[error("\"{0}\" is not spoken: use http:// or https://, or leave it off")]
    Scheme(String),
    /// A port that is none.
    #[error("\"{0}\" is no port: use a number from 1 to 65535")]
    Port(String),
    /// Characters that stand in no name.
    #[error("\"{0}\" is no name or number of a machine")]
    Host(String),
}

impl Address {
    /// Reads `192.168.1.40`, `printer.local:7125`, `http://host/octoprint`, `[fe80::1]:80`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, default_port: u16) -> Result<Self, AddressError> {
        let text = text.trim();
        let (is_secure, rest) = match text.split_once("://") {
            Some(("http", rest)) => (false, rest),
            Some(("https", rest)) => (true, rest),
            Some((other, _)) => return Err(AddressError::Scheme(other.chars().take(40).collect())),
            None => (false, text),
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = match authority.strip_prefix('[') {
            Some(inner) => {
                let (host, after) =
                    inner.split_once(']').ok_or_else(|| AddressError::Host(authority.to_owned()))?;
                (host, after.strip_prefix(':'))
            }
            None => match authority.rsplit_once(':') {
                Some((host, port)) if !host.contains(':') => (host, Some(port)),
                // More than one colon and no brackets: a number of IP version 6.
                Some(_) | None => (authority, None),
            },
        };
        if host.is_empty() {
            return Err(AddressError::Empty);
        }
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
        if !host.chars().all(allowed) || host.len() > 253 {
            return Err(AddressError::Host(host.chars().take(40).collect()));
        }
        // Over TLS a web server stands in front, whatever port the printer's own would be.
        let default_port = if is_secure { 443 } else { default_port };
        let port = match port {
            Some(text) => match text.parse::<u16>() {
                Ok(port) if port > 0 => port,
                Ok(_) | Err(_) => return Err(AddressError::Port(text.chars().take(40).collect())),
            },
            None => default_port,
        };
        let path = path.trim_end_matches('/');
        let prefix = if path.is_empty() { String::new() } else { format!("/{path}") };
        Ok(Self { is_secure, host: host.to_owned(), port, prefix })
    }

    /// `host:port`, with brackets where they are needed.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// The whole address of a path that begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}{}{path}", self.authority(), self.prefix)
    }

    /// The same machine at another port, without a prefix.
    #[must_use]
    pub fn at_port(&self, port: u16) -> Self {
        Self { is_secure: false, host: self.host.clone(), port, prefix: String::new() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url(""))
    }
}

/// A text as one piece of a path or query: everything but letters, digits and `-._~` in percent form.
#[must_use]
pub fn percent(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing into a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A path, piece by piece in percent form; the slashes stay.
#[must_use]
pub fn percent_path(path: &str) -> String {
    path.split('/').map(percent).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (text, url) in [
            ("192.168.1.40", "http://192.168.1.40:7125/x"),
            (" printer.local:80 ", "http://printer.local:80/x"),
            ("https://farm.example/octoprint/", "https://farm.example:443/octoprint/x"),
            ("http://[fe80::1]:81", "http://[fe80::1]:81/x"),
            ("fe80::1", "http://[fe80::1]:7125/x"),
        ] {
            assert_eq!(Address::parse(text, 7125).unwrap().url("/x"), url, "{text}");
        }
        assert_eq!(Address::parse("https://a", 80).unwrap().port, 443);
        for (text, want) in [
            ("", AddressError::Empty),
            ("ftp://a", AddressError::Scheme("ftp".into())),
            ("a:0", AddressError::Port("0".into())),
            ("a:99999", AddressError::Port("99999".into())),
            ("a b", AddressError::Host("a b".into())),
            ("[::1", AddressError::Host("[::1".into())),
        ] {
            assert_eq!(Address::parse(text, 80), Err(want));
        }
    }

    #[test]
    fn names_are_safe_in_a_path() {
        assert_eq!(percent_path("usb/Größe 2?.gcode"), "usb/Gr%C3%B6%C3%9Fe%202%3F.gcode");
    }
}
