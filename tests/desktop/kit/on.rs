//! How a test names a thing in the window: the way a person would, by what it is and what it says.

use std::fmt;

/// Something in the window.
#[derive(Debug, Clone)]
pub(crate) struct On {
    said: String,
    xpath: String,
}

/// What the page says is in it, whether by its text or by the words for people who hear it.
fn says(words: &str) -> String {
    let words = literal(words);
    format!(
        "(normalize-space(.)={words} or normalize-space(@aria-label)={words} or normalize-space(@title)={words})"
    )
}

impl On {
    /// A button that says exactly this.
    pub(crate) fn button(words: &str) -> Self {
        let says = says(words);
        Self::new(format!("the button `{words}`"), format!("//button[{says}] | //*[@role='button'][{says}]"))
    }

    /// A link that says exactly this.
    pub(crate) fn link(words: &str) -> Self {
        let says = says(words);
        Self::new(format!("the link `{words}`"), format!("//a[{says}] | //*[@role='link'][{says}]"))
    }

    /// A heading that says exactly this.
    pub(crate) fn heading(words: &str) -> Self {
        let says = says(words);
        let tags = "self::h1 or self::h2 or self::h3 or self::h4 or @role='heading'";
        Self::new(format!("the heading `{words}`"), format!("//*[{tags}][{says}]"))
    }

    /// Anything with this ARIA role that says exactly this: tabs, menu items, options, rows, dialogs.
    pub(crate) fn role(role: &str, words: &str) -> Self {
        Self::new(format!("the {role} `{words}`"), format!("//*[@role={}][{}]", literal(role), says(words)))
    }

    /// The field with this label; the star of a required one does not count.
    pub(crate) fn field(label: &str) -> Self {
        let words = literal(label);
        let labelled = format!("//*[@id=//label[normalize-space(translate(., '*', ''))={words}]/@for]");
        let named = format!("//*[self::input or self::textarea or self::select][@aria-label={words}]");
        Self::new(format!("the field `{label}`"), format!("{labelled} | {named}"))
    }

    /// The innermost thing whose text contains this.
    pub(crate) fn text(words: &str) -> Self {
        let words = literal(words);
        let holds = format!("contains(normalize-space(.), {words})");
        Self::new(
            format!("the text {words}"),
            format!("//body//*[{holds}][not(*[{holds}])][not(self::script)]"),
        )
    }

    /// By CSS class or attribute, for what has no words; `what` is what a person would call it.
    pub(crate) fn xpath(what: &str, xpath: &str) -> Self {
        Self::new(what.to_owned(), xpath.to_owned())
    }

    /// The same thing inside the innermost row or card whose text contains `words`.
    pub(crate) fn beside(&self, words: &str) -> Self {
        let row = "ancestor::*[@role='row' or self::tr or self::li or @role='listitem' or @role='dialog'][1]";
        let xpath = format!("({})[{row}[contains(normalize-space(.), {})]]", self.xpath, literal(words));
        Self::new(format!("{} beside `{words}`", self.said), xpath)
    }

    fn new(said: String, xpath: String) -> Self {
        Self { said, xpath }
    }

    /// For the driver.
    pub(crate) fn as_xpath(&self) -> &str {
        &self.xpath
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

/// Text as XPath writes it, which knows no escapes: an apostrophe needs the other quotes, both need `concat`.
fn literal(text: &str) -> String {
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    let parts: Vec<String> = text.split('\'').map(|part| format!("'{part}'")).collect();
    format!("concat({})", parts.join(", \"'\", "))
}
