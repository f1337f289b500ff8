//! Lessons and predictions: what the panel says. The lessons' own texts stand in `www/lessons`.

super::group! {
    /// The panel of lessons and predictions.
    Learn {
        lessons = "Lessons" => "Lektionen";
        lessons_about = "Each step waits until you have done it. What you have done is remembered in this browser alone."
            => "Jeder Schritt wartet, bis du ihn getan hast. Was du getan hast, merkt sich nur dieser Browser.";
        predict = "Predict" => "Vorhersagen";
        predict_about = "On any run, yours too: the run stops before it shows, you say what will be, and the core says whether that is right."
            => "In jedem Lauf, auch in deinem: Der Lauf hält, bevor er es zeigt, du sagst, was sein wird, und der Kern sagt, ob das stimmt.";
        begin = "Begin" => "Anfangen";
        go_on = "Go on" => "Weiter";
        again = "Again" => "Noch einmal";
        done = "Done" => "Geschafft";
        close = "Close" => "Schließen";
        leave = "All lessons" => "Alle Lektionen";
        stop = "Stop asking" => "Nicht mehr fragen";
        back = "Back" => "Zurück";
        skip = "Skip" => "Überspringen";
        next = "Continue" => "Weiter";
        answer = "That is my answer" => "Das ist meine Antwort";
        right = "Right" => "Richtig";
        wrong = "Not quite" => "Nicht ganz";
        nobody = "Nobody: it waits" => "Niemand: Er wartet";
        choose = "Choose one first." => "Wähle zuerst etwas aus.";
        mine = "receiver knows" => "Empfänger weiß";
        first_clock = "first" => "erstes";
        second_clock = "second" => "zweites";
        after = "after the merge" => "nach dem Zusammenführen";
        ask = "Ask me about two events" => "Frag mich nach zwei Ereignissen";
        look_again = "To look at again" => "Noch einmal ansehen";
        // Said in passing.
        first = "Say first what will be\nThe answer is shown once there is one."
            => "Sag zuerst, was sein wird\nDie Antwort erscheint, sobald du eine gegeben hast.";
        too_little = "Too little has happened yet\nStep on, and ask again."
            => "Es ist noch zu wenig geschehen\nGeh weiter und frag noch einmal.";
        unkept = "This browser keeps nothing for the page\nThe lessons work all the same; what you have done is forgotten when the page is closed."
            => "Dieser Browser merkt sich nichts für die Seite\nDie Lektionen gehen trotzdem; was du getan hast, ist vergessen, wenn du die Seite schließt.";
        // While nothing is asked, what to do.
        waits = "Step on, or play: the run stops before the next one."
            => "Geh weiter oder spiel ab: Der Lauf hält vor der nächsten Frage.";
        waits_of_two = "Ask, or compare two events in the diagram."
            => "Frag, oder vergleiche zwei Ereignisse im Diagramm.";
        step_of(at: usize, of: usize) = format!("Step {at} of {of}") => format!("Schritt {at} von {of}");
        lesson_over(title: &str) = format!("That was “{title}”.") => format!("Das war „{title}“.");
        score(right: u32, asked: u32) = format!("{right} of {asked} right") => format!("{right} von {asked} richtig");
        merge_asked(receiver: &str, message: &str) = format!("{receiver} receives {message}. Which clock comes out?")
            => format!("{receiver} empfängt {message}. Welche Uhr kommt heraus?");
        decision_asked(job: &str) = format!("Who gets {job}?") => format!("Wer bekommt {job}?");
        relation_asked = "How does the first stand to the second?" => "Wie steht das erste zum zweiten?";
        before = "happened before" => "geschah vorher";
        after_it = "happened after" => "geschah nachher";
        concurrent = "concurrent" => "nebenläufig";
        equal = "equal" => "gleich";
        relation(first: &str, relation: &str, second: &str) = format!("{first} — {relation} — {second}")
            => format!("{first} – {relation} – {second}");
        clocks = "Clocks" => "Uhren";
    }
}
