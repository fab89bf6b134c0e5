//! A review leaves the program here: as a PDF, as pictures of its pages, as Markdown, as CSV files and as text for a
//! terminal. Nothing is computed and nothing is read: a [`Document`](headroom_pages::Document) in, bytes or text out.

mod csv;
mod drawing;
mod error;
mod fit;
mod fonts;
mod manuscript;
mod markdown;
mod pdf;
mod printable;
mod slim;
mod squeeze;
mod terminal;
mod world;

pub use crate::csv::{csv, csv_files};
pub use crate::error::ReportError;
pub use crate::fonts::prints;
pub use crate::markdown::markdown;
pub use crate::pdf::{page_pictures, pdf};
pub use crate::terminal::{text, wrapped};
