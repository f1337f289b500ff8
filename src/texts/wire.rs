//! The call behind an event, and the console.

use crate::id::EventId;

super::group! {
    /// Calls, as they go over the wire.
    Wire {
        behind(event: EventId)
            = format!("The call behind event {event}") => format!("Der Aufruf hinter Ereignis {event}");
        no_message = "No message" => "Keine Nachricht";
        no_message_about
            = "This event happened within its node: nothing went over the wire."
            => "Dieses Ereignis geschah in seinem Knoten: Nichts ging über die Leitung.";
        no_call = "Not a call" => "Kein Aufruf";
        no_call_about
            = "The call that this answers is not known." => "Der Aufruf, auf den dies antwortet, ist nicht bekannt.";
        call = "The call" => "Der Aufruf";
        answer = "answer" => "Antwort";
        the_answer = "The answer" => "Die Antwort";
        unanswered = "Not answered yet." => "Noch nicht beantwortet.";

        // The console.
        by_hand = "Send a call by hand, at the cursor" => "Einen Aufruf von Hand senden, an dieser Stelle";
        address = "Address" => "Adresse";
        address_hint
            = "/path at the broker, or http://node/path" => "/pfad beim Broker oder http://knoten/pfad";
        send = "Send" => "Senden";
        send_keys = "Ctrl+Enter" => "Strg+Enter";
        body = "Body" => "Inhalt";
        body_hint
            = "The body: JSON, or for data any text" => "Der Inhalt: JSON, für Daten beliebiger Text";
        tidy = "Tidy the JSON" => "JSON ordnen";
        ctrl = "Ctrl" => "Strg";
        sends = "sends" => "sendet";
        examples = "Examples…" => "Beispiele …";
        examples_about
            = "Examples: picking one fills the fields" => "Beispiele: Die Auswahl füllt die Felder";
        method = "Method" => "Methode";
        refused_before
            = "refused before it became an event" => "abgelehnt, bevor es ein Ereignis wurde";
        took(ms: u64, events: u32)
            = format!("{ms} ms, {events} {}", if events == 1 { "event" } else { "events" })
            => format!("{ms} ms, {events} {}", if events == 1 { "Ereignis" } else { "Ereignisse" });
        your_answer = "The answer to your call" => "Die Antwort auf deinen Aufruf";
        no_more(event: EventId)
            = format!("event {event}, which is no more") => format!("Ereignis {event}, das es nicht mehr gibt");
        send_again = "Send again" => "Noch einmal senden";
        sent = "Sent so far" => "Bisher gesendet";
    }
}
