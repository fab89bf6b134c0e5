//! Draws the sample charts in every theme, for looking at: `cargo run --example gallery -- FOLDER`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use headroom_charts::{Theme, png, svg};

#[path = "../tests/charts/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("name a folder to draw into")?);
    fs::create_dir_all(&folder)?;
    for graphic in samples::all() {
        for size in samples::sizes(&graphic) {
            for (name, theme) in [("light", Theme::Light), ("dark", Theme::Dark), ("print", Theme::Print)] {
                let file = folder.join(format!("{}-{}-{name}", graphic.id(), size.width));
                fs::write(file.with_extension("svg"), svg(&graphic, size, theme)?)?;
                fs::write(file.with_extension("png"), png(&graphic, size, theme, 2.0)?)?;
            }
        }
    }
    Ok(())
}
