package org.hierophant.coordinator;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The coordinator process. */
@SpringBootApplication
public class HierophantApplication {
  public static void main(String[] args) {
    SpringApplication.run(HierophantApplication.class, args);
  }
}
