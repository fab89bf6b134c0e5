//! `headroom catalog drift`: the prices that a model states beside the lists.

use headroom_app::frames::Period;
use headroom_app::report;
use headroom_app::views::prices;
use serde_json::Value;

use crate::args::Format;
use crate::args::catalog::Drift;
use crate::commands::project::title;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, json, output};

pub fn run(args: &Drift) -> Result<(), Failure> {
    let source = Source::read(&args.asked.plan.model.model)?;
    let study = super::priced(source.study(&args.asked.plan)?, args.imported, &source)?;
    let looked = study.scene(&args.deployment, Period::Month, |scene| {
        let table = prices::drift(scene);
        match args.asked.format {
            Format::Table => {
                let title = title(scene, &scene.deployed.rule.label, output::width());
                let notices = blocks::people(&prices::notices(scene));
                output::text(&format!("{title}\n{}{notices}", report::text(&table, output::width(), true)))
            }
            Format::Csv => output::data(report::csv(&table).as_bytes()),
            Format::Json => {
                let mut answer = json::about(scene);
                answer.insert("drift".into(), json::rows(&table, scene.currency()));
                json::print(&Value::Object(answer))
            }
        }
    });
    looked.map_err(|problems| source.invalid(problems))?
}
