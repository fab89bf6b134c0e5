//! What a document states, and figures calculated beside it.

use super::Comparison;
use crate::form::Node;
use crate::{choice, form};

form! {
    /// Something a document states, kept as stated and never computed with unless a formula names it.
    pub struct Statement {
        kind: StatementKind,
        label: Option<String>,
        value: Node,
        /// A unit, or units by field.
        unit: Option<Node>,
        op: Option<Comparison>,
        /// Printed with "about".
        approx: Option<bool>,
        /// Printed with a plus: on top of something.
        increment: Option<bool>,
        action: Option<String>,
        note: Option<String>,
        /// Section and lines of the document.
        source: Option<String>,
    }
}

choice! {
    pub enum StatementKind {
        Input = "input",
        Threshold = "threshold",
        Trigger = "trigger",
        Verdict = "verdict",
        Schedule = "schedule",
        Checklist = "checklist",
        Roadmap = "roadmap",
        Policy = "policy",
        Measurement = "measurement",
        Target = "target",
        Claim = "claim",
    }
}

form! {
    /// A calculated figure.
    pub struct FigureForm {
        label: String,
        unit: Option<String>,
        /// A formula; or an object or list of formulas, for a range, a record or a list.
        formula: Node,
        /// What the document states for it, to be shown beside: a value, or a path to a statement.
        stated: Option<Node>,
        note: Option<String>,
    }
}
