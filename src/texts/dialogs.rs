//! Dialogs: titles, fields, buttons.

super::group! {
    /// Dialogs: titles, fields, buttons.
    Dialogs {
        cancel = "Cancel" => "Abbrechen";
        // A new node, or another machine under an executor.
        add_executor = "Add an executor" => "Executor hinzufügen";
        add_executor_about = "It registers with the broker and sends a heartbeat every 60 s."
            => "Er meldet sich beim Broker an und sendet alle 60 s einen Heartbeat.";
        add_executor_now = "Add executor" => "Executor hinzufügen";
        add_datastore = "Add a datastore" => "Datenspeicher hinzufügen";
        add_datastore_about = "It keeps results for whoever does not wait for them."
            => "Er bewahrt Ergebnisse für alle auf, die nicht darauf warten.";
        add_datastore_now = "Add datastore" => "Datenspeicher hinzufügen";
        add_client = "Add a client" => "Client hinzufügen";
        add_client_about = "It submits jobs and takes their results." => "Er gibt Jobs ab und nimmt ihre Ergebnisse entgegen.";
        add_client_now = "Add client" => "Client hinzufügen";
        joins_at(time: &str) = format!("joins at {time}") => format!("kommt um {time} dazu");
        change_node(node: &str) = format!("Change {node}") => format!("{node} ändern");
        change_about = "What it has when it is idle. The broker learns of it at the next heartbeat."
            => "Was er im Leerlauf hat. Der Broker erfährt es mit dem nächsten Heartbeat.";
        change = "Change" => "Ändern";
        changes_at(time: &str) = format!("changes at {time}") => format!("ändert sich um {time}");
        what_to_add = "What to add" => "Was hinzukommt";
        executor = "Executor" => "Executor";
        datastore = "Datastore" => "Datenspeicher";
        client = "Client" => "Client";
        name = "Name" => "Name";
        like_a = "Like a" => "Vorlage";
        something_else = "something else" => "keine davon";
        knows_clocks = "Knows vector clocks (an original UCP node does not)"
            => "Kennt Vektoruhren (ein ursprünglicher UCP-Knoten nicht)";
        capacity = "Capacity" => "Kapazität";
        memory = "Memory" => "Speicher";
        disk = "Disk" => "Platte";
        idle_load = "CPU load when idle" => "CPU-Last im Leerlauf";
        cores = "Cores" => "Kerne";
        frequency = "Frequency" => "Takt";
        charge = "Charge" => "Ladung";
        battery = "Runs on a battery" => "Läuft auf Akku";
        equipment = "Equipment for emergencies" => "Ausrüstung für Notfälle";
        // A job.
        submit = "Submit a job" => "Job einreichen";
        submit_about = "The broker places it on an executor that meets its needs."
            => "Der Broker gibt ihn einem Executor, der seinen Bedarf deckt.";
        submitted_at(time: &str) = format!("submitted at {time}") => format!("wird um {time} eingereicht");
        arguments = "Arguments" => "Argumente";
        arguments_hint = "words such as fire or ambulance make it an emergency"
            => "Wörter wie fire oder ambulance machen ihn zum Notfall";
        needs = "Needs" => "Bedarf";
        memory_needed = "Memory, at least" => "Speicher, mindestens";
        load_allowed = "Load, at most" => "Last, höchstens";
        cores_needed = "Cores, at least" => "Kerne, mindestens";
        disk_needed = "Disk, at least" => "Platte, mindestens";
        frequency_needed = "Frequency, at least" => "Takt, mindestens";
        charge_needed = "Charge, at least" => "Ladung, mindestens";
        battery_allowed = "An executor on a battery will do" => "Ein Executor auf Akku genügt";
        first_client = "the first that is up" => "der erste, der läuft";
        client_down(name: &str) = format!("{name} (down)") => format!("{name} (ausgefallen)");
        data = "Data" => "Daten";
        own_data = "Its own, in MB, stored before it is submitted" => "Eigene, in MB, gespeichert vor dem Abgeben";
        reads = "Reads" => "Liest";
        leaves = "Leaves" => "Hinterlässt";
        when_where = "When, and where to" => "Wann, und wohin";
        duration = "Duration" => "Dauer";
        placed = "Placed" => "Platziert";
        queued = "from the queue" => "aus der Warteschlange";
        at_once = "at once or not" => "sofort oder gar nicht";
        result_to = "Result goes to" => "Ergebnis geht an";
        to_client = "the client" => "den Client";
        to_datastore = "a datastore" => "einen Datenspeicher";
        waits_for = "Waits for" => "Wartet auf";
        waits_for_hint = "names of jobs, also of later ones" => "Namen von Jobs, auch von späteren";
        // An emergency, or many.
        inject = "Inject an emergency" => "Notfall auslösen";
        inject_about = "A job that goes before others, as far as the order and its dependencies allow."
            => "Ein Job, der anderen vorgeht, soweit Reihenfolge und Abhängigkeiten es zulassen.";
        inject_now = "Inject emergency" => "Notfall auslösen";
        weight(kind: i64, level: i64, urgency: i64) = format!("urgency {kind} × {level} = {urgency}; a normal job has 1")
            => format!("Dringlichkeit {kind} × {level} = {urgency}; ein normaler Job hat 1");
        kind = "Kind" => "Art";
        level = "Level" => "Stufe";
        location = "Location" => "Ort";
        location_hint = "where help is needed" => "wo Hilfe gebraucht wird";
        open_flood = "Flood of emergencies…" => "Flut von Notfällen…";
        flood = "A flood of emergencies" => "Eine Flut von Notfällen";
        flood_about = "One client submits many of them, at moments that are drawn with the seed."
            => "Ein Client gibt viele davon ab, zu Zeiten, die mit dem Startwert gezogen werden.";
        flood_now = "Flood" => "Fluten";
        begins_at(time: &str) = format!("begins at {time}") => format!("beginnt um {time}");
        how_many = "How many" => "Wie viele";
        within = "Within" => "Innerhalb von";
        duration_each = "Duration of each" => "Dauer je Notfall";
        drawn = "drawn for each" => "je einzeln gezogen";
        // What goes wrong.
        faults = "Faults" => "Störungen";
        faults_about
            = "How messages travel from now on. Each draw comes from the seed, so a run with faults repeats itself."
            => "Wie Nachrichten von jetzt an reisen. Gezogen wird mit dem Startwert; so wiederholt sich auch ein Lauf mit Störungen.";
        set_network = "Set network" => "Netz einstellen";
        holds_from(time: &str) = format!("from {time}") => format!("ab {time}");
        messages_on = "Messages on" => "Nachrichten auf";
        every_link = "every link without a way of its own" => "jeder Verbindung ohne eigene Regeln";
        networks = "Networks that people know" => "Netze, die man kennt";
        lost = "Lost" => "Verloren";
        twice = "Come twice" => "Doppelt";
        held_back = "Held back, so that others overtake" => "Aufgehalten, sodass andere überholen";
        at_most = "For at most" => "Höchstens";
        latency_min = "On the way, shortest" => "Unterwegs, kürzeste Zeit";
        latency_max = "Longest" => "Längste Zeit";
        nothing_wrong = "Nothing is wrong now" => "Zurzeit ist nichts gestört";
        wrong_now = "Wrong now, until it is ended" => "Zurzeit gestört, bis es beendet wird";
        end_all = "End all faults" => "Alle Störungen beenden";
        end = "End" => "Beenden";
        end_it(whose: &str, what: &str) = format!("End: {whose}, {what}") => format!("Beenden: {whose}, {what}");
    }
}
