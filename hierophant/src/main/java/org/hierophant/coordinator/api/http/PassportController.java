package org.hierophant.coordinator.api.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.hierophant.coordinator.artifact.ArtifactAccess;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.verification.passport.PassportBook;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.RequestId;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * {@code GET /passports/{id}}: the signed record of a published proof, by the proof's URI or the id
 * of its request.
 */
@Controller
public final class PassportController {
  private final PassportBook passports;
  private final ArtifactAccess access;
  private final LedgerView ledger;

  public PassportController(PassportBook passports, ArtifactAccess access, LedgerView ledger) {
    this.passports = passports;
    this.access = access;
    this.ledger = ledger;
  }

  @GetMapping("/passports/{id}")
  public void passport(@PathVariable("id") String id, HttpServletResponse response)
      throws IOException {
    if (!access.awaitWhole()) {
      HttpRefusal.starting("the journal is still being read").send(response);
      return;
    }
    Optional<ArtifactUri> proof = published(id);
    Optional<byte[]> passport = proof.isPresent() ? passports.find(proof.get()) : Optional.empty();
    if (passport.isEmpty()) {
      new HttpRefusal(404, "unknown_proof", "no proof is published under this URI or request id")
          .send(response);
      return;
    }
    response.setContentType("application/json");
    response.setContentLength(passport.get().length);
    response.setHeader("Cache-Control", "private, no-transform");
    response.getOutputStream().write(passport.get());
  }

  private Optional<ArtifactUri> published(String id) {
    Optional<ArtifactUri> uri = ArtifactUri.parse(id);
    if (uri.isPresent()) {
      return uri.filter(
          proof -> access.read(proof, Optional.empty()) instanceof ArtifactAccess.Verdict.Allowed);
    }
    try {
      return ledger
          .request(RequestId.parse(id))
          .flatMap(
              view ->
                  view.state() instanceof RequestState.Fulfilled done
                      ? Optional.of(done.proof().uri())
                      : Optional.empty());
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // neither
    }
  }
}
