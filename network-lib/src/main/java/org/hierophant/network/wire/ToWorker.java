package org.hierophant.network.wire;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.VkHash;

/**
 * What the coordinator says to a worker.
 *
 * <p><b>Limits.</b> Checked in the constructors; an {@link IllegalArgumentException} names the
 * field.
 */
public sealed interface ToWorker {

  /** What is said about one attempt. */
  sealed interface OfAttempt extends ToWorker {
    AttemptKey attempt();
  }

  /**
   * The connection is accepted.
   *
   * @param coordinatorId identity of the coordinator's state, 1 to 64 printable characters
   * @param heartbeatInterval the longest silence the worker may plan, at least 1 ms
   * @param keep the attempts of the Hello that go on; everything else the worker drops
   */
  record Welcome(String coordinatorId, Duration heartbeatInterval, List<FromWorker.Held> keep)
      implements ToWorker {
    public Welcome {
      Texts.printable("coordinator_id", coordinatorId, Texts.MAX_NAME_LENGTH);
      if (heartbeatInterval.toMillis() < 1) {
        throw new IllegalArgumentException("heartbeat_interval_millis must be at least 1");
      }
      keep = List.copyOf(keep);
    }
  }

  /** The connection is not accepted; a close follows. */
  record Reject(RejectCode code, String reason) implements ToWorker {
    public Reject {
      reason = Texts.detail(reason);
    }
  }

  /**
   * The right to prove one request.
   *
   * @param vk bincode of the verifying key, at most 64 KiB
   * @param cycleLimit inclusive, unsigned; 2^64-1 means none
   * @param gasLimit unsigned; 0 and 2^64-1 mean none
   * @param leaseTime from the receipt of this message until the lease ends
   * @param publicValuesHash what the client expects, where it simulated first
   */
  record Offer(
      AttemptKey attempt,
      Capability capability,
      VkHash vkHash,
      ByteString vk,
      Download program,
      Download stdin,
      Upload result,
      long cycleLimit,
      long gasLimit,
      Duration leaseTime,
      Optional<Bytes32> publicValuesHash)
      implements OfAttempt {
    public static final int MAX_VK_BYTES = 64 * 1024;

    public Offer {
      if (vk.size() > MAX_VK_BYTES) {
        throw new IllegalArgumentException("vk must be at most " + MAX_VK_BYTES + " bytes");
      }
      if (leaseTime.isNegative()) {
        throw new IllegalArgumentException("lease_millis must not be negative");
      }
    }
  }

  /** Stop working on it. */
  record Cancel(AttemptKey attempt, String reason) implements OfAttempt {
    public Cancel {
      reason = Texts.detail(reason);
    }
  }

  /** The lease is no longer current; a finished proof is still welcome. */
  record Superseded(AttemptKey attempt) implements OfAttempt {}

  /** The end of the attempt is durably recorded: the worker may forget it. */
  record Settled(AttemptKey attempt) implements OfAttempt {}

  /** Finish what you hold, then leave. */
  record Drain(String reason) implements ToWorker {
    public Drain {
      reason = Texts.detail(reason);
    }
  }

  /** Answers the heartbeat of the same number. */
  record HeartbeatAck(long sequence) implements ToWorker {}
}
