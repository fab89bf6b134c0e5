//! The commands. Each says what is asked of the application; what it means is decided in `headroom-app`.

use crate::dialogs::{self, Kind};
use crate::pending::Pending;
use crate::start::Start;
use crate::trusted::Trusted;
use crate::window::{self, Closing};
use headroom_app::engine::catalog::Merge;
use headroom_app::wire::{
    Answer as Reply, CohortsOutcome, DroppedFile, FuturesQuestion, Gallery, LoadTestOutcome, Look, LookRequest,
    NewRange, NewScenario, OpenOutcome, Opened, PriceSource, PricesOutcome, Progress, Question, Refined, ReportPreview,
    SaveOutcome, SheetSize, ThemeName,
};
use headroom_app::{Runs, measure, panels};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State, WebviewWindow};

/// An answer, or the words of a failure nobody foresaw.
type Answer<T> = Result<T, String>;

/// Nothing: what a round trip costs.
#[tauri::command]
pub fn ping() {}

// Opening -------------------------------------------------------------------------------------------------------------

#[tauri::command]
pub async fn gallery(theme: ThemeName) -> Answer<Gallery> {
    work(move || headroom_app::gallery(theme)).await
}

#[tauri::command]
pub async fn start_file(app: AppHandle) -> Answer<OpenOutcome> {
    opened(&app, app.state::<Start>().file.clone(), |path: &PathBuf| headroom_app::open_path(path)).await
}

#[tauri::command]
pub async fn open_shipped(id: String) -> Answer<OpenOutcome> {
    work(move || headroom_app::open_shipped(&id)).await
}

#[tauri::command]
pub async fn open_dialog(app: AppHandle) -> Answer<OpenOutcome> {
    opened(&app, dialogs::open(&app).await, |path: &PathBuf| headroom_app::open_path(path)).await
}

#[tauri::command]
pub async fn open_recent(app: AppHandle, path: String) -> Answer<OpenOutcome> {
    opened(&app, Some(path), |path: &String| headroom_app::open_recent(path)).await
}

#[tauri::command]
pub async fn recovered(app: AppHandle) -> Answer<Option<Opened>> {
    work(move || headroom_app::recovered().inspect(|model| app.state::<Trusted>().model(model))).await
}

#[tauri::command]
pub async fn discard_recovery() -> Answer<()> {
    work(headroom_app::discard_recovery).await
}

// Looking -------------------------------------------------------------------------------------------------------------

#[tauri::command]
pub async fn look(app: AppHandle, request: LookRequest) -> Answer<Look> {
    work(move || headroom_app::look_with(request, &app.state::<Runs>())).await
}

#[tauri::command]
pub async fn add_scenario(request: NewScenario) -> Answer<OpenOutcome> {
    work(move || headroom_app::add_scenario(request)).await
}

#[tauri::command]
pub async fn remove_scenario(document: String, id: String) -> Answer<OpenOutcome> {
    work(move || headroom_app::remove_scenario(&document, &id)).await
}

#[tauri::command]
pub async fn report_preview(document: String, scenario: String, deployment: String) -> Answer<ReportPreview> {
    work(move || headroom_app::report_preview(&document, &scenario, &deployment)).await
}

// Beside the page -----------------------------------------------------------------------------------------------------

#[tauri::command]
pub async fn ask(question: Question) -> Answer<Reply> {
    work(move || panels::ask(&question)).await
}

/// Makes the exact answer to a look beside the window's other work; what ran before is stopped.
#[tauri::command]
pub async fn refine(app: AppHandle, run: String, request: LookRequest) -> Answer<Refined> {
    work(move || app.state::<Runs>().refine(&run, &request)).await
}

#[tauri::command]
pub fn refine_progress(runs: State<'_, Runs>) -> Progress {
    runs.progress()
}

#[tauri::command]
pub fn stop_run(runs: State<'_, Runs>, run: &str) {
    runs.stop(run);
}

#[tauri::command]
pub async fn ask_futures(app: AppHandle, question: FuturesQuestion) -> Answer<Reply> {
    work(move || app.state::<Runs>().ask(&question)).await
}

/// The model with an assumption as a range.
#[tauri::command]
pub async fn make_range(request: NewRange) -> Answer<OpenOutcome> {
    work(move || headroom_app::ranges::state(&request)).await
}

#[tauri::command]
pub async fn drop_load_tests(
    app: AppHandle,
    files: Vec<DroppedFile>,
    document: String,
    deployment: String,
    size: SheetSize,
) -> Answer<LoadTestOutcome> {
    load_tests(app, move || panels::dropped(files), document, deployment, size).await
}

