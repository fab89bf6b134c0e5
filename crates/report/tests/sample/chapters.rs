//! The chapters of the sample, each with its kinds of blocks.

use super::HOSTILE;
use super::parts::{dollars, figure, group, heading, month, page, paragraph, row, spans, table, thousands};
use super::pictures::{band_chart, bar_chart, line_chart, timeline};
use headroom_pages::{Block, Cell, Checklist, ChecklistItem, ItemState, Page, RowStyle, Span, TableRow, Tone, Width};

pub fn cover() -> Page {
    page(
        "summary",
        "Summary",
        vec![
            paragraph(
                "At 12 % monthly growth the business covers its costs from *April 2027* and has repaid its losses by *February 2028*. One upgrade falls due in the next two quarters: *order a second 2 GB server by January 2027*, or connected devices run out in March.",
            ),
            Block::Figures {
                figures: vec![
                    figure("MRR", "$342", "plan $360, −5.0 %", Some(("behind plan", Tone::Warn))),
                    figure("Cost", "$527", "of which servers $25", None),
                    figure("Headroom", "38 %", "devices, the tightest limit", Some(("enough", Tone::Good))),
                    figure("Runway", "14 months", "trough −$4,605 in Q1 2027", None),
                ],
            },
            heading("What changes next"),
            Block::Table {
                table: table(
                    "next-upgrades",
                    "",
                    "",
                    &["<Order by", "<Upgrade", ">From", ">To", "<Forced by"],
                    vec![
                        row(&["Jan 2027", "Sessions: a second 2 GB server", "$12", "$24", "devices, 50 of 50"]),
                        row(&["Aug 2027", "Web: B1 to B2", "$13", "$25", "concurrent users"]),
                    ],
                ),
            },
            heading("Three providers on the same users"),
            Block::Table {
                table: table(
                    "providers",
                    "",
                    "",
                    &["<Deployment", ">Q4 2026", ">Q4 2027", ">36 months", "<Cheapest in"],
                    vec![
                        row(&["VPS, two vendors", "$72", "$144", "$4,310", "months 1 to 21"]),
                        row(&["Railway, metered", "$88", "$131", "$4,940", "months 22 to 27"]),
                        row(&["Azure App Service", "$113", "$186", "$6,205", "months 28 to 36"]),
                    ],
                ),
            },
        ],
    )
}

pub fn capacity() -> Page {
    let months: Vec<TableRow> = (0..12)
        .map(|i| {
            let used = 40.0 + f64::from(i) * 5.5;
            let tone = if used > 90.0 {
                Tone::Bad
            } else if used > 80.0 {
                Tone::Warn
            } else {
                Tone::Neutral
            };
            let mut cells = vec![month(i)];
            for (scale, digits) in [(1.0, 0), (0.8, 0), (0.52, 0), (0.33, 1)] {
                let value = used * scale;
                let text = format!("{value:.digits$} %");
                let tone = if scale == 1.0 { tone } else { Tone::Neutral };
                cells.push(Cell::new(text, format!("{:.4}", value / 100.0)).toned(tone));
            }
            cells.push(Cell::text(if used > 80.0 { "devices" } else { "memory of the session server" }));
            TableRow { cells, style: if i == 3 { RowStyle::Highlight } else { RowStyle::Plain } }
        })
        .collect();
    page(
        "capacity",
        "Capacity",
        vec![
            paragraph(
                "Connected devices are the tightest limit in every month. *50 of 50* are in use in March 2027 unless a second session server stands by then; memory follows eleven months later.",
            ),
            Block::Notice {
                tone: Tone::Warn,
                text: spans(
                    "The order for the second session server takes *14 days* and must be placed by *15 January 2027*.",
                ),
            },
            Block::Graphic { graphic: line_chart("utilisation", "Utilisation by limit", 3), width: Width::Full },
            heading("When each tier is needed"),
            paragraph("Every change is drawn where it is needed, with a dot in the month in which it must be ordered."),
            Block::Graphic { graphic: timeline(), width: Width::Full },
            heading("Utilisation by month"),
            Block::Table {
                table: table(
                    "utilisation",
                    "Share of each limit in use",
                    "Per cent of the usable capacity, after the safety margin",
                    &["<Month", ">Devices", ">Memory", ">CPU", ">Storage", "<Tightest limit"],
                    months,
                ),
            },
        ],
    )
}

