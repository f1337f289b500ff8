//! Why a scheduling choice came out as it did, and what would have been otherwise.

use crate::broker::emergency::Kind;

super::group! {
    /// Why a scheduling choice came out as it did, and what would have been otherwise.
    Decision {
        goes_to(job: &str, executor: &str, instead: &str) = format!("{job} goes to {executor}{instead}")
            => format!("{job} geht an {executor}{instead}");
        instead(jobs: &str) = format!(" instead of {jobs}") => format!(" statt {jobs}");
        nobody_can(job: &str) = format!("Nobody can take {job}") => format!("Niemand kann {job} übernehmen");
        at_once = "to be placed at once, without waiting" => "sofort zu platzieren, ohne zu warten";
        urgency(urgency: &str) = format!("urgency {urgency}") => format!("Dringlichkeit {urgency}");
        aged(urgency: &str, aged: &str, total: &str) = format!("urgency {urgency} + {aged} for waiting = {total}")
            => format!("Dringlichkeit {urgency} + {aged} fürs Warten = {total}");
        place(place: &str, of: usize, waited: &str, priority: &str)
            = format!("{place} of {of} in the queue after {waited}; {priority}")
            => format!("{place} von {of} in der Warteschlange nach {waited}; {priority}");
        // Why.
        and_without(why: &str, without: &str) = format!("{why} Without the emergency: {without}.")
            => format!("{why} Ohne den Notfall: {without}.");
        has_to_go(job: &str, ran: &str)
            = format!("{job} has to go after {ran}, which are lost, and waits again at its place in the queue.")
            => format!("{job} muss nach {ran} weichen, die verloren sind, und wartet wieder an seinem Platz in der Warteschlange.");
        more_refused(n: usize) = format!("{n} more were refused") => format!("{n} weitere wurden abgelehnt");
        passes(n: usize, jobs: &str) = format!("It passes {jobs}, which cannot go yet.")
            => format!("Er überholt {jobs}, {}.", if n == 1 { "der noch warten muss" } else { "die noch warten müssen" });
        is_refused(name: &str, why: &str) = format!("{name} is refused: {why}")
            => format!("{name} wird abgelehnt: {why}");
        is_held(name: &str, job: &str) = format!("{name} is kept free for {job}, which has waited past the bound")
            => format!("{name} bleibt frei für {job}, der über die Grenze hinaus gewartet hat");
        is_left(name: &str, job: &str) = format!("{name} is left to {job}, for which it had to go")
            => format!("{name} bleibt {job} überlassen, für den er weichen musste");
        none_registered = "No executor is registered." => "Kein Executor ist angemeldet.";
        none_meets = "No executor meets all its needs now." => "Kein Executor hat gerade alles, was er braucht.";
        fewest_stop = "Nobody has room. There the fewest jobs have to stop, and the least work is lost."
            => "Niemand hat Platz. Dort müssen die wenigsten Jobs weichen, und am wenigsten Arbeit geht verloren.";
        only_one = "It is the only one that can take it." => "Nur er kann ihn übernehmen.";
        drawn(n: &str) = format!("It was drawn with the seed from the {n} that can take it.")
            => format!("Er wurde mit dem Startwert aus den {n} gezogen, die ihn übernehmen können.");
        best = "It is the best of those that can take it." => "Er ist der beste von denen, die ihn übernehmen können.";
        scores(score: i64) = format!("scores {score}") => format!("{score} Punkte");
        has_load(load: &str) = format!("has a load of {load} %") => format!("{load} % Last");
        tie_jobs(equal: &str, other: &str, has: usize, others: usize)
            = format!("A tie: it {equal} as {other} does. It has fewer jobs: {has} and {others}.")
            => format!("Gleichstand: Er hat wie {other} {equal}. Er hat weniger Jobs: {has} statt {others}.");
        tie_known(equal: &str, other: &str, n: usize, jobs: &str)
            = format!("A tie: it {equal} as {other} does, and each has {jobs}. It stands first in the list of executors.")
            => format!(
                "Gleichstand: Er hat wie {other} {equal}, und {}. Er steht in der Liste der Executors vorn.",
                if n == 0 { "keiner hat einen Job".to_owned() } else { format!("jeder hat {jobs}") }
            );
        job = "job" => "einen Job";
        jobs = "jobs" => "Jobs";
        scores_more(score: i64, other: &str, others: i64, mostly: &str)
            = format!("It scores {score}, {other} only {others}{mostly}.")
            => format!("Er hat {score} Punkte, {other} nur {others}{mostly}.");
        mostly(term: &str) = format!(", above all for its {term}") => format!(", vor allem wegen {term}");
        lowest_load(load: &str, other: &str, others: &str)
            = format!("Its load of {load} % is the lowest; {other} has {others} %.")
            => format!("Seine Last von {load} % ist die geringste; {other} hat {others} %.");
        its_cores = "cores" => "seiner Kerne";
        its_memory = "free memory" => "seines freien Speichers";
        its_power = "power" => "seines Stroms";
        its_idle = "idle processor" => "seines freien Prozessors";
        its_equipment = "equipment, which fits" => "seiner Ausrüstung, die passt";
        its_freshness = "fresh report" => "seiner frischen Meldung";
        // What would have been without the emergency.
        same_place(place: &str) = format!("{place} in the queue as well") => format!("ebenfalls als {place} in der Warteschlange");
        other_place(place: &str, was: &str) = format!("{place} in the queue instead of {was}")
            => format!("als {place} statt als {was} in der Warteschlange");
        nobody_either = "nobody either" => "auch niemand";
        nobody_goes = "nobody would have to go for it, so it waits" => "niemand müsste dafür weichen, also wartet er";
        a_draw = "a draw all the same" => "trotzdem das Los";
        too(name: &str) = format!("{name} too") => format!("auch {name}");
        waits_for(job: &str, others: &str) = format!("{job} waits for {others}") => format!("{job} wartet auf {others}");
        nobody_now(jobs: &str) = format!("nobody can take {jobs} now") => format!("niemand kann {jobs} gerade übernehmen");
        other = "other" => "einen anderen";
        others = "others" => "andere";
        // Where there is no score.
        all_refused = "Nobody got as far as a score: each was refused before, for what is marked in its row."
            => "Niemand kam bis zu einer Punktzahl: Jeder wurde vorher abgelehnt, wegen dessen, was in seiner Zeile markiert ist.";
        by_load = "Least loaded looks at the load alone: the lowest wins."
            => "„Geringste Last“ schaut nur auf die Last: Die niedrigste gewinnt.";
        by_chance = "Random gives everyone who can take it the same chance. The seed draws."
            => "„Zufällig“ gibt jedem, der ihn übernehmen kann, dieselbe Chance. Der Startwert lost aus.";
        // What could have been otherwise.
        as_decided = "As decided" => "Wie entschieden";
        without_emergency = "Without the emergency" => "Ohne den Notfall";
        fresh_knowledge = "With fresh knowledge" => "Mit frischem Wissen";
        with_reservation = "with reservation" => "mit Reserve";
        without_reservation = "without reservation" => "ohne Reserve";
        with_preemption = "with preemption" => "mit Verdrängung";
        without_preemption = "without preemption" => "ohne Verdrängung";
        place_of(place: &str, of: usize) = format!("{place} of {of}") => format!("{place} von {of}");
        first_then(gone: &str, executor: &str) = format!("{gone} first, then {executor}")
            => format!("zuerst {gone}, dann {executor}");
        nobody = "nobody" => "niemand";
        and_nobody(gone: &str, job: &str) = format!("{gone}; nobody for {job}") => format!("{gone}; niemand für {job}");
        and_waits(gone: &str, job: &str) = format!("{gone}; {job} waits") => format!("{gone}; {job} wartet");
        instead_of(is: &str, was: &str) = format!("{is} instead of {was}") => format!("{is} statt {was}");
        later(name: &str) = format!("{name} too, but later") => format!("{name} ebenfalls, aber später");
        can_take(name: &str) = format!("{name} can take it") => format!("{name} kann ihn übernehmen");
        holds_up(job: &str) = format!("{job} stands first, cannot go, and holds all others up")
            => format!("{job} steht vorn, muss warten und hält alle anderen auf");
        can_stay(n: usize, jobs: &str) = format!("{jobs} can stay")
            => format!("{jobs} {} bleiben", if n == 1 { "kann" } else { "können" });
        would_go(n: usize, jobs: &str) = format!("{jobs} would have to go for it")
            => format!("{jobs} {} dafür weichen", if n == 1 { "müsste" } else { "müssten" });
        // What the broker did not know.
        not_there = "not there any more" => "nicht mehr da";
        could_not_run = "it could not have run anything" => "er hätte nichts ausführen können";
        would_be_refused = "it would have been refused" => "er wäre abgelehnt worden";
        could_take = "it could have taken the job" => "er hätte den Job übernehmen können";
        carries(equipment: &str) = format!("carries {equipment} equipment now") => format!("hat jetzt {equipment}");
        carries_none(equipment: &str) = format!("carries no {equipment} equipment any more")
            => format!("hat keine {equipment} mehr");
        equipment(kind: Kind) = kind.name().to_owned() => match kind {
            Kind::General => "allgemeine Ausrüstung",
            Kind::Disaster => "Katastrophenausrüstung",
            Kind::Fire => "Feuerwehrausrüstung",
            Kind::Medical => "medizinische Ausrüstung",
            Kind::Critical => "kritische Ausrüstung",
        }.to_owned();
        higher = "it would have scored higher" => "er hätte mehr Punkte bekommen";
        lower = "it would have scored lower" => "er hätte weniger Punkte bekommen";
        believed(rule: &str, truly: &str, believed: &str) = format!("{rule} {truly}, believed {believed}")
            => format!("{rule} {truly}, geglaubt {believed}");
    }
}
