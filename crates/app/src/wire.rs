//! What crosses between the engine's side and a window, as plain values with generated TypeScript types.
//! Money, rates and every number a person may edit cross as text: the window never does arithmetic on a model, and no
//! binary float touches a decimal. The window keeps the model as an opaque text; undo is a stack of such texts.

use headroom_charts::Reading;
use headroom_pages::{Block, Figure, Page};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The first thing a person sees.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Gallery {
    pub models: Vec<GalleryCard>,
    /// Files opened lately, newest first; those that no longer exist are left out.
    pub recent: Vec<RecentFile>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct GalleryCard {
    pub id: String,
    pub name: String,
    /// One or two sentences: the system and what its plan is about.
    pub description: String,
    /// Three figures computed by the engine from the model as shipped.
    pub figures: Vec<Figure>,
    /// A small drawing of revenue and cost over time, as SVG in the asked theme.
    pub sketch: String,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct RecentFile {
    pub name: String,
    pub path: String,
}

/// A model that was opened. The text is opaque to the window.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Opened {
    pub document: String,
    pub name: String,
    /// None for a shipped model or a new one: the first save asks where.
    pub path: Option<String>,
}

/// What opening gave: nothing (the dialog was cancelled), a model, or the reasons it cannot be opened.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OpenOutcome {
    Cancelled,
    Opened { opened: Opened },
    Refused { name: String, diagnostics: Vec<DiagnosticLine> },
}

/// What saving or exporting gave. Failures of the file system are in words, with what to do.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SaveOutcome {
    Cancelled,
    Saved { path: String, name: String },
    Failed { message: String, hint: String },
}

/// One change: the field's path and the text the person typed ("12", "1.2k", "5 %", "$29"; a slider sends a number).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Edit {
    pub path: String,
    pub value: String,
    /// A stated range that the value lies beyond is widened to include it, instead of refusing the value.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub widen: bool,
}

/// A question to the engine: this model, with these edits, looked at in this way.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct LookRequest {
    /// Answers carry it back; the window drops an answer older than the last one it drew.
    pub revision: u32,
    pub document: String,
    /// Applied to the document in order (under a scenario, to the scenario's own values) before looking.
    pub edits: Vec<Edit>,
    /// Empty for the base model.
    pub scenario: String,
    /// Empty for the model's first deployment.
    pub deployment: String,
    /// "overview", "capacity", "costs", "revenue", "compare", "prices", "uncertainty", "review".
    pub page: String,
    pub period: Period,
    pub theme: ThemeName,
    /// Inner width of the page area in CSS pixels; drawings are made for it.
    pub width: u32,
    pub futures: FuturesWish,
}

/// How many paths, and which, as typed; empty for the usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FuturesWish {
    pub paths: String,
    pub seed: String,
    /// A condition, such as `growth.rate > 7%`.
    pub given: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Month,
    Quarter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ThemeName {
    Light,
    Dark,
}

/// The whole answer. Where the model has errors, `picture` is None and the window keeps the last good one, marked stale.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Look {
    pub revision: u32,
    /// The document with the edits applied: what undo, redo and save work with.
    pub document: String,
    pub fields: Vec<FieldGroup>,
    pub diagnostics: Vec<DiagnosticLine>,
    pub picture: Option<Picture>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct Picture {
    pub name: String,
    pub scenarios: Vec<Choice>,
    pub deployments: Vec<Choice>,
    /// The five figures under the tabs.
    pub headline: Vec<Figure>,
    pub page: Page,
    /// One for each graphic of the page, in order of appearance.
    pub drawings: Vec<Drawing>,
    /// The date of the oldest price the figures rest on, in words: "prices as of 2026-07-27 to 2026-10-03"; and how many of them are old.
    pub prices: String,
    /// On the capacity page: what can be asked "can it hold so many?" of.
    pub askable: Vec<Askable>,
    /// On the revenue page: whether there are plans, of whose customers a cohort table can tell.
    pub has_plans: bool,
    /// On the uncertainty page: how exact it is, and what can be asked there.
    pub futures: Option<FuturesState>,
}

/// How exact the futures on a page are, and what can be asked of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FuturesState {
    /// A first answer; `refine` makes the exact one.
    pub coarse: bool,
    /// What is wrong with the paths, the seed or the condition.
    pub diagnostics: Vec<DiagnosticLine>,
    /// Assumptions that are drawn: a condition may be of each.
    pub inputs: Vec<Choice>,
    /// Outcomes that can be asked about.
    pub outcomes: Vec<FuturesOutcome>,
}

/// An outcome that can be asked about, with the goal that a question for one starts from: what the plan has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FuturesOutcome {
    pub id: String,
    pub label: String,
    /// The one to begin with: of those that founders ask about first, the first that is not the same on all paths.
    pub chosen: bool,
    /// "<=" or ">="; empty where it holds on a path or does not, and so has no bound.
    pub comparison: String,
    pub bound: String,
}

/// How a more exact answer ended. It is kept: the next look draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refined {
    Done,
    /// Nobody waits for it any more.
    Stopped,
    /// The model or what was asked has errors; a look tells them.
    Refused,
}

/// How far a run is, from 0 to 100; None where nothing runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Progress {
    pub percent: Option<u32>,
}

/// An assumption to be stated as a range, the ends as typed in the field's unit.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct NewRange {
    pub document: String,
    pub path: String,
    pub shape: RangeShape,
    pub low: String,
    /// Empty for none; percentiles need none.
    pub likely: String,
    pub high: String,
    /// "triangular", "pert", "uniform", "normal", "lognormal"; empty for the usual one.
    pub distribution: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RangeShape {
    /// The lowest and highest value.
    Ends,
    /// The 10th and 90th percentile.
    Percentiles,
    /// No range: the likely value alone.
    None,
}

