//! The project's commands: `cargo xtask serve | build | test | vopr | bench | later`.

mod bench;
mod bundle;
mod check;
mod fuzz;
mod serve;
mod shell;
mod tools;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

const USAGE: &str = "\
cargo xtask <command>

  serve [--port 8080] [--open] [--watch]   build the page and serve it on this machine
  build [--out dist] [--quick]             build a static site for any host; --quick: sooner, and larger
  test [native|vopr|fuzz|browser|page|package] [-- ..]  check everything, or one part of it
  vopr [--seed S] [--runs N] [--minutes M] simulate runs full of faults, until one breaks a rule
  fuzz [target] [--minutes M]              look for texts and bytes that break something
  mutants [part of a name] [--again]       break the core in one place after the other, and see what no test notices;
                                           --again: what none noticed the last time; --patience S: seconds of tests for each
  bench                                    print sizes and times against their aims
  bench --compare                          count instructions, and flag what takes a tenth more than it did (--save: from now on)
  later                                    measure anew what the page can load later, and list it
";

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Serve(serve::Options),
    Build { out: PathBuf, kind: bundle::Kind },
    Test { group: Option<check::Group>, filter: Vec<String> },
    Vopr(Vec<OsString>),
    Fuzz(fuzz::Options),
    Mutants(Vec<OsString>),
    Bench(bench::Options),
    Later,
    Help,
}

fn main() -> ExitCode {
    let done = parse(lexopt::Parser::from_env()).and_then(run);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Serve(options) => serve::run(&options),
        Task::Build { out, kind } => {
            bundle::build(&out, kind)?;
            print!("{}", bundle::Load::of(&out)?.report());
            println!("built {}", out.display());
            Ok(())
        }
        Task::Test { group, filter } => check::run(group, &filter),
        Task::Vopr(arguments) => check::simulate(&arguments),
        Task::Fuzz(options) => fuzz::run(&options),
        Task::Mutants(arguments) => check::mutants(&arguments),
        Task::Bench(options) => bench::run(options),
        Task::Later => bundle::list_later(check::called_functions),
        Task::Help => {
            print!("{USAGE}");
            Ok(())
        }
    }
}

fn parse(mut arguments: lexopt::Parser) -> Result<Task> {
    let Some(first) = arguments.next()? else { return Ok(Task::Help) };
    let command = match first {
        Value(command) => command.string()?,
        Short('h') | Long("help") => return Ok(Task::Help),
        other => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "serve" => parse_serve(arguments),
        "build" => parse_build(arguments),
        "test" => parse_test(arguments),
        "vopr" => Ok(Task::Vopr(arguments.raw_args()?.collect())),
        "fuzz" => parse_fuzz(arguments),
        "mutants" => Ok(Task::Mutants(arguments.raw_args()?.collect())),
        "bench" => parse_bench(arguments),
        "later" => parse_alone(arguments, Task::Later),
        "help" => Ok(Task::Help),
        other => bail!("there is no command {other:?}\n\n{USAGE}"),
    }
}

/// A command without options.
fn parse_alone(mut arguments: lexopt::Parser, task: Task) -> Result<Task> {
    match arguments.next()? {
        None => Ok(task),
        Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn parse_serve(mut arguments: lexopt::Parser) -> Result<Task> {
    let mut options = serve::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => options.port = arguments.value()?.parse().context("--port takes a number up to 65535")?,
            Long("open") => options.open = true,
            Long("watch") => options.watch = true,
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Serve(options))
}

fn parse_build(mut arguments: lexopt::Parser) -> Result<Task> {
    let mut out = bundle::default_out();
    let mut kind = bundle::Kind::Small;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("out") => out = PathBuf::from(arguments.value()?),
            Long("quick") => kind = bundle::Kind::Quick,
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Build { out, kind })
}

fn parse_bench(mut arguments: lexopt::Parser) -> Result<Task> {
    let mut options = bench::Options::Figures;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("compare") => options = bench::Options::Compare,
            Long("save") => options = bench::Options::Save,
            Short('h') | Long("help") => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Bench(options))
}

fn parse_fuzz(mut arguments: lexopt::Parser) -> Result<Task> {
    let mut options = fuzz::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("minutes") => {
                options.minutes = arguments.value()?.parse().context("--minutes takes a whole number")?
            }
            Short('h') | Long("help") => return Ok(Task::Help),
            Value(value) if options.target.is_none() => options.target = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Fuzz(options))
}

fn parse_test(mut arguments: lexopt::Parser) -> Result<Task> {
    let mut group = None;
    let mut filter = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            // What follows `--` goes to the test programs as it is.
            Value(value) if group.is_some() => filter.push(value.string()?),
            Value(value) => group = Some(check::Group::named(&value.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Test { group, filter })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(line: &str) -> Result<Task> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn each_command_is_read_with_its_options() {
        let serve = task("serve --port 9000 --watch").expect("a command");
        assert_eq!(serve, Task::Serve(serve::Options { port: 9000, open: false, watch: true }));
        let quick = Task::Build { out: PathBuf::from("there"), kind: bundle::Kind::Quick };
        assert_eq!(task("build --out there --quick").expect("a command"), quick);
        let page = Task::Test { group: Some(check::Group::Page), filter: vec!["opens".to_owned()] };
        assert_eq!(task("test page -- opens").expect("a command"), page);
        assert_eq!(task("later").expect("a command"), Task::Later);
        assert_eq!(task("bench").expect("a command"), Task::Bench(bench::Options::Figures));
        assert_eq!(task("bench --compare").expect("a command"), Task::Bench(bench::Options::Compare));
        let wire = Task::Fuzz(fuzz::Options { target: Some("wire".to_owned()), minutes: 3, seed: None });
        assert_eq!(task("fuzz wire --minutes 3").expect("a command"), wire);
        assert_eq!(
            task("mutants src/clock --again").expect("a command"),
            Task::Mutants(vec!["src/clock".into(), "--again".into()])
        );
        assert_eq!(task("").expect("a command"), Task::Help);
    }

    #[test]
    fn a_wrong_command_is_refused_with_a_reason() {
        assert!(task("serv").expect_err("no such command").to_string().contains("\"serv\""));
        assert!(task("serve --port 70000").expect_err("no such port").to_string().contains("--port"));
        assert!(task("build --fast").expect_err("no such option").to_string().contains("--fast"));
    }
}
