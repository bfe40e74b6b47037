//! Printers: recorded payloads through the pure halves, random ones, and each driver against its simulator.
//!
//! Payloads that real printers sent are published by others and are not part of this project. Where a folder of them
//! lies beside it (`../shared/captures`, or where `SPOOLYARD_CAPTURES` says) they are read too; elsewhere those tests
//! say that they were skipped.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod bambu;
mod bambu_files;
mod bambu_found;
mod bambu_session;
mod bambu_wire;
mod broker;
mod captures;
mod hostile;
mod storage;
mod vsftpd;
