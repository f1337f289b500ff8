//! Export, import, links, and runs that are kept.

super::group! {
    /// Export, import, links, and runs that are kept.
    Files {
        // Taking along.
        export = "Export" => "Export";
        export_about = "A run is data: whoever has it sees the same events."
            => "Ein Lauf besteht aus Daten: Wer sie hat, sieht dieselben Ereignisse.";
        copy = "Copy" => "Kopieren";
        download = "Download" => "Herunterladen";
        link = "Link" => "Link";
        link_about = "The run is in the link itself, with your commands, and opens at this event."
            => "Der Lauf steckt im Link selbst, mit deinen Befehlen, und öffnet sich bei diesem Ereignis.";
        scenario = "Scenario" => "Szenario";
        scenario_about = "Who takes part, what is done and when, and the seed. Running it gives this run again."
            => "Wer teilnimmt, was wann getan wird, und der Startwert. Daraus entsteht dieser Lauf noch einmal.";
        trace = "Trace" => "Trace";
        trace_about(known: usize)
            = format!("All {known} events that are known, with their clocks and decisions, and the scenario.")
            => format!("Alle {known} bekannten Ereignisse mit ihren Uhren und Entscheidungen, und das Szenario.");
        log = "ShiViz log" => "ShiViz-Log";
        log_about = "The same events as two lines each, with their clocks, for ShiViz and whatever else reads its logs."
            => "Dieselben Ereignisse in je zwei Zeilen, mit ihren Uhren: für ShiViz und alles, was dessen Logs liest.";
        diagram = "Diagram" => "Diagramm";
        all_of_it = "All of it" => "Ganz";
        part_of_it(events: usize) = format!("{events} events of it around this one")
            => format!("{events} Ereignisse davon um dieses herum");
        diagram_about(part: &str)
            = format!("{part}, with the lanes as they are and what you look at, for a page or a slide.")
            => format!("{part}, mit den Spuren, wie sie stehen, und dem, was du ansiehst: für eine Seite oder eine Folie.");
        figures = "Figures" => "Kennzahlen";
        figures_about = "Waiting times, work and messages of every branch, as a table (CSV)."
            => "Wartezeiten, Arbeit und Nachrichten jedes Zweigs, als Tabelle (CSV).";
        have_one = "Have one?" => "Einen Lauf mitgebracht?";
        have_one_about = "Open a link, a scenario, a trace or a log that somebody gave you."
            => "Öffne einen Link, ein Szenario, einen Trace oder ein Log, das dir jemand gegeben hat.";
        open_dialog = "Open…" => "Öffnen…";
        saved(name: &str) = format!("{name} is on its way\nThe browser keeps it where it keeps downloads.")
            => format!("{name} ist unterwegs\nDie Datei liegt dort, wo der Browser Downloads ablegt.");
        unsaved = "The browser did not take the file" => "Der Browser hat die Datei nicht angenommen";
        // Links.
        with_commands(commands: usize) = match commands {
            0 => String::new(),
            1 => ", with your 1 command".to_owned(),
            n => format!(", with your {n} commands"),
        } => match commands {
            0 => String::new(),
            1 => ", mit deinem einen Befehl".to_owned(),
            n => format!(", mit deinen {n} Befehlen"),
        };
        link_copied(with: &str) = format!("Link copied{with}\nWhoever opens it sees this run at this event.")
            => format!("Link kopiert{with}\nWer ihn öffnet, sieht diesen Lauf bei diesem Ereignis.");
        long_link = " It is long, and a chat may cut it: Export has the run as a file."
            => " Er ist lang, und ein Chat schneidet ihn vielleicht ab: Export hat den Lauf als Datei.";
        link_not_copied = "The browser did not let the link be copied\nIt stands in the address bar instead."
            => "Der Browser ließ den Link nicht kopieren\nEr steht stattdessen in der Adresszeile.";
        too_long(chars: usize, max: usize) = format!(
            "This run is too long for a link\nIt would have {chars} characters; at most {max} are possible. Here it is as a file."
        ) => format!(
            "Dieser Lauf ist zu lang für einen Link\nEr hätte {chars} Zeichen; höchstens {max} sind möglich. Hier ist der Lauf als Datei."
        );
        unopened(why: &str) = format!("This link does not open\n{why}. The run on the page stays.")
            => format!("Dieser Link lässt sich nicht öffnen\n{why}. Der Lauf auf der Seite bleibt.");
        scenario_copied(with: &str) = format!(
            "Scenario copied as text{with}\nOpen another… takes it, and runs it event by event as here."
        ) => format!(
            "Szenario als Text kopiert{with}\n„Anderes öffnen…“ nimmt es an, und es läuft Ereignis für Ereignis wie hier."
        );
        scenario_not_copied = "The browser did not let it be copied\nExport has it as a file."
            => "Der Browser ließ es nicht kopieren\nExport hat es als Datei.";
        // Bringing along.
        open_run = "Open a run" => "Lauf öffnen";
        open_about = "A link, a scenario or a trace from here, or a log with vector clocks from ShiViz or GoVector."
            => "Ein Link, ein Szenario oder ein Trace von hier, oder ein Log mit Vektoruhren von ShiViz oder GoVector.";
        open = "Open" => "Öffnen";
        open_note = "the run on the page is left" => "der Lauf auf der Seite wird verlassen";
        text = "JSON, link or log" => "JSON, Link oder Log";
        file = "or a file" => "oder eine Datei";
        reading = "How a log is to be read" => "Wie ein Log zu lesen ist";
        reading_about
            = "As in ShiViz. Without them the first two lines of the log say it, or it is in one of the usual orders."
            => "Wie in ShiViz. Fehlen sie, sagen es die ersten zwei Zeilen des Logs, oder es ist auf eine der üblichen Arten aufgebaut.";
        parser = "Expression for an event" => "Ausdruck für ein Ereignis";
        delimiter = "Expression between executions" => "Ausdruck zwischen Ausführungen";
        execution = "Execution" => "Ausführung";
        no_text = "There is no text yet." => "Es ist noch kein Text da.";
        executions(n: usize) = format!("The log has {n} executions: choose one.")
            => format!("Das Log hat {n} Ausführungen: Wähle eine.");
        // Runs that are kept.
        kept_run = "A kept run" => "Ein aufbewahrter Lauf";
        go_on_here = "Go on where you were?" => "Dort weitermachen, wo du warst?";
        go_on = "Go on" => "Weitermachen";
        afresh = "Start afresh" => "Neu anfangen";
        forget = "Forget" => "Vergessen";
        go_on_with(what: &str) = format!("Go on with {what}") => format!("Weitermachen mit {what}");
        forget_it(what: &str) = format!("Forget {what}") => format!("{what} vergessen");
        kept_here = "Kept in this browser" => "In diesem Browser aufbewahrt";
        not_kept = "This run is not kept any more." => "Dieser Lauf wird nicht mehr aufbewahrt.";
        kept_unopened(why: &str) = format!("The kept run does not open\n{why}. It stays where it is.")
            => format!("Der aufbewahrte Lauf lässt sich nicht öffnen\n{why}. Er bleibt, wo er ist.");
        storage_full = "The browser’s storage is full\nFrom here on this run is not kept for a reload. Share and Export take it along."
            => "Der Speicher des Browsers ist voll\nVon hier an geht dieser Lauf beim Neuladen verloren. Teilen und Export nehmen ihn mit.";
        storage_forbidden = "This browser keeps nothing for the page\nA reload would lose what you did. Share and Export take it along."
            => "Dieser Browser merkt sich nichts für die Seite\nBeim Neuladen ginge verloren, was du getan hast. Teilen und Export nehmen es mit.";
        work(commands: u64, event: u64, ago: &str) = match commands {
            1 => format!("1 command · event {event} · {ago}"),
            n => format!("{n} commands · event {event} · {ago}"),
        } => match commands {
            1 => format!("1 Befehl · Ereignis {event} · {ago}"),
            n => format!("{n} Befehle · Ereignis {event} · {ago}"),
        };
        just_now = "just now" => "gerade eben";
        minutes_ago(minutes: u64) = format!("{minutes} min ago") => format!("vor {minutes} min");
        hours_ago(hours: u64) = format!("{hours} h ago") => format!("vor {hours} h");
        yesterday = "yesterday" => "gestern";
        days_ago(days: u64) = format!("{days} days ago") => format!("vor {days} Tagen");
    }
}
