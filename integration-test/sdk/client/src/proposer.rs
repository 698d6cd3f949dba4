//! A validity proposer as op-succinct runs it: the calls it makes, their time limit, and what it does about the answers.
//!
//! Source: op-succinct v4.3.0, the validity proposer's loop. Per tick and request, one after the other:
//! GetProofRequestStatus (with the proof's download), GetProofRequestDetails, then the decision. An error or 15 s without
//! an answer abandons the whole tick.

use std::{
    future::Future,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{bail, Result};
use serde_json::json;

use crate::{
    output::{line, millis},
    prove::{hex_id, service_and_order},
    Answer, Arguments, Details, Dialect, ExecutionStatus, FulfillmentStatus, Order, RequestId, Sdk,
};

/// `NETWORK_CALLS_TIMEOUT` of op-succinct.
const CALL_LIMIT: Duration = Duration::from_secs(15);
/// `AUCTION_TIMEOUT` of op-succinct, in seconds since `created_at`.
const AUCTION_LIMIT_SECONDS: u64 = 60;
/// The third failure of a range splits it.
const FAILURES_BEFORE_SPLIT: u32 = 2;

/// A range of blocks to prove, and how often that failed.
#[derive(Clone)]
struct Range {
    blocks: u64,
    failures: u32,
}

struct InFlight {
    id: RequestId,
    range: Range,
}

#[derive(Default)]
struct Counts {
    requests: u64,
    repeats: u64,
    splits: u64,
    cancels: u64,
    failures: u64,
    failed_submissions: u64,
    ticks: u64,
    aborted_ticks: u64,
    fulfilled: u64,
    slowest_call_ms: u64,
}

/// What one answer makes the proposer do.
#[derive(Debug, PartialEq, Eq)]
enum Reaction {
    Cancel,
    Fail,
    Store,
    Wait,
}

/// The order of the questions is op-succinct's: a deadline that has passed wins over a proof that is there.
fn react(dialect: Dialect, answer: &Answer<impl Sized>, details: Option<&Details>, now: u64) -> Reaction {
    let waits_for_bids = details.is_some_and(|details| {
        details.fulfillment == FulfillmentStatus::REQUESTED && now > details.created_at + AUCTION_LIMIT_SECONDS
    });
    if dialect == Dialect::Auction && waits_for_bids {
        return Reaction::Cancel;
    }
    if now > answer.deadline {
        return Reaction::Fail;
    }
    match answer.fulfillment {
        FulfillmentStatus::FULFILLED => Reaction::Store,
        FulfillmentStatus::UNFULFILLABLE => Reaction::Fail,
        _ => Reaction::Wait,
    }
}

/// What is asked for instead of a range that failed: the range again, or its halves.
fn after_failure(range: &Range, execution: ExecutionStatus) -> Vec<Range> {
    let failures = range.failures + 1;
    if range.blocks > 1 && (failures > FAILURES_BEFORE_SPLIT || execution == ExecutionStatus::UNEXECUTABLE) {
        let half = range.blocks / 2;
        return vec![Range { blocks: half, failures: 0 }, Range { blocks: range.blocks - half, failures: 0 }];
    }
    vec![Range { blocks: range.blocks, failures }]
}

async fn limited<T>(counts: &mut Counts, call: impl Future<Output = Result<T>>) -> Result<T> {
    let started = Instant::now();
    let result = tokio::time::timeout(CALL_LIMIT, call).await;
    counts.slowest_call_ms = counts.slowest_call_ms.max(millis(started));
    match result {
        Ok(done) => done,
        Err(_) => bail!("no answer in {} s", CALL_LIMIT.as_secs()),
    }
}

struct Proposer<'a, S: Sdk> {
    network: S::Network,
    program: S::Program,
    order: Order,
    dialect: Dialect,
    waiting: Vec<Range>,
    in_flight: Vec<InFlight>,
    counts: &'a mut Counts,
}

impl<S: Sdk> Proposer<'_, S> {
    /// Asks for every range that waits. A failed submission counts as a failure of its range.
    async fn submit(&mut self) {
        for range in std::mem::take(&mut self.waiting) {
            self.counts.requests += 1;
            match S::request(&self.network, &self.program, &self.order).await {
                Ok(id) => {
                    line(json!({ "event": "requested", "request": hex_id(&id), "blocks": range.blocks }));
                    self.in_flight.push(InFlight { id, range });
                }
                Err(error) => {
                    self.counts.failed_submissions += 1;
                    line(json!({ "event": "submission_failed", "error": format!("{error:#}") }));
                    self.give_up(range, ExecutionStatus(0));
                }
            }
        }
    }

    fn give_up(&mut self, range: Range, execution: ExecutionStatus) {
        let next = after_failure(&range, execution);
        if next.len() > 1 {
            self.counts.splits += 1;
        } else {
            self.counts.repeats += 1;
        }
        self.counts.failures += 1;
        self.waiting.extend(next);
    }

    /// Polls in order; what was settled before an error stays settled.
    async fn tick(&mut self) -> Result<()> {
        let mut position = 0;
        while position < self.in_flight.len() {
            let InFlight { id, range } = &self.in_flight[position];
            let (id, range) = (*id, range.clone());
            let answer = limited(self.counts, S::status(&self.network, id)).await?;
            let details = limited(self.counts, S::details(&self.network, id)).await?;
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
            match react(self.dialect, &answer, details.as_ref(), now) {
                Reaction::Wait => {
                    position += 1;
                    continue;
                }
                Reaction::Store => {
                    let Some(proof) = &answer.proof else { bail!("fulfilled without a proof") };
                    let facts = S::facts(proof)?;
                    limited(self.counts, S::details(&self.network, id)).await?;
                    self.counts.fulfilled += 1;
                    line(json!({
                        "event": "fulfilled", "request": hex_id(&id), "variant": facts.variant,
                        "public_values": hex::encode(&facts.public_values),
                    }));
                }
                Reaction::Cancel => {
                    self.counts.cancels += 1;
                    limited(self.counts, S::cancel(&self.network, id)).await?;
                    self.waiting.push(range);
                }
                Reaction::Fail => {
                    line(json!({
                        "event": "range_failed", "request": hex_id(&id), "fulfillment": answer.fulfillment.0,
                        "execution": answer.execution.0, "deadline": answer.deadline, "now": now,
                    }));
                    self.give_up(range, answer.execution);
                }
            }
            self.in_flight.remove(position);
        }
        Ok(())
    }
}

