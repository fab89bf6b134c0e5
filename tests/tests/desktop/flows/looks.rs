//! What can be read and reached, at every size, in light and dark.

use super::views::VIEWS;
use super::{Step, none, open, settle, show};
use crate::window::Window;
use serde_json::json;

/// The smallest window it is made for, a usual one, and a wide one.
const SIZES: [(u32, u32); 3] = [(1024, 700), (1280, 900), (1600, 1000)];

pub async fn nothing_is_cut_off(window: &Window) -> Step {
    let mut found = Vec::new();
    for (width, height) in SIZES {
        window.resize(width, height).await?;
        look(window, &format!("gallery-{width}"), &mut found).await?;
    }
    open(window, "securevpn-100k").await?;
    look_at_views(window, &SIZES, |view, width| format!("{view}-{width}"), &mut found).await?;
    none(&json!(found), "text that cannot be read whole")
}

/// The same in the dark, at both ends of the sizes, with a ladder of many tiers.
pub async fn nothing_is_cut_off_in_the_dark(window: &Window) -> Step {
    let mut found = Vec::new();
    open(window, "securewave-vpn").await?;
    darken(window).await?;
    let name = |view: &str, width: u32| format!("securewave-vpn-{view}-dark-{width}");
    look_at_views(window, &[SIZES[0], SIZES[2]], name, &mut found).await?;
    none(&json!(found), "text that cannot be read whole")
}

/// Looks at every view of the model that is open, in all sizes in a row: so each is computed, and the review set, once.
async fn look_at_views(
    window: &Window,
    sizes: &[(u32, u32)],
    name: impl Fn(&str, u32) -> String,
    found: &mut Vec<String>,
) -> Step {
    let mut sizes = sizes.to_vec();
    for view in VIEWS {
        show(window, view).await?;
        for &(width, height) in &sizes {
            resize(window, width, height).await?;
            look(window, &name(view, width), found).await?;
        }
        // The next view begins in the size in which this one ended.
        sizes.reverse();
    }
    Ok(())
}

/// Makes the window so large and waits for the drawings that are made for it.
async fn resize(window: &Window, width: u32, height: u32) -> Step {
    let revision = "return document.querySelector('[data-testid=workspace]').dataset.revision";
    let before = window.script(revision, vec![]).await?;
    if window.script("return innerWidth", vec![]).await? == json!(width) {
        return window.resize(width, height).await;
    }
    window.resize(width, height).await?;
    let other = format!("{revision} !== arguments[0]");
    window.until("drawings for the new size", &other, vec![before]).await?;
    settle(window).await
}

async fn darken(window: &Window) -> Step {
    window.click("[data-testid=theme][data-theme-choice=light]").await
}

async fn look(window: &Window, name: &str, found: &mut Vec<String>) -> Step {
    window.picture(name).await?;
    let here: Vec<String> =
        serde_json::from_value(window.script(include_str!("../scripts/clipped.js"), vec![]).await?)?;
    found.extend(here.into_iter().map(|line| format!("{name}: {line}")));
    Ok(())
}

pub async fn text_has_contrast(window: &Window) -> Step {
    let (mut found, mut cut) = (Vec::new(), Vec::new());
    open(window, "leadsite").await?;
    for theme in ["light", "dark"] {
        if theme == "dark" {
            darken(window).await?;
        }
        for view in VIEWS {
            show(window, view).await?;
            let faint: Vec<String> =
                serde_json::from_value(window.script(include_str!("../scripts/contrast.js"), vec![]).await?)?;
            found.extend(faint.into_iter().map(|line| format!("{theme} {view}: {line}")));
            // Its deployments have long names.
            look(window, &format!("leadsite-{view}-{theme}"), &mut cut).await?;
        }
    }
    none(&json!(found), "text too faint to read")?;
    none(&json!(cut), "text that cannot be read whole")
}

pub async fn everything_has_a_name(window: &Window) -> Step {
    let unnamed = include_str!("../scripts/unnamed.js");
    none(&window.script(unnamed, vec![]).await?, "nameless in the gallery")?;
    open(window, "leadsite").await?;
    for view in VIEWS {
        show(window, view).await?;
        none(&window.script(unnamed, vec![]).await?, &format!("nameless in {view}"))?;
    }
    Ok(())
}
