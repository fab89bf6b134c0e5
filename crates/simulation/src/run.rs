//! Running a kernel over many paths: on all processors, in any split, with the same bits.

use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::bands::{ABREAST, Answer, Bands, Column, ColumnOutline, Outline, Refused, Wanted};
use crate::inputs::{Inputs, Room};
use crate::kernel::Kernel;
use crate::lanes::{Block, LANES, Registers};
use crate::tape::Sink;
use crate::uniforms::Uniforms;

/// Independent scrambles, from which standard errors are known.
pub const SCRAMBLES: usize = 8;

/// Where the numbers of paths come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Points {
    /// Scrambled Sobol points: far more even than random ones.
    #[default]
    Sobol,
    /// Pseudo-random numbers, as a check.
    PseudoRandom,
}

/// How many paths, and which.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub paths: u64,
    pub seed: u64,
    pub points: Points,
    /// Levels of percentiles, ascending, each above 0 and below 1.
    pub levels: Vec<f64>,
    pub given: Vec<Given>,
}

/// Only paths on which an assumption lies between two values count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given {
    /// Its place among the inputs.
    pub input: usize,
    pub least: f64,
    pub most: f64,
}

/// One of several parts of a run, each in a process of its own: part `index` (from 0) of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub index: u64,
    pub count: u64,
}

impl Shard {
    /// The whole run.
    pub const ALL: Shard = Shard { index: 0, count: 1 };
}

/// How far a run is, and whether it is still wanted; may be asked from other threads.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    stop: AtomicBool,
}

impl Watch {
    /// Blocks of paths done so far.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// One more block of paths is done.
    pub(crate) fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Nobody waits for the answer any more.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn goes_on(&self) -> Result<(), NoAnswer> {
        if self.is_stopped() { Err(NoAnswer::Stopped) } else { Ok(()) }
    }
}

/// Threads beside those that all runs share, as many again.
#[derive(Debug)]
pub struct Threads(Option<rayon::ThreadPool>);

impl Threads {
    /// Where the system gives no more threads, the shared ones.
    pub fn own() -> Self {
        Self(rayon::ThreadPoolBuilder::new().build().ok())
    }

    /// What is run meanwhile waits for nothing that others run.
    pub fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// Why a run has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoAnswer {
    #[error("stopped before the end")]
    Stopped,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("no path of the run is one of those that count")]
    NoPaths,
}

/// A kernel, what it draws, and how often.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    pub kernel: &'a Kernel,
    pub inputs: &'a Inputs,
    pub request: &'a Request,
    /// Values of the parameters that are varied by hand, after those that are drawn.
    pub varied: &'a [f64],
}

/// A block of up to 256 paths of one scramble, the first at an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub scramble: usize,
    pub first: u32,
    pub lanes: usize,
}

