//! Colours: what a mark means, per theme.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::chart::{ColourScale, Colours, Role};
use crate::geometry::Domain;
use crate::oklab;

/// The paper a picture is drawn for. The window's panels use the same colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// A white panel on a screen.
    #[default]
    Light,
    /// A near-black panel on a screen.
    Dark,
    /// White paper: the light colours with darker rules, which ink would otherwise lose.
    Print,
}

/// An opaque colour; written `#2F5BEA`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// What the picture lies on; also fills open circles.
    pub panel: Colour,
    /// Text that answers the question.
    pub ink: Colour,
    /// Text beside it: ticks, titles of axes.
    pub ink2: Colour,
    /// Rules and zero lines.
    pub ink3: Colour,
    /// Grid lines and outlines.
    pub line: Colour,
    /// What is there anyway.
    pub fill: Colour,
    /// The one colour of the product.
    pub accent: Colour,
    /// The same as a background.
    pub accent_soft: Colour,
    revenue: Colour,
    cost: Colour,
    cash: Colour,
    good: Colour,
    warn: Colour,
    bad: Colour,
    hues: [Colour; 8],
}

impl Theme {
    /// The colours of this theme.
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
            Self::Print => &PRINT,
        }
    }
}

impl Palette {
    /// The colour of a line or an area that means `role`: at least 3:1 against the panel.
    pub fn mark(&self, role: Role) -> Colour {
        match role {
            Role::Revenue => self.revenue,
            Role::Cost => self.cost,
            Role::Cash => self.cash,
            Role::Accent => self.accent,
            Role::Neutral => self.ink3,
            Role::Good => self.good,
            Role::Warn => self.warn,
            Role::Bad => self.bad,
            Role::Hue(hue) => self.hues[usize::from(hue) % self.hues.len()],
        }
    }

    /// Every role with a colour of its own, by name: `revenue`, `hue-0`, ...
    pub fn marks(&self) -> impl Iterator<Item = (String, Colour)> {
        const MEANINGS: [(&str, Role); 8] = [
            ("revenue", Role::Revenue),
            ("cost", Role::Cost),
            ("cash", Role::Cash),
            ("accent", Role::Accent),
            ("neutral", Role::Neutral),
            ("good", Role::Good),
            ("warn", Role::Warn),
            ("bad", Role::Bad),
        ];
        let meanings = MEANINGS.into_iter().map(|(name, role)| (name.to_owned(), self.mark(role)));
        meanings.chain(self.hues.iter().enumerate().map(|(i, hue)| (format!("hue-{i}"), *hue)))
    }

    /// The colour of a text about a mark that means `role`: the mark's own, moved towards the ink until it can be
    /// read (4.5:1 against the panel).
    pub fn text(&self, role: Role) -> Colour {
        const STEPS: u16 = 20;
        let mark = self.mark(role);
        (0..=STEPS)
            .map(|step| mark.mixed(self.ink, step, STEPS))
            .find(|colour| colour.contrast(self.panel) >= 4.5)
            .unwrap_or(self.ink)
    }

    /// The colour of a value on a scale that shows `domain`.
    pub(crate) fn heat(&self, scale: &ColourScale, domain: Domain, value: f64) -> Colour {
        /// The weakest tint still differs from the paper.
        const LEAST: f64 = 0.06;
        let within = value.clamp(domain.from, domain.to);
        let (role, part) = match scale.colours {
            Colours::Sequential { role } => (role, domain.fraction(within)),
            Colours::Diverging { middle, below, above } => {
                let reach = (middle - domain.from).abs().max((domain.to - middle).abs());
                (if within < middle { below } else { above }, (within - middle).abs() / reach)
            }
        };
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
        oklab::between(self.panel, self.mark(role), LEAST + (1.0 - LEAST) * part)
    }

    /// The colour of a text on an area of this colour: at least 4.5:1.
    pub(crate) fn over(&self, area: Colour) -> Colour {
        let ours = [self.ink, self.panel];
        let most =
            |colours: [Colour; 2]| colours.into_iter().max_by(|a, b| a.contrast(area).total_cmp(&b.contrast(area)));
        let enough = most(ours).filter(|colour| colour.contrast(area) >= 4.5);
        enough.or_else(|| most([Colour::hex(0x000000), Colour::hex(0xFFFFFF)])).unwrap_or(self.ink)
    }
}

