//! The desktop shell's commands, typed. The only module that calls across the bridge: everything else in the window is
//! plain TypeScript that a test can run without one. Names and arguments match `src-tauri/src/commands.rs`.

import { Channel, invoke } from "@tauri-apps/api/core";
import type { Answer } from "../bindings/Answer";
import type { CohortsOutcome } from "../bindings/CohortsOutcome";
import type { DroppedFile } from "../bindings/DroppedFile";
import type { FuturesQuestion } from "../bindings/FuturesQuestion";
import type { Gallery } from "../bindings/Gallery";
import type { LoadTestOutcome } from "../bindings/LoadTestOutcome";
import type { Look } from "../bindings/Look";
import type { LookRequest } from "../bindings/LookRequest";
import type { NewRange } from "../bindings/NewRange";
import type { NewScenario } from "../bindings/NewScenario";
import type { Opened } from "../bindings/Opened";
import type { OpenOutcome } from "../bindings/OpenOutcome";
import type { PriceSource } from "../bindings/PriceSource";
import type { PricesOutcome } from "../bindings/PricesOutcome";
import type { Progress } from "../bindings/Progress";
import type { Question } from "../bindings/Question";
import type { Refined } from "../bindings/Refined";
import type { ReportPreview } from "../bindings/ReportPreview";
import type { SaveOutcome } from "../bindings/SaveOutcome";
import type { SheetSize } from "../bindings/SheetSize";
import type { ThemeName } from "../bindings/ThemeName";

/** What the review is made of: a model, and how it is looked at. */
export interface ReviewRequest {
  document: string;
  scenario: string;
  deployment: string;
}

export type DrawingFormat = "svg" | "png";

// Opening ------------------------------------------------------------------------------------------------------------

export const gallery = (theme: ThemeName) => invoke<Gallery>("gallery", { theme });
/** The file named on the command line, or cancelled where there was none. */
export const startFile = () => invoke<OpenOutcome>("start_file");
export const openShipped = (id: string) => invoke<OpenOutcome>("open_shipped", { id });
export const openDialog = () => invoke<OpenOutcome>("open_dialog");
export const openRecent = (path: string) => invoke<OpenOutcome>("open_recent", { path });
/** Work that was not saved when the window last closed. */
export const recovered = () => invoke<Opened | null>("recovered");
export const discardRecovery = () => invoke<void>("discard_recovery");

// Looking ------------------------------------------------------------------------------------------------------------

export const look = (request: LookRequest) => invoke<Look>("look", { request });
export const addScenario = (request: NewScenario) => invoke<OpenOutcome>("add_scenario", { request });
export const removeScenario = (document: string, id: string) =>
  invoke<OpenOutcome>("remove_scenario", { document, id });
export const reportPreview = (review: ReviewRequest) => invoke<ReportPreview>("report_preview", { ...review });

// Beside the page -----------------------------------------------------------------------------------------------------

export const ask = (question: Question) => invoke<Answer>("ask", { question });
/** Makes the exact answer to a look; the next look draws it. What ran before is stopped. A run has a name of its own. */
export const refine = (run: string, request: LookRequest) => invoke<Refined>("refine", { run, request });
export const refineProgress = () => invoke<Progress>("refine_progress");
/** Stops a run by its name, also before it has begun. */
export const stopRun = (run: string) => invoke<void>("stop_run", { run });
export const askFutures = (question: FuturesQuestion) => invoke<Answer>("ask_futures", { question });
/** The model with an assumption as a range. */
export const makeRange = (request: NewRange) => invoke<OpenOutcome>("make_range", { request });
/** Load tests that were dropped on the window, or that the person chooses in a dialog. */
export const dropLoadTests = (files: DroppedFile[], document: string, deployment: string, size: SheetSize) =>
  invoke<LoadTestOutcome>("drop_load_tests", { files, document, deployment, size });
export const chooseLoadTests = (document: string, deployment: string, size: SheetSize) =>
  invoke<LoadTestOutcome>("choose_load_tests", { document, deployment, size });
export const applyLoadTest = (document: string, target: string) =>
  invoke<OpenOutcome>("apply_load_test", { document, target });
/** The retention curve of a pasted table of cohorts. */
export const readCohorts = (table: string, document: string, size: SheetSize) =>
  invoke<CohortsOutcome>("read_cohorts", { table, document, size });
export const applyCohorts = (document: string, plan: string, table: string) =>
  invoke<OpenOutcome>("apply_cohorts", { document, plan, table });
export const priceSources = () => invoke<PriceSource[]>("price_sources");
/** The only command that reaches the network, and only for the address the person was shown. */
export const fetchPrices = (source: string, size: SheetSize) => invoke<PricesOutcome>("fetch_prices", { source, size });
export const importPrices = (size: SheetSize) => invoke<PricesOutcome>("import_prices", { size });
export const keepPrices = (document: string, confirmed: string[]) =>
  invoke<PricesOutcome>("keep_prices", { document, confirmed });
export const usePrices = (document: string, ids: string[]) => invoke<OpenOutcome>("use_prices", { document, ids });

// Saving and exporting. The shell asks where; a path goes in only where the shell itself gave it out. -----------------

export const save = (document: string, path: string) => invoke<SaveOutcome>("save", { document, path });
export const saveAs = (document: string, name: string) => invoke<SaveOutcome>("save_as", { document, name });
export const autosave = (document: string, path: string | null) => invoke<void>("autosave", { document, path });
export const exportPdf = (review: ReviewRequest, name: string) =>
  invoke<SaveOutcome>("export_pdf", { ...review, name });
export const exportMarkdown = (review: ReviewRequest, name: string) =>
  invoke<SaveOutcome>("export_markdown", { ...review, name });
export const exportCsvFolder = (review: ReviewRequest) => invoke<SaveOutcome>("export_csv_folder", { ...review });
export const exportCalendar = (review: ReviewRequest, name: string) =>
  invoke<SaveOutcome>("export_calendar", { ...review, name });
export const exportDrawing = (request: LookRequest, graphic: string, format: DrawingFormat) =>
  invoke<SaveOutcome>("export_drawing", { request, graphic, format });
export const exportTable = (request: LookRequest, table: string) =>
  invoke<SaveOutcome>("export_table", { request, table });

// The window ---------------------------------------------------------------------------------------------------------

/** The title bar says which model this is, and closing asks first while there is something to lose. */
export const markWindow = (name: string, unsaved: boolean) => invoke<void>("mark_window", { name, unsaved });
export const closeWindow = () => invoke<void>("close_window");

/** Calls `ask` whenever the person closes the window with unsaved work in it. */
export function attendClose(ask: () => void): Promise<void> {
  const channel = new Channel<null>();
  channel.onmessage = ask;
  return invoke<void>("attend_close", { channel });
}
