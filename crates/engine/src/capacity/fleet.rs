//! A fleet behind a selection policy: who is sent to which server, and how uneven that is.
//!
//! The policy sorts a region's servers by score, load × weight + latency × weight, lowest first, and sends a user to
//! the rank `min(user id mod modulus, servers − 1)`. It spreads users over the first `modulus` ranks only, so at fixed
//! scores the other servers get nobody, and a last rank that several remainders share gets too many.

use std::num::{NonZeroU32, NonZeroU64};

use serde::Serialize;
use thiserror::Error;

use crate::quantity::{Count, Seconds, Servers, Share, Utilisation, quantity};

quantity! {
    /// What one point of load, or one millisecond of latency, adds to a score.
    Weight: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// How badly a server suits the next user; the lowest score is chosen first.
    Score: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// The busiest server's users over the mean of all servers: 1 is even.
    Imbalance: 1.0, f64::MAX, "a finite number from 1 up"
}

/// How a server is selected for a user.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SelectionPolicy {
    /// The score of one percentage point of load.
    pub load_weight: Weight,
    /// The score of one millisecond of latency.
    pub latency_weight: Weight,
    /// The number of ranks that user ids are spread over.
    pub modulus: NonZeroU32,
}

impl SelectionPolicy {
    /// A server's score: load in percent × its weight + latency in milliseconds × its weight. The two are added as
    /// they are, without a common scale.
    pub fn score(self, load: Utilisation, latency: Seconds) -> Score {
        let percent = (load.get() * 100.0).min(f64::MAX);
        Score::saturating(self.load_weight.get() * percent + self.latency_weight.get() * latency.milliseconds())
    }

    /// The share of users sent to each rank, best first. Ranks that get nobody are left out; no servers have no ranks.
    pub fn rank_shares(self, servers: Servers) -> impl Iterator<Item = Share> {
        let served = self.ranks_served(servers);
        (1..=served).map(move |rank| self.share_of_rank(rank, served))
    }

    /// The imbalance at fixed scores: with n servers and modulus k, n (k − n + 1) / k up to n = k, and n / k beyond.
    /// `None` without servers. [`Region::connect`] tells what is left of it once scores follow the load.
    pub fn imbalance_at_fixed_scores(self, servers: Servers) -> Option<Imbalance> {
        let served = self.ranks_served(servers);
        let busiest = self.share_of_rank(served, served);
        (served > 0).then(|| Imbalance::saturating(busiest.get() * f64::from(servers.get())))
    }

    fn ranks_served(self, servers: Servers) -> u32 {
        servers.get().min(self.modulus.get())
    }

    /// One remainder each, and all that are left for the last.
    fn share_of_rank(self, rank: u32, served: u32) -> Share {
        let remainders = if rank < served { 1.0 } else { f64::from(self.modulus.get() - served) + 1.0 };
        Share::saturating(remainders / f64::from(self.modulus.get()))
    }

    /// How many of the user ids 1 to `users` leave each remainder, from 0 up.
    pub fn users_by_remainder(self, users: u64) -> impl Iterator<Item = u64> {
        let modulus = u64::from(self.modulus.get());
        (0..modulus).map(move |remainder| {
            let in_the_last_round = remainder != 0 && remainder <= users % modulus;
            users / modulus + u64::from(in_the_last_round)
        })
    }

    fn rank_of(self, user_id: u64, servers: usize) -> usize {
        let remainder = user_id % u64::from(self.modulus.get());
        usize::try_from(remainder).unwrap_or(usize::MAX).min(servers - 1)
    }
}

/// The servers a user can be sent to, all of one size.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Region {
    /// The latency of each server, in the order in which equal scores are kept.
    pub latencies: Vec<Seconds>,
    /// The users at which a server's load is 100 percent.
    pub capacity: Count,
}

/// Where users ended up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Placement {
    /// The users on each server, in the region's order.
    pub users: Vec<u64>,
    /// The busiest over the mean; 1 when nobody is connected.
    pub imbalance: Imbalance,
}

/// Why users cannot be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlacementError {
    /// An empty region, for which the policy's index would be −1.
    #[error("the region has no servers")]
    NoServers,
    /// Servers for zero users have no load.
    #[error("a server must have room for more than 0 users")]
    NoCapacity,
    /// More work than one simulation may take.
    #[error("{users} users on {servers} servers are too many to simulate: users × (servers + 100) exceed {MOST_WORK}")]
    TooLarge {
        /// The users to place.
        users: u64,
        /// The servers in the region.
        servers: usize,
    },
}

/// The most users × (servers + 100) that [`Region::connect`] takes: some seconds' work at worst.
pub const MOST_WORK: u64 = 1_000_000_000;

