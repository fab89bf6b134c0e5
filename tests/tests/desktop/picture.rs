//! Pictures of the display, read from the memory the X server draws in: what a person would see. (WebKit's driver can
//! take pictures too, but waits for a next frame that a page at rest never draws.)

use crate::Step;
use std::fs::{self, File};
use std::path::Path;

/// The head of the X server's file ("X window dump"): big-endian words, of which these matter.
struct Head {
    pixels_at: usize,
    height: usize,
    bytes_per_line: usize,
}

impl Head {
    fn read(dump: &[u8]) -> Step<Self> {
        let word = |index: usize| -> Step<usize> {
            let bytes = dump.get(4 * index..4 * index + 4).ok_or("the display's picture is cut short")?;
            Ok(u32::from_be_bytes(bytes.try_into()?) as usize)
        };
        if word(11)? != 32 {
            return Err("the display does not use 32 bits for a pixel".into());
        }
        let bytes_per_colour = 12;
        Ok(Self { pixels_at: word(0)? + bytes_per_colour * word(19)?, height: word(5)?, bytes_per_line: word(12)? })
    }
}

/// Writes the upper left `width` × `height` of the display as PNG.
pub fn write(dump: &Path, width: usize, height: usize, png: &Path) -> Step {
    let dump = fs::read(dump)?;
    let head = Head::read(&dump)?;
    let lines =
        dump.get(head.pixels_at..).ok_or("the display's picture is cut short")?.chunks_exact(head.bytes_per_line);
    let mut rgb = Vec::with_capacity(3 * width * height);
    for line in lines.take(height.min(head.height)) {
        let pixels = line.chunks_exact(4).take(width);
        rgb.extend(pixels.flat_map(|blue_first| [blue_first[2], blue_first[1], blue_first[0]]));
    }
    let mut encoder =
        png::Encoder::new(File::create(png)?, u32::try_from(width)?, u32::try_from(rgb.len() / (3 * width))?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    Ok(encoder.write_header()?.write_image_data(&rgb)?)
}
