//! What the broker believes beside what is true, and where data are.

super::group! {
    /// Beliefs and truth.
    Knowledge {
        believes = "What the broker believes" => "Was der Broker glaubt";
        true_at(at: &str) = format!("≠ what is true at {at}") => format!("≠ was um {at} wahr ist");
        true_at_sorted(at: &str)
            = format!("≠ what is true at {at}, what differs first") => format!("≠ was um {at} wahr ist, Abweichendes zuerst");
        no_executors = "No executors" => "Keine Executors";
        no_executors_about
            = "Add one: the broker learns of it when it registers."
            => "Füge einen hinzu: Der Broker erfährt von ihm, wenn er sich anmeldet.";
        executors = "Executors" => "Executors";
        executor = "executor" => "Executor";
        load = "load" => "Last";
        memory = "memory" => "Speicher";
        jobs = "jobs" => "Jobs";
        behind = "events behind" => "Ereignisse zurück";
        also_differs = "also differs" => "weicht auch ab";
        fewer = "show fewer" => "weniger zeigen";
        show_all(rows: usize) = format!("show all {rows}") => format!("alle {rows} zeigen");
        truly = "but truly" => "in Wahrheit aber";

        // Datastores.
        datastores = "Datastores" => "Datenspeicher";
        datastore = "datastore" => "Datenspeicher";
        names = "names" => "Namen";
        free = "free" => "frei";
        heard = "heard" => "gehört";
        never = "never" => "nie";
        missed = "missed" => "verpasst";
        missed_to_tell = "missed, has to be told" => "verpasst, muss es erfahren";
        list_and_more(list: &str, more: usize)
            = format!("{list}; and {more} more") => format!("{list}; und {more} weitere");

        // Data.
        data = "Data" => "Daten";
        no_data = "No datastore keeps anything yet." => "Noch hält kein Datenspeicher etwas.";
        begin_with = "Names that begin with" => "Namen, die beginnen mit";
        begin_with_hint = "names that begin with…" => "Namen, die beginnen mit …";
        names_in_all(names: usize)
            = if names == 1 { "1 name".to_owned() } else { format!("{names} names") }
            => if names == 1 { "1 Name".to_owned() } else { format!("{names} Namen") };
        none_begins = "No name that is kept begins so." => "Kein Name, der gehalten wird, beginnt so.";
        show_more(more: usize, of: usize)
            = format!("show {more} more of {of}") => format!("{more} weitere von {of} zeigen");
        at(datastore: &str) = format!("at {datastore}") => format!("auf {datastore}");
        comma_show_all = ", show all" => ", alle zeigen";
        name = "name" => "Name";
        size = "size" => "Größe";
        job = "job" => "Job";
        is_at = "is at" => "liegt auf";
        broker_believes = "broker believes" => "Broker glaubt";
        for_more(left: &str) = format!("for {left} more") => format!("noch {left}");
        would_look = "would have to look" => "müsste suchen";
        under_way = "Under way: " => "Im Gange: ";
        the_broker(works: &str) = format!("the broker {works}.") => format!("Der Broker {works}.");
    }
}
