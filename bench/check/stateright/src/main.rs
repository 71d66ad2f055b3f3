//! Two-phase commit as Stateright explores it: the steps of spec/tla/TwoPhase.tla. Prints counts and times as JSON, so that `npm run bench:check` can compare them.
//!
//! Arguments: resource managers, threads, `bfs` or `dfs`.

use stateright::{Checker, Model, Property};
use std::time::Instant;

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Manager {
    Working,
    Prepared,
    Committed,
    Aborted,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Coordinator {
    Waiting,
    Committed,
    Aborted,
}

/// Sets are bits: managers are few.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct State {
    managers: Vec<Manager>,
    coordinator: Coordinator,
    /// Of whom the coordinator knows that they are prepared.
    heard: u32,
    /// Who has said that it is prepared.
    said: u32,
    commit_sent: bool,
    abort_sent: bool,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Step {
    HearPrepared(usize),
    DecideCommit,
    DecideAbort,
    Prepare(usize),
    GiveUp(usize),
    HearCommit(usize),
    HearAbort(usize),
}

struct TwoPhaseCommit {
    size: usize,
}

impl Model for TwoPhaseCommit {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            managers: vec![Manager::Working; self.size],
            coordinator: Coordinator::Waiting,
            heard: 0,
            said: 0,
            commit_sent: false,
            abort_sent: false,
        }]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        let waits = state.coordinator == Coordinator::Waiting;
        if waits {
            if state.heard == (1 << self.size) - 1 {
                steps.push(Step::DecideCommit);
            }
            steps.push(Step::DecideAbort);
        }
        for (at, manager) in state.managers.iter().enumerate() {
            if waits && state.said & (1 << at) != 0 {
                steps.push(Step::HearPrepared(at));
            }
            if *manager == Manager::Working {
                steps.push(Step::Prepare(at));
                steps.push(Step::GiveUp(at));
            }
            if state.commit_sent {
                steps.push(Step::HearCommit(at));
            }
            if state.abort_sent {
                steps.push(Step::HearAbort(at));
            }
        }
    }

    fn next_state(&self, before: &State, step: Step) -> Option<State> {
        let mut state = before.clone();
        match step {
            Step::HearPrepared(at) => state.heard |= 1 << at,
            Step::DecideCommit => {
                state.coordinator = Coordinator::Committed;
                state.commit_sent = true;
            }
            Step::DecideAbort => {
                state.coordinator = Coordinator::Aborted;
                state.abort_sent = true;
            }
            Step::Prepare(at) => {
                state.managers[at] = Manager::Prepared;
                state.said |= 1 << at;
            }
            Step::GiveUp(at) => state.managers[at] = Manager::Aborted,
            Step::HearCommit(at) => state.managers[at] = Manager::Committed,
            Step::HearAbort(at) => state.managers[at] = Manager::Aborted,
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::<Self>::always("consistent", |_, state| {
                !(state.managers.contains(&Manager::Committed)
                    && state.managers.contains(&Manager::Aborted))
            }),
            Property::<Self>::sometimes("all commit", |_, state| {
                state.managers.iter().all(|m| *m == Manager::Committed)
            }),
            Property::<Self>::sometimes("all abort", |_, state| {
                state.managers.iter().all(|m| *m == Manager::Aborted)
            }),
        ]
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| -> usize {
        arguments[at].parse().expect("expected: managers, threads, bfs or dfs")
    };
    let builder = TwoPhaseCommit { size: number(0) }.checker().threads(number(1));
    let started = Instant::now();
    let (generated, distinct) = if arguments[2] == "dfs" {
        let checker = builder.spawn_dfs().join();
        (checker.state_count(), checker.unique_state_count())
    } else {
        let checker = builder.spawn_bfs().join();
        (checker.state_count(), checker.unique_state_count())
    };
    println!(
        "{{\"generated\":{generated},\"distinct\":{distinct},\"seconds\":{}}}",
        started.elapsed().as_secs_f64()
    );
}
