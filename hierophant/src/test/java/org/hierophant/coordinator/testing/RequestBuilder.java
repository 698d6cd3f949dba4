package org.hierophant.coordinator.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;

/** A whole request of which a test sets what it is about. */
public final class RequestBuilder {
  public static final WorkerId WORKER = new WorkerId("worker-a");

  private final int number;
  private Address requester = Samples.address(0x46);
  private VkHash vkHash = Samples.vkHash(0x77);
  private String version = "sp1-v6.1.0";
  private ProofMode mode = ProofMode.COMPRESSED;
  private ArtifactUri stdin;
  private Optional<StoredArtifact> storedProgram = Optional.empty();
  private Optional<StoredArtifact> storedStdin = Optional.empty();
  private long deadlineSeconds = Samples.NOW.plus(Duration.ofHours(4)).getEpochSecond();
  private Optional<Instant> effectiveDeadline = Optional.empty();
  private long cycleLimit = 100_000_000;
  private long gasLimit = 1_000_000_000;
  private long minAuctionPeriodSeconds;
  private List<Address> whitelist = List.of();
  private boolean stdinPrivate;
  private boolean mock = true;
  private Optional<Bytes32> publicValuesHash = Optional.empty();
  private Instant createdAt = Samples.NOW;
  private RequestState state = new RequestState.Queued(Budget.UNUSED);

  /** A queued one; all that names it follows from the number. */
  public RequestBuilder(int number) {
    this.number = number;
    this.stdin = Samples.uri(ArtifactType.STDIN, number);
  }

  public RequestBuilder requester(Address value) {
    requester = value;
    return this;
  }

  public RequestBuilder vkHash(VkHash value) {
    vkHash = value;
    return this;
  }

  public RequestBuilder version(String wire) {
    version = wire;
    return this;
  }

  public RequestBuilder mode(ProofMode value) {
    mode = value;
    return this;
  }

  /** Made while the coordinator was not in mock mode. */
  public RequestBuilder genuine() {
    mock = false;
    return this;
  }

  /** What the client expects. */
  public RequestBuilder publicValuesHash(Bytes32 value) {
    publicValuesHash = Optional.of(value);
    return this;
  }

  public RequestBuilder privateStdin() {
    stdin = Samples.uri(ArtifactType.PRIVATE_STDIN, number);
    stdinPrivate = true;
    return this;
  }

  /** Of bytes that are really stored. */
  public RequestBuilder artifacts(StoredArtifact program, StoredArtifact input) {
    storedProgram = Optional.of(program);
    storedStdin = Optional.of(input);
    return this;
  }

  /** As asked, unsigned seconds; and when the coordinator gives up. */
  public RequestBuilder deadlines(long asked, Instant effective) {
    deadlineSeconds = asked;
    effectiveDeadline = Optional.of(effective);
    return this;
  }

  public RequestBuilder limits(long cycles, long gas) {
    cycleLimit = cycles;
    gasLimit = gas;
    return this;
  }

  public RequestBuilder minAuctionPeriod(long seconds) {
    minAuctionPeriodSeconds = seconds;
    return this;
  }

  public RequestBuilder whitelist(Address... addresses) {
    whitelist = List.of(addresses);
    return this;
  }

  public RequestBuilder createdAt(Instant value) {
    createdAt = value;
    return this;
  }

  public RequestBuilder state(RequestState value) {
    state = value;
    return this;
  }

  public RequestBuilder leasedTo(WorkerId worker) {
    return state(
        new RequestState.Leased(
            worker,
            new LeaseToken("lease-" + number),
            Samples.uri(ArtifactType.PROOF, number),
            Budget.UNUSED,
            createdAt));
  }

  public RequestBuilder verifying() {
    return state(new RequestState.Verifying(new LeaseToken("lease-" + number), Budget.UNUSED));
  }

  public RequestBuilder fulfilledBy(WorkerId worker, OptionalLong cycles, OptionalLong gas) {
    return state(
        new RequestState.Fulfilled(
            Samples.stored(Samples.uri(ArtifactType.PROOF, number)),
            cycles,
            gas,
            Optional.of(Samples.bytes32(0x55)),
            worker,
            createdAt.plusSeconds(60)));
  }

  public RequestBuilder fulfilled() {
    return fulfilledBy(WORKER, OptionalLong.of(7_450), OptionalLong.of(1_003_634));
  }

  public RequestBuilder guestFailed(ExecuteFailureCause cause) {
    return unfulfillable(
        new UnfulfillableReason.GuestFailed(cause, OptionalLong.of(77), "panicked"));
  }

  public RequestBuilder unfulfillable(UnfulfillableReason reason) {
    return state(new RequestState.Unfulfillable(reason, createdAt.plusSeconds(60)));
  }

  public RequestView build() {
    return RequestView.of(
        new ProofRequest(
            Samples.request(number),
            requester,
            vkHash,
            version,
            CircuitVersion.ofWire(version),
            ProverVm.SP1,
            mode,
            2,
            storedProgram.orElse(Samples.stored(Samples.uri(ArtifactType.PROGRAM, 1))),
            storedStdin.orElse(Samples.stored(stdin)),
            deadlineSeconds,
            effectiveDeadline.orElse(Instant.ofEpochSecond(deadlineSeconds)),
            cycleLimit,
            gasLimit,
            minAuctionPeriodSeconds,
            whitelist,
            Dialect.BASE,
            stdinPrivate,
            publicValuesHash,
            Samples.bytes32(0x99),
            mock,
            createdAt),
        number,
        state,
        List.of(),
        createdAt.plusSeconds(30));
  }
}
