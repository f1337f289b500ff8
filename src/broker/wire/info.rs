//! A job's JobInfo (UCP section 3), from text and back.
//!
//! On the wire the names of a job's own data begin with its folder, but for its standard input's, where the executor
//! puts it in front (the original's manner). Inside, all of them are names in the folder.
//!
//! A module that is a bare string is at hand wherever the job runs; one that is a pair is data, and fetched.

use serde_json::{Map, Value};

use crate::json::json;

use super::lax::{Object, Place, Problems};
use super::read::{address, capabilities, emergency};
use super::write::{address as address_of, capabilities as capabilities_of, object};
use super::{DURATION_MS_MAX, ENTRIES_MAX};
use crate::broker::data::{DataName, Glob};
use crate::broker::executors::Capabilities;
use crate::broker::jobs::{File, Files, JobSpec};
use crate::id::{Names, NodeId};
use crate::time::Span;

/// How long a job runs that does not say so, in milliseconds.
const DURATION_MS: u64 = 60_000;
/// How many bytes the result of a job has that does not say so.
const RESULT_BYTES: u64 = 64 << 10;

/// Where a JobInfo stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// In a call: its data are stored already.
    InCall,
    /// In a client's plan: its own data are files of the client's, which it stores under their paths in the job.
    InPlan,
}

/// Reads a JobInfo. The job has no client yet: returns the host that its result is for beside it.
pub(super) fn read(
    problems: &mut Problems,
    value: &Value,
    place: Place<'_>,
    folder: DataName,
    stands: Stands,
) -> (JobSpec, String) {
    let info = problems.object(value, place);
    // In the order of the original's model, so that what does not fit is told in that order too.
    let (module, wasm_bin) = info.needed(problems, "wasm_bin", Problems::text_or_pair);
    let mut reader = Reader { problems, info: &info, folder: &folder, stands };
    let module = reader.file("wasm_bin", "wasm_bin_is_named", module, &wasm_bin);
    let (input, path) = info.or(reader.problems, "stdin", Default::default(), Problems::text_or_pair);
    let stdin = reader.file("stdin", "stdin_is_named", input.filter(|name| !name.is_empty()), &path);
    let job_data = reader.job_data();
    let named_data = reader.globs("named_data", true);
    let directories = reader.texts("directories");
    let args = reader.texts("args");
    let env = reader.entries("env");
    let zip_results = match info.get("zip_results") {
        Some(_) => reader.entries("zip_results"),
        None => Files::default().zip_results,
    };
    let named_results = reader.globs("named_results", false);
    let needs = info.or(problems, "capabilities", Capabilities::default(), capabilities);
    let host = info.or(problems, "result_addr", String::new(), address);
    let delete = info.or(problems, "delete", true, Problems::boolean);
    let mut amount = |key, default, most| match info.get(key) {
        Some(value) => problems.amount(value, info.place_of(key), 0, most),
        None => default,
    };
    let duration = Span::from_ms(amount("duration_ms", DURATION_MS, DURATION_MS_MAX));
    let result_bytes = amount("result_bytes", RESULT_BYTES, i64::MAX);
    let emergency = info.optional(problems, "emergency", emergency).flatten();
    let files =
        Files { wasm_bin: module, stdin, job_data, named_data, named_results, directories, env, zip_results, delete };
    (JobSpec { folder, wasm_bin, args, files, needs, result_to: None, emergency, duration, result_bytes }, host)
}

struct Reader<'a, 'p> {
    problems: &'p mut Problems,
    info: &'a Object<'a>,
    folder: &'a DataName,
    stands: Stands,
}

impl Reader<'_, '_> {
    /// A file that is data under this name, where there is one.
    fn file(&mut self, key: &'static str, is_named: &str, name: Option<String>, path: &str) -> Option<File> {
        let named = self.info.or(self.problems, is_named, false, Problems::boolean);
        let (name, at) = (name?, self.info.place_of(key));
        let name = match (named, self.stands) {
            (true, _) => self.problems.fits(DataName::new(&name), at.index(0))?,
            (false, Stands::InPlan) => self.own(path, at.index(1))?,
            // An executor of the original's puts the folder in front of its standard input's name itself.
            (false, Stands::InCall) if key == "stdin" => self.own(&name, at.index(0))?,
            (false, Stands::InCall) => self.own(within(&name, self.folder), at.index(0))?,
        };
        Some(File { name, path: path.to_owned(), named })
    }

    /// A name in the job's folder, short enough to stand there.
    fn own(&mut self, name: &str, place: Place<'_>) -> Option<DataName> {
        let name = DataName::new(name).and_then(|own| self.folder.join(name).map(|_| own));
        self.problems.fits(name, place)
    }

