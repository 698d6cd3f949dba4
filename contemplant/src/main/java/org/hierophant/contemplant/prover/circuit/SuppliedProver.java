package org.hierophant.contemplant.prover.circuit;

import java.io.IOException;
import java.util.Set;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.network.domain.Capability;

/** A prover for which missing circuit files are fetched while it serves what needs none. */
public record SuppliedProver(Prover prover, CircuitSupply supply) implements Prover {
  @Override
  public Set<Capability> capabilities() {
    return prover.capabilities();
  }

  @Override
  public void start(Runnable changed) {
    prover.start(changed);
    supply.start(changed);
  }

  @Override
  public ProverState state() {
    ProverState state = prover.state();
    return new ProverState(state.name(), state.condition(), state.trouble(), supply.preparations());
  }

  @Override
  public int places() {
    return prover.places();
  }

  @Override
  public ProofOutcome prove(ProofTask task, Cancellation cancellation, ProgressSink progress)
      throws IOException, InterruptedException {
    return prover.prove(task, cancellation, progress);
  }

  @Override
  public void close() {
    supply.close();
    prover.close();
  }
}
