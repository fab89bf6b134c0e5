//! Ten thousand futures: the engine's rules over many paths, and what follows from them.
