//! What can be read and reached, at every size, in light and dark.

use super::views::VIEWS;
use super::{Step, none, open, show};
use crate::window::Window;
use serde_json::json;

/// The smallest window it is made for, a usual one, and a wide one.
const SIZES: [(u32, u32); 3] = [(1024, 700), (1280, 900), (1600, 1000)];

pub async fn nothing_is_cut_off(window: &Window) -> Step {
    let mut found = Vec::new();
    for (width, height) in SIZES {
        super::start_over(window).await?;
        window.resize(width, height).await?;
        look(window, &format!("gallery-{width}"), &mut found).await?;
        open(window, "securevpn-100k").await?;
        for view in VIEWS {
            show(window, view).await?;
            look(window, &format!("{view}-{width}"), &mut found).await?;
        }
    }
    none(&json!(found), "text that cannot be read whole")
}

/// The same in the dark, at both ends of the sizes, with a ladder of many tiers.
pub async fn nothing_is_cut_off_in_the_dark(window: &Window) -> Step {
    let mut found = Vec::new();
    for (width, height) in [SIZES[0], SIZES[2]] {
        super::start_over(window).await?;
        window.resize(width, height).await?;
        open(window, "securewave-vpn").await?;
        darken(window).await?;
        for view in VIEWS {
            show(window, view).await?;
            look(window, &format!("securewave-vpn-{view}-dark-{width}"), &mut found).await?;
        }
    }
    none(&json!(found), "text that cannot be read whole")
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
