//! How the catalogue's words are written for people.

use headroom_engine::catalog::{Catalog, CatalogPlan};

use crate::format;

/// A provider's name; one that is not known here as the catalogue has it.
pub fn provider(id: &str) -> &str {
    match id {
        "aws-lightsail" => "AWS Lightsail",
        "azure" => "Azure",
        "betterstack" => "Better Stack",
        "cloudflare" => "Cloudflare",
        "datadog" => "Datadog",
        "digitalocean" => "DigitalOcean",
        "grafana" => "Grafana",
        "hetzner" => "Hetzner",
        "lemonsqueezy" => "Lemon Squeezy",
        "linode" => "Linode",
        "newrelic" => "New Relic",
        "ovh" => "OVHcloud",
        "paddle" => "Paddle",
        "paypal" => "PayPal",
        "railway" => "Railway",
        "sentry" => "Sentry",
        "stripe" => "Stripe",
        "upstash" => "Upstash",
        "uptimerobot" => "UptimeRobot",
        "vultr" => "Vultr",
        other => other,
    }
}

/// A plan's name; where its provider has a code for one, what it is: "Standard 2 GiB, 1 vCPU" for `g6-standard-1`.
pub fn plan(plan: &CatalogPlan) -> String {
    let code = &plan.plan;
    if code.chars().any(|c| c.is_ascii_uppercase() || c == ' ') {
        return code.clone();
    }
    let Some(family) = plan.tier.as_deref().filter(|_| code.contains(['-', '_'])) else {
        return if code.contains(|c: char| c.is_ascii_digit()) {
            code.to_uppercase()
        } else {
            format::upper_first(code)
        };
    };
    let memory = plan.shape.ram_gib.filter(|_| !family.contains("GB"));
    let name = memory.map_or(format::upper_first(family), |gib| {
        format!("{} {} GiB", format::upper_first(family), format::exact(gib))
    });
    plan.shape.vcpu.map_or(name.clone(), |vcpu| format!("{name}, {} vCPU", format::exact(vcpu)))
}

/// The same after who sells it.
pub fn sold(plan: &CatalogPlan) -> String {
    format!("{} {}", provider(&plan.provider), self::plan(plan))
}

/// What rows of the catalogue are called, by their ids; None where it has none of them.
pub fn rows(catalog: &Catalog, ids: &str) -> Option<String> {
    let row = |id: &str| {
        let rate =
            || catalog.rate(id).map(|rate| format!("{} {}", provider(&rate.provider), rate.meter.replace('_', " ")));
        catalog.plan(id).map(sold).or_else(rate)
    };
    let names: Option<Vec<String>> = ids.split(" + ").map(row).collect();
    names.map(|names| names.join(" + "))
}

/// The size of a plan: "2 vCPU, 4 GiB, 80 GB disk".
pub fn size(plan: &CatalogPlan) -> String {
    let shape = &plan.shape;
    let parts = [(shape.vcpu, "vCPU"), (shape.ram_gib, "GiB"), (shape.disk_gb, "GB disk")];
    let parts = parts.into_iter().filter_map(|(n, unit)| Some(format!("{} {unit}", format::exact(n?))));
    parts.collect::<Vec<_>>().join(", ")
}

/// What a plan is sold as, in words.
pub fn service(id: &str) -> String {
    match id {
        "vm" => "a virtual machine".into(),
        "app_service" => "an app service".into(),
        "paas" => "a platform".into(),
        "postgres" => "PostgreSQL".into(),
        "redis" => "Redis".into(),
        "cdn" => "a CDN".into(),
        other => other.replace('_', " "),
    }
}

/// What a machine has, in words.
pub fn resource(id: &str) -> &str {
    match id {
        "vcpu" => "number of vCPU",
        "ram" => "memory",
        "transfer" => "included traffic",
        other => other,
    }
}

/// A provider's region; one that is not known here as the catalogue has it.
pub fn region(id: &str) -> &str {
    match id {
        "ash" => "Ashburn",
        "eastus" => "East US",
        "eu" => "Europe",
        "fsn1" => "Falkenstein",
        "japaneast" => "Japan East",
        "northeurope" => "North Europe",
        "sin" => "Singapore",
        "us-east-1" => "US East (N. Virginia)",
        "westeurope" => "West Europe",
        other => other,
    }
}
