//! Curves over rounds of training, drawn alike.

use egui::{Color32, Response, Role, Ui, WidgetInfo};
use egui_plot::{Corner, GridInput, GridMark, HLine, HoverPosition, Legend, Line, LineStyle, Plot, Points};

/// A curve.
pub struct Curve<'a> {
    /// Its name in the legend.
    pub name: &'a str,
    /// Round and value.
    pub points: Vec<[f64; 2]>,
    /// Its colour.
    pub colour: Color32,
    /// Width of the line in points.
    pub width: f32,
    /// Every point is marked.
    pub marked: bool,
}

/// What surrounds the curves.
pub struct Axes<'a> {
    /// Tells plots apart.
    pub id: &'a str,
    /// What is drawn upwards.
    pub upwards: &'a str,
    /// Rounds in all.
    pub rounds: u32,
    /// Values are shares of 1, written as percents from 0 to 100.
    pub shares: bool,
    /// A thin dashed line with its name.
    pub level: Option<(&'a str, f64)>,
    /// Height in points.
    pub height: f32,
    /// Where the legend stands, if there is one.
    pub legend: Option<Corner>,
    /// All in a sentence, for those who cannot see it.
    pub words: String,
}

/// Draws curves. They are only looked at: the wheel goes on scrolling the panel.
pub fn plot(ui: &mut Ui, axes: &Axes, curves: Vec<Curve>) -> Response {
    let shares = axes.shares;
    let (low, high) = reach(&curves);
    // Numbers that stand closer than this are left out.
    let across = f64::from((ui.available_width() - 50.0) / 75.0).clamp(2.0, 8.0);
    let weak = ui.visuals().weak_text_color();
    let mut plot = Plot::new(axes.id.to_owned())
        .height(axes.height)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .grid_color(weak.gamma_multiply(0.5))
        .set_margin_fraction(egui::vec2(0.01, 0.06))
        .x_axis_label("round")
        .y_axis_label(axes.upwards)
        .x_grid_spacer(move |input| marks(&input, across, true))
        .x_axis_formatter(|mark, _| format!("{:.0}", mark.value))
        .include_x(0.0)
        .include_x(f64::from(axes.rounds.max(1)))
        .label_formatter(move |hover| match hover {
            HoverPosition::NearDataPoint { plot_name, position, .. } => {
                Some(words(plot_name, position.x, position.y, shares))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    if let Some(corner) = axes.legend {
        plot = plot.legend(Legend::default().position(corner).follow_insertion_order(true));
    }
    plot = if shares {
        plot.include_y(0.0)
            .include_y(1.0)
            .y_grid_spacer(|_| {
                (0..=4).map(|n| GridMark { value: f64::from(n) / 4.0, step_size: 0.25 }).collect()
            })
            .y_axis_formatter(|mark, _| format!("{:.0} %", 100.0 * mark.value))
    } else {
        plot.y_grid_spacer(|input| marks(&input, 6.0, false))
            .y_axis_formatter(|mark, _| decimals(mark.value, mark.step_size))
            .include_y(low)
            .include_y(high)
    };
    let shown = plot.show(ui, |plot| {
        if let Some((name, level)) = axes.level {
            let line = HLine::new(name, level).color(weak).width(1.0);
            plot.hline(line.style(LineStyle::dashed_loose()).allow_hover(false));
        }
        for curve in curves {
            // A single point makes no line.
            if curve.marked || curve.points.len() == 1 {
                let points = Points::new(curve.name, curve.points.clone()).radius(2.5).color(curve.colour);
                plot.points(points.allow_hover(false));
            }
            plot.line(Line::new(curve.name, curve.points).color(curve.colour).width(curve.width));
        }
    });
    shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &axes.words));
    shown.response
}

/// Lowest and highest value, so far apart that something is between them.
fn reach(curves: &[Curve]) -> (f64, f64) {
    let values =
        || curves.iter().flat_map(|curve| &curve.points).map(|point| point[1]).filter(|v| v.is_finite());
    let (low, high) = values().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return (0.0, 1.0);
    }
    let least = (0.02 * low.abs().max(high.abs())).max(1e-6);
    if high - low < least { (low - least, high + least) } else { (low, high) }
}

fn words(name: &str, round: f64, value: f64, shares: bool) -> String {
    if shares {
        format!("{name}\nround {round:.0}: {:.1} %", 100.0 * value)
    } else {
        format!("{name}\nround {round:.1}: {value:.4}")
    }
}

/// `value` with as many digits as tell marks apart that lie `step` from each other.
fn decimals(value: f64, step: f64) -> String {
    let digits = (-step.max(1e-9).log10().floor()).clamp(0.0, 9.0) as usize;
    format!("{value:.digits$}")
}

/// At most about `most` marks at round numbers, whole ones where asked.
fn marks(input: &GridInput, most: f64, whole: bool) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let step = round_step((high - low) / most, whole);
    if !step.is_finite() || step <= 0.0 {
        return Vec::new();
    }
    let first = (low / step).ceil() as i64;
    (0..100)
        .map(|n| (first + n) as f64 * step)
        .take_while(|value| *value <= high)
        .map(|value| GridMark { value, step_size: step })
        .collect()
}

/// The smallest of 1, 2, 5 times a power of ten that is no less than `least`.
fn round_step(least: f64, whole: bool) -> f64 {
    let least = if whole { least.max(1.0) } else { least };
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * power).find(|step| *step >= least * 0.999).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_curve_has_room_above_and_below() {
        let curve = |values: &[f64]| Curve {
            name: "loss",
            points: values.iter().map(|value| [0.0, *value]).collect(),
            colour: Color32::WHITE,
            width: 1.0,
            marked: false,
        };
        assert_eq!(reach(&[]), (0.0, 1.0));
        assert_eq!(reach(&[curve(&[1.0, 3.0]), curve(&[f64::NAN, -1.0])]), (-1.0, 3.0));
        let (low, high) = reach(&[curve(&[5.0, 5.0])]);
        assert!(low < 5.0 && 5.0 < high);
        assert_eq!(reach(&[curve(&[f64::NAN])]), (0.0, 1.0));
    }

    #[test]
    fn marks_can_be_told_apart() {
        assert_eq!([4.0, 4.5].map(|value| decimals(value, 0.5)), ["4.0", "4.5"]);
        assert_eq!(decimals(150.0, 50.0), "150");
        assert_eq!(decimals(0.002, 0.002), "0.002");
    }

    #[test]
    fn steps_are_round() {
        let steps =
            [(0.7, false, 1.0), (0.7, true, 1.0), (4.0, true, 5.0), (0.03, false, 0.05), (17.0, true, 20.0)];
        for (least, whole, expected) in steps {
            assert!((round_step(least, whole) - expected).abs() < 1e-12, "{least}");
        }
    }
}
