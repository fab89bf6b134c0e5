//! What a person reads, as text; and rules that hold on every page of every shipped model.

mod blocks;
mod decisions;
mod pages;
mod revenue;
mod rules;
mod uncertainty;
mod world;
