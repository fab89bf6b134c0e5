//! "Can it hold ...?": the answer, what decides it, and what would turn it into yes.

mod tables;

use headroom_engine::decide::ask::{Answer, Answered, Ask, Extent, Largest, Reply, Walk};
use headroom_engine::form::Named;
use headroom_pages::{Block, Figure, Span, Tag, Tone};

use crate::scene::Scene;
use crate::{format, queue, table, words};

/// An answer as blocks: in a sentence, in figures, limit by limit, and the cheapest changes that make it a yes.
pub fn blocks(scene: &Scene, ask: &Ask, reply: &Reply) -> Vec<Block> {
    let answered = &reply.answered;
    let mut blocks =
        vec![Block::Paragraph { text: sentence(scene, ask, reply) }, Block::Figures { figures: figures(scene, reply) }];
    // How much of something nothing depends on is no answer.
    let largest = reply.largest.as_ref().filter(|_| answered.depends_on.is_empty());
    blocks.extend(largest.map(|largest| Block::Paragraph { text: reach(scene, largest) }));
    if answered.answer != Answer::Yes {
        blocks.push(table::block(tables::remedies(scene, reply)));
    }
    blocks.push(table::block(tables::limits(answered)));
    blocks
}

/// Can what is in place on the day hold so much?
pub fn of_today(scene: &Scene, demand: Named<f64>) -> Ask {
    Ask { demand, month: scene.now().0, ..Ask::default() }
}

/// The question in words: "100 concurrent users".
pub fn asked(scene: &Scene, demand: &Named<f64>) -> String {
    let amounts: Vec<String> = demand.iter().map(|(name, n)| words::amount(&scene.model.program, name, *n)).collect();
    format::list(&amounts)
}

pub(crate) fn tone(answer: Answer) -> Tone {
    match answer {
        Answer::Yes => Tone::Good,
        Answer::Degraded => Tone::Warn,
        Answer::No => Tone::Bad,
    }
}

fn sentence(scene: &Scene, ask: &Ask, reply: &Reply) -> Vec<Span> {
    let answered = &reply.answered;
    let (word, what) = match answered.answer {
        Answer::Yes => ("Yes.", "holds"),
        Answer::Degraded => ("Degraded.", "holds, but not as it should,"),
        Answer::No => ("No.", "does not hold"),
    };
    let place = &scene.deployed.rule.label;
    let about = format!(" In {}{}, {place} {what}", scene.month(ask.month.max(1)), with(answered));
    let mut text = vec![
        Span::strong(word),
        Span::plain(format!("{about} {}. {}", asked(scene, &ask.demand), because(scene, ask.demand.keys(), answered))),
    ];
    let missed = reply.paths.iter().filter(|walk| walk.answer.kept == Some(false)).map(missed);
    text.extend(missed.map(Span::plain));
    if answered.parts.iter().flat_map(|part| &part.limits).any(|row| row.demand == 0.0) {
        text.push(Span::plain(" Loads that are not named count as zero."));
    }
    text
}

/// ", with App Service B1 and Database SQLite": what the load is held against.
fn with(answered: &Answered) -> String {
    let held = answered.parts.iter().filter(|part| !part.limits.is_empty());
    let held: Vec<String> = held.map(|part| format!("{} {}", part.label, words::rung(&part.rung))).collect();
    if held.is_empty() { String::new() } else { format!(", with {}", format::list(&held)) }
}

/// " API request does not keep its promise: p95 of 612 ms end to end."
fn missed(walk: &Walk) -> String {
    let percentile = queue::name(walk.answer.percentile);
    let takes =
        walk.answer.percentile_ms.map_or("without bound".to_owned(), |ms| format!("of {}", format::milliseconds(ms)));
    format!(" {} does not keep its promise: {percentile} {takes} end to end.", walk.label)
}

