//! Reads model files and prints their problems: `cargo run -p headroom-engine --example read -- models/*.json`
use headroom_engine::diagnostic::line_column;
use headroom_engine::form::{Form, Node, Reader};
use headroom_engine::model::file::ModelFile;

fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mut reader = Reader::default();
        match Node::parse(&text) {
            Ok(node) => drop(ModelFile::read(Some(&node), &mut reader)),
            Err(d) => reader.diagnostics.push(d),
        }
        println!("{path}: {} problems, {} quantities", reader.diagnostics.len(), reader.quantities.len());
        for d in &reader.diagnostics {
            let (line, column) = line_column(&text, d.at.unwrap_or(0));
            println!("  {path}:{line}:{column} {} {}: {} ({})", d.code.as_str(), d.path, d.message, d.hint);
        }
    }
}
