//! The desktop shell: a window, native dialogs, and one command for each thing the window asks. It keeps no model.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[macro_use]
mod list;
mod commands;
mod dialogs;
mod start;
mod trusted;
mod window;

use commands::*;
use std::process::ExitCode;
use tauri::Manager;

fn main() -> ExitCode {
    let start = match start::Start::from_arguments(std::env::args_os().skip(1)) {
        Ok(start) => start,
        Err(answer) => return answer.said(),
    };
    let built = tauri::Builder::default()
        .manage(start)
        .manage(trusted::Trusted::default())
        .manage(window::Closing::default())
        .invoke_handler(each_command!(tauri::generate_handler))
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