impl Colour {
    const fn hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self { r, g, b }
    }

    /// Contrast as WCAG 2 defines it, from 1 (the same) to 21 (black on white).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn mixed(self, other: Self, part: u16, whole: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let sum = u16::from(a) * (whole - part) + u16::from(b) * part;
            u8::try_from(sum / whole).unwrap_or(u8::MAX)
        };
        Self { r: mix(self.r, other.r), g: mix(self.g, other.g), b: mix(self.b, other.b) }
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Red, green and blue as amounts of light, from 0 to 1.
    pub(crate) fn linear(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
        })
    }
}

impl Colour {
    /// The nearest colour with these amounts of light.
    pub(crate) fn of_linear(light: [f64; 3]) -> Self {
        let [r, g, b] = light.map(|channel| {
            let channel = channel.clamp(0.0, 1.0);
            let value =
                if channel <= 0.003_130_8 { channel * 12.92 } else { 1.055 * libm::pow(channel, 1.0 / 2.4) - 0.055 };
            (value * 255.0).round() as u8
        });
        Self { r, g, b }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.r, self.g, self.b)
    }
}

const LIGHT: Palette = Palette {
    panel: Colour::hex(0xFFFFFF),
    ink: Colour::hex(0x15181E),
    ink2: Colour::hex(0x5A6372),
    ink3: Colour::hex(0x8C95A3),
    line: Colour::hex(0xE4E7EC),
    fill: Colour::hex(0xEEF1F5),
    accent: Colour::hex(0x2F5BEA),
    accent_soft: Colour::hex(0xE8EEFF),
    revenue: Colour::hex(0x0B7A75),
    cost: Colour::hex(0xC2410C),
    cash: Colour::hex(0x4338CA),
    good: Colour::hex(0x1A7F4B),
    warn: Colour::hex(0x9A6700),
    bad: Colour::hex(0xB42318),
    hues: [
        Colour::hex(0x1F62B7),
        Colour::hex(0xC86A04),
        Colour::hex(0x5A2A88),
        Colour::hex(0x7B9A77),
        Colour::hex(0x7D2033),
        Colour::hex(0x2199E2),
        Colour::hex(0x725C01),
        Colour::hex(0x906789),
    ],
};

const DARK: Palette = Palette {
    panel: Colour::hex(0x171B21),
    ink: Colour::hex(0xE9ECF1),
    ink2: Colour::hex(0xA4ADBB),
    ink3: Colour::hex(0x717B8A),
    line: Colour::hex(0x272D36),
    fill: Colour::hex(0x1F252D),
    accent: Colour::hex(0x7E9DFF),
    accent_soft: Colour::hex(0x1D2747),
    revenue: Colour::hex(0x4FC3BC),
    cost: Colour::hex(0xF2915C),
    cash: Colour::hex(0xA5A0FF),
    good: Colour::hex(0x5CC98D),
    warn: Colour::hex(0xE3B341),
    bad: Colour::hex(0xFF8A80),
    hues: [
        Colour::hex(0x6890F0),
        Colour::hex(0xEA7855),
        Colour::hex(0xCBAAFE),
        Colour::hex(0x8CB6A6),
        Colour::hex(0xFFC9BD),
        Colour::hex(0x79EFFF),
        Colour::hex(0xDFB32A),
        Colour::hex(0xC76EB4),
    ],
};

