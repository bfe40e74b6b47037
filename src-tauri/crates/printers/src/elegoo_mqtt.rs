//! Elegoo's Centauri Carbon 2: the printer itself is an MQTT broker, sends its whole status once and then what
//! changed. This module reads what it sends and writes what it is told.

pub mod merge;
pub mod request;