#[tauri::command]
pub async fn choose_load_tests(
    app: AppHandle,
    document: String,
    deployment: String,
    size: SheetSize,
) -> Answer<LoadTestOutcome> {
    let paths = dialogs::open_all(&app, dialogs::LOAD_TEST).await;
    load_tests(app, move || panels::chosen(&paths), document, deployment, size).await
}

async fn load_tests(
    app: AppHandle,
    files: impl FnOnce() -> Result<Vec<(String, Vec<u8>)>, LoadTestOutcome> + Send + 'static,
    document: String,
    deployment: String,
    size: SheetSize,
) -> Answer<LoadTestOutcome> {
    work(move || {
        let files = match files() {
            Ok(files) => files,
            Err(refused) => return refused,
        };
        let (outcome, measured) = panels::load_test(&files, &document, &deployment, size);
        app.state::<Pending>().load_test.put(measured);
        outcome
    })
    .await
}

/// The model with what was read last as what `target` was measured at.
#[tauri::command]
pub async fn apply_load_test(app: AppHandle, document: String, target: String) -> Answer<OpenOutcome> {
    let measured = app.state::<Pending>().load_test.get();
    work(move || {
        measured.map_or(OpenOutcome::Cancelled, |measured| measure::apply(&document, &target, &measured, None))
    })
    .await
}

/// The retention curve of a table of cohorts.
#[tauri::command]
pub async fn read_cohorts(table: String, document: String, size: SheetSize) -> Answer<CohortsOutcome> {
    work(move || panels::cohorts(&table, &document, size)).await
}

/// The model with that curve as how long the customers of a plan stay.
#[tauri::command]
pub async fn apply_cohorts(document: String, plan: String, table: String) -> Answer<OpenOutcome> {
    work(move || headroom_app::cohorts::apply(&document, &plan, &table)).await
}

#[tauri::command]
pub fn price_sources() -> Vec<PriceSource> {
    panels::price_sources()
}

#[tauri::command]
pub async fn fetch_prices(app: AppHandle, source: String, size: SheetSize) -> Answer<PricesOutcome> {
    let server = dialogs::price_server();
    prices(app, move || panels::fetch_prices(&source, server), size).await
}

#[tauri::command]
pub async fn import_prices(app: AppHandle, size: SheetSize) -> Answer<PricesOutcome> {
    let paths = dialogs::open_all(&app, dialogs::PRICE_LIST).await;
    if paths.is_empty() {
        return Ok(PricesOutcome::Cancelled);
    }
    prices(app, move || panels::import_prices(&paths), size).await
}

async fn prices(
    app: AppHandle,
    merge: impl FnOnce() -> Result<Merge, PricesOutcome> + Send + 'static,
    size: SheetSize,
) -> Answer<PricesOutcome> {
    work(move || match merge() {
        Ok(merge) => {
            let outcome = panels::merged(&merge, size);
            app.state::<Pending>().prices.put(Some(merge));
            outcome
        }
        Err(outcome) => outcome,
    })
    .await
}

/// Keeps the list that was read last, with the held prices that were confirmed.
#[tauri::command]
pub async fn keep_prices(app: AppHandle, document: String, confirmed: Vec<String>) -> Answer<PricesOutcome> {
    work(move || {
        let pending = app.state::<Pending>();
        let Some(merge) = pending.prices.get() else { return PricesOutcome::Cancelled };
        match panels::keep_prices(merge, &confirmed) {
            Ok(changed) => {
                pending.prices.put(None);
                PricesOutcome::Kept { named: panels::named_by_model(&document, changed) }
            }
            Err(outcome) => outcome,
        }
    })
    .await
}

/// The model with its own prices of these plans.
#[tauri::command]
pub async fn use_prices(document: String, ids: Vec<String>) -> Answer<OpenOutcome> {
    work(move || headroom_app::prices::use_in_model(&document, &ids)).await
}

// Saving and exporting ------------------------------------------------------------------------------------------------

#[tauri::command]
pub async fn save(app: AppHandle, document: String, path: String) -> Answer<SaveOutcome> {
    match app.state::<Trusted>().path(&path).map(Path::to_path_buf) {
        Some(path) => work(move || headroom_app::save(&document, &path)).await,
        None => Ok(SaveOutcome::Failed {
            message: format!("{path} was not opened here, so it is not written."),
            hint: "Save under a name that you choose.".into(),
        }),
    }
}

