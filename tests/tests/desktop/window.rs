//! The real window, as a person has it: looked at, clicked and typed into by WebDriver.

use crate::Step;
use crate::prices::PriceServer;
use crate::started::{Display, Driver};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};
use tempfile::TempDir;
use thirtyfour::{By, Capabilities, Key, WebDriver, WebElement};

/// How long anything may take to show. Far longer than it does: a machine that builds at the same time is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// The folder within the home that dialogs answer with.
const CHOSEN: &str = "chosen";

#[derive(Debug)]
pub struct Window {
    // Fields are dropped in order: the session first, then what it needs.
    session: WebDriver,
    _driver: Driver,
    display: Display,
    prices: PriceServer,
    /// Where the app keeps what it remembers, and where its dialogs lead.
    home: TempDir,
}

/// The app as cargo built it beside this test.
pub fn app() -> Step<PathBuf> {
    let test = env::current_exe()?;
    let folder = test.parent().and_then(Path::parent).ok_or("a test lies in target/…/deps")?;
    let app = folder.join("headroom-desktop");
    if app.is_file() {
        return Ok(app);
    }
    Err(format!(
        "{} is not built: run `cargo xtask test`, which builds all that the window's tests need",
        app.display()
    )
    .into())
}

impl Window {
    pub async fn open(app: &Path) -> Step<Self> {
        let home = tempfile::tempdir()?;
        let display = Display::start()?;
        let chosen = home.path().join(CHOSEN);
        fs::create_dir(&chosen)?;
        let prices = PriceServer::start()?;
        let server = prices.address();
        let answers = [("HEADROOM_TEST_DIALOG", chosen.as_os_str()), ("HEADROOM_TEST_PRICES", server.as_ref())];
        let driver = Driver::start(&display, home.path(), &answers)?;
        let mut wanted = Capabilities::new();
        wanted.set("webkitgtk:browserOptions", json!({ "binary": app, "args": [] }))?;
        let session = WebDriver::new(driver.address(), wanted).await?;
        Ok(Self { session, _driver: driver, display, prices, home })
    }

    pub async fn close(self) -> Step {
        Ok(self.session.quit().await?)
    }

    /// What stands in for the providers' price lists.
    pub fn prices(&self) -> &PriceServer {
        &self.prices
    }

    /// The folder that every dialog answers with: saves and exports lie in it, and `open.json` is opened from it.
    pub fn chosen(&self) -> PathBuf {
        self.home.path().join(CHOSEN)
    }

    /// Runs a script and gives what it returns. Arguments are `arguments[0]`, …
    /// Texts are read with plain spaces, where the page has ones at which no line breaks.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Step<Value> {
        let script = script.replace(".innerText", r".innerText.replaceAll('\u00a0', ' ')");
        Ok(self.session.execute(&script, arguments).await?.json().clone())
    }

    /// Waits until a script gives something true, and gives that.
    pub async fn until(&self, what: &str, script: &str, arguments: Vec<Value>) -> Step<Value> {
        let start = Instant::now();
        loop {
            let value = self.script(script, arguments.clone()).await?;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return Ok(value);
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("never came: {what}").into());
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    }

    /// The first shown element that matches.
    pub async fn find(&self, selector: &str) -> Step<WebElement> {
        self.until(
            selector,
            "return document.querySelector(arguments[0])?.checkVisibility() ?? false",
            vec![json!(selector)],
        )
        .await?;
        Ok(self.session.find(By::Css(selector)).await?)
    }

    pub async fn click(&self, selector: &str) -> Step {
        let element = self.find(selector).await?;
        element.scroll_into_view().await?;
        Ok(element.click().await?)
    }

    /// Types into whatever has the focus.
    pub async fn write(&self, text: &str) -> Step {
        Ok(self.session.action_chain().send_keys(text).perform().await?)
    }

    pub async fn press(&self, key: Key) -> Step {
        self.press_times(key, 1).await
    }

    pub async fn press_times(&self, key: Key, times: usize) -> Step {
        self.write(&String::from(char::from(key)).repeat(times)).await
    }

    /// A key with others held down: `chord(&[Key::Control], "z")`.
    pub async fn chord(&self, held: &[Key], key: &str) -> Step {
        let mut keys = self.session.action_chain();
        for key in held {
            keys = keys.key_down(key.clone());
        }
        keys = keys.send_keys(key);
        for key in held {
            keys = keys.key_up(key.clone());
        }
        Ok(keys.perform().await?)
    }

    /// The text of the first shown element that matches.
    pub async fn text(&self, selector: &str) -> Step<String> {
        self.find(selector).await?;
        Ok(self.texts(selector).await?.swap_remove(0))
    }

    /// The texts of all that match.
    pub async fn texts(&self, selector: &str) -> Step<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())";
        Ok(serde_json::from_value(self.script(script, vec![json!(selector)]).await?)?)
    }

    pub async fn count(&self, selector: &str) -> Step<u64> {
        let script = "return document.querySelectorAll(arguments[0]).length";
        Ok(self.script(script, vec![json!(selector)]).await?.as_u64().unwrap_or(0))
    }

    /// Makes the page so large, whatever the window adds around it.
    pub async fn resize(&self, width: u32, height: u32) -> Step {
        self.session.set_window_rect(0, 0, width, height).await?;
        self.until("the new size", "return innerWidth === arguments[0]", vec![json!(width)]).await?;
        Ok(())
    }

    /// Starts over: the page as the app first showed it.
    pub async fn reload(&self) -> Step {
        Ok(self.session.refresh().await?)
    }

    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Keeps a picture of the window beside what cargo builds.
    pub async fn picture(&self, name: &str) -> Step {
        let folder = screenshots()?;
        fs::create_dir_all(&folder)?;
        let size = self.script("return new Promise(done => requestAnimationFrame(() => setTimeout(() => done([innerWidth, innerHeight]), 50)))", vec![]);
        let (width, height): (usize, usize) = serde_json::from_value(size.await?)?;
        self.display.picture(width, height, &folder.join(format!("{name}.png")))
    }
}

fn screenshots() -> Step<PathBuf> {
    if let Some(folder) = env::var_os("HEADROOM_SCREENSHOTS") {
        return Ok(folder.into());
    }
    let app = app()?;
    let target = app.parent().and_then(Path::parent).ok_or("the app lies in the target folder")?;
    Ok(target.join("screenshots"))
}
