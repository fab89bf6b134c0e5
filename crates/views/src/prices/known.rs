//! How the catalogue's words are written for people.

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
