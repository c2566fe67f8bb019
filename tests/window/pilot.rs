//! [`Pilot`]: a window without a display, with a hand that clicks and types, and a folder of its own.

use crate::app::graphics::{self, DeviceWatch};
use crate::app::home::Home;
use crate::app::{App, Start};
use augscope::dataset::simulate::{Difficulty, SimulateOptions, simulate};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, Node};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long anything may take before the test is stuck. Not a measure of speed.
const STUCK: Duration = Duration::from_mins(15);

/// A window without a display.
pub struct Pilot {
    pub window: Harness<'static, App>,
    width: f32,
}

/// What a pilot's window is like.
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about the window")]
pub struct Options {
    pub size: [f32; 2],
    pub zoom: f32,
    pub dark: bool,
    pub gpu: bool,
    pub foreign: bool,
    pub trainer: PathBuf,
    pub path: Option<PathBuf>,
    /// The first start ever.
    pub first: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            size: [1366.0, 768.0],
            zoom: 1.0,
            dark: true,
            gpu: true,
            foreign: false,
            trainer: PathBuf::from(env!("CARGO_BIN_EXE_augscope")),
            path: None,
            first: false,
        }
    }
}

/// Simulated cells, few of them.
pub fn cells(folder: &Path, per_class: usize) -> PathBuf {
    let out = folder.join("cells");
    let options = SimulateOptions { per_class, size: 40, seed: 3, difficulty: Difficulty::Easy };
    simulate(&out, &options).unwrap();
    out
}

impl Pilot {
    /// A window that keeps its things in `home`.
    pub fn new(home: &Path, options: Options) -> Self {
        let size = options.size;
        let theme = if options.dark { "dark" } else { "light" };
        std::fs::create_dir_all(home).unwrap();
        let settings = format!("theme = \"{theme}\"\ntour_seen = {}\n", !options.first);
        std::fs::write(home.join("settings.toml"), settings).unwrap();
        let home = Home::at(home);
        let build = Harness::builder()
            // The harness knows no zoom of the window; a screen of larger and fewer points is the same.
            .with_size(options.size.map(|side| side / options.zoom))
            .with_pixels_per_point(options.zoom)
            .with_os(egui::os::OperatingSystem::Nix)
            .with_theme(if options.dark { egui::Theme::Dark } else { egui::Theme::Light })
            .with_render_cursor(false)
            .with_max_steps(60);
        // Foreign names have letters that only the system's fonts know.
        let build = if options.foreign { build.allow_missing_glyphs() } else { build };
        let build = if options.gpu { build.wgpu_setup(graphics::configuration().wgpu_setup) } else { build };
        let window = build.build_eframe(|creation| {
            let start = Start {
                home,
                trainer: options.trainer,
                path: options.path,
                render: creation.wgpu_render_state.clone(),
                without_gpu: None,
                device: DeviceWatch::default(),
                said: None,
            };
            App::new(&creation.egui_ctx, start)
        });
        Self { window, width: size[0] / options.zoom }
    }

    /// Frames until `ready`, while threads work.
    pub fn until(&mut self, what: &str, mut ready: impl FnMut(&App) -> bool) {
        let began = Instant::now();
        loop {
            self.window.step();
            if ready(self.window.state()) {
                // What arrived is on the screen after one more.
                self.window.step();
                return;
            }
            if began.elapsed() > STUCK {
                let said = &self.window.state().context().view.messages;
                panic!("waited in vain for {what}; the window said {said:?}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Clicks what has these words.
    pub fn click(&mut self, label: &str) {
        self.window.get_by_label(label).click();
        self.window.run_steps(3);
    }

    /// Clicks what has these words, scrolled into sight first.
    pub fn reach(&mut self, label: &str) {
        self.window.get_by_label(label).scroll_to_me();
        self.window.run_steps(6);
        self.click(label);
    }

    /// The control whose words begin so.
    pub fn find(&self, start: &str) -> Option<Node<'_>> {
        let start = start.to_owned();
        self.window
            .query_all(egui_kittest::kittest::by().predicate(move |node| {
                node.label().or(node.value()).is_some_and(|label| label.starts_with(&start))
            }))
            .next()
    }

    /// Presses keys together.
    pub fn keys(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.run_steps(3);
    }

    /// Types into the field called `label`.
    pub fn type_into(&mut self, label: &str, text: &str) {
        self.window.get_by_role_and_label(egui::accesskit::Role::TextInput, label).focus();
        self.window.run_steps(2);
        self.window.get_by_role_and_label(egui::accesskit::Role::TextInput, label).type_text(text);
        self.window.run_steps(2);
    }

    /// Drags from one place to another in `steps` frames.
    pub fn drag(&mut self, from: egui::Pos2, to: egui::Pos2, steps: usize, mut each: impl FnMut(&App)) {
        self.window.hover_at(from);
        self.window.step();
        self.window.drag_at(from);
        self.window.step();
        for step in 1..=steps {
            self.window.hover_at(from.lerp(to, step as f32 / steps as f32));
            self.window.step();
            each(self.window.state());
        }
        self.window.drop_at(to);
        self.window.run_steps(3);
    }

    /// Whether a picture of the window can be taken.
    pub fn can_draw() -> bool {
        crate::adapter::open("pictures of the window").is_some()
    }

    /// Whether pictures can be compared with those that are kept: they were drawn by software Vulkan.
    pub fn draws_as_before(test: &str) -> bool {
        let adapter = crate::adapter::open(test).map(|device| device.adapter.to_lowercase());
        let same = adapter.as_ref().is_some_and(|name| name.contains("llvmpipe") && name.contains("vulkan"));
        if let (Some(name), false) = (adapter, same) {
            println!("SKIPPED {test}: pictures are compared on software Vulkan only, this is {name}");
        }
        same
    }

    /// The pixels of a place on the screen.
    pub fn pixels(&mut self, place: egui::Rect) -> Vec<u8> {
        let image = self.window.render().unwrap();
        let scale = image.width() as f32 / self.width;
        let mut pixels = Vec::new();
        for y in (place.top() * scale) as u32..(place.bottom() * scale) as u32 {
            for x in (place.left() * scale) as u32..(place.right() * scale) as u32 {
                if let Some(pixel) = image.get_pixel_checked(x, y) {
                    pixels.extend(pixel.0);
                }
            }
        }
        pixels
    }
}
