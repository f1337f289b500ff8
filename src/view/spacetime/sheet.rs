//! The diagram to take along: what is on a sheet of paper, and the sheet as an SVG that needs nothing else.
//!
//! A sheet is a list of paths and texts in their final colours, the light ones. Whoever draws it on something else, as the
//! page does for a PNG, draws the same.

use std::fmt::Write as _;

use super::{Anchor, Arrow, Columns, Detail, Diagram, Ink, Label, Lane, LaneView, Look, Looked, Mark};
use super::{BOTTOM, COLUMN, GAP, LANES_MAX, Shape, Sight, TOP, Told, Tone, Window, picture_in};
use crate::broker::executors::decimal;
use crate::sim::Sim;
use crate::texts::{of_scenario, texts};
use crate::view::causality::Standing;

/// So many columns are on a sheet: a run of more is drawn around the cursor.
pub const COLUMNS_MAX: usize = 200;
/// Room above the diagram for its title, and beside it.
const HEAD: f64 = 46.0;
const MARGIN: f64 = 18.0;
/// The least width, so that a title finds room.
const WIDTH_MIN: f64 = 560.0;
/// The width of a letter of a lane's name.
const LETTER: f64 = 7.6;
/// The longest name that is written out, in characters.
const NAME_MAX: usize = 24;

const CARD: &str = "#ffffff";
const INK: &str = "#1c2230";
const SOFT: &str = "#5b6474";
const LINE: &str = "#e4e1d8";
const EDGE: &str = "#8a8f98";
const SELECTED: &str = "#3d4fd1";
const EMERGENCY: &str = "#c8371b";
const CHOSEN: &str = "#0b7a5b";
const NODES: [&str; 8] = ["#39424f", "#0072b2", "#b87400", "#008f6b", "#b0568b", "#7b6b52", "#5b5fc7", "#63781c"];

/// How a path is painted. Colours are `#rrggbb`; an empty one paints nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// The colour inside.
    pub fill: &'static str,
    /// The colour of the line.
    pub stroke: &'static str,
    /// How wide the line is, in pixels.
    pub width: f64,
    /// The dashes of the line and what is between them, in pixels; none when it is whole.
    pub dash: &'static [f64],
    /// How much of what is below it covers, 0 to 1.
    pub opacity: f64,
}

/// A text in the one font of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Writing {
    /// Where, on its base line.
    pub at: (f64, f64),
    /// How it stands to its place.
    pub anchor: Anchor,
    /// The size of its letters, in pixels.
    pub size: f64,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Its colour.
    pub fill: &'static str,
    /// What it says.
    pub text: String,
}

/// One thing on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A path, as SVG writes it.
    Path(String, Paint),
    /// A text.
    Text(Writing),
}

/// A diagram on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What it shows.
    pub title: String,
    /// Its width and height, in pixels.
    pub size: (f64, f64),
    /// What stands around the run.
    pub around: Vec<Piece>,
    /// The run, which is moved by this much, and seen only from there on to the right margin.
    pub run: Vec<Piece>,
    /// By how much.
    pub moved: (f64, f64),
    /// From where to where the run is seen.
    pub window: (f64, f64),
}

const fn line(stroke: &'static str, width: f64) -> Paint {
    Paint { fill: "", stroke, width, dash: &[], opacity: 1.0 }
}

const fn area(fill: &'static str, opacity: f64) -> Paint {
    Paint { fill, stroke: "", width: 0.0, dash: &[], opacity }
}

/// The run as it is known on a sheet, with the lanes as they are arranged and what is looked at; of a long one the part
/// around the cursor.
pub fn sheet(sim: &Sim, lanes: &LaneView, sight: &Sight) -> Sheet {
    let mut columns = Columns::default();
    columns.follow(sim.trace(), lanes, None);
    let count = columns.len().min(COLUMNS_MAX);
    let here = columns.of(sim.cursor()).unwrap_or_default();
    let from = (here + COLUMNS_MAX / 4).min(columns.len()).saturating_sub(COLUMNS_MAX);
    let look = Look { zoom: COLUMN, left: Some(from as f64), ..Look::default() };
    let looked = Looked { look, lanes, told: Told::default(), found: &[], active: None };
    let width = (count as f64 * COLUMN + 2.0 * MARGIN).max(WIDTH_MIN);
    let window = Window { width, height: TOP + BOTTOM + GAP.1 * (LANES_MAX - 1) as f64, text: 1.0 };
    drawn(sim, &picture_in(sim, &columns, sight, &looked, window, Some(Detail::Events)), sight)
}

