//! The first thing a person sees: the shipped models, each with figures of its own.

use headroom_charts::{Size, Theme, svg};
use headroom_frames::Period;
use headroom_views::{headline, pictures};

use crate::look::theme;
use crate::shipped::{MODELS, Shipped};
use crate::study::Study;
use crate::wire::{Gallery, GalleryCard, ThemeName};
use crate::{OpenOutcome, Opened, files};

/// The shipped models and the files opened lately.
pub fn gallery(asked: ThemeName) -> Gallery {
    Gallery { models: MODELS.iter().filter_map(|m| card(*m, theme(asked))).collect(), recent: files::recent() }
}

fn card(shipped: Shipped, theme: Theme) -> Option<GalleryCard> {
    let study = Study::read(shipped.text, "").ok()?;
    study
        .scene("", Period::Quarter, |scene| GalleryCard {
            id: shipped.id.to_owned(),
            name: study.model.file.name.clone(),
            description: study.model.file.description.clone().unwrap_or_default(),
            figures: vec![headline::break_even(scene), headline::revenue(scene), headline::next_upgrade(scene)],
            sketch: svg(&pictures::revenue_and_cost(scene), Size::new(420, 190), theme).unwrap_or_default(),
        })
        .ok()
}

/// A shipped model as a new, unsaved one.
pub fn open_shipped(id: &str) -> OpenOutcome {
    match crate::shipped::find(id) {
        Some(shipped) => files::opened(shipped.text.to_owned(), None),
        None => OpenOutcome::Refused {
            name: id.to_owned(),
            diagnostics: vec![crate::study::problem(
                "E016-unknown-name",
                "",
                &format!("there is no shipped model `{id}`"),
                &format!("known: {}", ids().join(", ")),
            )],
        },
    }
}

/// Ids of the shipped models.
pub fn ids() -> Vec<&'static str> {
    MODELS.iter().map(|m| m.id).collect()
}

impl From<Opened> for OpenOutcome {
    fn from(opened: Opened) -> Self {
        Self::Opened { opened }
    }
}
