//! What a component runs on, in the catalogue's words.

use super::file::Service;

impl Service {
    /// The catalogue's services that are meant.
    pub fn sold_as(self) -> &'static [&'static str] {
        match self {
            Self::Compute => &["app_service", "vm", "paas"],
            Self::Vm => &["vm"],
            Self::AppService => &["app_service"],
            Self::Paas => &["paas"],
            Self::Postgres => &["postgres"],
            Self::Redis => &["redis"],
            Self::Cdn => &["cdn"],
            Self::Monitoring => &["monitoring"],
        }
    }

    /// What a tier of a catalogue's service is likely to be: what runs a program runs on any that does.
    pub fn of_catalog(service: &str) -> Option<Self> {
        [Self::Compute, Self::Postgres, Self::Redis, Self::Cdn, Self::Monitoring]
            .into_iter()
            .find(|s| s.sold_as().contains(&service))
    }

    /// Does it run programs of one's own? Then more instances hold more; a second database holds no more writes.
    pub fn is_compute(self) -> bool {
        matches!(self, Self::Compute | Self::Vm | Self::AppService | Self::Paas)
    }

    /// Can a platform that runs containers by use run it from an image?
    pub fn runs_in_container(self) -> bool {
        matches!(self, Self::Compute | Self::Paas | Self::Postgres | Self::Redis)
    }
}
