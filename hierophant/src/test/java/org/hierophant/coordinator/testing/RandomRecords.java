package org.hierophant.coordinator.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.coordinator.worker.Strike;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;

/**
 * Domain records with random contents, extremes among them. The same seed makes the same records.
 */
public final class RandomRecords {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00.123456789Z");
  private static final String ALPHABET = "aZ0 \t\n\0'\"\\%_;–ßжщ漢字🙂👩‍🚀\u202e\uffff";

  private final Random random;
  private final List<Address> people;
  private final List<WorkerId> workers;
  private final List<ProgramRecord> programs;

  public RandomRecords(long seed) {
    random = new Random(seed);
    people = Stream.generate(this::address).limit(3).toList();
    workers =
        IntStream.range(0, 5).mapToObj(i -> new WorkerId("worker-" + i + "._" + seed)).toList();
    programs = Stream.generate(this::newProgram).limit(3).toList();
  }

  public Random random() {
    return random;
  }

  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  public <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @SafeVarargs
  public final <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }

  // ---- values ----

  public Bytes32 hash() {
    return oneIn(50) ? Bytes32.ZERO : words();
  }

  private Bytes32 words() {
    return new Bytes32(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  public Address address() {
    byte[] bytes = new byte[Address.LENGTH];
    random.nextBytes(bytes);
    return Address.of(bytes);
  }

  /** Never one twice. */
  public RequestId requestId() {
    return new RequestId(words());
  }

  public ArtifactUri uri(ArtifactType type) {
    return new ArtifactUri(type, new UUID(random.nextLong(), random.nextLong()));
  }

  public StoredArtifact artifact(ArtifactType type) {
    long size = oneOf(0L, 1L, Long.MAX_VALUE, (long) random.nextInt(1 << 30));
    return new StoredArtifact(uri(type), new Sha256(hash()), size);
  }

  /** Also 0, the greatest signed and the greatest unsigned number. */
  public long unsigned() {
    return oneOf(0L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, -1L, random.nextLong());
  }

  /** To the nanosecond; some before 1970. */
  public Instant instant() {
    return switch (random.nextInt(12)) {
      case 0 -> Instant.EPOCH;
      case 1 -> Instant.parse("1969-12-31T23:59:59.999999999Z");
      case 2 -> Instant.parse("1700-01-01T00:00:00.000000001Z");
      case 3 -> Instant.parse("2261-12-31T23:59:59.999999999Z");
      default -> START.plusNanos(random.nextLong(1L << 60));
    };
  }

  /** Any. */
  public Instant farInstant() {
    return oneOf(
        instant(),
        instant(),
        Instant.parse("9999-12-31T23:59:59Z"),
        Instant.parse("9999-12-31T23:59:59.999999999Z"),
        Instant.MAX,
        Instant.MIN);
  }

  public Duration duration() {
    return oneOf(
        Duration.ZERO,
        Duration.ofNanos(1),
        Duration.ofNanos(-1),
        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
        Duration.ofSeconds(Long.MIN_VALUE),
        Duration.ofNanos(random.nextLong(1L << 50)));
  }

  public String text() {
    int length = oneIn(30) ? 16 << 10 : random.nextInt(40);
    int[] alphabet = ALPHABET.codePoints().toArray();
    return IntStream.range(0, length)
        .map(_ -> alphabet[random.nextInt(alphabet.length)])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  public LeaseToken lease() {
    return new LeaseToken(Long.toHexString(random.nextLong()) + oneOf("", "-ß", "_🙂"));
  }

  public WorkerId worker() {
    return oneOf(workers);
  }

  public OptionalLong optionalUnsigned() {
    return oneIn(2) ? OptionalLong.empty() : OptionalLong.of(unsigned());
  }

  public Optional<Bytes32> optionalHash() {
    return oneIn(2) ? Optional.empty() : Optional.of(hash());
  }

  public CircuitVersion circuitVersion() {
    return new CircuitVersion(oneOf("v4.0.0-rc.3", "v5.0.0", "v6.1.0"));
  }

  // ---- records ----

  public ProgramRecord newProgram() {
    byte[] vk = new byte[random.nextInt(300)];
    random.nextBytes(vk);
    return new ProgramRecord(
        new VkHash(hash()), vk, artifact(ArtifactType.PROGRAM), oneOf(people), instant());
  }

  /** One of a few. */
  public ProgramRecord program() {
    return oneOf(programs);
  }

  public ProofRequest request() {
    ProgramRecord program = program();
    return new ProofRequest(
        requestId(),
        oneOf(people),
        program.vkHash(),
        oneOf("sp1-v6.1.0", "v5.0.0", "", text()),
        circuitVersion(),
        oneOf(ProverVm.values()),
        oneOf(ProofMode.values()),
        oneOf(0, 1, 2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE),
        program.elf(),
        artifact(oneOf(ArtifactType.STDIN, ArtifactType.PRIVATE_STDIN)),
        unsigned(),
        farInstant(),
        unsigned(),
        unsigned(),
        unsigned(),
        people.subList(0, random.nextInt(people.size() + 1)),
        oneOf(Dialect.values()),
        random.nextBoolean(),
        optionalHash(),
        hash(),
        random.nextBoolean(),
        instant());
  }

  public Budget budget() {
    Set<WorkerId> avoid =
        workers.stream().filter(_ -> oneIn(3)).collect(Collectors.toUnmodifiableSet());
    return new Budget(count(), count(), count(), avoid);
  }

  public RequestState.Queued queued() {
    return new RequestState.Queued(budget());
  }

  public RequestState.Leased leased(Attempt attempt) {
    return new RequestState.Leased(
        attempt.worker(), attempt.lease(), attempt.result(), budget(), attempt.grantedAt());
  }

  public RequestState.Verifying verifying(Candidate candidate) {
    return new RequestState.Verifying(candidate.lease(), budget());
  }

  public RequestState.Fulfilled fulfilled() {
    return new RequestState.Fulfilled(
        artifact(ArtifactType.PROOF),
        optionalUnsigned(),
        optionalUnsigned(),
        optionalHash(),
        worker(),
        instant());
  }

  public RequestState.Unfulfillable unfulfillable() {
    return new RequestState.Unfulfillable(oneOf(reasons()), instant());
  }

  /** One of each kind. */
  public List<UnfulfillableReason> reasons() {
    return List.of(
        new UnfulfillableReason.DeadlinePassed(),
        new UnfulfillableReason.Cancelled(),
        new UnfulfillableReason.TooManyLosses(count()),
        new UnfulfillableReason.TooManyFailures(count(), text()),
        new UnfulfillableReason.GuestFailed(
            oneOf(ExecuteFailureCause.values()), optionalUnsigned(), text()));
  }

  public Attempt attempt() {
    return new Attempt(lease(), worker(), uri(ArtifactType.PROOF), instant());
  }

  public Candidate candidate(Attempt attempt) {
    return new Candidate(
        attempt.lease(),
        attempt.worker(),
        new StoredArtifact(attempt.result(), new Sha256(hash()), random.nextInt(1 << 20)),
        optionalUnsigned(),
        optionalUnsigned(),
        optionalHash(),
        duration(),
        random.nextBoolean(),
        attempt.grantedAt(),
        instant());
  }

  public WorkerRecord workerRecord() {
    return workerRecord(worker());
  }

  public WorkerRecord workerRecord(WorkerId id) {
    return new WorkerRecord(
        id,
        text(),
        text(),
        Stream.generate(this::capability)
            .limit(random.nextInt(6))
            .collect(Collectors.toUnmodifiableSet()),
        oneOf(1, 2, Integer.MAX_VALUE),
        oneIn(2) ? Optional.empty() : Optional.of("http://magister:8080/drop/" + text()),
        Stream.generate(this::strike).limit(random.nextInt(3)).toList(),
        oneOf(0L, 1L, Long.MAX_VALUE),
        duration(),
        oneIn(2) ? Optional.empty() : Optional.of(farInstant()),
        random.nextBoolean(),
        farInstant());
  }

  public Capability capability() {
    return new Capability(
        oneOf(ProverVm.values()),
        oneOf(ProofMode.values()),
        circuitVersion(),
        random.nextBoolean());
  }

  public Strike strike() {
    return new Strike(text(), oneIn(2) ? Optional.empty() : Optional.of(requestId()), farInstant());
  }

  public DeadWorker deadWorker() {
    return new DeadWorker(
        new WorkerView(
            workerRecord(),
            random.nextLong(),
            text(),
            random.nextBoolean(),
            random.nextBoolean(),
            Stream.generate(this::assigned).limit(random.nextInt(3)).toList(),
            farInstant(),
            farInstant()),
        oneOf(DeathReason.values()),
        farInstant());
  }

  public Assigned assigned() {
    return new Assigned(
        requestId(),
        oneOf(ProverVm.values()),
        oneOf(ProofMode.values()),
        farInstant(),
        random.nextBoolean(),
        oneIn(2)
            ? Optional.empty()
            : Optional.of(
                new Progress(oneOf(Phase.values()), oneOf(0L, Long.MAX_VALUE), oneOf(0L, 3L))));
  }

  public CompletedProof completedProof() {
    return new CompletedProof(
        requestId(),
        oneOf(ProverVm.values()),
        oneOf(ProofMode.values()),
        worker(),
        oneOf("[::1]:9000", text()),
        text(),
        duration(),
        instant());
  }

  private int count() {
    return oneOf(0, 1, 7, Integer.MAX_VALUE);
  }
}
