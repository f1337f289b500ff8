//! The Yew app: draws pictures, sends commands.
//!
//! Two things live: the run, shared with the page's JavaScript, and the [`Session`], which is what the person
//! looks at. [`App`] owns both; a panel gets a [`Frame`], draws from it, and asks for changes with an [`Intent`].
//! A frame is told from another by its revision, so a panel is drawn again exactly when something changed.

mod canvas;
mod inspector;
mod learn;
mod markup;
mod shell;

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::prelude::*;
use yew::prelude::*;

pub use canvas::search::SearchIntent;
pub use learn::LearnDeed;
pub use shell::{KeptDeed, PresentDeed, Theme};

use crate::id::{EventId, NodeId};
use crate::scenario::{Command, Scenario};
use crate::sim::branches::BranchId;
use crate::sim::journey::Opening;
use crate::sim::{Sim, Step};
use crate::texts::{Language, spoken, texts};
use crate::time::Time;
use crate::view::search::Filter;
use crate::view::spacetime::LaneView;
use crate::web::Playground;
use crate::web::kept::Kept;
use markup::component;

/// The tabs of the inspector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// What happened in the event.
    What,
    /// The merge, entry by entry.
    #[default]
    Merge,
    /// The last decision.
    Decision,
    /// The jobs that wait.
    Queue,
    /// What the broker believes beside what is true.
    Knowledge,
    /// The REST calls.
    Wire,
    /// The branches of the run.
    Branches,
}

/// A part of the page, for whoever wants it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Who takes part, and the messages between them.
    Cluster,
    /// What happened, in tabs.
    Inspector,
    /// The space-time diagram.
    Spacetime,
}

impl Part {
    const NAMED: [(&'static str, Self); 3] =
        [("cluster", Self::Cluster), ("inspector", Self::Inspector), ("spacetime", Self::Spacetime)];

    /// The part that the options of `mount` name, or none.
    fn of(options: &JsValue) -> Result<Option<Self>, JsError> {
        let view = crate::web::option(options, "view");
        if view.is_undefined() || view.is_null() {
            return Ok(None);
        }
        let part = view.as_string().and_then(|view| Self::NAMED.into_iter().find(|(name, _)| *name == view));
        let names = || Self::NAMED.map(|(name, _)| name).join(", ");
        part.map(|(_, part)| Some(part)).ok_or_else(|| JsError::new(&format!("view: it is none of {}", names())))
    }
}

/// A way through time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the end.
    On,
    /// Towards the beginning.
    Back,
}

/// The dialogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// A new executor.
    AddExecutor,
    /// Other capabilities of an executor, by machine.
    ChangeExecutor(NodeId),
    /// A new job.
    SubmitJob,
    /// A new emergency job.
    InjectEmergency,
    /// How messages travel, on the link of a machine to the broker or on all, and what is wrong now.
    Faults(Option<NodeId>),
    /// Many emergencies.
    Flood,
    /// Shortcuts and words.
    Help,
    /// What can be taken along.
    Export,
    /// A run that somebody brings along.
    Import,
}

impl Dialog {
    /// Whether it is of use where nothing can be done.
    pub const fn is_of_any_run(&self) -> bool {
        matches!(self, Self::Help | Self::Export | Self::Import)
    }
}

/// What a person wants. Everything that changes a session is one of these.
#[derive(Debug, Clone)]
pub enum Intent {
    /// Go on.
    Step(Step),
    /// Go back.
    Back(Step),
    /// Go to an event.
    Seek(EventId),
    /// Do something to the world.
    Apply(Command),
    /// Do something with the branches.
    Branch(BranchDeed),
    /// Go to the last event that is known.
    SeekEnd,
    /// Go to the nearest emergency, decision or fault in a direction.
    SeekLandmark(Direction),
    /// Play in a direction, whether it plays or not.
    Play(Direction),
    /// Stop playing, or play in a direction.
    TogglePlay(Direction),
    /// Go on by one event, or back, because it plays.
    PlayOn,
    /// Stop playing.
    Pause,
    /// Play at this many events a second.
    Pace(f64),
    /// Look at another scenario, from its beginning.
    Load(Box<Scenario>),
    /// Look at a run that somebody brought along.
    Take(Box<Opening>),
    /// Look at the run that a link holds.
    Follow(String),
    /// Select a machine, or none.
    SelectNode(Option<NodeId>),
    /// Look at an event, without going there; none is the cursor's.
    SelectEvent(Option<EventId>),
    /// Compare the event that is looked at with another one.
    CompareWith(Option<EventId>),
    /// Arrange the lanes of the diagram.
    Arrange(Rc<LaneView>),
    /// Select nothing.
    LookAway,
    /// Show a tab.
    Show(Tab),
    /// Show the data of one datastore, or all.
    ShowData(Option<NodeId>),
    /// Open a dialog, or close it.
    Open(Option<Dialog>),
    /// Say something that passes by.
    Say(Toast),
    /// Take a toast away, by its number.
    Dismiss(u32),
    /// The next of the system's colours, light and dark.
    NextTheme,
    /// Speak a language.
    Speak(Language),
    /// Present, and what belongs to it.
    Present(PresentDeed),
    /// Do something with runs that are kept.
    Kept(KeptDeed),
    /// Search, or filter.
    Search(SearchIntent),
    /// Learn: a lesson, or a prediction.
    Learn(LearnDeed),
    /// Somebody else changed the run: draw it.
    Redraw,
    /// The pictures of where one went stand: the inspector follows.
    CatchUp,
    /// Go on along a way that is long.
    GoOn,
}