fn drawn(sim: &Sim, diagram: &Diagram, sight: &Sight) -> Sheet {
    let letters = diagram.lanes.iter().map(|lane| lane.name.chars().count().min(NAME_MAX)).max().unwrap_or_default();
    let names = MARGIN + letters as f64 * LETTER + 10.0;
    let size = (names + diagram.size.0 + MARGIN, HEAD + diagram.size.1 + MARGIN);
    let mut sheet = Sheet {
        title: of_scenario(&sim.scenario().title).to_owned(),
        size,
        around: Vec::new(),
        run: Vec::new(),
        moved: (names - diagram.scale.left, HEAD),
        window: (names, size.0 - MARGIN),
    };
    sheet.head(diagram, sight);
    for lane in &diagram.lanes {
        sheet.lane(lane);
    }
    let height = diagram.size.1;
    for tick in &diagram.ticks {
        sheet.run.push(Piece::Path(format!("M{} {}v5", decimal(tick.x), decimal(height - 26.0)), line(LINE, 1.0)));
        sheet.run.push(text((tick.x, height - 9.0), Anchor::Middle, 10.5, SOFT, &tick.text));
    }
    let way = Paint { opacity: 0.4, ..line(SELECTED, 9.0) };
    sheet.run.extend(diagram.way.clone().map(|way_d| Piece::Path(way_d, way)));
    diagram.arrows.iter().for_each(|arrow| sheet.arrow(arrow));
    if let Some(x) = diagram.cursor {
        let dashed = Paint { dash: &[3.0, 3.0], ..line(SELECTED, 1.25) };
        sheet.run.push(Piece::Path(format!("M{} 8V{}", decimal(x), decimal(height - 22.0)), dashed));
    }
    diagram.marks.iter().for_each(|mark| sheet.mark(mark));
    diagram.labels.iter().for_each(|label| sheet.label(label));
    sheet
}

fn text(at: (f64, f64), anchor: Anchor, size: f64, fill: &'static str, text: &str) -> Piece {
    Piece::Text(Writing { at, anchor, size, is_bold: false, fill, text: text.to_owned() })
}

/// The colour of a class `n3`.
fn colour(class: &str) -> &'static str {
    class.strip_prefix('n').and_then(|number| NODES.get(number.parse::<usize>().ok()?)).copied().unwrap_or(INK)
}

fn circle((x, y): (f64, f64), r: f64) -> String {
    let (x, y, r, d) = (decimal(x - r), decimal(y), decimal(r), decimal(2.0 * r));
    format!("M{x} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z")
}

impl Sheet {
    fn head(&mut self, diagram: &Diagram, sight: &Sight) {
        let title = Writing {
            at: (MARGIN, 24.0),
            anchor: Anchor::Start,
            size: 15.0,
            is_bold: true,
            fill: INK,
            text: self.title.clone(),
        };
        self.around.push(Piece::Text(title));
        let texts = texts().spacetime();
        let range = diagram.range.map(|(first, last)| texts.events(first, last));
        let cone = sight.cone.as_ref().map(|cone| texts.seen_from(cone.id()));
        let relation = sight.relation.as_ref().map(|of| texts.relation(of.first, of.words, of.second));
        let told: Vec<String> = [range, relation, cone].into_iter().flatten().collect();
        self.around.push(text((MARGIN, 42.0), Anchor::Start, 11.5, SOFT, &told.join(" · ")));
        for (shade, fill, opacity) in [(&diagram.shades.0, SELECTED, 0.08), (&diagram.shades.1, CHOSEN, 0.07)] {
            self.run.extend(shade.clone().map(|d| Piece::Path(d, area(fill, opacity))));
        }
    }

    fn lane(&mut self, lane: &Lane) {
        let fill = colour(lane.colour);
        let at = (self.window.0 - 10.0, HEAD + lane.y + 4.5);
        let text = match lane.name.chars().count() {
            ..=NAME_MAX => lane.name.clone(),
            _ => lane.name.chars().take(NAME_MAX - 1).chain(['…']).collect(),
        };
        let name = Writing { at, anchor: Anchor::End, size: 12.5, is_bold: true, fill, text };
        self.around.push(Piece::Text(name));
        for (from, to, is_up) in &lane.parts {
            let d = format!("M{} {}H{}", decimal(*from), decimal(lane.y), decimal(*to));
            let dash: &[f64] = if *is_up { &[] } else { &[2.0, 5.0] };
            self.run.push(Piece::Path(d, Paint { dash, opacity: 0.4, ..line(fill, 1.75) }));
        }
    }