/// A stated range as its form shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RangeFields {
    pub shape: RangeShape,
    pub low: String,
    pub likely: String,
    pub high: String,
    pub distribution: String,
}

/// A question to a model's futures.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct FuturesQuestion {
    /// A name of its own, by which it can be stopped.
    pub run: String,
    pub document: String,
    pub scenario: String,
    pub deployment: String,
    pub wish: FuturesWish,
    pub about: FuturesAsk,
    pub size: SheetSize,
}

/// What is asked; paths of assumptions and outcomes by their names, values as typed.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FuturesAsk {
    /// Which assumption moves an outcome most.
    Matters { of: String },
    /// Which value of an assumption makes a goal so likely.
    Seek { vary: String, between: Between, of: String, comparison: String, bound: String, probability: String },
    /// An outcome over two assumptions.
    Grid { x: String, x_between: Between, y: String, y_between: Between, of: String },
    /// What to order when, if demand is this percentile's.
    Orders { percentile: String },
}

/// Values between which an assumption is varied, as typed in its unit; both empty for its own range.
#[derive(Clone, Debug, Default, Deserialize, Serialize, TS)]
pub struct Between {
    pub low: String,
    pub high: String,
}

/// A load that a question may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Askable {
    /// A driver's name, or registered, active or paying.
    pub id: String,
    pub label: String,
    pub unit: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Choice {
    pub id: String,
    pub label: String,
    pub note: String,
    pub chosen: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct Drawing {
    pub id: String,
    pub svg: String,
    pub reading: Reading,
}

/// Assumptions that belong together: "Growth", "Subscription", "Workload", "Tiers", "Costs".
#[derive(Clone, Debug, Serialize, TS)]
pub struct FieldGroup {
    pub id: String,
    pub label: String,
    pub fields: Vec<Field>,
}

/// An assumption a person can change: a number field first, a slider second.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Field {
    pub path: String,
    pub label: String,
    /// As shown in the field: "12.0 %", "$29.00", "100,000", "18 MB".
    pub text: String,
    /// As a plain decimal in the field's own unit (12.0 for 12 %), for the slider.
    pub number: String,
    pub unit: String,
    pub slider: Option<Slider>,
    /// The stated range in words: "5 to 25 %", or empty.
    pub range: String,
    /// The same for its form; without a range, one to start from.
    pub range_fields: RangeFields,
    pub note: String,
    pub source: String,
    /// The field's definition from the glossary, or empty.
    pub define: String,
    /// The active scenario sets this value itself.
    pub overridden: bool,
}

/// Plain decimals in the field's own unit. `low`/`high` mark the stated range on the track.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Slider {
    pub min: String,
    pub max: String,
    pub step: String,
    pub low: Option<String>,
    pub high: Option<String>,
}

/// A problem in a model, for the line under its field or in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DiagnosticLine {
    pub code: String,
    pub severity: String,
    pub path: String,
    pub message: String,
    pub hint: String,
    /// One-based, where the text is known.
    pub line: Option<u32>,
    pub column: Option<u32>,
}

/// A scenario the person makes from the current one.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct NewScenario {
    pub document: String,
    pub label: String,
    /// The scenario to start from; empty for base.
    pub from: String,
}

/// Something to read beside the page: an answer, a fit, what a price list changed.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Sheet {
    pub blocks: Vec<Block>,
    /// One for each graphic among the blocks.
    pub drawings: Vec<Drawing>,
}

/// For whom a sheet is drawn: the width of its place in CSS pixels, and the theme.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, TS)]
pub struct SheetSize {
    pub width: u32,
    pub theme: ThemeName,
}

/// "Can it hold so many?", asked of a deployment as it is today.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct Question {
    pub document: String,
    pub scenario: String,
    pub deployment: String,
    /// The load by its name, as typed: "100", "1.2k".
    pub demand: Vec<Edit>,
    pub size: SheetSize,
}

/// An answer to read, or why there is none.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    Answered { sheet: Sheet },
    Refused { diagnostics: Vec<DiagnosticLine> },
}

/// A file that was dropped on the window.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
pub struct DroppedFile {
    pub name: String,
    /// Its bytes in base64.
    pub content: String,
}

/// What reading load tests gave. What was read stays with the shell until it is applied or another is read.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LoadTestOutcome {
    Cancelled,
    /// `targets` are the tiers' limits that it can rule, each with what would be written; those that are looked at first.
    Read {
        names: Vec<String>,
        sheet: Sheet,
        targets: Vec<Choice>,
    },
    Refused {
        diagnostics: Vec<FileProblem>,
    },
}

/// What reading a table of cohorts gave: its curve, and the plans that can take it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CohortsOutcome {
    Read { sheet: Sheet, plans: Vec<Choice> },
    Refused { diagnostics: Vec<DiagnosticLine> },
}

/// A problem of one of several files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FileProblem {
    pub name: String,
    pub line: DiagnosticLine,
}

/// A provider's public price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PriceSource {
    pub id: String,
    pub label: String,
    /// What is fetched, should the person ask for it.
    pub addresses: Vec<String>,
    /// The environment variable that must hold a key, where the provider wants one.
    pub key: Option<String>,
}

/// What a price list gave. Nothing is kept until the person says so.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PricesOutcome {
    Cancelled,
    /// `held` moved so far that each waits for a person's word.
    Merged {
        sheet: Sheet,
        held: Vec<Choice>,
    },
    /// `named` are the plans with another price now that the model's tiers name.
    Kept {
        named: Vec<String>,
    },
    Failed {
        message: String,
        hint: String,
    },
}

/// The review as it will print: one SVG a page.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReportPreview {
    pub pages: Vec<String>,
    pub diagnostics: Vec<DiagnosticLine>,
}
