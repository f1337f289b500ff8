//! `vopr [--seed S] [--runs N] [--minutes M] [--out FOLDER] [--brief]`: plays runs until one breaks a rule.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clocktower::export::link::link;
use clocktower::id::EventId;
use clocktower::view::narration::narrate;
use lexopt::prelude::*;
use vopr::hunt::{Catch, Hunt, hunt};
use vopr::shrink::{Shortest, shortest};

/// So many events are told in words.
const LAST: u32 = 12;

/// What was asked for.
struct Options {
    hunt: Hunt,
    out: PathBuf,
    /// Whether a run that breaks a rule is only told of, and not made shorter.
    is_brief: bool,
}

fn main() -> ExitCode {
    let options = match parse() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("error: {error}\n\nvopr [--seed S] [--runs N] [--minutes M] [--out FOLDER] [--brief]");
            return ExitCode::FAILURE;
        }
    };
    let began = Instant::now();
    let (tally, catch) = hunt(options.hunt);
    print!("{tally}");
    println!("seeds from {}, {:.1} s", options.hunt.seed, began.elapsed().as_secs_f64());
    match catch {
        None => {
            println!("no rule was broken");
            ExitCode::SUCCESS
        }
        Some(catch) => {
            report(catch, &options);
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Options, lexopt::Error> {
    let hunt = Hunt { seed: 1, runs: 3000, time: None, bug: None };
    let mut options = Options { hunt, out: PathBuf::from("target/vopr-runs"), is_brief: false };
    let (mut arguments, mut runs) = (lexopt::Parser::from_env(), None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seed") => options.hunt.seed = arguments.value()?.parse()?,
            Long("runs") => runs = Some(arguments.value()?.parse()?),
            Long("minutes") => {
                options.hunt.time = Some(Duration::from_secs_f64(60.0 * arguments.value()?.parse::<f64>()?));
            }
            Long("out") => options.out = arguments.value()?.into(),
            Long("brief") => options.is_brief = true,
            other => return Err(other.unexpected()),
        }
    }
    // Whoever says only for how long wants as many as fit in.
    options.hunt.runs = runs.unwrap_or(if options.hunt.time.is_some() { u64::MAX } else { options.hunt.runs });
    Ok(options)
}

fn report(Catch { broken, script }: Catch, options: &Options) {
    let seed = script.seed;
    println!("\nseed {seed} breaks {} after event {}:\n  {}", broken.rule, broken.event, broken.seen);
    println!("again: cargo xtask vopr --seed {seed} --runs 1");
    if options.is_brief {
        return;
    }
    let Shortest { broken, script, play } = shortest(script, &broken);
    println!(
        "\nthe shortest run that does: {} commands, event {}\n  {}",
        script.given.len(),
        broken.event,
        broken.seen
    );
    for given in &script.given {
        println!("  after step {}: {}", given.after_steps, serde_json::to_string(&given.command).unwrap_or_default());
    }
    println!("  the last that happened:");
    let (trace, last) = (play.sim.trace(), play.sim.cursor().number());
    for event in trace.range(EventId::new(last.saturating_sub(LAST)), EventId::new(last)) {
        println!("  {} at {}: {}", event.id, event.at, narrate(trace, event.id).text());
    }
    let file = options.out.join(format!("seed-{seed}.json"));
    let written =
        std::fs::create_dir_all(&options.out).and_then(|()| std::fs::write(&file, play.sim.to_scenario().to_json()));
    match written {
        Ok(()) => println!("the page opens it from {}", file.display()),
        Err(error) => eprintln!("{}: {error}", file.display()),
    }
    match link(&play.sim.to_scenario()) {
        Ok(link) => println!("and at that event by this link, behind the page's address:\n{link}"),
        Err(error) => println!("as a link: {error}"),
    }
}
