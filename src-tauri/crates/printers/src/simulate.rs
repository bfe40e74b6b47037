//! Printers that do not exist: small servers on the loopback address that behave as real ones do on the wire.
//!
//! Each prints a whole job within a second or two, runs out of filament or fails when its [`Plan`] says so, can be
//! cut off, switched off, or made to send whatever a test wants. The same plan gives the same print.

pub mod announce;
pub mod bambu;
mod broker;
pub mod creality;
pub mod duet;
pub mod elegoo_mqtt;
pub mod hall;
pub mod machine;
pub mod moonraker;
mod mqtt_side;
pub mod octoprint;
pub mod picture;
pub mod prusalink;
pub mod sdcp;
mod server;
pub mod storage;

pub use hall::{Hall, HallPlan, Make, SetBack, Stand};
pub use machine::{Machine, Phase, Plan};
pub use mqtt_side::{MqttBrand, Topical};
pub use server::{Brand, HttpAnswer, HttpQuestion, Session, Simulator};
