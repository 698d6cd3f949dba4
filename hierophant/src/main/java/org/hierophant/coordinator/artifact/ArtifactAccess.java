package org.hierophant.coordinator.artifact;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hierophant.coordinator.artifact.ArtifactTokens.Operation;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.request.RequestState.Fulfilled;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;

/**
 * Who may read and write which artifact. A proof is written by the worker that holds a token for
 * it, and read by everybody once it is published; a private input is read by the worker alone; the
 * rest is open to whoever was given its name, which nobody can guess.
 */
public final class ArtifactAccess {
  /** What somebody may do. */
  public sealed interface Verdict {
    record Allowed() implements Verdict {}

    record Forbidden(String hint) implements Verdict {}

    record Unknown(String hint) implements Verdict {}

    record TryLater(String hint) implements Verdict {}
  }

  /** How long a reader may wait for the finished requests to be in view, just after a start. */
  private static final Duration WHOLE_LIMIT = Duration.ofSeconds(10);

  private static final Verdict TRY_LATER = new Verdict.TryLater("the journal is still being read");
  private static final Verdict ALLOWED = new Verdict.Allowed();

  private final ArtifactStore store;
  private final ArtifactNames names;
  private final ArtifactTokens tokens;
  private final LedgerView ledger;
  private final InstantSource clock;

  public ArtifactAccess(
      ArtifactStore store,
      ArtifactNames names,
      ArtifactTokens tokens,
      LedgerView ledger,
      InstantSource clock) {
    this.store = store;
    this.names = names;
    this.tokens = tokens;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * @param token as shown, if any
   */
  public Verdict write(ArtifactUri uri, Optional<String> token) {
    if (holds(token, uri, Operation.WRITE)) {
      return ALLOWED;
    }
    if (uri.type() == ArtifactType.PROOF) {
      return new Verdict.Forbidden("proofs are written by the worker that holds a token for them");
    }
    if (store.stat(uri).isPresent()) {
      return ALLOWED; // written once: only the same bytes are accepted
    }
    return switch (names.origin(uri, clock.instant())) {
      case ISSUED -> ALLOWED;
      case EXPIRED -> new Verdict.Unknown("this upload URL has expired: create the artifact again");
      case NOT_OURS ->
          new Verdict.Unknown("this URI was not issued here: create the artifact first");
    };
  }

  /**
   * May wait for the journal just after a start, where it is about a proof.
   *
   * @param token as shown, if any
   */
  public Verdict read(ArtifactUri uri, Optional<String> token) {
    return switch (uri.type()) {
      case PROGRAM, STDIN -> ALLOWED;
      case PRIVATE_STDIN ->
          holds(token, uri, Operation.READ)
              ? ALLOWED
              : new Verdict.Forbidden("private inputs are read by the worker that proves them");
      case PROOF -> {
        if (holds(token, uri, Operation.READ)) {
          yield ALLOWED;
        }
        if (!awaitWhole()) {
          yield TRY_LATER;
        }
        yield isPublished(uri)
            ? ALLOWED
            : new Verdict.Unknown("no proof is published under this URI");
      }
    };
  }

  /** Waits, just after a start, until all that is published is known; false if that takes long. */
  public boolean awaitWhole() {
    try {
      ledger.whole().get(WHOLE_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isPublished(ArtifactUri uri) {
    return ledger
        .requestOfProof(uri)
        .filter(view -> view.state() instanceof Fulfilled done && done.proof().uri().equals(uri))
        .isPresent();
  }

  private boolean holds(Optional<String> token, ArtifactUri uri, Operation operation) {
    return token.filter(text -> tokens.allows(text, uri, operation)).isPresent();
  }
}
