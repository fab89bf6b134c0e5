//! What the page must not be able to do, whatever text a model holds.

use super::{Step, holds};
use crate::window::Window;
use serde_json::Value;

pub async fn the_page_runs_only_its_own_code(window: &Window) -> Step {
    let inline = "const script = document.createElement('script');
        script.textContent = 'window.injected = true';
        document.head.append(script);
        return window.injected === undefined";
    holds(refused(window, inline).await?, "a script written into the page does not run")?;
    let evaluated = "try { (0, eval)('1'); return false } catch { return true }";
    holds(refused(window, evaluated).await?, "text is not run as code")?;
    let reached = "return fetch('http://127.0.0.1:9/').then(() => false, error => window.complaints.some(line => line.startsWith('policy')))";
    holds(refused(window, reached).await?, "the policy keeps the page from the network")?;
    let called =
        "return window.__TAURI_INTERNALS__.invoke('plugin:fs|read_dir', { path: '/' }).then(() => false, () => true)";
    holds(refused(window, called).await?, "the page reaches no files by itself")?;
    window.script("window.complaints = []", vec![]).await?;
    Ok(())
}

async fn refused(window: &Window, script: &str) -> Step<bool> {
    Ok(window.script(script, vec![]).await? == Value::Bool(true))
}
