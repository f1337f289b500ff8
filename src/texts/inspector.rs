//! The inspector: its tabs, what happened, the merge, the decision, and the hints below.

use crate::id::EventId;

super::group! {
    /// The inspector.
    Inspector {
        inspector = "Inspector" => "Inspektor";
        what = "What happened" => "Was geschah";
        merge = "Merge" => "Merge";
        decision = "Decision" => "Entscheidung";
        queue = "Queue" => "Warteschlange";
        knowledge = "Knowledge" => "Wissen";
        wire = "Wire" => "Aufrufe";
        branches = "Branches" => "Zweige";
        no_broker = "No broker" => "Kein Broker";
        no_broker_about
            = "This run is a log from elsewhere: it tells what happened and who knew of it, and nothing of jobs or messages."
            => "Dieser Lauf ist ein Log von anderswo: Es sagt, was geschah und wer davon wusste, aber nichts von Jobs und Nachrichten.";
        waiting(jobs: usize) = format!(", {jobs} waiting") => format!(", {jobs} wartend");
        waiting_emergency(jobs: usize)
            = format!(", {jobs} waiting, an emergency among them") => format!(", {jobs} wartend, darunter ein Notfall");

        // Said in several tabs.
        event(event: EventId) = format!("event {event}") => format!("Ereignis {event}");
        event_and(event: EventId, more: &str) = format!("event {event} · {more}") => format!("Ereignis {event} · {more}");
        look_at(event: EventId) = format!("Look at event {event}") => format!("Ereignis {event} ansehen");
        and_more(more: usize) = format!("and {more} more") => format!("und {more} weitere");
        all(count: usize) = format!("all {count}") => format!("alle {count}");
        entries = "Entries" => "Einträge";
        /// Some events; their number is written as a word.
        events(count: usize, number: &str)
            = format!("{number} {}", if count == 1 { "event" } else { "events" })
            => match count {
                0 => "kein Ereignis".to_owned(),
                1 => "ein Ereignis".to_owned(),
                _ => format!("{number} Ereignisse"),
            };

        // The hints.
        entries_in_order(order: &str) = format!("entries: {order}") => format!("Einträge: {order}");
        hint_step = "step" => "Schritt";
        hint_heartbeat = "heartbeat" => "Heartbeat";
        hint_emergency = "emergency" => "Notfall";
        hint_help = "help" => "Hilfe";

        // What happened.
        nothing_yet = "Nothing has happened yet" => "Noch ist nichts geschehen";
        nothing_yet_about
            = "Step on, and the first event is told here." => "Geh weiter, dann steht hier das erste Ereignis.";
        last_events
            = "The last events: click one to look at it, once more to go there"
            => "Die letzten Ereignisse: Ein Klick zeigt eines, ein zweiter springt hin";
        two_results
            = "Two results of one job: the clock that each carried" => "Zwei Ergebnisse eines Jobs: die Uhr, die jedes trug";
        clocks_of_results = "The clocks of both results" => "Die Uhren beider Ergebnisse";
        result = "result" => "Ergebnis";
        sent_by = "sent by" => "gesendet durch";
        first_result = "first" => "erstes";
        this_result = "this one" => "dieses";
        comma_of = ", of " => ", von ";
        entries_hidden(more: usize)
            = format!(" {more} more entries are not shown.")
            => match more {
                1 => " 1 weiterer Eintrag ist nicht gezeigt.".to_owned(),
                _ => format!(" {more} weitere Einträge sind nicht gezeigt."),
            };
        results_concurrent(first: &str, this: &str)
            = format!("Concurrent: neither {first} nor {this} can have known of the other’s result.")
            => format!("Nebenläufig: Weder {first} noch {this} kann vom Ergebnis des anderen gewusst haben.");
        results_ordered(this: &str)
            = format!("The first happened before this one: {this} can have known of it.")
            => format!("Das erste geschah vor diesem: {this} kann davon gewusst haben.");
        results_overtaken(first: &str)
            = format!("This one was sent before the first, and came later: {first} can have known of it.")
            => format!("Dieses wurde vor dem ersten gesendet und kam später: {first} kann davon gewusst haben.");
        results_same = "It is the same result once more." => "Es ist noch einmal dasselbe Ergebnis.";

        // The merge.
        no_merge = "No merge yet" => "Noch kein Merge";
        no_merge_about
            = "A merge happens when a message brings news. Step to the next one."
            => "Zu einem Merge kommt es, wenn eine Nachricht Neues bringt. Geh weiter zum nächsten.";
        news = "news" => "Neues";
        cell_by_cell = "Cell by cell" => "Zelle für Zelle";
        cell_by_cell_about
            = "Look at the cells one by one (. and ,)" => "Die Zellen eine nach der anderen ansehen (. und ,)";
        replay = "Replay" => "Noch einmal";
        entry_by_entry = "Merge, entry by entry" => "Merge, Eintrag für Eintrag";
        pause = "Pause" => "Pause";
        play_cells = "Play the cells" => "Zellen abspielen";
        previous_cell = "Previous cell" => "Vorige Zelle";
        previous_cell_key = "Previous cell (,)" => "Vorige Zelle (,)";
        next_cell = "Next cell" => "Nächste Zelle";
        next_cell_key = "Next cell (.)" => "Nächste Zelle (.)";
        at_of(at: usize, of: usize) = format!("{at} of {of}") => format!("{at} von {of}");
        latest_merge = "the latest merge · " => "der letzte Merge · ";
        no_clock_came = "no clock to merge" => "keine Uhr zum Zusammenführen";
        clock_not_taken = "the clock was not taken" => "die Uhr wurde nicht übernommen";
        entries_news(news: usize, of: usize)
            = format!("{news} of {of} entries are news") => format!("{news} von {of} Einträgen sind neu");
        larger_kept = "the larger entry is kept" => "der größere Eintrag bleibt";
        /// The row of what the receiver knew, headed by its name.
        knew(receiver: &str)
            = format!("{} knew", receiver.trim_start_matches("the "))
            => format!("{} wusste", receiver.trim_start_matches("der "));
        larger_of_both = "larger of both" => "der größere";
        own_tick = "own tick" => "eigener Tick";
        what_was_news = "What was news" => "Was neu war";
        news_to(receiver: &str, events: &str)
            = format!("News to {receiver}: {events}") => format!("Was {receiver} erfährt: {events}");
        unknown_to(sender: &str, events: &str)
            = format!("{sender} does not know yet: {events}") => format!("{sender} weiß noch nicht: {events}");
        events_of_nodes(events: &str, nodes: &str)
            = format!("{events} of {nodes} nodes") => format!("{events} von {nodes} Knoten");
        of_nodes_more(nodes: usize, number: &str)
            = format!("and of {number} {}", if nodes == 1 { "node more" } else { "nodes more" })
            => match nodes {
                1 => "und von einem weiteren Knoten".to_owned(),
                _ => format!("und von {number} weiteren Knoten"),
            };
        before_these(events: &str) = format!("{events} before these") => format!("{events} davor");

        // The decision.
        no_decision = "No decision yet" => "Noch keine Entscheidung";
        no_decision_about
            = "A decision gives a waiting job to an executor. Step to the next one."
            => "Eine Entscheidung gibt einen wartenden Job an einen Executor. Geh weiter zur nächsten.";
        candidates = "Candidates" => "Kandidaten";
        candidates_then = "Candidates then" => "Kandidaten in diesem Fall";
        score_terms = "Score terms" => "Terme der Punktzahl";
        score_terms_then = "Score terms then" => "Terme in diesem Fall";
        without_emergency = "Without the emergency: " => "Ohne den Notfall: ";
        rules_that_matter = "rules that matter" => "Regeln, die zählen";
        all_rules = "all 7 rules" => "alle 7 Regeln";
        go_look_at(event: EventId) = format!("look at event {event}") => format!("Ereignis {event} ansehen");
        decided_from(event: EventId)
            = format!("You look at a report that event {event} was decided from.")
            => format!("Du siehst eine Meldung, auf der die Entscheidung in Ereignis {event} beruht.");
        because = "Because: " => "Grund: ";
        first_rows(rows: usize) = format!("the first {rows}") => format!("die ersten {rows}");
        place = "Place" => "Platz";
        emergency = "Emergency" => "Notfall";
        passed = "Passed" => "Überholt";
        nobody_to_choose
            = "No executor is registered, so there is nobody to choose."
            => "Kein Executor ist angemeldet, also steht niemand zur Wahl.";
        score = "score" => "Punkte";
        equipment = "equipment" => "Ausrüstung";
        known_from = "known from" => "bekannt durch";
        known_from_about
            = "How old the report was that it was known from, and how many of its own events had happened since"
            => "Wie alt die Meldung war, durch die er bekannt war, und wie viele seiner eigenen Ereignisse seitdem geschehen waren";
        chosen = "chosen" => "gewählt";
        runner_up = "runner-up" => "Zweiter";
        kept_free(job: &str) = format!("kept free for {job}") => format!("frei gehalten für {job}");
        refused = "refused" => "abgelehnt";
        fits = "✚ fits" => "✚ passt";
        no_clock = "no clock" => "keine Uhr";
        events_since(events: u32)
            = match events {
                0 => "none since".to_owned(),
                1 => "1 event since".to_owned(),
                n => format!("{n} events since"),
            }
            => match events {
                0 => "seitdem keines".to_owned(),
                1 => "seitdem 1 Ereignis".to_owned(),
                n => format!("seitdem {n} Ereignisse"),
            };
        look_at_report(event: EventId, dot: &str, name: &str, age: &str)
            = format!("Look at event {event}, {dot}, from which {name} was known: {age}")
            => format!("Ereignis {event} ansehen, {dot}, durch das {name} bekannt war: {age}");
        scores_about = "How the scores came about" => "Wie die Punkte zustande kommen";
        terms_about
            = "Each term from 0 to 1000, times its weight; the score is their sum divided by all weights."
            => "Jeder Term von 0 bis 1000, mal sein Gewicht; die Punktzahl ist ihre Summe geteilt durch alle Gewichte.";
        best_of(shown: usize, of: usize)
            = format!(" The best {shown} of {of}.") => format!(" Die besten {shown} von {of}.");
        term = "term" => "Term";
        decides = "decides" => "entscheidet";
        all_true
            = "All that the broker believed of them was true at that moment."
            => "Alles, was der Broker von ihnen glaubte, stimmte in diesem Moment.";
        unknown = "What the broker did not know" => "Was der Broker nicht wusste";
        and_of_more(more: usize) = format!("and of {more} more") => format!("und von {more} weiteren");
        otherwise = "Had it been otherwise" => "Wäre es anders gewesen";
        otherwise_about
            = "The same broker, asked again at the same moment with one thing changed."
            => "Derselbe Broker, im selben Moment noch einmal gefragt, mit einer Änderung.";
        at_once = "at once" => "sofort";
        same = "✓ the same" => "✓ dasselbe";
        nobody_then
            = "Then nobody is chosen for anything at that moment."
            => "Dann wird in diesem Moment niemand für irgendetwas gewählt.";
    }
}
