use headroom_engine::Model;
use headroom_simulation::figure::{Figure, Monthly};
use headroom_simulation::inputs::Inputs;
use headroom_simulation::kernel::{Kernel, Varied};
use headroom_simulation::run::{Points, Request, Run, Shard, Watch};
use std::sync::Arc;
use std::time::Instant;
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let model = Model::read(&std::fs::read_to_string(&args[1]).unwrap()).unwrap();
    let paths: u64 = args[2].parse().unwrap();
    let threads: usize = args[3].parse().unwrap();
    let mut wanted = vec![Monthly::Users, Monthly::Paying, Monthly::Revenue];
    for d in 0..model.program.deployments.len() {
        wanted.extend([Monthly::Cost(d), Monthly::Profit(d), Monthly::Cash(d), Monthly::Solvent(d)]);
    }
    let wanted: Vec<Figure> = wanted.into_iter().map(Figure::Monthly).collect();
    let mut all: Vec<[f64; 6]> = Vec::new();
    for seed in 0..std::env::var("ROUNDS").map_or(30, |r| r.parse().unwrap()) {
        let t0 = Instant::now();
        let inputs = Inputs::of(&model).unwrap();
        let t1 = Instant::now();
        let kernel = Kernel::of(&model, &inputs, &wanted, &Varied::default()).unwrap();
        let t2 = Instant::now();
        let request = Request { paths, seed, points: Points::Sobol, levels: vec![0.05, 0.5, 0.95], given: vec![] };
        let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
        let outline = Arc::new(run.outline(threads).unwrap());
        let t3 = Instant::now();
        let bands = run.part(&outline, Shard::ALL, threads, &Watch::default()).unwrap();
        let t4 = Instant::now();
        let answers = bands.finish(threads);
        let t5 = Instant::now();
        if seed == 0 {
            if std::env::var("DUMP").is_ok() {
                println!("{:#?}", kernel.tape);
            }
            println!(
                "{} instructions, {} registers, {} ok",
                kernel.tape.len(),
                kernel.tape.registers(),
                answers.is_ok()
            );
        }
        drop(bands);
        drop(answers);
        let t6 = Instant::now();
        let d = |a: Instant, b: Instant| (b - a).as_secs_f64() * 1e3;
        all.push([d(t0, t1), d(t1, t2), d(t2, t3), d(t3, t4), d(t4, t5), d(t5, t6)]);
    }
    for (i, name) in ["inputs", "kernel", "outline", "part", "finish", "drop"].iter().enumerate() {
        let mut v: Vec<f64> = all.iter().map(|a| a[i]).collect();
        v.sort_by(f64::total_cmp);
        println!("{name:8} min {:.3} median {:.3} ms", v[0], v[v.len() / 2]);
    }
}
