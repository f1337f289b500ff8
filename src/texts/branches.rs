//! The branches of a run, and two of them beside each other.

use crate::id::EventId;

super::group! {
    /// The branches of a run.
    Branches {
        branch(name: &str) = format!("Branch: {name}") => format!("Zweig: {name}");
        one_future = "One future so far" => "Bisher eine Zukunft";
        one_future_about
            = "Go back in time and do something else there, such as a crash: another future begins, and this one stays."
            => "Geh in der Zeit zurück und tu dort etwas anderes, lass etwa einen Knoten abstürzen: Eine andere Zukunft beginnt, und diese bleibt.";
        one = "One branch" => "Ein Zweig";
        several(branches: usize)
            = format!("{branches} branches, over time") => format!("{branches} Zweige, über die Zeit");
        bring_back(name: &str) = format!("Bring back {name}") => format!("{name} zurückholen");
        on_show = "on show" => "gezeigt";
        on_show_about = "the branch on show" => "der Zweig, der gezeigt wird";
        show(name: &str) = format!("Show {name}") => format!("{name} zeigen");
        known(events: usize, cursor: EventId)
            = format!("{events} events, you stand at {cursor}")
            => format!("{events} {}, du stehst bei {cursor}", if events == 1 { "Ereignis" } else { "Ereignisse" });
        since_beginning(known: &str)
            = format!("from the beginning · {known}") => format!("von Anfang an · {known}");
        off(parent: &str, after: EventId, at: &str, known: &str)
            = format!("off {parent} after event {after}, {at} · {known}")
            => format!("aus {parent} nach Ereignis {after}, {at} · {known}");
        off_by(parent: &str, after: EventId, at: &str, by: &str, known: &str)
            = format!("off {parent} after event {after}, {at} by “{by}” · {known}")
            => format!("aus {parent} nach Ereignis {after}, {at}, durch „{by}“ · {known}");
        compare_with(name: &str) = format!("Compare with {name}") => format!("Mit {name} vergleichen");
        compare = "Compare" => "Vergleichen";
        rename(name: &str) = format!("Rename {name}") => format!("{name} umbenennen");
        new_name(name: &str) = format!("New name of {name}") => format!("Neuer Name von {name}");
        save = "Save" => "Speichern";
        cancel = "Cancel" => "Abbrechen";

        // Two beside each other.
        beside = "Two branches beside each other" => "Zwei Zweige nebeneinander";
        figures = "Figures of both branches" => "Kennzahlen beider Zweige";
        left = "The branch on the left" => "Der linke Zweig";
        right = "The branch on the right" => "Der rechte Zweig";
        with = "with" => "mit";
        counted(until: &str)
            = format!("Both are counted up to {until}, where what is known of them ends.")
            => format!("Beide sind bis {until} gezählt, so weit sie bekannt sind.");
        counted_up_to(until: &str, shorter: &str, longer: &str, far: &str)
            = format!("Both are counted up to {until}, where what is known of {shorter} ends; {longer} is known up to {far}.")
            => format!("Beide sind bis {until} gezählt, so weit {shorter} bekannt ist; {longer} ist bis {far} bekannt.");
        run_up_to(name: &str, far: &str)
            = format!("Run {name} up to {far}") => format!("{name} bis {far} laufen lassen");
        run_both = "Run both on, 60 s" => "Beide weiterlaufen lassen, 60 s";
        time_and_event(time: &str, event: EventId)
            = format!("{time}, event {event}") => format!("{time}, Ereignis {event}");
        lane(name: &str, told: &str)
            = format!("{name}, from there on: {told}") => format!("{name}, von da an: {told}");
        emergencies(count: usize, number: &str)
            = format!("{number} {}", if count == 1 { "emergency" } else { "emergencies" })
            => match count {
                0 => "kein Notfall".to_owned(),
                1 => "ein Notfall".to_owned(),
                _ => format!("{number} Notfälle"),
            };
        decisions(count: usize, number: &str)
            = format!("{number} {}", if count == 1 { "decision" } else { "decisions" })
            => match count {
                0 => "keine Entscheidung".to_owned(),
                1 => "eine Entscheidung".to_owned(),
                _ => format!("{number} Entscheidungen"),
            };
        faults(count: usize, number: &str)
            = format!("{number} {}", if count == 1 { "fault" } else { "faults" })
            => match count {
                0 => "keine Störung".to_owned(),
                1 => "eine Störung".to_owned(),
                _ => format!("{number} Störungen"),
            };
        better = "✓ better" => "✓ besser";
        difference = "difference" => "Unterschied";
        counting = "How this is counted" => "Wie gezählt wird";
        all_same
            = "Both are the same, event by event, as far as they are known."
            => "Beide sind Ereignis für Ereignis gleich, so weit sie bekannt sind.";
        event(event: EventId) = format!("event {event}: ") => format!("Ereignis {event}: ");
        nothing_known = "nothing is known here yet" => "hier ist noch nichts bekannt";
        differ_at(event: EventId)
            = format!("They differ first at event {event}") => format!("Erster Unterschied bei Ereignis {event}");
        on_from_there = "From there on, in the order of time" => "Von da an, der Zeit nach";
        events_of_both = "The events of both branches" => "Die Ereignisse beider Zweige";
        time = "time" => "Zeit";
        only_this = "only in this branch" => "nur in diesem Zweig";
        other_past
            = "in both, but its node has another past: other clocks"
            => "in beiden, aber sein Knoten hat eine andere Vergangenheit: andere Uhren";
        same_in_both = "the same in both" => "in beiden gleich";
        more = "Show more" => "Mehr zeigen";
        in_both = "in both" => "in beiden";
        in_both_other_past = "in both, another past" => "in beiden, andere Vergangenheit";
        only_here = "only here" => "nur hier";
        nothing = "nothing" => "nichts";
        comma_event(event: EventId, how: &str)
            = format!(", event {event}, {how}") => format!(", Ereignis {event}, {how}");
        visit(event: EventId, branch: &str)
            = format!("Go to event {event} of {branch}") => format!("Zu Ereignis {event} in {branch}");
    }
}
