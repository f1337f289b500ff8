//! Any link: the letters behind `#run=`, and any text as what they unfold to.

#![no_main]

use clocktower::export::link::{PREFIX, link, read};
use clocktower::export::packed::{pack, unpack};
use fuzz::text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = text(bytes) else { return };
    assert_eq!(unpack(&pack(text)).as_deref(), Ok(text), "what was packed is unpacked");
    for address in [format!("{PREFIX}{text}"), format!("{PREFIX}{}", pack(text)), text.to_owned()] {
        let Ok(scenario) = read(&address) else { continue };
        let written = link(&scenario).expect("a scenario out of a link fits into one");
        assert_eq!(read(&written).as_ref(), Ok(&scenario), "what was linked is read");
    }
});
