//! Drivers against simulated printers, and merges against what real printers sent.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects by failing")]

mod by_hand;
mod camera;
mod captures;
mod creality;
mod discover;
mod duet;
mod elegoo_mqtt;
mod kit;
mod moonraker;
mod octoprint;
mod prusalink;
mod sdcp;
mod secure;
mod skip;
mod variations;
