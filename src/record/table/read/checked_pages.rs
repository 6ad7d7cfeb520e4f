//! The pages of a Parquet column, each looked at before it is decoded.
//!
//! Promises: a page holds the values that its header announces, as far as memory is taken for
//! them at once, and is encoded as a run encodes them. Refuses to decode anything.

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};

/// Bytes of the shortest value of a dictionary: a whole number, or the length of a text.
const LEAST_BYTES: usize = 4;

/// Hands over the pages of another reader that can be decoded within bounded memory.
pub(super) struct CheckedPages {
    pages: Box<dyn PageReader>,
}

impl CheckedPages {
    pub(super) fn new(pages: Box<dyn PageReader>) -> Self {
        Self { pages }
    }
}

fn checked(page: Page) -> Result<Page> {
    let is_sound = match &page {
        Page::DictionaryPage {
            buf, num_values, ..
        } => buf.len() / LEAST_BYTES >= *num_values as usize,
        Page::DataPage { encoding, .. } | Page::DataPageV2 { encoding, .. } => matches!(
            encoding,
            Encoding::PLAIN
                | Encoding::RLE_DICTIONARY
                | Encoding::PLAIN_DICTIONARY
                | Encoding::DELTA_BINARY_PACKED
        ),
    };
    match is_sound {
        true => Ok(page),
        false => Err(ParquetError::General("no page of a run".to_owned())),
    }
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.pages.get_next_page()?.map(checked).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn supports_deferred_dictionary(&self) -> bool {
        self.pages.supports_deferred_dictionary()
    }

    fn take_deferred_dictionary(&mut self) -> Result<Option<Page>> {
        self.pages
            .take_deferred_dictionary()?
            .map(checked)
            .transpose()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

impl Iterator for CheckedPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