impl Intent {
    /// Whether it goes through the run, as one does again and again.
    const fn is_travel(&self) -> bool {
        matches!(self, Self::Step(_) | Self::Back(_) | Self::Seek(_) | Self::PlayOn | Self::Redraw)
    }
}

/// What a person does with branches.
#[derive(Debug, Clone)]
pub enum BranchDeed {
    /// Shows another one, where one stood in it last.
    Switch(BranchId),
    /// Shows one at an event.
    Visit(BranchId, EventId),
    /// Begins to rename one, or lets it be.
    Rename(Option<BranchId>),
    /// Gives one a name.
    Name(BranchId, String),
    /// Deletes one.
    Delete(BranchId),
    /// Brings back the one that was deleted last.
    Undelete,
    /// Puts two beside each other, or none.
    Compare(Option<(BranchId, BranchId)>),
    /// Lets one go on behind the scenes.
    Foresee(Vec<BranchId>, Time),
}

/// Something said in passing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Its number.
    pub id: u32,
    /// Whether it tells of an error.
    pub is_error: bool,
    /// What it says; of several lines, the first is its title.
    pub text: String,
    /// Whether it tells of a deletion that can be undone.
    pub can_undo: bool,
}

/// A command of the open dialog that the run refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The command's field.
    pub place: String,
    /// What is wrong with it.
    pub problem: String,
    /// How many were refused before it: of two that say the same the second one is told, too.
    pub after: u32,
}

/// What the person looks at.
#[derive(Debug)]
pub struct Session {
    /// The machine that is selected.
    pub selected: Option<NodeId>,
    /// The event that is looked at, when it is not the cursor's.
    pub looked_at: Option<EventId>,
    /// The event that it is compared with.
    pub compared: Option<EventId>,
    /// How the lanes of the diagram are arranged.
    pub lanes: Rc<LaneView>,
    /// The tab that is shown.
    pub tab: Tab,
    /// The datastore whose data are shown alone.
    pub data_of: Option<NodeId>,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// Which way it plays, when it plays.
    pub playing: Option<Direction>,
    /// How many events a second.
    pub pace: f64,
    /// What is said in passing.
    pub toasts: Vec<Toast>,
    /// Why the open dialog's command was refused.
    pub refusal: Option<Refusal>,
    /// How many commands of dialogs were refused.
    refusals: u32,
    /// The colours.
    pub theme: Theme,
    /// What is shown to a room beside the run.
    presenting: shell::Presenting,
    /// Kept runs that no tab looks at, the latest first.
    pub left: Vec<Kept>,
    /// Whether the latest of them is offered.
    pub offers: bool,
    /// The slot of the kept run that is gone on with, until it is kept anew.
    resumed: Option<String>,
    /// How many runs were shown before this one.
    runs: u32,
    /// The branch that is being renamed.
    pub renamed: Option<BranchId>,
    /// The two branches that stand beside each other.
    pub pair: Option<(BranchId, BranchId)>,
    /// The events that the search found, in order.
    pub found: Rc<Vec<EventId>>,
    /// Which events are to be seen.
    pub filter: Filter,
    /// The events that the filter shows, in order; all when there is none.
    pub shown: Option<Rc<Vec<EventId>>>,
    searching: canvas::search::Searching,
    /// How often a step stopped where a tab explains it.
    explained: u32,
    /// Where somebody came too quickly for motion.
    hurried_to: Option<EventId>,
    /// How long after the step before it the last one came, in milliseconds.
    pause_ms: f64,
    toasts_said: u32,
    /// The long way that is being gone.
    journey: Option<shell::Journey>,
    console: inspector::Console,
    learn: learn::Learn,
}

