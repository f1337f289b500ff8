//! All mutants of a file woven into it at once: each is an alternative that a number switches on while the tests run, so
//! that thousands of them are compiled once.
//!
//! `a < b` becomes `(if on(7) { a <= b } else { a < b })`, a function begins with `if on(8) { return …; }`, an arm gets the
//! guard `!on(9)`. What an alternative holds is what cargo-mutants would have written, in the tree instead of in the text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::listed::{Genre, Mutant, Place};

/// A file with its mutants.
#[derive(Debug)]
pub struct Woven {
    /// The file.
    pub text: String,
    /// Where each of them stands in it, in bytes; those that stand in the same place have to go together.
    constructs: Vec<Construct>,
    /// Those that can't be woven, and why.
    pub apart: BTreeMap<u32, &'static str>,
    /// Those that are no Rust, and why.
    pub refused: BTreeMap<u32, &'static str>,
}

/// Which bytes are whose alternative.
type Piece = (Range<usize>, u32);

/// What was written in one place.
#[derive(Debug)]
struct Construct {
    range: Range<usize>,
    pieces: Vec<Piece>,
}

impl Woven {
    /// Why the compiler refuses these bytes: of several at one place the last, so that the others have their chance.
    pub fn blamed(&self, at: &Range<usize>) -> Blame {
        let holds = |range: &Range<usize>| range.start <= at.start && at.end <= range.end;
        let pieces = self.constructs.iter().flat_map(|construct| &construct.pieces);
        if let Some((_, mutant)) = pieces.filter(|(range, _)| holds(range)).min_by_key(|(range, _)| range.len()) {
            return Blame::Itself(*mutant);
        }
        let around = self.constructs.iter().filter(|construct| holds(&construct.range));
        let innermost = around.min_by_key(|construct| construct.range.len());
        let last = innermost.and_then(|construct| construct.pieces.last());
        last.map_or(Blame::Nobody, |(_, mutant)| Blame::Weaving(*mutant))
    }
}

/// What the compiler may mean.
#[derive(Debug, PartialEq, Eq)]
pub enum Blame {
    /// What this mutant says is no program.
    Itself(u32),
    /// The last of several at one place, as they are woven in there; by itself it may be a program.
    Weaving(u32),
    /// No mutant is there.
    Nobody,
}

/// Weaves these mutants into the text of their file.
///
/// `left_out` are not woven. Functions named in `constant`, as `Type::name`, stay constant, so that nothing in them can be
/// switched on.
///
/// # Errors
/// The text is no Rust.
pub fn weave(
    text: &str,
    mutants: &[(u32, &Mutant)],
    left_out: &BTreeSet<u32>,
    constant: &BTreeSet<String>,
) -> Result<Woven> {
    let file = syn::parse_file(text).context("parsing the file")?;
    let lines = Lines::of(text);
    let mut by_place = BTreeMap::<_, Vec<(u32, &Mutant)>>::new();
    for (number, mutant) in mutants {
        by_place.entry((mutant.genre as u8, lines.byte(mutant.span.start))).or_default().push((*number, mutant));
    }
    let mut loom = Loom {
        text,
        by_place,
        left_out,
        constant,
        edits: Vec::new(),
        apart: BTreeMap::new(),
        refused: BTreeMap::new(),
        constants: Vec::new(),
        owner: String::new(),
    };
    loom.visit_file(&file);
    for unseen in std::mem::take(&mut loom.by_place).into_values().flatten() {
        if !left_out.contains(&unseen.0) {
            loom.apart.entry(unseen.0).or_insert("its place was not found");
        }
    }
    Ok(loom.cut())
}

/// Where the lines of a text begin.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn byte(&self, place: Place) -> usize {
        let start = self.starts[place.line - 1];
        let before = self.text[start..].chars().take(place.column - 1);
        start + before.map(char::len_utf8).sum::<usize>()
    }
}

/// Something to be written before this byte.
struct Edit {
    at: usize,
    text: String,
    /// In bytes of this text.
    pieces: Vec<Piece>,
    side: Side,
}

/// Which side of its construct it is, with the place of the other side.
#[derive(Clone, Copy)]
enum Side {
    Begin { to: usize },
    End { of: usize },
    Both,
}

impl Edit {
    /// What ends somewhere is written before what begins there; the outer one begins first, and the inner one ends first. Of
    /// two with the same place, the outer one came first.
    fn order(&self, came: usize) -> (usize, u8, usize, usize) {
        match self.side {
            Side::End { of } => (self.at, 0, usize::MAX - of, usize::MAX - came),
            Side::Both => (self.at, 1, 0, came),
            Side::Begin { to } => (self.at, 2, usize::MAX - to, came),
        }
    }
}

