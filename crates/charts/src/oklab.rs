//! Colours as the eye orders them: OKLab (Ottosson, 2020), in which equal distances look equally large.

use crate::theme::Colour;

/// From amounts of red, green and blue light to the answers of three kinds of cones.
const TO_CONES: [[f64; 3]; 3] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const FROM_CONES: [[f64; 3]; 3] = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
];
/// From their cube roots to lightness, green to red, and blue to yellow.
const TO_LAB: [[f64; 3]; 3] = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];
const FROM_LAB: [[f64; 3]; 3] = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548_0],
];

/// Lightness, green to red, blue to yellow.
pub(crate) fn of_linear(light: [f64; 3]) -> [f64; 3] {
    times(TO_LAB, times(TO_CONES, light).map(libm::cbrt))
}

/// The colour `part` of the way from `a` to `b`.
pub(crate) fn between(a: Colour, b: Colour, part: f64) -> Colour {
    let (a, b) = (of_linear(a.linear()), of_linear(b.linear()));
    let mixed = [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * part);
    Colour::of_linear(times(FROM_CONES, times(FROM_LAB, mixed).map(|root| root * root * root)))
}

fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Role;
    use crate::theme::Theme;

    #[test]
    fn published_values() {
        // Ottosson's reference: white is (1, 0, 0).
        let [l, a, b] = of_linear([1.0, 1.0, 1.0]);
        assert!((l - 1.0).abs() < 1e-6 && a.abs() < 1e-6 && b.abs() < 1e-6, "{l} {a} {b}");
        // sRGB red is oklab(0.62796 0.22486 0.12585), CSS Color 4.
        let red = of_linear([1.0, 0.0, 0.0]);
        for (found, published) in red.into_iter().zip([0.627_96, 0.224_86, 0.125_85]) {
            assert!((found - published).abs() < 1e-4, "{red:?}");
        }
    }

    #[test]
    fn the_ways_ends_are_the_colours() {
        let palette = Theme::Light.palette();
        let (a, b) = (palette.panel, palette.mark(Role::Cost));
        assert_eq!((between(a, b, 0.0), between(a, b, 1.0)), (a, b));
    }
}
