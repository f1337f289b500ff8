//! The figures of runs, and how they are counted.

super::group! {
    /// What a run comes to, in figures.
    Figures {
        emergencies_wait = "Emergencies wait" => "Notfälle warten";
        normal_wait = "Normal jobs wait" => "Normale Jobs warten";
        work = "Work" => "Arbeit";
        network = "Network" => "Netz";
        jobs = "jobs" => "Jobs";
        still_waiting(jobs: usize, still: usize)
            = format!("{jobs}, {still} still waits")
            => format!("{jobs}, {still} {} noch", if still == 1 { "wartet" } else { "warten" });
        median = "median" => "Median";
        p95 = "95th percentile" => "95. Perzentil";
        worst = "worst" => "längste";
        done = "jobs done" => "fertige Jobs";
        undone = "jobs that ended undone" => "unfertig beendete Jobs";
        utilisation = "utilisation" => "Auslastung";
        points(points: &str) = format!("{points} points") => format!("{points} Punkte");
        messages = "messages" => "Nachrichten";
        lost = "messages lost" => "verlorene Nachrichten";
        clock_bytes = "bytes of clocks" => "Bytes der Uhren";
        same = "same" => "gleich";

        // How each is counted.
        waiting_time = "waiting time" => "Wartezeit";
        waiting_time_means
            = "from the moment at which the broker took the job in until an executor first ran it. A job that never ran waited \
               until it ended; one that still waits counts with its wait so far, and is told."
            => "von der Annahme des Jobs durch den Broker, bis ihn zum ersten Mal ein Executor ausführt. Ein Job, der nie lief, \
                hat bis zu seinem Ende gewartet; einer, der noch wartet, zählt mit seiner bisherigen Wartezeit und wird genannt.";
        emergency = "emergency" => "Notfall";
        emergency_means
            = "the broker treated the job as one when it took it in: declared by the job, or found in its words."
            => "Der Broker hat den Job bei der Annahme so behandelt: vom Job erklärt oder in seinen Wörtern gefunden.";
        median_and_p95 = "median, 95th percentile" => "Median, 95. Perzentil";
        median_and_p95_mean
            = "the shortest wait that half of the jobs, or 95 in 100, did not exceed: always one that some job had."
            => "die kürzeste Wartezeit, die die Hälfte der Jobs oder 95 von 100 nicht überschritten: immer eine, die es wirklich gab.";
        utilisation_means
            = "of the time in which executors were up and taken in by the broker, the share in which they ran at least one job. \
               Fetching data before a job and delivering after it do not count as running."
            => "von der Zeit, in der Executors liefen und beim Broker angemeldet waren, der Anteil, in dem sie mindestens einen \
                Job ausführten. Daten vor einem Job zu holen und danach abzuliefern, zählt nicht dazu.";
        messages_mean
            = "sent by a node, whether they arrived or not; lost are those that a cut, a crash or somebody took away."
            => "von einem Knoten gesendet, ob angekommen oder nicht; verloren sind die, die an einer Trennung, an einem Absturz \
                oder durch jemanden verloren gingen.";
        clock_bytes_mean
            = "the clocks in these messages as JSON text, such as {\"broker\":9,\"exec-1\":4}."
            => "die Uhren in diesen Nachrichten als JSON-Text, etwa {\"broker\":9,\"exec-1\":4}.";
    }
}
