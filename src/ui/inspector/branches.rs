//! The branches of the run: the tree that they make, what can be done with each, and two beside each other.

mod compare;
mod rename;

use yew::prelude::*;

use super::parts;
use crate::sim::branches::BranchId;
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::{BranchDeed, Frame, Intent, Tab};
use crate::view::branches::{Row, rows};
use crate::view::words::real;

/// Where one is in the tree, for the row of time: it leads to the tab.
pub(in crate::ui) fn chip(frame: &Frame) -> Html {
    let name = frame.sim().branch_name().to_owned();
    let label = texts().branches().branch(&name);
    html! {
        <button type="button" class="button quiet small branch-chip" data-testid="branch" aria-label={label.clone()} title={label}
            onclick={frame.wants(Intent::Show(Tab::Branches))}>
            { parts::icon("branch") }<span>{ name }</span>
        </button>
    }
}

/// How many branches there are, once there are several.
pub(super) fn badge(frame: &Frame) -> Html {
    match frame.sim().branches().count() {
        0 | 1 => Html::default(),
        count => html! { <span class="badge">{ count }</span> },
    }
}

/// The tab.
#[inline(never)]
pub(super) fn branches(frame: &Frame) -> Html {
    let rows = rows(&frame.sim());
    let is_alone = rows.len() < 2;
    html! {
        <>
            <div>
                <div class="branches-head">
                    <h3 class="section-name">{ heading(rows.len()) }</h3>
                    { undo(frame) }
                </div>
                <ul class="branches" aria-label={texts().inspector().branches}>{ for rows.iter().map(|row| branch(frame, row, is_alone)) }</ul>
            </div>
            if is_alone {
                { parts::empty(texts().branches().one_future, texts().branches().one_future_about) }
            } else {
                { component::<compare::Compare>(frame.clone(), None) }
            }
        </>
    }
}

fn heading(count: usize) -> String {
    match count {
        1 => texts().branches().one.to_owned(),
        _ => texts().branches().several(count),
    }
}

fn undo(frame: &Frame) -> Html {
    let Some(name) = frame.sim().deleted_branch().map(str::to_owned) else { return Html::default() };
    html! {
        <button type="button" class="button small" data-testid="undelete-branch"
            onclick={frame.wants(Intent::Branch(BranchDeed::Undelete))}>
            { parts::icon("replay") }{ texts().branches().bring_back(&name) }
        </button>
    }
}

#[inline(never)]
fn branch(frame: &Frame, row: &Row, is_alone: bool) -> Html {
    let session = frame.session();
    let is_renamed = session.renamed == Some(row.id);
    let (pair, refusal) = (session.pair, session.refusal.as_ref().filter(|refusal| refusal.place == "branch"));
    let is_paired = pair.is_some_and(|(a, b)| a == row.id || b == row.id);
    let name = if is_renamed {
        let problem = refusal.map(|refusal| refusal.problem.clone());
        let props = rename::RenameProps { id: row.id, name: row.name.clone(), problem, want: frame.want.clone() };
        component::<rename::Rename>(props, None)
    } else {
        switch(frame, row)
    };
    html! {
        <li key={row.id.number()} class={classes!("branch", row.is_current.then_some("is-current"), is_paired.then_some("is-paired"))}
            data-branch={row.name.clone()}>
            <div class="branch-text">
                { name }
                <p class="soft">{ origin(row) }</p>
            </div>
            { rail(row) }
            { actions(frame, row, is_alone) }
        </li>
    }
}

fn switch(frame: &Frame, row: &Row) -> Html {
    let deed = BranchDeed::Switch(row.id);
    let texts = texts().branches();
    let title = if row.is_current { texts.on_show_about.to_owned() } else { texts.show(&row.name) };
    html! {
        <button type="button" class="branch-name" data-testid="switch-branch" aria-current={row.is_current.then_some("true")}
            {title} onclick={frame.wants(Intent::Branch(deed))}>
            <span>{ &row.name }</span>
            if row.is_current { <span class="tag chosen">{ texts.on_show }</span> }
        </button>
    }
}

/// Where it comes from, and how far it is known.
fn origin(row: &Row) -> String {
    let texts = texts().branches();
    let known = texts.known(row.events, row.cursor);
    let Some(left) = &row.left else { return texts.since_beginning(&known) };
    match row.name.starts_with(&left.title) {
        true => texts.off(&left.parent, left.after, &real(left.at), &known),
        false => texts.off_by(&left.parent, left.after, &real(left.at), &left.title, &known),
    }
}

fn actions(frame: &Frame, row: &Row, is_alone: bool) -> Html {
    let name = &row.name;
    let (rename, delete) = (texts().branches().rename(name), texts().queue().delete(name));
    let other = partner(frame, row.id);
    html! {
        <div class="branch-actions">
            if let Some(other) = other {
                <button type="button" class="button small" data-testid="compare-branch" aria-label={texts().branches().compare_with(name)}
                    onclick={frame.wants(Intent::Branch(BranchDeed::Compare(Some((other, row.id)))))}>
                    { texts().branches().compare }
                </button>
            }
            <button type="button" class="button quiet small icon-only" id={rename::button_id(row.id)} data-testid="rename-branch"
                aria-label={rename.clone()} title={rename}
                onclick={frame.wants(Intent::Branch(BranchDeed::Rename(Some(row.id))))}>
                { parts::icon("pencil") }
            </button>
            if !is_alone {
                <button type="button" class="button quiet small icon-only" data-testid="delete-branch"
                    aria-label={delete.clone()} title={delete}
                    onclick={frame.wants(Intent::Branch(BranchDeed::Delete(row.id)))}>
                    { parts::icon("trash") }
                </button>
            }
        </div>
    }
}

/// What a branch would be compared with: the one on show; none for that one itself.
fn partner(frame: &Frame, id: BranchId) -> Option<BranchId> {
    let current = frame.sim().current_branch();
    (current != id).then_some(current)
}

/// The branch's line over time, with the rails that come by.
fn rail(row: &Row) -> Html {
    let (from, to) = row.line;
    let down = |x: &u32, y: &'static str| html! { <line x1={place(*x)} x2={place(*x)} y1={y} y2="100%" /> };
    // Whoever stands in what it shares with its parent stands before its own line.
    let is_before = row.here < from;
    html! {
        <svg class="rail" aria-hidden="true">
            <g class="others">
                { for row.pass.iter().map(|x| down(x, "0")) }
                { for row.leave.iter().map(|x| down(x, "50%")) }
            </g>
            if is_before { <line class="shared" x1={place(row.here)} x2={place(from)} y1="50%" y2="50%" /> }
            if row.left.is_some() {
                // The corner is round: both lines end a radius before it, whatever the row's height is.
                <svg x={place(from)} height="50%" overflow="visible"><line y1="8" y2="100%" transform="translate(0 -8)" /></svg>
                <svg x={place(from)} y="50%" overflow="visible"><path d="M0-8q0 8 8 8" /></svg>
                <svg x={place(from)} width={place(to - from)}><line x2="100%" y1="50%" y2="50%" transform="translate(8 0)" /></svg>
            } else {
                <line x1="0" x2={place(to)} y1="50%" y2="50%" />
            }
            { for row.leave.iter().map(|x| html! { <circle class="fork" cx={place(*x)} cy="50%" r="3" /> }) }
            <svg x={place(to)} y="50%" overflow="visible"><path class="end" d="M0-4v8" /></svg>
            <circle class="here" cx={place(row.here)} cy="50%" r="5.5" />
        </svg>
    }
}

fn place(permille: u32) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}
