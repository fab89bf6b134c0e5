//! The crate as others use it: charts in, pictures and readings out.

mod drawing;
mod labels;
mod reading;
mod robustness;
mod samples;
