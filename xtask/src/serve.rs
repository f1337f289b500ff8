//! `cargo xtask serve`: build the page, serve it on this machine, and with `--watch` build it again on each change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Result;
use xtask::server::{Server, Site};

use crate::{bundle, tools};

/// What the person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) open: bool,
    pub(crate) watch: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 8080, open: false, watch: false }
    }
}

const WATCHED: [&str; 5] = ["src", "www", "index.html", "Cargo.toml", "Cargo.lock"];
const POLL_EVERY: Duration = Duration::from_millis(400);

/// Serves until the person stops it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let out = bundle::default_out();
    let seen = snapshot();
    // Who changes the page waits for it again and again; who only looks, once.
    let kind = if options.watch { bundle::Kind::Quick } else { bundle::Kind::Small };
    bundle::build(&out, kind)?;
    let build = Arc::new(AtomicU64::new(first_build_number()));
    // Whoever builds the page wants to see what was built last, not what the browser kept of it.
    let mut site = Site::new(&out).answering(bundle::WORKER, bundle::keeping_nothing()?);
    if options.watch {
        site = site.reloading_on(Arc::clone(&build));
    }
    let server = Server::start(site, options.port)?;
    if options.port != 0 && server.port() != options.port {
        println!("port {} is taken, so it is {} this time", options.port, server.port());
    }
    println!("Clocktower is at {} (Ctrl-C stops it)", server.url());
    if options.open
        && let Err(error) = tools::open_in_browser(&server.url())
    {
        eprintln!("{error:#}");
    }
    if options.watch {
        println!("watching {}: a change is built and the page reloads itself", WATCHED.join(", "));
        watch(seen, &out, &build)
    } else {
        loop {
            thread::park();
        }
    }
}

/// The time of the start, so that a page left open from an earlier run reloads too.
fn first_build_number() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Files with the time of their last change.
type Snapshot = BTreeMap<PathBuf, SystemTime>;

fn watch(mut built: Snapshot, out: &Path, build: &AtomicU64) -> ! {
    loop {
        thread::sleep(POLL_EVERY);
        let now = snapshot();
        if now == built {
            continue;
        }
        // An editor may still be writing: wait for one quiet moment.
        thread::sleep(POLL_EVERY / 2);
        if snapshot() != now {
            continue;
        }
        let changed = first_difference(&built, &now);
        println!("{} changed: building", changed.display());
        built = now;
        let start = Instant::now();
        match bundle::build(out, bundle::Kind::Quick) {
            Ok(()) => {
                build.fetch_add(1, Ordering::Release);
                println!("built in {:.1} s: the page reloads itself", start.elapsed().as_secs_f32());
            }
            Err(error) => eprintln!("error: {error:#}\nthe page stays as it was"),
        }
    }
}

fn snapshot() -> Snapshot {
    let mut files = Snapshot::new();
    for watched in WATCHED {
        add(&xtask::root().join(watched), &mut files);
    }
    files
}

/// Adds a file, or all files under a folder. What vanishes meanwhile is seen at the next look.
fn add(path: &Path, files: &mut Snapshot) {
    if let Ok(entries) = fs::read_dir(path) {
        for entry in entries.flatten() {
            add(&entry.path(), files);
        }
    } else if let Ok(modified) = fs::metadata(path).and_then(|file| file.modified()) {
        files.insert(path.to_path_buf(), modified);
    }
}

fn first_difference(before: &Snapshot, after: &Snapshot) -> PathBuf {
    let changed = after.iter().find(|(file, time)| before.get(*file) != Some(time)).map(|(file, _)| file);
    let removed = || before.keys().find(|file| !after.contains_key(*file));
    let file = changed.or_else(removed).cloned().unwrap_or_default();
    file.strip_prefix(xtask::root()).map(PathBuf::from).unwrap_or(file)
}
