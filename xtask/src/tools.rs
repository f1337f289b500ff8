//! What the commands need beyond cargo, installed on first use: the wasm32 target, rustfmt and clippy by rustup;
//! wasm-pack, geckodriver, cargo-fuzz, cargo-mutants and wasm-bindgen's programs from crates.io, pinned, under `target/tools`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, output, run, target};

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";
const WASM_PACK_VERSION: &str = "0.15.1";
const CARGO_FUZZ_VERSION: &str = "0.13.2";
const CARGO_MUTANTS_VERSION: &str = "27.1.0";
const GECKODRIVER_VERSION: &str = "0.37.1";
const WASM_BINDGEN_PROGRAMS: [&str; 2] = ["wasm-bindgen", "wasm-bindgen-test-runner"];

/// Adds the wasm32 target to the toolchain when it is missing.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let library = output(rustc().args(["--print", "target-libdir", "--target", WASM_TARGET]))?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    println!("adding the target {WASM_TARGET}");
    rustup(&["target", "add", WASM_TARGET])
        .with_context(|| format!("this Rust has no {WASM_TARGET}: add that target to it"))
}

/// Adds rustfmt and clippy to the toolchain when they are missing.
pub(crate) fn ensure_lint_tools() -> Result<()> {
    for (command, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(cargo().args([command, "--version"])).is_err() {
            println!("adding the component {component}");
            rustup(&["component", "add", component])
                .with_context(|| format!("this Rust has no {component}: add that component to it"))?;
        }
    }
    Ok(())
}

/// The rustc beside the cargo that runs us: the same toolchain even when another one is the default.
fn rustc() -> Command {
    let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")));
    command.current_dir(xtask::root());
    command
}

fn rustup(arguments: &[&str]) -> Result<()> {
    run(Command::new("rustup").args(arguments).current_dir(xtask::root()))
}

/// The folder with wasm-pack and with wasm-bindgen's programs, all of them at the pinned versions.
pub(crate) fn ensure_wasm_pack() -> Result<PathBuf> {
    install("wasm-pack", WASM_PACK_VERSION)?;
    let folder = target()?.join("tools").join("bin");
    build_wasm_bindgen_programs(&folder)?;
    Ok(folder)
}

/// The driver of Firefox, at the pinned version, unless `GECKODRIVER` names another.
pub(crate) fn ensure_geckodriver() -> Result<PathBuf> {
    match env::var_os("GECKODRIVER") {
        Some(named) => Ok(PathBuf::from(named)),
        None => install("geckodriver", GECKODRIVER_VERSION),
    }
}

/// The folder with cargo-fuzz, at the pinned version.
pub(crate) fn ensure_cargo_fuzz() -> Result<PathBuf> {
    install("cargo-fuzz", CARGO_FUZZ_VERSION)?;
    Ok(target()?.join("tools").join("bin"))
}

/// cargo-mutants, at the pinned version.
pub(crate) fn ensure_cargo_mutants() -> Result<PathBuf> {
    install("cargo-mutants", CARGO_MUTANTS_VERSION)
}

/// The name of a nightly toolchain, which cargo-fuzz asks for: one that is here, or else the newest.
pub(crate) fn ensure_nightly() -> Result<String> {
    let installed = || {
        let list = output(Command::new("rustup").args(["toolchain", "list"])).ok()?;
        let names = list.lines().filter_map(|line| line.split_whitespace().next());
        names.filter(|name| name.starts_with("nightly")).map(str::to_owned).next()
    };
    if let Some(nightly) = installed() {
        return Ok(nightly);
    }
    println!("installing a nightly toolchain");
    rustup(&["toolchain", "install", "nightly", "--profile", "minimal"])
        .context("fuzzing needs a nightly toolchain: rustup toolchain install nightly --profile minimal")?;
    installed().context("there is no nightly toolchain")
}

/// A program from crates.io at this version, under `target/tools`. Returns it.
fn install(name: &str, version: &str) -> Result<PathBuf> {
    let tools = target()?.join("tools");
    let program = tools.join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    // Where cargo keeps what it installed: `"wasm-pack 0.15.1 (registry+…)" = ["wasm-pack"]`.
    let list = fs::read_to_string(tools.join(".crates.toml")).unwrap_or_default();
    if program.is_file() && list.contains(&format!("\"{name} {version} (")) {
        return Ok(program);
    }
    println!("installing {name} {version} under {}: a minute or two, once", tools.display());
    // Unoptimised: it only starts other programs, and this way it stands in half the time.
    let mut install = cargo();
    install.args(["install", name, "--version", version, "--locked", "--debug", "--force", "--quiet"]);
    install.arg("--root").arg(&tools).arg("--target-dir").arg(tools.join("build"));
    run(&mut install)?;
    // Some hundred megabytes that nobody needs again.
    fs::remove_dir_all(tools.join("build")).with_context(|| format!("removing {name}'s build folder"))?;
    Ok(program)
}

/// Builds wasm-bindgen's programs from our own lock file, so that they are the library's version and wasm-pack
/// downloads nothing.
fn build_wasm_bindgen_programs(folder: &Path) -> Result<()> {
    let mut build = cargo();
    build.args(["build", "--package", "xtask", "--features", "wasm-bindgen-tools"]);
    for program in WASM_BINDGEN_PROGRAMS {
        build.args(["--bin", &format!("pinned-{program}")]);
    }
    run(&mut build)?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    for program in WASM_BINDGEN_PROGRAMS {
        let program = format!("{program}{}", env::consts::EXE_SUFFIX);
        let (from, to) = (target()?.join("debug").join(format!("pinned-{program}")), folder.join(&program));
        if is_as_new(&to, &from) {
            continue;
        }
        fs::copy(&from, &to).with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    }
    Ok(())
}

/// Whether a copy was made after what it is a copy of last changed.
fn is_as_new(copy: &Path, original: &Path) -> bool {
    let modified = |file: &Path| fs::metadata(file).and_then(|file| file.modified()).ok();
    modified(copy).is_some_and(|copied| modified(original).is_some_and(|built| copied >= built))
}

/// The search path with this folder in front.
pub(crate) fn path_with(folder: &Path) -> Result<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let folders = [folder.to_path_buf()].into_iter().chain(env::split_paths(&old));
    env::join_paths(folders).with_context(|| format!("{} cannot stand in PATH", folder.display()))
}

/// Opens an address in the person's browser.
pub(crate) fn open_in_browser(url: &str) -> Result<()> {
    let openers: &[&[&str]] = match env::consts::OS {
        "macos" => &[&["open"]],
        "windows" => &[&["cmd", "/C", "start", ""]],
        _ => &[&["xdg-open"], &["wslview"], &["chromium"], &["firefox"]],
    };
    for opener in openers {
        if Command::new(opener[0]).args(&opener[1..]).arg(url).spawn().is_ok() {
            return Ok(());
        }
    }
    bail!("no program here opens a browser: open {url} yourself")
}
