//! The header, time, and what is said in passing.

super::group! {
    /// The header, time, and what is said in passing.
    Header {
        scenario = "Scenario" => "Szenario";
        this_again = "↺ This one from its start" => "↺ Dieses von vorn";
        open_another = "Open another…" => "Anderes öffnen…";
        learn = "Learn" => "Lernen";
        lessons = "Lessons and predictions (L)" => "Lektionen und Vorhersagen (L)";
        transport = "Transport" => "Steuerung";
        share = "Share" => "Teilen";
        share_about = "Copy a link to this run, as it is here" => "Link zu diesem Lauf kopieren, so wie er hier ist";
        // Steps, and the ways back.
        step = "Step" => "Schritt";
        heartbeat = "Heartbeat" => "Heartbeat";
        merge = "Merge" => "Merge";
        decision = "Decision" => "Entscheidung";
        event_back = "One event back (←)" => "Ein Ereignis zurück (←)";
        event_on = "One event on (→)" => "Ein Ereignis weiter (→)";
        heartbeat_back = "Back to the heartbeat before (Shift+H)" => "Zurück zum vorigen Heartbeat (Umschalt+H)";
        heartbeat_on = "To the next heartbeat (H)" => "Zum nächsten Heartbeat (H)";
        merge_back = "Back to the merge before (Shift+M)" => "Zurück zum vorigen Merge (Umschalt+M)";
        merge_on = "To the next merge (M)" => "Zum nächsten Merge (M)";
        decision_back = "Back to the decision before (Shift+D)" => "Zurück zur vorigen Entscheidung (Umschalt+D)";
        decision_on = "To the next decision (D)" => "Zur nächsten Entscheidung (D)";
        // What can be done to the run.
        executor = "Executor" => "Executor";
        add_executor = "Add an executor (N)" => "Executor hinzufügen (N)";
        submit_job = "Submit job" => "Job einreichen";
        submit_a_job = "Submit a job (J)" => "Job einreichen (J)";
        emergency = "Emergency…" => "Notfall…";
        inject = "Inject an emergency (E)" => "Notfall auslösen (E)";
        // The page itself.
        export = "Export" => "Export";
        export_key = "Export (X)" => "Export (X)";
        theme(words: &str) = format!("Theme: {words}") => format!("Farben: {words}");
        theme_key(words: &str) = format!("Theme: {words} (T)") => format!("Farben: {words} (T)");
        as_the_system = "as the system" => "wie das System";
        light = "light" => "hell";
        dark = "dark" => "dunkel";
        present = "Present" => "Vorführen";
        present_key = "Present (P)" => "Vorführen (P)";
        help = "Help" => "Hilfe";
        help_key = "Help (?)" => "Hilfe (?)";
        skip = "Skip" => "Springen";
        skip_to_cluster = "Skip to the cluster" => "Zum Cluster springen";
        skip_to_inspector = "Skip to the inspector" => "Zum Inspektor springen";
        skip_to_diagram = "Skip to the diagram" => "Zum Diagramm springen";
        // The row of time.
        speed = "Speed" => "Tempo";
        speed_about = "Speed of playing: one event a second at 1×" => "Tempo beim Abspielen: bei 1× ein Ereignis je Sekunde";
        to_start = "To the beginning (Home)" => "Zum Anfang (Pos1)";
        to_end = "To the last event that is known (End)" => "Zum letzten bekannten Ereignis (Ende)";
        play = "Play" => "Abspielen";
        play_or_pause = "Play or pause (Space)" => "Abspielen oder anhalten (Leertaste)";
        play_back = "Play backwards" => "Rückwärts abspielen";
        play_back_or_pause = "Play backwards or pause (Shift+Space)"
            => "Rückwärts abspielen oder anhalten (Umschalt+Leertaste)";
        pause = "Pause" => "Pause";
        event = "Event" => "Ereignis";
        event_number(event: u32) = format!("event {event}") => format!("Ereignis {event}");
        event_of(event: u32, known: usize) = format!("event {event} of {known}")
            => format!("Ereignis {event} von {known}");
        event_told(event: u32, known: usize, after: &str) = format!("event {event} of {known}, {after} after the start")
            => format!("Ereignis {event} von {known}, {after} nach dem Beginn");
        event_at(event: u32, time: &str) = format!("event {event} · {time}") => format!("Ereignis {event} · {time}");
        fork = "fork" => "Abzweig";
        // Said in passing.
        dismiss = "Dismiss" => "Ausblenden";
        undo = "Undo" => "Rückgängig";
        recorded = "Nothing can be done to a log\nThis run was recorded elsewhere; there is no broker in it."
            => "An einem Log lässt sich nichts ändern\nDieser Lauf wurde anderswo aufgezeichnet; einen Broker hat er nicht.";
        broken(rule: &str, event: u32, seen: &str) = format!("A rule is broken: {rule}\nAt event {event}: {seen}")
            => format!("Eine Regel ist verletzt: {rule}\nBei Ereignis {event}: {seen}");
        cannot_be_done(why: &str) = format!("That cannot be done\n{why}") => format!("Das geht nicht\n{why}");
        no_more = "Nothing more happens in this run." => "In diesem Lauf geschieht nichts mehr.";
        no_heartbeat = "No heartbeat within the next 10 minutes of this run."
            => "Kein Heartbeat in den nächsten 10 Minuten dieses Laufs.";
        no_merge = "No merge within the next 10 minutes of this run." => "Kein Merge in den nächsten 10 Minuten dieses Laufs.";
        no_decision = "No decision within the next 10 minutes of this run."
            => "Keine Entscheidung in den nächsten 10 Minuten dieses Laufs.";
        no_round = "No full round within the next 10 minutes of this run."
            => "Keine volle Runde in den nächsten 10 Minuten dieses Laufs.";
        none_before = "This is the beginning of the run." => "Das ist der Anfang des Laufs.";
        no_heartbeat_before = "No heartbeat came before this." => "Davor kam kein Heartbeat.";
        no_merge_before = "No merge came before this." => "Davor gab es keinen Merge.";
        no_decision_before = "No decision was made before this." => "Davor fiel keine Entscheidung.";
        no_round_before = "No registered executor was heard before this."
            => "Davor war von keinem angemeldeten Executor etwas zu hören.";
        no_landmark = "No emergency, decision or fault is known after this."
            => "Danach ist weder Notfall noch Entscheidung noch Störung bekannt.";
        no_landmark_before = "No emergency, decision or fault came before this."
            => "Davor gab es weder Notfall noch Entscheidung noch Störung.";
        added(name: &str) = format!("{name} is there\nIt registers with the broker as the next thing it does.")
            => format!("{name} ist da\nAls Nächstes meldet er sich beim Broker an.");
        submitted(name: &str) = format!("{name} is ready\nIts client sends it to the broker with the next step.")
            => format!("{name} ist bereit\nMit dem nächsten Schritt sendet sein Client ihn an den Broker.");
        changed(node: &str) = format!("{node} has changed\nThe broker learns of it at the next heartbeat.")
            => format!("{node} ist verändert\nDer Broker erfährt es mit dem nächsten Heartbeat.");
        network_changed = "The network has changed\nFrom the next message on."
            => "Das Netz ist verändert\nVon der nächsten Nachricht an.";
        healed = "All faults are over\nWhat was lost stays lost, and who is down stays down."
            => "Alle Störungen sind vorbei\nWas verloren ist, bleibt verloren, und wer ausgefallen ist, bleibt es.";
        flooded(count: u32, within: &str) = format!("{count} emergencies come\nWithin {within} of this run.")
            => match count {
                1 => format!("1 Notfall kommt\nIn den nächsten {within} dieses Laufs."),
                _ => format!("{count} Notfälle kommen\nIn den nächsten {within} dieses Laufs."),
            };
        // Branches.
        nothing_there = "Nothing more happens there in this time." => "Dort geschieht in dieser Zeit nichts mehr.";
        opened_before(event: u32, goal: u32)
            = format!("This run opens at event {event} already\nThe way to event {goal} is more work than may be done while it opens. Step on from here.")
            => format!("Dieser Lauf öffnet schon bei Ereignis {event}\nDer Weg bis Ereignis {goal} ist mehr Arbeit, als beim Öffnen getan werden darf. Von hier aus geht es weiter.");
        came_so_far(thousands: usize)
            = format!("{thousands},000 events further\nThat is as far as it runs at once. Press again, and it goes on.")
            => format!("{thousands}.000 Ereignisse weiter\nSo weit läuft es auf einmal. Noch ein Druck, und es geht weiter.");
        deleted(name: &str) = format!("{name} is deleted") => format!("{name} ist gelöscht");
        deleted_here(name: &str, now: &str) = format!("{name} is deleted\nYou are in {now} now.")
            => format!("{name} ist gelöscht\nDu bist jetzt in {now}.");
        done_before(name: &str) = format!("This was done here before\nYou are in {name} again, and its future is known.")
            => format!("Das wurde hier schon einmal getan\nDu bist wieder in {name}, und wie es dort weitergeht, ist bekannt.");
        forked(name: &str, at: u32, old: &str) = format!(
            "Another future begins here\n{name}: forked after event {at}. What was seen before stays in {old}."
        ) => format!(
            "Hier beginnt eine andere Zukunft\n{name}: nach Ereignis {at} abgezweigt. Was vorher zu sehen war, bleibt in {old}."
        );
        // A long way that is being gone.
        stop = "Stop (Esc)" => "Abbrechen (Esc)";
        opening = "Opening a run" => "Ein Lauf wird geöffnet";
        opening_about = "It runs to the event at which it opens." => "Er läuft bis zu dem Ereignis, an dem er sich öffnet.";
        looking_for_heartbeat = "Looking for a heartbeat" => "Suche nach einem Heartbeat";
        looking_for_merge = "Looking for a merge" => "Suche nach einem Merge";
        looking_for_decision = "Looking for a decision" => "Suche nach einer Entscheidung";
        looking_for_round = "Looking for a full round" => "Suche nach einer vollen Runde";
        looking_about = "At most 10 minutes of this run ahead." => "Höchstens 10 Minuten dieses Laufs voraus.";
        cannot_run(why: &str) = format!("This scenario cannot run\n{why}") => format!("Dieses Szenario kann nicht laufen\n{why}");
        not_opened = "The other run was not opened\nThe one on the page stays."
            => "Der andere Lauf wurde nicht geöffnet\nDer auf der Seite bleibt.";
        gave_up = "No longer looking ahead\nThe run is where it was." => "Die Suche ist abgebrochen\nDer Lauf steht, wo er stand.";
    }
}