struct Loom<'a> {
    text: &'a str,
    by_place: BTreeMap<(u8, usize), Vec<(u32, &'a Mutant)>>,
    left_out: &'a BTreeSet<u32>,
    constant: &'a BTreeSet<String>,
    edits: Vec<Edit>,
    apart: BTreeMap<u32, &'static str>,
    refused: BTreeMap<u32, &'static str>,
    /// The type whose functions these are.
    owner: String,
    /// The words `const` that have to go: what is switched on at run time is not constant.
    constants: Vec<Range<usize>>,
}

fn condition(mutant: u32) -> String {
    format!("crate::mutant::on({mutant})")
}

impl<'a> Loom<'a> {
    /// The mutants of this kind that begin at this byte, without those that are left out.
    fn take(&mut self, genre: Genre, at: usize) -> Vec<(u32, &'a Mutant)> {
        let mut here = self.by_place.remove(&(genre as u8, at)).unwrap_or_default();
        here.retain(|(number, _)| !self.left_out.contains(number));
        here
    }

    fn put_apart(&mut self, mutants: &[(u32, &Mutant)], why: &'static str) {
        self.apart.extend(mutants.iter().map(|(number, _)| (*number, why)));
    }

    /// Puts the alternatives of an expression before it, each as the text it would be.
    fn choose(&mut self, whole: Range<usize>, alternatives: Vec<(u32, String)>) {
        let mut text = "(".to_owned();
        let mut pieces = Vec::new();
        for (number, alternative) in alternatives {
            if syn::parse_str::<syn::Expr>(&alternative).is_err() {
                self.refused.insert(number, "it is no expression");
                continue;
            }
            text += &format!("if {} {{", condition(number));
            pieces.push((text.len()..text.len() + alternative.len(), number));
            text += &alternative;
            text += "} else ";
        }
        if !pieces.is_empty() {
            text += "{";
            self.surround(whole, text, pieces, "})");
        }
    }

    fn surround(&mut self, whole: Range<usize>, before: String, pieces: Vec<Piece>, after: &str) {
        let side = Side::Begin { to: whole.end };
        self.edits.push(Edit { at: whole.start, text: before, pieces, side });
        let side = Side::End { of: whole.start };
        self.edits.push(Edit { at: whole.end, text: after.to_owned(), pieces: Vec::new(), side });
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let Some(first) = block.stmts.first() else { return };
        let body = first.span().byte_range().start..block.span().byte_range().end - 1;
        let mutants = self.take(Genre::FnValue, body.start);
        if let Some(word) = &signature.constness {
            if self.constant.contains(&format!("{}{}", self.owner, signature.ident)) {
                let inside: Vec<_> = self.by_place.keys().filter(|(_, at)| body.contains(at)).copied().collect();
                for place in inside {
                    let mut here = self.by_place.remove(&place).unwrap_or_default();
                    here.retain(|(number, _)| !self.left_out.contains(number));
                    self.put_apart(&here, "its function is constant");
                }
                return self.put_apart(&mutants, "its function is constant");
            }
            self.constants.push(word.span().byte_range());
        }
        let unnamed = matches!(&signature.output, syn::ReturnType::Type(_, result) if matches!(**result, syn::Type::ImplTrait(_)));
        if unnamed && returns(block) {
            return self.put_apart(&mutants, "its function gives one type that has no name, and returns early");
        }
        // Where a type has no name, both are made one; else the value is returned before anything is done.
        let (open, close, end) = match unnamed {
            true => ("crate::mutant::Either::Left(", ") } else { crate::mutant::Either::Right(", ")}"),
            false => ("return ", "; } ", ""),
        };
        let (mut text, mut pieces) = (String::new(), Vec::new());
        for (number, mutant) in &mutants {
            text += &format!("if {} {{ {open}", condition(*number));
            pieces.push((text.len()..text.len() + mutant.replacement.len(), *number));
            text += &format!("{}{close}", mutant.replacement);
        }
        let mut after = end.repeat(mutants.len());
        if unnamed && !mutants.is_empty() {
            text.push('{');
            after.insert(0, '}');
        }
        if !pieces.is_empty() {
            self.surround(body, text, pieces, &after);
        }
    }

