//! Looking at a model: an edit comes in, the whole answer goes out.

use headroom_charts::{Graphic, Size, Theme, reading, svg};
use headroom_engine::form::{Found, Node};
use headroom_engine::model::scenario;
use headroom_frames::Period;
use headroom_pages::{Block, Width};
use headroom_views::{Scene, headline, prices};

use crate::edits::apply;
use crate::fields;
use crate::panels;
use crate::runs::Runs;
use crate::study::{self, Problems, Study, line};
use crate::wire::{Choice, Drawing, Look, LookRequest, Period as WirePeriod, Picture, ThemeName};

/// Answers a question of the window. Never fails: problems are part of the answer, and then there is no picture.
pub fn look(request: LookRequest) -> Look {
    look_with(request, &Runs::default())
}

/// The same with the runs that were made before at hand.
pub fn look_with(request: LookRequest, runs: &Runs) -> Look {
    let mut root = match Node::parse(&request.document) {
        Ok(root) => root,
        Err(d) => {
            return Look {
                revision: request.revision,
                diagnostics: vec![line(&d, Some(&request.document))],
                document: request.document,
                fields: Vec::new(),
                picture: None,
            };
        }
    };
    let mut problems = apply(&mut root, &request.scenario, &request.edits);
    // Where every edit was refused, the document stays as it was written, to the byte.
    let changed = problems.len() < request.edits.len();
    let document = if changed { root.to_string() } else { request.document.clone() };
    let patched = if request.scenario.is_empty() {
        Ok(root.clone())
    } else {
        scenario::apply(&root, &request.scenario).map_err(|d| line(&d, None))
    };
    let mut found: Vec<Found> = Vec::new();
    let mut picture = None;
    let mut of_model = Problems::new();
    match patched {
        Err(d) => of_model.push(d),
        Ok(patched) => match Study::of(patched.clone(), &request.scenario, None) {
            Ok(study) => {
                found.clone_from(&study.model.quantities);
                if problems.is_empty() {
                    match draw(&study, &request, runs) {
                        Ok(drawn) => picture = Some(drawn),
                        Err(more) => of_model.extend(more),
                    }
                    of_model.extend(study.warnings());
                    of_model.extend(study.uncertain_problems());
                }
            }
            Err(more) => {
                found = study::assumptions(&patched);
                of_model.extend(more);
            }
        },
    }
    // What was typed last is what is wrong with a field, whatever stood there before.
    let refused: Vec<String> = problems.iter().map(|problem| problem.path.clone()).collect();
    problems.extend(of_model.into_iter().filter(|problem| !refused.contains(&problem.path)));
    let fields = fields::groups(&found, &root, &request.deployment, &request.scenario);
    Look { revision: request.revision, document, fields, diagnostics: problems, picture }
}

/// The study that a request asks about, its edits and scenario in place; None where it has errors.
pub(crate) fn studied(request: &LookRequest) -> Option<Study> {
    let mut root = Node::parse(&request.document).ok()?;
    if !apply(&mut root, &request.scenario, &request.edits).is_empty() {
        return None;
    }
    if !request.scenario.is_empty() {
        root = scenario::apply(&root, &request.scenario).ok()?;
    }
    Study::of(root, &request.scenario, None).ok()
}

fn draw(study: &Study, request: &LookRequest, runs: &Runs) -> Result<Picture, Problems> {
    study.scene(&request.deployment, period(request.period), |scene| {
        let (page, futures) = match request.page.as_str() {
            "uncertainty" => {
                let (page, state) = runs.page(study, scene, &request.futures);
                (page, Some(state))
            }
            page => (headroom_views::page(scene, page), None),
        };
        let drawings = drawings(&page.blocks, request.width, theme(request.theme));
        Picture {
            name: study.model.file.name.clone(),
            scenarios: scenarios(scene),
            deployments: deployments(scene),
            headline: headline::headline(scene),
            drawings,
            page,
            futures,
            prices: prices::dates(scene),
            askable: if request.page == "capacity" { panels::askable(scene) } else { Vec::new() },
            has_plans: request.page == "revenue" && scene.has_revenue(),
        }
    })
}

pub fn period(period: WirePeriod) -> Period {
    match period {
        WirePeriod::Month => Period::Month,
        WirePeriod::Quarter => Period::Quarter,
    }
}

pub fn theme(theme: ThemeName) -> Theme {
    match theme {
        ThemeName::Light => Theme::Light,
        ThemeName::Dark => Theme::Dark,
    }
}

fn scenarios(scene: &Scene) -> Vec<Choice> {
    let base = Choice {
        id: String::new(),
        label: "Base".into(),
        note: "the model as it stands".into(),
        chosen: scene.scenario.is_empty(),
    };
    let named = scene.model.file.scenarios.iter().map(|(id, s)| Choice {
        id: id.clone(),
        label: s.label.clone(),
        note: s.note.clone().unwrap_or_default(),
        chosen: id == scene.scenario,
    });
    std::iter::once(base).chain(named).collect()
}

fn deployments(scene: &Scene) -> Vec<Choice> {
    let forms = &scene.model.file.deployments;
    forms
        .iter()
        .map(|(id, d)| Choice {
            id: id.clone(),
            label: d.label.clone(),
            note: d.note.clone().unwrap_or_default(),
            chosen: id == scene.deployed.id,
        })
        .collect()
}

/// The graphics among blocks, drawn for a page of this width.
pub fn drawings(blocks: &[Block], width: u32, theme: Theme) -> Vec<Drawing> {
    graphics(blocks)
        .filter_map(|(graphic, place)| {
            let size = size(graphic, place, width);
            Some(Drawing {
                id: graphic.id().to_owned(),
                svg: svg(graphic, size, theme).ok()?,
                reading: reading(graphic, size),
            })
        })
        .collect()
}

pub fn graphics(blocks: &[Block]) -> impl Iterator<Item = (&Graphic, Width)> {
    blocks.iter().filter_map(|b| match b {
        Block::Graphic { graphic, width } => Some((graphic, *width)),
        _ => None,
    })
}

/// Space between cards, and a card's inner margin on both sides, as the window lays them out.
const GAP: f64 = 12.0;
const INNER: f64 = 26.0;
/// Narrower than this, every graphic takes the whole row.
const FOLDS: f64 = 860.0;

/// A graphic's size on a page: twelve columns, of which it takes its width's share.
pub fn size(graphic: &Graphic, place: Width, page: u32) -> Size {
    let page = f64::from(page.clamp(320, 4000));
    let column = (page - 11.0 * GAP) / 12.0;
    let columns = match place {
        _ if page < FOLDS => 12.0,
        Width::Full => 12.0,
        Width::Wide => 7.0,
        Width::Half => 6.0,
        Width::Narrow => 5.0,
    };
    let width = (columns * column + (columns - 1.0) * GAP - INNER).max(200.0) as u32;
    graphic.size(width, 264)
}
