//! Forms: what their fields are called in complaints, what is wrong with them, and what people know the numbers as.

super::group! {
    /// Forms.
    Forms {
        // Fields. In German a complaint begins with the bare word, whatever its gender and number.
        memory = "Memory" => "Speicher";
        disk = "Disk" => "Platte";
        load = "Load" => "Last";
        cores = "Cores" => "Kerne";
        frequency = "Frequency" => "Takt";
        charge = "Charge" => "Ladung";
        capacity = "Capacity" => "Kapazität";
        duration = "Duration" => "Dauer";
        shortest = "Shortest" => "Kürzeste Zeit";
        longest = "Longest" => "Längste Zeit";
        lost = "Lost" => "Verloren";
        twice = "Twice" => "Doppelt";
        held_back = "Held back" => "Aufgehalten";
        at_most = "For at most" => "Höchstens";
        how_many = "How many" => "Wie viele";
        within = "Within" => "Innerhalb von";

        // What is wrong.
        out_of_bounds(field: &str, least: &str, most: &str, unit: &str)
            = format!("{field} must be {least} to {most}{unit}.")
            => format!("{field}: möglich ist {least} bis {most}{unit}.");
        missing(field: &str) = format!("{field} is missing.") => format!("{field}: Hier fehlt eine Zahl.");
        decimal_comma(field: &str)
            = format!("{field}: write 2.5 instead of 2,5.") => format!("{field}: 2.5 schreiben statt 2,5.");
        no_number(field: &str, text: &str)
            = format!("{field}: “{text}” is not a number.") => format!("{field}: „{text}“ ist keine Zahl.");
        not_whole(field: &str, number: &str)
            = format!("{field}: {number} is not a whole number.") => format!("{field}: {number} ist keine ganze Zahl.");
        no_data(text: &str)
            = format!("Data: “{text}” is no name with a size, such as tiles=20.")
            => format!("Daten: „{text}“ ist kein Name mit Größe, wie etwa tiles=20.");
        has_to_queue
            = "A job that waits for others has to be queued."
            => "Ein Job, der auf andere wartet, muss in die Warteschlange.";
        shortest_above_longest
            = "Shortest must not be more than longest." => "Die kürzeste Zeit darf nicht über der längsten liegen.";

        // Machines and networks that people know.
        laptop = "laptop" => "Laptop";
        server = "server" => "Server";
        phone = "phone" => "Handy";
        calm = "Calm" => "Ruhig";
        flaky = "Flaky" => "Wacklig";
        storm = "Storm" => "Sturm";
    }
}
