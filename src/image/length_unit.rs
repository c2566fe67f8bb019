//! Units of length, by any of the names that files give them.

/// Micrometres of a unit of length; `None` for a word that is none.
pub(super) fn micrometres(unit: &str) -> Option<f64> {
    match unit.trim() {
        "micron" | "microns" | "um" | "µm" | "μm" | "\\u00B5m" | "micrometer" | "micrometre"
        | "micrometers" | "micrometres" => Some(1.0),
        "nm" | "nanometer" | "nanometre" | "nanometers" => Some(1e-3),
        "mm" | "millimeter" | "millimetre" => Some(1e3),
        "cm" | "centimeter" | "centimetre" => Some(1e4),
        "m" | "meter" | "metre" => Some(1e6),
        "pm" | "picometer" | "picometre" => Some(1e-6),
        "Å" | "angstrom" => Some(1e-4),
        "inch" | "in" => Some(25_400.0),
        _ => None,
    }
}
