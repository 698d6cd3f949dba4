package org.hierophant.coordinator.intake;

import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.network.domain.CircuitVersion;

/** Whether a program was set up for the machine of a circuit version. */
@FunctionalInterface
public interface ProgramFit {
  /** False only if its key is known to be of another machine. */
  boolean fits(ProgramRecord program, CircuitVersion version);
}
