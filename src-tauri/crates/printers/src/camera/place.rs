//! Where a camera is: addresses as web servers keep them, which were often written down for somebody else.

use std::net::IpAddr;

use crate::wire::address::Address;

/// Where to ask for pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The web server.
    pub address: Address,
    /// Path and query.
    pub path: String,
}

/// The places that an address may mean, the likelier first. One without a host is meant from the page's point of
/// view, which mostly stands at the web's own port, not at that of the printer's program.
///
/// # Errors
/// A sentence: the address reaches beyond the local network, or is none.
pub fn places(url: &str, server: &Address) -> Result<Vec<Place>, String> {
    let url = url.trim();
    let absolute = url.strip_prefix("//").map(|rest| ("http", rest)).or_else(|| url.split_once("://"));
    if let Some((scheme, rest)) = absolute {
        return Ok(vec![elsewhere(scheme, rest, server)?]);
    }
    let path = format!("/{}", url.trim_start_matches('/'));
    let here = Address { prefix: String::new(), ..server.clone() };
    let mut found = vec![Place { address: here, path: path.clone() }];
    if !server.is_secure && server.port != 80 {
        found.insert(0, Place { address: server.at_port(80), path });
    }
    Ok(found)
}

fn elsewhere(scheme: &str, rest: &str, server: &Address) -> Result<Place, String> {
    let cut = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(cut);
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    if matches!(scheme, "rtsp" | "rtsps") {
        return Err("This camera sends video (RTSP) and no single pictures, which Spoolyard does not show."
            .to_owned());
    }
    let address = Address::parse(&format!("{scheme}://{authority}"), 80);
    let mut address = address.map_err(|error| format!("The camera's address does not read: {error}."))?;
    if is_own(&address.host) {
        // The server's own point of view: from here it is the server.
        address.host.clone_from(&server.host);
    }
    if address.host != server.host && !is_near(&address.host) {
        let host = &address.host;
        return Err(format!(
            "The camera's address ({host}) lies outside of the local network, where Spoolyard never asks."
        ));
    }
    Ok(Place { address, path })
}

fn is_own(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether a host is on the local network, as far as its name tells.
fn is_near(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => {
            let name = host.trim_end_matches('.').to_ascii_lowercase();
            let ends = [".local", ".lan", ".home.arpa", ".internal", ".home", ".fritz.box"];
            !name.contains('.') || ends.iter().any(|end| name.ends_with(end))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn urls(url: &str, server: &str) -> Vec<String> {
        let server = Address::parse(server, 7125).unwrap();
        places(url, &server).unwrap().iter().map(|place| place.address.url(&place.path)).collect()
    }

    #[test]
    fn an_address_is_read_from_the_point_of_view_of_this_computer() {
        let mainsail = "192.168.1.41";
        assert_eq!(
            urls("/webcam/?action=stream", mainsail),
            [
                "http://192.168.1.41:80/webcam/?action=stream",
                "http://192.168.1.41:7125/webcam/?action=stream"
            ]
        );
        assert_eq!(urls("webcam", "https://voron.local/moonraker"), ["https://voron.local:443/webcam"]);
        assert_eq!(
            urls("http://127.0.0.1:8080/?action=snapshot", mainsail),
            ["http://192.168.1.41:8080/?action=snapshot"]
        );
        assert_eq!(urls("http://localhost:8080?a=b", mainsail), ["http://192.168.1.41:8080/?a=b"]);
        assert_eq!(urls("//cam.local/x", mainsail), ["http://cam.local:80/x"]);
    }

    #[test]
    fn nothing_beyond_the_local_network_is_asked() {
        let server = Address::parse("192.168.1.41", 7125).unwrap();
        for far in ["http://cameras.example.com/x", "https://8.8.8.8/x", "http://2001:db8::1/x"] {
            assert!(places(far, &server).unwrap_err().contains("outside"), "{far}");
        }
        for odd in ["ftp://192.168.1.2/x", "http://a b/x", "http://user:pass@cam.local/x"] {
            assert!(places(odd, &server).unwrap_err().contains("does not read"), "{odd}");
        }
        assert!(places("rtsp://cam.local/x", &server).unwrap_err().contains("RTSP"));
        for near in ["http://10.0.0.7/x", "http://camera/x", "http://door.fritz.box/x"] {
            assert!(places(near, &server).is_ok(), "{near}");
        }
    }
}
