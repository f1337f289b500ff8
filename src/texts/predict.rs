//! Predictions: what is asked, what an answer got wrong, and why the right one is right.

use crate::id::EventId;

super::group! {
    /// Predictions.
    Predict {
        // The levels, and the error that each is about.
        all = "Everything" => "Alles";
        all_about
            = "Every merge and every decision on the way, and two events now and then."
            => "Jedes Zusammenführen und jede Entscheidung unterwegs, ab und zu auch zwei Ereignisse.";
        ticks = "Whose entry ticks" => "Wessen Eintrag zählt weiter";
        ticks_about
            = "The sender’s entry ticked at the receiver; the own tick forgotten."
            => "Beim Empfänger den Eintrag des Absenders weitergezählt; den eigenen Tick vergessen.";
        larger = "Larger or newer" => "Größer oder neuer";
        larger_about
            = "The smaller entry taken; the message’s clock taken whole."
            => "Den kleineren Eintrag genommen; die Uhr der Nachricht ganz übernommen.";
        decisions = "Who gets the job" => "Wer den Job bekommt";
        decisions_about
            = "An executor named that a rule refuses, or that another one outscores."
            => "Einen Executor genannt, den eine Regel ablehnt oder den ein anderer übertrifft.";
        equal = "Equal or concurrent" => "Gleich oder nebenläufig";
        equal_about
            = "Clocks that nobody can order taken for the same."
            => "Uhren, die niemand ordnen kann, für gleich gehalten.";
        later = "Later or after" => "Später oder kausal danach";
        later_about
            = "Later in time taken for after in cause."
            => "Was nur später war, für kausal danach gehalten.";

        // What is asked.
        event(event: EventId, subject: &str, deed: &str)
            = format!("event {event}: {subject} {deed}") => format!("Ereignis {event}: {subject} {deed}");
        clock_of(message: &str)
            = format!("the clock that {message} carries") => format!("die Uhr, die {message} trägt");

        // What was wrong, and what holds instead.
        sender_ticked
            = "You ticked the sender’s entry at the receiver. The sender ticked it when it sent; nobody else touches it."
            => "Du hast beim Empfänger den Eintrag des Absenders weitergezählt. Der Absender hat ihn beim Senden gezählt; sonst rührt ihn niemand an.";
        own_tick_forgotten
            = "You forgot the own tick. Receiving is an event, and each event ticks its node’s own entry."
            => "Du hast den eigenen Tick vergessen. Empfangen ist ein Ereignis, und jedes Ereignis zählt den eigenen Eintrag seines Knotens weiter.";
        minimum
            = "You took the smaller entry. A merge keeps the larger one: nobody forgets what it knew."
            => "Du hast den kleineren Eintrag genommen. Beim Zusammenführen bleibt der größere: Niemand vergisst, was er wusste.";
        theirs_whole
            = "You took the message’s clock whole. The receiver may know more of somebody than the sender did."
            => "Du hast die Uhr der Nachricht ganz übernommen. Der Empfänger kann von jemandem mehr wissen als der Absender.";
        mine_kept
            = "You kept the receiver’s clock. Where the message’s entry is larger, it is news."
            => "Du hast die Uhr des Empfängers behalten. Wo der Eintrag der Nachricht größer ist, ist er eine Neuigkeit.";
        added
            = "You added both entries. They count the same events twice then; the larger one counts them once."
            => "Du hast beide Einträge addiert. Dann zählen sie dieselben Ereignisse doppelt; der größere zählt sie einmal.";
        other_ticked
            = "You ticked the entry of a node that has no part in this event."
            => "Du hast den Eintrag eines Knotens weitergezählt, der mit diesem Ereignis nichts zu tun hat.";
        neither_entry = "An entry is neither side’s." => "Ein Eintrag stammt von keiner der beiden Seiten.";
        refused = "A rule refuses that executor." => "Eine Regel lehnt diesen Executor ab.";
        outscored
            = "That executor could take it, and another one is better by the rule in force."
            => "Dieser Executor könnte ihn übernehmen, aber nach der geltenden Regel ist ein anderer besser.";
        somebody_can
            = "Somebody meets all its needs, so it does not wait."
            => "Jemand erfüllt alles, was er braucht, also wartet er nicht.";
        nobody_can
            = "Nobody meets all its needs now, so it waits."
            => "Niemand erfüllt jetzt alles, was er braucht, also wartet er.";
        equal_for_concurrent
            = "You took concurrent for equal. Equal clocks are the same entry by entry; here each is ahead of the other somewhere."
            => "Du hast Nebenläufiges für gleich gehalten. Gleiche Uhren stimmen Eintrag für Eintrag überein; hier liegt jede irgendwo vorn.";
        concurrent_for_equal
            = "You took equal for concurrent. Every entry is the same: it is one and the same event."
            => "Du hast Gleiches für nebenläufig gehalten. Alle Einträge stimmen überein: Es ist ein und dasselbe Ereignis.";
        equal_for_ordered
            = "Equal are only clocks that are the same in every entry."
            => "Gleich sind nur Uhren, die in jedem Eintrag übereinstimmen.";
        later_for_after
            = "Later in time is not after in cause: no message leads from the one to the other."
            => "Später heißt nicht kausal danach: Keine Nachricht führt vom einen zum anderen.";
        order_invented
            = "Neither could know of the other: no message leads from the one to the other."
            => "Keines konnte vom anderen wissen: Keine Nachricht führt vom einen zum anderen.";
        reversed
            = "It is the other way round: cause and effect were exchanged."
            => "Es ist umgekehrt: Ursache und Wirkung sind vertauscht.";
        way_missed
            = "One could know of the other: a chain of messages leads there."
            => "Eines konnte vom anderen wissen: Eine Kette von Nachrichten führt dorthin.";

        // Why the right answer is right.
        merge_right
            = "The larger entry of each pair, and one more in the receiver’s own: receiving is an event of its own."
            => "Von jedem Paar der größere Eintrag, und im eigenen des Empfängers einer mehr: Empfangen ist selbst ein Ereignis.";
        /// A wrong entry, and the sum that the right one comes from.
        entry(name: &str, given: u32, sum: &str, right: u32)
            = format!("{name}: you said {given}; {sum} = {right}.")
            => format!("{name}: Du hast {given} gesagt; {sum} = {right}.");
        two_entries(name: &str, first: u32, second: u32)
            = format!("{name} {first} and {second}") => format!("{name} {first} und {second}");
        all_same = "All entries are the same: equal." => "Alle Einträge stimmen überein: gleich.";
        only_second_ahead(entry: &str)
            = format!("No entry of the first is ahead, and the second is ({entry}): the first happened before the second.")
            => format!("Kein Eintrag des ersten liegt vorn, beim zweiten einer ({entry}): Das erste geschah vor dem zweiten.");
        only_first_ahead(entry: &str)
            = format!("No entry of the second is ahead, and the first is ({entry}): the first happened after the second.")
            => format!("Kein Eintrag des zweiten liegt vorn, beim ersten einer ({entry}): Das erste geschah nach dem zweiten.");
        both_ahead(first: &str, second: &str)
            = format!("The first is ahead in one entry ({first}), the second in another ({second}): concurrent.")
            => format!("Das erste liegt in einem Eintrag vorn ({first}), das zweite in einem anderen ({second}): nebenläufig.");
        no_entry_shows
            = "No entry shows it, since a node on the way carries no clock; the messages do."
            => "Kein Eintrag zeigt es, denn ein Knoten auf dem Weg führt keine Uhr; die Nachrichten zeigen es.";
        goes_to(job: &str, executor: &str)
            = format!("{job} goes to {executor}.") => format!("{job} geht an {executor}.");
        nobody_takes(job: &str) = format!("Nobody can take {job}.") => format!("Niemand kann {job} übernehmen.");
    }
}
