package org.hierophant.contemplant.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import org.hierophant.network.domain.WorkerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path directory;

  @Test
  void thereAreManyNamesToDrawFromAndNoneTwice() throws IOException {
    assertThat(StateDirectory.names()).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
    assertThat(StateDirectory.names())
        .isEqualTo(
            Files.readAllLines(
                    Path.of(System.getProperty("hierophant.root"), "contemplant_names.txt"))
                .stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList());
    assertThat(StateDirectory.names())
        .allMatch(name -> name.length() <= 64 && name.chars().noneMatch(Character::isISOControl));
  }

  @Test
  void aDrawnNameAndTheIdStayTheSame() throws IOException {
    String name;
    WorkerId id;
    try (StateDirectory state = StateDirectory.claim(directory)) {
      name = state.name(Optional.empty(), new Random(1));
      id = state.workerId();
    }

    try (StateDirectory again = StateDirectory.claim(directory)) {
      assertThat(again.name(Optional.empty(), new Random(2))).isEqualTo(name);
      assertThat(again.workerId()).isEqualTo(id);
      assertThat(again.name(Optional.of("ruth"), new Random(2))).isEqualTo("ruth");
    }
    assertThat(StateDirectory.names()).contains(name);
  }

  @Test
  void workersDrawDifferentNames() throws IOException {
    HashSet<String> drawn = new HashSet<>();

    for (int worker = 0; worker < 20; worker++) {
      try (StateDirectory state = StateDirectory.claim(directory.resolve("" + worker))) {
        drawn.add(state.name(Optional.empty(), new Random(worker)));
      }
    }

    assertThat(drawn).hasSizeGreaterThan(10);
  }

  @Test
  void onlyOneWorkerHasADirectoryAtATime() throws IOException {
    try (StateDirectory _ = StateDirectory.claim(directory)) {
      assertThatThrownBy(() -> StateDirectory.claim(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another worker runs in state_directory");
    }

    StateDirectory.claim(directory).close();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamedWithItsKey() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> StateDirectory.claim(file.resolve("state")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("state_directory " + file.resolve("state"));
  }
}
