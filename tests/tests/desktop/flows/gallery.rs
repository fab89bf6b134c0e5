//! The first thing a person sees, and each model behind it.

use super::{Step, headline, holds, open};
use crate::window::Window;
use serde_json::json;

/// The shipped models that stand for the five real systems.
pub const MODELS: [&str; 5] = ["securewave-vpn", "securevpn-100k", "whatsflow", "rad-panel", "leadsite"];

pub async fn gallery_shows_the_shipped_models(window: &Window) -> Step {
    for model in MODELS {
        let card = format!("[data-testid=model-{model}]");
        let figures = window.texts(&format!("{card} dd")).await?;
        holds(
            figures.len() == 3 && figures.iter().all(|figure| !figure.is_empty()),
            format!("{model}: three figures, not {figures:?}"),
        )?;
        holds(window.count(&format!("{card} svg")).await? > 0, format!("{model}: a sketch"))?;
        holds(!window.text(&format!("{card} p")).await?.is_empty(), format!("{model}: a description"))?;
    }
    window.picture("gallery-light").await
}

pub async fn every_model_opens_with_figures_and_a_chart(window: &Window) -> Step {
    for model in MODELS {
        open(window, model).await?;
        let figures = headline(window).await?;
        holds(
            figures.len() == 5 && figures.iter().all(|figure| !figure.is_empty()),
            format!("{model}: five figures, not {figures:?}"),
        )?;
        holds(drawn(window).await? > 0, format!("{model}: a drawn chart"))?;
        window.picture(&format!("{model}-overview")).await?;
        window.click("[data-testid=home]").await?;
        window.find("[data-testid=gallery]").await?;
    }
    Ok(())
}

/// How many drawings have lines and words in them and are large enough to read.
async fn drawn(window: &Window) -> Step<u64> {
    let script = "return [...document.querySelectorAll('[data-testid^=drawing-] > svg')].filter(svg => {
        const box = svg.getBoundingClientRect();
        return box.width > 300 && box.height > 60 && svg.querySelector('path, polyline, line, rect') && svg.querySelector('text');
    }).length";
    Ok(window.script(script, vec![]).await?.as_u64().unwrap_or(0))
}

pub async fn theme_changes_everything(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let light = colours(window).await?;
    window.click("[data-testid=theme][data-theme-choice=light]").await?;
    window.until("the dark theme", "return document.documentElement.dataset.theme === 'dark'", vec![]).await?;
    window
        .until("drawings in dark", &format!("return JSON.stringify([{COLOURS}]) !== arguments[0]"), vec![json!(light)])
        .await?;
    super::settle(window).await?;
    window.picture("whatsflow-overview-dark").await?;
    window.click("[data-testid=home]").await?;
    window.find("[data-testid=gallery]").await?;
    window.picture("gallery-dark").await
}

const COLOURS: &str = "getComputedStyle(document.body).backgroundColor,
    document.querySelector('[data-testid^=drawing-] > svg')?.outerHTML.match(/#[0-9a-f]{6}/gi)?.join()";

async fn colours(window: &Window) -> Step<String> {
    let colours = window.script(&format!("return JSON.stringify([{COLOURS}])"), vec![]).await?;
    Ok(colours.as_str().unwrap_or_default().to_owned())
}
