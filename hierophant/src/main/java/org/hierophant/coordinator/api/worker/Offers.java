package org.hierophant.coordinator.api.worker;

import com.google.protobuf.ByteString;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.artifact.ArtifactTokens.Operation;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.Download;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.Upload;

/** Puts offers into words: what a worker needs to fetch, prove and store. */
public final class Offers {
  private final ArtifactTokens tokens;

  public Offers(ArtifactTokens tokens) {
    this.tokens = tokens;
  }

  ToWorker.Offer message(Effect.Offer offer) {
    ProofRequest request = offer.request();
    return new ToWorker.Offer(
        new AttemptKey(request.id(), offer.lease()),
        request.capability(),
        request.vkHash(),
        ByteString.copyFrom(offer.program().vk()),
        download(request.program()),
        download(request.stdin()),
        upload(offer.result()),
        request.cycleLimit(),
        request.gasLimit(),
        offer.leaseTime(),
        request.publicValuesHash());
  }

  private Download download(StoredArtifact artifact) {
    return new Download(
        artifact.uri(),
        "/" + artifact.uri(),
        tokens.issue(artifact.uri(), Operation.READ),
        artifact.digest(),
        artifact.sizeBytes());
  }

  private Upload upload(ArtifactUri uri) {
    return new Upload(uri, "/upload/" + uri, tokens.issue(uri, Operation.WRITE));
  }
}
