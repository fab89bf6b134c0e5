//! Charts: [`chart`] is a chart as data; drawing turns it into SVG (screen, PDF) and PNG.
//!
//! A [`Graphic`] says everything that can be seen: domains, ticks, labels, series and what each means. [`svg()`] and
//! [`png()`] draw it in a [`Theme`], [`reading()`] tells the exact values in the same picture, and [`scale`] helps to
//! make axes from data.
#![warn(missing_docs)]

#[allow(missing_docs)] // its fields are the documentation of a chart; those without a comment say it by their name
pub mod chart;
mod draw;
mod error;
mod font;
mod geometry;
mod layout;
mod oklab;
mod png;
mod reading;
pub mod scale;
pub mod theme;
mod trace;
mod unbroken;

pub use chart::*;
pub use draw::svg;
pub use error::DrawError;
pub use geometry::Size;
pub use png::png;
pub use reading::{PlotArea, Reading, ReadingColumn, ReadingValue, reading};
pub use theme::Theme;
pub use unbroken::{serialize_unbroken, unbroken};
