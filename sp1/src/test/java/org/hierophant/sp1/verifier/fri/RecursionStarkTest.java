package org.hierophant.sp1.verifier.fri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.sp1.verifier.fri.GenuineProof.failing;

import java.util.Set;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.BincodeReader;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.ShardProof;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.junit.jupiter.api.Test;

class RecursionStarkTest {
  @Test
  void aGenuineProofHolds() {
    assertThat(failing(GenuineProof.read(), Set.of())).isEmpty();
  }

  /** Of the stage after, whose codewords are longer and queried less often. */
  @Test
  void anotherGenuineProofHolds() throws FormatException {
    BincodeReader in = BincodeReader.of(Fixtures.read("sp1-v5/zkverify-shrink-proof.bin"));
    ShardProofV5 proof = (ShardProofV5) ShardProof.read(in, Layout.V5);
    VerifyingKeyV5 key = (VerifyingKeyV5) VerifyingKey.read(in, Generation.V5);

    assertThat(failing(new Parameters(2, 50), key, proof, Set.of())).isEmpty();
  }
}