    fn arrow(&mut self, arrow: &Arrow) {
        let (stroke, width) = match arrow.ink {
            Ink::Plain => (EDGE, 1.25),
            Ink::Cause => (SELECTED, 2.0),
            Ink::Emergency => (EMERGENCY, 2.0),
            Ink::Chain => (SELECTED, 3.5),
        };
        let dash: &[f64] = match () {
            () if arrow.is_lost => &[3.0, 4.0],
            () if arrow.is_copy => &[7.0, 3.0],
            () if arrow.received.is_none() => &[5.0, 3.0],
            () => &[],
        };
        let opacity = if arrow.is_later { 0.5 } else { 1.0 };
        let (from, to) = (arrow.from, arrow.to);
        let d = format!("M{} {}L{} {}", decimal(from.0), decimal(from.1), decimal(to.0), decimal(to.1));
        self.run.push(Piece::Path(d, Paint { dash, opacity, ..line(stroke, width) }));
        if arrow.is_lost {
            let d = format!("M{} {}l8 8m0-8l-8 8", decimal(to.0 - 4.0), decimal(to.1 - 4.0));
            self.run.push(Piece::Path(d, Paint { opacity, ..line(stroke, 2.0) }));
        } else if arrow.received.is_some() {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt().max(1.0);
            let (ux, uy) = (dx / length, dy / length);
            let at = |back: f64, aside: f64| {
                format!("{} {}", decimal(to.0 - back * ux - aside * uy), decimal(to.1 - back * uy + aside * ux))
            };
            let d = format!("M{}L{}L{}z", at(8.0, 0.0), at(15.0, 3.4), at(15.0, -3.4));
            self.run.push(Piece::Path(d, area(stroke, opacity)));
        }
    }

    fn mark(&mut self, mark: &Mark) {
        let at = (mark.x, mark.y);
        let is_focus = mark.standing == Standing::Itself;
        let own = match mark.shape {
            _ if is_focus => SELECTED,
            Shape::Emergency => EMERGENCY,
            Shape::Decision => CHOSEN,
            Shape::Fault => INK,
            Shape::Plain => colour(mark.colour),
        };
        let (x, y) = (decimal(mark.x), decimal(mark.y));
        let d = match mark.shape {
            _ if mark.events > 1 => format!("M{x} {y}m-6-8h12a8 8 0 0 1 0 16h-12a8 8 0 0 1 0-16z"),
            Shape::Plain => circle(at, if is_focus { 8.0 } else { 6.0 }),
            Shape::Emergency => format!("M{x} {y}m0-7.5 7.5 13h-15z"),
            Shape::Decision => format!("M{x} {y}m0-8 8 8-8 8-8-8z"),
            Shape::Fault => format!("M{x} {y}m-5-5 10 10m0-10-10 10"),
        };
        let is_hollow = mark.events > 1 || matches!(mark.standing, Standing::Concurrent | Standing::Future);
        let fill = if is_hollow || mark.shape == Shape::Fault { CARD } else { own };
        let fill = if mark.shape == Shape::Fault { "" } else { fill };
        let opacity = if mark.is_beyond { 0.5 } else { 1.0 };
        self.run.push(Piece::Path(d, Paint { fill, opacity, ..line(own, 2.0) }));
        if mark.events > 1 {
            self.run.push(text((mark.x, mark.y + 4.0), Anchor::Middle, 11.0, INK, &mark.events.to_string()));
        } else if mark.standing == Standing::Future && mark.shape != Shape::Fault {
            self.run.push(Piece::Path(circle(at, 2.5), area(own, opacity)));
        }
        if mark.is_second || is_focus {
            let dash: &[f64] = if is_focus { &[] } else { &[3.0, 3.0] };
            self.run.push(Piece::Path(circle(at, 13.0), Paint { dash, ..line(own, 1.5) }));
        }
    }

    fn label(&mut self, label: &Label) {
        let fill = match label.tone {
            Tone::Clock => SELECTED,
            Tone::Emergency => EMERGENCY,
            Tone::Chosen => CHOSEN,
            Tone::QuietClock | Tone::Quiet | Tone::Message => SOFT,
        };
        self.run.push(text((label.x, label.y), label.anchor, 11.5, fill, &label.text));
    }

