//! Data and results, the datastores, and what the broker believes.

super::group! {
    /// Data and results, the datastores, and what the broker believes.
    Data {
        // What the broker did.
        received_result(job: &str, from: &str) = format!("received the result of {job} from {from}")
            => format!("hat das Ergebnis für {job} {from} empfangen");
        received_again(job: &str, from: &str) = format!("received the result of {job} from {from} again")
            => format!("hat das Ergebnis für {job} {from} noch einmal empfangen");
        refused_result(of: &str, job: &str) = format!("refused {of} result of {job}")
            => format!("hat das Ergebnis {of} für {job} abgelehnt");
        delivered(who: &str, job: &str) = format!("heard that {who} has the result of {job}")
            => format!("hat erfahren, dass {who} das Ergebnis von {job} hat");
        undelivered(job: &str, to: &str) = format!("could not deliver the result of {job} to {to}")
            => format!("konnte das Ergebnis von {job} nicht an {to} zustellen");
        heard_failed(from: &str, job: &str) = format!("heard from {from} that {job} failed")
            => format!("hat {from} erfahren, dass {job} gescheitert ist");
        heard_back(who: &str) = format!("heard that {who} is back") => format!("hat erfahren, dass {who} wieder da ist");
        heard_there(who: &str) = format!("heard that {who} is there") => format!("hat erfahren, dass {who} da ist");
        counts_as_away(whom: &str, silence: &str) = format!("counts {whom} as away after {silence} of silence")
            => format!("betrachtet {whom} nach {silence} Stille als abwesend");
        received(name: &str, from: &str) = format!("received {name} from {from}")
            => format!("hat {name} {from} empfangen");
        late(name: &str, from: &str) = format!("set a late {name} of {from} aside")
            => format!("hat ein verspätetes {name} {from} beiseitegelegt");
        asked_for(name: &str, by: &str) = format!("was asked for {name} by {by}")
            => format!("wurde {by} um {name} gebeten");
        asked_names(by: &str, prefix: &str) = format!("was asked by {by} what there is under {prefix}")
            => format!("wurde {by} gefragt, was unter {prefix} liegt");
        it = "it" => "es";
        heard_keeps(who: &str, name: &str) = format!("heard that {who} keeps {name}")
            => format!("hat erfahren, dass {who} {name} aufbewahrt");
        heard_full(who: &str, name: &str) = format!("heard that {who} has no room for {name}")
            => format!("hat erfahren, dass {who} keinen Platz für {name} hat");
        heard_has_none(who: &str, name: &str) = format!("heard that {who} has no {name}")
            => format!("hat erfahren, dass {who} {name} nicht hat");
        heard_gone(name: &str, from: &str) = format!("heard that {name} is gone from {from}")
            => format!("hat erfahren, dass {name} bei {from} gelöscht ist");
        heard_names(names: &str, from: &str) = format!("heard {names} from {from}")
            => format!("hat {names} {from} erfahren");
        name = "name" => "einen Namen";
        names = "names" => "Namen";
        heard_free(who: &str, bytes: &str) = format!("heard that {who} has {bytes} free")
            => format!("hat erfahren, dass {who} {bytes} frei hat");
        odd_answer(of: &str, status: u16) = format!("could make nothing of {of} answer, {status}")
            => format!("konnte mit der Antwort {of}, {status}, nichts anfangen");
        // Why, and what follows.
        passes_on(to: &str) = format!("It passes it on to {to}.") => format!("Er gibt es an {to} weiter.");
        passes_on_to_store = "It passes it on to a datastore." => "Er gibt es an einen Datenspeicher weiter.";
        has_already = "It has it already, and says so once more." => "Er hat es schon und sagt das noch einmal.";
        second(of: &str) = format!("{of} result came first and was accepted; a job has one result.")
            => format!("Das Ergebnis {of} kam zuerst und wurde angenommen; ein Job hat ein Ergebnis.");
        under_way(of: &str) = format!("{of} result is on its way; should that fail, this one may come again.")
            => format!("Das Ergebnis {of} ist unterwegs; sollte das scheitern, darf dieses noch einmal kommen.");
        not_handed = "The job was never handed to it: the result is of an earlier job of this name."
            => "Der Job wurde ihm nie übergeben: Das Ergebnis stammt von einem früheren Job dieses Namens.";
        unknown_job = "Nobody waits for it: the job is not known, or ended without a result."
            => "Niemand wartet darauf: Der Job ist unbekannt oder endete ohne Ergebnis.";
        kept_elsewhere = "A datastore keeps it if there is one, else its executor has to."
            => "Gibt es einen Datenspeicher, bewahrt er es auf, sonst muss es der Executor tun.";
        not_there_any_more = "It is not there any more, so nothing changes."
            => "Er ist nicht mehr da, also ändert sich nichts.";
        has_free(bytes: &str) = format!("It has {bytes} free.") => format!("Er hat {bytes} frei.");
        told_missed(changes: &str)
            = format!("Before it is asked for anything it is told of {changes} that happened meanwhile.")
            => format!("Bevor er um etwas gebeten wird, erfährt er von {changes} in der Zwischenzeit.");
        change = "change" => "einer Änderung";
        changes = "changes" => "Änderungen";
        not_asked = "It is not asked again until it announces itself."
            => "Er wird erst wieder gefragt, wenn er sich meldet.";
        knew_of_it = "Whoever stored what is kept knew of it: the clocks tell the older from the newer."
            => "Wer das Aufbewahrte speicherte, wusste davon: Die Uhren unterscheiden Älteres von Neuerem.";
        needs_it(job: &str) = format!("{job} needs it.") => format!("{job} braucht es.");
        // What is wrong with a node, and what the broker makes of it.
        removed = "removed" => "entfernt";
        down = "down" => "ausgefallen";
        and_sees_silence(really: &str, silence: &str) = format!("{really}; the broker sees {silence} of silence")
            => format!("{really}; der Broker sieht {silence} Stille");
        silent(silence: &str) = format!("silent for {silence}") => format!("seit {silence} still");
        not_registered = "not registered" => "nicht angemeldet";
        and_not_registered(really: &str) = format!("{really}, not registered") => format!("{really}, nicht angemeldet");
        former = "believed to be its former incarnation" => "gilt noch als frühere Inkarnation";
        not_announced = "not announced" => "noch nicht gemeldet";
        and_not_announced(really: &str) = format!("{really}, not announced") => format!("{really}, noch nicht gemeldet");
        away = "counted as away" => "gilt als abwesend";
        and_away(really: &str) = format!("{really}, counted as away") => format!("{really}, gilt als abwesend");
        up_but_away = "up, but counted as away" => "läuft, gilt aber als abwesend";
        catching_up = "catching up" => "holt nach";
        outdated = "out of date" => "veraltet";
        missed_data(name: &str) = format!("{name} is out of date") => format!("{name} ist veraltet");
        missed_late(name: &str) = format!("{name} may come late") => format!("{name} kommt vielleicht verspätet");
        missed_folder(folder: &str) = format!("the data of {folder} went") => format!("die Daten von {folder} sind gelöscht");
        dropped_at(who: &str, at: &str, silence: &str) = format!(
            "{who} is dropped at {at} unless it is heard of before: after more than {silence} of silence by the broker’s own time."
        ) => format!(
            "{who} wird um {at} gestrichen, wenn er sich nicht vorher meldet: nach mehr als {silence} Stille, gemessen mit der eigenen Zeit des Brokers."
        );
        away_at(who: &str, at: &str) = format!("{who} counts as away at {at} unless it announces itself before.")
            => format!("{who} gilt ab {at} als abwesend, wenn er sich nicht vorher meldet.");
        nothing = "nothing" => "nichts";
        equipment = "equipment" => "Ausrüstung";
        truly(what: &str, said: &str, is: &str) = format!("{what}: {said}, truly {is}")
            => format!("{what}: {said}, in Wahrheit {is}");
        // What the broker does with data.
        stores(name: &str, size: &str) = format!("stores {name}, {size}") => format!("speichert {name}, {size}");
        fetches(name: &str) = format!("fetches {name}") => format!("holt {name}");
        lists(prefix: &str) = format!("lists {prefix}") => format!("listet auf, was unter {prefix} liegt");
        deletes(folder: &str) = format!("deletes the data of {folder}") => format!("löscht die Daten von {folder}");
        tells_missed(to: &str) = format!("tells {to} what it missed") => format!("sagt {to}, was ihm entgangen ist");
        for_caller(what: &str, whom: &str) = format!("{what}, for {whom}") => format!("{what}, für {whom}");
        for_result(what: &str) = format!("{what}, a result") => format!("{what}, ein Ergebnis");
    }
}
