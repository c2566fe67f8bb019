//! [`Display`]: how planes become colours for the eye. Nothing here touches what an encoder sees.

use serde::{Deserialize, Serialize};

use super::Planes;

/// Colours that colour-blind eyes can tell apart (M. Okabe and K. Ito 2008), with white for their black,
/// which would vanish: green, purple, sky blue, orange, yellow, blue, vermilion, white.
pub const PALETTE: [[u8; 3]; 8] = [
    [0, 158, 115],
    [204, 121, 167],
    [86, 180, 233],
    [230, 159, 0],
    [240, 228, 66],
    [0, 114, 178],
    [213, 94, 0],
    WHITE,
];

const WHITE: [u8; 3] = [255, 255, 255];
const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];

/// Dyes and stains by words in a channel's name, and the places of their colours in [`PALETTE`], the
/// preferred one first. The palette's own hues serve, so that no two channels come close to each other.
const DYES: [(&[&str], &[usize]); 5] = [
    (&["dapi", "hoechst", "hoechst33342", "dna", "nuclei", "nucleus", "bfp"], &[5, 2]),
    (&["gfp", "egfp", "fitc", "er", "488", "alexa488", "af488", "alexafluor488"], &[0]),
    (
        &["rfp", "tritc", "cy3", "mito", "mitotracker", "actin", "phalloidin", "agp", "mcherry", "dsred"],
        &[6, 3],
    ),
    (&["cy5", "647", "alexa647", "af647", "alexafluor647"], &[1]),
    (&["brightfield", "bf", "dic", "phase"], &[7]),
];

/// The steepest gain of a display, which so narrow ends that they are one get: a step. A power of two, so
/// that a value at the step itself comes out as exactly 0.
const STEEPEST: f32 = (1_u64 << 30) as f32;

/// How one channel is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelDisplay {
    /// False hides the channel.
    pub visible: bool,
    /// Red, green and blue of the channel at its brightest.
    pub colour: [u8; 3],
    /// The stored value that is shown black.
    pub low: f64,
    /// The stored value that is shown in full colour. Below `low`, the channel is inverted.
    pub high: f64,
}

/// How all channels are shown: laid over each other as light.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Display {
    /// One for each channel, in the order of the planes.
    pub channels: Vec<ChannelDisplay>,
}

impl Display {
    /// A display for channels of these names: colours by name, ends at the intensity windows (0 and 1 for
    /// a channel without a window). A channel called "alpha" beside others begins hidden.
    pub fn new(names: &[String], windows: &[(f64, f64)]) -> Self {
        let is_alpha = |name: &str| names.len() > 1 && name.trim().eq_ignore_ascii_case("alpha");
        let shown: Vec<&str> = names.iter().map(String::as_str).filter(|n| !is_alpha(n)).collect();
        let mut colours = default_colours(&shown).into_iter();
        let channels = names
            .iter()
            .enumerate()
            .map(|(c, name)| {
                let (low, high) = windows.get(c).copied().unwrap_or((0.0, 1.0));
                let visible = !is_alpha(name);
                let colour = if visible { colours.next().unwrap_or(WHITE) } else { WHITE };
                ChannelDisplay { visible, colour, low, high }
            })
            .collect();
        Self { channels }
    }

    /// [`Display::new`] with the colours that a file wants for its planes, where it wants any. Colours that are the
    /// same for several planes tell nothing apart and are left.
    pub fn coloured(names: &[String], windows: &[(f64, f64)], colours: &[Option<[u8; 3]>]) -> Self {
        let mut display = Self::new(names, windows);
        let wanted = || colours.iter().flatten();
        if wanted().enumerate().any(|(i, colour)| wanted().take(i).any(|earlier| earlier == colour)) {
            return display;
        }
        for (channel, colour) in display.channels.iter_mut().zip(colours) {
            channel.colour = colour.unwrap_or(channel.colour);
        }
        display
    }

