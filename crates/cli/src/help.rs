//! What `--help` says below the options: examples that can be typed as they stand, and what the exit codes mean.

macro_rules! help {
    ($($line:literal),* $(,)?) => { help!(models: $($line),*) };
    ($about:ident: $($line:literal),* $(,)?) => {
        concat!(
            "\x1b[1;4mExamples:\x1b[0m\n",
            $("  ", $line, "\n",)*
            "\n\x1b[1;4mExit codes:\x1b[0m\n",
            "  0  done\n",
            $about!(wrong),
            "  2  the command was not understood\n",
            "  3  ", $about!(unreachable),
        )
    };
}

macro_rules! models {
    (wrong) => {
        "  1  the model has errors, or what --set, --scenario or --deployment ask of it has\n"
    };
    (unreachable) => {
        "a file cannot be read or written"
    };
}

macro_rules! gate {
    (wrong) => {
        "  1  the model has errors, or its plan does not keep to a bound that was given\n"
    };
    (unreachable) => {
        "a file cannot be read or written"
    };
}

macro_rules! parts {
    (wrong) => {
        "  1  a file is no part of the run, or parts are missing or there twice\n"
    };
    (unreachable) => {
        "a file cannot be read or written"
    };
}

macro_rules! numbers {
    (wrong) => {
        ""
    };
    (unreachable) => {
        "the answer cannot be written"
    };
}

macro_rules! results {
    (wrong) => {
        "  1  a result has errors, or is of no tool that is known\n"
    };
    (unreachable) => {
        "a file cannot be read"
    };
}

macro_rules! cohorts {
    (wrong) => {
        "  1  the table has errors\n"
    };
    (unreachable) => {
        "the file cannot be read"
    };
}

macro_rules! prices {
    (wrong) => {
        "  1  the price list has errors\n"
    };
    (unreachable) => {
        "a file or an address cannot be read, or the catalogue cannot be written"
    };
}

pub const HEADROOM: &str = help![
    "headroom models                              the models that come with Headroom",
    "headroom project whatsflow                   users, revenue, cost and break-even",
    "headroom project reference --set growth.rate=15%",
    "headroom compare whatsflow                   Azure, VPS and Railway side by side",
    "headroom simulate whatsflow                  ten thousand futures, and their probabilities",
    "headroom report my.json --pdf review.pdf     the quarterly review",
    "headroom ask whatsflow --demand devices=100",
    "headroom fit k6-10.json k6-50.json k6-100.json",
    "headroom catalog list --provider azure       prices, with their dates",
    "headroom models whatsflow > my.json          a model of your own, to start from",
];

pub const PROJECT: &str = help![
    "headroom project whatsflow",
    "headroom project my.json --period quarter",
    "headroom project securewave-vpn --scenario with_team --deployment vps",
    "headroom project whatsflow --set subscription.plans.starter.price=39",
    "headroom project reference --set growth.rate=15% --format csv > months.csv",
    "headroom project my.json --format json | jq '.months[11].revenue'",
    "headroom models whatsflow | headroom project -",
];

pub const METRICS: &str = help![
    "headroom metrics whatsflow",
    "headroom metrics my.json --month 2026-12 --explain",
    "headroom metrics whatsflow --deployment azure --set subscription.plans.starter.price=39",
    "headroom metrics my.json --format csv > metrics.csv",
    "headroom metrics my.json --format json | jq '.metrics[] | select(.id == \"nrr\") | .months[11]'",
];

pub const COMPARE: &str = help![
    "headroom compare whatsflow",
    "headroom compare whatsflow --scenario growing_saas",
    "headroom compare reference --set growth.rate=20%",
    "headroom compare my.json --format csv > deployments.csv",
    "headroom compare my.json --format json | jq '.crossovers'",
];

pub const REPORT: &str = help![
    "headroom report whatsflow --pdf review.pdf",
    "headroom report my.json --pdf review.pdf --csv tables --md review.md",
    "headroom report my.json --pdf review.pdf --date 2026-10-01",
    "headroom report my.json --md - | less",
];

pub const SIMULATE: &str = help![
    "headroom simulate whatsflow",
    "headroom simulate my.json --paths 100k --seed 7 --format csv > futures.csv",
    "headroom simulate reference --given 'growth.rate > 12%' --percentiles 5,50,95",
    "headroom simulate my.json --error 1%         as many paths as that takes",
    "headroom simulate my.json --paths 1M --shard 2/8 --out part-2.parquet",
];

pub const SENSITIVITY: &str = help![
    "headroom sensitivity whatsflow --of total_profit",
    "headroom sensitivity whatsflow --of cash.12 --paths 4096 --deployment vps",
    "headroom sensitivity my.json --of cumulative_break_even --tornado",
    "headroom sensitivity reference --of cash.24 --given 'subscription.plans.standard.churn > 5%'",
    "headroom sensitivity my.json --of mrr.24 --format json | jq '.assumptions[0]'",
];

pub const SEEK: &str = help![
    "headroom seek reference --vary growth.rate --until 'cumulative_break_even <= 12'",
    "headroom seek reference --vary subscription.plans.standard.price --until 'cash.24 >= 10k' --probability 90%",
    "headroom seek reference --vary growth.rate --until 'trough >= 0' --within 0..30%",
    "headroom seek reference --vary growth.rate --until always.solvent --given 'subscription.plans.standard.churn > 5%'",
];

pub const GRID: &str = help![
    "headroom grid reference --x growth.rate --y subscription.plans.standard.churn --of cash.24",
    "headroom grid reference --x growth.rate --y subscription.conversion --of 'cumulative_break_even <= 12'",
    "headroom grid reference --x growth.rate --y subscription.conversion --of mrr.12 --percentile 10 --steps 5",
    "headroom grid reference --x growth.rate --y subscription.conversion --of never.breach",
];

