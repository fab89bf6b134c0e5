//! The vendors whose lists can be read, and where those lists are.

use super::{ImportProblem, problem};
use crate::diagnostic::Code;
use crate::form::Node;

/// A vendor whose price list can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vendor {
    /// The Azure Retail Prices API.
    Azure,
    /// Hetzner Cloud: server types, and its prices page.
    Hetzner,
    /// DigitalOcean's droplet sizes.
    DigitalOcean,
    /// Linode (Akamai): instance types, databases, and what goes with them.
    Linode,
    /// Vultr's cloud plans.
    Vultr,
}

/// A vendor's names and addresses.
struct About {
    name: &'static str,
    /// As the catalogue calls it.
    provider: &'static str,
    host: &'static str,
    lists: &'static [&'static str],
    /// Whether its lists are only for those who have an account.
    token: bool,
}

impl Vendor {
    /// Every vendor.
    pub const ALL: [Vendor; 5] = [Vendor::Azure, Vendor::Hetzner, Vendor::DigitalOcean, Vendor::Linode, Vendor::Vultr];

    fn about(self) -> About {
        match self {
            Vendor::Azure => About {
                name: "Azure",
                provider: "azure",
                host: "prices.azure.com",
                lists: &["https://prices.azure.com/api/retail/prices"],
                token: false,
            },
            Vendor::Hetzner => About {
                name: "Hetzner",
                provider: "hetzner",
                host: "api.hetzner.cloud",
                lists: &["https://api.hetzner.cloud/v1/server_types", "https://api.hetzner.cloud/v1/pricing"],
                token: true,
            },
            Vendor::DigitalOcean => About {
                name: "DigitalOcean",
                provider: "digitalocean",
                host: "api.digitalocean.com",
                lists: &["https://api.digitalocean.com/v2/sizes"],
                token: true,
            },
            Vendor::Linode => About {
                name: "Linode",
                provider: "linode",
                host: "api.linode.com",
                lists: &[
                    "https://api.linode.com/v4/linode/types",
                    "https://api.linode.com/v4/databases/types",
                    "https://api.linode.com/v4/volumes/types",
                    "https://api.linode.com/v4/nodebalancers/types",
                    "https://api.linode.com/v4/network-transfer/prices",
                ],
                token: false,
            },
            Vendor::Vultr => About {
                name: "Vultr",
                provider: "vultr",
                host: "api.vultr.com",
                lists: &["https://api.vultr.com/v2/plans"],
                token: false,
            },
        }
    }

    /// As people write it: `DigitalOcean`.
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// As [`super::CatalogPlan::provider`] has it: `digitalocean`.
    pub fn provider(self) -> &'static str {
        self.about().provider
    }

    /// The addresses of its lists.
    pub fn lists(self) -> &'static [&'static str] {
        self.about().lists
    }

    /// Whether its lists need the access token of an account.
    pub fn needs_token(self) -> bool {
        self.about().token
    }

    /// The first pages to ask for. Azure's list is asked for by region, such as `eastus`, and by the services that are
    /// read; the other vendors' lists have every region.
    pub fn addresses(self, region: &str) -> Vec<String> {
        match self {
            Vendor::Azure => super::azure::SERVICES.iter().map(|service| azure_address(service, region)).collect(),
            _ => self.lists().iter().map(|list| (*list).to_owned()).collect(),
        }
    }

    /// Whether an address is one of the vendor's own, so that a page saved from elsewhere leads nowhere else.
    pub(super) fn owns(self, address: &str) -> bool {
        let Some(rest) = address.strip_prefix("https://") else { return false };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let host = rest.get(..end).unwrap_or("");
        host.strip_suffix(":443").unwrap_or(host) == self.about().host
    }

    /// The one vendor that all pages are from.
    pub(super) fn of_all(pages: &[(usize, Node)]) -> Result<Vendor, Vec<ImportProblem>> {
        let found: Vec<_> = pages.iter().map(|(page, node)| (*page, Vendor::of(node), node)).collect();
        let first = found.iter().find_map(|(_, vendor, _)| *vendor);
        let problems: Vec<_> = found
            .iter()
            .filter_map(|(page, vendor, node)| match (vendor, first) {
                (None, _) => Some(unknown(*page, node)),
                (Some(vendor), Some(first)) if *vendor != first => Some(other(*page, *vendor, first)),
                _ => None,
            })
            .collect();
        match first {
            Some(vendor) if problems.is_empty() => Ok(vendor),
            _ => Err(problems),
        }
    }

    /// The vendor by what a page has at its top.
    fn of(page: &Node) -> Option<Vendor> {
        let has = |key: &str| page.get(key).is_some();
        [
            (has("Items") && has("BillingCurrency"), Vendor::Azure),
            (has("server_types") || has("pricing"), Vendor::Hetzner),
            (has("sizes"), Vendor::DigitalOcean),
            (has("data") && has("pages"), Vendor::Linode),
            (has("plans") && has("meta"), Vendor::Vultr),
        ]
        .into_iter()
        .find_map(|(is, vendor)| is.then_some(vendor))
    }
}

fn azure_address(service: &str, region: &str) -> String {
    let region: String = region.chars().filter(char::is_ascii_alphanumeric).collect();
    let filter = format!("serviceName eq '{service}' and armRegionName eq '{region}'");
    let filter = filter.replace(' ', "%20").replace('\'', "%27");
    format!(
        "https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&meterRegion=%27primary%27&$filter={filter}"
    )
}

fn unknown(page: usize, node: &Node) -> ImportProblem {
    let catalogue = node.get("schema").and_then(Node::as_text).is_some_and(|s| s.starts_with("headroom-catalog"));
    let hint = if catalogue {
        "this is a Headroom catalogue: open it as one".to_owned()
    } else {
        let names = Vendor::ALL.map(Vendor::name).join(", ");
        format!("give a saved page of a list of: {names}")
    };
    problem(page, Code::UnknownChoice, "the page is of no price list that is known".to_owned(), hint)
}

fn other(page: usize, vendor: Vendor, first: Vendor) -> ImportProblem {
    let message = format!("the page is of {}, the first of {}", vendor.name(), first.name());
    problem(page, Code::UnknownChoice, message, "import one vendor's list at a time".to_owned())
}