pub fn costs() -> Page {
    let columns = [
        "<Month",
        ">Web server",
        ">Session servers",
        ">Database",
        ">Object storage",
        ">Bandwidth",
        ">E-mail",
        ">Domains",
        ">Monitoring",
        ">Payment fees",
        ">Support tools",
        ">Salaries",
        ">Total",
    ];
    let mut rows: Vec<TableRow> = (0..12)
        .map(|i| {
            let mut cells = vec![month(i)];
            cells.extend((0..12).map(|c| dollars(f64::from((i + 3) * (c + 2)) * 13.37 + 100.0)));
            TableRow { cells, style: RowStyle::Plain }
        })
        .collect();
    let mut total = vec![Cell::text("Year")];
    total.extend((0..12).map(|c| dollars(f64::from(c + 2) * 1_400.0 + 1_234.0)));
    rows.push(TableRow { cells: total, style: RowStyle::Total });
    page(
        "costs",
        "Costs",
        vec![
            paragraph("Servers are *5 %* of all costs until users pass ten thousand. What costs most is time."),
            Block::Graphic { graphic: bar_chart("cost-by-kind", "Monthly cost by kind"), width: Width::Wide },
            Block::Graphic { graphic: line_chart("cost-per-user", "Cost per user", 1), width: Width::Narrow },
            heading("Line items"),
            Block::Table {
                table: table(
                    "line-items",
                    "Monthly cost by line item",
                    "US$ per month, prices as of 2026-10-03",
                    &columns,
                    rows,
                ),
            },
            paragraph("Prices without a source are marked in the appendix."),
            heading("Unit costs"),
            Block::Figures {
                figures: vec![
                    figure("Cost per user", "$0.42", "", None),
                    figure("Cost per paying user", "$8.40", "29 % of the price", Some(("healthy", Tone::Good))),
                    figure("Cost per device", "$0.53", "down from $0.61", None),
                    figure("Fees", "2.9 % + $0.30", "per payment", None),
                    figure("Gross margin", "71.0 %", "target 75 %", Some(("below target", Tone::Bad))),
                ],
            },
        ],
    )
}

pub fn revenue() -> Page {
    let movement = |label: &str, values: [f64; 4], style: RowStyle| {
        let mut cells = vec![Cell::text(label)];
        cells.extend(values.map(|value| dollars(value).toned(if value < 0.0 { Tone::Bad } else { Tone::Neutral })));
        TableRow { cells, style }
    };
    page(
        "revenue",
        "Revenue",
        vec![
            paragraph("Revenue grows with registered users, of whom *5 %* pay; churn holds it at *5 %* a month."),
            Block::Graphic { graphic: line_chart("mrr", "Monthly recurring revenue", 2), width: Width::Half },
            Block::Graphic { graphic: bar_chart("plans", "Subscribers by plan"), width: Width::Half },
            Block::Table {
                table: table(
                    "mrr-movements",
                    "What moved revenue",
                    "US$ of monthly recurring revenue, by quarter",
                    &["<Movement", ">Q1 2027", ">Q2 2027", ">Q3 2027", ">Q4 2027"],
                    vec![
                        group("Gained"),
                        movement("New subscribers", [412.0, 590.5, 811.0, 1_103.25], RowStyle::Plain),
                        movement("Upgrades", [12.0, 18.0, 31.0, 44.0], RowStyle::Plain),
                        group("Lost"),
                        movement("Downgrades", [-4.0, -6.5, -9.0, -13.75], RowStyle::Plain),
                        movement("Churn", [-61.0, -92.0, -133.0, -187.0], RowStyle::Plain),
                        movement("Change in MRR", [359.0, 510.0, 700.0, 946.5], RowStyle::Total),
                    ],
                ),
            },
        ],
    )
}

pub fn months() -> Page {
    let mut rows = Vec::new();
    for i in 0..80 {
        if i % 12 == 0 {
            rows.push(group(&format!("{}", 2026 + i / 12)));
        }
        let users = (0..i).fold(100.0_f64, |users, _| users * 1.12);
        let revenue = users * 0.05 * 29.0;
        let cost = 500.0 + users * 0.12;
        let profit = revenue - cost;
        let cells = vec![
            month(i),
            Cell::new(thousands(users.round()), format!("{users:.0}")),
            Cell::new(thousands((users * 0.05).round()), format!("{:.0}", users * 0.05)),
            dollars(revenue),
            dollars(cost),
            dollars(profit).toned(if profit < 0.0 { Tone::Bad } else { Tone::Good }),
            dollars(profit * 3.0),
        ];
        rows.push(TableRow { cells, style: if i == 11 { RowStyle::Highlight } else { RowStyle::Plain } });
    }
    page(
        "months",
        "Month by month",
        vec![Block::Table {
            table: table(
                "months",
                "The whole projection",
                "US$ per month; users at the end of the month",
                &["<Month", ">Registered users", ">Subscribers", ">Revenue", ">Cost", ">Profit", ">Cash"],
                rows,
            ),
        }],
    )
}