    /// The sheet as an SVG: nothing in it is asked for from anywhere else.
    pub fn svg(&self) -> String {
        let [width, height] = [self.size.0, self.size.1].map(decimal);
        let [x, y] = [self.moved.0, self.moved.1].map(decimal);
        let [from, seen] = [self.window.0, self.window.1 - self.window.0].map(decimal);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{FONT}\" role=\"img\">\n<title>{}</title>\n\
             <clipPath id=\"window\"><rect x=\"{from}\" y=\"0\" width=\"{seen}\" height=\"{height}\"/></clipPath>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{CARD}\"/>\n",
            escaped(&self.title)
        );
        self.around.iter().for_each(|piece| write(&mut svg, piece));
        // Writing to a string cannot fail.
        let _ = writeln!(svg, "<g clip-path=\"url(#window)\"><g transform=\"translate({x} {y})\">");
        self.run.iter().for_each(|piece| write(&mut svg, piece));
        svg.push_str("</g></g>\n</svg>\n");
        svg
    }
}

/// The font of a sheet: what every system has.
pub const FONT: &str = "system-ui, sans-serif";

fn write(svg: &mut String, piece: &Piece) {
    let _ = match piece {
        Piece::Path(d, paint) => {
            let colour = |colour: &'static str| if colour.is_empty() { "none" } else { colour };
            let _ = write!(svg, "<path d=\"{d}\" fill=\"{}\" stroke=\"{}\"", colour(paint.fill), colour(paint.stroke));
            if !paint.stroke.is_empty() {
                let _ = write!(svg, " stroke-width=\"{}\" stroke-linecap=\"round\"", decimal(paint.width));
            }
            if !paint.dash.is_empty() {
                let dash: Vec<String> = paint.dash.iter().map(|length| decimal(*length)).collect();
                let _ = write!(svg, " stroke-dasharray=\"{}\"", dash.join(" "));
            }
            if paint.opacity < 1.0 {
                let _ = write!(svg, " opacity=\"{}\"", decimal(paint.opacity));
            }
            writeln!(svg, "/>")
        }
        Piece::Text(Writing { at, anchor, size, is_bold, fill, text }) => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let weight = if *is_bold { " font-weight=\"650\"" } else { "" };
            let ([x, y], size, text) = ([at.0, at.1].map(decimal), decimal(*size), escaped(text));
            writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{weight} fill=\"{fill}\">{text}</text>"
            )
        }
    };
}

/// A text as it may stand in XML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // What XML has no way to write.
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::import;
    use crate::id::EventId;
    use crate::scenario::Scenario;

    fn of(sim: &Sim, focus: u32) -> Sheet {
        sheet(sim, &LaneView::default(), &Sight::of(sim.trace(), EventId::new(focus), None))
    }

    #[test]
    fn a_sheet_has_every_event_every_arrow_and_every_name_of_a_small_run() {
        let log =
            "x\na {\"a\":1}\ny\nb {\"b\":1, \"a\":1}\nz\nc {\"c\":1, \"a\":1}\nw\nb {\"b\":2, \"c\":1, \"a\":1}\n";
        let sim = import(log).unwrap();
        let sheet = of(&sim, 4);
        let told = |wanted: &str| {
            sheet.around.iter().any(|piece| matches!(piece, Piece::Text(writing) if writing.text == wanted))
        };
        assert!(["a", "b", "c", "A log of 3 hosts"].into_iter().all(told), "{:?}", sheet.around);
        let svg = sheet.svg();
        // A head an arrow, and three arrows: a to b, a to c, c to b.
        assert_eq!(
            svg.matches("z\" fill=\"#3d4fd1\" stroke=\"none\"/>").count(),
            1,
            "the arrow that the last event received"
        );
        assert_eq!(svg.matches("z\" fill=\"#8a8f98\" stroke=\"none\"/>").count(), 2, "the other arrows");
        let dots = svg.matches("a6 6 0 1 0").count() + svg.matches("a8 8 0 1 0").count();
        assert_eq!(dots, 2 * 4, "four events, two arcs each:\n{svg}");
    }

    #[test]
    fn names_that_look_like_markup_are_text() {
        let title = "<script>alert(\"1\")</script> & \u{1b}more".to_owned();
        let sim = Sim::new(Scenario { title, ..Scenario::opening() }).unwrap();
        let svg = of(&sim, 3).svg();
        assert!(svg.contains("<title>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp;  more</title>"), "{svg}");
        assert!(!svg.contains("<script") && !svg.contains("href") && !svg.contains("NaN"));
    }

    #[test]
    fn of_a_long_run_the_part_around_the_cursor_is_drawn_and_no_more() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        sim.seek(EventId::new(900));
        sim.seek(EventId::new(500));
        let sheet = of(&sim, 500);
        assert!(sheet.size.0 < 8_100.0 && sheet.size.1 < 800.0, "{:?}", sheet.size);
        let range = |piece: &Piece| matches!(piece, Piece::Text(writing) if writing.text.contains("events 350 to 550"));
        assert!(sheet.around.iter().any(range), "{:?}", sheet.around);
    }
}
