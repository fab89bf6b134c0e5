//! What a test of the window starts besides the app: a display that nobody sees, and the driver. Each ends with its value.

use crate::{Step, picture};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A process that is ended when this is dropped, also when a test panics.
#[derive(Debug)]
struct Started(Child);

impl Started {
    fn new(command: &mut Command) -> Step<Self> {
        let program = command.get_args().nth(2).unwrap_or_default().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn();
        Ok(Self(child.map_err(|e| format!("{program} could not be started ({e}); `cargo xtask test` installs it"))?))
    }
}

/// A program that the system ends with this one, however this one ends.
fn ending_with_us(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", program]);
    command
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An X server without a screen. Programs on it end when it does.
#[derive(Debug)]
pub struct Display {
    name: String,
    _server: Started,
    /// Where the server draws.
    memory: TempDir,
}

impl Display {
    /// The server looks for a free number itself and says which it took.
    pub fn start() -> Step<Self> {
        let memory = tempfile::tempdir()?;
        let mut xvfb = ending_with_us("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-fbdir"]).arg(memory.path());
        let mut server = Started::new(xvfb.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let mut number = String::new();
        let said = server.0.stdout.take().ok_or("Xvfb has no output")?;
        BufReader::new(said).read_line(&mut number)?;
        if number.trim().is_empty() {
            return Err("Xvfb ended without a display".into());
        }
        Ok(Self { name: format!(":{}", number.trim()), _server: server, memory })
    }

    /// Writes the upper left corner of what it shows as PNG.
    pub fn picture(&self, width: usize, height: usize, png: &Path) -> Step {
        picture::write(&self.memory.path().join("Xvfb_screen0"), width, height, png)
    }
}

/// WebKit's own driver. It is what tauri-driver starts on Linux too; talking to it directly leaves that program out. The
/// app inherits its environment, and `TAURI_WEBVIEW_AUTOMATION` lets it be driven.
#[derive(Debug)]
pub struct Driver {
    port: u16,
    _service: Started,
}

impl Driver {
    /// `home` is where the app may keep what it remembers.
    pub fn start(display: &Display, home: &Path, environment: &[(&str, &OsStr)]) -> Step<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut driver = ending_with_us("WebKitWebDriver");
        driver.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        driver.env("DISPLAY", &display.name).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
        driver.env("TAURI_WEBVIEW_AUTOMATION", "true");
        // 15 January 2026, when the shipped plans begin: what is next is counted from the day.
        driver.env("SOURCE_DATE_EPOCH", "1768435200");
        // Without a graphics card, drawing straight to memory is quicker and shows the same.
        driver.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        // No desktop runs here: no settings daemon and no accessibility bus to look for.
        driver.env("GSETTINGS_BACKEND", "memory").env("NO_AT_BRIDGE", "1").env("GTK_A11Y", "none");
        for folder in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            driver.env(folder, home.join(folder));
        }
        driver.envs(environment.iter().copied());
        let service = Started::new(driver.stdout(Stdio::null()).stderr(Stdio::null()))?;
        wait_for(port)?;
        Ok(Self { port, _service: service })
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn wait_for(port: u16) -> Step {
    let patience = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if Instant::now() > patience {
            return Err("WebKitWebDriver does not answer".into());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
