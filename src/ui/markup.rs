//! `html!`, in the same words as Yew's, for elements; and the small functions that it comes down to.
//!
//! Yew's own macro writes out for each element how every part of it is laid out in memory, once more at each place:
//! a quarter of all code, for which people wait when they open the page. This one writes calls. What it leaves out are
//! components: those are put in by [`component`].

use std::rc::Rc;

use yew::html::BaseComponent;
use yew::virtual_dom::{AttrValue, AttributeOrProperty, Attributes, Key, Listener, VComp, VList, VNode, VTag, VText};
use yew::{Html, NodeRef};

use crate::broker::executors::decimal;

/// Elements, texts and what is put between them in braces, as in Yew: `<p class="a" title={text}>{ child }</p>`,
/// `{ for children }`, `if condition { .. } else { .. }`, `<>..</>`.
macro_rules! html {
    ($($markup:tt)*) => {{
        let mut markup = $crate::ui::markup::Markup::new();
        $crate::ui::markup::grow!(markup $($markup)*);
        markup.done()
    }};
}

/// One piece of markup after the other.
macro_rules! grow {
    ($to:ident) => {};
    ($to:ident </> $($rest:tt)*) => {
        $to.close();
        $crate::ui::markup::grow!($to $($rest)*);
    };
    ($to:ident </$name:ident> $($rest:tt)*) => {
        $to.close();
        $crate::ui::markup::grow!($to $($rest)*);
    };
    ($to:ident <> $($rest:tt)*) => {
        $to.open_list();
        $crate::ui::markup::grow!($to $($rest)*);
    };
    ($to:ident <$name:ident $($rest:tt)*) => {
        $crate::ui::markup::grow!(@tag $to $name [] $($rest)*);
    };
    ($to:ident if $($rest:tt)*) => {
        $crate::ui::markup::grow!(@if $to [] $($rest)*);
    };
    ($to:ident $text:literal $($rest:tt)*) => {
        $to.text($text);
        $crate::ui::markup::grow!($to $($rest)*);
    };
    ($to:ident { $text:literal } $($rest:tt)*) => {
        $to.text($text);
        $crate::ui::markup::grow!($to $($rest)*);
    };
    ($to:ident { for $($children:tt)* } $($rest:tt)*) => {
        for child in $($children)* {
            $to.put(child);
        }
        $crate::ui::markup::grow!($to $($rest)*);
    };
    ($to:ident { $($child:tt)* } $($rest:tt)*) => {
        $to.put({ $($child)* });
        $crate::ui::markup::grow!($to $($rest)*);
    };
    // A tag: its parts are handed over one by one until it ends.
    (@tag $to:ident $name:ident [$($key:expr,)*] > $($rest:tt)*) => {
        $to.open(stringify!($name), &[$($key),*]);
        $crate::ui::markup::grow!($to $($rest)*);
    };
    (@tag $to:ident $name:ident [$($key:expr,)*] /> $($rest:tt)*) => {
        $to.open(stringify!($name), &[$($key),*]);
        $to.close();
        $crate::ui::markup::grow!($to $($rest)*);
    };
    (@tag $to:ident $name:ident [$($keys:tt)*] {$key:ident} $($rest:tt)*) => {
        $crate::ui::markup::grow!(@tag $to $name [$($keys)*] $key = $key $($rest)*);
    };
    (@tag $to:ident $name:ident [$($keys:tt)*] $key:ident $(- $more:ident)* = $value:tt $($rest:tt)*) => {
        $crate::ui::markup::part!($to $key $value);
        $crate::ui::markup::grow!(@tag $to $name
            [$($keys)* concat!(stringify!($key) $(, "-", stringify!($more))*),]
            $($rest)*
        );
    };
    // A condition: all up to the first braces.
    (@if $to:ident [$($condition:tt)*] { $($then:tt)* } else { $($other:tt)* } $($rest:tt)*) => {
        $to.put(if $($condition)* { $crate::ui::markup::html!($($then)*) } else { $crate::ui::markup::html!($($other)*) });
        $crate::ui::markup::grow!($to $($rest)*);
    };
    (@if $to:ident [$($condition:tt)*] { $($then:tt)* } $($rest:tt)*) => {
        $to.put(if $($condition)* { $crate::ui::markup::html!($($then)*) } else { ::yew::Html::default() });
        $crate::ui::markup::grow!($to $($rest)*);
    };
    (@if $to:ident [$($condition:tt)*] $next:tt $($rest:tt)*) => {
        $crate::ui::markup::grow!(@if $to [$($condition)* $next] $($rest)*);
    };
}

