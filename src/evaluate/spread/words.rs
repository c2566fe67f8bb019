//! What is said of a range, in words for a biologist.

use super::ranges::{ControlSpread, FEWEST_UNITS, Quantity, SpreadRange};

impl ControlSpread {
    /// "Your DMSO wells differ 0.82 to 1.27 in gain of DNA (12 wells, 340 images)."
    pub fn sentence(&self, range: &SpreadRange) -> String {
        let whose = self.class.as_deref().map_or_else(String::new, |class| format!("{class} "));
        let unit = self.unit_words();
        let ends = ends(range);
        let what = self.what(range);
        let counts = if self.grouped_by.is_some() {
            format!("{} {unit}, {} images", self.units, self.images)
        } else {
            format!("{} images", self.images)
        };
        if Self::is_alike(range) {
            return format!("Your {whose}{unit} do not differ in {what} beyond chance ({counts}).");
        }
        format!("Your {whose}{unit} differ {ends} in {what} ({counts}).")
    }

    /// "wells", or "images" where they are in no groups.
    pub fn unit_words(&self) -> String {
        match &self.grouped_by {
            None => "images".into(),
            Some(column) if column.ends_with('s') => column.clone(),
            Some(column) => format!("{column}s"),
        }
    }

    /// Why there is no range; `None` where there are enough units for one.
    pub fn obstacle(&self) -> Option<String> {
        (self.units < FEWEST_UNITS).then(|| {
            let unit = self.unit_words();
            format!(
                "There are only {} {unit} in the training part; a range needs {FEWEST_UNITS}.",
                self.units
            )
        })
    }

    /// What should be known before a range is used.
    pub fn caution(&self) -> &'static str {
        match (&self.grouped_by, &self.class) {
            (None, _) => {
                "The images are in no groups (wells, slides), so they were compared one by one: what cells differ in by \
                 themselves counts too. Choose a column of groups in the Data room for a better answer."
            }
            (Some(_), None) => {
                "Each was compared with others of its own class. What its cells differ in by chance was taken off."
            }
            (Some(_), Some(_)) => {
                "5 % lie below this range and 5 % above, in the training part. What cells of one group differ in by \
                 chance was taken off."
            }
        }
    }

    /// True where units differ by so little that there is nothing to imitate.
    pub fn is_alike(range: &SpreadRange) -> bool {
        match range.quantity {
            Quantity::Gain | Quantity::Contrast | Quantity::Size => range.high / range.low < 1.02,
            Quantity::Background => range.high - range.low < 0.002,
            Quantity::Focus => range.high < 0.1,
            Quantity::Illumination => range.high < 0.005,
        }
    }

    fn what(&self, range: &SpreadRange) -> String {
        let channel = range.channel.and_then(|channel| self.channels.get(channel));
        let of = channel.map_or_else(String::new, |name| format!(" of {name}"));
        match range.quantity {
            Quantity::Gain => format!("gain{of}"),
            Quantity::Background => format!("background{of}, in units of the window"),
            Quantity::Contrast => format!("contrast{of}"),
            Quantity::Focus => "focus".into(),
            Quantity::Size => "the length of cells".into(),
            Quantity::Illumination => "how the light falls off from edge to edge".into(),
        }
    }
}

fn ends(range: &SpreadRange) -> String {
    let (low, high) = (range.low, range.high);
    match range.quantity {
        Quantity::Gain | Quantity::Contrast | Quantity::Size => format!("{low:.2} to {high:.2}"),
        Quantity::Background => format!("{low:+.3} to {high:+.3}"),
        Quantity::Focus => format!("by up to {high:.1} px of blur"),
        Quantity::Illumination => format!("{:.1} to {:.1} %", 100.0 * low, 100.0 * high),
    }
}
