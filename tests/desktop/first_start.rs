//! The first start, by clicks and keys: from no farm at all to the sample farm at work.

use crate::kit::{On, Stage};

/// Long enough, and not the owner's name.
const PASSWORD: &str = "hooks for the whole house";

#[tokio::test]
async fn the_assistant_makes_the_sample_farm_and_today_fills_by_itself() {
    let stage = Stage::set();
    let window = stage.open(&stage.new_farm()).await;

    window.fill("Company name", "Fjord Prints").await;
    window.picture("start_1_company").await;
    window.click(&On::button("Next")).await;
    for (label, text) in [
        ("First name", "Ana"),
        ("Last name", "Ferreira"),
        ("Email", "ana@example.com"),
        ("Password", PASSWORD),
        ("Password again", PASSWORD),
    ] {
        window.fill(label, text).await;
    }
    window.picture("start_2_owner").await;
    window.click(&On::button("Next")).await;
    window.click(&On::field("A sample farm")).await;
    window.picture("start_3_farm").await;
    window.click(&On::button("Set up")).await;

    window.wait_for(&On::heading("Keep this recovery code")).await;
    let code = window.text(&On::xpath("the recovery code", "//*[@aria-label='Recovery code']")).await;
    let tail: Vec<char> = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let tail: String = tail[tail.len() - 4..].iter().collect();
    window.fill("Type its last 4 characters", &tail).await;
    window.click(&On::field("I keep it somewhere safe")).await;
    window.picture("start_4_code").await;
    window.click(&On::button("Go on")).await;

    window.wait_for(&On::heading("Today")).await;
    // The farm is still being made when the page opens; it fills without anybody asking.
    window.wait_for(&On::xpath("the card of orders", "//section[@aria-label='Orders late or due']")).await;
    let rows = "return document.querySelectorAll('main section[aria-label] li').length >= 6";
    window.wait_until_true("Today's cards have rows", rows).await;
    window.picture("start_5_today").await;
    window.close().await;
}
