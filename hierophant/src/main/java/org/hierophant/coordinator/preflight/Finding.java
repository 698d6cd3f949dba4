package org.hierophant.coordinator.preflight;

import java.util.OptionalLong;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.network.domain.Executed;

/** What executing a request's program has shown. */
sealed interface Finding {
  /** It ends well, within the request's limits. */
  record Sound(Executed executed) implements Finding {}

  /** It fails, on every machine. */
  record Guilty(ExecuteFailureCause cause, OptionalLong cycles, String detail) implements Finding {}

  /** It was not executed here to its end: whether it is sound the workers will find out. */
  record Unknown(String reason) implements Finding {}
}
