//! The facts of an event: its clock, its news, its message and what that says.

super::group! {
    /// The facts of an event: its clock, its news, its message and what that says.
    Facts {
        meaning = "Meaning" => "Bedeutung";
        kind = "Kind" => "Art";
        dot = "Dot" => "Dot";
        clock = "Clock" => "Uhr";
        news = "News" => "Neu";
        message = "Message" => "Nachricht";
        sent_by = "Sent by" => "Gesendet von";
        received_by = "Received by" => "Empfangen von";
        fault = "Fault" => "Störung";
        lost = "Lost" => "Verloren";
        answers = "Answers" => "Antwort auf";
        says = "Says" => "Sagt";
        no_clock = "No clock" => "Keine Uhr";
        internal = "internal: a tick of its own entry" => "intern: ein Tick des eigenen Eintrags";
        send = "send: a tick, then the message carries the clock"
            => "Senden: ein Tick, dann trägt die Nachricht die Uhr";
        receive = "receive: merge, then a tick" => "Empfangen: Zusammenführen, dann ein Tick";
        // What is news to whom: three events of exec-2 and one of client-1.
        news_of(events: &str, from: &str) = format!("{events} of {from}") => format!("{events} {from}");
        news_of_nodes(events: &str, n: usize) = format!("{events} of {n} nodes") => format!("{events} von {n} Knoten");
        // The message.
        about_message(id: u32, word: &str, from: &str, to: &str) = format!("message {id}, {word}, from {from} to {to}")
            => format!("Nachricht {id}, {word}, {from} an {to}");
        answer = "answer" => "Antwort";
        unknown = "of which the log says no more" => "über die das Protokoll nicht mehr sagt";
        sent_in(event: u32, way: &str) = format!("event {event}, {way} on the way")
            => format!("Ereignis {event}, {way} unterwegs");
        by_hand = "somebody outside, by hand" => "jemand von außen, von Hand";
        event(event: u32) = format!("event {event}") => format!("Ereignis {event}");
        answered(call: u32, answer: &str) = format!("message {call} with {answer}")
            => format!("Nachricht {call} mit {answer}");
        knows_no_clocks(who: &str) = format!("{who} knows no vector clocks, so nothing was merged")
            => format!("{who} kennt keine Vektoruhren, also wurde nichts zusammengeführt");
        // What it says.
        runs_nothing = "it runs nothing" => "er führt nichts aus";
        runs(jobs: &str) = format!("it runs {jobs}") => format!("er führt {jobs} aus");
        lasts(duration: &str) = format!("it runs for {duration}") => format!("er läuft {duration}");
        emergency(found: &str) = format!("emergency: {found}") => format!("Notfall: {found}");
        at_once = "it is to be placed at once or refused" => "er soll sofort platziert oder abgelehnt werden";
        waits(jobs: &str) = format!("it waits for {jobs}") => format!("er wartet auf {jobs}");
        free(bytes: &str) = format!("{bytes} free") => format!("{bytes} frei");
        delivery(entries: &str) = format!("delivery vector [{entries}]: it counts broadcasts only")
            => format!("Zustellvektor [{entries}]: Er zählt nur Rundrufe");
        needs_nothing = "it needs nothing special" => "er braucht nichts Besonderes";
        needs(what: &str) = format!("it needs {what}") => format!("er braucht {what}");
    }
}