pub fn compare() -> Page {
    let note = "List price per month in West Europe, Linux, pay as you go, excluding tax; the plan's own figure is lower by a tenth";
    page(
        "compare",
        "Three providers on the same users",
        vec![
            paragraph(
                "A pair of small servers is cheapest for *21 months*; metered hosting takes over until the first large tier pays.",
            ),
            Block::Graphic { graphic: line_chart("provider-cost", "Monthly cost by provider", 3), width: Width::Full },
            Block::Table {
                table: table(
                    "price-sources",
                    "Where prices come from",
                    "",
                    &["<Tier", ">US$ / month", "<Source", "<As of", "<Note"],
                    (0..9)
                        .map(|i| {
                            row(&[
                                ["B1", "B2", "S1", "P1v2", "P2v3", "P3v3", "cx22", "cx32", "cpx41"][i],
                                [
                                    "$13.14", "$26.28", "$73.00", "$146.00", "$248.20", "$496.40", "$4.59", "$7.59",
                                    "$29.49",
                                ][i],
                                if i < 6 {
                                    "https://azure.microsoft.com/en-us/pricing/details/app-service/linux/"
                                } else {
                                    "hetzner.com/cloud"
                                },
                                "2026-10-03",
                                if i % 3 == 0 { note } else { "" },
                            ])
                        })
                        .collect(),
                ),
            },
            Block::Table { table: table("migrations", "Migrations", "", &["<From", "<To"], vec![]) },
        ],
    )
}

pub fn uncertainty() -> Page {
    page(
        "uncertainty",
        "Uncertainty",
        vec![
            paragraph("Break-even falls between *January* and *September 2027* in four of five futures."),
            Block::Graphic { graphic: band_chart(), width: Width::Full },
            Block::Notice {
                tone: Tone::Good,
                text: spans("In *94 %* of all futures the cash on hand lasts until break-even."),
            },
            Block::Notice { tone: Tone::Bad, text: spans("In *6 %* it does not; the worst of them lacks *$3,120*.") },
            Block::Notice { tone: Tone::Neutral, text: spans("10,000 futures, seed 42.") },
        ],
    )
}

pub fn actuals() -> Page {
    page(
        "actuals",
        "Actuals against plan",
        vec![Block::Table {
            table: table(
                "variance",
                "The quarter under review",
                "Actual against plan, Q4 2026",
                &["<Figure", ">Plan", ">Actual", ">Variance"],
                vec![
                    TableRow {
                        cells: vec![
                            Cell::text("MRR"),
                            dollars(360.0),
                            dollars(342.0),
                            Cell::new("−5.0 %", "-0.050").toned(Tone::Warn),
                        ],
                        style: RowStyle::Plain,
                    },
                    TableRow {
                        cells: vec![
                            Cell::text("Cost"),
                            dollars(531.0),
                            dollars(527.0),
                            Cell::new("−0.8 %", "-0.008").toned(Tone::Good),
                        ],
                        style: RowStyle::Plain,
                    },
                    TableRow {
                        cells: vec![
                            Cell::text("Result"),
                            dollars(-171.0),
                            dollars(-185.0),
                            Cell::new("−8.2 %", "-0.082").toned(Tone::Bad),
                        ],
                        style: RowStyle::Total,
                    },
                ],
            ),
        }],
    )
}

pub fn actions() -> Page {
    let item = |text: &str, detail: &str, state| ChecklistItem { text: text.into(), detail: detail.into(), state };
    page(
        "actions",
        "Readiness and actions",
        vec![
            Block::Checklist {
                list: Checklist {
                    id: "readiness".into(),
                    title: "Ready for the next quarter?".into(),
                    items: vec![
                        item("Backups restored within the last 90 days", "2026-08-14, in 22 minutes", ItemState::Done),
                        item(
                            "Load test at twice the expected peak",
                            "Devices fail first, at 61; written up for the architecture meeting, together with what the second server changes about that figure",
                            ItemState::InProgress,
                        ),
                        item("Second session server ordered", "by 15 January 2027", ItemState::Open),
                        item("p95 latency", "below 300 ms", ItemState::Track),
                    ],
                },
            },
            Block::Checklist {
                list: Checklist {
                    id: "questions".into(),
                    title: "Questions for the meeting".into(),
                    items: vec![
                        item("Do we raise the price for new subscribers?", "", ItemState::Open),
                        item("Which provider after month 21?", "", ItemState::Open),
                    ],
                },
            },
        ],
    )
}

pub fn hostile() -> Page {
    let rows = HOSTILE.iter().map(|text| row(&[text, "−1.00"])).collect();
    let mut blocks =
        vec![Block::Table { table: table("months", HOSTILE[0], HOSTILE[2], &["<=cmd|' /C calc'!A0", ">*b*"], rows) }];
    blocks.extend(
        HOSTILE
            .iter()
            .map(|text| Block::Paragraph { text: vec![Span::plain(*text), Span::plain(" "), Span::strong(*text)] }),
    );
    blocks.push(Block::Heading { text: HOSTILE[1].into() });
    blocks.push(Block::Notice { tone: Tone::Neutral, text: vec![Span::plain(HOSTILE[3])] });
    blocks.push(Block::Figures {
        figures: vec![
            figure(HOSTILE[0], "9".repeat(40).as_str(), HOSTILE[4], Some((HOSTILE[5], Tone::Bad))),
            figure("", "1", "", None),
        ],
    });
    blocks.push(paragraph(&"unbreakable".repeat(30)));
    page("hostile", HOSTILE[0], blocks)
}
