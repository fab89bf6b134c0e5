//! Ranges of assumptions: what their form shows, and the model with one stated.

use headroom_engine::form::quantity::Distribution;
use headroom_engine::form::{Found, Kind, Node};
use headroom_engine::model::edit;
use rust_decimal::Decimal;

use crate::files::opened;
use crate::input::{Meant, parse_field, shown_number};
use crate::study::{Problems, Study, assumptions, line, name_of, problem};
use crate::wire::{NewRange, OpenOutcome, RangeFields, RangeShape};

/// Around a value without a range: a fifth below and above.
const SPREAD: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// The range of an assumption, or one to start from.
pub fn fields(found: &Found) -> RangeFields {
    let q = &found.quantity;
    let shown = |stated: Decimal| shown_number(found, stated).normalize().to_string();
    let likely = q.stated();
    let around = |sign: Decimal| {
        let away = likely.abs().checked_mul(SPREAD).unwrap_or_default();
        likely.checked_add(away * sign).unwrap_or(likely)
    };
    let (shape, low, high) = match (q.p10, q.p90) {
        (Some(p10), Some(p90)) => (RangeShape::Percentiles, p10, p90),
        _ if q.is_range() => {
            let (low, high) = q.ends();
            (RangeShape::Ends, low.unwrap_or(likely), high.unwrap_or(likely))
        }
        _ => (RangeShape::None, around(Decimal::NEGATIVE_ONE), around(Decimal::ONE)),
    };
    let distribution = Distribution::ALL.iter().find(|(_, family)| q.distribution == Some(*family));
    RangeFields {
        shape,
        low: shown(low),
        // A likely value that nobody states would change the distribution.
        likely: match shape {
            RangeShape::None => shown(likely),
            _ => q.value.or(q.likely).map_or(String::new(), shown),
        },
        high: shown(high),
        distribution: distribution.map_or(String::new(), |(name, _)| (*name).to_owned()),
    }
}

/// The model with an assumption as the range that was typed, or why it cannot be.
pub fn state(request: &NewRange) -> OpenOutcome {
    match stated(request) {
        Ok(document) => opened(document, None),
        Err((name, diagnostics)) => OpenOutcome::Refused { name, diagnostics },
    }
}

fn stated(request: &NewRange) -> Result<String, (String, Problems)> {
    let mut root = Node::parse(&request.document).map_err(|d| (String::new(), vec![line(&d, None)]))?;
    let name = name_of(&root);
    let refuse = |problems: Problems| (name.clone(), problems);
    let all = assumptions(&root);
    let found = all.iter().find(|found| found.path == request.path).ok_or_else(|| {
        let message = format!("the model has no assumption `{}`", request.path);
        refuse(vec![problem("E022-unknown-path", &request.path, &message, "choose an assumption of the model")])
    })?;
    let value = quantity(request, found, &root).map_err(&refuse)?;
    // An object in place of whatever stood there.
    edit::set(&mut root, &request.path, Node::number("0")).map_err(|d| refuse(vec![line(&d, None)]))?;
    match root.at_path_mut(&request.path) {
        Some(node) => node.kind = value,
        None => return Err(refuse(Problems::new())),
    }
    let document = root.to_string();
    let study = Study::read(&document, "").map_err(&refuse)?;
    let wrong = study.inputs().err().unwrap_or_default();
    let own: Problems = wrong.into_iter().filter(|problem| problem.path == request.path).collect();
    if own.is_empty() { Ok(document) } else { Err(refuse(own)) }
}

