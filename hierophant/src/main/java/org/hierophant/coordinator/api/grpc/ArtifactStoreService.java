package org.hierophant.coordinator.api.grpc;

import io.grpc.stub.StreamObserver;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.intake.Rejection.TryLater;
import org.hierophant.coordinator.intake.Uploads;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.proto.artifact.ArtifactStoreGrpc.ArtifactStoreImplBase;
import org.hierophant.proto.artifact.CreateArtifactRequest;
import org.hierophant.proto.artifact.CreateArtifactResponse;

/** {@code artifact.ArtifactStore}: a name for an upload, and the URL that takes it. */
public final class ArtifactStoreService extends ArtifactStoreImplBase {
  private final ArtifactNames names;
  private final PublicUrls urls;
  private final Uploads uploads;
  private final Time time;
  private final CallPool pool;

  /**
   * @param pool owned by the caller
   */
  ArtifactStoreService(
      ArtifactNames names, PublicUrls urls, Uploads uploads, Time time, CallPool pool) {
    this.names = names;
    this.urls = urls;
    this.uploads = uploads;
    this.time = time;
    this.pool = pool;
  }

  @Override
  public void createArtifact(
      CreateArtifactRequest request, StreamObserver<CreateArtifactResponse> observer) {
    pool.answer(observer, () -> create(request));
  }

  private CreateArtifactResponse create(CreateArtifactRequest request) {
    ArtifactType type =
        ArtifactType.ofNumber(request.getArtifactType())
            .orElseThrow(
                () ->
                    Fields.invalid(
                        "artifact_type",
                        request.getArtifactType(),
                        "must be 1 (program), 2 (stdin), 3 (proof) or 7 (private stdin)"));
    SignedCall.artifactSigner(request.getSignature());
    uploads
        .trouble()
        .ifPresent(
            reason -> {
              throw new RejectedCallException(new TryLater(reason));
            });
    ArtifactUri uri = names.issue(type, time.now().wall());
    return CreateArtifactResponse.newBuilder()
        .setArtifactUri(uri.toString())
        .setArtifactPresignedUrl(urls.upload(uri))
        .build();
  }
}
