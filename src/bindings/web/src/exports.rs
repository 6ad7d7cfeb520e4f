//! What the WebAssembly module exports: text in, text out, through its own memory.
//!
//! The page writes a request into `fazil_room(n)`, calls `fazil_answer(n)`, and reads as many bytes
//! as that returns at `fazil_text()`. After a trap, `fazil_panic()` bytes at `fazil_text()` say why.

#![allow(unsafe_code, reason = "names for the page must not be mangled")]

use std::cell::RefCell;
use std::sync::Mutex;

use crate::Playground;

thread_local! {
    static PLAYGROUND: RefCell<Playground> = RefCell::new(Playground::default());
    static REQUEST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

static LAST_WORDS: Mutex<String> = Mutex::new(String::new());

/// To be called once, before anything else: notes why a panic ended the module.
#[unsafe(no_mangle)]
pub extern "C" fn fazil_begin() {
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut words) = LAST_WORDS.lock() {
            *words = panic.to_string();
        }
    }));
}

/// Where to write a request of `n` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn fazil_room(n: usize) -> *mut u8 {
    REQUEST.with_borrow_mut(|room| {
        room.clear();
        room.resize(n, 0);
        room.as_mut_ptr()
    })
}

/// Answers the request; how many bytes the answer has.
#[unsafe(no_mangle)]
pub extern "C" fn fazil_answer() -> usize {
    let request = REQUEST.take();
    let answer = match std::str::from_utf8(&request) {
        Ok(request) => PLAYGROUND.with_borrow_mut(|playground| playground.answer(request)),
        Err(_) => r#"{"error":"this is not text"}"#.to_owned(),
    };
    show(answer)
}

/// Why the module ended; how many bytes that is.
#[unsafe(no_mangle)]
pub extern "C" fn fazil_panic() -> usize {
    let words = LAST_WORDS.lock().map(|words| words.clone());
    show(words.unwrap_or_default())
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn fazil_text() -> *const u8 {
    TEXT.with_borrow(|text| text.as_ptr())
}

fn show(answer: String) -> usize {
    TEXT.with_borrow_mut(|text| {
        *text = answer.into_bytes();
        text.len()
    })
}
