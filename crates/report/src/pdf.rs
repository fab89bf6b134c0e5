//! A document as a PDF, and the pages of that PDF as pictures.

use headroom_pages::Document;
use typst::World;
use typst::comemo::{self, Track};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::foundations::{Bytes, Smart};
use typst::visualize::SvgImage;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_svg::SvgOptions;

use crate::ReportError;
use crate::drawing::Drawing;
use crate::manuscript::Manuscript;
use crate::world::Desk;

/// How many exports ago something must have been used last for Typst to forget it. Two keep the pages of a review and
/// its pictures warm while a person edits; more only costs memory.
const MEMORY: usize = 2;

/// The document as a tagged PDF with an outline, its own title and language, dated by the document. The same document
/// gives the same bytes, on every machine and on every day.
///
/// It conforms to PDF/UA-1 unless a text uses characters that Inter does not have (emoji, Chinese).
pub fn pdf(document: &Document) -> Result<Vec<u8>, ReportError> {
    let (manuscript, drawings) = Manuscript::of(document)?;
    let pages = typeset(&manuscript, drawings)?;
    let write = |standards: &[PdfStandard]| -> Result<Vec<u8>, ReportError> {
        let standards = PdfStandards::new(standards).map_err(|e| ReportError::Typeset(e.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("headroom {} {}", document.title, document.eyebrow)),
            creator: Smart::Custom(Some("Headroom".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&pages, &options).map_err(|errors| ReportError::Typeset(messages(&errors)))
    };
    let bytes = write(&[PdfStandard::Ua_1]).or_else(|_| write(&[]));
    comemo::evict(MEMORY);
    bytes
}

/// Every page of the PDF as a self-contained SVG, for the screen. Letters are outlines, so no font is needed.
pub fn page_pictures(document: &Document) -> Result<Vec<String>, ReportError> {
    let (manuscript, drawings) = Manuscript::of(document)?;
    let drawings = drawings.into_iter().map(outlined).collect::<Result<_, _>>()?;
    let pages = typeset(&manuscript, drawings)?;
    let pictures = pages.pages().iter().map(|page| typst_svg::svg(page, &SvgOptions::default())).collect();
    comemo::evict(MEMORY);
    Ok(pictures)
}

fn typeset(manuscript: &Manuscript, drawings: Vec<Drawing>) -> Result<PagedDocument, ReportError> {
    let json = serde_json::to_vec(manuscript).map_err(|e| ReportError::Typeset(e.to_string()))?;
    let files = drawings.into_iter().map(|drawing| (drawing.file, drawing.svg.into_bytes()));
    let desk = Desk::new(files.chain([("manuscript.json".to_owned(), json)]));
    let pages: SourceResult<PagedDocument> = typst::compile(&desk).output;
    pages.map_err(|errors| ReportError::Typeset(messages(&errors)))
}

/// The drawing with its letters as outlines: an SVG inside an SVG sees no fonts but those installed.
fn outlined(drawing: Drawing) -> Result<Drawing, ReportError> {
    let desk = Desk::new([]);
    let world: &dyn World = &desk;
    let svg = SvgImage::with_fonts_images(Bytes::from_string(drawing.svg), world.track(), &["inter"], None)
        .map_err(|e| ReportError::Draw { title: drawing.title.clone(), reason: format!("{e:?}") })?;
    Ok(Drawing { svg: svg.tree().to_string(&Default::default()), ..drawing })
}

fn messages(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}
