use super::*;
use crate::look::look;
use crate::wire::{Field, FuturesWish, Look, LookRequest, Period, ThemeName};
use crate::{shipped, study};

const AFTER_A_YEAR: &str = "growth.anchors.3.users";
const AFTER_TWO: &str = "growth.anchors.4.users";

fn whatsflow() -> String {
    shipped::find("whatsflow").unwrap().text.to_owned()
}

/// The same with an empty scenario.
fn with_fast_growth() -> String {
    let mut root = Node::parse(&whatsflow()).unwrap();
    study::add_scenario(&mut root, "Fast growth", "");
    root.to_string()
}

fn edited(document: &str, scenario: &str, edits: &[Edit]) -> Look {
    look(LookRequest {
        revision: 1,
        document: document.to_owned(),
        edits: edits.to_vec(),
        scenario: scenario.into(),
        deployment: String::new(),
        page: "overview".into(),
        period: Period::Month,
        theme: ThemeName::Light,
        width: 1000,
        futures: FuturesWish::default(),
    })
}

fn typed(path: &str, value: &str) -> Edit {
    Edit { path: path.into(), value: value.into(), widen: false }
}

fn field<'a>(look: &'a Look, path: &str) -> &'a Field {
    look.fields.iter().flat_map(|group| &group.fields).find(|field| field.path == path).unwrap()
}

fn shown(look: &Look, path: &str) -> (String, String) {
    let field = field(look, path);
    (field.text.clone(), field.range.clone())
}

#[test]
fn a_value_beyond_its_range_is_refused_in_plain_words() {
    for (value, message) in [
        ("2k", "2,000 is above the stated range, 700 to 1,500 users"),
        ("5", "5 is below the stated range, 700 to 1,500 users"),
    ] {
        let after = edited(&whatsflow(), "", &[typed(AFTER_A_YEAR, value)]);
        let [problem] = after.diagnostics.as_slice() else { panic!("{:?}", after.diagnostics) };
        assert_eq!((problem.code.as_str(), problem.path.as_str()), (BEYOND_RANGE, AFTER_A_YEAR));
        assert_eq!(problem.message, message);
        assert_eq!(after.document, whatsflow(), "the model is as it was");
    }
}

#[test]
fn a_range_is_widened_to_include_a_value_where_that_is_asked_for() {
    let widened = Edit { widen: true, ..typed(AFTER_A_YEAR, "2k") };
    let after = edited(&whatsflow(), "", &[widened]);
    assert!(after.picture.is_some(), "{:?}", after.diagnostics);
    assert_eq!(shown(&after, AFTER_A_YEAR), ("2,000".into(), "700 to 2,000 users".into()));
}

#[test]
fn a_range_stays_under_a_scenario() {
    let document = with_fast_growth();
    let after = edited(&document, "fast_growth", &[typed(AFTER_TWO, "2.5k")]);
    assert!(after.picture.is_some(), "{:?}", after.diagnostics);
    assert_eq!(shown(&after, AFTER_TWO), ("2,500".into(), "1,200 to 4,000 users".into()));
    assert!(field(&after, AFTER_TWO).overridden, "the scenario has its own value");
    let base = edited(&after.document, "", &[]);
    assert_eq!(shown(&base, AFTER_TWO), ("2,000".into(), "1,200 to 4,000 users".into()), "the base is as it was");
    let again = edited(&after.document, "fast_growth", &[typed(AFTER_TWO, "3k")]);
    assert_eq!(shown(&again, AFTER_TWO), ("3,000".into(), "1,200 to 4,000 users".into()));
}

#[test]
fn a_scenario_refuses_or_widens_as_the_base_does() {
    let document = with_fast_growth();
    let refused = edited(&document, "fast_growth", &[typed(AFTER_TWO, "5k")]);
    assert_eq!(refused.diagnostics[0].message, "5,000 is above the stated range, 1,200 to 4,000 users");
    let widened = Edit { widen: true, ..typed(AFTER_TWO, "5k") };
    let after = edited(&document, "fast_growth", &[widened]);
    assert_eq!(shown(&after, AFTER_TWO), ("5,000".into(), "1,200 to 5,000 users".into()));
    let base = edited(&after.document, "", &[]);
    assert_eq!(shown(&base, AFTER_TWO).1, "1,200 to 4,000 users");
}

/// What a scenario of the file has of its own is a range, too, and keeps it.
#[test]
fn a_range_of_a_scenarios_own_stays() {
    let path = "workload.drivers.messages.per";
    let after = edited(&whatsflow(), "heavy_users", &[typed(path, "50")]);
    assert!(after.picture.is_some(), "{:?}", after.diagnostics);
    let (text, range) = shown(&after, path);
    assert!(text.starts_with("50") && range.starts_with("30 to 60"), "{text}, {range}");
}

#[test]
fn what_is_typed_last_is_what_is_wrong_with_a_field() {
    let price = "subscription.plans.starter.price";
    let taken = edited(&whatsflow(), "", &[typed(price, "-5")]);
    assert!(taken.diagnostics.iter().any(|problem| problem.path == price), "{:?}", taken.diagnostics);
    let again = edited(&taken.document, "", &[typed(price, "abc")]);
    let [problem] = again.diagnostics.as_slice() else { panic!("{:?}", again.diagnostics) };
    assert_eq!(problem.message, "`abc` is not a number");
}
