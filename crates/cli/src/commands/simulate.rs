//! `headroom simulate`: a model's futures, whole or a part of them.

use headroom_app::simulation::run::Watch;

use crate::args::simulate::Simulate;
use crate::commands::futures::{check, failed, print};
use crate::commands::report::write;
use crate::failure::Failure;
use crate::output;
use crate::source::Source;

pub fn run(args: &Simulate) -> Result<(), Failure> {
    check(&args.print)?;
    let source = Source::read(&args.plan.model.model)?;
    let study = source.study(&args.plan)?;
    study.place(&args.deployment).map_err(|problems| source.invalid(problems))?;
    let wish = args.wish();
    if let (Some(shard), Some(out)) = (args.shard, &args.print.out) {
        let part = study.part(&args.deployment, &wish, shard).map_err(|reason| failed(&source, reason))?;
        return write(out, &part);
    }
    let told = match args.error {
        Some(error) => study.accurate(error.get(), &wish).map(|(told, known)| {
            if !known.reached {
                let (paths, worst) = (told.futures.request.paths, 100.0 * known.worst);
                output::note(&format!("{paths} paths leave an error of {worst:.2} %; more are not tried\n"));
            }
            told
        }),
        None => study.futures(&wish, &Watch::default()),
    };
    let told = told.map_err(|reason| failed(&source, reason))?;
    print(&args.print, &source, &study, &args.deployment, &told)
}
