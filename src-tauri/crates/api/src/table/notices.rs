//! What printers want somebody to know.

use spoolyard_core::Result;
use spoolyard_core::accounts::Done;
use spoolyard_core::db::{Read, Write};
use spoolyard_core::notices::{self, *};

use super::jobs::NoRequest;

fn list(r: &Read<'_>, _: NoRequest) -> Result<Notices> {
    notices::list(r)
}

fn mark_read(w: &Write<'_>, request: ReadNotices) -> Result<Done> {
    notices::mark_read(w, request)
}

fn settings(r: &Read<'_>, _: NoRequest) -> Result<NoticeSettings> {
    notices::settings(r)
}

fn set_settings(w: &Write<'_>, request: NoticeSettings) -> Result<NoticeSettings> {
    notices::set_settings(w, request)
}

fn rings(r: &Read<'_>, request: NoticeRef) -> Result<Rings> {
    notices::rings(r, request)
}

commands! {
    read "notices.list" Staff NoRequest => Notices, "What printers want somebody to know, the newest first.", list;
    write "notices.read" Staff ReadNotices => Done, "Notes that the signed-in person has read notices.", mark_read;
    read "notices.settings" Staff NoRequest => NoticeSettings, "What the system may ring for, and when it keeps quiet.", settings;
    write "notices.set" Staff NoticeSettings => NoticeSettings, "Sets what the system may ring for, and when it keeps quiet.", set_settings;
    read "notices.rings" Staff NoticeRef => Rings, "Whether the system is to ring for a notice now.", rings;
}
