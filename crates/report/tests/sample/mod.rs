//! A review with everything in it: all kinds of blocks, a table over several pages, a wide one, and texts that try to
//! be code.

use headroom_charts::{Axis, Chart, Graphic, Layer, Point, Role, Row, Segment, Series, Tick, Timeline};
use headroom_pages::{
    Align, Block, Cell, Checklist, ChecklistItem, Column, Document, Figure, ItemState, Page, RowStyle, Span, Table,
    TableRow, Tag, Tone, Width,
};

/// Texts that mean something to Typst, Markdown, spreadsheets or terminals.
pub const HOSTILE: [&str; 12] = [
    "#panic(\"x\")",
    "*bold* $x$ @ref",
    "<label> and <script>alert(1)</script>",
    "_emphasis_ and `code` and ~gone~",
    "[a link](https://example.org) | a pipe",
    "= Heading // comment /* */ \\ #let x = 1",
    "=HYPERLINK(\"https://example.org\")",
    "@SUM(A1:A9)",
    "a -> b --> c, 1.50 x 2",
    "\"quoted\", 'quoted' -- dashes --- and ...",
    "&amp; #1 + - 1. ~ ^ {braces}",
    "#image(\"/etc/passwd\") #read(\"manuscript.json\")",
];

pub fn review() -> Document {
    Document {
        title: "WhatsFlow".into(),
        eyebrow: "Quarterly review · Q4 2026 · Base scenario · prices as of 2026-10-03".into(),
        footer: "WhatsFlow · Base scenario · Q4 2026".into(),
        date: "2026-10-03".into(),
        language: "en".into(),
        keywords: vec!["capacity".into(), "cost".into(), "revenue".into()],
        chapters: vec![
            cover(),
            capacity(),
            costs(),
            revenue(),
            months(),
            compare(),
            uncertainty(),
            actuals(),
            actions(),
            hostile(),
        ],
    }
}

