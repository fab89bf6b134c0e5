//! Ten thousand futures: the engine's rules over many paths, and what follows from them.

pub mod bands;
pub mod copula;
pub mod correlation;
pub mod distribution;
mod exponential;
pub mod lanes;
pub mod noise;
pub mod normal;
pub mod pseudo;
pub mod sobol;
pub mod tape;
pub mod traced;
pub mod uniforms;