const PRINT: Palette = Palette {
    ink: Colour::hex(0x000000),
    ink2: Colour::hex(0x4A5260),
    ink3: Colour::hex(0x7A8391),
    line: Colour::hex(0xD3D8DF),
    ..LIGHT
};

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Print];
    const MEANINGS: [Role; 8] =
        [Role::Revenue, Role::Cost, Role::Cash, Role::Accent, Role::Neutral, Role::Good, Role::Warn, Role::Bad];

    fn roles() -> impl Iterator<Item = Role> {
        MEANINGS.into_iter().chain((0..8).map(Role::Hue))
    }

    #[test]
    fn marks_stand_out_and_texts_can_be_read() {
        for theme in THEMES {
            let palette = theme.palette();
            for role in roles() {
                assert!(palette.mark(role).contrast(palette.panel) >= 3.0, "{theme:?} {role:?} as a mark");
                assert!(palette.text(role).contrast(palette.panel) >= 4.5, "{theme:?} {role:?} as text");
            }
            assert!(palette.ink2.contrast(palette.panel) >= 4.5, "{theme:?}");
            assert!(palette.ink.contrast(palette.accent_soft) >= 4.5, "{theme:?}");
        }
    }

    /// How the three kinds of colour-blindness mix linear red, green and blue (Machado and others, 2009).
    const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
        ("full", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protan",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deutan",
            [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_82, 0.042_94, 0.968_881]],
        ),
        (
            "tritan",
            [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_9]],
        ),
    ];

    #[test]
    fn hues_differ_for_every_kind_of_colour_vision() {
        for theme in THEMES {
            for (vision, mixing) in VISIONS {
                let seen: Vec<[f64; 3]> = theme.palette().hues.iter().map(|hue| seen_as(mixing, *hue)).collect();
                for (i, a) in seen.iter().enumerate() {
                    for (j, b) in seen.iter().enumerate().skip(i + 1) {
                        let apart = distance(*a, *b);
                        assert!(apart > 0.08, "{theme:?}, {vision}: hues {i} and {j} are {apart:.3} apart");
                    }
                }
            }
        }
    }

    fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    /// Both ends of a diverging scale, and its middle, differ for everyone; equal distances look equally strong.
    #[test]
    fn a_diverging_scale_tells_its_sides_apart() {
        let scale = ColourScale {
            title: String::new(),
            from: -1.0,
            to: 1.0,
            ticks: Vec::new(),
            colours: Colours::Diverging { middle: 0.0, below: Role::Cost, above: Role::Accent },
        };
        let domain = Domain { from: -1.0, to: 1.0 };
        for theme in THEMES {
            for (vision, mixing) in VISIONS {
                let seen = |value: f64| seen_as(mixing, theme.palette().heat(&scale, domain, value));
                for (a, b) in [(-1.0, 1.0), (-1.0, 0.0), (0.0, 1.0), (-0.5, 0.5)] {
                    let apart = distance(seen(a), seen(b));
                    assert!(apart > 0.1, "{theme:?}, {vision}: {a} and {b} are {apart:.3} apart");
                }
            }
        }
    }

    #[test]
    fn equal_steps_of_a_sequential_scale_look_equal() {
        let colours = Colours::Sequential { role: Role::Accent };
        let scale = ColourScale { title: String::new(), from: 0.0, to: 10.0, ticks: Vec::new(), colours };
        let domain = Domain { from: 0.0, to: 10.0 };
        for theme in THEMES {
            let seen = |value: i32| oklab::of_linear(theme.palette().heat(&scale, domain, f64::from(value)).linear());
            let steps: Vec<f64> = (0..10).map(|i| distance(seen(i), seen(i + 1))).collect();
            let mean = steps.iter().sum::<f64>() / 10.0;
            // Colours come in whole numbers of 256.
            assert!(steps.iter().all(|step| (step / mean - 1.0).abs() < 0.15), "{theme:?}: {steps:?}");
        }
    }

    #[test]
    fn texts_on_any_colour_can_be_read() {
        for theme in THEMES {
            let palette = theme.palette();
            for grey in 0..=255_u32 {
                let area = Colour::hex(grey * 0x01_01_01);
                assert!(palette.over(area).contrast(area) >= 4.5, "{theme:?} on {area}");
            }
        }
    }

    fn seen_as(mixing: [[f64; 3]; 3], colour: Colour) -> [f64; 3] {
        oklab::of_linear(times(mixing, colour.linear()).map(|light| light.clamp(0.0, 1.0)))
    }

    fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }
}
