//! The look of the window: colours for colour-blind eyes in light and dark, sizes, spacing.

use super::settings::Theme;
use augscope::export::chart::SERIES_RGB;
use egui::{Color32, Context, CornerRadius, FontId, Stroke, TextStyle, ThemePreference, Visuals};

/// Colours of runs and classes, distinct for colour-blind eyes (M. Okabe and K. Ito), the same as in saved charts.
pub const SERIES: [Color32; SERIES_RGB.len()] = {
    let mut colours = [Color32::BLACK; SERIES_RGB.len()];
    let mut place = 0;
    while place < SERIES_RGB.len() {
        let [red, green, blue] = SERIES_RGB[place];
        colours[place] = Color32::from_rgb(red, green, blue);
        place += 1;
    }
    colours
};

/// The colour of run or class number `place`.
pub fn series(place: usize) -> Color32 {
    SERIES[place % SERIES.len()]
}

/// Something the user should look at.
pub fn warning(visuals: &Visuals) -> Color32 {
    if visuals.dark_mode { Color32::from_rgb(240, 180, 60) } else { Color32::from_rgb(150, 85, 0) }
}

/// Something that failed.
pub fn failure(visuals: &Visuals) -> Color32 {
    if visuals.dark_mode { Color32::from_rgb(255, 140, 110) } else { Color32::from_rgb(170, 40, 10) }
}

/// Something that is well.
pub fn good(visuals: &Visuals) -> Color32 {
    if visuals.dark_mode { Color32::from_rgb(90, 200, 160) } else { Color32::from_rgb(0, 110, 80) }
}

/// The accent: what is chosen.
pub fn accent(visuals: &Visuals) -> Color32 {
    if visuals.dark_mode { Color32::from_rgb(86, 180, 233) } else { Color32::from_rgb(0, 95, 155) }
}

/// Sets sizes and colours once, at the start.
pub fn install(ctx: &Context) {
    // The window's own commands zoom, and remember it.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    ctx.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Heading, FontId::proportional(17.0)),
            (TextStyle::Body, FontId::proportional(13.5)),
            (TextStyle::Button, FontId::proportional(13.5)),
            (TextStyle::Small, FontId::proportional(11.5)),
            (TextStyle::Monospace, FontId::monospace(12.5)),
        ]
        .into();
        style.spacing.item_spacing = egui::vec2(8.0, 6.0);
        style.spacing.button_padding = egui::vec2(8.0, 3.0);
        style.spacing.slider_width = 150.0;
        style.interaction.tooltip_delay = 0.35;
        style.url_in_tooltip = true;
        style.animation_time = 0.0;
    });
    for (theme, mut visuals) in [(egui::Theme::Dark, Visuals::dark()), (egui::Theme::Light, Visuals::light())]
    {
        let accent = accent(&visuals);
        visuals.weak_text_alpha = 0.75;
        // The library's own are too faint to be read where they are weakened.
        let text = Color32::from_gray(if visuals.dark_mode { 180 } else { 60 });
        visuals.widgets.noninteractive.fg_stroke.color = text;
        visuals.selection.bg_fill = accent.gamma_multiply(if visuals.dark_mode { 0.45 } else { 0.25 });
        visuals.selection.stroke = Stroke::new(1.0, visuals.strong_text_color());
        visuals.hyperlink_color = accent;
        visuals.warn_fg_color = warning(&visuals);
        visuals.error_fg_color = failure(&visuals);
        for widget in [
            &mut visuals.widgets.noninteractive,
            &mut visuals.widgets.inactive,
            &mut visuals.widgets.hovered,
            &mut visuals.widgets.active,
            &mut visuals.widgets.open,
        ] {
            widget.corner_radius = CornerRadius::same(4);
        }
        ctx.set_visuals_of(theme, visuals);
    }
}

/// Follows the user's choice of theme.
pub fn follow(ctx: &Context, theme: Theme) {
    ctx.set_theme(match theme {
        Theme::System => ThemePreference::System,
        Theme::Dark => ThemePreference::Dark,
        Theme::Light => ThemePreference::Light,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Rgba;

    /// Contrast of two colours by the web's rules (WCAG 2.2), 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |colour: Color32| {
            let c = Rgba::from(colour);
            0.2126 * c.r() + 0.7152 * c.g() + 0.0722 * c.b() + 0.05
        };
        let (a, b) = (luminance(a), luminance(b));
        a.max(b) / a.min(b)
    }

    /// `over` laid upon `below`.
    fn upon(over: Color32, below: Color32) -> Color32 {
        below.blend(over)
    }

    #[test]
    fn all_text_stands_out_from_what_it_is_written_on() {
        let context = Context::default();
        install(&context);
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let visuals = context.style_of(theme).visuals.clone();
            let panel = visuals.panel_fill;
            let papers = [
                ("the panel", panel),
                ("a faint row", upon(visuals.faint_bg_color, panel)),
                ("a window", visuals.window_fill),
                ("a chosen row", upon(visuals.selection.bg_fill, panel)),
            ];
            let inks = [
                ("text", visuals.text_color()),
                ("strong text", visuals.strong_text_color()),
                ("a warning", warning(&visuals)),
                ("a failure", failure(&visuals)),
                ("what is well", good(&visuals)),
                ("the accent", accent(&visuals)),
            ];
            for (what, ink) in inks {
                for (where_, paper) in papers {
                    // On a chosen row stands strong text alone.
                    if where_ == "a chosen row" && what != "strong text" {
                        continue;
                    }
                    let ratio = contrast(upon(ink, paper), paper);
                    assert!(ratio >= 4.5, "{what} on {where_}, {theme:?}: {ratio:.2}");
                }
            }
            let weak = contrast(upon(visuals.weak_text_color(), panel), panel);
            assert!(weak >= 4.5, "weak text on the panel, {theme:?}: {weak:.2}");
        }
    }
}
