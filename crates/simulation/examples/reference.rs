//! Times the reference workload: `cargo run --profile fast --example reference -- models/reference.json 10000`.

use std::time::Instant;

use headroom_engine::Model;
use headroom_simulation::figure::{Figure, Monthly};
use headroom_simulation::inputs::Inputs;
use headroom_simulation::kernel::{Kernel, Varied};
use headroom_simulation::run::{Points, Request, Run, Watch};

/// Looks at one number of each column, so that nothing but the tape is timed.
struct Glance(f64);

impl headroom_simulation::tape::Sink for Glance {
    #[inline(always)]
    fn take(&mut self, _: usize, values: &[f64]) {
        self.0 += values[0];
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a model file");
    let paths: u64 = arguments.next().map_or(10_000, |text| text.parse().expect("a number of paths"));
    let threads: usize = arguments.next().map_or(2, |text| text.parse().expect("a number of threads"));
    let rounds: usize = arguments.next().map_or(9, |text| text.parse().expect("a number of rounds"));
    let model = Model::read(&std::fs::read_to_string(file).expect("readable")).expect("valid");
    let mut wanted = vec![Monthly::Users, Monthly::Paying, Monthly::Revenue];
    for d in 0..model.program.deployments.len() {
        wanted.extend([Monthly::Cost(d), Monthly::Profit(d), Monthly::Cash(d), Monthly::Solvent(d)]);
    }
    let wanted: Vec<Figure> = wanted.into_iter().map(Figure::Monthly).collect();
    let request = Request { paths, seed: 1, points: Points::Sobol, levels: vec![0.05, 0.5, 0.95], given: Vec::new() };
    let mut times: Vec<[f64; 5]> = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        let inputs = Inputs::of(&model).expect("distributions");
        let drawn = start.elapsed();
        let kernel = Kernel::of(&model, &inputs, &wanted, &Varied::default()).expect("finite");
        let recorded = start.elapsed();
        if std::env::var_os("HEADROOM_TAPE").is_some() {
            println!("{:#?}", kernel.tape);
            return;
        }
        let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
        let outline = std::sync::Arc::new(run.outline(threads).expect("an outline"));
        let outlined = start.elapsed();
        let bands =
            run.part(&outline, headroom_simulation::run::Shard::ALL, threads, &Watch::default()).expect("bands");
        let passed = start.elapsed();
        let answers = headroom_simulation::run::finish(&bands, threads);
        let finished = start.elapsed();
        if times.is_empty() {
            println!(
                "{} inputs, {} columns, {} instructions, {} registers, missed {:?}",
                inputs.dimensions(),
                kernel.columns.len(),
                kernel.tape.len(),
                kernel.tape.registers(),
                answers.as_ref().err().map(|m| m.0.len())
            );
        }
        times.push([
            drawn.as_secs_f64(),
            (recorded - drawn).as_secs_f64(),
            (outlined - recorded).as_secs_f64(),
            (passed - outlined).as_secs_f64(),
            (finished - passed).as_secs_f64(),
        ]);
    }
    if rounds == 1 {
        return;
    }
    let inputs = Inputs::of(&model).expect("distributions");
    let kernel = Kernel::of(&model, &inputs, &wanted, &Varied::default()).expect("finite");
    let mut room = headroom_simulation::inputs::Room::default();
    let uniforms = headroom_simulation::uniforms::Uniforms::sobol(inputs.dimensions(), 1, 0);
    let mut registers = headroom_simulation::lanes::Registers::default();
    for only in ["draws", "tape"] {
        let mut least = f64::INFINITY;
        for _ in 0..20 {
            let start = Instant::now();
            let mut glance = Glance(0.0);
            for block in 0..80 {
                if only == "draws" || block == 0 {
                    inputs.draw(&uniforms, block * 128, &mut room);
                }
                if only == "tape" {
                    kernel.tape.run(&room.blocks, 128, &mut registers, &mut glance);
                }
            }
            least = least.min(start.elapsed().as_secs_f64() + glance.0 * 0.0);
        }
        println!("{only:>8}: least {:8.3} ms for 10,240 paths on one thread", least * 1e3);
    }
    for (i, name) in ["inputs", "record", "outline", "pass", "finish"].iter().enumerate() {
        let mut each: Vec<f64> = times.iter().map(|t| t[i] * 1e3).collect();
        each.sort_by(f64::total_cmp);
        println!("{name:>8}: least {:8.3} ms, median {:8.3} ms", each[0], each[each.len() / 2]);
    }
}