#[cfg(test)]
mod tests {
    use crate::texts::{Language, speak, texts};

    #[test]
    fn one_and_several_are_told_apart_in_german() {
        speak(Language::German);
        let (header, files, diagram) = (texts().header(), texts().files(), texts().diagram());
        assert_eq!(header.flooded(1, "60 s"), "1 Notfall kommt\nIn den nächsten 60 s dieses Laufs.");
        assert_eq!(header.flooded(10, "60 s"), "10 Notfälle kommen\nIn den nächsten 60 s dieses Laufs.");
        let copied = |commands| files.link_copied(&files.with_commands(commands));
        assert_eq!(copied(0), "Link kopiert\nWer ihn öffnet, sieht diesen Lauf bei diesem Ereignis.");
        assert!(copied(1).starts_with("Link kopiert, mit deinem einen Befehl\n"));
        assert!(copied(3).starts_with("Link kopiert, mit deinen 3 Befehlen\n"));
        assert_eq!(files.work(1, 7, files.yesterday), "1 Befehl · Ereignis 7 · gestern");
        assert_eq!(files.work(2, 7, &files.days_ago(3)), "2 Befehle · Ereignis 7 · vor 3 Tagen");
        assert!(diagram.lacking(1).starts_with("Eine weitere hat hier keinen Platz"));
        assert!(diagram.lacking(2).starts_with("2 weitere haben hier keinen Platz"));
    }
}
