//! The targets by name.

mod conversations;
mod files;
mod finding;
mod lines;

use crate::Target;

const fn json(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run, is_json: true }
}

const fn bytes(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run, is_json: false }
}

/// Every target.
pub const TARGETS: &[Target] = &[
    json("bambu", conversations::bambu),
    json("bambu_commands", conversations::bambu_commands),
    json("moonraker", conversations::moonraker),
    json("octoprint", conversations::octoprint),
    json("prusalink", conversations::prusalink),
    json("sdcp", conversations::sdcp),
    json("elegoo_mqtt", conversations::elegoo_mqtt),
    json("creality", conversations::creality),
    json("duet", conversations::duet),
    bytes("ssdp", finding::ssdp),
    bytes("detect", finding::detect),
    bytes("mdns", finding::mdns),
    json("elegoo_answers", finding::elegoo_answers),
    json("web_answers", finding::web_answers),
    bytes("mqtt", lines::mqtt),
    bytes("ftps", lines::ftps),
    bytes("digest", lines::digest),
    bytes("certificate", lines::certificate),
    bytes("typed", lines::typed),
    bytes("gcode", files::gcode),
    bytes("bgcode", files::bgcode),
    bytes("project", files::project),
    bytes("project_parts", files::project_parts),
];
