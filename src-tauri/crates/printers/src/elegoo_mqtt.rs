//! Elegoo's Centauri Carbon 2: the printer itself is an MQTT broker, sends its whole status once and then what
//! changed. [`merge`] reads what it sends, [`request`] writes what it is told, [`driver`] carries both.

pub mod driver;
pub mod merge;
pub mod request;

pub use driver::ElegooMqtt;