    /// The picture as RGBA, 8 bit a value, opaque, row after row: `4 * width * height` bytes.
    ///
    /// A value v of channel c becomes `clamp(v * scale[c].0 + scale[c].1, 0, 1)` times the channel's
    /// colour; the visible channels add up. A channel without a scale keeps its values; values that are not
    /// numbers add nothing.
    pub fn composite(&self, planes: &Planes, scale: &[(f32, f32)]) -> Vec<u8> {
        let area = planes.area();
        let mut light = vec![[0.0_f32; 3]; area];
        if area == 0 {
            return Vec::new();
        }
        for (c, (channel, values)) in self.channels.iter().zip(planes.data.chunks_exact(area)).enumerate() {
            if !channel.visible {
                continue;
            }
            let (gain, offset) = scale.get(c).copied().unwrap_or((1.0, 0.0));
            let [red, green, blue] = channel.colour.map(f32::from);
            for (sum, &v) in light.iter_mut().zip(values) {
                let v = v * gain + offset;
                // What is no number is not above 0 either.
                let v = if v > 0.0 { v.min(1.0) } else { 0.0 };
                sum[0] += v * red;
                sum[1] += v * green;
                sum[2] += v * blue;
            }
        }
        let byte = |v: f32| v.round().min(255.0) as u8;
        light.into_iter().flat_map(|[r, g, b]| [byte(r), byte(g), byte(b), 255]).collect()
    }

    /// For each channel the (gain, offset) by which [`Display::composite`] takes planes in window units
    /// (0 and 1 are the ends of `window`, in stored values) to display units (0 and 1 are `low` and
    /// `high`). Without a window the planes are in display units already. Ends of no width make a step.
    pub fn scale_of_window(&self, window: Option<&[(f64, f64)]>) -> Vec<(f32, f32)> {
        self.channels
            .iter()
            .enumerate()
            .map(|(c, channel)| match window.and_then(|w| w.get(c)) {
                Some(&window) => channel.scale(window),
                None => (1.0, 0.0),
            })
            .collect()
    }
}

impl ChannelDisplay {
    fn scale(&self, (low, high): (f64, f64)) -> (f32, f32) {
        let (width, shown) = (high - low, self.high - self.low);
        let (gain, offset) = ((width / shown) as f32, ((low - self.low) / shown) as f32);
        if gain.is_finite() && offset.is_finite() && gain.abs() <= STEEPEST {
            return (gain, offset);
        }
        // The step lies where `Image::to_planes` puts the value `low`, by the same arithmetic.
        let step = ((self.low - low) / width) as f32;
        let step = if step.is_nan() { 0.0 } else { step.clamp(-1e9, 1e9) };
        let gain = if gain < 0.0 { -STEEPEST } else { STEEPEST };
        (gain, -step * gain)
    }
}

fn default_colours(names: &[&str]) -> Vec<[u8; 3]> {
    if names.len() == 1 {
        return vec![WHITE];
    }
    if let Some(colours) = primaries(names) {
        return colours;
    }
    let mut free = [true; PALETTE.len()];
    let mut places: Vec<Option<usize>> = vec![None; names.len()];
    for (place, name) in places.iter_mut().zip(names) {
        *place = dye(name).iter().copied().find(|&p| free.get(p) == Some(&true));
        if let Some(taken) = place.and_then(|p| free.get_mut(p)) {
            *taken = false;
        }
    }
    let rest: Vec<usize> = (0..PALETTE.len()).filter(|&p| free.get(p) == Some(&true)).collect();
    // Once all are used, the palette begins again.
    let mut rest = rest.into_iter().chain((0..PALETTE.len()).cycle());
    let place = |p: Option<usize>| p.or_else(|| rest.next()).and_then(|p| PALETTE.get(p).copied());
    places.into_iter().map(place).map(|colour| colour.unwrap_or(WHITE)).collect()
}

/// Red, green and blue where the three channels are these three, in any order.
fn primaries(names: &[&str]) -> Option<Vec<[u8; 3]>> {
    let colours: Option<Vec<_>> = names
        .iter()
        .map(|name| match name.trim().to_ascii_lowercase().as_str() {
            "r" | "red" => Some(RED),
            "g" | "green" => Some(GREEN),
            "b" | "blue" => Some(BLUE),
            _ => None,
        })
        .collect();
    colours.filter(|c| c.len() == 3 && [RED, GREEN, BLUE].iter().all(|primary| c.contains(primary)))
}

/// The colours that suit a name, as places in [`PALETTE`]; none for a name that tells nothing.
fn dye(name: &str) -> &'static [usize] {
    let words = words(name);
    let known = DYES.iter().find(|(dyes, _)| words.iter().any(|w| dyes.contains(&w.as_str())));
    known.map_or(&[], |(_, places)| places)
}

/// The words of a name in small letters; "OrigDNA" holds "origdna", "orig" and "dna".
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for whole in name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words.push(whole.to_lowercase());
        let mut part = String::new();
        for letter in whole.chars() {
            if letter.is_uppercase() && part.chars().next_back().is_some_and(char::is_lowercase) {
                words.push(std::mem::take(&mut part).to_lowercase());
            }
            part.push(letter);
        }
        words.push(part.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests;
