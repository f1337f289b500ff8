//! The space-time diagram, and what stands around the pictures.

super::group! {
    /// The space-time diagram, and what stands around the pictures.
    Diagram {
        // Who takes part.
        cluster = "Cluster" => "Cluster";
        recorded(summary: &str) = format!("{summary}, an event a second: it has no times")
            => format!("{summary}, ein Ereignis je Sekunde: Zeiten gibt es keine");
        hint = "click a node, a link or a message to act on it"
            => "Knoten, Verbindung oder Nachricht anklicken, um etwas damit zu tun";
        looks_elsewhere(here: u32, focus: u32) = format!("at event {here}; you are looking at event {focus}")
            => format!("bei Ereignis {here}; du siehst dir Ereignis {focus} an");
        seed(seed: u64) = format!("seed {seed}") => format!("Startwert {seed}");
        faults_about = "What goes wrong: network, links, machines (F)" => "Was schiefgeht: Netz, Verbindungen, Maschinen (F)";
        faults = "Faults…" => "Störungen…";
        faults_now(wrong: usize) = format!("Faults: {wrong}") => format!("Störungen: {wrong}");
        link_of(name: &str) = format!("Link of {name}") => format!("Verbindung von {name}");
        own_entry(count: u32) = format!(", own entry {count}") => format!(", eigener Eintrag {count}");
        in_flight = "Messages in flight" => "Nachrichten unterwegs";
        in_flight_now(messages: usize) = format!("{messages} in flight") => format!("{messages} unterwegs");
        // What can be done about a node, a link, a message.
        delay = "Delay 5 s" => "5 s verzögern";
        delay_long = "Delay 30 s" => "30 s verzögern";
        duplicate = "Duplicate" => "Verdoppeln";
        drop = "Drop" => "Verwerfen";
        more_faults = "More faults…" => "Mehr Störungen…";
        data_known = "It in Knowledge" => "Unter „Wissen“ zeigen";
        all_data_known(names: usize) = format!("All {names} in Knowledge") => format!("Alle {names} unter „Wissen“ zeigen");
        remove = "Remove" => "Entfernen";
        heartbeat_now = "Heartbeat now" => "Jetzt Heartbeat senden";
        cut = "Cut link to broker" => "Vom Broker trennen";
        heal_link = "Heal link to broker" => "Mit dem Broker verbinden";
        crash = "Crash" => "Abstürzen lassen";
        restart = "Restart" => "Neu starten";
        restart_with_memory = "Restart with memory" => "Mit Gedächtnis neu starten";
        mend = "Mend" => "Reparieren";
        change = "Change capabilities…" => "Fähigkeiten ändern…";
        cut_both = "Cut both ways" => "In beide Richtungen trennen";
        cut_one_way(from: &str, to: &str) = format!("Cut only {from} to {to}") => format!("Nur {from} → {to} trennen");
        heal = "Heal" => "Verbinden";
        link_faults = "Lose, double, hold back…" => "Verlieren, verdoppeln, aufhalten…";
        slow = "Slow: 3 × as long" => "Langsam: 3 × so lange";
        flap = "Power comes and goes" => "Strom kommt und geht";
        fill = "Fill it up" => "Füllen";
        mend_machine = "Mend the machine" => "Maschine reparieren";
        deed_of(deed: &str, message: u32) = format!("{deed}: message {message}") => format!("{deed}: Nachricht {message}");
        on_its_way(message: u32) = format!("Message {message}, on its way") => format!("Nachricht {message}, unterwegs");
        is_on_its_way(message: u32) = format!("Message {message} is on its way:")
            => format!("Nachricht {message} ist unterwegs:");
        // The diagram: what its signs mean, and how it is shown.
        space_time = "Space-time" => "Raumzeit";
        about = "Space-time diagram. Left and right move along the run, plus and minus zoom, 0 shows all of it. Enter goes into it: then arrow keys go from event to event, Enter looks at one, Shift and Enter compares."
            => "Raumzeit-Diagramm. Links und Rechts gehen am Lauf entlang, Plus und Minus zoomen, 0 zeigt alles. Die Eingabetaste führt hinein: Dann gehen die Pfeiltasten von Ereignis zu Ereignis, die Eingabetaste sieht eines an, mit Umschalt vergleicht sie.";
        no_lane = "No lane is shown." => "Keine Spur wird gezeigt.";
        past_of(event: u32) = format!("past of event {event}") => format!("vor Ereignis {event}");
        future = "future" => "danach";
        concurrent = "concurrent" => "nebenläufig";
        beyond = "beyond the cursor" => "jenseits der Stelle";
        emergency = "emergency" => "Notfall";
        decision = "decision" => "Entscheidung";
        fault = "fault" => "Störung";
        bars = "bars: how many events" => "Balken: wie viele Ereignisse";
        quiet_node = "quiet node" => "ein ruhiger Knoten";
        quiet_nodes = "quiet nodes" => "ruhige Knoten";
        more_node = "more node" => "ein weiterer Knoten";
        more_nodes = "more nodes" => "weitere Knoten";
        hidden(lanes: usize) = format!("{lanes} hidden") => format!("{lanes} ausgeblendet");
        to_cursor = "To the cursor" => "Zur Stelle";
        beside_events = "Beside events" => "Neben Ereignissen";
        clocks = "clocks" => "Uhren";
        messages = "messages" => "Nachrichten";
        spacing = "Spacing" => "Abstände";
        events = "events" => "Ereignisse";
        events_about = "Every event takes the same room" => "Jedes Ereignis bekommt gleich viel Platz";
        time = "time" => "Zeit";
        time_about = "Longer waits take more room; events close together are kept apart, so the axis stretches there"
            => "Längeres Warten bekommt mehr Platz; was dicht beieinander liegt, bleibt auseinander, und dort dehnt sich die Achse";
        zoom = "Zoom" => "Zoom";
        zoom_out = "Zoom out" => "Verkleinern";
        zoom_in = "Zoom in" => "Vergrößern";
        zoom_fit = "Fit all of the run" => "Den ganzen Lauf zeigen";
        fit = "fit" => "alles";
        window = "The window in the run" => "Das Fenster im Lauf";
        window_told(first: u32, last: u32, all: usize) = format!("events {first} to {last} of {all}")
            => format!("Ereignisse {first} bis {last} von {all}");
        window_empty = "no events" => "keine Ereignisse";
        // Lanes.
        lanes = "Lanes" => "Spuren";
        lane_of(name: &str) = format!("Lane of {name}") => format!("Spur von {name}");
        pinned = ", pinned" => ", angeheftet";
        collapsed = ", local events collapsed" => ", lokale Ereignisse zusammengefasst";
        down = ", down" => ", ausgefallen";
        move_up = "Move up" => "Nach oben";
        move_down = "Move down" => "Nach unten";
        pin = "Pin to the top" => "Oben anheften";
        unpin = "Unpin" => "Loslösen";
        expand = "Show all events" => "Alle Ereignisse zeigen";
        collapse = "Collapse local events" => "Lokale Ereignisse zusammenfassen";
        collapse_again = "Collapse all again" => "Alle wieder zusammenfassen";
        hide = "Hide" => "Ausblenden";
        show_lane(name: &str) = format!("Show {name}") => format!("{name} zeigen");
        show_all = "Show all" => "Alle zeigen";
        hidden_lanes = "Hidden lanes" => "Ausgeblendete Spuren";
        // What is looked at.
        event_card(event: u32) = format!("Event {event}") => format!("Ereignis {event}");
        event_before_number = "Event " => "Ereignis ";
        select_none = "Select no event" => "Kein Ereignis auswählen";
        compares = "A click on a second event compares." => "Ein Klick auf ein zweites Ereignis vergleicht.";
        travel = "Travel to it" => "Dorthin springen";
        message_counted = "message" => "eine Nachricht";
        messages_counted = "messages" => "Nachrichten";
        by(messages: &str) = format!("by {messages}") => format!("durch {messages}");
        more_links(more: usize) = format!("and {more} more") => format!("und {more} weitere");
        order = "Clocks: [" => "Uhren: [";
        order_of_many = "Clocks: the own entry, and how many others there are; the card of an event has all."
            => "Uhren: der eigene Eintrag, und wie viele andere es gibt; die Karte eines Ereignisses hat alle.";
        lacking(clocks: usize) = format!("{clocks} more find no room here: zoom in, or point at an event.")
            => match clocks {
                1 => "Eine weitere hat hier keinen Platz: Vergrößere, oder zeig auf ein Ereignis.".to_owned(),
                _ => format!("{clocks} weitere haben hier keinen Platz: Vergrößere, oder zeig auf ein Ereignis."),
            };
        // The search.
        thousands = "," => ".";
        searched = "Events" => "Ereignisse";
        search = "Search events" => "Ereignisse suchen";
        so_far(found: &str) = format!("{found} so far…") => format!("bisher {found}…");
        place_of(place: &str, found: &str) = format!("{place} of {found}") => format!("{place} von {found}");
        none_found = "none" => "keine";
        round_on = "on from the beginning" => "von vorn weiter";
        round_back = "back from the end" => "vom Ende zurück";
        previous = "Previous match" => "Voriger Treffer";
        previous_key = "Previous match (Shift+Enter)" => "Voriger Treffer (Umschalt+Eingabe)";
        next = "Next match" => "Nächster Treffer";
        next_key = "Next match (Enter)" => "Nächster Treffer (Eingabe)";
        found_and_suggested = "Suggestions and events found" => "Vorschläge und gefundene Ereignisse";
        suggestions = "Suggestions" => "Vorschläge";
        found(events: &str) = format!("{events} found") => format!("{events} gefunden");
        how_to_ask = "Words, “a phrase”, key:value, #42, /a regular expression/; a - before any of them turns it round."
            => "Wörter, „mehrere zusammen“, Schlüssel:Wert, #42, /ein regulärer Ausdruck/; ein - davor kehrt es um.";
        reading(read: &str, known: &str) = format!("Reading: {read} of {known} events")
            => format!("Gelesen: {read} von {known} Ereignissen");
        only_first(read: &str, most: usize) = format!("Only the first {read} events are searched: their words fill {most} MB.")
            => format!("Nur die ersten {read} Ereignisse werden durchsucht: Ihre Wörter füllen {most} MB.");
        nothing_found = "No event has all of that. Words are looked for in what an event does, its node, its job and its message."
            => "Kein Ereignis hat das alles. Wörter werden in dem gesucht, was ein Ereignis tut, in Knoten, Job und Nachricht.";
        no_expression(why: &str) = format!("this is no regular expression: {why}")
            => format!("das ist kein regulärer Ausdruck: {why}");
        // Only some events.
        filter = "Filter" => "Filter";
        show_only = "Show only" => "Nur zeigen";
        nodes = "Nodes" => "Knoten";
        kinds = "Kinds" => "Arten";
        more_kinds = "more…" => "mehr…";
        jobs = "Jobs" => "Jobs";
        job_name = "A job’s name" => "Name eines Jobs";
        only_found(asked: &str) = format!("Only what is found: {asked}") => format!("Nur Gefundenes: {asked}");
        show_not_only(part: &str) = format!("Show not only {part}") => format!("Nicht nur {part} zeigen");
        only = "Only" => "Nur";
        filtered(shown: &str, known: &str, hidden: &str) = format!("{shown} of {known} events shown, {hidden} hidden")
            => format!("{shown} von {known} Ereignissen gezeigt, {hidden} ausgeblendet");
    }
}
