//! What happened, in a sentence or two, for the eye and for the ear.

super::group! {
    /// What happened, in a sentence or two, for the eye and for the ear.
    Narration {
        the_reason(why: &str) = format!("The reason: {why}.") => format!("Der Grund: {why}.");
        nothing = "Nothing has happened yet." => "Noch ist nichts geschehen.";
        step_on = "Step on to see the first event and its tick."
            => "Geh weiter, um das erste Ereignis und seinen Tick zu sehen.";
        nothing_aloud = "Nothing has happened yet. Step on to hear the first event."
            => "Noch ist nichts geschehen. Geh weiter, um das erste Ereignis zu hören.";
        gets(who: &str, job: &str) = format!("{who} gets {job}.") => format!("{who} bekommt {job}.");
        nobody(job: &str) = format!("Nobody can take {job} now.") => format!("Niemand kann {job} jetzt übernehmen.");
        // Why, and what follows.
        crashed = "Messages to it are lost until it starts again; nobody is told."
            => "Nachrichten an ihn gehen verloren, bis er neu startet; niemand erfährt davon.";
        restarted = "It goes on counting where it stopped." => "Er zählt dort weiter, wo er aufgehört hat.";
        incarnation(name: &str)
            = format!("It is a new incarnation, {name}, with an entry of its own that counts from one.")
            => format!("Er ist eine neue Inkarnation, {name}, mit einem eigenen Eintrag, der bei eins beginnt.");
        requeued_one(job: &str) = format!(" {job} goes back to its place in the queue.")
            => format!(" {job} geht an seinen Platz in der Warteschlange zurück.");
        requeued(jobs: &str) = format!(" {jobs} go back to their places in the queue.")
            => format!(" {jobs} gehen an ihre Plätze in der Warteschlange zurück.");
        will_ping = "It will ping it first, to see that it is where it says."
            => "Er pingt ihn erst an, um zu sehen, ob er dort ist, wo er sagt.";
        counts(who: &str, silence: &str) = format!("{who} counts until it is silent for {silence}.")
            => format!("{who} gilt als Executor, bis er {silence} lang schweigt.");
        replaces(whom: &str) = format!(" It takes the place of {whom}.") => format!(" Er ersetzt {whom}.");
        adopted(jobs: &str) = format!(" It still runs {jobs}, so no second run is needed.")
            => format!(" Er führt {jobs} noch aus, also ist kein zweiter Lauf nötig.");
        unverified = "Only who answers a ping becomes an executor." => "Nur wer einen Ping beantwortet, wird Executor.";
        says_new = "It says something new, so what was known is replaced."
            => "Er sagt etwas Neues, also wird das Bekannte ersetzt.";
        says_same = "It says the same as the one before." => "Er sagt dasselbe wie der vorige.";
        stale = "Newer knowledge is never overwritten by older: the dots tell which is which."
            => "Neueres Wissen wird nie von älterem überschrieben: Die Dots zeigen, was neuer ist.";
        stranger = "It is answered with 404, so that it registers anew."
            => "Er bekommt 404 zur Antwort, damit er sich neu anmeldet.";
        in_queue(place: &str) = format!("It is {place} in the queue") => format!("Er steht als {place} in der Warteschlange");
        at_once = "It is to be placed at once" => "Er soll sofort platziert werden";
        and_waits(jobs: &str) = format!(", and waits for {jobs}") => format!(" und wartet auf {jobs}");
        stands_before(job: &str, other: &str) = format!(
            " It stands before {other}, which came earlier, because the submission of {job} happened before."
        ) => format!(" Er steht vor {other}, der früher kam, weil die Einreichung von {job} vorher geschah.");
        known_already = "It is known already, so nothing changes." => "Er ist schon bekannt, also ändert sich nichts.";
        it_said(why: &str) = format!("It said: {why}.") => format!("Er sagte: {why}.");
        place_is_free = "Its place is free now" => "Sein Platz ist jetzt frei";
        waited_enough = "Whoever is to take its place has waited long enough"
            => "Wer an seine Stelle soll, hat lange genug gewartet";
        handed_out(room: &str, job: &str) = format!("{room}: {job} is handed out.")
            => format!("{room}: {job} wird übergeben.");
        ended_before = "It had ended before, or is another of this name, so nothing changes."
            => "Er war schon beendet oder ist ein anderer dieses Namens, also ändert sich nichts.";
        freed = "What it used is free again." => "Was er belegte, ist wieder frei.";
        ready(jobs: &str) = format!("Ready now: {jobs}.") => format!("Jetzt bereit: {jobs}.");
        told_to_stop(who: &str) = format!(" {who} had it too and is told to stop.")
            => format!(" {who} hatte ihn auch und soll ihn stoppen.");
        orphaned = "That one ended without being done." => "Der endete, ohne fertig zu werden.";
        expired = "By its own time that is too long; whether it is down it cannot know."
            => "Nach der Zeit des Brokers ist das zu lang; ob ein Absturz dahintersteckt, kann er nicht wissen.";
        jobs_heard = "An original node does not say so in its heartbeats, so it is asked."
            => "Ein Knoten des Originals sagt das nicht in seinen Heartbeats, also wird er gefragt.";
        asked_again = "The same node is asked again, so that a lost answer never makes a job run twice."
            => "Derselbe Knoten wird noch einmal gefragt, damit eine verlorene Antwort nie einen Job zweimal laufen lässt.";
        reserves_and_preempts = "What running jobs need stays reserved between heartbeats, and a critical emergency may take the place of normal jobs."
            => "Was laufende Jobs brauchen, bleibt zwischen Heartbeats reserviert, und ein kritischer Notfall darf normale Jobs verdrängen.";
        reserves = "What running jobs need stays reserved between heartbeats."
            => "Was laufende Jobs brauchen, bleibt zwischen Heartbeats reserviert.";
        reserves_nothing = "Nothing is reserved between heartbeats." => "Zwischen Heartbeats wird nichts reserviert.";
        sorted_anew(kept: &str) = format!("{kept} The queue is sorted anew.")
            => format!("{kept} Die Warteschlange wird neu sortiert.");
        no_level_changes = "No waiting job changes its level; every executor is told."
            => "Kein wartender Job ändert seine Stufe; jeder Executor erfährt davon.";
        level_changes(jobs: &str) = format!("It changes the level of {jobs}; every executor is told.")
            => format!("Das ändert die Stufe von {jobs}; jeder Executor erfährt davon.");
        // The same of the others.
        joined(every: &str) = format!("From now on it sends a heartbeat every {every}.")
            => format!("Von nun an sendet er alle {every} einen Heartbeat.");
        not_joined(why: &str) = format!("The answer was: {why}. It tries again.")
            => format!("Die Antwort war: {why}. Er versucht es noch einmal.");
        registers_anew = "It registers anew." => "Er meldet sich neu an.";
        will_run(duration: &str) = format!("It will run for {duration}.") => format!("Er wird {duration} laufen.");
        finished = "Its result goes to the broker first, then the report that it is done."
            => "Sein Ergebnis geht zuerst an den Broker, dann die Fertigmeldung.";
        gave_up = "Nobody answered, however often it tried." => "Niemand hat geantwortet, sooft er es auch versuchte.";
        notice_held = "Causal delivery: what happened before is delivered before."
            => "Kausale Zustellung: Was vorher geschah, wird vorher zugestellt.";
        notices_delivered = "The earlier one had been missing; now both are delivered in causal order."
            => "Die frühere hatte gefehlt; nun werden beide in kausaler Reihenfolge zugestellt.";
        result_has(bytes: &str) = format!("It has {bytes}.") => format!("Es hat {bytes}.");
        result_refused = "It is not expected here, or finds no room."
            => "Es wird hier nicht erwartet oder findet keinen Platz.";
        not_twice(job: &str) = format!("It does not run {job} twice.") => format!("Er führt {job} nicht zweimal aus.");
        on_battery(charge: u32)
            = format!("It runs on its battery, which has {charge} %. The broker learns of it at the next heartbeat.")
            => format!("Er läuft auf Akku, der {charge} % hat. Der Broker erfährt davon mit dem nächsten Heartbeat.");
        on_mains = "The broker learns of it at the next heartbeat."
            => "Der Broker erfährt davon mit dem nächsten Heartbeat.";
        once_all_is_here = "It runs it once all is here." => "Er führt ihn aus, sobald alles da ist.";
        asks_for_each = "It asks for each of them." => "Er fragt nach jedem davon.";
        nothing_missing = "Nothing is missing any more, so the job can run."
            => "Nichts fehlt mehr, also kann der Job laufen.";
        missing(n: usize, number: &str) = format!("Still missing: {number}.")
            => format!("Es {} noch {number}.", if n == 1 { "fehlt" } else { "fehlen" });
        tries_again(why: &str, every: &str) = format!("The reason: {why}. It tries again in {every}.")
            => format!("Der Grund: {why}. In {every} versucht er es wieder.");
        result_elsewhere = "Its result came before, or a datastore keeps it."
            => "Sein Ergebnis kam schon, oder ein Datenspeicher bewahrt es auf.";
        no_result(ending: &str) = format!("{ending} It expects no result of it any more.")
            => format!("{ending} Ein Ergebnis wird nicht mehr erwartet.");
        kept(size: &str) = format!("{size}, in place of what stood there.")
            => format!("{size}, anstelle dessen, was dort stand.");
        late_call = "It has heard of a later one: the clocks of the calls tell which is which."
            => "Er hat schon von einem späteren gehört: Die Uhren der Aufrufe zeigen, welcher das ist.";
        does_not_fit(bytes: &str, free: &str) = format!("{bytes} do not fit into the {free} that are free.")
            => format!("{bytes} passen nicht in die {free}, die frei sind.");
        go_out(bytes: &str) = format!("{bytes} go out.") => format!("{bytes} gehen hinaus.");
        no_such_name = "There is nothing of this name here." => "Unter diesem Namen gibt es hier nichts.";
        nothing_changes = "So nothing changes." => "Also ändert sich nichts.";
        went(n: usize, names: &str) = format!("{names} went.")
            => format!("{names} {} gelöscht.", if n == 1 { "wurde" } else { "wurden" });
        name = "name" => "ein Name";
        names = "names" => "Namen";
        // How a job ended.
        done_elsewhere = "It was done elsewhere." => "Er wurde anderswo fertig.";
        was_deleted = "Somebody deleted it." => "Jemand hat ihn gelöscht.";
        not_placed = "It could not be placed at once." => "Er konnte nicht sofort platziert werden.";
        waited_in_vain(job: &str) = format!("It waited for {job}, which was never done.")
            => format!("Er wartete auf {job}, der nie fertig wurde.");
        // What it did to the clock: each goes before a clock.
        deciding_ticks(of: &str) = format!("Deciding ticks {of} own entry: ")
            => format!("Das Entscheiden zählt den Eintrag {of} weiter: ");
        internal_ticks = "An event of its own ticks its own entry: "
            => "Ein eigenes Ereignis zählt den eigenen Eintrag weiter: ";
        send_ticks_many = "A send ticks its own entry, and the message carries the clock: "
            => "Das Senden zählt den eigenen Eintrag weiter, und die Nachricht trägt die Uhr: ";
        send_ticks = "A send ticks its own entry, and the message carries "
            => "Das Senden zählt den eigenen Eintrag weiter, und die Nachricht trägt ";
        send_without = "It knows no vector clocks, so the message carries none; we count "
            => "Er kennt keine Vektoruhren, also trägt die Nachricht keine; wir zählen ";
        receive_without = "The message carries no clock, so nothing is merged, only its own entry ticks: "
            => "Die Nachricht trägt keine Uhr, also wird nichts zusammengeführt, nur der eigene Eintrag zählt weiter: ";
        receive_not_taken = "The message’s clock is not taken, only its own entry ticks: "
            => "Die Uhr der Nachricht wird nicht übernommen, nur der eigene Eintrag zählt weiter: ";
        then_tick = ", then its own tick: " => ", dann der eigene Tick: ";
        no_news_tick = "Nothing in the message’s clock is news; its own tick: "
            => "Nichts in der Uhr der Nachricht ist neu; der eigene Tick: ";
        news_tick(news: &str) = format!("News: {news}; then its own tick: ")
            => format!("Neu: {news}; dann der eigene Tick: ");
        // The same for the ear.
        ticks_to(count: u32) = format!("Its own entry ticks to {count}.")
            => format!("Der eigene Eintrag zählt weiter auf {count}.");
        send_ticks_to(count: u32) = format!("Its own entry ticks to {count}, and the message carries its clock.")
            => format!("Der eigene Eintrag zählt weiter auf {count}, und die Nachricht trägt die Uhr.");
        send_counted(count: u32) = format!("The message carries no clock. Its own entry is counted as {count}.")
            => format!("Die Nachricht trägt keine Uhr. Als eigenen Eintrag zählen wir {count}.");
        receive_ticks_to(count: u32) = format!("The message carries no clock, so only its own entry ticks, to {count}.")
            => format!("Die Nachricht trägt keine Uhr, also zählt nur der eigene Eintrag weiter, auf {count}.");
        not_taken_ticks_to(count: u32)
            = format!("The message’s clock is not taken, only its own entry ticks, to {count}.")
            => format!("Die Uhr der Nachricht wird nicht übernommen, nur der eigene Eintrag zählt weiter, auf {count}.");
        grown(name: &str, from: u32, to: u32) = format!("{name} from {from} to {to}")
            => format!("{name} von {from} auf {to}");
        no_news_ticks_to(count: u32)
            = format!("Nothing in the message’s clock is news. Its own entry ticks to {count}.")
            => format!("Nichts in der Uhr der Nachricht ist neu. Der eigene Eintrag zählt weiter auf {count}.");
        news_ticks_to(news: &str, count: u32)
            = format!("News in the message’s clock: {news}. Then its own entry ticks to {count}.")
            => format!("Neu in der Uhr der Nachricht: {news}. Dann zählt der eigene Eintrag weiter auf {count}.");
        // Signs and units as they are said: of one, of several.
        becomes = "to" => "auf";
        at_most = "at most" => "höchstens";
        at_least = "at least" => "mindestens";
        less_than = "less than" => "weniger als";
        more_than = "more than" => "mehr als";
        unlike = "not" => "nicht";
        living(name: &str, life: &str) = format!("{name} incarnation {life}") => format!("{name} Inkarnation {life}");
        milliseconds = "millisecond/milliseconds" => "Millisekunde/Millisekunden";
        seconds = "second/seconds" => "Sekunde/Sekunden";
        minutes = "minute/minutes" => "Minute/Minuten";
        hours = "hour/hours" => "Stunde/Stunden";
        per_cent = "per cent/per cent" => "Prozent/Prozent";
        bytes = "byte/bytes" => "Byte/Byte";
        kilobytes = "kilobyte/kilobytes" => "Kilobyte/Kilobyte";
        megabytes = "megabyte/megabytes" => "Megabyte/Megabyte";
        gigabytes = "gigabyte/gigabytes" => "Gigabyte/Gigabyte";
        terabytes = "terabyte/terabytes" => "Terabyte/Terabyte";
        petabytes = "petabyte/petabytes" => "Petabyte/Petabyte";
    }
}