pub const ORDERS: &str = help![
    "headroom orders whatsflow",
    "headroom orders whatsflow --percentile 95 --deployment vps",
    "headroom orders reference --given 'growth.rate > 12%'",
    "headroom orders my.json --format json | jq '.orders[] | {order_by, component, to}'",
];

pub const MERGE: &str = help![parts:
    "headroom merge part-*.parquet",
    "headroom merge part-*.parquet --format json | jq '.figures[] | select(.figure == \"cash\")'",
    "headroom merge part-*.parquet --format parquet --out futures.parquet",
];

pub const CHECK: &str = help![gate:
    "headroom check my.json",
    "headroom check my.json --min-headroom 20% --within 6",
    "headroom check whatsflow --max-cost 500 --max-p95 300ms --deployment vps && ./deploy",
    "headroom check leadsite --slo                the promises of the model itself, end to end",
    "headroom check my.json --format json | jq '.problems[].path'",
    "headroom check - < my.json",
];

pub const UPGRADES: &str = help![
    "headroom upgrades whatsflow",
    "headroom upgrades whatsflow --deployment azure --format csv > upgrades.csv",
    "headroom upgrades my.json --format ics > upgrades.ics     for a calendar",
    "headroom upgrades my.json --format json | jq '.upgrades[] | {order_by, component}'",
];

pub const ASK: &str = help![
    "headroom ask whatsflow --demand devices=100",
    "headroom ask whatsflow --demand registered=5k --month 2027-01",
    "headroom ask securewave-vpn --demand concurrent_users=100 --tier web=b2 --deployment azure",
    "headroom ask whatsflow --demand devices=1000 --format json | jq -r .answer",
];

pub const SIZE: &str = help![
    "headroom size whatsflow",
    "headroom size my.json --provider hetzner --provider azure --month 12",
    "headroom size securewave-vpn --deployment azure --component web --region eastus --region westeurope",
    "headroom size whatsflow --p95 300ms --sla 99.95     fast enough, and promised to be up",
    "headroom size my.json --format json | jq '.providers[] | {provider, total}'",
];

pub const QUEUE: &str = help![numbers:
    "headroom queue --arrivals 40/s --service 120ms --servers 8",
    "headroom queue --arrivals 2400/min --service 0.12s --servers 8 --slo p95=500ms",
    "headroom queue --arrivals 40 --service 120 --servers 8 --format json | jq .response_ms.p95",
];

pub const FIT: &str = help![results:
    "headroom fit steps.csv",
    "headroom fit k6-10.json k6-50.json k6-100.json",
    "headroom fit results_stats_history.csv --concurrency 200 --throughput 900/s",
    "wrk -t4 -c64 -d30s --latency http://localhost:8080 | tee -a wrk.txt && headroom fit wrk.txt",
    "headroom fit steps.csv --format json | jq .law.kappa",
];

pub const COHORTS: &str = help![cohorts:
    "headroom cohorts cohorts.csv",
    "headroom cohorts - --format csv < cohorts.csv > curve.csv",
    "headroom cohorts cohorts.csv --format json | jq .retention",
];

pub const CATALOG: &str = help![prices:
    "headroom catalog list --provider azure --service app_service",
    "headroom catalog show azure-appservice-b2-linux-eastus",
    "headroom catalog refresh vultr --dry-run     what has changed since",
    "headroom catalog drift my.json               a model's prices against the lists",
];

pub const CATALOG_LIST: &str = help![prices:
    "headroom catalog list",
    "headroom catalog list --provider hetzner --region fsn1",
    "headroom catalog list --rates --service bandwidth",
    "headroom catalog list --format csv > plans.csv",
];

pub const CATALOG_SHOW: &str = help![prices:
    "headroom catalog show azure-appservice-b2-linux-eastus",
    "headroom catalog show azure-appservice-b2-linux-eastus --format json | jq -r .price_monthly",
];

pub const CATALOG_IMPORT: &str = help![prices:
    "headroom catalog import azure-1.json azure-2.json",
    "headroom catalog import server_types.json --currency EUR --dry-run",
    "headroom catalog import vultr.json --confirm vultr-vc2-1c-1gb",
    "headroom catalog import - --date 2026-10-01 < plans.json",
];

pub const CATALOG_REFRESH: &str = help![prices:
    "headroom catalog refresh vultr --dry-run",
    "headroom catalog refresh azure --region westeurope",
    "headroom catalog refresh linode --confirm linode-g6-nanode-1",
    "HCLOUD_TOKEN=... headroom catalog refresh hetzner",
    "DIGITALOCEAN_ACCESS_TOKEN=... headroom catalog refresh digitalocean",
];

pub const CATALOG_DRIFT: &str = help![
    "headroom catalog drift whatsflow",
    "headroom catalog drift whatsflow --deployment azure --format csv > drift.csv",
    "headroom catalog drift my.json --imported    against the lists you imported",
];

pub const SCHEMA: &str = help!["headroom schema > model.schema.json"];

pub const MODELS: &str = help![
    "headroom models",
    "headroom models --format json",
    "headroom models whatsflow > my.json          a model of your own, to start from",
];

pub const COMPLETIONS: &str = help![
    "headroom completions bash > ~/.local/share/bash-completion/completions/headroom",
    "headroom completions zsh > ~/.zfunc/_headroom",
    "headroom completions fish > ~/.config/fish/completions/headroom.fish",
];
