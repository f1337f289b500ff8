//! The jobs at the broker: those that wait, with what they wait for and why they stand where they stand, those that run,
//! those that ended; and the rules.

super::group! {
    /// The jobs at the broker, and the rules.
    Queue {
        // What a job waits for.
        waits_for(others: &str) = format!("waits for {others}") => format!("wartet auf {others}");
        unknown_job(job: &str) = format!("{job}, which nobody has submitted") => format!("{job}, den niemand eingereicht hat");
        waiting_job(job: &str) = format!("{job}, which waits too") => format!("{job}, der auch wartet");
        job_on(job: &str, node: &str) = format!("{job}, on {node}") => format!("{job}, auf {node}");
        job_on_for(job: &str, node: &str, left: &str)
            = format!("{job}, on {node} for {left} more") => format!("{job}, auf {node} noch {left}");
        behind_head(head: &str)
            = format!("behind the head, {head}: first in, first out") => format!("hinter dem Kopf, {head}: der Reihe nach");
        no_executor = "no executor is registered" => "kein Executor ist angemeldet";
        nobody_has(rule: &str) = format!("no executor has {rule}") => format!("kein Executor erfüllt „{rule}“");
        nobody_has_closest(rule: &str, closest: &str)
            = format!("no executor has {rule}; the closest: {closest}")
            => format!("kein Executor erfüllt „{rule}“; am nächsten: {closest}");
        nobody_capable(each: &str)
            = format!("no executor is capable now. {each}") => format!("gerade ist kein Executor geeignet. {each}");
        reserved_for(jobs: &str) = format!(", reserved for {jobs}") => format!(", reserviert für {jobs}");
        none_of(executors: usize, refused: &str)
            = format!("none of the {executors} executors is capable now: refused {refused}")
            => format!("keiner der {executors} Executors ist gerade geeignet: abgelehnt {refused}");
        by_rule(refused: usize, rule: &str) = format!("{refused} by {rule}") => format!("{refused} wegen „{rule}“");
        could_take(executor: &str)
            = format!("{executor} could take it at the broker’s next step")
            => format!("{executor} könnte ihn beim nächsten Schritt des Brokers übernehmen");
        left_to(executor: &str, job: &str)
            = format!("{executor} is left to {job}, for which it had to go")
            => format!("{executor} bleibt frei für {job}, dem er weichen musste");
        held_for(executor: &str, job: &str)
            = format!("{executor} is left to {job}, which nobody may pass any more")
            => format!("{executor} bleibt frei für {job}, den niemand mehr überholen darf");
        /// How many wait behind the head, and how many of them could go; each as a number and as a word.
        blocks(behind: usize, behind_word: &str, able: usize, able_word: &str)
            = {
                let those = if behind == 1 { "one job waits".to_owned() } else { format!("{behind_word} jobs wait") };
                let able = match able {
                    0 => "none of which could go either".to_owned(),
                    1 if behind == 1 => "which could go now".to_owned(),
                    _ => format!("{able_word} of which could go now"),
                };
                format!("head-of-line blocking: {those} behind it, {able}")
            }
            => match (behind, able) {
                (1, 0) => "Head-of-Line-Blocking: Dahinter wartet ein Job, der auch nicht gehen könnte".to_owned(),
                (1, _) => "Head-of-Line-Blocking: Dahinter wartet ein Job, der jetzt gehen könnte".to_owned(),
                (_, 0) => format!("Head-of-Line-Blocking: Dahinter warten {behind_word} Jobs, von denen auch keiner gehen könnte"),
                _ if able == behind => format!("Head-of-Line-Blocking: Dahinter warten {behind_word} Jobs, die alle jetzt gehen könnten"),
                (_, 1) => format!("Head-of-Line-Blocking: Dahinter warten {behind_word} Jobs, von denen einer jetzt gehen könnte"),
                _ => format!("Head-of-Line-Blocking: Dahinter warten {behind_word} Jobs, von denen {able_word} jetzt gehen könnten"),
            };
        came_now = "came just now" => "gerade gekommen";
        waiting_since(waited: &str) = format!("waiting for {waited}") => format!("wartet seit {waited}");
        set_back_once(lost: &str)
            = format!(" · had to go once: {lost} of work lost") => format!(" · musste einmal weichen: {lost} Arbeit verloren");
        set_back(times: &str, lost: &str)
            = format!(" · had to go {times} times: {lost} of work lost")
            => format!(" · musste {times} Mal weichen: {lost} Arbeit verloren");

        // Why it stands before the next one.
        before(job: &str, why: &str) = format!("before {job}: {why}") => format!("vor {job}: {why}");
        emergency_first = "every emergency goes before it" => "jeder Notfall geht ihm vor";
        urgency_above(first: i64, second: i64)
            = format!("urgency {first} > {second}") => format!("Dringlichkeit {first} > {second}");
        waits_longer(longer: &str)
            = format!("the same urgency, and it waits {longer} longer")
            => format!("gleiche Dringlichkeit, wartet aber {longer} länger");
        order_of_others
            = "the same priority; it came later, and the causal order of others puts it here"
            => "gleiche Priorität; er kam später, und die kausale Ordnung anderer stellt ihn hierher";
        later_but_before
            = "the same priority; it came later, but its submission happened before the other’s"
            => "gleiche Priorität; er kam später, aber seine Einreichung geschah vor der des anderen";
        submitted_before
            = "the same priority, and its submission happened before the other’s"
            => "gleiche Priorität, und seine Einreichung geschah vor der des anderen";
        came_first = "it came first" => "er kam zuerst";
        came_earlier(earlier: &str) = format!("it came {earlier} earlier") => format!("er kam {earlier} früher");
        concurrent(came: &str)
            = format!("the same priority, neither submission happened before the other, and {came}")
            => format!("gleiche Priorität, keine der beiden Einreichungen geschah vor der anderen, und {came}");
        same_priority(came: &str)
            = format!("the same priority, and {came}") => format!("gleiche Priorität, und {came}");
        no_emergency = "no emergency 1" => "kein Notfall 1";

        // Who can still pass it.
        nobody_passes = "nobody passes it" => "niemand überholt ihn";
        no_newcomer = "no newcomer passes it" => "kein neuer Job überholt ihn";
        no_newcomer_now = "no newcomer passes it any more" => "kein neuer Job überholt ihn mehr";
        newcomers_above(urgency: i64)
            = format!("newcomers pass it with an urgency above {urgency}, however long it waits")
            => format!("neue Jobs mit einer Dringlichkeit über {urgency} überholen ihn, egal wie lange er wartet");
        emergencies_pass
            = "every new emergency passes it, however long it waits"
            => "jeder neue Notfall überholt ihn, egal wie lange er wartet";
        newcomers_for(urgency: &str, left: &str)
            = format!("newcomers pass it with an urgency above {urgency}; after {left} more none does")
            => format!("neue Jobs mit einer Dringlichkeit über {urgency} überholen ihn; nach weiteren {left} keiner mehr");

        // How one stands that was handed out, and how one ended.
        place_taken = "its place is not empty yet" => "sein Platz ist noch nicht frei";
        unconfirmed = "handed over, not confirmed yet" => "übergeben, noch nicht bestätigt";
        fetches = "its data are being fetched" => "seine Daten werden geholt";
        left(left: &str) = format!("{left} left") => format!("noch {left}");
        unheard = "the broker has not heard of its end" => "der Broker weiß noch nicht von seinem Ende";
        done_by(node: &str) = format!("done by {node}") => format!("fertig auf {node}");
        deleted = "deleted" => "gelöscht";
        failed(why: &str) = format!("failed: {why}") => format!("gescheitert: {why}");
        refused = "refused: it could not be placed at once" => "abgelehnt: ließ sich nicht sofort platzieren";
        orphaned(job: &str) = format!("given up: {job} was never done") => format!("aufgegeben: {job} wurde nie fertig");

        // The panel.
        waiting = "Waiting" => "Wartend";
        waiting_of(jobs: usize)
            = format!("Waiting: {jobs}, the first to leave first") => format!("Wartend: {jobs}, der nächste zuoberst");
        waiting_jobs = "Waiting jobs" => "Wartende Jobs";
        nothing_waits = "Nothing waits" => "Nichts wartet";
        nothing_waits_about
            = "Submit a job, or inject an emergency: it is queued here first."
            => "Reiche einen Job ein oder löse einen Notfall aus: Er kommt zuerst hier in die Warteschlange.";
        first_shown(shown: usize) = format!("show the first {shown}") => format!("die ersten {shown} zeigen");
        delete(job: &str) = format!("Delete {job}") => format!("{job} löschen");
        handed_out(jobs: usize) = format!("Handed out: {jobs}") => format!("Vergeben: {jobs}");
        handed_out_jobs = "Jobs that were handed out" => "Vergebene Jobs";
        last_ended = "The last that ended" => "Zuletzt beendet";
        ended_jobs = "Jobs that ended" => "Beendete Jobs";
        urgency(urgency: i64) = format!("urgency {urgency}") => format!("Dringlichkeit {urgency}");
        urgency_and_waiting(urgency: i64, waiting: &str)
            = format!("urgency {urgency} + waiting {waiting}") => format!("Dringlichkeit {urgency} + Warten {waiting}");
        arrival_counts = "arrival alone counts" => "nur die Ankunft zählt";
        urgency_of_emergency
            = "urgency of an emergency: weight of its kind × its level"
            => "Dringlichkeit eines Notfalls: Gewicht der Art × Stufe";
        urgency_of_others = "urgency of any other job: 1" => "Dringlichkeit jedes anderen Jobs: 1";
        ageing_about(every: &str)
            = format!(
                "waiting: 1 for each {every}. All who wait age alike, so it holds off those who come later, and nobody waits for ever"
            )
            => format!(
                "Warten: 1 für je {every}. Alle Wartenden altern gleich: Das hält Spätere zurück, und niemand wartet ewig"
            );
        no_ageing = "waiting does not count under this order" => "Warten zählt bei dieser Reihenfolge nicht";
        neither_counts
            = "neither counts under this order: the first in is the first out"
            => "beides zählt bei dieser Reihenfolge nicht: Wer zuerst kommt, geht zuerst";

        // The rules.
        policy = "Policy" => "Regelwerk";
        order = "Order" => "Reihenfolge";
        fifo = "fifo" => "FIFO";
        emergency_order = "emergency first" => "Notfälle zuerst";
        aged_order = "emergency aged" => "mit Alterung";
        placement = "Placement" => "Platzierung";
        ageing = "Ageing, s" => "Alterung, s";
        reserve = "Reserve what running jobs need" => "Reservieren, was laufende Jobs brauchen";
        preempt_about
            = "Only with the reservation: it keeps the place that is made"
            => "Nur mit Reserve: Sie hält den frei gewordenen Platz";
        preempt
            = "Let critical emergencies take the place of normal jobs"
            => "Kritische Notfälle dürfen normale Jobs verdrängen";
        declared = "Emergencies declared for all" => "Für alle ausgerufene Notfälle";
        declared_tags = "Declared for all:" => "Für alle ausgerufen:";
        all_clear = "All clear" => "Entwarnung";
        declaring = "Declare an emergency" => "Einen Notfall ausrufen";
        declare_kind = "Declare for all jobs of a kind" => "Für alle Jobs einer Art ausrufen";
        kind = "Kind of emergency" => "Art des Notfalls";
        at_least = "at least" => "mindestens";
        level = "Level of emergency" => "Stufe des Notfalls";
        declare = "Declare for all" => "Für alle ausrufen";
    }
}
