//! The space-time diagram: its events, its notes, how two events stand to each other, and the picture that is exported.

use crate::id::EventId;

super::group! {
    /// The space-time diagram.
    Spacetime {
        // How an event stands to the one that is looked at.
        in_past
            = ", in the past of the event that is looked at" => ", in der Vergangenheit des betrachteten Ereignisses";
        in_future
            = ", in the future of the event that is looked at" => ", in der Zukunft des betrachteten Ereignisses";
        concurrent
            = ", concurrent with the event that is looked at" => ", nebenläufig zum betrachteten Ereignis";
        looked_at = ", looked at" => ", betrachtet";
        beyond = ", beyond the cursor" => ", jenseits der Stelle";
        event(event: EventId, node: &str, deed: &str, at: &str, stands: &str)
            = format!("event {event}, {node} {deed}, at {at}{stands}")
            => format!("Ereignis {event}, {node} {deed}, um {at}{stands}");
        collapsed(events: u32, node: &str, first: EventId, last: EventId, stands: &str)
            = format!("{events} local events of {node}, {first} to {last}{stands}: Enter shows them")
            => format!("{events} lokale Ereignisse von {node}, {first} bis {last}{stands}: Enter zeigt sie");

        // What stands beside an event.
        chosen(executor: &str) = format!("{executor} chosen") => format!("{executor} gewählt");
        nobody_for(job: &str) = format!("nobody for {job}") => format!("niemand für {job}");
        declared(kind: &str) = format!("{kind} declared") => format!("{kind} ausgerufen");
        dropped(executor: &str) = format!("{executor} dropped") => format!("{executor} gestrichen");
        result_refused(node: &str)
            = format!("result of {node} refused") => format!("Ergebnis von {node} abgelehnt");
        crashed = "crashed" => "abgestürzt";
        restarted = "restarted" => "neu gestartet";
        restarted_new = "restarted as new" => "leer neu gestartet";

        // Two events: what stands between their numbers, and what proves it.
        happened_before = "happened before" => "geschah vor";
        happened_after = "happened after" => "geschah nach";
        is_concurrent = "is concurrent with" => "ist nebenläufig zu";
        is_same = "is the same as" => "ist dasselbe wie";
        neither_knew = "neither knew of the other" => "keines wusste vom anderen";
        own_order = "one node’s events follow each other" => "Ereignisse eines Knotens folgen aufeinander";
        knew_of_it(node: &str) = format!("{node} knew of it") => format!("{node} wusste davon");
        no_entry_shows
            = "no entry shows it, since a node on the way carries no clock; the messages do"
            => "kein Eintrag zeigt es, denn ein Knoten auf dem Weg führt keine Uhr; die Nachrichten zeigen es";

        // The exported picture.
        events(first: EventId, last: EventId)
            = format!("events {first} to {last}") => format!("Ereignisse {first} bis {last}");
        seen_from(event: EventId)
            = format!("seen from event {event}: filled is its past, hollow concurrent, with a core its future")
            => format!("von Ereignis {event} aus: gefüllt ist seine Vergangenheit, hohl nebenläufig, mit Kern seine Zukunft");
        relation(first: EventId, how: &str, second: EventId)
            = format!("event {first} {how} event {second}") => format!("Ereignis {first} {how} Ereignis {second}");
    }
}
