//! Writes the guide to transforms: `docs/transforms.md` and a picture of each in `docs/transforms/`.

mod page;
mod pictures;

use anyhow::Context;
use augscope::transform::catalogue;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let folder = docs.join("transforms");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    std::fs::write(docs.join("transforms.md"), page::page())?;
    for entry in catalogue::ALL {
        std::fs::write(folder.join(format!("{}.png", entry.kind)), pictures::strip(entry)?)?;
    }
    Ok(())
}
