//! Calls by hand: what they ask for, and what to try when one is refused.

super::group! {
    /// Calls by hand: what they ask for, and what to try when one is refused.
    Calls {
        broker_executors = "broker: executors" => "Broker: Executors";
        broker_jobs = "broker: jobs" => "Broker: Jobs";
        broker_data = "broker: data" => "Broker: Daten";
        executor = "executor" => "Executor";
        datastore = "datastore" => "Datenspeicher";
        client = "client" => "Client";
        who_answers = "who answers" => "wer antwortet";
        count = "how many executors there are" => "wie viele Executors es gibt";
        register = "take an executor in" => "einen Executor aufnehmen";
        heartbeat = "a heartbeat" => "ein Heartbeat";
        queue = "queue a job" => "einen Job einreihen";
        at_once = "place a job now or refuse it" => "einen Job sofort platzieren oder ablehnen";
        queue_emergency = "queue an emergency" => "einen Notfall einreihen";
        done = "a job is done" => "ein Job ist fertig";
        delete_job = "delete a job" => "einen Job löschen";
        result = "the result of a job" => "das Ergebnis eines Jobs";
        keep = "keep data" => "Daten aufbewahren";
        fetch = "fetch data" => "Daten holen";
        fetch_for_job = "fetch data for a job" => "Daten für einen Job holen";
        names = "which names there are" => "welche Namen es gibt";
        capabilities = "what it has" => "was er hat";
        jobs = "which jobs it has" => "welche Jobs er hat";
        run = "run a job" => "einen Job ausführen";
        stop = "stop a job" => "einen Job stoppen";
        free = "how many bytes are free" => "wie viele Bytes frei sind";
        delete = "delete data" => "Daten löschen";
        delete_of_job = "delete the data of a job" => "die Daten eines Jobs löschen";
        all_names = "all names" => "alle Namen";
        page = "a page of names" => "eine Seite Namen";
        no_json(why: &str) = format!("The body is no JSON: {why}.") => format!("Der Body ist kein JSON: {why}.");
        // What to try.
        none_registered = "No executor has registered yet: step on until one has."
            => "Noch hat sich kein Executor angemeldet: Geh weiter, bis einer da ist.";
        broker_knows(names: &str) = format!("The broker knows {names}.") => format!("Der Broker kennt {names}.");
        look_in_knowledge = "Knowledge lists every name that a datastore keeps."
            => "„Wissen“ zeigt jeden Namen, den ein Datenspeicher aufbewahrt.";
        look_at_example = "What stands before the colon is the place in the call. The example of this call has a body that fits."
            => "Vor dem Doppelpunkt steht die Stelle im Aufruf. Das Beispiel dieses Aufrufs hat einen Body, der passt.";
        nodes_there(names: &str) = format!("These nodes are there: {names}.") => format!("Diese Knoten gibt es: {names}.");
        restart_it = "Click it in the cluster to restart it." => "Klick ihn im Cluster an, um ihn neu zu starten.";
        let_it_wait = "No executor can take it now. With \"wait_for\": [] in its body it waits in the queue."
            => "Kein Executor kann ihn jetzt übernehmen. Mit \"wait_for\": [] im Body wartet er in der Warteschlange.";
        maybe_lost = "Its link may be cut, or a message lost: the cluster and the diagram show it."
            => "Vielleicht ist die Verbindung getrennt oder eine Nachricht verloren: Cluster und Diagramm zeigen es.";
        path_takes(methods: &str) = format!("This path takes {methods}.") => format!("Dieser Pfad nimmt {methods}.");
        no_such_path = "No node has such a path: the examples are all that there are."
            => "Kein Knoten hat so einen Pfad: Mehr als die Beispiele gibt es nicht.";
        broker_takes(broker: &str, call: &str) = format!("The {broker} takes it: {call}")
            => format!("Das nimmt der Broker: {call}");
        takes(name: &str, call: &str) = format!("{name} takes it: {call}") => format!("Das nimmt {name}: {call}");
        nobody_takes = "A node of another kind would take it, and there is none."
            => "Ein Knoten anderer Art nähme das, aber es gibt keinen.";
    }
}
