use super::*;
use crate::shipped;
use crate::wire::{Answer, Between, FuturesAsk, FuturesQuestion, Period, SheetSize, ThemeName};

fn few() -> FuturesWish {
    FuturesWish { paths: "512".into(), ..FuturesWish::default() }
}

fn state(document: &str) -> FuturesState {
    let request = LookRequest {
        revision: 1,
        document: document.to_owned(),
        edits: Vec::new(),
        scenario: String::new(),
        deployment: String::new(),
        page: "uncertainty".into(),
        period: Period::Month,
        theme: ThemeName::Light,
        width: 1000,
        futures: few(),
    };
    let look = crate::look::look(request);
    look.picture.and_then(|picture| picture.futures).unwrap_or_else(|| panic!("{:?}", look.diagnostics))
}

fn asked(document: &str, about: FuturesAsk) -> Answer {
    Runs::default().ask(&FuturesQuestion {
        run: "question".into(),
        document: document.to_owned(),
        scenario: String::new(),
        deployment: String::new(),
        wish: few(),
        about,
        size: SheetSize { width: 1000, theme: ThemeName::Light },
    })
}

fn whatsflow() -> &'static str {
    shipped::find("whatsflow").unwrap().text
}

/// What a question of the window says before anybody has changed it.
#[test]
fn every_question_is_answered_as_it_stands_at_first() {
    let state = state(whatsflow());
    let outcome = state.outcomes.iter().find(|outcome| outcome.chosen).unwrap();
    assert_eq!(outcome.id, "total_profit", "losses are repaid in the same month on every path");
    let [first, second, ..] = state.inputs.as_slice() else { panic!("two are drawn") };
    let (of, between) = (outcome.id.clone(), Between::default());
    let (comparison, bound) = (outcome.comparison.clone(), outcome.bound.clone());
    let (vary, probability) = (first.id.clone(), "80 %".to_owned());
    let seek = FuturesAsk::Seek { vary, between: between.clone(), of: of.clone(), comparison, bound, probability };
    let (x, y) = (first.id.clone(), second.id.clone());
    let grid = FuturesAsk::Grid { x, x_between: between.clone(), y, y_between: between, of: of.clone() };
    for about in [FuturesAsk::Matters { of }, seek, grid] {
        let Answer::Answered { sheet } = asked(whatsflow(), about.clone()) else { panic!("{about:?}") };
        let told = format!("{:?}", sheet.blocks);
        assert!(!told.contains("No assumption alone moves"), "{about:?}: {told}");
    }
}

#[test]
fn an_assumption_without_a_range_is_varied_between_what_is_said() {
    let seek = |low: &str, high: &str| FuturesAsk::Seek {
        vary: "growth.anchors.0.users".into(),
        between: Between { low: low.into(), high: high.into() },
        of: "total_profit".into(),
        comparison: ">=".into(),
        bound: "0".into(),
        probability: "80 %".into(),
    };
    let Answer::Refused { diagnostics } = asked(whatsflow(), seek("", "")) else { panic!("nothing is near 0") };
    let message = &diagnostics[0].message;
    assert!(message.contains("“Users at the start” has no range"), "by its name: {message}");
    let Answer::Refused { diagnostics } = asked(whatsflow(), seek("0", "")) else { panic!("one end is no range") };
    assert_eq!(diagnostics[0].message, "one of the two ends is missing");
    assert!(matches!(asked(whatsflow(), seek("0", "40")), Answer::Answered { .. }));
}

/// A bare number is in percent, as it is in the field.
#[test]
fn shares_are_typed_in_percent() {
    let grid = |low: &str, high: &str| FuturesAsk::Grid {
        x: "growth.rate".into(),
        x_between: Between { low: low.into(), high: high.into() },
        y: "subscription.plans.standard.price".into(),
        y_between: Between::default(),
        of: "total_profit".into(),
    };
    let reference = shipped::find("reference").unwrap().text;
    let told = |about| match asked(reference, about) {
        Answer::Answered { sheet } => format!("{:?}", sheet.blocks),
        Answer::Refused { diagnostics } => panic!("{diagnostics:?}"),
    };
    assert_eq!(told(grid("1", "9")), told(grid("1 %", "9 %")));
    assert_ne!(told(grid("1", "9")), told(grid("", "")));
}
