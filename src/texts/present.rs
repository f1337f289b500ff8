//! Presenting to a room.

super::group! {
    /// Presenting to a room.
    Present {
        presenting = "Presenting" => "Vorführung";
        countdown = "Let the room predict (C)" => "Den Saal vorhersagen lassen (C)";
        predict = "Predict now" => "Jetzt vorhersagen";
        time_is_up = "Time is up" => "Die Zeit ist um";
        pointer = "Pointer" => "Zeiger";
        pointer_about = "A large pointer (O)" => "Ein großer Zeiger (O)";
        notes = "Notes" => "Notizen";
        notes_about = "Notes, for a second screen" => "Notizen, für einen zweiten Bildschirm";
        moments = "Moments" => "Momente";
        moments_of(of: usize) = format!("{of} moments") => match of {
            1 => "1 Moment".to_owned(),
            _ => format!("{of} Momente"),
        };
        moment_of(at: usize, of: usize, title: &str) = format!("{at} of {of}  {title}")
            => format!("{at} von {of}  {title}");
        before = "The moment before (Page ↑)" => "Der Moment davor (Bild ↑)";
        after = "The next moment (Page ↓)" => "Der nächste Moment (Bild ↓)";
        first = "This is the first moment" => "Das ist der erste Moment";
        last = "This was the last moment" => "Das war der letzte Moment";
        light_again = "Light again (B)" => "Wieder hell (B)";
    }
}
