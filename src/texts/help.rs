//! Keys, and the words of the field.

super::group! {
    /// Keys, and the words of the field.
    Help {
        title = "Keys and words" => "Tasten und Begriffe";
        about = "Everything here also works by mouse and touch." => "Alles hier geht auch mit Maus und Finger.";
        characters_count = "Keys of one character work: letters, digits, signs"
            => "Tasten mit einzelnen Zeichen sind aktiv: Buchstaben, Ziffern, Satzzeichen";
        // What is written on keys.
        shift = "Shift" => "Umschalt";
        space = "Space" => "Leertaste";
        home = "Home" => "Pos1";
        end = "End" => "Ende";
        page_up = "Page ↑" => "Bild ↑";
        page_down = "Page ↓" => "Bild ↓";
        // What they do.
        back_on = "one event back, on" => "ein Ereignis zurück, weiter";
        heartbeat = "to the next heartbeat" => "zum nächsten Heartbeat";
        merge = "to the next merge" => "zum nächsten Merge";
        decision = "to the next decision" => "zur nächsten Entscheidung";
        round = "one round: hear every executor once" => "eine Runde: jeden Executor einmal hören";
        same_back = "the same, back" => "dasselbe, zurück";
        landmarks = "the emergency, decision or fault before, after"
            => "zu Notfall, Entscheidung oder Störung davor, danach";
        play = "play, or stop playing" => "abspielen oder anhalten";
        play_back = "play backwards, or stop playing" => "rückwärts abspielen oder anhalten";
        ends = "to the beginning, to the last event that is known" => "zum Anfang, zum letzten bekannten Ereignis";
        cells = "in a merge: the cell before, after" => "in einem Merge: die Zelle davor, danach";
        tabs = "the tabs" => "die Reiter";
        add_executor = "add an executor" => "Executor hinzufügen";
        submit_job = "submit a job" => "Job einreichen";
        inject = "inject an emergency" => "Notfall auslösen";
        faults = "faults" => "Störungen";
        export = "export" => "Export";
        learn = "learn: lessons and predictions" => "Lernen: Lektionen und Vorhersagen";
        to_diagram = "go to the diagram; Enter selects an event there, and a second one to compare"
            => "zum Diagramm; die Eingabetaste wählt dort ein Ereignis aus, dann ein zweites zum Vergleichen";
        search = "search events" => "Ereignisse suchen";
        next_match = "to the next match, with Shift to the one before"
            => "zum nächsten Treffer, mit Umschalt zum vorigen";
        zoom = "in the diagram: nearer, farther, the whole run" => "im Diagramm: näher, weiter weg, der ganze Lauf";
        windows = "in the diagram: a window back, on" => "im Diagramm: ein Fenster zurück, weiter";
        lanes = "on a lane's name: move it; Delete hides it"
            => "auf dem Namen einer Spur: sie verschieben; Entf blendet sie aus";
        theme = "light or dark" => "hell oder dunkel";
        present = "present" => "vorführen";
        presenting = "presenting: the moment before, after; C counts down, O points, B darkens"
            => "beim Vorführen: der Moment davor, danach; C zählt herunter, O zeigt, B verdunkelt";
        sheet = "this sheet" => "diese Übersicht";
        close = "close, or select nothing" => "schließen oder nichts auswählen";
        // The words of the field.
        event = "event" => "Ereignis";
        event_means = "something that happens at one node: within it, a send, or a receive"
            => "etwas, das an einem Knoten geschieht: in ihm selbst, ein Senden oder ein Empfangen";
        tick = "tick" => "Tick";
        tick_means = "each event adds one to its node's own entry; nobody else touches that entry"
            => "jedes Ereignis zählt den eigenen Eintrag seines Knotens um eins weiter; sonst rührt ihn niemand an";
        dot = "dot" => "Dot";
        dot_means = "the name of one event: its node and that node's count, as in (exec-1, 4)"
            => "der Name eines Ereignisses: sein Knoten und dessen Zählerstand, etwa (exec-1, 4)";
        merge_word = "merge" => "Merge";
        merge_means = "a receive keeps the larger of both entries, node by node; then comes the own tick"
            => "das Zusammenführen: Beim Empfangen bleibt für jeden Knoten der größere beider Einträge; dann folgt der eigene Tick";
        happened_before = "happened before" => "geschah vor";
        happened_before_means = "one event could have influenced the other: the later one's clock counts it in"
            => "das eine Ereignis kann das andere beeinflusst haben: Die Uhr des späteren zählt es mit";
        concurrent = "concurrent" => "nebenläufig";
        concurrent_means = "neither happened before the other; no clock on earth could order them"
            => "keines geschah vor dem anderen; keine Uhr der Welt könnte sie ordnen";
        past = "causal past" => "kausale Vergangenheit";
        past_means = "all events that happened before one: everything that could be known there"
            => "alle Ereignisse, die vor einem geschahen: alles, was dort bekannt sein konnte";
        blocking = "head-of-line blocking" => "Head-of-Line-Blocking";
        blocking_means = "the first job of the queue fits nowhere, so everyone behind it waits too"
            => "der erste Job der Warteschlange passt nirgends, also warten alle hinter ihm mit";
        ageing = "ageing" => "Alterung";
        ageing_means = "waiting makes a job more urgent, so that nothing waits for ever"
            => "Warten macht einen Job dringender, damit keiner ewig wartet";
        incarnation = "incarnation" => "Inkarnation";
        incarnation_means = "a node that lost its memory comes back under a new entry, as in exec-2#2"
            => "ein Knoten, der sein Gedächtnis verloren hat, kommt unter einem neuen Eintrag zurück, etwa exec-2#2";
    }
}
