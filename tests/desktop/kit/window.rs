//! The window in a test's hands: it finds, clicks, types, waits with a deadline, and takes pictures.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use super::on::On;
use super::picture;

/// How long anything may take to appear. Generous: a loaded machine is slow, a broken window never gets there.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// An open window.
#[derive(Debug)]
pub(crate) struct Window {
    client: Client,
}

impl Window {
    /// Starts the program through the drivers, and waits until its first page shows something.
    pub(crate) async fn open(driver: &str, app: &Path, args: &[String]) -> Self {
        let mut wishes = Map::new();
        wishes.insert("tauri:options".to_owned(), json!({ "application": app, "args": args }));
        let deadline = Instant::now() + PATIENCE;
        let client = loop {
            let attempt =
                ClientBuilder::new(HttpConnector::new()).capabilities(wishes.clone()).connect(driver).await;
            match attempt {
                Ok(client) => break client,
                // The drivers need a moment before they listen.
                Err(_) if Instant::now() < deadline => tokio::time::sleep(PAUSE).await,
                Err(error) => panic!("the window did not open: {error}"),
            }
        };
        let window = Self { client };
        window
            .wait_for(&On::xpath(
                "the first page",
                "//*[@id='root']//*[self::main or self::form or self::h1]",
            ))
            .await;
        window
    }

