//! What the broker believes of each datastore beside what is true, and where all data are.

use yew::prelude::*;

use super::knowledge::pair;
use super::parts;
use crate::id::NodeId;
use crate::ui::markup::{classes, html};
use crate::ui::{Frame, Intent};
use crate::view::stores::{self, DataRow, Holding, Named, StoreRow, Wanted};

/// So many names are shown at first, and so many more whenever one asks for more.
const SHOWN: usize = 24;
const MORE: usize = 200;
/// So many works under way are told.
const UNDER_WAY: usize = 6;

/// The datastores, below the executors.
pub(super) fn table(frame: &Frame) -> Html {
    let sim = frame.sim();
    let rows = stores::stores(&sim);
    if rows.is_empty() {
        return Html::default();
    }
    let shown = rows.len().min(SHOWN);
    let hidden = rows.len() - shown;
    html! {
        <div>
            <h3 class="section-name">{ "Datastores" }</h3>
            { parts::scrolled("Datastores", html! {
                <table class="grid stacks" data-testid="stores">
                    <thead>
                        <tr>
                            <th scope="col">{ "datastore" }</th>
                            <th scope="col" class="num">{ "names" }</th>
                            <th scope="col">{ "free" }</th>
                            <th scope="col">{ "heard" }</th>
                            <th scope="col" class="num">{ "events behind" }</th>
                            <th scope="col">{ "missed, has to be told" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for rows.iter().take(shown).map(store) }</tbody>
                </table>
            }) }
            if hidden > 0 { <p class="soft">{ format!("and {hidden} more") }</p> }
            { for stores::because(&sim).into_iter().take(4).map(|text| html! { <p class="because">{ text }</p> }) }
        </div>
    }
}

fn store(row: &StoreRow) -> Html {
    let missed = match (row.missed.len(), row.missed_more) {
        (0, _) => "–".to_owned(),
        (_, 0) => row.missed.join("; "),
        (_, more) => format!("{}; and {more} more", row.missed.join("; ")),
    };
    html! {
        <tr key={row.name.clone()} class={row.is_stale.then_some("is-stale")}>
            { parts::row_head(row.colour, &row.name, row.state.as_deref()) }
            <td class="num" data-label="names">{ row.names.map_or_else(|| "–".to_owned(), |names| names.to_string()) }</td>
            { pair("free", &row.free) }
            <td data-label="heard">{ row.age.as_deref().unwrap_or("never") }</td>
            <td class="num" data-label="events behind">{ row.behind.map_or_else(|| "–".to_owned(), |events| events.to_string()) }</td>
            <td data-label="missed">{ missed }</td>
        </tr>
    }
}

/// All data, by name: filtered, and of many the first.
#[component]
pub(super) fn Names(frame: &Frame) -> Html {
    let prefix = use_state(String::new);
    let shown = use_state(|| SHOWN);
    let field = use_node_ref();
    let at = frame.session().data_of;
    // Whoever asked for one datastore's data goes on where they are.
    use_effect_with(at, {
        let field = field.clone();
        move |at| {
            if let (true, Some(field)) = (at.is_some(), field.cast::<web_sys::HtmlElement>()) {
                let _ = field.focus();
            }
        }
    });
    let sim = frame.sim();
    let (rows, all) = stores::data(&sim, Wanted { prefix: &prefix, at, shown: *shown });
    if all == 0 && prefix.is_empty() && at.is_none() {
        return html! {
            <div>
                <h3 class="section-name">{ "Data" }</h3>
                <p class="soft">{ "No datastore keeps anything yet." }</p>
                { under_way(&sim) }
            </div>
        };
    }
    let oninput = {
        let (prefix, shown) = (prefix.clone(), shown.clone());
        move |event: InputEvent| {
            prefix.set(parts::value_of(&event).unwrap_or_default());
            shown.set(SHOWN);
        }
    };
    let more = {
        let shown = shown.clone();
        move |_| shown.set(*shown + MORE)
    };
    let left = all - rows.len();
    html! {
        <div>
            <div class="data-head">
                <h3 class="section-name">{ "Data" }</h3>
                { holder(frame, at) }
                <input ref={field} class="input mono" aria-label="Names that begin with" placeholder="names that begin with…"
                    autocomplete="off" spellcheck="false" data-testid="data-prefix" value={(*prefix).clone()} {oninput} />
                <span class="soft" role="status">{ if all == 1 { "1 name".to_owned() } else { format!("{all} names") } }</span>
            </div>
            if rows.is_empty() {
                <p class="soft">{ "No name that is kept begins so." }</p>
            } else {
                { names(&rows) }
            }
            if left > 0 {
                <button type="button" class="button quiet small" data-testid="more-data" onclick={more}>
                    { format!("show {} more of {all}", left.min(MORE)) }
                </button>
            }
            { under_way(&sim) }
        </div>
    }
}

/// The datastore whose data are shown alone, and the way back to all.
fn holder(frame: &Frame, at: Option<NodeId>) -> Html {
    let Some(at) = at else { return Html::default() };
    let name = frame.sim().trace().names().of_node(at);
    html! {
        <button type="button" class="button small" data-testid="data-holder" onclick={frame.wants(Intent::ShowData(None))}>
            { format!("at {name}") }<span class="hidden-text">{ ", show all" }</span>{ parts::icon("close") }
        </button>
    }
}

fn names(rows: &[DataRow]) -> Html {
    parts::scrolled(
        "Data",
        html! {
            <table class="grid stacks" data-testid="data">
                <thead>
                    <tr>
                        <th scope="col">{ "name" }</th><th scope="col" class="num">{ "size" }</th>
                        <th scope="col">{ "job" }</th><th scope="col">{ "is at" }</th>
                        <th scope="col">{ "broker believes" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows.iter().map(data) }</tbody>
            </table>
        },
    )
}

fn under_way(sim: &crate::sim::Sim) -> Html {
    let works = stores::under_way(sim, UNDER_WAY);
    let all = sim.world().broker().data().works().len();
    let mut text = works.join("; ");
    if all > works.len() {
        text = format!("{text}; and {} more", all - works.len());
    }
    match works.is_empty() {
        true => Html::default(),
        false => html! { <p class="because"><strong>{ "Under way: " }</strong>{ format!("the broker {text}.") }</p> },
    }
}

fn data(row: &DataRow) -> Html {
    html! {
        <tr key={row.name.clone()} class={row.is_stale.then_some("is-stale")}>
            <th scope="row" class="mono" title={row.name.clone()}><span class="long-name">{ &row.name }</span></th>
            <td class="num" data-label="size">{ &row.size }</td>
            <td data-label="job">{ row.job.as_deref().unwrap_or("–") }</td>
            <td data-label="is at">{ for row.copies.iter().map(holding) }</td>
            <td data-label="broker believes">
                if let Some((at, left)) = &row.believed {
                    { node(at) }<span class="word">{ format!("for {left} more") }</span>
                } else {
                    <span class="soft">{ "would have to look" }</span>
                }
            </td>
        </tr>
    }
}

fn holding(holding: &Holding) -> Html {
    html! {
        <span key={holding.at.name.clone()} class="holding">
            { node(&holding.at) }
            if let Some(note) = holding.note { <span class="word">{ note }</span> }
        </span>
    }
}

fn node(node: &Named) -> Html {
    html! { <span class={classes!("dot-name", node.colour)}>{ &node.name }</span> }
}