    fn cut(mut self) -> Woven {
        let mut order: Vec<usize> = (0..self.edits.len()).collect();
        order.sort_by_key(|came| self.edits[*came].order(*came));
        let mut blanked = self.text.as_bytes().to_vec();
        self.constants.drain(..).for_each(|word| blanked[word].fill(b' '));
        let source = String::from_utf8(blanked).unwrap_or_else(|_| self.text.to_owned());
        let mut text = String::with_capacity(source.len() * 2);
        let mut constructs = Vec::new();
        let mut open: Vec<(usize, Vec<Piece>)> = Vec::new();
        let mut done = 0;
        for index in order {
            let edit = &self.edits[index];
            text += &source[done..edit.at];
            done = edit.at;
            let base = text.len();
            text += &edit.text;
            if !matches!(edit.side, Side::End { .. }) {
                let moved = |(range, number): &Piece| (range.start + base..range.end + base, *number);
                open.push((base, edit.pieces.iter().map(moved).collect()));
            }
            if !matches!(edit.side, Side::Begin { .. })
                && let Some((start, pieces)) = open.pop()
            {
                constructs.push(Construct { range: start..text.len(), pieces });
            }
        }
        text += &source[done..];
        Woven { text, constructs, apart: self.apart, refused: self.refused }
    }
}

/// Whether a `let` stands in this chain of `&&`.
fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(both) => has_let(&both.left) || has_let(&both.right),
        _ => false,
    }
}

/// Whether the function to which this block belongs returns before its end.
fn returns(block: &syn::Block) -> bool {
    struct Search(bool);
    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    }
    let mut search = Search(false);
    search.visit_block(block);
    search.0
}

