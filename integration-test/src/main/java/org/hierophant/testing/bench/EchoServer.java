package org.hierophant.testing.bench;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;

/**
 * The yardstick of unary calls: bare grpc-java on its event loop, answering every request with the
 * same bytes. Prints its port and serves until its standard input ends.
 */
final class EchoServer {
  static final String METHOD = "bench.Echo/Echo";

  private EchoServer() {}

  /**
   * @param args the answer's size in bytes
   */
  public static void main(String[] args) throws IOException {
    byte[] answer = new byte[Integer.parseInt(args[0])];
    Server server =
        NettyServerBuilder.forPort(0)
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder("bench.Echo")
                    .addMethod(
                        RawGrpc.unary(METHOD),
                        ServerCalls.asyncUnaryCall(
                            (_, observer) -> {
                              observer.onNext(answer);
                              observer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    System.out.println(server.getPort());
    while (System.in.read() >= 0) {
      // Only the end of the input matters: it means that the benchmark is over.
    }
    server.shutdownNow();
  }
}
