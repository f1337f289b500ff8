//! What the broker believes of each datastore beside what is true, and where all data are.

use yew::prelude::*;

use super::knowledge::pair;
use super::parts;
use crate::id::NodeId;
use crate::texts::texts;
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
    let and_more = texts().inspector().and_more(hidden);
    let texts = texts().knowledge();
    html! {
        <div>
            <h3 class="section-name">{ texts.datastores }</h3>
            { parts::scrolled(texts.datastores, html! {
                <table class="grid stacks" data-testid="stores">
                    <thead>
                        <tr>
                            <th scope="col">{ texts.datastore }</th>
                            <th scope="col" class="num">{ texts.names }</th>
                            <th scope="col">{ texts.free }</th>
                            <th scope="col">{ texts.heard }</th>
                            <th scope="col" class="num">{ texts.behind }</th>
                            <th scope="col">{ texts.missed_to_tell }</th>
                        </tr>
                    </thead>
                    <tbody>{ for rows.iter().take(shown).map(store) }</tbody>
                </table>
            }) }
            if hidden > 0 { <p class="soft">{ and_more }</p> }
            { for stores::because(&sim).into_iter().take(4).map(|text| html! { <p class="because">{ text }</p> }) }
        </div>
    }
}

fn store(row: &StoreRow) -> Html {
    let texts = texts().knowledge();
    let missed = match (row.missed.len(), row.missed_more) {
        (0, _) => "–".to_owned(),
        (_, 0) => row.missed.join("; "),
        (_, more) => texts.list_and_more(&row.missed.join("; "), more),
    };
    html! {
        <tr key={row.name.clone()} class={row.is_stale.then_some("is-stale")}>
            { parts::row_head(row.colour, &row.name, row.state.as_deref()) }
            <td class="num" data-label={texts.names}>{ row.names.map_or_else(|| "–".to_owned(), |names| names.to_string()) }</td>
            { pair(texts.free, &row.free) }
            <td data-label={texts.heard}>{ row.age.as_deref().unwrap_or(texts.never) }</td>
            <td class="num" data-label={texts.behind}>{ row.behind.map_or_else(|| "–".to_owned(), |events| events.to_string()) }</td>
            <td data-label={texts.missed}>{ missed }</td>
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
    let (texts, sim) = (texts().knowledge(), frame.sim());
    let (rows, all) = stores::data(&sim, Wanted { prefix: &prefix, at, shown: *shown });
    if all == 0 && prefix.is_empty() && at.is_none() {
        return html! {
            <div>
                <h3 class="section-name">{ texts.data }</h3>
                <p class="soft">{ texts.no_data }</p>
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
                <h3 class="section-name">{ texts.data }</h3>
                { holder(frame, at) }
                <input ref={field} class="input mono" aria-label={texts.begin_with} placeholder={texts.begin_with_hint}
                    autocomplete="off" spellcheck="false" data-testid="data-prefix" value={(*prefix).clone()} {oninput} />
                <span class="soft" role="status">{ texts.names_in_all(all) }</span>
            </div>
            if rows.is_empty() {
                <p class="soft">{ texts.none_begins }</p>
            } else {
                { names(&rows) }
            }
            if left > 0 {
                <button type="button" class="button quiet small" data-testid="more-data" onclick={more}>
                    { texts.show_more(left.min(MORE), all) }
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
            { texts().knowledge().at(&name) }<span class="hidden-text">{ texts().knowledge().comma_show_all }</span>{ parts::icon("close") }
        </button>
    }
}

fn names(rows: &[DataRow]) -> Html {
    let texts = texts().knowledge();
    parts::scrolled(
        texts.data,
        html! {
            <table class="grid stacks" data-testid="data">
                <thead>
                    <tr>
                        <th scope="col">{ texts.name }</th><th scope="col" class="num">{ texts.size }</th>
                        <th scope="col">{ texts.job }</th><th scope="col">{ texts.is_at }</th>
                        <th scope="col">{ texts.broker_believes }</th>
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
    let texts = texts().knowledge();
    let mut text = works.join("; ");
    if all > works.len() {
        text = texts.list_and_more(&text, all - works.len());
    }
    match works.is_empty() {
        true => Html::default(),
        false => html! { <p class="because"><strong>{ texts.under_way }</strong>{ texts.the_broker(&text) }</p> },
    }
}

fn data(row: &DataRow) -> Html {
    let texts = texts().knowledge();
    html! {
        <tr key={row.name.clone()} class={row.is_stale.then_some("is-stale")}>
            <th scope="row" class="mono" title={row.name.clone()}><span class="long-name">{ &row.name }</span></th>
            <td class="num" data-label={texts.size}>{ &row.size }</td>
            <td data-label={texts.job}>{ row.job.as_deref().unwrap_or("–") }</td>
            <td data-label={texts.is_at}>{ for row.copies.iter().map(holding) }</td>
            <td data-label={texts.broker_believes}>
                if let Some((at, left)) = &row.believed {
                    { node(at) }<span class="word">{ texts.for_more(left) }</span>
                } else {
                    <span class="soft">{ texts.would_look }</span>
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
