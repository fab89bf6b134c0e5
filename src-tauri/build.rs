//! Makes a permission of every command, so that the window's capability can grant each by name and nothing else.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&[
        "ping",
        "gallery",
        "start_file",
        "open_shipped",
        "open_dialog",
        "open_recent",
        "recovered",
        "discard_recovery",
        "look",
        "add_scenario",
        "remove_scenario",
        "report_preview",
        "ask",
        "refine",
        "refine_progress",
        "stop_run",
        "ask_futures",
        "make_range",
        "drop_load_tests",
        "choose_load_tests",
        "apply_load_test",
        "read_cohorts",
        "apply_cohorts",
        "price_sources",
        "fetch_prices",
        "import_prices",
        "keep_prices",
        "use_prices",
        "export_calendar",
        "save",
        "save_as",
        "autosave",
        "export_pdf",
        "export_markdown",
        "export_csv_folder",
        "export_drawing",
        "export_table",
        "mark_window",
        "attend_close",
        "close_window",
    ]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}