/// A part of an element, by its name.
macro_rules! part {
    ($to:ident key $value:tt) => { $to.part($crate::ui::markup::Part::Key($value.into())) };
    ($to:ident ref $value:tt) => { $to.part($crate::ui::markup::Part::Ref($value)) };
    ($to:ident checked $value:tt) => { $to.part($crate::ui::markup::Part::Checked($value)) };
    ($to:ident oncancel $value:tt) => { $crate::ui::markup::part!(@on $to oncancel $value) };
    ($to:ident onchange $value:tt) => { $crate::ui::markup::part!(@on $to onchange $value) };
    ($to:ident onclick $value:tt) => { $crate::ui::markup::part!(@on $to onclick $value) };
    ($to:ident ondblclick $value:tt) => { $crate::ui::markup::part!(@on $to ondblclick $value) };
    ($to:ident onfocusin $value:tt) => { $crate::ui::markup::part!(@on $to onfocusin $value) };
    ($to:ident onfocusout $value:tt) => { $crate::ui::markup::part!(@on $to onfocusout $value) };
    ($to:ident oninput $value:tt) => { $crate::ui::markup::part!(@on $to oninput $value) };
    ($to:ident onkeydown $value:tt) => { $crate::ui::markup::part!(@on $to onkeydown $value) };
    ($to:ident onmousedown $value:tt) => { $crate::ui::markup::part!(@on $to onmousedown $value) };
    ($to:ident onpointercancel $value:tt) => { $crate::ui::markup::part!(@on $to onpointercancel $value) };
    ($to:ident onpointerdown $value:tt) => { $crate::ui::markup::part!(@on $to onpointerdown $value) };
    ($to:ident onpointerout $value:tt) => { $crate::ui::markup::part!(@on $to onpointerout $value) };
    ($to:ident onpointermove $value:tt) => { $crate::ui::markup::part!(@on $to onpointermove $value) };
    ($to:ident onpointerup $value:tt) => { $crate::ui::markup::part!(@on $to onpointerup $value) };
    ($to:ident onsubmit $value:tt) => { $crate::ui::markup::part!(@on $to onsubmit $value) };
    (@on $to:ident $event:ident $value:tt) => {
        $to.listener(::yew::html::$event::Wrapper::__macro_new($value))
    };
    ($to:ident $other:ident $value:tt) => { $crate::ui::markup::Attribute::add($value, &mut $to) };
}

/// Classes that apply, one after the other: texts, or options of texts.
macro_rules! classes {
    ($($class:expr),* $(,)?) => {
        $crate::ui::markup::joined(&[$($crate::ui::markup::Class::class(&$class)),*])
    };
}

pub(super) use {classes, grow, html, part};

/// Markup as it grows. None of its functions is worth a copy at each place where it is called.
#[derive(Default)]
pub(super) struct Markup {
    /// What is open: an element or, as `None`, a list; each with the children of what is around it.
    open: Vec<(Option<VTag>, Vec<VNode>)>,
    children: Vec<VNode>,
    /// The parts of the tag that comes next.
    parts: Vec<Part>,
}

/// What may stand in a tag.
pub(super) enum Part {
    Attribute(Option<AttrValue>),
    Listener(Option<Rc<dyn Listener>>),
    Key(Key),
    Ref(NodeRef),
    Checked(bool),
}