#[tauri::command]
pub async fn save_as(app: AppHandle, document: String, name: String) -> Answer<SaveOutcome> {
    let place = dialogs::save(&app, dialogs::MODEL, &name).await;
    let outcome = written(place, move |path| headroom_app::save(&document, path)).await;
    outcome.map(|outcome| app.state::<Trusted>().saved(outcome))
}

#[tauri::command]
pub async fn autosave(app: AppHandle, document: String, path: Option<String>) -> Answer<()> {
    let path = path.filter(|path| app.state::<Trusted>().path(path).is_some());
    work(move || headroom_app::autosave(&document, path.as_deref())).await
}

#[tauri::command]
pub async fn export_pdf(
    app: AppHandle,
    document: String,
    scenario: String,
    deployment: String,
    name: String,
) -> Answer<SaveOutcome> {
    let place = dialogs::save(&app, dialogs::PDF, &format!("{name} review")).await;
    written(place, move |path| headroom_app::export_pdf(&document, &scenario, &deployment, path)).await
}

#[tauri::command]
pub async fn export_markdown(
    app: AppHandle,
    document: String,
    scenario: String,
    deployment: String,
    name: String,
) -> Answer<SaveOutcome> {
    let place = dialogs::save(&app, dialogs::MARKDOWN, &format!("{name} review")).await;
    written(place, move |path| headroom_app::export_markdown(&document, &scenario, &deployment, path)).await
}

#[tauri::command]
pub async fn export_csv_folder(
    app: AppHandle,
    document: String,
    scenario: String,
    deployment: String,
) -> Answer<SaveOutcome> {
    let place = dialogs::folder(&app).await;
    written(place, move |path| headroom_app::export_csv_folder(&document, &scenario, &deployment, path)).await
}

#[tauri::command]
pub async fn export_calendar(
    app: AppHandle,
    document: String,
    scenario: String,
    deployment: String,
    name: String,
) -> Answer<SaveOutcome> {
    let place = dialogs::save(&app, dialogs::CALENDAR, &format!("{name} upgrades")).await;
    written(place, move |path| headroom_app::export_calendar(&document, &scenario, &deployment, path)).await
}

/// What a drawing can be saved as.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawingFormat {
    Svg,
    Png,
}

impl DrawingFormat {
    fn kind(self) -> Kind {
        match self {
            Self::Svg => dialogs::SVG,
            Self::Png => dialogs::PNG,
        }
    }
}

#[tauri::command]
pub async fn export_drawing(
    app: AppHandle,
    request: LookRequest,
    graphic: String,
    format: DrawingFormat,
) -> Answer<SaveOutcome> {
    let place = dialogs::save(&app, format.kind(), &graphic).await;
    written(place, move |path| headroom_app::export_drawing(request, &graphic, path)).await
}

#[tauri::command]
pub async fn export_table(app: AppHandle, request: LookRequest, table: String) -> Answer<SaveOutcome> {
    let place = dialogs::save(&app, dialogs::CSV, &table).await;
    written(place, move |path| headroom_app::export_table(request, &table, path)).await
}

// The window ----------------------------------------------------------------------------------------------------------

#[tauri::command]
pub fn mark_window(window: WebviewWindow, closing: State<'_, Closing>, name: &str, unsaved: bool) -> Answer<()> {
    closing.mark(unsaved);
    window.set_title(&window::title(name, unsaved)).map_err(|error| error.to_string())
}

#[tauri::command]
pub fn attend_close(closing: State<'_, Closing>, channel: Channel<()>) {
    closing.attend(channel);
}

#[tauri::command]
pub fn close_window(window: WebviewWindow) -> Answer<()> {
    window.destroy().map_err(|error| error.to_string())
}

/// Off the threads that carry messages, so that the window answers while the engine works.
async fn work<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    tauri::async_runtime::spawn_blocking(act).await.map_err(|error| format!("the engine stopped: {error}"))
}

/// What opening `place` gave, if there is one. A model that opened may be saved where it came from.
async fn opened<Place: Send + 'static>(
    app: &AppHandle,
    place: Option<Place>,
    open: impl FnOnce(&Place) -> OpenOutcome + Send + 'static,
) -> Answer<OpenOutcome> {
    let Some(place) = place else { return Ok(OpenOutcome::Cancelled) };
    work(move || open(&place)).await.map(|outcome| app.state::<Trusted>().opened(outcome))
}

/// What writing to `place` gave, if the person chose one.
async fn written(
    place: Option<PathBuf>,
    write: impl FnOnce(&Path) -> SaveOutcome + Send + 'static,
) -> Answer<SaveOutcome> {
    let Some(place) = place else { return Ok(SaveOutcome::Cancelled) };
    work(move || write(&place)).await
}
