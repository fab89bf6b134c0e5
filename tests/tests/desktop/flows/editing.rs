//! Changing assumptions: sliders, fields, scenarios, undo, and work that is not saved yet.

use super::{Step, changed, headline, holds, open, settle};
use crate::window::Window;
use serde_json::json;
use thirtyfour::Key;

const SLIDER: &str = "section[aria-label=Growth] input[type=range]";
const FIELD: &str = "section[aria-label=Growth] .field:has(input[type=range]) input[type=text]";

pub async fn arrow_keys_on_the_growth_slider(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let before = headline(window).await?;
    let text = window.find(FIELD).await?.prop("value").await?;
    window.find(SLIDER).await?.focus().await?;
    window.press_times(Key::Right, 5).await?;
    let after = changed(window, &before).await?;
    holds(after.len() == 5, "five figures still")?;
    holds(window.find(FIELD).await?.prop("value").await? != text, "the number field follows its slider")
}

pub async fn dragging_the_growth_slider(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let before = headline(window).await?;
    let slider = window.find(SLIDER).await?;
    let thumb = window.script(include_str!("../scripts/thumb.js"), vec![slider.to_json()?]).await?;
    let (x, y) = (thumb[0].as_i64().unwrap_or(0), thumb[1].as_i64().unwrap_or(0));
    let mut drag = window.session().action_chain().move_to(x, y).click_and_hold();
    for step in 1..=20 {
        drag = drag.move_to(x + 2 * step, y);
    }
    drag.perform().await?;
    changed(window, &before).await?;
    let while_held = window.count("[data-testid=save-state][data-state=unsaved]").await?;
    holds(while_held == 0, "dragging only looks: nothing is changed until the slider is let go")?;
    window.session().action_chain().release().perform().await?;
    window.find("[data-testid=save-state][data-state=unsaved]").await?;
    settle(window).await?;
    the_picture_is_of_the_last_value(window).await
}

/// After a drag that asked many times, what stands there is what the engine says of the final value.
async fn the_picture_is_of_the_last_value(window: &Window) -> Step {
    let shown = headline(window).await?;
    window.click("[data-testid=undo]").await?;
    changed(window, &shown).await?;
    window.click("[data-testid=redo]").await?;
    settle(window).await?;
    holds(headline(window).await? == shown, "a stale answer is never shown last")
}

pub async fn an_invalid_value_stays_with_its_reason(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let before = headline(window).await?;
    window.click(FIELD).await?;
    window.write("twelve").await?;
    window.press(Key::Enter).await?;
    window.find("[data-testid=stale]").await?;
    let reason = window.text(".field:has(input[type=range]) [data-testid^=problem-]").await?;
    holds(!reason.is_empty(), "the reason stands under the field")?;
    holds(window.count(".page.stale").await? == 1, "the picture is marked stale")?;
    holds(headline(window).await? == before, "the last good picture stays")?;
    let typed = window.find(FIELD).await?.prop("value").await?;
    holds(typed.as_deref() == Some("twelve"), format!("what was typed stays, not {typed:?}"))?;
    window.picture("invalid-value").await?;
    window.click("[data-testid=undo]").await?;
    window.until("a valid model", "return !document.querySelector('.page.stale')", vec![]).await?;
    holds(headline(window).await? == before, "undo brings the valid value back")
}

pub async fn a_value_beyond_its_range_widens_it_where_asked(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let before = headline(window).await?;
    let path = "growth.anchors.3.users";
    let focus = "const e = document.querySelector(`[data-testid=\"field-${arguments[0]}\"]`); e.focus(); e.select()";
    window.script(focus, vec![json!(path)]).await?;
    window.write("2k").await?;
    window.press(Key::Enter).await?;
    let reason = window.text(&format!("[data-testid=\"problem-{path}\"]")).await?;
    holds(reason.contains("2,000 is above the stated range"), format!("in plain words: {reason}"))?;
    window.picture("beyond-range").await?;
    window.click(&format!("[data-testid=\"widen-{path}\"]")).await?;
    let after = changed(window, &before).await?;
    let range = "return document.querySelector(`[data-field=\"${arguments[0]}\"] small[data-range]`)?.innerText.trim()";
    let widened = window.script(range, vec![json!(path)]).await?;
    holds(widened.as_str().is_some_and(|text| text.contains("2,000")), format!("the range has it now: {widened}"))?;
    window.click("[data-testid=undo]").await?;
    holds(changed(window, &after).await? == before, "one step takes both back")
}