impl Run<'_> {
    /// What is asked of the columns, and how exactly.
    pub fn wanted(&self) -> Result<Wanted, Refused> {
        Wanted::new(self.kernel.kinds.clone(), self.request.levels.clone(), SCRAMBLES, self.request.paths)
    }

    /// What is known of every column over all paths.
    pub fn answers(&self, threads: usize, watch: &Watch) -> Result<Vec<Answer>, NoAnswer> {
        // From inside of the pool, so that no step waits for it to wake.
        if threads > 1 {
            rayon::scope(|_| self.answers_here(threads, watch))
        } else {
            self.answers_here(threads, watch)
        }
    }

    fn answers_here(&self, threads: usize, watch: &Watch) -> Result<Vec<Answer>, NoAnswer> {
        let mut outline = Arc::new(self.outline(threads)?);
        loop {
            let bands = self.part(&outline, Shard::ALL, threads, watch)?;
            match bands.finish(threads) {
                Ok(answers) => return Ok(answers),
                Err(missed) => outline = Arc::new(outline.widen(&missed)),
            }
        }
    }

    /// From the first paths of each scramble, where each percentile lies almost surely. The same for every shard.
    pub fn outline(&self, threads: usize) -> Result<Outline, NoAnswer> {
        let wanted = self.wanted()?;
        let places = places(|scramble| wanted.pilot_of(scramble) as u64);
        let packs = packed(&places);
        let paths = places.iter().map(|place| place.lanes).sum();
        let pilots = self.over(&packs, threads, &Watch::default(), || Pilot::new(&wanted, paths))?;
        let is_quantity = |column: &usize| wanted.columns[*column] == Column::Quantity;
        let quantities: Vec<usize> = (0..wanted.columns.len()).filter(is_quantity).collect();
        let groups: Vec<&[usize]> = quantities.chunks(ABREAST).collect();
        let outlined = |all: &mut [Vec<f64>; ABREAST], columns: &&[usize]| {
            for (all, column) in all.iter_mut().zip(*columns) {
                all.clear();
                pilots.iter().for_each(|pilot| all.extend_from_slice(&pilot.values[*column]));
            }
            let all: [&[f64]; ABREAST] = all.each_ref().map(|all| &all[..]);
            ColumnOutline::several(&wanted, &all[..columns.len()])
        };
        let mut outlines = vec![ColumnOutline::default(); wanted.columns.len()];
        for (columns, own) in groups.iter().zip(parallel(&groups, threads, Default::default, outlined)) {
            columns.iter().zip(own).for_each(|(column, outline)| outlines[*column] = outline);
        }
        Ok(Outline::new(wanted, outlines)?)
    }

    /// The bands of one part of the run.
    pub fn part(&self, outline: &Arc<Outline>, shard: Shard, threads: usize, watch: &Watch) -> Result<Bands, NoAnswer> {
        let wanted = outline.wanted();
        let all = places(|scramble| wanted.paths_of(scramble));
        let cut = |index: u64| (u128::from(index) * all.len() as u128 / u128::from(shard.count.max(1))) as usize;
        let own = &all[cut(shard.index)..cut(shard.index + 1)];
        let paths = own.iter().map(|place| place.lanes).sum::<usize>() / threads.clamp(1, own.len().max(1));
        let own: Vec<&[Place]> = own.chunks(1).collect();
        let parts = self.in_turn(&own, threads, watch, || Bands::new(Arc::clone(outline)).with_room(paths))?;
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_else(|| Bands::new(Arc::clone(outline)));
        Ok(parts.try_fold(first, Bands::merge)?)
    }

    /// Runs all paths on several threads, each with a collector of its own; the collectors in the order of the paths.
    pub(crate) fn collected<C: Collect + Send>(
        &self,
        threads: usize,
        watch: &Watch,
        collector: impl Fn() -> C + Sync,
    ) -> Result<Vec<C>, NoAnswer> {
        let wanted = self.wanted()?;
        let places = places(|scramble| wanted.paths_of(scramble));
        self.over(&places.chunks(1).collect::<Vec<_>>(), threads, watch, collector)
    }

    /// Runs packs of places, each on one block, on several threads, each with a collector of its own; the collectors in
    /// the order of the packs. A collector of packs of several places cannot tell their scrambles.
    fn over<C: Collect + Send>(
        &self,
        packs: &[&[Place]],
        threads: usize,
        watch: &Watch,
        collector: impl Fn() -> C + Sync,
    ) -> Result<Vec<C>, NoAnswer> {
        let each = packs.len().div_ceil(threads.max(1)).max(1);
        let (uniforms, shares) = (self.all_uniforms(), packs.chunks(each).collect());
        let work = |packs: &[&[Place]]| self.go_through(packs.iter().copied(), &uniforms, watch, collector());
        shared_out(shares, work).into_iter().collect()
    }

    /// The same where the order does not matter: a thread that is kept waiting leaves its packs to the others.
    fn in_turn<C: Collect + Send>(
        &self,
        packs: &[&[Place]],
        threads: usize,
        watch: &Watch,
        collector: impl Fn() -> C + Sync,
    ) -> Result<Vec<C>, NoAnswer> {
        let threads = threads.clamp(1, packs.len().max(1));
        let uniforms = self.all_uniforms();
        // A share for each, so that most know of few scrambles; who is through with its own goes on with the others'.
        let shares: Vec<&[&[Place]]> = packs.chunks(packs.len().div_ceil(threads).max(1)).collect();
        let next: Vec<AtomicUsize> = shares.iter().map(|_| AtomicUsize::new(0)).collect();
        let turn = |share: usize| shares[share].get(next[share].fetch_add(1, Ordering::Relaxed)).copied();
        let work = |own: &[usize]| {
            let order = own.iter().flat_map(|own| (*own..shares.len()).chain(0..*own));
            let packs = order.flat_map(|share| iter::from_fn(move || turn(share)));
            self.go_through(packs, &uniforms, watch, collector())
        };
        let own: Vec<usize> = (0..shares.len()).collect();
        shared_out(own.chunks(1).collect(), work).into_iter().collect()
    }

    /// Runs packs of places, one after the other.
    fn go_through<'p, C: Collect>(
        &self,
        packs: impl Iterator<Item = &'p [Place]>,
        uniforms: &[Uniforms],
        watch: &Watch,
        mut collect: C,
    ) -> Result<C, NoAnswer> {
        let (mut rooms, mut registers) = (<[Room; 2]>::default(), Registers::default());
        for pack in packs {
            watch.goes_on()?;
            let lanes = self.draw(pack, uniforms, &mut rooms);
            let room = &mut rooms[0];
            room.blocks.extend(self.varied.iter().map(|value| [*value; LANES].into()));
            let counted = counted(&self.request.given, room, lanes);
            let mut sink = Kept { collect: &mut collect, scramble: pack[0].scramble, counted: counted.as_deref() };
            self.kernel.tape.run(&room.blocks, lanes, &mut registers, &mut sink);
            watch.count();
        }
        Ok(collect)
    }

    fn all_uniforms(&self) -> Vec<Uniforms> {
        (0..SCRAMBLES as u32).map(|scramble| self.uniforms(scramble)).collect()
    }

    /// Draws the paths of a pack into the first room, one place after the other; how many they are.
    fn draw(&self, pack: &[Place], uniforms: &[Uniforms], [room, part]: &mut [Room; 2]) -> usize {
        if let [place] = pack {
            self.inputs.draw(&uniforms[place.scramble], place.first, room);
            return place.lanes;
        }
        room.blocks.resize(self.inputs.dimensions(), Block::default());
        let mut lanes = 0;
        for place in pack {
            self.inputs.draw(&uniforms[place.scramble], place.first, part);
            for (block, part) in room.blocks.iter_mut().zip(&part.blocks) {
                block[lanes..lanes + place.lanes].copy_from_slice(&part[..place.lanes]);
            }
            lanes += place.lanes;
        }
        lanes
    }

    fn uniforms(&self, scramble: u32) -> Uniforms {
        match self.request.points {
            Points::Sobol => Uniforms::sobol(self.inputs.dimensions(), self.request.seed, scramble),
            Points::PseudoRandom => Uniforms::pseudo_random(self.request.seed, scramble),
        }
    }
}

