//! Tests of the display, with values computed by hand.

use super::super::{Image, Samples};
use super::*;

fn colours(names: &[&str]) -> Vec<[u8; 3]> {
    let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
    Display::new(&names, &[]).channels.iter().map(|c| c.colour).collect()
}

fn display(channels: &[(bool, [u8; 3], f64, f64)]) -> Display {
    let channel = |&(visible, colour, low, high)| ChannelDisplay { visible, colour, low, high };
    Display { channels: channels.iter().map(channel).collect() }
}

fn planes(channels: usize, data: Vec<f32>) -> Planes {
    Planes { channels, height: 1, width: data.len() / channels, data }
}

#[test]
fn colours_follow_the_names() {
    let [green, purple, sky, orange, yellow, blue, vermilion, white] = PALETTE;
    assert_eq!(colours(&["DAPI"]), [white]);
    assert_eq!(colours(&["R", "G", "B"]), [RED, GREEN, BLUE]);
    assert_eq!(colours(&["blue", "red", "green"]), [BLUE, RED, GREEN]);
    assert_eq!(colours(&["red", "red", "blue"]), [green, purple, sky]);
    assert_eq!(colours(&["OrigDNA", "ER", "RNA", "AGP", "Mito"]), [blue, green, purple, vermilion, orange]);
    assert_eq!(colours(&["Hoechst 33342", "Alexa 488", "Cy5"]), [blue, green, purple]);
    assert_eq!(colours(&["w1 TRITC", "phase", "marker"]), [vermilion, white, green]);
    // "er" is a word here, not a part of one.
    assert_eq!(colours(&["other", "DAPI plane 1", "DAPI plane 2"]), [green, blue, sky]);
    assert_eq!(colours(&["a", "GFP"]), [purple, green]);
    let eight = colours(&["", "", "", "", "", "", "", ""]);
    assert_eq!(eight, PALETTE);
    assert_eq!(eight[4], yellow);
    assert_eq!(colours(&[""; 10])[8..], [green, purple]);
    assert_eq!(colours(&[]), Vec::<[u8; 3]>::new());
}

#[test]
fn opacity_is_no_light() {
    let names = ["red", "green", "blue", "alpha"].map(str::to_owned);
    let shown = Display::new(&names, &[(0.0, 200.0), (1.0, 2.0)]);
    assert_eq!(shown.channels.iter().map(|c| c.visible).collect::<Vec<_>>(), [true, true, true, false]);
    assert_eq!(shown.channels[1].colour, GREEN);
    let ends: Vec<_> = shown.channels.iter().map(|c| (c.low, c.high)).collect();
    assert_eq!(ends, [(0.0, 200.0), (1.0, 2.0), (0.0, 1.0), (0.0, 1.0)]);
    assert!(Display::new(&names[3..], &[]).channels[0].visible);
}

#[test]
fn channels_add_up_as_light() {
    let shown =
        display(&[(true, [255, 0, 0], 0.0, 1.0), (true, [200, 100, 0], 0.0, 1.0), (false, WHITE, 0.0, 1.0)]);
    let picture = planes(3, vec![0.5, 1.0, -1.0, 0.25, 0.5, 2.0, 1.0, 1.0, 1.0]);
    // 0.5 * 255 + 0.25 * 200 = 177.5; 0.25 * 100 = 25; then 255 + 100 is cut; then 0 + 200.
    let want = [178, 25, 0, 255, 255, 50, 0, 255, 200, 100, 0, 255];
    assert_eq!(shown.composite(&picture, &[]), want);
    // (0.5 * 2 - 0.5) * 255 = 127.5; the second channel through (0, 0.1): 20 and 10.
    let scaled = shown.composite(&picture, &[(2.0, -0.5), (0.0, 0.1)]);
    assert_eq!(scaled[..8], [148, 10, 0, 255, 255, 10, 0, 255]);
    let odd = shown.composite(&planes(1, vec![f32::NAN, f32::INFINITY]), &[]);
    assert_eq!(odd, [0, 0, 0, 255, 255, 0, 0, 255]);
    assert_eq!(shown.composite(&Planes::zeros(3, 0, 5), &[]), Vec::<u8>::new());
}

#[test]
fn window_units_become_display_units() {
    // Stored 100 to 300 shown, window 0 to 400: v / 400 = p, (400 p - 100) / 200 = 2 p - 0.5.
    let shown = display(&[(true, WHITE, 100.0, 300.0), (true, WHITE, 300.0, 100.0)]);
    let scale = shown.scale_of_window(Some(&[(0.0, 400.0), (0.0, 400.0)]));
    assert_eq!(scale, [(2.0, -0.5), (-2.0, 1.5)]);
    assert_eq!(shown.scale_of_window(None), [(1.0, 0.0), (1.0, 0.0)]);
    assert_eq!(shown.scale_of_window(Some(&[(0.0, 400.0)]))[1], (1.0, 0.0));
}

#[test]
fn ends_of_no_width_make_a_step() {
    let window = [(7.0, 1030.0)];
    let stored = Image::new(4, 1, vec!["a".into()], Samples::U16(vec![0, 332, 333, 334]), "YX");
    let picture = stored.to_planes(&window);
    let bytes = |low, high, window: &[(f64, f64)]| -> Vec<u8> {
        let shown = display(&[(true, WHITE, low, high)]);
        shown.composite(&picture, &shown.scale_of_window(Some(window))).chunks(4).map(|p| p[0]).collect()
    };
    assert_eq!(bytes(333.0, 333.0, &window), [0, 0, 0, 255]);
    assert_eq!(bytes(333.0, 333.0 + 1e-12, &window), [0, 0, 0, 255]);
    assert_eq!(bytes(333.0, 333.0 - 1e-12, &window), [255, 255, 0, 0]);
    for (low, high, window) in [
        (0.0, 0.0, (0.0, 0.0)),
        (f64::NAN, 1.0, (0.0, 1.0)),
        (f64::INFINITY, f64::INFINITY, (0.0, 1.0)),
        (5.0, 5.0, (f64::NEG_INFINITY, 3.0)),
    ] {
        let shown = display(&[(true, WHITE, low, high)]);
        let (gain, offset) = shown.scale_of_window(Some(&[window]))[0];
        assert!(gain.is_finite() && offset.is_finite(), "{low} {high} {window:?}: {gain} {offset}");
    }
}

#[test]
fn colours_of_the_file_serve_where_they_tell_channels_apart() {
    let names = vec!["DAPI".to_owned(), "b".to_owned()];
    let usual = Display::new(&names, &[]);
    let (pink, teal) = ([255, 0, 128], [0, 128, 128]);
    let own = Display::coloured(&names, &[], &[Some(pink), Some(teal)]);
    assert_eq!((own.channels[0].colour, own.channels[1].colour), (pink, teal));
    let one = Display::coloured(&names, &[], &[None, Some(teal)]);
    assert_eq!((one.channels[0].colour, one.channels[1].colour), (usual.channels[0].colour, teal));
    assert_eq!(Display::coloured(&names, &[], &[Some(WHITE), Some(WHITE)]), usual);
    assert_eq!(Display::coloured(&names, &[], &[]), usual);
}