pub async fn undo_and_redo(window: &Window) -> Step {
    open(window, "rad-panel").await?;
    let first = headline(window).await?;
    window.find(SLIDER).await?.focus().await?;
    window.press_times(Key::Right, 4).await?;
    let second = changed(window, &first).await?;
    window.chord(&[Key::Control], "z").await?;
    holds(changed(window, &second).await? == first, "Ctrl Z goes back")?;
    window.click("[data-testid=redo]").await?;
    holds(changed(window, &first).await? == second, "redo goes forth")?;
    window.click("[data-testid=undo]").await?;
    changed(window, &second).await?;
    holds(window.count("[data-testid=undo][disabled]").await? == 1, "nothing is left to undo")
}

/// The ids of the scenarios besides the base, wherever the window lists them.
async fn scenarios(window: &Window) -> Step<Vec<String>> {
    if window.count("[data-testid=scenario][aria-haspopup]").await? > 0 {
        window.click("[data-testid=scenario]").await?;
    }
    let script = "return [...document.querySelectorAll('[data-testid^=scenario-]')].filter(e => /radio/.test(e.role))
        .map(e => e.dataset.testid.replace('scenario-', '')).filter(id => id !== 'base')";
    Ok(serde_json::from_value(window.script(script, vec![]).await?)?)
}

pub async fn another_scenario(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let base = headline(window).await?;
    let scenarios = scenarios(window).await?;
    let scenario = scenarios.first().ok_or("the model has scenarios")?;
    window.click(&format!("[data-testid=scenario-{scenario}]")).await?;
    window.find(&format!("[data-testid=scenarios][data-scenario={scenario}]")).await?;
    let other = changed(window, &base).await?;
    holds(window.count("[data-testid^=overridden-]").await? > 0, "what the scenario sets is marked")?;
    window.picture("whatsflow-scenario").await?;
    self::scenarios(window).await?;
    window.click("[data-testid=scenario-base]").await?;
    holds(changed(window, &other).await? == base, "the base is as it was")
}

pub async fn a_new_scenario(window: &Window) -> Step {
    open(window, "leadsite").await?;
    let base = headline(window).await?;
    window.click("[data-testid=scenario-add]").await?;
    window.find("[data-testid=scenario-name]").await?;
    window.write("Twice as fast").await?;
    window.press(Key::Enter).await?;
    window.find("[data-testid=scenarios]:not([data-scenario=''])").await?;
    settle(window).await?;
    holds(headline(window).await? == base, "a new scenario starts as the one it was made from")?;
    window.find(SLIDER).await?.focus().await?;
    window.press_times(Key::Right, 4).await?;
    let scenario = changed(window, &base).await?;
    scenarios(window).await?;
    window.click("[data-testid=scenario-base]").await?;
    holds(changed(window, &scenario).await? == base, "an edit under a scenario leaves the base alone")
}

async fn edited(window: &Window) -> Step<Vec<String>> {
    open(window, "whatsflow").await?;
    let before = headline(window).await?;
    window.find(SLIDER).await?.focus().await?;
    window.press_times(Key::Right, 6).await?;
    changed(window, &before).await
}

pub async fn leaving_unsaved_work_asks(window: &Window) -> Step {
    edited(window).await?;
    window.click("[data-testid=home]").await?;
    window.find("[data-testid=unsaved-question]").await?;
    window.click("[data-testid=unsaved-cancel]").await?;
    window.find("[data-testid=headline]").await?;
    window.click("[data-testid=home]").await?;
    window.click("[data-testid=unsaved-discard]").await?;
    window.find("[data-testid=gallery]").await?;
    Ok(())
}

/// A crash is a page that starts anew without having asked.
pub async fn unsaved_work_is_recovered(window: &Window) -> Step {
    let work = edited(window).await?;
    // Autosave waits until changes pause.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    window.reload().await?;
    window.script(include_str!("../scripts/watch.js"), vec![]).await?;
    window.click("[data-testid=recovered-restore]").await?;
    window.find("[data-testid=headline]").await?;
    window.find("[data-testid=save-state][data-state=unsaved]").await?;
    settle(window).await?;
    let recovered = headline(window).await?;
    holds(recovered == work, format!("recovered {recovered:?}, not {work:?}"))?;
    let script = "return document.querySelector('[data-testid=model-name]').innerText.trim().length > arguments[0]";
    window.until("its name", script, vec![json!(0)]).await?;
    Ok(())
}
