//! `headroom catalog show`: everything that is known of one plan or rate.

use headroom_app::pages::Cell;
use headroom_app::report;
use headroom_app::views::table;
use serde_json::Value;

use super::{catalog, rows};
use crate::args::Format;
use crate::args::catalog::Show;
use crate::failure::Failure;
use crate::json;
use crate::output::{self, BOLD, clean, painted};

pub fn run(args: &Show) -> Result<(), Failure> {
    let catalog = catalog()?;
    let plan = catalog.plan(&args.id).map(rows::plan);
    let Some(row) = plan.or_else(|| catalog.rate(&args.id).map(rows::rate)) else {
        let nearest = catalog.nearest_plan(&args.id).or_else(|| catalog.nearest_rate(&args.id));
        let hint = nearest.map_or("`headroom catalog list` lists the ids".into(), |id| format!("did you mean {id}?"));
        return Err(Failure::Usage(format!("the catalogue has no `{}`; {hint}", args.id)));
    };
    match args.format {
        Format::Table => output::text(&people(&row)),
        Format::Csv => output::data(csv(&row).as_bytes()),
        Format::Json => json::print(&row),
    }
}

/// The fields that have a value, in words.
fn fields(row: &Value) -> impl Iterator<Item = (&str, String)> {
    row.as_object().into_iter().flatten().filter_map(|(name, value)| Some((name.as_str(), words(value)?)))
}

fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::Null => return None,
        Value::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(words).collect::<Vec<_>>().join(", "),
        Value::Object(entries) => {
            let entry = |(name, value): (&String, &Value)| Some(format!("{} {}", label(name), words(value)?));
            entries.iter().filter_map(entry).collect::<Vec<_>>().join(", ")
        }
    };
    (!words.is_empty()).then_some(words)
}

fn label(name: &str) -> String {
    name.replace('_', " ")
}

fn people(row: &Value) -> String {
    let labels = fields(row).map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let width = output::width();
    let line = |(name, value): (&str, String)| {
        let text = output::wrapped(&clean(&value), width, labels + 2);
        format!("{}  {text}\n", painted(BOLD, &format!("{:<labels$}", clean(&label(name)))))
    };
    fields(row).map(line).collect()
}

fn csv(row: &Value) -> String {
    let rows = fields(row).map(|(name, value)| table::row(vec![Cell::text(name), Cell::text(value)])).collect();
    let columns = vec![table::text("field", "Field"), table::text("value", "Value")];
    report::csv(&table::table("row", "", "", columns, rows, ""))
}
