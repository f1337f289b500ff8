//! What goes wrong, and what stands out in a run.

super::group! {
    /// What goes wrong, and what stands out in a run.
    Befallen {
        // Why a message was lost; in German it stands after a colon too.
        link_was_cut = "the link was cut" => "Verbindung getrennt";
        was_down = "its destination was down" => "Ziel ausgefallen";
        was_not_there = "its destination was not there" => "Ziel nicht vorhanden";
        was_dropped = "somebody dropped it" => "von Hand verworfen";
        network_lost = "the network lost it" => "im Netz verschwunden";
        // What somebody did.
        way_cut(a: &str, b: &str) = format!("way from {a} to {b} cut") => format!("Weg von {a} nach {b} getrennt");
        link_cut(a: &str, b: &str) = format!("link between {a} and {b} cut")
            => format!("Verbindung zwischen {a} und {b} getrennt");
        dropped(message: u32) = format!("message {message} dropped") => format!("Nachricht {message} verworfen");
        delayed(message: u32, by: &str) = format!("message {message} delayed by {by}")
            => format!("Nachricht {message} um {by} verzögert");
        duplicated(message: u32) = format!("message {message} duplicated") => format!("Nachricht {message} verdoppelt");
        slow(node: &str, times: &str) = format!("{node} slow: {times}") => format!("{node} langsam: {times}");
        full(node: &str) = format!("{node} full") => format!("{node} voll");
        flaps(node: &str, every: &str) = format!("power of {node} turns every {every}")
            => format!("Strom von {node} wechselt alle {every}");
        flood(count: u32, within: &str) = format!("flood of {count} emergencies within {within}")
            => format!("Flut von {count} Notfällen in {within}");
        link(a: &str, b: &str) = format!("link between {a} and {b}") => format!("Verbindung zwischen {a} und {b}");
        network = "network" => "Netz";
        lost(percent: &str) = format!("{percent} lost") => format!("{percent} verloren");
        twice(percent: &str) = format!("{percent} twice") => format!("{percent} doppelt");
        held(percent: &str, upto: &str) = format!("{percent} held back up to {upto}")
            => format!("{percent} bis zu {upto} zurückgehalten");
        times(factor: &str) = format!("{factor} × as long") => format!("{factor} × so lange");
        // What befell a message.
        duplicate(first: u32) = format!("It is a duplicate: the same message came before, as event {first}.")
            => format!("Die Nachricht ist ein Duplikat: Sie kam schon als Ereignis {first}.");
        was_held(held: &str) = format!("The network had held it back for {held}.")
            => format!("Das Netz hatte die Nachricht {held} zurückgehalten.");
        lost_at_once = "It is lost at once: the link is cut."
            => "Die Nachricht geht sofort verloren: Die Verbindung ist getrennt.";
        lost_before(message: u32, from: &str, to: &str, why: &str)
            = format!("Before it, message {message} from {from} to {to} was lost: {why}.")
            => format!("Davor ging Nachricht {message} {from} an {to} verloren: {why}.");
        // What is wrong until somebody ends it.
        every_link = "every link" => "jede Verbindung";
        cut_both = "cut both ways" => "in beide Richtungen getrennt";
        cut_from(a: &str, b: &str) = format!("cut from {a} to {b}") => format!("von {a} nach {b} getrennt");
        latency(least: u64, most: u64) = format!("{least} to {most} ms on the way")
            => format!("{least} bis {most} ms unterwegs");
        mains_turn(every: &str) = format!("mains power turns every {every}")
            => format!("Netzstrom wechselt alle {every}");
        no_room = "full: something else takes all room" => "voll: Etwas anderes belegt allen Platz";
        slow_badge(factor: &str) = format!("{factor} × slow") => format!("{factor} × langsam");
        slow_and_power(slow: &str) = format!("{slow}, power") => format!("{slow}, Strom");
        power_flaps = "power flaps" => "Strom schwankt";
        full_badge = "full" => "voll";
        // What stands out.
        decision = "decision" => "Entscheidung";
        fault = "fault" => "Störung";
        emergency = "emergency" => "Notfall";
        gets(job: &str, executor: &str) = format!("{job} to {executor}") => format!("{job} an {executor}");
        nobody_for(job: &str) = format!("nobody for {job}") => format!("niemand für {job}");
        declared(emergency: &str) = format!("{emergency}, declared for all") => format!("{emergency}, für alle ausgerufen");
    }
}
