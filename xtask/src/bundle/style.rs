//! The page's style sheets as one: alike lines of all of them are sent once, and they are asked for once.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::PAGE;

/// How the page names a style sheet, up to its address and after it.
const LINK: (&str, &str) = ("<link rel=\"stylesheet\" href=\"", "\">");
/// The one that takes the place of all; beside them, so that what they lead to is found as before.
const ONE: &str = "./www/style.css";

/// Puts all style sheets that the page of a site names into one, in their order.
pub(super) fn merge(site: &Path) -> Result<()> {
    let page = site.join(PAGE);
    let text = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
    let (text, sheets) = with_one_link(&text)?;
    let mut all = String::new();
    for sheet in sheets {
        let sheet = site.join(sheet);
        all.push_str(&fs::read_to_string(&sheet).with_context(|| format!("reading {}", sheet.display()))?);
        fs::remove_file(&sheet).with_context(|| format!("removing {}", sheet.display()))?;
    }
    fs::write(site.join(ONE), all).with_context(|| format!("writing {ONE}"))?;
    fs::write(&page, text).with_context(|| format!("writing {}", page.display()))
}

/// The page with one link where the first one stood, and the addresses that were named.
fn with_one_link(page: &str) -> Result<(String, Vec<String>)> {
    let (mut lines, mut sheets) = (Vec::new(), Vec::new());
    for line in page.lines() {
        let address = line.trim().strip_prefix(LINK.0).and_then(|rest| rest.strip_suffix(LINK.1));
        match address {
            None => lines.push(line.to_owned()),
            Some(address) => {
                if sheets.is_empty() {
                    lines.push(line.replace(address, ONE));
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
        assert_eq!(text, ["<head>\n", &link(ONE), "  <meta>\n</head>\n"].concat());
        assert_eq!(sheets, ["./www/b.css", "./www/a.css"]);
        assert!(with_one_link("<head></head>").is_err());
    }
}
