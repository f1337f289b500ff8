//! `cargo xtask fuzz`: coverage-guided fuzzing of whatever reads what others wrote, three targets at a time.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};

use anyhow::{Context, Result, bail};

use crate::shell::{self, target};
use crate::tools;

/// All targets, as `tests/fuzz` has them.
const TARGETS: [&str; 6] = ["wire", "scenario", "link", "import", "log", "search"];
/// So many at a time: more than there are cores, since each has its minute however little it gets of them.
const AT_A_TIME: usize = 3;
/// The longest input, in bytes: what is longer finds nothing that is new.
const INPUT_BYTES_MAX: u32 = 8_192;
/// An input that takes longer than this, in seconds, hangs: checks cost some ten times.
const TIMEOUT_S: u32 = 10;

/// Which target, or all, and for how long each.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) target: Option<String>,
    pub(crate) minutes: u32,
    /// What the inputs are drawn from; drawn itself when there is none.
    pub(crate) seed: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self { target: None, minutes: 1, seed: None }
    }
}

/// Fuzzes the targets until one fails or their time is over.
pub(crate) fn run(options: &Options) -> Result<()> {
    let wanted = |name: &&str| options.target.as_deref().is_none_or(|target| target == *name);
    let targets: Vec<&str> = TARGETS.into_iter().filter(wanted).collect();
    if targets.is_empty() {
        bail!("there is no such target: it is one of {}", TARGETS.join(", "));
    }
    let toolchain = tools::ensure_nightly()?;
    let tools = tools::ensure_cargo_fuzz()?;
    let fuzz = |arguments: &[&str]| -> Result<Command> {
        let mut command = Command::new("rustup");
        command.args(["run", &toolchain, "cargo", "fuzz"]).args(arguments).args(["--fuzz-dir", "tests/fuzz"]);
        command.arg("--target-dir").arg(target()?.join("fuzz"));
        // It watches memory, which nothing unsafe here touches, and would halve the number of inputs.
        command.args(["--sanitizer", "none"]);
        command.env("PATH", tools::path_with(&tools)?).current_dir(xtask::root());
        // They name the toolchain that runs us.
        for name in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN"] {
            command.env_remove(name);
        }
        Ok(command)
    };
    shell::run(&mut fuzz(&["build"])?)?;
    for some in targets.chunks(AT_A_TIME) {
        let start = |name: &&str| -> Result<(String, Child)> {
            let mut command = fuzz(&["run"])?;
            command.arg(name).arg(found(name)?).arg(format!("tests/fuzz/corpus/{name}")).arg("--");
            command.arg(format!("-max_total_time={}", options.minutes * 60));
            command.arg(format!("-max_len={INPUT_BYTES_MAX}")).arg(format!("-timeout={TIMEOUT_S}"));
            command.args(["-verbosity=0", "-print_final_stats=1"]);
            command.args(options.seed.map(|seed| format!("-seed={seed}")));
            Ok(((*name).to_owned(), command.spawn().with_context(|| format!("starting {name}"))?))
        };
        let running = some.iter().map(start).collect::<Result<Vec<_>>>()?;
        let ends = running.into_iter().map(|(name, mut child)| (name, child.wait())).collect::<Vec<_>>();
        for (name, end) in ends {
            if !end.with_context(|| format!("waiting for {name}"))?.success() {
                bail!(
                    "the fuzzer of {name} found something: the input stands above, and in tests/fuzz/artifacts/{name}"
                );
            }
        }
    }
    Ok(())
}

/// Where inputs go that reach something new. Those worth keeping are added to the corpus by hand, minimised.
fn found(name: &str) -> Result<PathBuf> {
    let folder = target()?.join("fuzz-found").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder)
}
