package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.VerifyingKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientProgramTest {
  @ParameterizedTest
  @EnumSource(Generation.class)
  void aKeyThatIsMadeUpCanBeReadAndHasItsHash(Generation generation) throws Exception {
    byte[] elf = TestNetwork.sample("echo", generation).elf();

    ClientProgram program = ClientProgram.of(elf, Optional.empty());

    VerifyingKey read = VerifyingKey.parse(program.vk(), generation);
    assertThat(program.generation()).isEqualTo(generation);
    assertThat(program.keyIsGenuine()).isFalse();
    assertThat(read.digest().matches(program.vkHash().toBytes())).isTrue();
  }

  @Test
  void otherProgramsHaveOtherKeys() throws Exception {
    byte[] echo = TestNetwork.sample("echo", Generation.V6).elf();
    byte[] panic = TestNetwork.sample("panic", Generation.V6).elf();

    assertThat(ClientProgram.of(echo, Optional.empty()).vkHash())
        .isEqualTo(ClientProgram.of(echo, Optional.empty()).vkHash())
        .isNotEqualTo(ClientProgram.of(panic, Optional.empty()).vkHash());
  }
}
