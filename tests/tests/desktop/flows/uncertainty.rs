//! Uncertainty: a first answer in the frame of the edit, an exact one after it, questions, and a range where there was
//! a value.

use super::{Step, holds, open, settle, show};
use crate::window::Window;
use serde_json::json;
use thirtyfour::Key;

async fn exact(window: &Window) -> Step {
    let script = "return document.querySelector('[data-testid=futures-state]')?.innerText.trim() === 'exact'";
    window.until("an exact answer", script, vec![]).await?;
    settle(window).await
}

pub async fn uncertainty_is_told_first_and_refined(window: &Window) -> Step {
    open(window, "reference").await?;
    show(window, "uncertainty").await?;
    exact(window).await?;
    let page = window.text("[data-testid=page]").await?;
    holds(page.contains("10,000 paths") && page.contains('%'), format!("so many paths say it: {page}"))?;
    window.picture("uncertainty").await?;
    window
        .script(
            "const e = document.querySelector('[data-testid=\"field-growth.rate\"]'); e.focus(); e.select()",
            vec![],
        )
        .await?;
    window.write("20").await?;
    window.press(Key::Enter).await?;
    let script = "const text = document.querySelector('[data-testid=page]').innerText.trim(); return text !== arguments[0] && text";
    window.until("other futures", script, vec![json!(page)]).await?;
    exact(window).await?;
    let after = window.text("[data-testid=page]").await?;
    holds(after != page, "another growth has other futures")
}

pub async fn a_condition_narrows_the_paths(window: &Window) -> Step {
    open(window, "reference").await?;
    show(window, "uncertainty").await?;
    exact(window).await?;
    let before = window.text("[data-testid=page]").await?;
    let choose = "const e = document.querySelector('[data-testid=futures-given]');
        e.value = 'growth.rate'; e.dispatchEvent(new Event('change', { bubbles: true }))";
    window.script(choose, vec![]).await?;
    window.click("[data-testid=futures-bound]").await?;
    window.write("15 %").await?;
    window.press(Key::Enter).await?;
    let script = "const text = document.querySelector('[data-testid=page]').innerText.trim();
        return text !== arguments[0] && text.includes('15 %')";
    window.until("the condition in words", script, vec![json!(before)]).await?;
    exact(window).await?;
    window.script("document.querySelector('[data-testid=futures-bound]').select()", vec![]).await?;
    window.write("much").await?;
    window.press(Key::Enter).await?;
    let problem = window.text("[data-testid=futures-problem]").await?;
    holds(problem.contains("much"), format!("what is no number is told: {problem}"))
}

pub async fn a_goal_is_sought(window: &Window) -> Step {
    open(window, "reference").await?;
    show(window, "uncertainty").await?;
    exact(window).await?;
    window.click("[data-testid=futures-kind-seek]").await?;
    let choose = "const choose = (id, value) => { const e = document.querySelector(`[data-testid=${id}]`);
        e.value = value; e.dispatchEvent(new Event('change', { bubbles: true })) };
        choose('futures-vary', 'growth.rate'); choose('futures-of', 'users.60'); choose('futures-seek-comparison', '>=');
        const goal = document.querySelector('[data-testid=futures-goal]'); goal.value = '5k';
        goal.dispatchEvent(new Event('input', { bubbles: true }))";
    window.script(choose, vec![]).await?;
    window.click("[data-testid=futures-ask-now]").await?;
    let answer = window.text("[data-testid=futures-answer]").await?;
    holds(answer.contains('%'), format!("a value and its probability: {answer}"))?;
    window.picture("goal-seek").await
}

/// Nothing has to be chosen for an answer, and what has no range is varied between what is said.
pub async fn a_question_is_answered_as_it_stands(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    show(window, "uncertainty").await?;
    exact(window).await?;
    for kind in ["orders", "seek", "matters", "grid"] {
        window.click(&format!("[data-testid=futures-kind-{kind}]")).await?;
        window.click("[data-testid=futures-ask-now]").await?;
        window.find("[data-testid=futures-answer]").await?;
    }
    window.picture("two-assumptions").await?;
    window.click("[data-testid=futures-kind-seek]").await?;
    let choose = "const e = document.querySelector('[data-testid=futures-vary]');
        e.value = 'growth.anchors.0.users'; e.dispatchEvent(new Event('change', { bubbles: true }))";
    window.script(choose, vec![]).await?;
    window.click("[data-testid=futures-ask-now]").await?;
    let problem = window.text("[data-testid=futures-ask-problem]").await?;
    holds(problem.contains("“Users at the start”"), format!("an assumption is called by its name: {problem}"))?;
    window.click("[data-testid=futures-vary-low]").await?;
    window.write("0").await?;
    window.click("[data-testid=futures-vary-high]").await?;
    window.write("40").await?;
    window.press(Key::Enter).await?;
    window.find("[data-testid=futures-answer]").await?;
    Ok(())
}

pub async fn a_long_run_is_stopped(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    show(window, "uncertainty").await?;
    exact(window).await?;
    window.click("[data-testid=futures-paths]").await?;
    window.write("20M").await?;
    window.press(Key::Enter).await?;
    window.click("[data-testid=futures-stop]").await?;
    window.find("[data-testid=futures-again]").await?;
    let state = window.text("[data-testid=futures-state]").await?;
    holds(state.contains("stopped"), format!("it says so: {state}"))
}

pub async fn a_value_becomes_a_range(window: &Window) -> Step {
    open(window, "reference").await?;
    let path = "growth.users";
    window.click(&format!("[data-testid=\"range-{path}\"]")).await?;
    window.click("[data-testid=range-state]").await?;
    let script =
        "return document.querySelector(`[data-field=\"${arguments[0]}\"] small[data-range]`)?.innerText.trim()";
    let range = window.until("the range under its field", script, vec![json!(path)]).await?;
    holds(range.as_str().is_some_and(|text| text.contains("80")), format!("a fifth around it to begin with: {range}"))?;
    settle(window).await?;
    window.click("[data-testid=undo]").await?;
    let gone = "return !document.querySelector(`[data-field=\"${arguments[0]}\"] small[data-range]`)";
    window.until("undo takes it back", gone, vec![json!(path)]).await?;
    Ok(())
}