impl Region {
    /// Connects the users with ids 1 to `users` one after the other, none of whom leaves. Scores follow the load after
    /// every `refresh` users: 1 for a view that is always current, more for a health check that lags behind.
    /// Servers take users beyond their capacity, as the policy does not look at it.
    ///
    /// # Errors
    /// Without servers, with a capacity of 0, or beyond [`MOST_WORK`].
    pub fn connect(
        &self,
        policy: SelectionPolicy,
        users: u64,
        refresh: NonZeroU64,
    ) -> Result<Placement, PlacementError> {
        self.check(users)?;
        let mut ranking = Ranking::new(self, policy);
        for id in 1..=users {
            ranking.connect(id);
            if id % refresh == 0 {
                ranking.refresh(id, refresh.get());
            }
        }
        Ok(Placement { imbalance: imbalance(&ranking.users), users: ranking.users })
    }

    fn check(&self, users: u64) -> Result<(), PlacementError> {
        let servers = self.latencies.len();
        if servers == 0 {
            return Err(PlacementError::NoServers);
        }
        if self.capacity.get() == 0.0 {
            return Err(PlacementError::NoCapacity);
        }
        let work = u64::try_from(servers).unwrap_or(u64::MAX).saturating_add(100).saturating_mul(users);
        if work <= MOST_WORK { Ok(()) } else { Err(PlacementError::TooLarge { users, servers }) }
    }
}

/// A region's servers in the policy's order, as of the last refresh.
struct Ranking<'a> {
    region: &'a Region,
    policy: SelectionPolicy,
    users: Vec<u64>,
    order: Vec<Ranked>,
    /// Ranks whose servers were joined since the last refresh; kept for its memory.
    joined: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Ranked {
    score: Score,
    server: usize,
}

impl<'a> Ranking<'a> {
    fn new(region: &'a Region, policy: SelectionPolicy) -> Self {
        let users = vec![0; region.latencies.len()];
        let mut ranking = Self { region, policy, users, order: Vec::new(), joined: Vec::new() };
        ranking.order = (0..region.latencies.len()).map(|server| ranking.rank(server)).collect();
        ranking.order.sort_by(Ranked::order);
        ranking
    }

    fn connect(&mut self, user_id: u64) {
        let rank = self.policy.rank_of(user_id, self.order.len());
        self.users[self.order[rank].server] += 1;
    }

    /// Sorts again after the users up to `last_id` joined, `count` of them. Only the servers they joined have a new
    /// score, and it can only have risen: each is moved back among those behind it, the last one first.
    fn refresh(&mut self, last_id: u64, count: u64) {
        let with_new_remainders = count.min(u64::from(self.policy.modulus.get()));
        let ids = last_id + 1 - with_new_remainders..=last_id;
        self.joined.clear();
        self.joined.extend(ids.map(|id| self.policy.rank_of(id, self.order.len())));
        self.joined.sort_unstable();
        self.joined.dedup();
        while let Some(rank) = self.joined.pop() {
            let moved = self.rank(self.order[rank].server);
            self.order[rank] = moved;
            let better = self.order[rank + 1..].partition_point(|ranked| ranked.order(&moved).is_lt());
            self.order[rank..=rank + better].rotate_left(1);
        }
    }

    fn rank(&self, server: usize) -> Ranked {
        let load = Utilisation::saturating(self.users[server] as f64 / self.region.capacity.get());
        Ranked { score: self.policy.score(load, self.region.latencies[server]), server }
    }
}

impl Ranked {
    /// The policy's order, ascending and stable.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.score.get().total_cmp(&other.score.get()).then(self.server.cmp(&other.server))
    }
}

fn imbalance(users: &[u64]) -> Imbalance {
    let busiest = users.iter().copied().max().unwrap_or(0) as f64;
    let total: f64 = users.iter().map(|&users| users as f64).sum();
    Imbalance::saturating(busiest * users.len() as f64 / total)
}

