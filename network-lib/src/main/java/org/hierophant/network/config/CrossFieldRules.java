package org.hierophant.network.config;

import java.util.List;

/** A record of settings that has rules across its keys, asked once every single key is allowed. */
public interface CrossFieldRules {
  /** Empty if the values go together. */
  List<BrokenRule> brokenRules();

  /**
   * @param key relative to the record, for the line number
   * @param message what must hold, e.g. {@code "must be longer than the heartbeat limit"}
   */
  record BrokenRule(String key, String message) {}
}
