//! Searching: what keys and kinds mean, and what is wrong with a line.
//!
//! Keys, kinds and other values are written the same in every language.

super::group! {
    /// Searching.
    Search {
        // The keys.
        key_kind
            = "what an event is: decision, heartbeat, merge, lost, …" => "was ein Ereignis ist: decision, heartbeat, merge, lost, …";
        key_node
            = "whose it is: exec-2, or exec-* for all that begin so" => "wessen es ist: exec-2, oder exec-* für alle, die so beginnen";
        key_job = "a job that it is about: job-7" => "ein Job, um den es geht: job-7";
        key_message
            = "the message, by its number or its name: heartbeat" => "die Nachricht, nach Nummer oder Name: heartbeat";
        key_emergency
            = "about one of this kind, level or place: fire; any" => "um einen dieser Art, Stufe oder dieses Ortes: fire; any";
        key_at = "when: 2:10, 1:00..2:00, ..0:30" => "wann: 2:10, 1:00..2:00, ..0:30";

        // The kinds.
        decision = "the broker chose an executor, or found none" => "der Broker wählte einen Executor oder fand keinen";
        emergency = "about an emergency" => "um einen Notfall";
        heartbeat = "an executor says that it is there" => "ein Executor sagt, dass er da ist";
        merge = "a receive that brought news" => "ein Empfang, der Neues brachte";
        submit = "a job on its way to the broker" => "ein Job auf dem Weg zum Broker";
        run = "a job handed to an executor" => "ein Job, einem Executor übergeben";
        start = "a job began to run" => "ein Job begann zu laufen";
        finish = "a job has run to its end" => "ein Job ist zu Ende gelaufen";
        done = "the report of how a job ended" => "die Meldung, wie ein Job endete";
        result = "what came out of a job" => "was bei einem Job herauskam";
        data = "data stored, fetched, listed" => "Daten gespeichert, geholt, aufgelistet";
        register = "an executor wants to be one" => "ein Executor meldet sich an";
        crash = "a machine stopped" => "ein Rechner fiel aus";
        restart = "a machine started again" => "ein Rechner startete neu";
        expired = "dropped, or given up, after silence" => "gestrichen oder aufgegeben, nach langer Stille";
        lost = "a message that never arrived" => "eine Nachricht, die nie ankam";
        refused = "something was not taken" => "etwas wurde nicht angenommen";
        late = "older than what is known, or a second time" => "älter als das Bekannte, oder zum zweiten Mal";
        preempt = "a job gave its place to an emergency" => "ein Job wich einem Notfall";
        delete = "a job or data to be deleted" => "ein Job oder Daten, die gelöscht werden";
        policy = "the rules were changed" => "das Regelwerk wurde geändert";
        notice = "a broadcast about emergencies" => "ein Rundruf zu Notfällen";
        answer = "the answer to a call" => "die Antwort auf einen Aufruf";
        ping = "is anybody there?" => "ist jemand da?";
        internal = "something within a node" => "etwas in einem Knoten";
        send = "a message left" => "eine Nachricht wurde gesendet";
        receive = "a message came in" => "eine Nachricht kam an";

        // What is wrong with a line.
        at_character(at: usize, problem: &str)
            = format!("At character {at}: {problem}") => format!("Bei Zeichen {at}: {problem}");
        open_pattern = "this regular expression has no / at its end" => "diesem regulären Ausdruck fehlt das / am Ende";
        empty_pattern = "there is nothing between the two /" => "zwischen den beiden / steht nichts";
        no_event_number(text: &str)
            = format!("“{text}” is no number of an event: #42, or #40..50")
            => format!("„{text}“ ist keine Nummer eines Ereignisses: #42 oder #40..50");
        open_quote = "this quote has no end" => "diesem Anführungszeichen fehlt sein Gegenstück";
        empty_quote = "there is nothing between the quotes" => "zwischen den Anführungszeichen steht nichts";
        no_space = "a space is missing after the quote" => "nach dem Anführungszeichen fehlt ein Leerzeichen";
        no_key(key: &str, keys: &str)
            = format!("there is no key “{key}”: keys are {keys}") => format!("„{key}“ ist kein Schlüssel: Es gibt {keys}");
        no_value(key: &str)
            = format!("{key}: wants a value right behind it") => format!("{key}: braucht gleich dahinter einen Wert");
        no_kind(kind: &str, kinds: &str)
            = format!("there is no kind “{kind}”: kinds are {kinds}") => format!("„{kind}“ ist keine Art: Es gibt {kinds}");
        no_time(text: &str)
            = format!("“{text}” is no time: 2:10, 1:00..2:00, ..0:30.5")
            => format!("„{text}“ ist keine Zeit: 2:10, 1:00..2:00, ..0:30.5");
    }
}
