//! [`start`]: opening the window, or saying in words what is missing.

use super::graphics::{self, DeviceWatch};
use super::home::Home;
use super::{App, Start};
use std::path::PathBuf;

/// Set to `lost-device`, `lost-device-for-good` or `no-adapter`, plays what a broken graphics card would do; for trying it out.
pub const SIMULATE: &str = "AUGSCOPE_SIMULATE";

/// Set for a window that takes the place of one whose graphics card was lost.
pub const AFTER_LOSS: &str = "AUGSCOPE_AFTER_LOSS";

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The system cannot show one.
    #[error(
        "no window can be opened on this machine: {0}\n\
         A screen and a graphics driver are needed; on Debian and Ubuntu `apt-get install mesa-vulkan-drivers` \
         brings one in software. Everything also works without a window: try `augscope demo` or `augscope --help`"
    )]
    NoWindow(String),
    /// The program does not know where it lies.
    #[error("the program cannot find its own file, which trainings are started from: {0}")]
    NoProgram(std::io::Error),
}

/// Opens the window, with `path` in it, and returns when it is closed.
///
/// # Errors
/// Where this machine shows no window.
pub fn start(path: Option<PathBuf>) -> Result<(), WindowError> {
    let trainer = std::env::current_exe().map_err(WindowError::NoProgram)?;
    let home = Home::of_user();
    let picture =
        augscope::export::icon(128).ok().and_then(|png| eframe::icon_data::from_png_bytes(&png).ok());
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Augscope")
            .with_app_id("augscope")
            .with_inner_size([1366.0, 768.0])
            .with_min_inner_size([900.0, 560.0])
            .with_drag_and_drop(true)
            .with_icon(picture.unwrap_or_default()),
        wgpu_options: graphics::configuration(),
        persist_window: false,
        // Noise over the window would lie over the images, too.
        dithering: false,
        ..eframe::NativeOptions::default()
    };
    let simulate = std::env::var(SIMULATE).unwrap_or_default();
    let device = DeviceWatch::default();
    let open = move |creation: &eframe::CreationContext<'_>| {
        if simulate.starts_with("lost-device") {
            let (device, context) = (device.clone(), creation.egui_ctx.clone());
            let play = simulate == "lost-device";
            // Through the same handler as a real loss, some seconds after the start.
            let _ = std::thread::Builder::new().name("simulate loss".into()).spawn(move || {
                std::thread::sleep(std::time::Duration::from_secs(6));
                if play {
                    device.play();
                } else {
                    device.lost("as if for good");
                }
                context.request_repaint();
            });
        }
        let start = Start {
            home,
            trainer,
            path,
            render: creation.wgpu_render_state.clone(),
            without_gpu: (simulate == "no-adapter").then(|| "simulated: no adapter can compute".to_owned()),
            device,
            said: std::env::var_os(AFTER_LOSS).map(|_| {
                "the graphics card was lost, so the window was opened again; nothing was lost".to_owned()
            }),
        };
        Ok(Box::new(App::new(&creation.egui_ctx, start)) as Box<dyn eframe::App>)
    };
    eframe::run_native("augscope", options, Box::new(open))
        .map_err(|error| WindowError::NoWindow(error.to_string()))
}
