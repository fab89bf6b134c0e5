/// Why a review could not be made. None of these is the reader's fault: the text of a model cannot cause them.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A chart could not be drawn.
    #[error("the chart \"{title}\" could not be drawn: {reason}")]
    Draw { title: String, reason: String },
    /// The template was refused, or its pages could not be written.
    #[error("the review could not be typeset: {0}")]
    Typeset(String),
}
