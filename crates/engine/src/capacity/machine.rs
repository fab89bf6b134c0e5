//! A machine as plain numbers, wherever they come from: a tier of the model or a plan of the catalogue.

use rust_decimal::Decimal;

use crate::catalog::Shape;
use crate::model::file::Resource;
use crate::model::program::{ShapeRule, Values};
use crate::money::number_of;

/// MB in one GB, and, as providers round, in one GiB.
pub const MB_PER_GB: Decimal = Decimal::ONE_THOUSAND;

/// What one instance has of each resource; None where nobody says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Machine<N = f64> {
    pub vcpu: Option<N>,
    /// MB.
    pub ram: Option<N>,
    /// GB.
    pub disk: Option<N>,
    /// GB a month.
    pub transfer: Option<N>,
}

impl<N: Copy> Machine<N> {
    pub fn of(&self, resource: Resource) -> Option<N> {
        match resource {
            Resource::Vcpu => self.vcpu,
            Resource::Ram => self.ram,
            Resource::Disk => self.disk,
            Resource::Transfer => self.transfer,
        }
    }
}

impl ShapeRule {
    pub fn machine<V: Values>(&self, params: &V) -> Machine<V::Count> {
        let number = |resource| self.of(resource).map(|n| params.number(n));
        Machine {
            vcpu: number(Resource::Vcpu),
            ram: number(Resource::Ram),
            disk: number(Resource::Disk),
            transfer: number(Resource::Transfer),
        }
    }
}

impl From<&Shape> for Machine {
    fn from(shape: &Shape) -> Self {
        Self {
            vcpu: shape.vcpu.map(number_of),
            ram: shape.ram_gib.and_then(|gib| gib.checked_mul(MB_PER_GB)).map(number_of),
            disk: shape.disk_gb.map(number_of),
            transfer: shape.transfer_gb.map(number_of),
        }
    }
}
