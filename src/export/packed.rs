//! JSON as few letters that an address may hold: base64url (RFC 4648, section 5, no padding) of deflate with its check
//! sum (RFC 1951 in RFC 1950), so that a letter changed on the way makes no other run.
//!
//! Whoever reads one trusts nobody: the letters, and above all what they unfold to, are bounded before they are looked at.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use miniz_oxide::deflate::{CompressionLevel, compress_to_vec_zlib};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

/// The most bytes of JSON that may come out of a packed text.
pub const JSON_BYTES_MAX: usize = 4 << 20;

/// The first byte: that of deflate as it is used here (RFC 1950, section 2.2), and so the version of the packing.
const VERSION: u8 = 0x78;

/// Why a packed text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Something in it is no letter of base64url.
    #[error("character {at} is {letter:?}, which is none of A-Z, a-z, 0-9, - and _")]
    Letter {
        /// Which, from 1.
        at: usize,
        /// The character.
        letter: char,
    },
    /// The last letters are not what base64url ends in.
    #[error("it is cut off, or its last letters were changed: {letters} letters do not make whole bytes")]
    Ragged {
        /// How many letters there are.
        letters: usize,
    },
    /// It is packed in a way that this program does not know.
    #[error(
        "it was made by a newer program, or its first letters were changed: it begins with {found:#04x}, not {VERSION:#04x}"
    )]
    Version {
        /// The first byte.
        found: u8,
    },
    /// It ends before all is said.
    #[error("it ends too early, after {bytes} bytes: a part of it is missing")]
    CutOff {
        /// How many bytes the letters make.
        bytes: usize,
    },
    /// What the letters make is no deflated text.
    #[error("its {bytes} bytes do not unfold to a text: some letters were changed")]
    Damaged {
        /// How many bytes the letters make.
        bytes: usize,
    },
    /// It would unfold to more than [`JSON_BYTES_MAX`].
    #[error("it unfolds to more than {} MB, which is more than any run needs", JSON_BYTES_MAX >> 20)]
    TooLarge,
}

/// Packs a text.
pub fn pack(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(text.as_bytes(), CompressionLevel::BestCompression as u8))
}

/// The text that was packed.
///
/// # Errors
/// Says what is wrong, and at which character where it is one.
pub fn unpack(packed: &str) -> Result<String, PackError> {
    if let Some((at, letter)) = packed.chars().enumerate().find(|(_, letter)| !is_of_base64url(*letter)) {
        return Err(PackError::Letter { at: at + 1, letter });
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(packed).map_err(|_| PackError::Ragged { letters: packed.len() })?;
    if let Some(found) = bytes.first().copied().filter(|first| *first != VERSION) {
        return Err(PackError::Version { found });
    }
    let unfolded = decompress_to_vec_zlib_with_limit(&bytes, JSON_BYTES_MAX).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => PackError::TooLarge,
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => PackError::CutOff { bytes: bytes.len() },
        _ => PackError::Damaged { bytes: bytes.len() },
    })?;
    String::from_utf8(unfolded).map_err(|_| PackError::Damaged { bytes: bytes.len() })
}

const fn is_of_base64url(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_again_whatever_its_letters() {
        for text in ["", "a", "{\"title\": \"Ein Rettungswagen \u{1F691}\\u0000\"}", &"abc".repeat(100_000)] {
            let packed = pack(text);
            assert!(packed.chars().all(is_of_base64url), "{packed}");
            assert_eq!(unpack(&packed).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_wrong_with_a_packed_text_is_named() {
        let packed = pack("{\"version\": 1, \"title\": \"some run\"}");
        let cut = &packed[..packed.len() / 8 * 4];
        assert_eq!(unpack("abc%20"), Err(PackError::Letter { at: 4, letter: '%' }));
        assert_eq!(unpack("a=="), Err(PackError::Letter { at: 2, letter: '=' }));
        assert_eq!(unpack("äbc"), Err(PackError::Letter { at: 1, letter: 'ä' }));
        assert_eq!(unpack("abcde"), Err(PackError::Ragged { letters: 5 }));
        assert!(matches!(unpack(cut), Err(PackError::CutOff { .. })), "{:?}", unpack(cut));
        assert_eq!(unpack("____"), Err(PackError::Version { found: 0xff }));
        assert!(matches!(unpack("eJ__"), Err(PackError::Damaged { bytes: 3 })), "{:?}", unpack("eJ__"));
        assert!(matches!(unpack(""), Err(PackError::CutOff { bytes: 0 })));
    }

    #[test]
    fn one_changed_letter_is_noticed_wherever_it_is() {
        let text = r#"{"version":1,"title":"some run","seed":7}"#;
        let packed = pack(text);
        for at in 0..packed.len() {
            for letter in ["A", "b", "7", "_"].into_iter().filter(|letter| packed[at..=at] != **letter) {
                let changed = format!("{}{letter}{}", &packed[..at], &packed[at + 1..]);
                assert!(unpack(&changed).is_err(), "{letter} at {at} of {packed}");
            }
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        let bomb = pack(&" ".repeat(64 << 20));
        assert!(bomb.len() < 100_000, "it is small enough to be sent: {}", bomb.len());
        assert_eq!(unpack(&bomb), Err(PackError::TooLarge));
        assert!(unpack(&pack(&" ".repeat(JSON_BYTES_MAX))).is_ok(), "the bound itself still fits");
    }
}
