package org.hierophant.network.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RustLogTest {
  private static final String OURS = "org.hierophant";

  @Test
  void aBareLevelIsOursAndLibrariesStayQuieter() {
    assertThat(RustLog.levels("debug", OURS))
        .containsEntry(OURS, "debug")
        .containsEntry("root", "warn");
    assertThat(RustLog.levels("INFO", OURS))
        .containsEntry(OURS, "info")
        .containsEntry("root", "warn");
    assertThat(RustLog.levels("error", OURS))
        .containsEntry(OURS, "error")
        .containsEntry("root", "error");
    assertThat(RustLog.levels("off", OURS)).containsEntry("root", "off");
  }

  @Test
  void targetsOfTheOriginalMeanUsAndLoggersThemselves() {
    assertThat(RustLog.levels("hierophant=trace", OURS)).containsEntry(OURS, "trace");
    assertThat(RustLog.levels("warn,org.hierophant.coordinator=debug", OURS))
        .containsEntry(OURS, "warn")
        .containsEntry("org.hierophant.coordinator", "debug");
  }

  @Test
  void whatIsNoDirectiveIsPassedOver() {
    assertThat(RustLog.levels("loud,x=,=", OURS)).containsEntry(OURS, "info").hasSize(2);
  }
}
