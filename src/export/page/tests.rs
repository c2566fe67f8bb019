use super::*;

/// Names that somebody may give a class.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "a|b",
    "two\nlines",
    "\"quoted\" & 'so'",
    "خلية سرطانية",
    "细胞核",
    "![x](http://a.b/c.png)",
    "\" onload=\"x",
];

fn page() -> Page {
    let names = || HOSTILE.iter().map(ToString::to_string);
    let png = vec![0x89, b'P', b'N', b'G'];
    let thumbnail = |name: String| Thumbnail { png: png.clone(), caption: name.clone(), alt: name };
    let figure = |name: String| Figure {
        name: "curve".into(),
        picture: Picture::Svg("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>".into()),
        caption: name.clone(),
        alt: name,
        scroll: true,
    };
    let every = |name: String| {
        vec![
            Block::Heading(name.clone()),
            Block::Subheading(name.clone()),
            Block::Lead(name.clone()),
            Block::Paragraph(name.clone()),
            Block::Badges(vec![Badge { word: name.clone(), meaning: name.clone() }]),
            Block::List(vec![name.clone()]),
            Block::Figures(vec![figure(name.clone())]),
            Block::Gallery(vec![PictureRow { label: name.clone(), pictures: vec![thumbnail(name.clone())] }]),
            Block::Folded { summary: name.clone(), blocks: vec![Block::Paragraph(name)] },
        ]
    };
    let table = Table {
        caption: "cells".into(),
        columns: vec![Column::text("class"), Column::number("n")],
        rows: names().map(|name| vec![name, "1".into()]).collect(),
    };
    let mut blocks: Vec<Block> = names().flat_map(every).collect();
    blocks.push(Block::Table(table));
    Page { title: HOSTILE[0].into(), subtitle: HOSTILE[3].into(), blocks }
}

#[test]
fn hostile_names_stay_text_in_html() {
    let text = html(&page());
    assert!(!text.contains("<script") && !text.contains("alert(1)</s"), "a name became a tag");
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(text.contains("&quot;quoted&quot; &amp; &apos;so&apos;") && text.contains("two lines"));
    assert!(text.contains("خلية سرطانية") && text.contains("细胞核"));
    // A quote cannot end an attribute.
    assert!(!text.contains("\" onload=\""));
    // Whatever is fetched stands in the page itself.
    for attribute in ["src=\"", "href=\""] {
        for value in text.split(attribute).skip(1) {
            assert!(
                value.starts_with("data:image/png;base64,iVBORw==") || value.starts_with("#s"),
                "{}",
                &value[..40]
            );
        }
    }
    assert!(!text.contains("url(") && !text.contains("@import"));
    let open =
        text.matches("<section").count() + text.matches("<div").count() + text.matches("<figure>").count();
    assert_eq!(open, text.matches("</div>").count() + text.matches("</figure>").count());
}

#[test]
fn hostile_names_stay_text_in_markdown() {
    let made = markdown(&page(), "report files");
    assert!(!made.text.contains("<script") && made.text.contains("&lt;script&gt;"));
    assert!(made.text.contains("| a\\|b | 1 |") && made.text.contains("| two lines | 1 |"));
    assert!(!made.text.contains("![x](http") && made.text.contains("\\!\\[x\\](http"));
    // Every picture that is named is there, under a name of its own.
    let mut names: Vec<&str> = made.files.iter().map(|(name, _)| name.as_str()).collect();
    let shown = made.text.matches("](report%20files/").count();
    assert_eq!((shown, names.len()), (16, 16));
    for name in &names {
        assert!(made.text.contains(&format!("](report%20files/{name})")), "{name}");
    }
    names.retain(|name| name.starts_with("row-"));
    names.dedup();
    assert_eq!(names.len(), 8);
}

#[test]
fn lines_do_not_become_lists_and_code_stays_code() {
    let page = Page {
        blocks: vec![
            Block::Paragraph("1. first".into()),
            Block::Paragraph("- no list".into()),
            Block::Paragraph("12 cells".into()),
            Block::Code("a ``` b\n<c>".into()),
        ],
        ..Page::default()
    };
    let text = markdown(&page, "files").text;
    for words in ["1\\. first", "\\- no list", "\n12 cells", "````text\na ``` b\n<c>\n````"] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    assert!(html(&page).contains("<pre>a ``` b\n&lt;c&gt;</pre>"));
}

#[test]
fn a_page_is_two_files_and_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let written = write_page(&page(), &folder.path().join("deep/report.html")).unwrap();
    let text = std::fs::read_to_string(&written.markdown).unwrap();
    assert!(written.html.is_file() && text.contains("](report-files/curve.svg)"));
    let pictures = written.pictures.unwrap();
    assert!(pictures.ends_with("deep/report-files") && pictures.join("curve.svg").is_file());
    let below = write_page(&Page::default(), &written.html.join("report.html")).unwrap_err();
    assert!(below.to_string().contains("report.html"), "{below}");
}

/// The page dims the charts' colours where the reader's screen is dark; it has to know all of them.
#[test]
fn every_colour_of_text_and_paper_has_one_for_the_dark() {
    let style = include_str!("style.css");
    let palette = include_str!("../chart/palette.rs");
    let colours = palette.split('"').filter(|word| word.len() == 7 && word.starts_with('#'));
    let known = ["#e69f00", "#56b4e9", "#cc79a7"];
    let mut seen = 0;
    for colour in colours.filter(|colour| !known.contains(colour)) {
        seen += 1;
        assert!(style.contains(&format!("=\"{colour}\"]")), "{colour} has no colour for the dark");
    }
    assert!(seen > 8);
}
