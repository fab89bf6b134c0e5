//! What a person does in the window, from the gallery to the review on disk.

mod asking;
mod editing;
mod files;
mod gallery;
mod looks;
mod policy;
mod uncertainty;
mod views;

use crate::Step;
use crate::window::Window;
use serde_json::{Value, json};
use std::pin::Pin;
use std::time::Duration;

type Body = for<'a> fn(&'a Window) -> Pin<Box<dyn Future<Output = Step> + 'a>>;

/// Something a person does, from the gallery on.
pub struct Flow {
    pub name: &'static str,
    body: Body,
}

macro_rules! flows {
    ($($module:ident: $($name:ident),+;)+) => {
        vec![$($(Flow { name: stringify!($name), body: |window| Box::pin($module::$name(window)) }),+),+]
    };
}

pub fn all() -> Vec<Flow> {
    flows! {
        gallery: gallery_shows_the_shipped_models, every_model_opens_with_figures_and_a_chart, theme_changes_everything;
        editing: arrow_keys_on_the_growth_slider, dragging_the_growth_slider, an_invalid_value_stays_with_its_reason,
            a_value_beyond_its_range_widens_it_where_asked, undo_and_redo, another_scenario, a_new_scenario,
            leaving_unsaved_work_asks, unsaved_work_is_recovered;
        views: compare_shows_every_provider, the_report_shows_its_pages, months_and_quarters, why_explains_each_figure,
            arrow_keys_read_a_chart, the_palette_finds_a_view, tabs_by_keyboard;
        asking: a_question_of_load_is_answered, a_load_test_is_dropped_and_rules_a_limit,
            a_metered_deployment_takes_a_load_test, a_cohort_table_becomes_a_retention_curve,
            a_price_list_is_fetched_when_asked_and_not_before, the_upgrades_are_a_calendar, compare_shows_the_cheapest_path;
        uncertainty: uncertainty_is_told_first_and_refined, a_condition_narrows_the_paths, a_goal_is_sought,
            a_question_is_answered_as_it_stands, a_long_run_is_stopped, a_value_becomes_a_range;
        files: the_review_is_exported, a_model_is_saved_and_reopened, a_broken_file_says_why;
        looks: nothing_is_cut_off, nothing_is_cut_off_in_the_dark, text_has_contrast, everything_has_a_name;
        policy: the_page_runs_only_its_own_code;
    }
}

impl Flow {
    /// The body, from the gallery on; whatever the page complained about meanwhile is a failure too.
    pub async fn run(&self, window: &Window) -> Step {
        start_over(window).await?;
        (self.body)(window).await?;
        let complaints = window.script("return window.complaints", vec![]).await?;
        none(&complaints, "the page complained")
    }
}

/// The gallery, light, at a usual size, with nothing left from before.
async fn start_over(window: &Window) -> Step {
    window.script("localStorage.setItem('headroom.theme', 'light')", vec![]).await?;
    window.reload().await?;
    window.script(include_str!("../scripts/watch.js"), vec![]).await?;
    window.resize(1280, 900).await?;
    window.find("[data-testid=gallery] [data-testid^=model-]").await?;
    if window.count("[data-testid=recovered-discard]").await? > 0 {
        window.click("[data-testid=recovered-discard]").await?;
    }
    Ok(())
}

/// Opens a shipped model and waits for its first picture.
async fn open(window: &Window, model: &str) -> Step {
    window.click(&format!("[data-testid=model-{model}]")).await?;
    window.find("[data-testid=headline]").await?;
    settle(window).await
}

/// Waits until the last answer is on the screen: nothing that the window shows changes any more.
async fn settle(window: &Window) -> Step {
    let mut before = Value::Null;
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let now = window.script(include_str!("../scripts/state.js"), vec![]).await?;
        if now == before {
            return Ok(());
        }
        before = now;
    }
    Err(format!("the window does not come to rest: {before}").into())
}

async fn show(window: &Window, view: &str) -> Step {
    window.click(&format!("[data-testid=tab-{view}]")).await?;
    window.find(&format!("[data-page={view}]")).await?;
    settle(window).await
}

async fn headline(window: &Window) -> Step<Vec<String>> {
    window.texts("[data-testid=headline] [data-testid=figure-value]").await
}

/// Waits until the headline differs from what it was, and gives it.
async fn changed(window: &Window, before: &[String]) -> Step<Vec<String>> {
    let script =
        "return JSON.stringify([...document.querySelectorAll('[data-testid=headline] [data-testid=figure-value]')]
        .map(e => e.innerText.trim())) !== JSON.stringify(arguments[0])";
    window.until("other headline figures", script, vec![json!(before)]).await?;
    settle(window).await?;
    headline(window).await
}

/// Fails with what a script found, where it found anything.
fn none(found: &Value, what: &str) -> Step {
    match found.as_array() {
        Some(list) if list.is_empty() => Ok(()),
        Some(list) => {
            let lines: Vec<String> =
                list.iter().map(|line| line.as_str().map_or_else(|| line.to_string(), str::to_owned)).collect();
            Err(format!("{what}:\n  {}", lines.join("\n  ")).into())
        }
        None => Err(format!("{what}: {found}").into()),
    }
}

/// A condition with what it says when it does not hold.
fn holds(condition: bool, otherwise: impl Into<String>) -> Step {
    if condition { Ok(()) } else { Err(otherwise.into().into()) }
}
