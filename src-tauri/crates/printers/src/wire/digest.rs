//! HTTP digest access: proves a password without sending it.

use md5::{Digest, Md5};

/// What a server asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// The server takes a counter and a number of ours into account.
    with_counter: bool,
    /// The name of the password was right, only the question was too old.
    pub is_stale: bool,
}

impl Challenge {
    /// Reads `Digest realm="…", nonce="…", …`; none where another algorithm than MD5 is asked for.
    #[must_use]
    pub fn read(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") || header.len() > 4096 {
            return None;
        }
        let mut challenge = Self::default();
        for (name, value) in parameters(rest) {
            match name.to_ascii_lowercase().as_str() {
                "realm" => challenge.realm = value,
                "nonce" => challenge.nonce = value,
                "opaque" => challenge.opaque = Some(value),
                "qop" => {
                    challenge.with_counter =
                        value.split(',').any(|part| part.trim().eq_ignore_ascii_case("auth"));
                }
                "stale" => challenge.is_stale = value.eq_ignore_ascii_case("true"),
                "algorithm" if !value.eq_ignore_ascii_case("md5") => return None,
                _ => {}
            }
        }
        (!challenge.nonce.is_empty()).then_some(challenge)
    }

    /// The answer for one request. `count` is 1 for the first with this challenge; `own` is a random text.
    ///
    /// The name of the algorithm is left out: older printers refuse answers that carry it.
    #[must_use]
    pub fn answer(&self, request: &Request<'_>, count: u32, own: &str) -> String {
        let Request { user, password, method, path } = request;
        let who = hash(&[user, &self.realm, password]);
        let what = hash(&[method, path]);
        let nonce = &self.nonce;
        let counter = format!("{count:08x}");
        let proof = if self.with_counter {
            hash(&[&who, nonce, &counter, own, "auth", &what])
        } else {
            hash(&[&who, nonce, &what])
        };
        let realm = &self.realm;
        let mut header = format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{path}\", response=\"{proof}\""
        );
        if self.with_counter {
            header += &format!(", qop=auth, nc={counter}, cnonce=\"{own}\"");
        }
        if let Some(opaque) = &self.opaque {
            header += &format!(", opaque=\"{opaque}\"");
        }
        header
    }
}

/// What is asked of the server, and by whom.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The name.
    pub user: &'a str,
    /// What is proven, and never sent.
    pub password: &'a str,
    /// `GET`, `PUT`, …
    pub method: &'a str,
    /// Path and query, as sent.
    pub path: &'a str,
}

fn hash(parts: &[&str]) -> String {
    Md5::digest(parts.join(":").as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `name=value` and `name="value, with commas"`.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some((name, after)) = rest.split_once('=') {
        let (value, tail) = match after.strip_prefix('"') {
            Some(quoted) => match quoted.split_once('"') {
                Some((value, tail)) => (value, tail),
                None => (quoted, ""),
            },
            None => after.split_once(',').map_or((after, ""), |(value, _)| (value, &after[value.len()..])),
        };
        found.push((name.trim().to_owned(), value.trim().to_owned()));
        rest = tail.trim_start().trim_start_matches(',').trim_start();
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const REQUEST: Request<'_> =
        Request { user: "Mufasa", password: "Circle Of Life", method: "GET", path: "/dir/index.html" };

    #[test]
    fn the_published_example_comes_out() {
        // The example of RFC 2617, section 3.5.
        let header = "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
                      nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        let challenge = Challenge::read(header).unwrap();
        let answer = challenge.answer(&REQUEST, 1, "0a4f113b");
        assert!(answer.contains("response=\"6629fae49393a05397450978507c4ef1\""), "{answer}");
        assert!(answer.contains("nc=00000001") && !answer.contains("algorithm"));
    }

    #[test]
    fn an_older_server_gets_the_older_answer() {
        let challenge = Challenge::read("digest nonce=abc, realm=\"a, b\", stale=TRUE").unwrap();
        assert!(challenge.is_stale);
        let answer = challenge.answer(&REQUEST, 1, "x");
        assert!(answer.contains("realm=\"a, b\"") && !answer.contains("qop"), "{answer}");
        assert_eq!(Challenge::read("Basic realm=\"x\""), None);
        assert_eq!(Challenge::read("Digest nonce=\"x\", algorithm=SHA-512-256"), None);
        assert_eq!(Challenge::read("Digest =====\"\"\"\","), None);
    }
}
