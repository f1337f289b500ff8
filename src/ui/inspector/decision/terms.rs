//! How the scores came about: each term of the best candidates side by side, as numbers and as bars.

use yew::prelude::*;

use super::parts;
use crate::texts::texts;
use crate::ui::markup::{classes, html};
use crate::view::decision::{Choice, Part, TermCell, TermRow, TermTable};

/// The terms of a choice, under a label that no other table on the page has, or why there are none.
pub(super) fn terms(label: &'static str, choice: &Choice) -> Html {
    match (&choice.terms, choice.no_score) {
        (Some(terms), _) => term_table(label, terms),
        (None, Some(why)) => html! { <p class="soft">{ why }</p> },
        (None, None) => Html::default(),
    }
}

fn term_table(label: &'static str, terms: &TermTable) -> Html {
    let texts = texts().inspector();
    let name = |(name, colour): &(String, &'static str)| {
        html! { <th scope="col"><span class={classes!("dot-name", *colour)}>{ name }</span></th> }
    };
    let more = match terms.others {
        0 => String::new(),
        n => texts.best_of(terms.heads.len(), terms.heads.len() + n),
    };
    let scores = terms.sums.iter().zip(&terms.scores).map(|(sum, score)| total(*sum, terms.weights, score));
    html! {
        <section>
            <h3 class="section-name">{ texts.scores_about }</h3>
            <p class="soft">{ texts.terms_about }{ more }</p>
            { parts::scrolled(label, html! {
                <table class="grid terms-table">
                    <thead><tr><th scope="col">{ texts.term }</th>{ for terms.heads.iter().map(name) }</tr></thead>
                    <tbody>{ for terms.rows.iter().map(term) }</tbody>
                    <tfoot><tr><th scope="row">{ texts.score }</th>{ for scores }</tr></tfoot>
                </table>
            }) }
        </section>
    }
}

fn term(row: &TermRow) -> Html {
    let cell = |cell: &TermCell| {
        html! {
            <td>
                { parts::bar(&[(cell.share, row.class)]) }
                <span class="sum">{ cell.weighted }</span>
                <span class="soft">{ format!("{} × {}", cell.value, row.weight) }</span>
            </td>
        }
    };
    html! {
        <tr class={row.decides.then_some("decides")}>
            <th scope="row"><i class={classes!("swatch", row.class)} aria-hidden="true"></i>{ row.name }if row.decides { <span class="word">{ texts().inspector().decides }</span> }</th>
            { for row.cells.iter().map(cell) }
        </tr>
    }
}

fn total(sum: i64, weights: i64, (score, bar): &(i64, Vec<Part>)) -> Html {
    html! {
        <td>
            { parts::bar(bar) }
            <span class="score">{ *score }</span>
            <span class="soft">{ format!("{sum} ÷ {weights}") }</span>
        </td>
    }
}