/// What decides the answer to a question for some counts and drivers.
pub fn because<'n>(scene: &Scene, asked: impl Iterator<Item = &'n String>, answered: &Answered) -> String {
    if !answered.unmet.is_empty() {
        let what: Vec<String> = answered.unmet.iter().map(|label| format::lower_first(label)).collect();
        return format!("Nothing in it meets {}.", format::list(&what));
    }
    if answered.parts.iter().all(|part| part.answer == Answer::Yes)
        && let [missed, ..] = answered.missed.as_slice()
    {
        return format!("What decides is the promise of {}.", format::lower_first(missed));
    }
    if !answered.depends_on.is_empty() && answered.missed.is_empty() {
        let name = |name: &String| words::counted_name(&scene.model.program, name);
        let (asked, others): (Vec<_>, Vec<_>) =
            (asked.map(name).collect(), answered.depends_on.iter().map(name).collect());
        let (asked, others) = (format::list(&asked), format::list(&others));
        return format!("Nothing in it is limited by {asked} alone: its limits depend on {others}.");
    }
    let fired = answered.parts.iter().find_map(|part| Some((part, part.triggers.first()?)));
    match (&answered.worst, fired) {
        (Some(w), _) if answered.answer != Answer::Degraded || w.utilisation > 1.0 || fired.is_none() => format!(
            "What decides is {}, {}: {} of {} {}, {}.",
            w.component,
            w.limit,
            format::figure(w.demand),
            format::figure(w.capacity),
            w.unit,
            format::share(w.utilisation)
        ),
        (_, Some((part, trigger))) => format!("{}: {} fires.", part.label, words::cause(trigger)),
        _ => "No limit is touched.".into(),
    }
}

fn figures(scene: &Scene, reply: &Reply) -> Vec<Figure> {
    let answered = &reply.answered;
    let figure = |id: &str, label: &str, value: String, detail: String| Figure {
        id: id.into(),
        label: label.into(),
        value,
        detail,
        tag: None,
        why: None,
    };
    let mark = Tag { text: answered.answer.as_str().into(), tone: tone(answered.answer) };
    let bottleneck = match &answered.worst {
        Some(w) => {
            let tier = if w.tier.is_empty() { words::METERED } else { &w.tier };
            figure("bottleneck", "Bottleneck", w.component.clone(), format!("{tier}, {}", w.limit))
        }
        None => figure("bottleneck", "Bottleneck", "None".into(), "no limit is touched".into()),
    };
    let headroom = answered.worst.as_ref().map(|w| 1.0 - w.utilisation);
    let mut figures = vec![
        Figure {
            tag: Some(mark),
            ..figure(
                "headroom",
                "Headroom left",
                headroom.map_or("—".into(), format::share),
                "1 − demand / capacity".into(),
            )
        },
        bottleneck,
        figure("p95", "p95", words::response(answered.response).text, "of the slowest component".into()),
    ];
    figures.extend(reply.paths.iter().map(|walk| {
        let value = walk.answer.percentile_ms.map_or("without bound".to_owned(), format::milliseconds);
        let promised = walk.answer.slo.map(|(_, ms)| format!(", promised {}", format::milliseconds(ms)));
        let percentile = queue::name(walk.answer.percentile);
        let detail = format!("{percentile} end to end{}", promised.unwrap_or_default());
        let kept = walk.answer.kept.map(|kept| match kept {
            true => Tag { text: "kept".into(), tone: Tone::Good },
            false => Tag { text: "missed".into(), tone: Tone::Bad },
        });
        Figure { tag: kept, ..figure(&format!("path-{}", walk.path), &walk.label, value, detail) }
    }));
    figures.extend(reply.change.as_ref().map(|change| {
        let detail = format!("more a month, {} in all", scene.brief(change.monthly));
        figure("change", "Cheapest change", scene.brief(change.difference), detail)
    }));
    figures
}

/// How much what is in place would hold.
fn reach(scene: &Scene, largest: &Largest) -> Vec<Span> {
    let most = |extent: &Extent| match extent {
        Extent::Nothing => "nothing of it".to_owned(),
        Extent::UpTo(demand) if demand.values().all(|amount| *amount == 0.0) => "nothing of it".to_owned(),
        Extent::UpTo(demand) => format!("up to {}", asked(scene, demand)),
        Extent::Unlimited => "any amount of it".to_owned(),
    };
    let mut text =
        vec![Span::plain("What is in place holds "), Span::strong(most(&largest.yes)), Span::plain(" as it should")];
    if largest.degraded != largest.yes {
        text.push(Span::plain(format!(", and {} before it breaks", most(&largest.degraded))));
    }
    text.push(Span::plain("."));
    text
}