/// What a panel is given: the session as it is now, and a way to ask for changes.
#[derive(Clone, Properties)]
pub struct Frame {
    playground: Playground,
    session: Rc<RefCell<Session>>,
    revision: u64,
    /// Asks for a change.
    pub want: Callback<Intent>,
}

impl Frame {
    /// The run, to look at.
    pub fn sim(&self) -> Ref<'_, Sim> {
        self.playground.sim()
    }

    /// Calls a node from outside, at the cursor. Nothing is drawn before somebody asks for it.
    fn request(&self, method: &str, path: &str, body: &str) -> crate::broker::wire::Response {
        self.playground.sim_mut().request(method, path, body)
    }

    /// The moment right before a decision, to ask what would have been otherwise. The run is left as it is.
    fn moment_before(&self, event: EventId) -> Option<crate::sim::what_if::Moment> {
        self.playground.sim_mut().moment_before(event)
    }

    /// The event that is looked at: the selected one, or the cursor's.
    pub fn focus(&self) -> EventId {
        self.session().looked_at.unwrap_or_else(|| self.sim().cursor())
    }

    /// Whether what happened at the cursor is shown as motion. Whoever came there too quickly sees where it has led.
    fn moves(&self) -> bool {
        self.session().hurried_to != Some(self.sim().cursor())
    }

    /// The session, to look at.
    pub fn session(&self) -> Ref<'_, Session> {
        self.session.borrow()
    }

    /// A callback that asks for a fixed thing.
    pub fn wants<E: 'static>(&self, intent: Intent) -> Callback<E> {
        let want = self.want.clone();
        Callback::from(move |_| want.emit(intent.clone()))
    }
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision && Rc::ptr_eq(&self.session, &other.session)
    }
}

/// What the app starts with.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// The run, shared with the page's JavaScript.
    pub playground: Playground,
    /// Whether the browser keeps the run.
    pub keeps: bool,
    /// The part that is shown; all of it when none is named.
    pub part: Option<Part>,
    /// The lesson that begins at once, by its number.
    pub lesson: Option<usize>,
}