/// Every scramble's blocks, the first so many paths of each.
pub(crate) fn places(paths: impl Fn(usize) -> u64) -> Vec<Place> {
    let of_scramble = |scramble: usize| {
        let paths = paths(scramble);
        (0..paths).step_by(LANES).map(move |first| Place {
            scramble,
            first: first as u32,
            lanes: (paths - first).min(LANES as u64) as usize,
        })
    };
    (0..SCRAMBLES).flat_map(of_scramble).collect()
}

/// Places one after the other, as many together as fit into a block.
fn packed(places: &[Place]) -> Vec<&[Place]> {
    let (mut packs, mut rest) = (Vec::new(), places);
    while !rest.is_empty() {
        let mut lanes = 0;
        let fits = |place: &&Place| {
            lanes += place.lanes;
            lanes <= LANES
        };
        let pack;
        (pack, rest) = rest.split_at(rest.iter().take_while(fits).count());
        packs.push(pack);
    }
    packs
}

/// The lanes that count, where not all do.
fn counted(given: &[Given], room: &Room, lanes: usize) -> Option<Vec<usize>> {
    if given.is_empty() {
        return None;
    }
    let holds =
        |lane: &usize| given.iter().all(|given| (given.least..=given.most).contains(&room.blocks[given.input][*lane]));
    Some((0..lanes).filter(holds).collect())
}

/// Takes the values of one block of one column.
pub(crate) trait Collect {
    fn collect(&mut self, scramble: usize, column: usize, values: &[f64]);
}

impl Collect for Bands {
    #[inline(always)]
    fn collect(&mut self, scramble: usize, column: usize, values: &[f64]) {
        self.take(scramble, column, values);
    }
}

/// Every value of every quantity.
struct Pilot<'w> {
    wanted: &'w Wanted,
    values: Vec<Vec<f64>>,
}

impl<'w> Pilot<'w> {
    /// For so many paths at most.
    fn new(wanted: &'w Wanted, paths: usize) -> Self {
        let room = |column: &Column| Vec::with_capacity(if *column == Column::Quantity { paths } else { 0 });
        Self { wanted, values: wanted.columns.iter().map(room).collect() }
    }
}

impl Collect for Pilot<'_> {
    fn collect(&mut self, _: usize, column: usize, values: &[f64]) {
        if self.wanted.columns[column] == Column::Quantity {
            self.values[column].extend_from_slice(values);
        }
    }
}

/// Hands on the lanes that count.
struct Kept<'a, C> {
    collect: &'a mut C,
    scramble: usize,
    counted: Option<&'a [usize]>,
}

impl<C: Collect> Sink for Kept<'_, C> {
    #[inline(always)]
    fn take(&mut self, column: usize, values: &[f64]) {
        match self.counted {
            None => self.collect.collect(self.scramble, column, values),
            Some(lanes) => {
                let kept: Vec<f64> = lanes.iter().map(|lane| values[*lane]).collect();
                if !kept.is_empty() {
                    self.collect.collect(self.scramble, column, &kept);
                }
            }
        }
    }
}

/// The same for each item, on the pool's threads where there are to be several, in the order of the items. Room for the
/// work is made for several items together.
pub(crate) fn parallel<T: Sync, R: Send, W>(
    items: &[T],
    threads: usize,
    room: impl Fn() -> W + Sync,
    each: impl Fn(&mut W, &T) -> R + Sync,
) -> Vec<R> {
    if threads > 1 {
        return items.par_iter().map_init(&room, &each).collect();
    }
    let mut room = room();
    items.iter().map(|item| each(&mut room, item)).collect()
}

/// Each share on a thread of the pool, where there are several; what comes of them in their order. The pool's threads
/// stay, and with them the memory that they have used before.
pub(crate) fn shared_out<T: Sync, R: Send>(shares: Vec<&[T]>, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    match &shares[..] {
        [] => vec![work(&[])],
        [only] => vec![work(only)],
        _ => shares.into_par_iter().with_max_len(1).map(&work).collect(),
    }
}
