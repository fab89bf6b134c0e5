// Every command of the shell, once. The build script makes a permission of each and `main.rs` a handler; the capability
// in `capabilities/main.json` grants them to the window.

macro_rules! each_command {
    ($($with:ident)::+) => {
        $($with)::+![
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
        ]
    };
}
