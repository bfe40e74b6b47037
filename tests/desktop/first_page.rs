//! The window opens, and its first page can be used.

use serde_json::json;

use crate::kit::{On, Stage};

#[tokio::test]
async fn the_window_opens_on_the_first_step_of_a_new_farm() {
    let stage = Stage::set();
    let farm = stage.new_farm();
    let window = stage.open(&farm).await;
    window.wait_for(&On::field("Company name")).await;
    let state = window.ask("session.state", json!({})).await.unwrap();
    assert_eq!(state["needs_setup"], true);
    assert!(farm.is_file(), "the farm was not made where it was asked for");
    assert!(window.title().await.contains("Spoolyard"));
    window.picture("first_page").await;
    window.close().await;
}

#[tokio::test]
async fn a_file_that_is_not_a_farm_is_shown_as_such_and_left_alone() {
    let stage = Stage::set();
    let farm = stage.new_farm();
    std::fs::write(&farm, "a shopping list").unwrap();
    let window = stage.open(&farm).await;
    let state = window.ask("session.state", json!({})).await.unwrap();
    let trouble = state["trouble"]["message"].as_str().unwrap_or_default().to_owned();
    assert!(!trouble.is_empty(), "{state}");
    window.wait_for(&On::text(&trouble)).await;
    window.picture("foreign_file").await;
    window.close().await;
    assert_eq!(std::fs::read_to_string(&farm).unwrap(), "a shopping list");
}

#[tokio::test]
async fn the_pages_load_nothing_from_elsewhere() {
    let stage = Stage::set();
    let window = stage.open(&stage.new_farm()).await;
    let named = "return [...document.querySelectorAll('script[src], img[src]')].map((e) => e.src)\
        .concat([...document.querySelectorAll('link[href]')].map((e) => e.href))";
    let named = window.run(named).await;
    let named: Vec<&str> = named.as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    assert!(!named.is_empty(), "the page names no file at all");
    assert!(named.iter().all(|name| name.starts_with("tauri://localhost/")), "{named:?}");

    let broken = "window.broken = [];\
        addEventListener('securitypolicyviolation', (event) => window.broken.push(event.effectiveDirective));\
        fetch('http://127.0.0.1:9/').catch(() => undefined);\
        const picture = new Image(); picture.src = 'http://127.0.0.1:9/a.png';\
        const script = document.createElement('script'); script.textContent = 'window.ran = true';\
        document.body.append(picture, script);";
    window.run(broken).await;
    for directive in ["connect-src", "img-src", "script-src"] {
        let heard = format!("return window.broken.some((one) => one.startsWith('{directive}'))");
        window.wait_until_true(&format!("the policy of {directive} speaks"), &heard).await;
    }
    assert_eq!(
        window.run("return window.ran === undefined").await,
        true,
        "text of the page ran as a program"
    );
    window.close().await;
}

#[tokio::test]
async fn what_the_shell_does_not_know_is_refused_by_name() {
    let stage = Stage::set();
    let window = stage.open(&stage.new_farm()).await;
    let refusal = window.ask("host.format_disk", json!({})).await.unwrap_err();
    assert_eq!(refusal["code"], "unknown_command");
    let saved =
        window.ask("host.save", json!({"suggested_name": "../a.csv", "bytes_base64": "YSxi"})).await.unwrap();
    assert_eq!(saved["path"], stage.desk().join("-a.csv").to_string_lossy().as_ref());
    assert_eq!(std::fs::read(stage.desk().join("-a.csv")).unwrap(), b"a,b");
    let refusal = window.ask("host.open", json!({"path": "/etc/passwd"})).await.unwrap_err();
    assert_eq!(refusal["code"], "file_refused");
    std::fs::write(stage.desk().join("offered/bom.csv"), "x").unwrap();
    let picked = window.ask("host.pick", json!({"extensions": ["csv"]})).await.unwrap();
    assert_eq!(picked["files"][0]["bytes_base64"], "eA==");
    window.close().await;
}
