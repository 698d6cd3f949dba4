package org.hierophant.testing.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Optional;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.format.MockProofs;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.testing.ClientProgram;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultTest {
  private static final SdkProfile SDK = SdkProfile.SDK_6_AUCTION;

  private DemoJob job;
  private ExecutionReport execution;

  @BeforeEach
  void execute() throws Exception {
    Path root = Path.of(System.getProperty("hierophant.root"));
    ClientProgram program = ClientProgram.sample(root, "fibonacci", Generation.V6);
    byte[] stdin = ClientProgram.stdin(10);
    job = new DemoJob("fibonacci", program, "a key", stdin, ProofMode.COMPRESSED, SDK);
    execution = program.execute(stdin, _ -> {}).report();
  }

  @Test
  void whatTheSdkWouldMakeIsRight() {
    assertThatCode(() -> result(proof(execution.publicValues()), details()).requireRight())
        .doesNotThrowAnyException();
  }

  @Test
  void aProofOfOtherPublicValuesIsNot() {
    byte[] others = execution.publicValues().clone();
    others[0]++;

    assertThatThrownBy(() -> result(proof(others), details()).requireRight())
        .isInstanceOf(DemoFailure.class)
        .hasMessageContaining("public values");
  }

  @Test
  void aDamagedProofIsNot() {
    byte[] damaged = proof(execution.publicValues());
    damaged[100]++;

    assertThatThrownBy(() -> result(damaged, details()).requireRight())
        .isInstanceOf(DemoFailure.class)
        .hasMessageContaining("not the one expected");
  }

  @Test
  void anotherNumberOfCyclesIsNot() {
    ProofRequest.Builder details = details().setCycles(execution.cycles() + 1);

    assertThatThrownBy(() -> result(proof(execution.publicValues()), details).requireRight())
        .isInstanceOf(DemoFailure.class)
        .hasMessageContaining("cycles");
  }

  @Test
  void anotherHashOfThePublicValuesIsNot() {
    ProofRequest.Builder details = details().setPublicValuesHash(ByteString.copyFrom(new byte[32]));

    assertThatThrownBy(() -> result(proof(execution.publicValues()), details).requireRight())
        .isInstanceOf(DemoFailure.class)
        .hasMessageContaining("hash");
  }

  private Result result(byte[] proof, ProofRequest.Builder details) {
    return new Result(job, execution, proof, details.build(), Optional.empty());
  }

  private byte[] proof(byte[] publicValues) {
    return MockProofs.build(
        ProofKind.COMPRESSED, SDK.circuitVersion(), job.program().key(), publicValues);
  }

  private ProofRequest.Builder details() {
    return ProofRequest.newBuilder()
        .setCycles(execution.cycles())
        .setPublicValuesHash(
            ByteString.copyFrom(Sha256.ofContent(execution.publicValues()).toBytes()));
  }
}
