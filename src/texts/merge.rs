//! A merge, entry by entry.

super::group! {
    /// A merge, entry by entry. What the receiver knows is "mine", what the message says is "theirs". A node stands in the
    /// case that German asks for, with its preposition where it is called `from`.
    Merge {
        theirs = "message says" => "Nachricht sagt";
        hears(receiver: &str, from: &str) = format!("{receiver} hears from {from}") => format!("{receiver} hört von {from}");
        somebody = "somebody" => "jemandem";
        sender = "the sender" => "der Absender";
        together = "the messages together" => "die Nachrichten zusammen";
        receiving(own: &str) = format!("receiving is an event of {own}") => format!("das Empfangen ist ein Ereignis {own}");
        no_clock = "the message carries no clock: its sender knows none"
            => "die Nachricht trägt keine Uhr: Ihr Absender kennt keine";
        refused = "the clock was refused whole" => "die Uhr wurde im Ganzen abgelehnt";
        not_taken(who: &str) = format!("{who} does not take clocks from messages")
            => format!("{who} übernimmt keine Uhren aus Nachrichten");
        no_news = "nothing in the message is news" => "nichts in der Nachricht ist neu";
        is_news(events: &str) = format!("{events} {} news", if events.starts_with("one ") { "is" } else { "are" })
            => format!("{events} {} neu", if events.starts_with("ein ") { "ist" } else { "sind" });
        all_news(events: &str) = format!("news: {events}") => format!("neu: {events}");
        // In slow motion. What stands last is the reason.
        nothing_compared(why: &str) = format!("{why}. Nothing is compared, and all stays as it is.")
            => format!("{why}. Nichts wird verglichen, und alles bleibt, wie es ist.");
        new_entry(name: &str, theirs: u32, why: &str) = format!("{name}: theirs {theirs}, mine none, so {theirs}: {why}.")
            => format!("{name}: Nachricht {theirs}, hier keiner, also {theirs}: {why}.");
        larger(name: &str, theirs: u32, mine: u32, why: &str)
            = format!("{name}: theirs {theirs} > mine {mine}, so {theirs}: {why}.")
            => format!("{name}: Nachricht {theirs} > hier {mine}, also {theirs}: {why}.");
        equal(name: &str, both: u32, why: &str) = format!("{name}: both say {both}, so it stays {both}: {why}.")
            => format!("{name}: Beide sagen {both}, also bleibt es bei {both}: {why}.");
        unheard(name: &str, mine: u32, why: &str) = format!("{name}: mine {mine}, theirs none, so {mine} stays: {why}.")
            => format!("{name}: hier {mine}, Nachricht keiner, also bleibt es bei {mine}: {why}.");
        smaller(name: &str, mine: u32, theirs: u32, why: &str)
            = format!("{name}: mine {mine} > theirs {theirs}, so {mine} stays: {why}.")
            => format!("{name}: hier {mine} > Nachricht {theirs}, also bleibt es bei {mine}: {why}.");
        knew_all(sender: &str, receiver: &str) = format!("{sender} knew all that {receiver} had done")
            => format!("{} wusste alles, was {receiver} getan hatte", sender.replace("der ", "Der "));
        nothing_new = "nothing new" => "nichts Neues";
        heard_nothing(sender: &str, name: &str, from: &str) = format!("{sender} had heard nothing of {name}")
            => format!("{} hatte nichts {from} gehört", sender.replace("der ", "Der "));
        nobody_knows_more(receiver: &str, from: &str) = format!("nobody knows more of {receiver} than {receiver}")
            => format!("Niemand weiß mehr {from} als {receiver}");
        older(receiver: &str, name: &str, from: &str) = format!("the message is older than what {receiver} knows of {name}")
            => format!("Die Nachricht ist älter als das, was {receiver} {from} weiß");
        event_is_news(name: &str, from: &str, event: u32) = format!("{name}’s event {event} is news")
            => format!("Ereignis {event} {from} ist neu");
        events_are_news(name: &str, from: &str, events: &str) = format!("{name}’s events {events} are news")
            => format!("Die Ereignisse {events} {from} sind neu");
        span_is_news(name: &str, from: &str, first: u32, last: u32, n: &str)
            = format!("{name}’s events {first} to {last}, {n} of them, are news")
            => format!("Die Ereignisse {first} bis {last} {from}, insgesamt {n}, sind neu");
        each_larger = "in each of them mine is larger" => "hier steht überall mehr";
        all_equal = "all of them are equal" => "alle sind gleich";
        some_equal(equal: usize, n: &str, larger: usize, more: &str)
            = format!("{n} {} equal, in {more} mine is larger", if equal == 1 { "is" } else { "are" })
            => {
                let equal = if equal == 1 { "einer ist".to_owned() } else { format!("{n} sind") };
                let more = if larger == 1 { "einem" } else { more };
                format!("{equal} gleich, in {more} steht hier mehr")
            };
        other_entry(what: &str) = format!("The other entry: {what}. Nothing new.")
            => format!("Der andere Eintrag: {what}. Nichts Neues.");
        other_entries(n: &str, what: &str) = format!("The other {n} entries: {what}. Nothing new.")
            => format!("Die anderen {n} Einträge: {what}. Nichts Neues.");
        tick(name: &str, larger: u32, after: u32, own: &str) = format!(
            "{name}: {larger} + 1 = {after}. Receiving is an event of {own}, and nobody else ticks this entry. The event’s name is ({name}, {after})."
        ) => format!(
            "{name}: {larger} + 1 = {after}. Das Empfangen ist ein Ereignis {own}, und niemand sonst zählt diesen Eintrag weiter. Das Ereignis heißt ({name}, {after})."
        );
    }
}
