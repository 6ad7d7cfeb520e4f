//! One page of HTML that needs nothing else: no network, no script, no other file.
//!
//! Promises that any text may go in, that it is read on a telephone as well as on a screen,
//! and by eyes that see no colours. Refuses to know what it reports.

use std::fmt::Write;

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What it is about, below the title.
    pub lead: String,
    /// From top to bottom.
    pub sections: Vec<Section>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Section {
    /// A table: its heading, and rows of a name, a value and what it means.
    Numbers(String, Vec<[String; 3]>),
    /// A picture: its heading, what it shows, and its SVG for a screen and for a telephone.
    Picture(String, String, [String; 2]),
    /// What words mean, to be unfolded: a heading, and each word with its meaning.
    Terms(String, Vec<[&'static str; 2]>),
    /// Paragraphs: their heading, and each.
    Text(String, Vec<String>),
    /// A text with line breaks as they are: its heading, what it is, and the text.
    Listing(String, String, String),
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#222;--faded:#555;--line:#ccc;--soft:#f4f4f4;--page:#fff}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--faded:#a9afb8;--line:#454b54;\
--soft:#20242b;--page:#14171c}}\
body{margin:0 auto;max-width:60rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;\
color:var(--ink);background:var(--page)}\
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}\
table{border-collapse:collapse;width:100%}\
td,th{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}\
td:nth-child(2){text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\
figure{margin:0}.wide,.narrow{border:1px solid var(--line)}.narrow{display:none}\
figure svg{display:block;width:100%;height:auto}\
pre{overflow-x:auto;background:var(--soft);padding:.8rem;font-size:.85rem}\
summary{font-size:1.15rem;font-weight:bold;margin:2rem 0 .5rem;cursor:pointer}\
p{margin:.4rem 0}dt{font-weight:bold;margin-top:.4rem}dd{margin:0 0 0 1rem}\
@media(max-width:40rem){.wide{display:none}.narrow{display:block}}\
@media(max-width:36rem){table,tbody,tr,td{display:block}thead{display:none}\
tr{border-bottom:1px solid var(--line);padding:.4rem 0}td{border:0;padding:.05rem 0}\
td:nth-child(2){text-align:left;font-weight:bold;white-space:normal}\
td:nth-child(3){color:var(--faded)}}";

/// The page as HTML.
///
/// ```
/// use fazil::report::{Page, Section, page};
/// let numbers = Section::Numbers("Numbers".into(), vec![["a < b".into(), "1".into(), "".into()]]);
/// let html = page(&Page { title: "Run".into(), lead: "".into(), sections: vec![numbers] });
/// assert!(html.starts_with("<!DOCTYPE html>") && html.contains("a &lt; b"));
/// ```
pub fn page(page: &Page) -> String {
    let title = escaped(&page.title);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n",
        escaped(&page.lead)
    );
    for section in &page.sections {
        push_section(&mut html, section);
    }
    html.push_str("</body>\n</html>\n");
    html
}

fn push_section(html: &mut String, section: &Section) {
    // Writing to a text cannot fail.
    let _ = match section {
        Section::Numbers(heading, rows) => {
            let _ = write!(
                html,
                "<h2>{}</h2>\n<table>\n<thead><tr><th>what</th><th>result</th><th>what it means\
                 </th></tr></thead>\n<tbody>\n",
                escaped(heading)
            );
            for [name, value, meaning] in rows {
                let cells = [name, value, meaning].map(|text| escaped(text));
                let _ = writeln!(
                    html,
                    "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
                    cells[0], cells[1], cells[2]
                );
            }
            writeln!(html, "</tbody>\n</table>")
        }
        Section::Picture(heading, about, [wide, narrow]) => writeln!(
            html,
            "<h2>{}</h2>\n<figure>\n<figcaption>{}</figcaption>\n<div class=\"wide\">{wide}</div>\n\
             <div class=\"narrow\">{narrow}</div>\n</figure>",
            escaped(heading),
            escaped(about)
        ),
        Section::Terms(heading, terms) => {
            let heading = escaped(heading);
            let _ = write!(html, "<details>\n<summary>{heading}</summary>\n<dl>\n");
            for [term, meaning] in terms {
                let (term, meaning) = (escaped(term), escaped(meaning));
                let _ = writeln!(html, "<dt>{term}</dt><dd>{meaning}</dd>");
            }
            writeln!(html, "</dl>\n</details>")
        }
        Section::Text(heading, paragraphs) => {
            let _ = writeln!(html, "<h2>{}</h2>", escaped(heading));
            let mut paragraphs = paragraphs.iter().map(|text| escaped(text));
            paragraphs.try_for_each(|text| writeln!(html, "<p>{text}</p>"))
        }
        Section::Listing(heading, about, text) => writeln!(
            html,
            "<h2>{}</h2>\n<p>{}</p>\n<pre tabindex=\"0\">{}</pre>",
            escaped(heading),
            escaped(about),
            escaped(text)
        ),
    };
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
