#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "temporary"
)]
use augscope::gpu::*;
use augscope::image::Planes;
use augscope::pipeline::*;
use augscope::transform::*;
fn main() {
    let gpu = GpuViews::new(open_device().unwrap());
    let chains: Vec<Vec<String>> =
        std::env::args().skip(1).map(|a| a.split(',').map(String::from).collect()).collect();
    for kinds in chains {
        let mut p = Pipeline::default();
        for k in &kinds {
            if let Some(e) = catalogue::find(k) {
                let s = Step::new(p.fresh_id(k), e);
                p.steps.push(s);
            }
        }
        let chain = Chain::new(&p, 128);
        let mut source = Planes::zeros(3, 128, 128);
        source.data.iter_mut().enumerate().for_each(|(i, v)| *v = (i % 251) as f32 / 251.0);
        let sources: Vec<&Planes> = (0..16).map(|_| &source).collect();
        let draws: Vec<_> = (0..16u32).map(|i| chain.draw(ViewKey::new(0, "a", i, 0), &source)).collect();
        let batch = gpu.upload(&chain, &sources, &draws).unwrap();
        let mut t = Vec::new();
        for _ in 0..15 {
            let b = std::time::Instant::now();
            gpu.execute(&batch);
            gpu.device().wait().unwrap();
            t.push(1e3 * b.elapsed().as_secs_f64());
        }
        t.sort_by(f64::total_cmp);
        println!("{:60} passes {} median {:.1} ms, least {:.1}", kinds.join(","), batch.passes, t[7], t[0]);
    }
}
