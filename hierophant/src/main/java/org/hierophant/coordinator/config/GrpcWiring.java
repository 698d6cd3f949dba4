package org.hierophant.coordinator.config;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.api.grpc.Fulfillers;
import org.hierophant.coordinator.api.grpc.GrpcApi;
import org.hierophant.coordinator.artifact.ArtifactInfo;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.intake.DeadlinePolicy;
import org.hierophant.coordinator.intake.ParsedProgramKeys;
import org.hierophant.coordinator.intake.Registration;
import org.hierophant.coordinator.intake.ServedVersions;
import org.hierophant.coordinator.intake.Submission;
import org.hierophant.coordinator.intake.Uploads;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.verification.Verifiers;
import org.hierophant.network.domain.ArtifactUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/** The network API. */
@Configuration(proxyBeanMethods = false)
public class GrpcWiring {
  private static final Logger log = LoggerFactory.getLogger(GrpcWiring.class);

  @Bean
  Uploads uploads(ArtifactStore store) {
    return new Uploads() {
      @Override
      public Optional<StoredArtifact> find(ArtifactUri uri) {
        return store.stat(uri).map(ArtifactInfo::stored);
      }

      @Override
      public Optional<String> trouble() {
        return switch (store.availability()) {
          case ArtifactStore.Availability.Ready _ -> Optional.empty();
          case ArtifactStore.Availability.Full(String reason) -> Optional.of(reason);
          case ArtifactStore.Availability.Broken(String reason) -> Optional.of(reason);
        };
      }
    };
  }

  @Bean
  Registration registration(
      Ledger ledger, Uploads uploads, HierophantProperties properties, Time time) {
    return new Registration(ledger, uploads, new ParsedProgramKeys(), properties.mockMode(), time);
  }

  @Bean
  Submission submission(
      Ledger ledger,
      Uploads uploads,
      Verifiers verifiers,
      HierophantProperties properties,
      Time time) {
    return new Submission(
        ledger,
        uploads,
        new ParsedProgramKeys(),
        verifiers,
        new ServedVersions(Set.copyOf(properties.circuitVersions()), ledger.view()),
        new DeadlinePolicy(properties.requests().minimumDeadline()),
        properties.mockMode(),
        time);
  }

  @Bean
  Fulfillers fulfillers(
      HierophantProperties properties,
      Ledger ledger,
      ArtifactStore store,
      ArtifactTokens tokens,
      Time time) {
    FulfillerProperties allowed = properties.fulfillers();
    if (!allowed.addresses().isEmpty()
        && properties.publicUrl().filter(url -> "https".equals(url.getScheme())).isEmpty()) {
      log.atWarn()
          .addKeyValue("public_url", properties.publicUrl().map(URI::toString).orElse(""))
          .log("fulfillers of sp1-cluster fetch inputs by https only, public_url is another");
    }
    return new Fulfillers(
        allowed.addresses(), allowed.slots(), properties.mockMode(), ledger, store, tokens, time);
  }

  @Bean
  GrpcApi grpcApi(
      Ledger ledger,
      Registration programs,
      Submission submission,
      Uploads uploads,
      ArtifactNames names,
      PublicUrls urls,
      Fulfillers fulfillers,
      Time time,
      MeterRegistry meters) {
    return new GrpcApi(
        ledger, programs, submission, uploads, names, urls, fulfillers, time, meters);
  }

  @Bean
  BindableService proverNetwork(GrpcApi api) {
    return api.services().getFirst();
  }

  @Bean
  BindableService artifactStoreApi(GrpcApi api) {
    return api.services().getLast();
  }

  /** Probes may ask for the whole server or for one of our services. */
  @Bean
  SmartInitializingSingleton serviceHealth(GrpcApi api, HealthStatusManager health) {
    return () ->
        api.services()
            .forEach(
                service ->
                    health.setStatus(
                        service.bindService().getServiceDescriptor().getName(),
                        ServingStatus.SERVING));
  }

  @Bean
  @GlobalServerInterceptor
  @Order(Ordered.HIGHEST_PRECEDENCE)
  ServerInterceptor failureInterceptor(GrpcApi api) {
    return api.interceptor();
  }

  /** After the customizers of Spring's own properties, which it overrides. */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  ServerBuilderCustomizer<NettyServerBuilder> grpcServerSetup(GrpcApi api) {
    return api::setUp;
  }
}