/// The assumption as an object: its unit, note and source stay, its numbers are those that were typed.
fn quantity(request: &NewRange, found: &Found, root: &Node) -> Result<Kind, Problems> {
    let mut problems = Problems::new();
    let before = root.at_path(&request.path);
    let mut number = |what: &str, text: &str| match parse_field(text, Meant::of(found, root)) {
        Ok(number) => Some(edit::number(number)),
        Err(error) => {
            let hint = format!("type a number for {what}, such as 29, 1.2k or 5 %");
            problems.push(error.at(&request.path, &hint));
            None
        }
    };
    let likely = request.likely.trim();
    let likely = if likely.is_empty() { None } else { number("the likely value", likely) };
    let (low, high) = match request.shape {
        RangeShape::None => (None, None),
        _ => (number("the low end", &request.low), number("the high end", &request.high)),
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let kept = ["value", "low", "likely", "high", "p10", "p90", "distribution"];
    let others = before.map(Node::entries).unwrap_or_default().iter();
    let others = others.filter(|(key, _)| !kept.contains(&key.as_str())).cloned();
    let names = if request.shape == RangeShape::Percentiles { ["p10", "p90"] } else { ["low", "high"] };
    let likely = likely.or_else(|| (request.shape == RangeShape::None).then(|| edit::number(found.quantity.stated())));
    // Where it stood: a scenario may set it there.
    let point = before.map_or("value", edit::point_key);
    let numbers = [(point, likely), (names[0], low), (names[1], high)];
    let mut entries: Vec<(String, Node)> =
        numbers.into_iter().filter_map(|(name, number)| Some((name.to_owned(), number?))).collect();
    if request.shape != RangeShape::None && !request.distribution.is_empty() {
        entries.push(("distribution".into(), Node::text(request.distribution.as_str())));
    }
    entries.extend(others);
    Ok(Kind::Record(entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    fn range(path: &str, low: &str, likely: &str, high: &str) -> NewRange {
        let document = shipped::find("reference").map_or(String::new(), |model| model.text.to_owned());
        let (low, likely, high) = (low.into(), likely.into(), high.into());
        NewRange {
            document,
            path: path.into(),
            shape: RangeShape::Ends,
            low,
            likely,
            high,
            distribution: String::new(),
        }
    }

    #[test]
    fn an_assumption_becomes_a_range_and_a_value_again() {
        let asked = range("growth.rate", "5 %", "12", "25 %");
        let OpenOutcome::Opened { opened } = state(&asked) else { panic!("it is a range") };
        let study = Study::read(&opened.document, "").unwrap();
        let found = study.model.quantities.iter().find(|found| found.path == "growth.rate").unwrap();
        let fields = fields(found);
        assert_eq!((fields.low.as_str(), fields.likely.as_str(), fields.high.as_str()), ("5", "12", "25"));
        assert!(study.inputs().unwrap().position("growth.rate").is_some());
        let again = NewRange { document: opened.document, shape: RangeShape::None, ..asked };
        let OpenOutcome::Opened { opened } = state(&again) else { panic!("it is a value") };
        assert!(Study::read(&opened.document, "").unwrap().inputs().unwrap().position("growth.rate").is_none());
    }

    /// A scenario that sets the likely value goes on setting it, whatever is stated around it.
    #[test]
    fn scenarios_still_set_what_became_a_range() {
        let mut root = Node::parse(shipped::find("reference").unwrap().text).unwrap();
        let slow = r#"{ "slow": { "label": "Slow", "set": { "growth.rate.likely": 8 } } }"#;
        edit::set(&mut root, "scenarios", Node::parse(slow).unwrap()).unwrap();
        let asked = NewRange { document: root.to_string(), ..range("growth.rate", "6", "11", "22") };
        let OpenOutcome::Opened { opened } = state(&asked) else { panic!("it is a range") };
        let stated = |scenario: &str| {
            let study = Study::read(&opened.document, scenario).unwrap();
            let found = study.model.quantities.iter().find(|found| found.path == "growth.rate").unwrap().clone();
            fields(&found).likely
        };
        assert_eq!((stated("").as_str(), stated("slow").as_str()), ("11", "8"));
    }

    #[test]
    fn what_is_no_range_is_refused_at_its_path() {
        for (low, likely, high) in [("25", "12", "5"), ("many", "12", "25"), ("", "", "")] {
            let OpenOutcome::Refused { diagnostics, .. } = state(&range("growth.rate", low, likely, high)) else {
                panic!("{low} {likely} {high}")
            };
            assert!(diagnostics.iter().all(|problem| problem.path == "growth.rate"), "{diagnostics:?}");
            assert!(!diagnostics.is_empty());
        }
        assert!(matches!(state(&range("growth.nothing", "1", "2", "3")), OpenOutcome::Refused { .. }));
    }
}