/// True when every range was proven within the time limit.
pub async fn run<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let (service, mut order) = service_and_order(arguments)?;
    // As op-succinct asks: no simulation, limits that never bind.
    order.skip_simulation = true;
    order.cycle_limit = order.cycle_limit.or(Some(1_000_000_000_000));
    order.gas_limit = order.gas_limit.or(Some(1_000_000_000_000));
    order.timeout = order.timeout.or(Some(Duration::from_secs(14_400)));
    let requests: usize = arguments.number("requests")?.unwrap_or(4);
    let blocks: u64 = arguments.number("blocks")?.unwrap_or(8);
    let interval = arguments.millis("interval-ms", 2_000)?;
    let retry = arguments.millis("retry-ms", 10_000)?;
    let limit = arguments.seconds("time-limit", 300)?;

    let mut counts = Counts::default();
    let started = Instant::now();
    let mut proposer = Proposer::<S> {
        program: S::local().await?.set_up(arguments.file("elf")?).await?,
        network: S::connect(&service).await?,
        order,
        dialect: service.dialect,
        waiting: vec![Range { blocks, failures: 0 }; requests],
        in_flight: Vec::new(),
        counts: &mut counts,
    };
    while started.elapsed() < limit {
        proposer.submit().await;
        let ticking = Instant::now();
        let outcome = proposer.tick().await;
        proposer.counts.ticks += 1;
        let in_flight = proposer.in_flight.len();
        line(json!({
            "event": "tick", "in_flight": in_flight, "waiting": proposer.waiting.len(),
            "fulfilled": proposer.counts.fulfilled, "ms": millis(ticking),
            "aborted": outcome.as_ref().err().map(|error| format!("{error:#}")),
        }));
        if outcome.is_err() {
            proposer.counts.aborted_ticks += 1;
            tokio::time::sleep(retry).await;
            continue;
        }
        if in_flight == 0 && proposer.waiting.is_empty() {
            break;
        }
        tokio::time::sleep(interval).await;
    }
    let left = proposer.in_flight.len() + proposer.waiting.len();
    drop(proposer);
    line(json!({
        "event": "outcome", "sdk": S::RELEASE, "fulfilled": counts.fulfilled, "left": left,
        "requests": counts.requests, "repeats": counts.repeats, "splits": counts.splits, "cancels": counts.cancels,
        "failures": counts.failures, "failed_submissions": counts.failed_submissions, "ticks": counts.ticks,
        "aborted_ticks": counts.aborted_ticks, "slowest_call_ms": counts.slowest_call_ms,
        "seconds": started.elapsed().as_secs_f64(),
    }));
    Ok(left == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(fulfillment: FulfillmentStatus, deadline: u64) -> Answer<()> {
        Answer { fulfillment, execution: ExecutionStatus(1), deadline, proof: None }
    }

    fn details(fulfillment: FulfillmentStatus, created_at: u64) -> Details {
        Details {
            fulfillment,
            execution: ExecutionStatus(1),
            created_at,
            cycles: None,
            gas_used: None,
            execute_fail_cause: 0,
            is_canceled: None,
        }
    }

    #[test]
    fn a_passed_deadline_wins_over_a_proof() {
        let late = answer(FulfillmentStatus::FULFILLED, 99);
        assert_eq!(react(Dialect::Base, &late, None, 100), Reaction::Fail);
        let in_time = answer(FulfillmentStatus::FULFILLED, 100);
        assert_eq!(react(Dialect::Base, &in_time, None, 100), Reaction::Store);
    }

    #[test]
    fn only_an_auction_is_cancelled_and_only_after_a_minute_without_bids() {
        let open = answer(FulfillmentStatus::REQUESTED, 1_000);
        let waiting = details(FulfillmentStatus::REQUESTED, 100);
        assert_eq!(react(Dialect::Auction, &open, Some(&waiting), 161), Reaction::Cancel);
        assert_eq!(react(Dialect::Auction, &open, Some(&waiting), 160), Reaction::Wait);
        assert_eq!(react(Dialect::Base, &open, Some(&waiting), 161), Reaction::Wait);
        assert_eq!(react(Dialect::Auction, &open, None, 161), Reaction::Wait);
    }

    #[test]
    fn a_range_is_split_at_the_third_failure_or_when_it_cannot_execute() {
        let fresh = Range { blocks: 5, failures: 0 };
        assert_eq!(after_failure(&fresh, ExecutionStatus(1)).len(), 1);
        let tired = Range { blocks: 5, failures: 2 };
        let halves = after_failure(&tired, ExecutionStatus(1));
        assert_eq!(halves.iter().map(|half| half.blocks).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(after_failure(&fresh, ExecutionStatus::UNEXECUTABLE).len(), 2);
        let single = Range { blocks: 1, failures: 7 };
        assert_eq!(after_failure(&single, ExecutionStatus::UNEXECUTABLE).len(), 1);
    }
}