fn cover() -> Page {
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

fn capacity() -> Page {
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

fn costs() -> Page {
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

fn revenue() -> Page {
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

fn months() -> Page {
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

fn compare() -> Page {
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

fn uncertainty() -> Page {
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

fn actuals() -> Page {
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

fn actions() -> Page {
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

fn hostile() -> Page {
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

pub fn page(id: &str, title: &str, blocks: Vec<Block>) -> Page {
    Page { id: id.into(), title: title.into(), blocks }
}

fn heading(text: &str) -> Block {
    Block::Heading { text: text.into() }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: spans(text) }
}

/// "plain *strong* plain".
fn spans(text: &str) -> Vec<Span> {
    let span = |(i, part): (usize, &str)| if i % 2 == 0 { Span::plain(part) } else { Span::strong(part) };
    text.split('*').enumerate().map(span).collect()
}

fn figure(label: &str, value: &str, detail: &str, tag: Option<(&str, Tone)>) -> Figure {
    Figure {
        id: label.to_lowercase().replace(' ', "-"),
        label: label.into(),
        value: value.into(),
        detail: detail.into(),
        tag: tag.map(|(text, tone)| Tag { text: text.into(), tone }),
        why: None,
    }
}

/// Columns as "<Left" or ">Right".
pub fn table(id: &str, title: &str, subtitle: &str, columns: &[&str], rows: Vec<TableRow>) -> Table {
    let column = |text: &&str| {
        let (align, label) = text.split_at(1);
        Column {
            key: label.to_lowercase().replace(' ', "_"),
            label: label.into(),
            align: if align == ">" { Align::Right } else { Align::Left },
            define: String::new(),
        }
    };
    Table {
        id: id.into(),
        title: title.into(),
        subtitle: subtitle.into(),
        columns: columns.iter().map(column).collect(),
        rows,
        fold: None,
        empty: "Nothing to migrate in this scenario.".into(),
    }
}

pub fn row(cells: &[&str]) -> TableRow {
    TableRow { cells: cells.iter().map(|cell| Cell::text(*cell)).collect(), style: RowStyle::Plain }
}

pub fn group(text: &str) -> TableRow {
    TableRow { cells: vec![Cell::text(text)], style: RowStyle::Group }
}

fn month(i: i32) -> Cell {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month) = (2026 + i / 12, (i % 12) as usize);
    Cell::new(format!("{} {year}", names[month]), format!("{year}-{:02}", month + 1))
}

pub fn dollars(value: f64) -> Cell {
    let sign = if value < 0.0 { "−" } else { "" };
    Cell::new(format!("{sign}${}", thousands(value.abs().round())), format!("{value:.2}"))
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn months_axis() -> Axis {
    let tick = |i: i32| Tick {
        at: f64::from(i * 6),
        label: format!("{} {}", if i % 2 == 0 { "Jan" } else { "Jul" }, 2026 + i / 2),
    };
    let ticks = (0..6).map(tick);
    Axis::new(0.0, 35.0, ticks.collect())
}

fn dollars_axis(to: f64) -> Axis {
    let ticks = (0..5).map(|i| Tick { at: to * f64::from(i) / 4.0, label: format!("{:.0}", to * f64::from(i) / 4.0) });
    Axis::new(0.0, to, ticks.collect())
}

fn series(id: &str, label: &str, role: Role, value: impl Fn(f64) -> f64) -> Series {
    let points: Vec<Point> = (0..36).map(|x| Point { x: f64::from(x), y: value(f64::from(x)) }).collect();
    let readings = points.iter().map(|point| format!("${:.2}", point.y)).collect();
    Series { id: id.into(), label: label.into(), end: None, role, points, readings }
}

fn chart(id: &str, title: &str, y: Axis, layers: Vec<Layer>) -> Graphic {
    Graphic::Chart(Chart {
        id: id.into(),
        title: title.into(),
        subtitle: "US$ per month, 36 months from January 2026".into(),
        summary: format!("{title}: from $50 in January 2026 to about $3,600 in December 2028."),
        x: months_axis(),
        y,
        layers,
    })
}

fn line_chart(id: &str, title: &str, lines: usize) -> Graphic {
    let kinds = [("Revenue", Role::Revenue, 100.0), ("Cost", Role::Cost, 62.0), ("Cash", Role::Cash, 30.0)];
    let lines = kinds.iter().take(lines).map(|(label, role, slope)| Layer::Line {
        series: series(label, label, *role, |x| 50.0 + slope * x),
        step: *role == Role::Cost,
        dashed: false,
    });
    let mut layers = vec![Layer::Shade { from: 15.0, to: 35.0, role: Role::Good }];
    layers.extend(lines);
    layers.push(Layer::Dot { at: Point { x: 15.0, y: 1550.0 }, label: "Apr 2027".into() });
    chart(id, title, dollars_axis(4000.0), layers)
}

fn bar_chart(id: &str, title: &str) -> Graphic {
    let stack = vec![
        series("servers", "Servers", Role::Hue(0), |x| 20.0 + 10.0 * x),
        series("people", "People", Role::Hue(1), |x| 200.0 + 30.0 * x),
        series("fees", "Fees", Role::Hue(2), |x| 10.0 * x),
    ];
    chart(id, title, dollars_axis(2000.0), vec![Layer::Bars { stack }])
}

fn band_chart() -> Graphic {
    let line = series("revenue", "Revenue", Role::Revenue, |x| 100.0 + 90.0 * x);
    let at = |scale: f64| line.points.iter().map(|p| Point { x: p.x, y: p.y * scale }).collect();
    let band = Layer::Band { label: "5 to 95 %".into(), role: Role::Revenue, low: at(0.6), high: at(1.2) };
    chart(
        "futures",
        "Revenue in 10,000 futures",
        dollars_axis(4000.0),
        vec![band, Layer::Line { series: line, step: false, dashed: false }],
    )
}

fn timeline() -> Graphic {
    let segment = |from: f64, to: f64, label: &str, order_by| Segment {
        from,
        to,
        label: label.into(),
        reading: format!("{label} from month {from} to month {to}"),
        short: String::new(),
        order_by,
        first: from == 0.0,
    };
    let row = |label: &str, segments| Row { label: label.into(), segments };
    Graphic::Timeline(Timeline {
        id: "tiers".into(),
        title: "Tiers over time".into(),
        subtitle: "Order by → needed by".into(),
        summary: "A second session server in March 2027, a larger web tier in September 2027.".into(),
        x: months_axis(),
        rows: vec![
            row("Sessions", vec![segment(0.0, 14.0, "1 × 2 GB", None), segment(14.0, 35.0, "2 × 2 GB", Some(12.0))]),
            row("Web", vec![segment(0.0, 20.0, "B1", None), segment(20.0, 35.0, "B2", Some(19.0))]),
            row("Database", vec![segment(0.0, 35.0, "Basic", None)]),
        ],
    })
}
