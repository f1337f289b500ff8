//! The header: what one does above, time itself below.

use yew::prelude::*;

use super::fields::{Picker, PickerProps};
use super::playback::Playback;
use super::theme::present;
use super::{icon, links, outside, presenting, triangle};
use crate::scenario::Scenario;
use crate::sim::Step;
use crate::texts::{of_scenario, spoken, texts};
use crate::ui::markup::{component, html};
use crate::ui::{Dialog, Frame, Intent, LearnDeed, PresentDeed};

/// The header.
#[component]
pub(in crate::ui) fn Topbar(frame: &Frame) -> Html {
    let (theme, presenting) = (frame.session().theme, frame.session().presenting);
    use_effect_with(theme, |theme| theme.show());
    use_effect_with(presenting.is_on, |is_on| present(*is_on));
    html! {
        <header class="topbar">
            <h1 class="brand"><img src="./www/icon.svg" alt="" /><span class="word">{ "Clocktower" }</span></h1>
            <div class="scenario">{ scenarios(frame) }{ lessons(frame) }</div>
            <div class="transport" role="group" aria-label={texts().header().transport}>
                { steps(frame) }
                { component::<Playback>(frame.clone(), None) }
            </div>
            <div class="actions">
                { adders(frame) }
                <button type="button" class="button primary" data-testid="share" title={texts().header().share_about}
                    onclick={links::share(frame)}>{ texts().header().share }</button>
                if presenting.is_on { { presenting::row(frame) } }
                { icons(frame) }
            </div>
        </header>
    }
}

const AGAIN: &str = "@again";
const OTHER: &str = "@other";

/// The choice of scenarios. A run that came from elsewhere stands among them.
fn scenarios(frame: &Frame) -> Html {
    let sim = frame.sim();
    let own = sim.scenario();
    let bundled = Scenario::titles();
    let is_own = |(key, title): &&(&str, &str)| *title == own.title && Scenario::under(key) == Some(own);
    let current = bundled.iter().find(is_own).map(|(key, _)| *key);
    let choose = frame.want.reform({
        let frame = frame.clone();
        move |key: String| {
            outside::let_go();
            match Scenario::under(&key) {
                Some(scenario) => Intent::Load(Box::new(scenario.clone())),
                None if key == AGAIN => Intent::Load(Box::new(frame.sim().scenario().clone())),
                None if key == OTHER => Intent::Open(Some(Dialog::Import)),
                None => Intent::Redraw,
            }
        }
    });
    let option = |key: &str, title: &str| (key.to_owned(), title.to_owned());
    let mut options = Vec::new();
    if current.is_none() {
        options.push(option("", of_scenario(&own.title)));
    }
    options.extend(bundled.iter().map(|(key, title)| option(key, of_scenario(title))));
    options.push(option(AGAIN, texts().header().this_again));
    options.push(option(OTHER, texts().header().open_another));
    let picker = PickerProps {
        label: Some(texts().header().scenario),
        title: own.question.as_deref().map(|question| of_scenario(question).to_owned().into()),
        ..PickerProps::new("scenario", current.unwrap_or(""), options, choose)
    };
    component::<Picker>(picker, None)
}

/// The way to lessons and predictions.
fn lessons(frame: &Frame) -> Html {
    let is_open = frame.session().learn.is_open();
    html! {
        <button type="button" class="button" data-testid="lessons" title={texts().header().lessons}
            aria-pressed={is_open.to_string()} onclick={frame.wants(Intent::Learn(LearnDeed::Toggle))}>{ texts().header().learn }</button>
    }
}

/// Each kind of step with its way back, side by side.
fn steps(frame: &Frame) -> Html {
    let t = texts().header();
    let kinds = [
        (Step::Event, t.step, ["back", "step"], [t.event_back, t.event_on], ["‹", "›"]),
        (
            Step::Heartbeat,
            t.heartbeat,
            ["back-heartbeat", "step-heartbeat"],
            [t.heartbeat_back, t.heartbeat_on],
            ["«", "»"],
        ),
        (Step::Merge, t.merge, ["back-merge", "step-merge"], [t.merge_back, t.merge_on], ["«", "»"]),
        (Step::Decision, t.decision, ["back-decision", "step-decision"], [t.decision_back, t.decision_on], ["«", "»"]),
    ];
    // Not disabled: the focus would be lost on the way back to the beginning.
    let is_at_start = (frame.sim().cursor().index() == 0).then_some("true");
    let kind = |&(step, word, [back, on], [back_title, title], [left, right]): &Kind| {
        let class = (step == Step::Event).then_some("primary");
        html! {
            <div class="seg" role="group" aria-label={word}>
                <button type="button" class="back" data-testid={back} title={back_title} aria-label={back_title}
                    aria-disabled={is_at_start} onclick={frame.wants(Intent::Back(step))}>{ left }</button>
                <button type="button" {class} data-testid={on} {title} onclick={frame.wants(Intent::Step(step))}>
                    { word }<span class="chevron" aria-hidden="true">{ right }</span>
                </button>
            </div>
        }
    };
    html! { <div class="steps">{ for kinds.iter().map(kind) }</div> }
}

/// A kind of step: what it is called; back and on, each with its name for tests, its title and its sign.
type Kind = (Step, &'static str, [&'static str; 2], [&'static str; 2], [&'static str; 2]);

fn adders(frame: &Frame) -> Html {
    let opens = |dialog| frame.wants(Intent::Open(Some(dialog)));
    html! {
        <>
            <button type="button" class="button" data-testid="add-executor" title={texts().header().add_executor}
                onclick={opens(Dialog::AddExecutor)}>{ icon("plus") }{ texts().header().executor }</button>
            <button type="button" class="button" data-testid="submit-job" title={texts().header().submit_a_job}
                onclick={opens(Dialog::SubmitJob)}>{ texts().header().submit_job }</button>
            <button type="button" class="button emergency" data-testid="inject-emergency" title={texts().header().inject}
                onclick={opens(Dialog::InjectEmergency)}>{ triangle() }{ texts().header().emergency }</button>
        </>
    }
}

fn icons(frame: &Frame) -> Html {
    let session = frame.session();
    let class = "button quiet icon-only";
    let next = spoken().next();
    html! {
        <span class="icons">
            <button type="button" {class} aria-label={texts().header().export} title={texts().header().export_key} data-testid="export"
                onclick={frame.wants(Intent::Open(Some(Dialog::Export)))}>{ icon("export") }</button>
            <button type="button" {class} aria-label={texts().header().theme(session.theme.words())}
                title={texts().header().theme_key(session.theme.words())} data-testid="theme"
                onclick={frame.wants(Intent::NextTheme)}>{ icon("theme") }</button>
            <button type="button" class="button quiet language" lang={next.tag()} aria-label={format!("{}: {}", next.tag(), next.own_name())} title={next.own_name()}
                data-testid="language" onclick={frame.wants(Intent::Speak(next))}>{ next.tag() }</button>
            <button type="button" {class} aria-label={texts().header().present} title={texts().header().present_key} data-testid="present"
                aria-pressed={session.presenting.is_on.to_string()} onclick={frame.wants(Intent::Present(PresentDeed::Toggle))}>
                { icon("present") }</button>
            <button type="button" {class} aria-label={texts().header().help} title={texts().header().help_key} data-testid="help"
                onclick={frame.wants(Intent::Open(Some(Dialog::Help)))}>{ icon("help") }</button>
        </span>
    }
}