/// The whole page.
#[derive(Debug)]
pub struct App {
    session: Rc<RefCell<Session>>,
    revision: u64,
    /// The revision that the inspector shows: while one travels it is drawn a frame after the pictures, so that neither
    /// frame takes long.
    inspected: u64,
    next_frame: shell::NextFrame,
    player: shell::Player,
    /// When a long way is gone on with.
    slices: shell::Slices,
    keeper: shell::Keeper,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Intent;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        ctx.props().playground.on_change(move || link.send_message(Intent::Redraw));
        let want = ctx.link().callback(|intent| intent);
        let keeps = ctx.props().keeps;
        let listeners = [
            shell::listen_to_keys(want.clone()),
            shell::listen_to_hiding(want.clone()),
            shell::listen_to_links(want.clone()),
            shell::listen_for_kept(want.clone()).filter(|_| keeps),
        ];
        let sim = ctx.props().playground.sim();
        if let Some(goal) = sim.scenario().opens_at_event.filter(|goal| *goal > sim.cursor().number()) {
            let text = texts().header().opened_before(sim.cursor().number(), goal);
            want.emit(Intent::Say(Toast { id: 0, is_error: true, text, can_undo: false }));
        }
        let keeper = shell::Keeper::of(&sim, keeps.then_some(want));
        let session = Session { theme: Theme::remembered(), ..Session::default() };
        if let Some(lesson) = ctx.props().lesson {
            ctx.link().send_message(Intent::Learn(LearnDeed::Begin(lesson)));
        }
        Self {
            session: Rc::new(RefCell::new(session)),
            revision: 0,
            inspected: 0,
            next_frame: shell::NextFrame::default(),
            player: shell::Player::default(),
            slices: shell::Slices::default(),
            keeper,
            _listeners: listeners.into_iter().flatten().collect(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, intent: Intent) -> bool {
        if matches!(intent, Intent::GoOn) {
            self.slices.rang();
        }
        let meanwhile = self.session.borrow_mut().meanwhile(&mut ctx.props().playground.sim_mut(), intent);
        let intent = match meanwhile {
            shell::Meanwhile::Carried(intent) => intent,
            shell::Meanwhile::Waits(is_drawn) => {
                self.see_to_the_way(ctx);
                return is_drawn;
            }
        };
        let (is_travel, is_leaving) = (intent.is_travel(), matches!(intent, Intent::Pause));
        if matches!(intent, Intent::CatchUp) {
            self.next_frame.rang();
            self.inspected = self.revision;
            return true;
        }
        self.revision += 1;
        self.next_frame.hear(is_travel);
        if is_travel {
            self.next_frame.follow(|| ctx.link().callback(|()| Intent::CatchUp));
        } else {
            self.inspected = self.revision;
        }
        let mut session = self.session.borrow_mut();
        match &intent {
            Intent::PlayOn => self.player.rang(),
            Intent::Kept(KeptDeed::Keep) => self.keeper.keep(&ctx.props().playground.sim(), &mut session),
            Intent::Kept(KeptDeed::Recall(slot)) => {
                shell::recall(self.keeper.slot(), Some(slot.clone()), ctx.link().callback(|intent| intent));
            }
            Intent::Open(Some(Dialog::Import)) if ctx.props().keeps => {
                shell::recall(self.keeper.slot(), None, ctx.link().callback(|intent| intent));
            }
            _ => {}
        }
        shell::carry_out(&mut ctx.props().playground.sim_mut(), &mut session, intent);
        let sim = ctx.props().playground.sim();
        if is_travel {
            session.pause_ms = self.next_frame.pause_ms();
            session.hurried_to = self.next_frame.is_brisk().then(|| sim.cursor());
        }
        self.keeper.follow(&sim, &mut session, is_leaving);
        self.player.keep_up(&session, || ctx.link().callback(|()| Intent::PlayOn));
        drop(session);
        self.see_to_the_way(ctx);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let frame = Frame {
            playground: ctx.props().playground.clone(),
            session: Rc::clone(&self.session),
            revision: self.revision,
            want: ctx.link().callback(|intent| intent),
        };
        let inspected = Frame { revision: self.inspected, ..frame.clone() };
        let part = ctx.props().part;
        let shows = |this: Part| part.is_none_or(|part| part == this);
        let is_learning = frame.session().learn.is_open();
        // In another language everything is drawn anew.
        markup::html! {
            <div key={spoken().tag()} class={markup::classes!("page", self.next_frame.is_brisk().then_some("is-brisk"), part.map(|_| "is-part"))}>
                { shell::skips() }
                { component::<shell::Topbar>(frame.clone(), None) }
                <div class={markup::classes!("stage", is_learning.then_some("is-learning"))}>
                    if is_learning { { learn::panel(&frame) } }
                    if shows(Part::Cluster) { { component::<canvas::Cluster>(frame.clone(), None) } }
                    if shows(Part::Inspector) { { component::<inspector::Inspector>(inspected, None) } }
                    if shows(Part::Spacetime) { { component::<canvas::SpaceTime>(frame.clone(), None) } }
                </div>
                { inspector::narration(&frame) }
                { shell::dialogs(&frame) }
                { shell::toasts(&frame) }
                if frame.session().presenting.is_on { { shell::over(&frame) } }
            </div>
        }
    }
}

impl App {
    /// Whoever is on a long way goes on once the browser has done what it has to.
    fn see_to_the_way(&mut self, ctx: &Context<Self>) {
        if self.session.borrow().is_on_the_way() {
            self.slices.ask(|| ctx.link().callback(|()| Intent::GoOn));
        }
    }
}

impl Default for Session {
    fn default() -> Self {
        Self {
            selected: None,
            looked_at: None,
            compared: None,
            lanes: Rc::default(),
            tab: Tab::default(),
            data_of: None,
            dialog: None,
            playing: None,
            pace: 1.0,
            toasts: Vec::new(),
            refusal: None,
            refusals: 0,
            theme: Theme::default(),
            presenting: shell::Presenting::default(),
            left: Vec::new(),
            offers: false,
            resumed: None,
            runs: 0,
            renamed: None,
            pair: None,
            found: Rc::default(),
            filter: Filter::default(),
            shown: None,
            searching: canvas::search::Searching::default(),
            explained: 0,
            hurried_to: None,
            pause_ms: f64::INFINITY,
            toasts_said: 0,
            journey: None,
            console: inspector::Console::default(),
            learn: learn::Learn::default(),
        }
    }
}

/// Puts the playground into an element of the page. The run is the one of the playground that is returned: what
/// is done to it there is seen here.
///
/// # Errors
/// The options do not fit; the message names the field.
#[wasm_bindgen]
pub fn mount(
    element: web_sys::Element,
    #[wasm_bindgen(unchecked_param_type = "MountOptions | undefined")] options: JsValue,
) -> Result<Playground, JsError> {
    shell::tell_panics();
    let keeps = crate::web::option(&options, "keep").is_truthy();
    let (part, lesson) = (Part::of(&options)?, learn::lesson_of(&options)?);
    let playground = Playground::from_options(&options)?;
    shell::begin_to_speak(&options)?;
    element.replace_children_with_node_0();
    let props = AppProps { playground: playground.clone(), keeps, part, lesson };
    yew::Renderer::<App>::with_root_and_props(element, props).render();
    Ok(playground)
}