    /// Waits until it is there and visible.
    pub(crate) async fn wait_for(&self, on: &On) -> Element {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(element) = self.visible(on).await {
                return element;
            }
            self.give_up_after(deadline, &format!("{on} did not appear")).await;
        }
    }

    /// Waits until it is gone or hidden.
    pub(crate) async fn wait_until_gone(&self, on: &On) {
        let deadline = Instant::now() + PATIENCE;
        while self.visible(on).await.is_some() {
            self.give_up_after(deadline, &format!("{on} did not go away")).await;
        }
    }

    /// Waits until its text contains `words`, and gives the text.
    pub(crate) async fn wait_for_text(&self, on: &On, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let text = self.text(on).await;
            if text.contains(words) {
                return text;
            }
            self.give_up_after(deadline, &format!("{on} says `{text}` and not `{words}`")).await;
        }
    }

    /// Whether it is there and visible now.
    pub(crate) async fn shows(&self, on: &On) -> bool {
        self.visible(on).await.is_some()
    }

    /// Its text as it is in the page, also where the driver's own idea of visible text is empty.
    pub(crate) async fn text(&self, on: &On) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let element = self.wait_for(on).await;
            // The page may have drawn it anew between the two questions.
            if let Ok(text) = element.prop("textContent").await {
                return text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            }
            self.give_up_after(deadline, &format!("{on} has no text to read")).await;
        }
    }

    /// Clicks it, once it is there, enabled, and nothing lies over it.
    pub(crate) async fn click(&self, on: &On) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let element = self.wait_for(on).await;
            if element.is_enabled().await.unwrap_or(false) && element.click().await.is_ok() {
                return;
            }
            self.give_up_after(deadline, &format!("{on} could not be clicked")).await;
        }
    }

    /// Replaces what stands in the field with this label.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let on = On::field(label);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let field = self.wait_for(&on).await;
            if type_over(&field, text).await.is_ok() {
                return;
            }
            self.give_up_after(deadline, &format!("{on} could not be filled")).await;
        }
    }

    /// What stands in the field with this label.
    pub(crate) async fn value(&self, label: &str) -> String {
        let on = On::field(label);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let field = self.wait_for(&on).await;
            // The page may have drawn it anew between the two questions.
            if let Ok(value) = field.prop("value").await {
                return value.unwrap_or_default();
            }
            self.give_up_after(deadline, &format!("{on} has no value to read")).await;
        }
    }

    /// Opens the list of the field with this label, types `words` to narrow it, and takes that option.
    pub(crate) async fn choose(&self, label: &str, words: &str) {
        self.fill(label, words).await;
        let option = format!("//*[@role='option'][contains(normalize-space(.), '{words}')]");
        self.click(&On::xpath(&format!("the option `{words}`"), &option)).await;
    }

    /// Presses keys on whatever has the focus, such as `"\u{e007}"` (Enter) or letters.
    pub(crate) async fn press(&self, keys: &str) {
        let focused = self.client.active_element().await.unwrap();
        focused.send_keys(keys).await.unwrap();
    }

    /// The window's address without the program's own part: `/orders/7`.
    pub(crate) async fn address(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Goes to an address of the window, as the back button or a remembered place would.
    pub(crate) async fn go(&self, address: &str) {
        let script =
            "history.pushState(null, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'));";
        self.client.execute(script, vec![json!(address)]).await.unwrap();
    }

    /// Asks the core through the window's own command. `Err` holds the refusal.
    pub(crate) async fn ask(&self, name: &str, payload: Value) -> Result<Value, Value> {
        let script = "const [name, payload, done] = arguments;\
            window.__TAURI_INTERNALS__.invoke('rpc', {request: {name, payload, request_id: crypto.randomUUID(), token: null}})\
            .then(done, (error) => done({ok: false, error: {code: 'invoke', message: String(error)}}));";
        let mut reply = self.client.execute_async(script, vec![json!(name), payload]).await.unwrap();
        if reply["ok"] == true { Ok(reply["data"].take()) } else { Err(reply["error"].take()) }
    }

    /// Runs a script in the page and gives what it returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Waits until a script in the page returns true; `what` is what that means.
    pub(crate) async fn wait_until_true(&self, what: &str, script: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.run(script).await != true {
            self.give_up_after(deadline, &format!("not so: {what}")).await;
        }
    }

    /// The title of the page.
    pub(crate) async fn title(&self) -> String {
        self.client.title().await.unwrap()
    }

    /// Takes a picture, keeps it under this name, and holds that it is not blank.
    pub(crate) async fn picture(&self, name: &str) -> PathBuf {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let png = self.client.screenshot().await.unwrap();
            let path = picture::keep(name, &png);
            if picture::colours(&png) > 48 {
                return path;
            }
            self.give_up_after(deadline, &format!("the picture {} is blank", path.display())).await;
        }
    }

    /// Closes the window as its close button does.
    pub(crate) async fn close(self) {
        self.client.close().await.unwrap();
    }

    async fn visible(&self, on: &On) -> Option<Element> {
        for element in self.client.find_all(Locator::XPath(on.as_xpath())).await.ok()? {
            if self.is_seen(&element).await {
                return Some(element);
            }
        }
        None
    }

    /// Whether it takes up room on the page and nothing hides it. The driver's own answer takes what stands in
    /// a page that scrolls for hidden.
    async fn is_seen(&self, element: &Element) -> bool {
        let script = "const [e] = arguments, box = e.getBoundingClientRect();\
            return box.width > 0 && box.height > 0 && getComputedStyle(e).visibility === 'visible'";
        let Ok(handle) = serde_json::to_value(element) else { return false };
        self.client.execute(script, vec![handle]).await.is_ok_and(|seen| seen == true)
    }

    /// Pauses, or past the deadline ends the test with a picture and what the page says.
    async fn give_up_after(&self, deadline: Instant, what: &str) {
        if Instant::now() < deadline {
            tokio::time::sleep(PAUSE).await;
            return;
        }
        let picture = match self.client.screenshot().await {
            Ok(png) => picture::keep("failed", &png).display().to_string(),
            Err(error) => format!("none ({error})"),
        };
        let text = self.run("return document.body ? document.body.innerText : ''").await;
        let text: String = text.as_str().unwrap_or_default().chars().take(1500).collect();
        panic!("{what} within {} s.\npicture: {picture}\nthe page says:\n{text}", PATIENCE.as_secs());
    }
}

async fn type_over(field: &Element, text: &str) -> Result<(), CmdError> {
    field.click().await?;
    let everything = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
    field.send_keys(&everything).await?;
    field.send_keys(&char::from(Key::Delete).to_string()).await?;
    field.send_keys(text).await
}
