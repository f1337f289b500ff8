//! The page's style sheets as two, of what the first picture needs and of the rest: alike lines of all of them are sent
//! once, and each is asked for once.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{PAGE, slim};

/// How the page names a style sheet, up to its address and after it.
const LINK: (&str, &str) = ("<link rel=\"stylesheet\" href=\"", "\">");
/// The one that takes the place of all; beside them, so that what they lead to is found as before.
const ONE: &str = "./www/style.css";
/// What the first picture does without: the page asks for it once that stands (`www/boot.js`).
const LATER: &str = "./www/later.css";
/// How the page names that one. No browser knows what it means, so none asks for it by itself.
const LATER_LINK: &str = "<link rel=\"later\" href=\"./www/later.css\">";
/// How the comment begins, in a sheet, below which nothing is in the first picture.
const MARK: &str = "/* Later: ";

/// Puts all style sheets that the page of a site names into one, in their order, and what comes later into another.
pub(super) fn merge(site: &Path) -> Result<()> {
    let page = site.join(PAGE);
    let text = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
    let (text, sheets) = with_one_link(&text)?;
    let (mut first, mut later) = (String::new(), String::new());
    for sheet in sheets {
        // As the sources have it: the site's own copy has lost its comments.
        let source = xtask::root().join(&sheet);
        let rules = fs::read_to_string(&source).with_context(|| format!("reading {}", source.display()))?;
        let (at_once, in_time) = rules.split_at(rules.find(MARK).unwrap_or(rules.len()));
        first.push_str(&slim::text(at_once));
        later.push_str(&slim::text(in_time));
        fs::remove_file(site.join(&sheet)).with_context(|| format!("removing {sheet}"))?;
    }
    for (address, rules) in [(ONE, first), (LATER, later)] {
        fs::write(site.join(address), rules).with_context(|| format!("writing {address}"))?;
    }
    fs::write(&page, text).with_context(|| format!("writing {}", page.display()))
}

/// The page with one link where the first one stood and one for what comes later, and the addresses that were named.
fn with_one_link(page: &str) -> Result<(String, Vec<String>)> {
    let (mut lines, mut sheets) = (Vec::new(), Vec::new());
    for line in page.lines() {
        let address = line.trim().strip_prefix(LINK.0).and_then(|rest| rest.strip_suffix(LINK.1));
        match address {
            None => lines.push(line.to_owned()),
            Some(address) => {
                if sheets.is_empty() {
                    lines.push(line.replace(address, ONE));
                    lines.push(format!("  {LATER_LINK}"));
                }
                sheets.push(address.to_owned());
            }
        }
    }
    if sheets.is_empty() {
        bail!("the page names no style sheet on a line of its own");
    }
    Ok((lines.join("\n") + "\n", sheets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_takes_the_place_of_all_and_their_order_is_kept() {
        let link = |address: &str| format!("  {}{address}{}\n", LINK.0, LINK.1);
        let page = ["<head>\n", &link("./www/b.css"), "  <meta>\n", &link("./www/a.css"), "</head>\n"].concat();
        let (text, sheets) = with_one_link(&page).expect("a page");
        assert_eq!(text, ["<head>\n", &link(ONE), "  ", LATER_LINK, "\n  <meta>\n</head>\n"].concat());
        assert_eq!(sheets, ["./www/b.css", "./www/a.css"]);
        assert!(with_one_link("<head></head>").is_err());
    }
}
