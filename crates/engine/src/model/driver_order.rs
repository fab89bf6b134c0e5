//! The order in which drivers are worked out.

use super::check::Checker;
use super::program::{Base, DriverRule};
use crate::diagnostic::Code;
use crate::form::Named;

impl Checker<'_> {
    /// An order in which each driver comes after its base, or a report of every circle.
    pub(super) fn order(&mut self, drivers: &Named<DriverRule>) -> Option<Vec<usize>> {
        let mut order = Vec::with_capacity(drivers.len());
        let mut placed = vec![false; drivers.len()];
        let mut circles = false;
        for start in 0..drivers.len() {
            let mut chain = Vec::new();
            let mut next = Some(start);
            while let Some(i) = next.filter(|i| !placed[*i]) {
                if let Some(from) = chain.iter().position(|c| *c == i) {
                    let names: Vec<_> = chain[from..]
                        .iter()
                        .chain([&i])
                        .filter_map(|i| drivers.get_index(*i))
                        .map(|(n, _)| n.as_str())
                        .collect();
                    self.error(
                        Code::Cycle,
                        format_args!("workload.drivers.{}.of", names[0]),
                        format!("drivers depend on each other in a circle: {}", names.join(" → ")),
                        "let one of them count from users",
                    );
                    circles = true;
                    break;
                }
                chain.push(i);
                next = match drivers[i].of {
                    Base::Driver(of) => Some(of),
                    _ => None,
                };
            }
            for i in chain.into_iter().rev() {
                placed[i] = true;
                order.push(i);
            }
        }
        (!circles).then_some(order)
    }
}
