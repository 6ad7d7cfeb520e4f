//! What an experiment has to say: words, tables and pictures, for the screen and for a page.
//!
//! Promises the same text for the same numbers. What is a time, and so differs from run to
//! run, is marked line by line. Refuses to know what was measured.

use std::fmt::{self, Write};

use crate::report::Table;

/// The mark at the end of every line that holds a time.
const TIME: &str = "<!-- time -->";

/// One table or figure of the paper, as reproduced.
#[derive(Clone, Debug, PartialEq)]
pub struct PageSection {
    /// Its name on the command line, and of its directory.
    pub name: &'static str,
    /// Its heading.
    pub title: String,
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

/// A piece of a chapter.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Words(String),
    /// A paragraph that holds a time.
    Time(String),
    /// A table.
    Table {
        /// One name per column.
        header: Vec<String>,
        /// Its rows.
        rows: Vec<Vec<String>>,
        /// Whether its rows hold times.
        is_time: bool,
    },
    /// Lines that keep their shape.
    Lines(String),
    /// A picture.
    Picture {
        /// Its file, in the chapter's directory.
        file: String,
        /// What it shows.
        about: String,
    },
}

impl Block {
    /// A paragraph.
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A table without times.
    pub(crate) fn table<C: Into<String>>(
        header: impl IntoIterator<Item = C>,
        rows: Vec<Vec<String>>,
    ) -> Self {
        Self::Table {
            header: header.into_iter().map(Into::into).collect(),
            rows,
            is_time: false,
        }
    }

    /// A picture.
    pub(crate) fn picture(file: &str, about: impl Into<String>) -> Self {
        Self::Picture {
            file: file.to_owned(),
            about: about.into(),
        }
    }
}

impl PageSection {
    /// The chapter as Markdown; its pictures are in `pictures`, seen from the page.
    pub fn to_markdown(&self, pictures: &str) -> String {
        let mut text = format!("## {}\n", self.title);
        for block in &self.blocks {
            text.push('\n');
            match block {
                Block::Words(words) => {
                    let _ = writeln!(text, "{words}");
                }
                Block::Time(words) => {
                    let _ = writeln!(text, "{words} {TIME}");
                }
                Block::Lines(lines) => {
                    let _ = writeln!(text, "```text\n{}\n```", lines.trim_end());
                }
                Block::Table {
                    header,
                    rows,
                    is_time,
                } => text.push_str(&markdown_table(header, rows, *is_time)),
                Block::Picture { file, about } => {
                    let _ = writeln!(text, "![{about}]({pictures}/{file})");
                }
            }
        }
        text
    }

    /// The names of its pictures.
    pub fn pictures(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Picture { file, .. } => Some(file.as_str()),
            _ => None,
        })
    }
}

fn markdown_table(header: &[String], rows: &[Vec<String>], is_time: bool) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut text = format!("{}\n|{}\n", line(header), "---|".repeat(header.len()));
    for row in rows {
        text.push_str(&line(row));
        if is_time {
            // Within the last cell, where a reader of Markdown does not see it.
            text.truncate(text.len() - 1);
            let _ = write!(text, "{TIME} |");
        }
        text.push('\n');
    }
    text
}

impl fmt::Display for PageSection {
    /// For a screen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        for block in &self.blocks {
            match block {
                Block::Words(words) | Block::Time(words) | Block::Lines(words) => {
                    writeln!(f, "{words}\n")?;
                }
                Block::Table { header, rows, .. } => {
                    let mut table = Table::new(header.iter().map(String::as_str));
                    rows.iter().for_each(|row| table.push(row.clone()));
                    writeln!(f, "{table}")?;
                }
                Block::Picture { file, about } => writeln!(f, "{file}: {about}\n")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_with_a_time_is_marked_and_no_other() {
        let chapter = PageSection {
            name: "x",
            title: "X".into(),
            blocks: vec![
                Block::words("a"),
                Block::Time("took 3 s".into()),
                Block::Table {
                    header: vec!["what".into(), "ms".into()],
                    rows: vec![vec!["a|b".into(), "1".into()]],
                    is_time: true,
                },
                Block::picture("p.svg", "a picture"),
            ],
        };
        let page = chapter.to_markdown("pictures");
        let expected = "## X\n\na\n\ntook 3 s <!-- time -->\n\n| what | ms |\n|---|---|\n\
                        | a\\|b | 1 <!-- time --> |\n\n![a picture](pictures/p.svg)\n";
        assert_eq!(page, expected);
        assert!(chapter.to_string().contains("a|b"));
    }
}
