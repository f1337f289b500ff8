//! A sheet as a PNG: drawn on a canvas of the page's own, so that no picture has to be loaded from anywhere.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, Path2d};
use yew::Callback;

use crate::view::spacetime::Anchor;
use crate::view::spacetime::sheet::{FONT, Paint, Piece, Sheet, Writing};

/// How many pixels of the picture are one of the sheet, and the most pixels that browsers draw on, across and in all.
const SCALE: f64 = 2.0;
const ACROSS_MAX: f64 = 16_000.0;
const PIXELS_MAX: f64 = 16_000_000.0;

/// Draws a sheet and calls back with the picture, or with nothing when the browser can't.
pub(super) fn png(sheet: &Sheet, done: Callback<Option<Blob>>) {
    if paint(sheet, done.clone()).is_none() {
        done.emit(None);
    }
}

fn paint(sheet: &Sheet, done: Callback<Option<Blob>>) -> Option<()> {
    let (width, height) = sheet.size;
    let scale = SCALE.min(ACROSS_MAX / width).min((PIXELS_MAX / (width * height)).sqrt());
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((height * scale).round() as u32);
    let on: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    on.scale(scale, scale).ok()?;
    on.set_fill_style_str("#ffffff");
    on.fill_rect(0.0, 0.0, width, height);
    on.set_line_cap("round");
    sheet.around.iter().try_for_each(|piece| put(&on, piece))?;
    on.begin_path();
    on.rect(sheet.window.0, 0.0, sheet.window.1 - sheet.window.0, height);
    on.clip();
    on.translate(sheet.moved.0, sheet.moved.1).ok()?;
    sheet.run.iter().try_for_each(|piece| put(&on, piece))?;
    let made = Closure::once_into_js(move |blob: JsValue| done.emit(blob.dyn_into().ok()));
    canvas.to_blob(made.unchecked_ref()).ok()
}

fn put(on: &CanvasRenderingContext2d, piece: &Piece) -> Option<()> {
    match piece {
        Piece::Path(d, Paint { fill, stroke, width, dash, opacity }) => {
            let path = Path2d::new_with_path_string(d).ok()?;
            on.set_global_alpha(*opacity);
            if !fill.is_empty() {
                on.set_fill_style_str(fill);
                on.fill_with_path_2d(&path);
            }
            if !stroke.is_empty() {
                on.set_stroke_style_str(stroke);
                on.set_line_width(*width);
                let dash: Array = dash.iter().copied().map(JsValue::from_f64).collect();
                on.set_line_dash(&dash).ok()?;
                on.stroke_with_path(&path);
            }
        }
        Piece::Text(Writing { at, anchor, size, is_bold, fill, text }) => {
            on.set_global_alpha(1.0);
            on.set_font(&format!("{} {size}px {FONT}", if *is_bold { 650 } else { 400 }));
            on.set_text_align(match anchor {
                Anchor::Start => "left",
                Anchor::Middle => "center",
                Anchor::End => "right",
            });
            on.set_fill_style_str(fill);
            on.fill_text(text, at.0, at.1).ok()?;
        }
    }
    Some(())
}
