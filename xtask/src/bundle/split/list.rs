//! The list of what comes later: one path a line, as the sources name it.

/// Whoever panics calls this, and brings the later half by it: what a panic says of its place is there.
const PANICS: &str = "std::panicking::panic_handler";

/// Paths of modules, types and functions.
pub(super) struct List<'a>(Vec<&'a str>);

impl<'a> List<'a> {
    /// Reads a list; empty lines and those that begin with `#` say nothing.
    pub(super) fn read(text: &'a str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(lines.chain([PANICS]).collect())
    }

    /// Whether a function, by its name in the wasm, belongs to something on the list, or was made for its sake:
    /// the name of a generic function holds the names of the types that it was made for.
    pub(super) fn has(&self, symbol: &str) -> bool {
        let name = format!("{:#}", rustc_demangle::demangle(symbol));
        self.0.iter().any(|path| holds(&name, path))
    }
}

/// Whether whole words of a name are this path.
fn holds(name: &str, path: &str) -> bool {
    let is_in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    name.match_indices(path).any(|(at, _)| {
        let (before, after) = (name[..at].chars().next_back(), name[at + path.len()..].chars().next());
        !before.is_some_and(is_in_word) && !after.is_some_and(is_in_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_on_the_list_with_its_room_and_when_it_was_made_for_it() {
        let list = List::read("# rooms\n\ncore::fmt\nhouse::form\n");
        assert!(list.has("_RNvNtCsabc_5house4form4open"), "house::form::open");
        assert!(list.has("_RINvNtC4core3ptr13drop_in_placeNtNtCsabc_5house4form4FormE"), "made for house::form::Form");
        assert!(!list.has("_RNvNtCsabc_5house7formula4open"), "house::formula::open");
        assert!(!list.has("_RNvNtCsabc_5house4room4open"), "house::room::open");
    }

    #[test]
    fn a_path_holds_only_as_whole_words() {
        assert!(holds("<house::form::Form as Clone>::clone", "house::form"));
        assert!(holds("Vec<house::form>", "house::form"));
        assert!(!holds("lighthouse::form", "house::form"));
        assert!(!holds("house::form_of", "house::form"));
    }
}
