//! What happened in an event: what its node did, and the facts beside it.

super::group! {
    /// What happened in an event: what its node did, and the facts beside it. What a node did is a predicate; a node or a
    /// message in it stands in the case that German asks for (`view::words`).
    Deeds {
        // What any node did.
        sent_something = "sent a message" => "hat eine Nachricht gesendet";
        logged_nothing = "logged an event without words" => "hat ein Ereignis ohne Worte protokolliert";
        logged(text: &str) = format!("logged “{text}”") => format!("hat „{text}“ protokolliert");
        crashed = "crashed" => "ist abgestürzt";
        restarted = "started again with all that it knew" => "ist mit allem Wissen neu gestartet";
        restarted_afresh = "started again without its memory" => "ist ohne Gedächtnis neu gestartet";
        received(what: &str) = format!("received {what}") => format!("hat {what} empfangen");
        received_again(what: &str) = format!("received {what} once more") => format!("hat {what} noch einmal empfangen");
        received_emergency(job: &str, emergency: &str) = format!("received {job}, {emergency}")
            => format!("hat {job} empfangen, {emergency}");
        // Messages that it sent; in German `to` is an object.
        sent_message(to: &str) = format!("sent a message to {to}") => format!("hat eine Nachricht an {to} gesendet");
        asked_in(to: &str) = format!("asked {to} to take it in") => format!("hat {to} um Aufnahme gebeten");
        sent_heartbeat(to: &str) = format!("sent its heartbeat to {to}")
            => format!("hat seinen Heartbeat an {to} gesendet");
        asked_count(to: &str) = format!("asked {to} how many executors there are")
            => format!("hat {to} gefragt, wie viele Executors es gibt");
        submitted(job: &str) = format!("submitted {job}") => format!("hat {job} eingereicht");
        submitted_emergency(job: &str, emergency: &str) = format!("submitted {job}, {emergency}")
            => format!("hat {job} eingereicht, {emergency}");
        reported_done(to: &str, job: &str) = format!("reported to {to} that {job} is done")
            => format!("hat an {to} gemeldet, dass {job} fertig ist");
        reported_failed(to: &str, job: &str) = format!("reported to {to} that {job} failed")
            => format!("hat an {to} gemeldet, dass {job} gescheitert ist");
        asked_to_delete(to: &str, what: &str) = format!("asked {to} to delete {what}")
            => format!("hat {to} gebeten, {what} zu löschen");
        asked_to_stop(to: &str, job: &str) = format!("asked {to} to stop {job}")
            => format!("hat {to} gebeten, {job} zu stoppen");
        sent(what: &str, to: &str) = format!("sent {what} to {to}") => format!("hat {what} an {to} gesendet");
        asked_for(to: &str, what: &str) = format!("asked {to} for {what}") => format!("hat {to} um {what} gebeten");
        asked_names(to: &str, prefix: &str) = format!("asked {to} what it has under {prefix}")
            => format!("hat {to} gefragt, was unter {prefix} liegt");
        asked_to_delete_data(to: &str, folder: &str) = format!("asked {to} to delete the data of {folder}")
            => format!("hat {to} gebeten, die Daten von {folder} zu löschen");
        asked_free(to: &str) = format!("asked {to} how much is free") => format!("hat {to} gefragt, wie viel frei ist");
        asked_capabilities(to: &str) = format!("asked {to} what it has") => format!("hat {to} gefragt, was er hat");
        asked_jobs(to: &str) = format!("asked {to} what it runs") => format!("hat {to} gefragt, was er ausführt");
        told_ended(to: &str, job: &str) = format!("told {to} that {job} ended")
            => format!("hat an {to} gemeldet, dass {job} beendet ist");
        sent_result(job: &str, to: &str) = format!("sent the result of {job} to {to}")
            => format!("hat das Ergebnis von {job} an {to} gesendet");
        announced(to: &str, bytes: &str) = format!("told {to} that it has {bytes} free")
            => format!("hat an {to} gemeldet, dass {bytes} frei sind");
        pinged(to: &str) = format!("pinged {to}") => format!("hat {to} angepingt");
        handed(job: &str, to: &str) = format!("handed {job} to {to}") => format!("hat {job} an {to} übergeben");
        told_of(to: &str, notice: &str) = format!("told {to} of {notice}")
            => format!("hat {to} über {notice} informiert");
        answered(call: &str, said: &str) = format!("answered {call}: {said}")
            => format!("hat {call} beantwortet: {said}");
        refused(call: &str, said: &str) = format!("refused {call}: {said}") => format!("hat {call} abgelehnt: {said}");
        no_reason = "no reason given" => "kein Grund genannt";
        all_clear = "the all-clear" => "die Entwarnung";
        // Messages as things, as objects of a sentence.
        a_message = "a message" => "eine Nachricht";
        a_call = "a call" => "einen Aufruf";
        somebody = "somebody" => "jemand";
        by_somebody = "somebody" => "von jemandem";
        whose(of: &str) = format!("{of} ") => format!(" {of}");
        // The same as who does something. Nothing else here is masculine.
        as_subject(noun: String) = noun => match noun.strip_prefix("den ") {
            Some(rest) => format!("der {rest}"),
            None => noun,
        };
        answer_of(of: &str) = format!("{of} answer") => format!("die Antwort {of}");
        answer_to(of: &str, call: &str) = format!("{of} answer to its {call}") => format!("die Antwort {of} auf {call}");
        message_of(of: &str) = format!("{of} message") => format!("die Nachricht {of}");
        registration(whose: &str) = format!("{whose}registration") => format!("die Anmeldung{whose}");
        heartbeat(whose: &str) = format!("{whose}heartbeat") => format!("den Heartbeat{whose}");
        count_question(whose: &str) = format!("{whose}question how many executors there are")
            => format!("die Frage{whose} nach der Zahl der Executors");
        submission(whose: &str, job: &str) = format!("{whose}submission of {job}")
            => format!("die Einreichung{whose} für {job}");
        done_report(whose: &str, job: &str) = format!("{whose}report that {job} is done")
            => format!("die Fertigmeldung{whose} für {job}");
        failed_report(whose: &str, job: &str) = format!("{whose}report that {job} failed")
            => format!("die Fehlermeldung{whose} für {job}");
        delete_request(whose: &str, what: &str) = format!("{whose}request to delete {what}")
            => format!("die Bitte{whose} um Löschung von {what}");
        stop_request(whose: &str, job: &str) = format!("{whose}request to stop {job}")
            => format!("die Bitte{whose} um den Stopp von {job}");
        data(whose: &str, name: &str) = format!("{whose}{name}") => format!("{name}{whose}");
        fetch_request(whose: &str, name: &str) = format!("{whose}request for {name}")
            => format!("die Anfrage{whose} nach {name}");
        names_question(whose: &str, prefix: &str) = format!("{whose}question about {prefix}")
            => format!("die Frage{whose} nach Daten unter {prefix}");
        delete_data_request(whose: &str, folder: &str) = format!("{whose}request to delete the data of {folder}")
            => format!("die Bitte{whose} um Löschung der Daten von {folder}");
        free_question(whose: &str) = format!("{whose}question how much is free")
            => format!("die Frage{whose} nach dem freien Platz");
        capabilities_question(whose: &str) = format!("{whose}question what it has")
            => format!("die Frage{whose} nach den Fähigkeiten");
        jobs_question(whose: &str) = format!("{whose}question what it runs")
            => format!("die Frage{whose} nach den laufenden Jobs");
        end_word(whose: &str, job: &str) = format!("{whose}word that {job} ended")
            => format!("die Schlussmeldung{whose} für {job}");
        result(whose: &str, job: &str) = format!("{whose}result of {job}") => format!("das Ergebnis{whose} für {job}");
        announcement(whose: &str) = format!("{whose}announcement") => format!("die Ankündigung{whose}");
        ping(whose: &str) = format!("{whose}ping") => format!("den Ping{whose}");
        run_request(whose: &str, job: &str) = format!("{whose}request to run {job}")
            => format!("die Bitte{whose} um Ausführung von {job}");
        notice(whose: &str, of: &str) = format!("{whose}notice of {of}") => format!("die Meldung{whose} über {of}");
        // What the broker did.
        took_in(whom: &str) = format!("took {whom} in as an executor")
            => format!("hat {whom} als Executor aufgenommen");
        unverified(whom: &str) = format!("did not take {whom} in: the ping was not answered")
            => format!("hat {whom} nicht aufgenommen: Der Ping blieb ohne Antwort");
        late_heartbeat(from: &str) = format!("set a late heartbeat of {from} aside")
            => format!("hat einen verspäteten Heartbeat {from} beiseitegelegt");
        strange_heartbeat(from: &str) = format!("received a heartbeat of {from}, a stranger")
            => format!("hat einen Heartbeat {from}, einem Unbekannten, empfangen");
        counted(executors: &str) = format!("counted {executors}") => format!("hat {executors} gezählt");
        executor = "executor" => "einen Executor";
        executors = "executors" => "Executors";
        not_taken(job: &str) = format!("did not take {job}") => format!("hat {job} nicht angenommen");
        chose(whom: &str, job: &str) = format!("chose {whom} for {job}") => format!("hat {whom} für {job} gewählt");
        found_nobody(job: &str) = format!("found nobody who can take {job}")
            => format!("hat niemanden gefunden, der {job} übernehmen kann");
        heard_runs(who: &str, job: &str) = format!("heard that {who} runs {job}")
            => format!("hat erfahren, dass {who} {job} ausführt");
        heard_refuses(who: &str, job: &str) = format!("heard that {who} does not take {job}")
            => format!("hat erfahren, dass {who} {job} nicht annimmt");
        heard_lost(who: &str, jobs: &str) = format!("heard that {who} no longer has {jobs}")
            => format!("hat erfahren, dass {who} {jobs} nicht mehr hat");
        unanswered_stop(from: &str, job: &str) = format!("got no answer from {from}, which was to stop {job}")
            => format!("hat {from}, der {job} stoppen sollte, keine Antwort erhalten");
        heard_done_from(from: &str, job: &str) = format!("heard from {from} that {job} is done")
            => format!("hat {from} erfahren, dass {job} fertig ist");
        heard_done_again(job: &str) = format!("heard once more that {job} is done")
            => format!("hat noch einmal erfahren, dass {job} fertig ist");
        deleted(what: &str) = format!("deleted {what}") => format!("hat {what} gelöscht");
        deleted_late(job: &str) = format!("was asked to delete {job}, which had ended")
            => format!("sollte {job} löschen, der schon beendet war");
        orphaned(job: &str, other: &str) = format!("gave {job} up: it waited for {other}")
            => format!("hat {job} aufgegeben: Er wartete auf {other}");
        ended(job: &str) = format!("ended {job}") => format!("hat {job} beendet");
        dropped(whom: &str, silence: &str) = format!("dropped {whom} after {silence} of silence")
            => format!("hat {whom} nach {silence} Stille gestrichen");
        heard_jobs(who: &str) = format!("heard what {who} runs") => format!("hat erfahren, was {who} ausführt");
        unanswered_about(from: &str, job: &str) = format!("got no answer from {from} about {job}")
            => format!("hat {from} keine Antwort zu {job} erhalten");
        unanswered(from: &str) = format!("got no answer from {from}") => format!("hat {from} keine Antwort erhalten");
        refused_message(from: &str) = format!("refused a message from {from}")
            => format!("hat eine Nachricht {from} abgelehnt");
        changed_rules(order: &str, placement: &str) = format!("changed its rules: {order}; {placement}")
            => format!("hat das Regelwerk geändert: {order}; {placement}");
        declared(emergency: &str) = format!("declared {emergency} for all") => format!("hat {emergency} für alle ausgerufen");
        cleared = "ended every emergency declared for all" => "hat jeden für alle ausgerufenen Notfall beendet";
        // What the others did.
        was_pinged(by: &str) = format!("was pinged by {by}") => format!("wurde {by} angepingt");
        joined(who: &str) = format!("heard that {who} took it in")
            => format!("hat erfahren, dass {who} ihn aufgenommen hat");
        not_joined(who: &str) = format!("heard that {who} did not take it in")
            => format!("hat erfahren, dass {who} ihn nicht aufgenommen hat");
        forgotten(who: &str) = format!("heard that {who} does not know it any more")
            => format!("hat erfahren, dass {who} ihn nicht mehr kennt");
        started(job: &str) = format!("started {job}") => format!("hat {job} gestartet");
        has_already(job: &str) = format!("was handed {job}, which it has already")
            => format!("hat {job} bekommen, den er schon hat");
        finished(job: &str) = format!("finished {job}") => format!("hat {job} abgeschlossen");
        stopped(job: &str) = format!("stopped {job}") => format!("hat {job} gestoppt");
        not_here(job: &str) = format!("was asked to stop {job}, which is not here")
            => format!("sollte {job} stoppen, der nicht hier ist");
        gave_up(job: &str) = format!("gave up on {job}") => format!("hat {job} aufgegeben");
        heard_of(notices: &str) = format!("heard of {notices}") => format!("hat {notices} gemeldet bekommen");
        notice_held = "held a notice back until the one before it comes"
            => "hat eine Meldung zurückgehalten, bis die vor ihr kommt";
        notice_dropped = "dropped a notice that it has had" => "hat eine Meldung verworfen, die er schon hatte";
        heard_took(who: &str, job: &str) = format!("heard that {who} took {job}")
            => format!("hat erfahren, dass {who} {job} angenommen hat");
        heard_did_not_take(who: &str, job: &str) = format!("heard that {who} did not take {job}")
            => format!("hat erfahren, dass {who} {job} nicht angenommen hat");
        result_taken(job: &str) = format!("received the result of {job}") => format!("hat das Ergebnis von {job} empfangen");
        result_refused(job: &str) = format!("turned a result of {job} away")
            => format!("hat ein Ergebnis von {job} zurückgewiesen");
        keeps(name: &str) = format!("keeps {name}") => format!("bewahrt {name} auf");
        late_call(name: &str) = format!("set a late call about {name} aside")
            => format!("hat einen verspäteten Aufruf zu {name} beiseitegelegt");
        no_room(name: &str) = format!("has no room for {name}") => format!("hat keinen Platz für {name}");
        found(name: &str) = format!("found {name}") => format!("hat {name} gefunden");
        has_none(name: &str) = format!("has no {name}") => format!("hat {name} nicht");
        nothing_to_delete(name: &str) = format!("has nothing of {name} to delete")
            => format!("hat von {name} nichts zu löschen");
        listed(prefix: &str) = format!("listed what it has under {prefix}")
            => format!("hat aufgelistet, was unter {prefix} liegt");
        was_asked_free = "was asked how much is free" => "wurde gefragt, wie viel frei ist";
        fetches(job: &str) = format!("took {job} and fetches what it reads")
            => format!("hat {job} angenommen und holt, was er liest");
        inputs_listed(n: usize, names: &str, job: &str) = format!("heard of {names} that {job} reads") => match n {
            0 => format!("hat erfahren, dass nichts da ist, was {job} liest"),
            1 => format!("hat von {names} erfahren, den {job} liest"),
            _ => format!("hat von {names} erfahren, die {job} liest"),
        };
        name_read = "name" => "einem Namen";
        names_read = "names" => "Namen";
        input_here(name: &str, job: &str) = format!("received {name} for {job}")
            => format!("hat {name} für {job} empfangen");
        tries_again(what: &str) = format!("heard that {what} could not be had or kept now")
            => format!("hat erfahren, dass {what} gerade nicht geholt oder aufbewahrt werden konnte");
        failed(job: &str) = format!("gave {job} up for want of data") => format!("hat {job} mangels Daten aufgegeben");
        heard_stored(name: &str) = format!("heard that {name} is stored")
            => format!("hat erfahren, dass {name} gespeichert ist");
        store_failed(name: &str) = format!("gave up storing {name}") => format!("hat aufgegeben, {name} zu speichern");
        heard_done(job: &str) = format!("heard that {job} is done") => format!("hat erfahren, dass {job} fertig ist");
        heard_undone(job: &str) = format!("heard that {job} ended without being done")
            => format!("hat erfahren, dass {job} endete, ohne fertig zu werden");
        ignored(from: &str) = format!("ignored a message from {from}") => format!("hat eine Nachricht {from} ignoriert");
        lost_mains = "lost its mains power" => "hat keinen Netzstrom mehr";
        has_mains = "has mains power again" => "hat wieder Netzstrom";
    }
}
