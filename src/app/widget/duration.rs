//! Lengths of time in words, and the time of day after them.

use std::time::{SystemTime, UNIX_EPOCH};

/// "40 s", "9 min", "2 h 5 min".
pub fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5999 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// The time of day in `seconds` from now, "16:40", where the system tells its time zone; else in UTC.
pub fn clock_in(seconds: f64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64());
    let when = jiff::Timestamp::from_second((now + seconds.max(0.0)) as i64).unwrap_or_default();
    when.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_words() {
        let words: Vec<String> = [3.4, 99.0, 540.0, 7500.0].map(duration).into();
        assert_eq!(words, ["3 s", "99 s", "9 min", "2 h 5 min"]);
        assert_eq!(clock_in(0.0).len(), 5);
    }
}
