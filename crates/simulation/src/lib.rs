//! Ten thousand futures: the engine's rules over many paths, and what follows from them.

pub mod analysis;
mod arrivals;
pub mod bands;
mod climb;
pub mod copula;
pub mod correlation;
pub mod distribution;
mod exponential;
pub mod figure;
pub mod futures;
pub mod inputs;
pub mod kernel;
pub mod lanes;
pub mod noise;
pub mod normal;
pub mod pseudo;
pub mod run;
pub mod sobol;
pub mod symbols;
pub mod tape;
pub mod traced;
pub mod uniforms;
