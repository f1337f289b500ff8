use super::*;
use crate::broker::data::DataName;
use crate::broker::emergency::Kind;
use crate::broker::jobs::Files;

const BROKER: NodeId = NodeId::new(0);

fn executor(clocks: bool) -> Executor {
    let equipment = Equipment::NONE.with(Kind::Medical);
    let spec = ExecutorSpec { clocks, equipment, ..ExecutorSpec::default() };
    Executor::new(NodeId::new(1), BROKER, &spec, Time::from_ms(500))
}

/// Wakes it. Returns the call that it makes.
fn wake(executor: &mut Executor, ms: u64, id: u32) -> Option<Call> {
    let mut out = Outbox::new(MessageId::new(id));
    executor.wake(Time::from_ms(ms), &mut out);
    match out.into_parts() {
        (Some(_), Some(Message { body: Body::Call(call), .. })) => Some(call),
        (None, None) => None,
        other => panic!("{other:?}"),
    }
}

fn hear(executor: &mut Executor, ms: u64, body: Body) {
    let message = Message { id: MessageId::new(900), from: BROKER, to: NodeId::new(1), clock: None, body };
    executor.receive(Time::from_ms(ms), message, &mut Outbox::new(MessageId::new(901)));
}

fn welcome(to: u32) -> Body {
    let delivered = VectorClock::from_iter([Dot { node: BROKER, count: 3 }]);
    Body::Answer(MessageId::new(to), Answer::ok(Reply::Welcome(delivered)))
}

#[test]
fn whoever_is_not_answered_registers_in_rounds_of_ten_with_a_pause_between() {
    let mut executor = executor(true);
    let mut tried = Vec::new();
    for id in 1..=22 {
        let due = executor.next_deadline().unwrap().ms();
        assert_eq!(wake(&mut executor, due - 1, id), None, "before it is due nothing happens");
        assert!(matches!(wake(&mut executor, due, id), Some(Call::Register(_))));
        tried.push(due);
    }
    let mut apart = [12_000; 21];
    (apart[9], apart[19]) = (110_000, 110_000);
    assert_eq!(tried[0], 500);
    assert_eq!(tried.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>(), apart);
}

#[test]
fn a_member_sends_a_heartbeat_each_minute_and_no_sooner() {
    let mut executor = executor(true);
    wake(&mut executor, 500, 1);
    assert_eq!((executor.is_member(), executor.next_heartbeat(), executor.delivered().get(BROKER)), (false, None, 0));
    hear(&mut executor, 700, welcome(1));
    assert_eq!((executor.is_member(), executor.delivered().get(BROKER)), (true, 3));
    assert_eq!(executor.next_heartbeat(), Some(Time::from_ms(60_700)));
    assert_eq!(wake(&mut executor, 60_699, 2), None);
    assert!(matches!(wake(&mut executor, 60_700, 3), Some(Call::Heartbeat(_))));
    assert_eq!(executor.next_heartbeat(), Some(Time::from_ms(120_700)));
}

#[test]
fn whoever_stops_a_job_still_waits_for_the_answers_to_other_calls() {
    let mut executor = executor(true);
    wake(&mut executor, 500, 1);
    hear(&mut executor, 600, Body::Call(Call::Stop(JobId::new(7))));
    hear(&mut executor, 700, welcome(1));
    assert!(executor.is_member());
}

#[test]
fn an_executor_tells_what_it_carries_and_one_without_clocks_not_what_it_runs() {
    for clocks in [true, false] {
        let mut executor = executor(clocks);
        assert_eq!(executor.is_aware(), clocks);
        assert_eq!(executor.equipment(), Equipment::NONE.with(Kind::Medical));
        let Some(Call::Register(report)) = wake(&mut executor, 500, 1) else { panic!("it registers") };
        assert_eq!(report.equipment, executor.equipment());
        assert_eq!(
            (report.running.clone(), report.delivered.clone()),
            (clocks.then(Vec::new), clocks.then(VectorClock::new))
        );
    }
}

#[test]
fn a_job_leaves_when_its_end_was_taken_and_not_when_that_was_refused() {
    let mut executor = executor(true);
    let job = JobId::new(7);
    let spec = JobSpec {
        folder: DataName::folder("job"),
        wasm_bin: String::new(),
        args: Vec::new(),
        files: Files::default(),
        needs: Capabilities::default(),
        result_to: None,
        emergency: None,
        duration: Span::from_secs(5),
        result_bytes: 1,
    };
    wake(&mut executor, 500, 1);
    hear(&mut executor, 700, welcome(1));
    hear(&mut executor, 1_000, Body::Call(Call::Run { job, spec: Arc::new(spec) }));
    let answer = |executor: &mut Executor, ms, call, answer| {
        hear(executor, ms, Body::Answer(MessageId::new(call), answer));
        executor.running().count()
    };
    let mut refused = 0;
    for id in 10..40 {
        let now = executor.next_deadline().unwrap().max(Time::from_ms(1_000));
        let mut out = Outbox::new(MessageId::new(id));
        executor.wake(now, &mut out);
        match out.into_parts().1.map(|message| message.body) {
            Some(Body::Call(Call::Done(_))) if refused < 2 => {
                refused += 1;
                assert_eq!(answer(&mut executor, now.ms(), id, Answer::refused(503, "busy")), 1);
            }
            Some(Body::Call(Call::Done(_))) => {
                assert_eq!(answer(&mut executor, now.ms(), id, Answer::OK), 0);
                return;
            }
            Some(Body::Call(_)) => assert_eq!(answer(&mut executor, now.ms(), id, Answer::OK), 1),
            _ => {}
        }
    }
    panic!("it never ended");
}

#[test]
fn whoever_was_given_other_power_while_that_came_and_went_has_it_when_it_stays() {
    let mut executor = executor(true);
    let now = Time::from_ms(1_000);
    executor.flap(Span::from_secs(10), now);
    let power = Real::new(33.0).unwrap();
    let changed = Capabilities { has_battery: true, power, ..*executor.total() };
    executor.change(changed, None);
    executor.mend(now);
    assert_eq!(*executor.total(), changed);
    executor.flap(Span::from_secs(10), now);
    executor.change(Capabilities { has_battery: false, ..changed }, None);
    executor.wake(now, &mut Outbox::new(MessageId::new(1)));
    executor.wake(now, &mut Outbox::new(MessageId::new(2)));
    assert!(executor.total().has_battery, "it runs on its battery for a while");
    executor.mend(now);
    assert!(!executor.total().has_battery);
}
