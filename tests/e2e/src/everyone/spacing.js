// WCAG 1.4.12: the spacing of text that a person may set. By the CSSOM, as the page's policy allows no inline styles.
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
document.adoptedStyleSheets = arguments[0] ? [sheet] : [];
