//! What was news to whom: to the receiver, and what the sender does not know yet.

use yew::prelude::*;

use crate::texts::texts;
use crate::ui::markup::{classes, html};
use crate::ui::{Frame, Intent, Tab};
use crate::view::merge::{Group, Known, Merge as Picture, News, Outcome};
use crate::view::words;

/// Both lists. The sender's is closed: it is the longer one, and the second question. Only an open list is drawn.
pub(super) fn news(frame: &Frame, picture: &Picture, is_open: bool, toggle: Callback<MouseEvent>) -> Html {
    if picture.outcome != Outcome::Merged {
        return Html::default();
    }
    let texts = texts().inspector();
    let told = |news: &News| match news.nodes {
        0 | 1 => events(news.count),
        nodes => texts.events_of_nodes(&events(news.count), &words::number(nodes)),
    };
    let learned = &picture.learned_events;
    let onclick = move |click: MouseEvent| {
        // The list opens when it is drawn, not before.
        click.prevent_default();
        toggle.emit(click);
    };
    html! {
        <div class="news" data-testid="news">
            <section aria-label={texts.what_was_news}>
                <h4>{ texts.news_to(&picture.receiver, &told(learned)) }</h4>
                { groups(frame, learned) }
            </section>
            if let Some((sender, unknown)) = &picture.unknown_to_sender {
                <details open={is_open}>
                    <summary {onclick}>{ texts.unknown_to(sender, &told(unknown)) }</summary>
                    if is_open { { groups(frame, unknown) } }
                </details>
            }
        </div>
    }
}

fn events(count: usize) -> String {
    texts().inspector().events(count, &words::number(count))
}

fn groups(frame: &Frame, news: &News) -> Html {
    let hidden = news.nodes - news.groups.len();
    html! {
        <>
            { for news.groups.iter().map(|each| group(frame, each)) }
            if hidden > 0 { <p class="soft">{ texts().inspector().of_nodes_more(hidden, &words::number(hidden)) }</p> }
        </>
    }
}

fn group(frame: &Frame, group: &Group) -> Html {
    let texts = texts().inspector();
    let earlier = group.count - group.events.len();
    let event = |known: &Known| {
        let look = frame.want.reform({
            let event = known.event;
            move |_: MouseEvent| Intent::SelectEvent(Some(event))
        });
        let tell = frame.wants::<MouseEvent>(Intent::Show(Tab::What));
        let onclick = move |click: MouseEvent| {
            look.emit(click.clone());
            tell.emit(click);
        };
        html! {
            <li>
                <button type="button" {onclick} title={texts.look_at(known.event)}>
                    <span class="id">{ known.count }</span><span>{ &known.what }</span>
                    <span class="id">{ texts.event(known.event) }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class={classes!("news-of", group.colour)}>
            <p><span class="dot-name">{ &group.name }</span>{ " " }<span class="soft">{ events(group.count) }</span></p>
            if earlier > 0 { <p class="soft">{ texts.before_these(&events(earlier)) }</p> }
            <ol>{ for group.events.iter().map(event) }</ol>
        </div>
    }
}
