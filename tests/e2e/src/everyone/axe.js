// Runs axe-core over the page, or the part of it that a selector finds, and hands over what it finds wrong: one line an element, with its rule first.
const done = arguments[arguments.length - 1];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const why = (node) => [...node.any, ...node.all, ...node.none][0]?.message ?? node.failureSummary;
axe
  .run(arguments.length > 1 ? arguments[0] : document, { runOnly: TAGS, resultTypes: ["violations"] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${why(node)}`)))
  .then(done, (error) => done([`axe did not run: ${error}`]));
