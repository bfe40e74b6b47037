//! Tells Tauri which command exists, and Cargo that the window's files belong to the program.

use std::path::Path;

fn main() {
    // Without this line a new build of the pages would not reach the program.
    println!("cargo:rerun-if-changed=../ui/dist");
    if !Path::new("../ui/dist/index.html").is_file() {
        println!(
            "cargo:warning=the window's files are not built (ui/dist): `cargo xtask run` builds them first, \
             or by hand: npm --prefix ui ci && npm --prefix ui run build"
        );
    }
    let command = tauri_build::AppManifest::new().commands(&["rpc"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(command)) {
        println!("cargo:error={error:#}");
    }
}
