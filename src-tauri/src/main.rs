//! The desktop shell: a window, native dialogs, and one command for each thing the window asks. It keeps no model.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[cfg(test)]
mod boundary;
mod commands;
mod dialogs;
mod pending;
mod start;
mod trusted;
mod window;

use commands::*;
use std::process::ExitCode;
use tauri::Manager;
use tauri::webview::PageLoadEvent;

fn main() -> ExitCode {
    let start = match start::Start::from_arguments(std::env::args_os().skip(1)) {
        Ok(start) => start,
        Err(answer) => return answer.said(),
    };
    let built = tauri::Builder::default()
        .manage(start)
        .manage(trusted::Trusted::default())
        .manage(window::Closing::default())
        .manage(pending::Pending::default())
        .manage(headroom_app::Runs::default())
        .invoke_handler(tauri::generate_handler![
            ping,
            gallery,
            start_file,
            open_shipped,
            open_dialog,
            open_recent,
            recovered,
            discard_recovery,
            look,
            add_scenario,
            remove_scenario,
            report_preview,
            ask,
            refine,
            refine_progress,
            stop_run,
            ask_futures,
            make_range,
            drop_load_tests,
            choose_load_tests,
            apply_load_test,
            read_cohorts,
            apply_cohorts,
            price_sources,
            fetch_prices,
            import_prices,
            keep_prices,
            use_prices,
            export_calendar,
            save,
            save_as,
            autosave,
            export_pdf,
            export_markdown,
            export_csv_folder,
            export_drawing,
            export_table,
            mark_window,
            attend_close,
            close_window,
        ])
        .on_page_load(|page, load| {
            // A page that is loaded anew waits for nothing that the one before it asked.
            if load.event() == PageLoadEvent::Started {
                page.state::<headroom_app::Runs>().leave();
            }
        })
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::CloseRequested { api, .. } = event
                && window.state::<window::Closing>().asks_first()
            {
                api.prevent_close();
            }
        })
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("headroom-desktop: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
