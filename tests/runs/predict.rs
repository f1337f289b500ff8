//! Predictions on random runs: the right answer is the core's, and a wrong one gets the name of the error that made it.

use clocktower::clock::Causality;
use clocktower::id::EventId;
use clocktower::sim::trace::Trace;
use clocktower::view::decision::decision_in;
use clocktower::view::predict::{Answer, Column, Level, Mistake, Question, Score, asked_at, drawn, grade};

use crate::random_run;

/// What somebody says who makes one classic error.
fn entries(columns: &[Column], rule: fn(&Column) -> u32) -> Vec<u32> {
    columns.iter().map(rule).collect()
}

fn larger(column: &Column) -> u32 {
    column.mine.max(column.theirs)
}

fn own(column: &Column) -> u32 {
    u32::from(column.is_own)
}

/// An error, and the entry that it leads to.
type Error = (Mistake, fn(&Column) -> u32);

/// The classic errors, each with the clock that it leads to.
const ERRORS: [Error; 7] = [
    (Mistake::OwnTickForgotten, larger),
    (Mistake::SenderTicked, |column| larger(column) + u32::from(column.is_sender)),
    (Mistake::SenderTicked, |column| larger(column) + own(column) + u32::from(column.is_sender)),
    (Mistake::Minimum, |column| column.mine.min(column.theirs) + own(column)),
    (Mistake::TheirsWhole, |column| column.theirs + own(column)),
    (Mistake::MineKept, |column| column.mine + own(column)),
    (Mistake::Added, |column| column.mine + column.theirs + own(column)),
];

/// A merge: the core's clock is right, and each error is named unless another one leads to the same clock.
fn merge_is_graded(trace: &Trace, question: &Question) -> usize {
    let Question::Merge { event, columns, .. } = question else { panic!("{question:?}") };
    let clock = trace.clock(*event).unwrap();
    let right: Vec<u32> = columns.iter().map(|column| clock.get(column.node)).collect();
    assert_eq!(right, entries(columns, |column| larger(column) + own(column)), "event {event}");
    let graded = |given: &[u32]| grade(trace, question, &Answer::Entries(given.to_vec())).unwrap();
    assert!(graded(&right).is_right && graded(&right).mistakes.is_empty());
    let mut named = 0;
    for (mistake, rule) in ERRORS {
        let given = entries(columns, rule);
        if given == right {
            continue;
        }
        let grade = graded(&given);
        assert!(!grade.is_right && grade.reasons.len() > 1, "event {event}");
        assert_eq!(grade.wrong, given.iter().zip(&right).map(|(a, b)| a != b).collect::<Vec<_>>(), "event {event}");
        let same = ERRORS.iter().filter(|(_, other)| entries(columns, *other) == given).map(|(mistake, _)| *mistake);
        let possible: Vec<Mistake> = same.collect();
        assert!(
            grade.mistakes.iter().any(|named| possible.contains(named)),
            "event {event}: {mistake:?} of {columns:?} is called {:?}",
            grade.mistakes
        );
        named += 1;
    }
    named
}

fn decision_is_graded(trace: &Trace, question: &Question) {
    let Question::Decision { event, candidates, .. } = question else { panic!("{question:?}") };
    let decision = decision_in(trace.get(*event).unwrap()).unwrap().explained();
    let right = decision.winner.map(|winner| decision.candidates[winner].executor);
    assert!(right.is_none_or(|right| candidates.iter().any(|candidate| candidate.node == right)), "event {event}");
    let everybody = candidates.iter().map(|candidate| Some(candidate.node)).chain([None]);
    for given in everybody {
        let grade = grade(trace, question, &Answer::Executor(given)).unwrap();
        assert_eq!(grade.right, Answer::Executor(right));
        assert_eq!(grade.is_right, given == right, "event {event}");
        let is_eligible = |node| {
            let capable = |c: &&clocktower::broker::decision::Candidate| c.executor == node;
            let verdict = decision.candidates.iter().find(capable).unwrap().verdict;
            matches!(verdict, clocktower::broker::decision::Verdict::Eligible { .. })
        };
        let mistake = match (given, right) {
            (given, right) if given == right => None,
            (None, _) => Some(Mistake::SomebodyCan),
            (Some(node), _) if is_eligible(node) => Some(Mistake::Outscored),
            (_, None) => Some(Mistake::NobodyCan),
            _ => Some(Mistake::Refused),
        };
        assert_eq!(grade.mistakes.first().copied(), mistake, "event {event}");
        assert!(grade.reasons.iter().all(|reason| !reason.is_empty()) && !grade.reasons.is_empty());
    }
}

