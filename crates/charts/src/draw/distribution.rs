//! Two panels over the same months.

use super::canvas::{Canvas, Stroke};
use super::{bars, lines};
use crate::chart::{Distribution, Role};
use crate::error::DrawError;
use crate::layout::DistributionLayout;

pub(super) fn distribution(of: &Distribution, layout: &DistributionLayout, canvas: &Canvas) -> Result<(), DrawError> {
    let palette = canvas.palette;
    let (above, below) = (canvas.plot(&layout.cumulative), canvas.plot(&layout.monthly));
    for &y in &layout.grid {
        let ends = [(layout.monthly.rect.left, y), (layout.monthly.rect.right, y)];
        canvas.path(&ends, Stroke::solid(palette.line, 1.0))?;
    }
    bars::bars(std::slice::from_ref(&of.monthly), layout.bar_width, &below)?;
    for &dot in &layout.dots {
        let (x, y) = layout.cumulative.px(dot);
        let stroke = Stroke::solid(palette.mark(Role::Neutral), 1.0).dashed();
        for (plane, top) in [(&layout.cumulative, y), (&layout.monthly, layout.monthly.rect.top)] {
            canvas.path(&[(x, plane.rect.bottom), (x, top)], stroke)?;
        }
    }
    lines::line(&of.cumulative, false, false, false, &above)?;
    for &at in &layout.dots {
        lines::dot(at, &above)?;
    }
    if let Some(rest) = layout.rest {
        canvas.rect(rest.whole, palette.fill)?;
        canvas.rect(rest.part, palette.mark(Role::Neutral))?;
    }
    layout.texts.iter().try_for_each(|text| canvas.text(text))
}
