//! `headroom models`: what comes with Headroom.

use headroom_app::engine::form::Node;
use headroom_app::pages::Cell;
use headroom_app::shipped::{self, Shipped};
use headroom_app::views::table;
use headroom_app::{report, study};
use serde_json::{Value, json};

use crate::args::{Format, Models};
use crate::failure::Failure;
use crate::json;
use crate::output::{self, BOLD, painted};

pub fn run(args: &Models) -> Result<(), Failure> {
    if let Some(shipped) = args.id.as_deref().and_then(shipped::find) {
        return output::data(shipped.copy().as_bytes());
    }
    let models: Vec<Listed> = shipped::MODELS.iter().map(Listed::of).collect();
    match args.format {
        Format::Table => output::text(&people(&models)),
        Format::Csv => output::data(csv(&models).as_bytes()),
        Format::Json => json::print(&models.iter().map(Listed::json).collect::<Value>()),
    }
}

struct Listed {
    id: &'static str,
    name: String,
    description: String,
}

impl Listed {
    fn of(shipped: &Shipped) -> Self {
        let node = Node::parse(shipped.text).ok();
        let description = node.as_ref().and_then(|node| node.get("description")?.as_text());
        Self {
            id: shipped.id,
            name: node.as_ref().map(study::name_of).unwrap_or_default(),
            description: description.unwrap_or_default().to_owned(),
        }
    }

    fn json(&self) -> Value {
        json!({ "id": self.id, "name": self.name, "description": self.description })
    }
}

fn people(models: &[Listed]) -> String {
    const INDENT: usize = 4;
    let width = output::width().min(100);
    let entry = |model: &Listed| {
        let about = output::wrapped(&format!("{}. {}", model.name, model.description), width, INDENT);
        format!("{}\n{}{about}\n", painted(BOLD, model.id), " ".repeat(INDENT))
    };
    models.iter().map(entry).collect()
}

fn csv(models: &[Listed]) -> String {
    let columns = [("id", "Id"), ("name", "Name"), ("description", "Description")];
    let row = |model: &Listed| table::row([model.id, &model.name, &model.description].map(Cell::text).to_vec());
    let columns = columns.map(|(key, label)| table::text(key, label)).to_vec();
    report::csv(&table::table("models", "Models", "", columns, models.iter().map(row).collect(), ""))
}
