//! Ten thousand futures: the engine's rules over many paths, and what follows from them.

pub mod distribution;
pub mod normal;
pub mod pseudo;
pub mod sobol;
