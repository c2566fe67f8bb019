//! [`Sources`]: images through their intensity window, kept while they are being looked at.

use crate::app::opened::Opened;
use augscope::dataset::{IntensityWindow, WindowRule};
use augscope::image::Planes;
use augscope::pipeline::source_window;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of images that are kept.
const BUDGET: usize = 256 << 20;

/// Images through their intensity window.
#[derive(Default)]
pub struct Sources {
    window: Option<(u64, WindowRule, IntensityWindow)>,
    planes: HashMap<usize, Arc<Planes>>,
    bytes: usize,
    other: Option<Box<Sources>>,
}

impl Sources {
    /// The same images through another window.
    pub fn other(&mut self) -> &mut Self {
        self.other.get_or_insert_default()
    }

    /// The window by `rule`, fitted on the training part once.
    ///
    /// # Errors
    /// In words for the user.
    pub fn window(&mut self, opened: &Opened, rule: &WindowRule) -> Result<IntensityWindow, String> {
        if let Some((id, known, window)) = &self.window
            && *id == opened.id
            && known == rule
        {
            return Ok(window.clone());
        }
        let window = opened.fit_window(rule)?;
        self.planes.clear();
        self.bytes = 0;
        self.window = Some((opened.id, rule.clone(), window.clone()));
        Ok(window)
    }

    /// These images. Those that cannot be read are named in the second list.
    pub fn get(
        &mut self,
        opened: &Opened,
        items: impl Iterator<Item = usize>,
        window: &IntensityWindow,
    ) -> (HashMap<usize, Arc<Planes>>, HashMap<usize, String>) {
        let mut wanted: Vec<usize> = items.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let read: Vec<(usize, Result<Arc<Planes>, String>)> = wanted
            .par_iter()
            .map(|&item| {
                let known = self.planes.get(&item).map(Arc::clone);
                let planes = known.map_or_else(
                    || {
                        let image = opened.dataset.image(item).map_err(|error| error.to_string())?;
                        Ok(Arc::new(source_window(window, &opened.dataset, item, &image)))
                    },
                    Ok,
                );
                (item, planes)
            })
            .collect();
        let (mut found, mut failed) = (HashMap::new(), HashMap::new());
        for (item, planes) in read {
            match planes {
                Ok(planes) => {
                    self.keep(item, &planes);
                    found.insert(item, planes);
                }
                Err(why) => {
                    failed.insert(item, why);
                }
            }
        }
        (found, failed)
    }

    fn keep(&mut self, item: usize, planes: &Arc<Planes>) {
        let bytes = planes.data.len() * 4;
        if self.planes.contains_key(&item) {
            return;
        }
        if self.bytes + bytes > BUDGET {
            // Scrolling on leaves the old ones behind; they are quickly made again.
            self.planes.clear();
            self.bytes = 0;
        }
        if bytes <= BUDGET {
            self.bytes += bytes;
            self.planes.insert(item, Arc::clone(planes));
        }
    }
}
