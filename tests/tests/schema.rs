//! The published JSON Schema and the reader are made from the same declarations: what the one takes the other does.

use headroom_engine::diagnostic::Code;
use headroom_engine::model::schema;
use headroom_tests::{json_files, read};
use jsonschema::Validator;
use serde_json::{Value, json};

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).expect("the schema is one")
}

fn model(path: &str) -> Value {
    serde_json::from_str(&read(path)).expect("the file is JSON")
}

#[test]
fn shipped_models_are_valid() {
    let validator = validator();
    for name in json_files("models") {
        let problems: Vec<String> = validator
            .iter_errors(&model(&format!("models/{name}.json")))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{name}:\n{}", problems.join("\n"));
    }
}

#[test]
fn shipped_models_name_the_schema() {
    for name in json_files("models") {
        assert_eq!(model(&format!("models/{name}.json"))["$schema"], "../assets/model.schema.json", "{name}");
    }
}

#[test]
fn an_unknown_field_is_refused_at_every_depth() {
    let validator = validator();
    let good = model("models/reference.json");
    for place in
        ["", "/growth", "/subscription/plans/standard", "/growth/rate", "/deployments/reference/components/web"]
    {
        let mut broken = good.clone();
        broken.pointer_mut(place).expect("the model has the place")["colour"] = json!("green");
        assert!(!validator.is_valid(&broken), "an unknown field at {place:?} is taken");
    }
}

/// What an editor with the schema marks while typing, Headroom would refuse as well.
#[test]
fn files_of_a_wrong_form_are_refused() {
    let validator = validator();
    let of_form = [Code::UnknownField, Code::Missing, Code::WrongType, Code::UnknownChoice, Code::BadName];
    for code in of_form {
        let file = model(&format!("tests/invalid/{}.json", code.as_str()));
        assert!(!validator.is_valid(&file), "the schema takes {}", code.as_str());
    }
}
