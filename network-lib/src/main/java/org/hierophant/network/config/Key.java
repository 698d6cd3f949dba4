package org.hierophant.network.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/**
 * Names the TOML key a record component is read from, with its default and bounds.
 *
 * <p>A component without a default is required, unless it is an {@code Optional}, a {@code List} or
 * a record of further keys (a TOML table, whose keys may also be written dotted).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /** Spelling in the file, relative to the table the record stands for. */
  String value();

  /** Default, as it would be written in an environment variable; empty for none. */
  String or() default "";

  /** Least number allowed, in {@link #unit} for durations. */
  long min() default 0;

  /** Greatest number allowed, in {@link #unit} for durations. */
  long max() default Long.MAX_VALUE;

  /** What one counts of a {@code Duration}; the key's name should end with it. */
  ChronoUnit unit() default ChronoUnit.SECONDS;

  /** Environment variables that older releases read; prefixed forms of each are added and win. */
  String[] env() default {};
}
