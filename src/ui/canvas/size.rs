//! How large an element is, as long as it is there.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The inner width and height of an element in pixels; `None` before it was laid out.
#[hook]
pub(super) fn use_size(node: &NodeRef) -> Option<(f64, f64)> {
    let size = use_state_eq(|| None);
    let (setter, node) = (size.setter(), node.clone());
    use_effect_with((), move |()| {
        let watch = node.cast::<Element>().and_then(|element| {
            let seen = element.clone();
            let tell = Closure::<dyn FnMut()>::new(move || {
                let (width, height) = (seen.client_width(), seen.client_height());
                setter.set(Some((f64::from(width), f64::from(height))).filter(|_| width > 0 && height > 0));
            });
            let observer = ResizeObserver::new(tell.as_ref().unchecked_ref()).ok()?;
            observer.observe(&element);
            Some((observer, tell))
        });
        move || {
            if let Some((observer, tell)) = watch {
                observer.disconnect();
                drop(tell);
            }
        }
    });
    *size
}
