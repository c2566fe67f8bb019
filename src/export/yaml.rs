//! [`yaml`]: a tree of values as YAML in blocks.

use serde_json::Value;

/// `value` as a YAML document. Texts are quoted as in JSON, which YAML reads too.
pub(super) fn yaml(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) => {
            for (place, (key, value)) in map.iter().enumerate() {
                if place > 0 {
                    out.push_str(&" ".repeat(indent));
                }
                out.push_str(key);
                out.push(':');
                inner(value, indent, out);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push_str(&" ".repeat(indent));
                }
                out.push_str("- ");
                match item {
                    Value::Object(_) | Value::Array(_) if !is_flat(item) => block(item, indent + 2, out),
                    item => line(item, out),
                }
            }
        }
        value => line(value, out),
    }
}

/// What stands behind a key.
fn inner(value: &Value, indent: usize, out: &mut String) {
    if is_flat(value) {
        out.push(' ');
        line(value, out);
    } else {
        out.push('\n');
        out.push_str(&" ".repeat(indent + 2));
        block(value, indent + 2, out);
    }
}

fn line(value: &Value, out: &mut String) {
    out.push_str(&value.to_string());
    out.push('\n');
}

/// What stands on one line: all but lists and maps with something in them that is no number.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.iter().all(|item| !item.is_object() && !item.is_array()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_are_indented() {
        let value =
            json!({"a": 1, "b": [{"c": "x: y", "d": [1, 2.5]}, {"e": {}}], "f": {"g": null, "h": [[1]]}});
        let want = "a: 1\nb:\n  - c: \"x: y\"\n    d: [1,2.5]\n  - e: {}\nf:\n  g: null\n  h:\n    - [1]\n";
        assert_eq!(yaml(&value), want);
    }
}