impl Markup {
    /// Nothing yet.
    #[inline(never)]
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// One more part of the tag that comes next.
    #[inline(never)]
    pub(super) fn part(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// One that hears an event.
    #[inline(never)]
    pub(super) fn listener(&mut self, listener: Option<Rc<dyn Listener>>) {
        self.part(Part::Listener(listener));
    }

    /// One more attribute of the tag that comes next; without a value it does not stand there.
    #[inline(never)]
    fn attribute(&mut self, value: Option<AttrValue>) {
        self.part(Part::Attribute(value));
    }

    /// Begins an element with these parts. What is no attribute has its place among them all the same, and stays empty
    /// there.
    #[inline(never)]
    pub(super) fn open(&mut self, name: &'static str, keys: &'static [&'static str]) {
        let mut tag = VTag::new(name);
        let is_field = matches!(name, "input" | "textarea");
        let mut listeners = Vec::new();
        let mut values = Vec::with_capacity(keys.len());
        for (key, part) in keys.iter().zip(std::mem::take(&mut self.parts)) {
            let mut value = None;
            match part {
                Part::Attribute(text) if is_field && *key == "value" => tag.set_value(text),
                Part::Attribute(text) => value = text.map(AttributeOrProperty::Attribute),
                Part::Listener(listener) => listeners.push(listener),
                Part::Key(key) => tag.key = Some(key),
                Part::Ref(node) => tag.node_ref = node,
                Part::Checked(checked) => tag.set_checked(checked),
            }
            values.push(value);
        }
        if !keys.is_empty() {
            tag.attributes = Attributes::Dynamic { keys, values: values.into() };
        }
        if !listeners.is_empty() {
            tag.set_listeners(listeners.into());
        }
        self.open.push((Some(tag), std::mem::take(&mut self.children)));
    }

    /// Begins a list that belongs to no element of its own.
    #[inline(never)]
    pub(super) fn open_list(&mut self) {
        self.open.push((None, std::mem::take(&mut self.children)));
    }

    /// Ends what was begun last.
    #[inline(never)]
    pub(super) fn close(&mut self) {
        let Some((tag, around)) = self.open.pop() else { return };
        let children = one(std::mem::replace(&mut self.children, around));
        self.children.push(match tag {
            Some(mut tag) => {
                if let Some(place) = tag.children_mut() {
                    *place = children;
                }
                VNode::from(tag)
            }
            None => children,
        });
    }

    /// Puts something in.
    pub(super) fn put(&mut self, child: impl Child) {
        child.put(&mut self.children);
    }

    /// Puts fixed words in.
    #[inline(never)]
    pub(super) fn text(&mut self, text: &'static str) {
        AttrValue::Static(text).put(&mut self.children);
    }

    /// All of it.
    #[inline(never)]
    pub(super) fn done(&mut self) -> Html {
        one(std::mem::take(&mut self.children))
    }
}

/// Several nodes as one.
fn one(mut nodes: Vec<VNode>) -> VNode {
    if nodes.len() > 1 {
        return VList::with_children(nodes, None).into();
    }
    nodes.pop().unwrap_or_default()
}

/// A component with what it is given. Where it may stand at another place in the next drawing, it has a key.
pub(super) fn component<C: BaseComponent>(properties: C::Properties, key: Option<Key>) -> Html {
    VComp::new::<C>(Rc::new(properties), key).into()
}

/// What may stand between tags.
pub(super) trait Child {
    fn put(self, among: &mut Vec<VNode>);
}

impl Child for VNode {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        among.push(self);
    }
}

impl Child for AttrValue {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        among.push(VText::new(self).into());
    }
}

impl Child for &AttrValue {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        self.clone().put(among);
    }
}

impl Child for &str {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        AttrValue::from(self.to_owned()).put(among);
    }
}

impl Child for String {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        AttrValue::from(self).put(among);
    }
}

impl Child for &String {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        self.clone().put(among);
    }
}

/// Whole numbers stand there as people write them.
macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Child for $number {
            #[inline(never)]
            fn put(self, among: &mut Vec<VNode>) {
                self.to_string().put(among);
            }
        }
    )*};
}

numbers! { i64 u16 u32 usize }

impl<T: Child> Child for Option<T> {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        if let Some(child) = self {
            child.put(among);
        }
    }
}

impl<T: Child> Child for Vec<T> {
    #[inline(never)]
    fn put(self, among: &mut Vec<VNode>) {
        for child in self {
            child.put(among);
        }
    }
}

/// What an attribute may be given. A flag stands there without a value, or not at all.
pub(super) trait Attribute {
    fn add(self, to: &mut Markup);
}

impl Attribute for AttrValue {
    fn add(self, to: &mut Markup) {
        to.attribute(Some(self));
    }
}

impl Attribute for &'static str {
    #[inline(never)]
    fn add(self, to: &mut Markup) {
        to.attribute(Some(AttrValue::Static(self)));
    }
}

impl Attribute for String {
    #[inline(never)]
    fn add(self, to: &mut Markup) {
        to.attribute(Some(self.into()));
    }
}

impl Attribute for f64 {
    #[inline(never)]
    fn add(self, to: &mut Markup) {
        decimal(self).add(to);
    }
}

impl Attribute for bool {
    #[inline(never)]
    fn add(self, to: &mut Markup) {
        to.attribute(self.then_some(AttrValue::Static("")));
    }
}

impl<T: Attribute + Clone> Attribute for &T {
    fn add(self, to: &mut Markup) {
        self.clone().add(to);
    }
}

impl<T: Attribute> Attribute for Option<T> {
    #[inline(never)]
    fn add(self, to: &mut Markup) {
        match self {
            Some(value) => value.add(to),
            None => to.attribute(None),
        }
    }
}

/// What [`classes`] takes.
pub(super) trait Class {
    fn class(&self) -> Option<&str>;
}

impl Class for &str {
    fn class(&self) -> Option<&str> {
        Some(self)
    }
}

impl Class for AttrValue {
    fn class(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: Class> Class for Option<T> {
    fn class(&self) -> Option<&str> {
        self.as_ref()?.class()
    }
}

/// The classes that apply, as the attribute wants them.
#[inline(never)]
pub(super) fn joined(classes: &[Option<&str>]) -> Option<AttrValue> {
    let applying: Vec<&str> = classes.iter().flatten().copied().filter(|class| !class.is_empty()).collect();
    (!applying.is_empty()).then(|| applying.join(" ").into())
}
