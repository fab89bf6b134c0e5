//! What `--help` says below the options: examples that can be typed as they stand, and what the exit codes mean.

macro_rules! help {
    ($($line:literal),* $(,)?) => {
        concat!(
            "\x1b[1;4mExamples:\x1b[0m\n",
            $("  ", $line, "\n",)*
            "\n\x1b[1;4mExit codes:\x1b[0m\n",
            "  0  done\n",
            "  1  the model has errors, or what --set, --scenario or --deployment ask of it has\n",
            "  2  the command was not understood\n",
            "  3  a file cannot be read or written",
        )
    };
}

pub const HEADROOM: &str = help![
    "headroom models                              the models that come with Headroom",
    "headroom project whatsflow                   users, revenue, cost and break-even",
    "headroom project my.json --set growth.rate=15%",
    "headroom compare whatsflow                   Azure, VPS and Railway side by side",
    "headroom report my.json --pdf review.pdf     the quarterly review",
    "headroom models whatsflow > my.json          a model of your own, to start from",
];

pub const PROJECT: &str = help![
    "headroom project whatsflow",
    "headroom project my.json --period quarter",
    "headroom project my.json --scenario careful --deployment vps",
    "headroom project whatsflow --set subscription.plans.starter.price=39",
    "headroom project reference --set growth.rate=15% --format csv > months.csv",
    "headroom project my.json --format json | jq '.months[11].revenue'",
    "headroom models whatsflow | headroom project -",
];

pub const COMPARE: &str = help![
    "headroom compare whatsflow",
    "headroom compare my.json --scenario careful",
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

pub const CHECK: &str = help![
    "headroom check my.json",
    "headroom check my.json --format json | jq '.problems[].path'",
    "headroom check - < my.json",
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
