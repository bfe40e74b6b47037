//! The kit finds, clicks and types what it says it does, on a small page inside the real web view.

use crate::kit::{On, Stage};

/// Drawn over the window's own page. The answers of the page stand in `#heard`.
const PAGE: &str = r##"
    document.body.innerHTML = `
      <main>
        <h2>Spools</h2>
        <label for="who">Customer <span>*</span></label><input id="who" value="before">
        <label for="colour">Colour</label><input id="colour">
        <ul id="options" role="listbox" hidden><li role="option">Black</li><li role="option">Grey</li></ul>
        <div role="row">first <button>Open</button></div>
        <div role="row">second <button>Open</button></div>
        <button hidden>Release</button><button id="later" disabled>Release</button>
        <a href="#x">It's "here"</a>
        <p id="heard"></p><p id="gone">going</p>
      </main>`;
    const heard = document.getElementById('heard');
    const say = (words) => { heard.textContent = words; };
    document.querySelectorAll('[role=row] button').forEach((button) =>
      button.addEventListener('click', () => say('opened ' + button.parentElement.firstChild.textContent.trim())));
    const later = document.getElementById('later');
    later.addEventListener('click', () => say('released'));
    requestAnimationFrame(() => requestAnimationFrame(() => {
      later.disabled = false;
      document.getElementById('gone').remove();
    }));
    document.getElementById('who').addEventListener('input', (event) => say('typed ' + event.target.value));
    document.getElementById('who').addEventListener('keydown', (event) => event.key === 'Enter' && say('entered'));
    const options = document.getElementById('options');
    document.getElementById('colour').addEventListener('input', () => { options.hidden = false; });
    options.addEventListener('click', (event) => { say('took ' + event.target.textContent); options.hidden = true; });
    addEventListener('popstate', () => say('went to ' + location.pathname));
"##;

#[tokio::test]
async fn a_test_can_do_what_a_person_does() {
    let stage = Stage::set();
    let window = stage.open(&stage.new_farm()).await;
    window.run(PAGE).await;
    let heard = On::xpath("what the page heard", "//*[@id='heard']");

    window.wait_for(&On::heading("Spools")).await;
    window.wait_until_gone(&On::text("going")).await;
    window.fill("Customer", "Müller & Co").await;
    window.wait_for_text(&heard, "typed Müller & Co").await;
    window.press("\u{e007}").await;
    window.wait_for_text(&heard, "entered").await;
    window.choose("Colour", "Grey").await;
    window.wait_for_text(&heard, "took Grey").await;
    window.click(&On::button("Open").beside("second")).await;
    window.wait_for_text(&heard, "opened second").await;
    window.click(&On::button("Release")).await;
    assert_eq!(window.text(&heard).await, "released");
    assert!(window.shows(&On::link("It's \"here\"")).await);
    assert!(!window.shows(&On::role("option", "Grey")).await, "a hidden option counts as shown");
    window.go("/orders/7").await;
    window.wait_for_text(&heard, "went to /orders/7").await;
    assert_eq!(window.address().await, "/orders/7");
    window.close().await;
}