/// The users that a fleet can hold before its busiest server is full: n × c / imbalance.
pub fn usable_capacity(servers: Servers, capacity: Count, imbalance: Imbalance) -> Count {
    Count::saturating(f64::from(servers.get()) / imbalance.get() * capacity.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> SelectionPolicy {
        SelectionPolicy {
            load_weight: Weight::new(0.7).unwrap(),
            latency_weight: Weight::new(0.3).unwrap(),
            modulus: NonZeroU32::new(3).unwrap(),
        }
    }

    fn region(milliseconds: impl IntoIterator<Item = f64>, capacity: f64) -> Region {
        Region {
            latencies: milliseconds.into_iter().map(|ms| Seconds::from_milliseconds(ms).unwrap()).collect(),
            capacity: Count::new(capacity).unwrap(),
        }
    }

    fn every(users: u64) -> NonZeroU64 {
        NonZeroU64::new(users).unwrap()
    }

    fn shares(servers: u32) -> Vec<f64> {
        policy().rank_shares(Servers::new(servers)).map(Share::get).collect()
    }

    /// The policy as written in the seed: sort everything, pick, connect.
    fn connect_slowly(region: &Region, policy: SelectionPolicy, users: u64, refresh: u64) -> Vec<u64> {
        let mut placed = vec![0_u64; region.latencies.len()];
        let mut order: Vec<usize> = (0..placed.len()).collect();
        for id in 1..=users {
            if (id - 1) % refresh == 0 {
                order = (0..placed.len()).collect();
                let score = |server: usize| {
                    let load = Utilisation::new(placed[server] as f64 / region.capacity.get()).unwrap();
                    policy.score(load, region.latencies[server])
                };
                order.sort_by(|&a, &b| score(a).partial_cmp(&score(b)).unwrap());
            }
            let rank = ((id % u64::from(policy.modulus.get())) as usize).min(order.len() - 1);
            placed[order[rank]] += 1;
        }
        placed
    }

    #[test]
    fn thirty_points_of_load_weigh_more_than_sixty_milliseconds() {
        let score = |load, milliseconds| {
            let latency = Seconds::from_milliseconds(milliseconds).unwrap();
            policy().score(Utilisation::new(load).unwrap(), latency).get()
        };
        assert_eq!((score(0.50, 20.0), score(0.20, 80.0)), (41.0, 38.0));
    }

    #[test]
    fn shares_by_rank_are_the_seeds() {
        assert!(shares(0).is_empty());
        assert_eq!(shares(1), [1.0]);
        assert_eq!(shares(2), [1.0 / 3.0, 2.0 / 3.0]);
        for servers in [3, 4, 10] {
            assert_eq!(shares(servers), [1.0 / 3.0; 3]);
        }
    }

    #[test]
    fn imbalance_at_fixed_scores_is_the_seeds() {
        let imbalance = |servers| policy().imbalance_at_fixed_scores(Servers::new(servers)).map(Imbalance::get);
        assert_eq!(imbalance(0), None);
        for (servers, expected) in [(1, 1.0), (2, 1.3333), (3, 1.0), (10, 3.3333)] {
            assert!((imbalance(servers).unwrap() - expected).abs() < 5e-5);
        }
    }

    #[test]
    fn users_by_remainder_are_the_seeds() {
        assert_eq!(policy().users_by_remainder(100_000).collect::<Vec<_>>(), [33_333, 33_334, 33_333]);
        assert_eq!(policy().users_by_remainder(u64::MAX).sum::<u64>(), u64::MAX);
    }

    #[test]
    fn the_simulation_is_the_policy_as_written() {
        let latencies = [40.0, 12.0, 12.0, 95.0, 60.0, 12.5, 33.0];
        for (servers, refresh) in [(1, 1), (2, 1), (2, 10), (3, 7), (7, 1), (7, 2), (7, 50), (7, 5000)] {
            for modulus in [1, 2, 3, 5, 7, 30] {
                let policy = SelectionPolicy { modulus: NonZeroU32::new(modulus).unwrap(), ..policy() };
                let region = region(latencies.into_iter().take(servers), 80.0);
                let placed = region.connect(policy, 1000, every(refresh)).unwrap();
                assert_eq!(placed.users, connect_slowly(&region, policy, 1000, refresh), "{servers} {refresh}");
            }
        }
    }

    #[test]
    fn a_view_that_never_refreshes_keeps_the_imbalance_of_fixed_scores() {
        let placement = region([20.0; 10], 50.0).connect(policy(), 300, every(u64::MAX)).unwrap();
        assert_eq!(placement.users[..4], [100, 100, 100, 0]);
        assert!((placement.imbalance.get() - 10.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn scores_that_follow_the_load_even_it_out() {
        let placement = region([20.0; 10], 50.0).connect(policy(), 500, every(1)).unwrap();
        assert!(placement.imbalance.get() < 1.05, "{placement:?}");
    }

    #[test]
    fn a_large_fleet_is_placed_quickly() {
        let latencies = (0..200).map(|server| f64::from(server % 40));
        let placement = region(latencies, 1000.0).connect(policy(), 200_000, every(1)).unwrap();
        assert_eq!(placement.users.iter().sum::<u64>(), 200_000);
        assert!(placement.imbalance.get() < 1.2, "{:?}", placement.imbalance);
    }

    #[test]
    fn impossible_placements_are_refused() {
        let connect = |region: Region, users| region.connect(policy(), users, every(1)).unwrap_err();
        assert_eq!(connect(region([], 50.0), 1), PlacementError::NoServers);
        assert_eq!(connect(region([1.0], 0.0), 1), PlacementError::NoCapacity);
        assert!(matches!(connect(region([1.0; 9], 1.0), u64::MAX), PlacementError::TooLarge { .. }));
        assert_eq!(region([1.0], 1.0).connect(policy(), 0, every(1)).unwrap().imbalance.get(), 1.0);
    }

    #[test]
    fn an_uneven_fleet_holds_less() {
        let usable = |imbalance| {
            let capacity = Count::new(50.0).unwrap();
            usable_capacity(Servers::new(10), capacity, Imbalance::new(imbalance).unwrap()).get()
        };
        assert_eq!((usable(1.0), usable(2.5)), (500.0, 200.0));
    }
}
