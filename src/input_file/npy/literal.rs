//! The dictionary in the header of a NumPy array, a Python literal of three keys.
//!
//! Promises the byte at which a text stops being one; nesting is no deeper than a tuple in a
//! dictionary. Refuses to know what the keys mean.

/// A value of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Bool(bool),
    /// A tuple of counts.
    Counts(Vec<u64>),
    /// A list, as of the fields of a record; not read any further.
    List,
}

/// Where it stops, and what is wrong there.
type Wrong = (usize, String);

/// A text under way.
pub(super) struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// The whole text as a dictionary: place, key and value of each entry.
    pub(super) fn dictionary(mut self) -> Result<Vec<(usize, String, Value)>, Wrong> {
        self.expect(b'{', "a dictionary, which begins with {")?;
        let mut entries = Vec::new();
        while !self.skip(b'}') {
            self.blanks();
            let start = self.at;
            let key = self.text_in_quotes()?;
            self.expect(b':', "':' after a key")?;
            let value = self.value()?;
            let is_list = value == Value::List;
            entries.push((start, key, value));
            if is_list {
                return Ok(entries); // Its type is refused, whatever follows.
            }
            if !self.skip(b',') {
                self.expect(b'}', "',' or '}' after an entry")?;
                break;
            }
        }
        self.blanks();
        match self.at == self.text.len() {
            true => Ok(entries),
            false => Err(self.wrong("expected blanks after the dictionary")),
        }
    }

    fn value(&mut self) -> Result<Value, Wrong> {
        self.blanks();
        let rest = &self.text[self.at..];
        for (word, value) in [("True", true), ("False", false)] {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(Value::Bool(value));
            }
        }
        match rest.first() {
            Some(b'\'' | b'"') => self.text_in_quotes().map(Value::Text),
            Some(b'(') => self.counts().map(Value::Counts),
            Some(b'[') => Ok(Value::List),
            _ => Err(self.wrong("expected a text, True, False or a tuple")),
        }
    }

    fn counts(&mut self) -> Result<Vec<u64>, Wrong> {
        self.expect(b'(', "'('")?;
        let mut counts = Vec::new();
        while !self.skip(b')') {
            counts.push(self.count()?);
            if !self.skip(b',') {
                self.expect(b')', "',' or ')' after a count")?;
                break;
            }
        }
        Ok(counts)
    }

    fn count(&mut self) -> Result<u64, Wrong> {
        self.blanks();
        let rest = &self.text[self.at..];
        let n_digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = std::str::from_utf8(&rest[..n_digits]).unwrap_or_default();
        let count = digits.parse();
        let count = count.map_err(|_| self.wrong("expected a count of up to 2^64 − 1"))?;
        self.at += n_digits;
        // Python 2 wrote 3L.
        self.at += usize::from(rest.get(n_digits) == Some(&b'L'));
        Ok(count)
    }

    fn text_in_quotes(&mut self) -> Result<String, Wrong> {
        self.blanks();
        let rest = &self.text[self.at..];
        let quote = rest.first().filter(|byte| [b'\'', b'"'].contains(byte));
        let Some(quote) = quote else {
            return Err(self.wrong("expected a text in quotes"));
        };
        let Some(n) = rest[1..].iter().position(|byte| byte == quote) else {
            return Err(self.wrong("this text has no closing quote"));
        };
        let text = std::str::from_utf8(&rest[1..=n]);
        let text = text.map_err(|_| self.wrong("this text is not UTF-8"))?;
        if text.contains('\\') {
            return Err(self.wrong("expected a text without a backslash"));
        }
        self.at += n + 2;
        Ok(text.to_owned())
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
    }

    fn skip(&mut self, byte: u8) -> bool {
        self.blanks();
        let is_there = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, byte: u8, expected: &str) -> Result<(), Wrong> {
        match self.skip(byte) {
            true => Ok(()),
            false => Err(self.wrong(&format!("expected {expected}"))),
        }
    }

    fn wrong(&self, problem: &str) -> Wrong {
        (self.at, format!("its header is wrong: {problem}"))
    }
}
