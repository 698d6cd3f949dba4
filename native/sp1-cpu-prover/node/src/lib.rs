//! SP1 6 on plain CPUs, as calls that block. The protocol is not its business.

use std::{future::Future, pin::Pin};

use anyhow::{anyhow, bail, Result};
use sp1_core_executor::{ExecutionReport, Program, SP1Context};
use sp1_core_machine::io::SP1Stdin;
use sp1_hypercube::SP1VerifyingKey;
use sp1_primitives::io::SP1PublicValues;
use sp1_prover::worker::{
    cpu_worker_builder, ProofFromNetwork, SP1LightNode, SP1LocalNode, SP1LocalNodeBuilder, SP1Proof,
};
use sp1_prover_types::network_base_types::ProofMode;
use tokio::{
    runtime::{Builder, Runtime},
    sync::Mutex,
};

/// With these, a small Compressed proof keeps within 16 GiB. The environment has the last word.
const SMALL: [(&str, &str); 2] =
    [("SP1_WORKER_NUM_CORE_WORKERS", "1"), ("SP1_WORKER_NUM_RECURSION_PROVER_WORKERS", "1")];

pub struct Node {
    runtime: Runtime,
    kind: Kind,
    /// One proof at a time: a second one beside it would need the memory twice.
    proving: Mutex<()>,
}

/// Both execute, set up and verify; only the full one proves, and only it takes minutes to build.
enum Kind {
    Light(SP1LightNode),
    Full(SP1LocalNode),
}

/// The end of all patience with a proof, and why.
pub type GivingUp = Pin<Box<dyn Future<Output = String> + Send>>;

impl Node {
    pub fn verifying() -> Result<Self> {
        let runtime = runtime()?;
        let kind = Kind::Light(runtime.block_on(SP1LightNode::new()));
        Ok(Self { runtime, kind, proving: Mutex::new(()) })
    }

    /// To be called before there are threads: it sets variables.
    pub fn proving() -> Result<Self> {
        for (name, value) in SMALL {
            if std::env::var_os(name).is_none() {
                std::env::set_var(name, value);
            }
        }
        let runtime = runtime()?;
        let builder = SP1LocalNodeBuilder::from_worker_client_builder(cpu_worker_builder());
        let kind = Kind::Full(runtime.block_on(builder.build())?);
        Ok(Self { runtime, kind, proving: Mutex::new(()) })
    }

    pub fn set_up(&self, elf: &[u8]) -> Result<SP1VerifyingKey> {
        check_program(elf)?;
        self.runtime.block_on(async {
            match &self.kind {
                Kind::Light(node) => node.setup(elf).await,
                Kind::Full(node) => node.setup(elf).await,
            }
        })
    }

    /// Always with gas: SP1 counts cycles, learns the exit code and heeds the limit in the same pass.
    pub fn execute(
        &self,
        elf: &[u8],
        stdin: SP1Stdin,
        cycle_limit: Option<u64>,
    ) -> Result<(SP1PublicValues, ExecutionReport)> {
        check_program(elf)?;
        let mut context = SP1Context::builder();
        context.calculate_gas(true);
        if let Some(cycles) = cycle_limit {
            context.max_cycles(cycles);
        }
        let context = context.build();
        let (public_values, _, report) = self.runtime.block_on(async {
            match &self.kind {
                Kind::Light(node) => node.execute(elf, stdin, context).await,
                Kind::Full(node) => node.execute(elf, stdin, context).await,
            }
        })?;
        Ok((public_values, report))
    }

    pub fn can_prove(&self) -> bool {
        matches!(self.kind, Kind::Full(_))
    }

    /// SP1 may wait for ever for a proof that cannot come; `giving_up`, made when proving begins, ends that.
    pub fn prove(
        &self,
        elf: &[u8],
        stdin: SP1Stdin,
        mode: ProofMode,
        giving_up: impl FnOnce() -> GivingUp,
    ) -> Result<ProofFromNetwork> {
        let Kind::Full(node) = &self.kind else { bail!("this node does not prove") };
        let giving_up: Box<dyn FnOnce() -> GivingUp + '_> = Box::new(giving_up);
        self.runtime.block_on(prove_alone(&self.proving, node, elf, stdin, mode, giving_up))
    }

    pub fn verify(&self, key: &SP1VerifyingKey, proof: &SP1Proof) -> Result<()> {
        match &self.kind {
            Kind::Light(node) => node.verify(key, proof),
            Kind::Full(node) => node.verify(key, proof),
        }
    }
}

async fn prove_alone(
    proving: &Mutex<()>,
    node: &SP1LocalNode,
    elf: &[u8],
    stdin: SP1Stdin,
    mode: ProofMode,
    giving_up: Box<dyn FnOnce() -> GivingUp + '_>,
) -> Result<ProofFromNetwork> {
    let _alone = proving.lock().await;
    let giving_up = giving_up();
    tokio::select! {
        proved = node.prove_with_mode(elf, stdin, SP1Context::default(), mode) => proved,
        reason = giving_up => Err(anyhow!(reason)),
    }
}

fn runtime() -> Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

/// SP1's own tasks would only say that they failed.
fn check_program(elf: &[u8]) -> Result<()> {
    Program::from(elf).map(|_| ()).map_err(|error| anyhow!("not a program for SP1 6: {error:#}"))
}
