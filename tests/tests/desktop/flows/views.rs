//! Looking at a model in each of its views.

use super::{Step, changed, headline, holds, open, settle, show};
use crate::window::Window;
use serde_json::json;
use thirtyfour::Key;

/// Every tab, in order.
pub const VIEWS: [&str; 9] =
    ["overview", "capacity", "costs", "revenue", "compare", "uncertainty", "prices", "review", "report"];

pub async fn compare_shows_every_provider(window: &Window) -> Step {
    for model in super::gallery::MODELS {
        open(window, model).await?;
        show(window, "compare").await?;
        let text = window.text("[data-testid=page]").await?;
        for provider in ["Azure", "VPS", "Railway"] {
            holds(text.contains(provider), format!("{model}: {provider} is compared"))?;
        }
        holds(window.count("[data-testid=page] table").await? > 0, format!("{model}: a table compares them"))?;
        window.picture(&format!("{model}-compare")).await?;
        window.click("[data-testid=home]").await?;
        window.find("[data-testid=gallery]").await?;
    }
    Ok(())
}

pub async fn the_report_shows_its_pages(window: &Window) -> Step {
    open(window, "securewave-vpn").await?;
    show(window, "report").await?;
    let script = "const pages = [...document.querySelectorAll('[data-testid^=report-page-]')];
        return pages.length > 3 && pages.every(page => page.complete && page.naturalWidth > 100) && pages.length";
    window.until("pages that can be seen", script, vec![]).await?;
    window.picture("securewave-vpn-report").await
}

pub async fn months_and_quarters(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let quarter = "[data-testid^=period-][data-testid$=-quarter]";
    let rows = "section:has([data-testid^=period-]) tbody tr";
    let months = window.count(rows).await?;
    window.click(quarter).await?;
    window
        .until(
            "fewer rows",
            "return document.querySelectorAll(arguments[0]).length < arguments[1]",
            vec![json!(rows), json!(months)],
        )
        .await?;
    let first = window.text(&format!("{rows} td")).await?;
    holds(first.contains('Q'), format!("a quarter is named as one, not `{first}`"))?;
    window.picture("whatsflow-quarters").await
}

pub async fn why_explains_each_figure(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let asked = window.count("[data-testid=headline] [data-testid^=why-]").await?;
    holds(asked == 5, format!("each of the five figures can be asked, not {asked}"))?;
    for index in 0..asked {
        let script = "document.querySelectorAll('[data-testid=headline] [data-testid^=why-]')[arguments[0]].click()";
        window.script(script, vec![json!(index)]).await?;
        let formula = window.text("[data-testid=why-answer] p").await?;
        let inputs = window.count("[data-testid=why-answer] dt").await?;
        holds(
            !formula.is_empty() && inputs > 0,
            format!("an answer has a formula and inputs, not `{formula}` and {inputs}"),
        )?;
        if index == 0 {
            window.picture("why").await?;
        }
        window.press(Key::Escape).await?;
        window.until("it closed", "return !document.querySelector('[data-testid=why-answer]')", vec![]).await?;
    }
    Ok(())
}

pub async fn arrow_keys_read_a_chart(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    window.script("document.querySelector('[data-testid^=drawing-]').focus()", vec![]).await?;
    let spoken = "return document.activeElement.querySelector('[data-testid=chart-spoken]').textContent";
    let mut readings = Vec::new();
    for key in [Key::Home, Key::Right, Key::End] {
        window.press(key).await?;
        readings.push(window.until("a reading", spoken, vec![]).await?);
    }
    holds(
        readings[0] != readings[1] && readings[1] != readings[2],
        format!("each key reads another month: {readings:?}"),
    )?;
    let reading = readings[0].as_str().unwrap_or_default();
    holds(reading.contains(": "), format!("a reading names its month and figures: `{reading}`"))?;
    holds(window.count("[data-testid=chart-values]").await? == 1, "the values are shown too")?;
    window.picture("chart-reading").await?;
    window.press(Key::Escape).await?;
    window.until("nothing is read", "return !document.querySelector('[data-testid=chart-values]')", vec![]).await?;
    Ok(())
}

pub async fn the_palette_finds_a_view(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    window.chord(&[Key::Control], "k").await?;
    window.find("[data-testid=palette-query]").await?;
    window.write("compare").await?;
    window.picture("palette").await?;
    window.press(Key::Enter).await?;
    window.find("[data-page=compare]").await?;
    Ok(())
}

pub async fn tabs_by_keyboard(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    window.click("[data-testid=tab-overview]").await?;
    for view in &VIEWS[1..8] {
        window.press(Key::Right).await?;
        window.find(&format!("[data-page={view}]")).await?;
    }
    settle(window).await?;
    show(window, "overview").await?;
    let before = headline(window).await?;
    let other = "[data-testid=deployments] [role=radio][aria-checked=false]";
    if window.count(other).await? > 0 {
        window.click(other).await?;
        changed(window, &before).await?;
    }
    Ok(())
}