impl<'ast> Visit<'ast> for Loom<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let name = match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|segment| format!("{}::", segment.ident)),
            _ => None,
        };
        let before = std::mem::replace(&mut self.owner, name.unwrap_or_default());
        visit::visit_item_impl(self, item);
        self.owner = before;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_expr_binary(&mut self, both: &'ast syn::ExprBinary) {
        let (whole, operator) = (both.span().byte_range(), both.op.span().byte_range());
        let mutants = self.take(Genre::BinaryOperator, operator.start);
        if has_let(&both.left) || has_let(&both.right) {
            self.refused.extend(mutants.iter().map(|(number, _)| (*number, "a chain with a let takes && alone")));
        } else {
            let (left, right) = (&self.text[whole.start..operator.start], &self.text[operator.end..whole.end]);
            let written = |(number, mutant): &(u32, &Mutant)| (*number, format!("{left}{}{right}", mutant.replacement));
            self.choose(whole, mutants.iter().map(written).collect());
        }
        visit::visit_expr_binary(self, both);
    }

    fn visit_expr_unary(&mut self, one: &'ast syn::ExprUnary) {
        let (whole, operator) = (one.span().byte_range(), one.op.span().byte_range());
        let mutants = self.take(Genre::UnaryOperator, operator.start);
        let rest = &self.text[operator.end..whole.end];
        let written = |(number, mutant): &(u32, &Mutant)| (*number, format!("{}{rest}", mutant.replacement));
        self.choose(whole, mutants.iter().map(written).collect());
        visit::visit_expr_unary(self, one);
    }

    fn visit_expr_struct(&mut self, made: &'ast syn::ExprStruct) {
        let whole = made.span().byte_range();
        let mut alternatives = Vec::new();
        for pair in made.fields.pairs() {
            let field = pair.span().byte_range();
            for (number, _) in self.take(Genre::StructField, field.start) {
                let alternative =
                    format!("{}{}", &self.text[whole.start..field.start], &self.text[field.end..whole.end]);
                alternatives.push((number, alternative));
            }
        }
        self.choose(whole, alternatives);
        visit::visit_expr_struct(self, made);
    }

    fn visit_expr_match(&mut self, choice: &'ast syn::ExprMatch) {
        // Arms with guards leave a match open that was exhaustive: if the compiler says so of it, they are why.
        let arms = choice.arms.iter().map(|arm| (Genre::MatchArm as u8, arm.span().byte_range().start));
        let deleted = arms.filter_map(|place| self.by_place.get(&place)).flatten();
        let in_it = deleted.filter(|(number, _)| !self.left_out.contains(number));
        let pieces: Vec<_> = in_it.map(|(number, _)| (0..0, *number)).collect();
        if !pieces.is_empty() {
            self.surround(choice.span().byte_range(), String::new(), pieces, "");
        }
        visit::visit_expr_match(self, choice);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let pattern = arm.pat.span().byte_range();
        let deleted = self.take(Genre::MatchArm, arm.span().byte_range().start);
        let deletions: String = deleted.iter().map(|(number, _)| format!("!{} && ", condition(*number))).collect();
        let Some((_, guard)) = &arm.guard else {
            if !deleted.is_empty() {
                let pieces = deleted.iter().map(|(number, _)| (0..0, *number)).collect();
                self.edits.push(Edit {
                    at: pattern.end,
                    text: format!(" if {deletions}true "),
                    pieces,
                    side: Side::Both,
                });
            }
            return visit::visit_arm(self, arm);
        };
        let whole = guard.span().byte_range();
        let replaced = self.take(Genre::MatchArmGuard, whole.start);
        if has_let(guard) {
            self.put_apart(&deleted, "its guard has a let");
            self.put_apart(&replaced, "its guard has a let");
        } else if !deleted.is_empty() || !replaced.is_empty() {
            let switched = |(number, mutant): &(u32, &Mutant)| match mutant.replacement.as_str() {
                "true" => format!("{} || ", condition(*number)),
                _ => format!("!{} && ", condition(*number)),
            };
            let (always, never): (Vec<_>, Vec<_>) =
                replaced.iter().partition(|(_, mutant)| mutant.replacement == "true");
            let switches: String = always.iter().chain(&never).map(switched).collect();
            let pieces = deleted.iter().chain(&replaced).map(|(number, _)| (0..0, *number)).collect();
            self.surround(whole, format!("{deletions}({switches}("), pieces, "))");
        }
        visit::visit_arm(self, arm);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listed::Span;

    /// What becomes of a text with one mutant, whose place is the first of `what`.
    fn woven(text: &str, genre: Genre, what: &str, replacement: &str) -> Woven {
        let at = text.find(what).expect("the place");
        let line = text[..at].matches('\n').count() + 1;
        let column = text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
        let place = Place { line, column };
        let span = Span { start: place, end: place };
        let name = String::new();
        let mutant = Mutant { name: name.clone(), file: name, genre, span, replacement: replacement.to_owned() };
        weave(text, &[(7, &mutant)], &BTreeSet::new(), &BTreeSet::new()).expect("a text that is Rust")
    }

    const ON: &str = "crate::mutant::on(7)";

    #[test]
    fn each_kind_of_mutant_is_an_alternative() {
        let rows = [
            (
                "fn f() -> bool { a < b }",
                Genre::BinaryOperator,
                "<",
                ">=",
                "fn f() -> bool { (if ON {a >= b} else {a < b}) }",
            ),
            (
                "fn f() { a += g(b); }",
                Genre::BinaryOperator,
                "+=",
                "-=",
                "fn f() { (if ON {a -= g(b)} else {a += g(b)}); }",
            ),
            ("fn f() -> bool { !a }", Genre::UnaryOperator, "!", "", "fn f() -> bool { (if ON {a} else {!a}) }"),
            ("fn f() -> u8 { a; b }", Genre::FnValue, "a;", "1", "fn f() -> u8 { if ON { return 1; } a; b }"),
            (
                "fn f() { match a { 1 => b, _ => c } }",
                Genre::MatchArm,
                "1",
                "",
                "fn f() { match a { 1 if !ON && true  => b, _ => c } }",
            ),
            (
                "fn f() { match a { x if g(x) => b, _ => c } }",
                Genre::MatchArmGuard,
                "g(x)",
                "true",
                "fn f() { match a { x if (ON || (g(x))) => b, _ => c } }",
            ),
            (
                "fn f() { S { a: 1, ..s } }",
                Genre::StructField,
                "a: 1",
                "",
                "fn f() { (if ON {S {  ..s }} else {S { a: 1, ..s }}) }",
            ),
            (
                "fn f() -> impl Iterator<Item = u8> { a() }",
                Genre::FnValue,
                "a()",
                "b()",
                "fn f() -> impl Iterator<Item = u8> { if ON { crate::mutant::Either::Left(b()) } else { \
                 crate::mutant::Either::Right({a() })}}",
            ),
        ];
        for (text, genre, what, replacement, expected) in rows {
            let woven = woven(text, genre, what, replacement);
            assert_eq!(woven.text.replace(ON, "ON"), expected);
            assert!(woven.apart.is_empty(), "{text}: {:?}", woven.apart);
            syn::parse_file(&woven.text).expect("what is woven is Rust");
        }
    }

    #[test]
    fn what_cannot_be_woven_is_left_as_it_is() {
        let chain = "fn f() { if a && let Some(b) = c {} }";
        let no_rust = woven(chain, Genre::BinaryOperator, "&&", "||");
        assert_eq!((no_rust.text.as_str(), no_rust.refused.contains_key(&7)), (chain, true));
        let early = "fn f() -> impl Sized { if a { return b; } c }";
        let two_ends = woven(early, Genre::FnValue, "if a", "d");
        assert_eq!((two_ends.text.as_str(), two_ends.apart.contains_key(&7)), (early, true));
    }

    #[test]
    fn what_the_compiler_refuses_is_put_down_to_what_stands_there() {
        let woven = woven("fn f() -> bool { a < b }", Genre::BinaryOperator, "<", ">=");
        let at = |what: &str| woven.text.find(what).map(|start| start..start + what.len()).expect("it stands there");
        assert_eq!(woven.blamed(&at("a >= b")), Blame::Itself(7));
        assert_eq!(woven.blamed(&at("a < b")), Blame::Weaving(7));
        assert_eq!(woven.blamed(&at("fn f")), Blame::Nobody);
    }
}