    /// The job's own data, in the order of their names, each there once.
    fn job_data(&mut self) -> Vec<(DataName, String)> {
        let mut all: Vec<(DataName, String)> = Vec::new();
        let place = self.info.place_of("job_data");
        for (key, path) in self.entries("job_data") {
            let name = match self.stands {
                Stands::InCall => self.own(within(&key, self.folder), place.key(&key).key("[key]")),
                Stands::InPlan => self.own(&path, place.key(&key)),
            };
            let Some(name) = name else { continue };
            if let Err(at) = all.binary_search_by(|(other, _)| other.cmp(&name)) {
                all.insert(at, (name, path));
            }
        }
        all
    }

    /// Data that others may have a part in: their names, which stand on one side of a dictionary, and their paths.
    fn globs(&mut self, key: &'static str, name_is_key: bool) -> Vec<(Glob, String)> {
        let place = self.info.place_of(key);
        let mut all = Vec::new();
        for (left, right) in self.entries(key) {
            let at = place.key(&left);
            let glob = match name_is_key {
                true => self.problems.fits(Glob::new(&left), at.key("[key]")),
                false => self.problems.fits(Glob::new(&right), at),
            };
            let path = if name_is_key { right } else { left };
            all.extend(glob.map(|glob| (glob, path)));
        }
        all
    }

    fn entries(&mut self, key: &'static str) -> Vec<(String, String)> {
        let Some(value) = self.info.get(key) else { return Vec::new() };
        self.problems.entries(value, self.info.place_of(key))
    }

    fn texts(&mut self, key: &'static str) -> Vec<String> {
        let Some(value) = self.info.get(key) else { return Vec::new() };
        let place = self.info.place_of(key);
        match self.problems.few(value.as_array().map_or(0, Vec::len), ENTRIES_MAX, "List", place) {
            true => self.problems.texts(value, place),
            false => Vec::new(),
        }
    }
}

/// A name without the folder in front, when it is there.
fn within<'a>(name: &'a str, folder: &DataName) -> &'a str {
    name.strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(name)
}

/// Writes a JobInfo as a client submits it and an executor gets it.
pub(super) fn print(spec: &JobSpec, from: NodeId, names: &Names) -> Value {
    let host = match spec.result_to {
        None => String::new(),
        Some(client) if client.machine() == from.machine() => "this".to_owned(),
        Some(client) => names.of_node(client.machine()),
    };
    let files = &spec.files;
    let own = |name: &DataName| format!("{}/{}", spec.folder.as_str(), name.as_str());
    let is_named = |file: &Option<File>| file.as_ref().is_some_and(|file| file.named);
    let wasm_bin = match &files.wasm_bin {
        None => Value::from(spec.wasm_bin.as_str()),
        Some(file) if file.named => json!([file.name.as_str(), &file.path]),
        Some(file) => json!([own(&file.name), file.path.clone()]),
    };
    let stdin = files.stdin.as_ref().map_or(["", ""], |file| [file.name.as_str(), &file.path]);
    let results: Vec<(String, &String)> =
        files.named_results.iter().map(|(name, path)| (name.to_string(), path)).collect();
    let named_results = results.iter().map(|(name, path)| ((*path).clone(), name)).collect();
    let own_data = files.job_data.iter().map(|(name, path)| (own(name), path)).collect();
    let named_data = files.named_data.iter().map(|(name, path)| (name.to_string(), path)).collect();
    let as_they_are =
        |all: &'_ [(String, String)]| dictionary(all.iter().map(|(key, value)| (key.clone(), value)).collect());
    let mut info = object(vec![
        ("wasm_bin", wasm_bin),
        ("wasm_bin_is_named", is_named(&files.wasm_bin).into()),
        ("stdin", stdin.as_slice().into()),
        ("stdin_is_named", is_named(&files.stdin).into()),
        ("job_data", dictionary(own_data)),
        ("named_data", dictionary(named_data)),
        ("directories", files.directories.as_slice().into()),
        ("args", spec.args.as_slice().into()),
        ("env", as_they_are(&files.env)),
        ("zip_results", as_they_are(&files.zip_results)),
        ("named_results", dictionary(named_results)),
        ("capabilities", capabilities_of(&spec.needs)),
        ("result_addr", address_of(&host)),
        ("delete", files.delete.into()),
        ("duration_ms", spec.duration.ms().into()),
        ("result_bytes", spec.result_bytes.into()),
    ]);
    if let Some(emergency) = &spec.emergency {
        info["emergency"] = json!(emergency);
    }
    info
}

fn dictionary(entries: Vec<(String, &String)>) -> Value {
    let mut dictionary = Map::new();
    for (key, value) in entries {
        dictionary.insert(key, Value::from(value.as_str()));
    }
    Value::Object(dictionary)
}