fn relation_is_graded(trace: &Trace, question: &Question) -> Causality {
    let Question::Relation { first, second, .. } = question else { panic!("{question:?}") };
    let all = [Causality::Before, Causality::After, Causality::Equal, Causality::Concurrent];
    let graded = |given| grade(trace, question, &Answer::Relation(given)).unwrap();
    let right: Vec<Causality> = all.into_iter().filter(|given| graded(*given).is_right).collect();
    assert_eq!(right.len(), 1, "{first} and {second}");
    if trace.blind_from().is_none() {
        assert_eq!(Some(right[0]), trace.relation(*first, *second), "{first} and {second}");
    }
    let in_time = if trace.get(*first).unwrap().at > trace.get(*second).unwrap().at {
        Causality::After
    } else {
        Causality::Before
    };
    if right[0] == Causality::Concurrent {
        assert_eq!(graded(in_time).mistakes, [Mistake::LaterForAfter]);
        assert_eq!(graded(Causality::Equal).mistakes, [Mistake::EqualForConcurrent]);
    }
    if right[0] == Causality::Equal {
        assert_eq!(graded(Causality::Concurrent).mistakes, [Mistake::ConcurrentForEqual]);
    }
    right[0]
}

#[test]
fn the_right_answer_is_the_cores_on_1000_random_runs_and_each_error_has_its_name() {
    let (mut merges, mut named, mut decisions, mut relations) = (0, 0, 0, Vec::new());
    for seed in 40_000..41_000 {
        let sim = random_run(seed, 12);
        let trace = sim.trace();
        for event in (1..=trace.len() as u32).map(EventId::new) {
            match asked_at(trace, event, Level::All) {
                Some(question @ Question::Merge { .. }) => {
                    named += merge_is_graded(trace, &question);
                    merges += 1;
                }
                Some(question @ Question::Decision { .. }) => {
                    decision_is_graded(trace, &question);
                    decisions += 1;
                }
                Some(question) => panic!("a step asks of no relation: {question:?}"),
                None => assert!(!trace.get(event).unwrap().is_merge, "seed {seed}: event {event} is not asked"),
            }
        }
        for level in [Level::All, Level::Equal, Level::Later] {
            let questions = (0..4).filter_map(|nth| drawn(trace, EventId::new(trace.len() as u32), level, nth));
            relations.extend(questions.map(|question| relation_is_graded(trace, &question)));
        }
    }
    let count = |wanted| relations.iter().filter(|relation| **relation == wanted).count();
    let seen = [Causality::Before, Causality::After, Causality::Equal, Causality::Concurrent].map(count);
    assert!(merges > 10_000 && named > 30_000 && decisions > 300, "{merges} {named} {decisions}");
    assert!(seen.iter().all(|seen| *seen > 300), "{seen:?}");
}

#[test]
fn a_level_asks_only_what_it_is_about() {
    let sim = random_run(41_001, 60);
    let trace = sim.trace();
    let asked = |level| {
        let events = (1..=trace.len() as u32).map(EventId::new);
        events.filter_map(|event| asked_at(trace, event, level)).collect::<Vec<_>>()
    };
    assert!(asked(Level::Ticks).iter().all(|question| matches!(question, Question::Merge { .. })));
    assert!(asked(Level::Decisions).iter().all(|question| matches!(question, Question::Decision { .. })));
    assert!(asked(Level::Equal).is_empty() && asked(Level::Later).is_empty());
    let larger = asked(Level::Larger);
    assert!(!larger.is_empty() && larger.len() < asked(Level::Ticks).len());
    assert_eq!(asked(Level::All).len(), asked(Level::Ticks).len() + asked(Level::Decisions).len());
}

#[test]
fn the_score_forgets_a_mistake_that_was_put_right() {
    let sim = random_run(41_002, 40);
    let trace = sim.trace();
    let mut questions = (1..=trace.len() as u32).filter_map(|event| asked_at(trace, EventId::new(event), Level::Ticks));
    let question = questions.next().unwrap();
    let Question::Merge { columns, .. } = &question else { panic!("{question:?}") };
    let mut score = Score::default();
    let wrong = grade(trace, &question, &Answer::Entries(entries(columns, larger))).unwrap();
    score.add(&question, &wrong);
    assert_eq!((score.asked, score.right, score.missed[0].mistake), (1, 0, Mistake::OwnTickForgotten));
    assert_eq!(score.missed[0].event, question.event());
    let right = grade(trace, &question, &wrong.right).unwrap();
    score.add(&question, &right);
    assert_eq!((score.asked, score.right, score.missed.len()), (2, 1, 0));
    assert_eq!(grade(trace, &question, &Answer::Executor(None)), None, "an answer of another kind is none");
}
