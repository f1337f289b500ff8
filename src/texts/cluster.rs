//! The cluster: how each machine is, what its link carries, what a message says.

super::group! {
    /// How machines, links and messages are.
    Cluster {
        // What a machine is.
        broker = "broker" => "Broker";
        executor = "executor" => "Executor";
        datastore = "datastore" => "Datenspeicher";
        client = "client" => "Client";
        host = "host" => "Host";
        host_said(said: &str) = format!("host: {said}") => format!("Host: {said}");

        // All of them in one line.
        executors(count: usize)
            = format!("{count} executors") => format!("{count} {}", if count == 1 { "Executor" } else { "Executors" });
        hosts(count: usize)
            = format!("{count} hosts of a log") => format!("{count} {} eines Logs", if count == 1 { "Host" } else { "Hosts" });
        busy = "busy" => "beschäftigt";
        down = "down" => "ausgefallen";

        // How one is, short enough for its card.
        joining = "joining" => "beitretend";
        silent = "silent" => "still";
        silent_for(silence: &str) = format!("silent {silence}") => format!("still {silence}");
        dropped = "dropped" => "gestrichen";
        dropped_in(left: &str) = format!("dropped in {left}") => format!("gestrichen in {left}");
        dropped_by_broker = "dropped by the broker" => "vom Broker gestrichen";
        crashed = "crashed" => "abgestürzt";
        down_for(span: &str) = format!("down for {span}") => format!("aus seit {span}");
        cut_off = "cut off" => "getrennt";
        not_heard = "not heard" => "ungehört";
        hears_nothing = "hears nothing" => "hört nichts";
        away = "counted as away" => "abwesend";
        waiting(jobs: usize) = format!("{jobs} waiting") => format!("{jobs} wartend");
        running(jobs: usize) = format!("{jobs} running") => format!("{jobs} laufend");
        expects(results: usize)
            = match results {
                0 => "waits for nothing".to_owned(),
                1 => "waits for 1 result".to_owned(),
                n => format!("waits for {n} results"),
            }
            => match results {
                0 => "wartet auf nichts".to_owned(),
                1 => "1 Ergebnis offen".to_owned(),
                n => format!("{n} Ergebnisse offen"),
            };
        holds(names: usize, free: u64)
            = format!("{names} {} · {free} % free", if names == 1 { "name" } else { "names" })
            => format!("{names} {} · {free} % frei", if names == 1 { "Name" } else { "Namen" });
        idle = "idle" => "frei";
        delivers = "delivers" => "liefert";
        fetches = "fetches data" => "holt Daten";
        jobs(jobs: usize) = format!("{jobs} jobs") => format!("{jobs} Jobs");
        left(left: &str) = format!("{left} left") => format!("noch {left}");
        fetches_for(job: &str) = format!("fetches data for {job}") => format!("holt Daten für {job}");
        runs(job: &str) = format!("runs {job}") => format!("führt {job} aus");

        // What one has.
        load(percent: &str) = format!("load {percent} %") => format!("Last {percent} %");
        comma_load = ", load " => ", Last ";
        load_and_memory(percent: &str, memory: &str)
            = format!("load {percent} %, {memory} of memory free") => format!("Last {percent} %, {memory} Speicher frei");
        cores(cores: i64)
            = if cores == 1 { "1 core".to_owned() } else { format!("{cores} cores") }
            => if cores == 1 { "1 Kern".to_owned() } else { format!("{cores} Kerne") };
        battery(percent: &str) = format!(" · battery {percent} %") => format!(" · Akku {percent} %");
        knows_no_clocks = " · knows no clocks" => " · kennt keine Uhren";
        of_job(job: &str) = format!(" · job {job}") => format!(" · Job {job}");
        /// A clock of which not all entries are spelt out.
        clock_and_more(entries: &str, more: usize)
            = format!("[{entries}, and {more} more]") => format!("[{entries} und {more} weitere]");

        // Its link to the broker.
        link = "link" => "Verbindung";
        cut = "cut" => "getrennt";
        rough = "rough" => "gestört";
        carries_all(travel: &str)
            = format!("Carries everything, {travel}") => format!("Lässt alles durch, {travel}");
        as_all(rates: &str) = format!("As every link: {rates}") => format!("Wie jede Verbindung: {rates}");

        // A message.
        message = "message" => "Nachricht";
        data = "data" => "Daten";
        answer = "answer" => "Antwort";
        answer_to(answer: &str, call: &str) = format!("{answer} to {call}") => format!("{answer} auf {call}");
        sent_from_to(from: &str, to: &str) = format!("from {from} to {to}") => format!("von {from} an {to}");
        flight(says: &str, from: &str, to: &str, left: &str)
            = format!("{says}, from {from} to {to}, arrives in {left}")
            => format!("{says}, von {from} an {to}, kommt in {left} an");
        ms_left(ms: u64) = format!("{ms} ms left") => format!("noch {ms} ms");
        carries(clock: &str) = format!("carries {clock}") => format!("trägt {clock}");
        carries_none = "carries no clock" => "trägt keine Uhr";
    }
}
