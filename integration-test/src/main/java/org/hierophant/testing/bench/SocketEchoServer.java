package org.hierophant.testing.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * The yardstick of pushed messages: bare Tomcat, sending every binary message back. Prints its port
 * and serves until its standard input ends.
 */
final class SocketEchoServer {
  static final String PATH = "/echo";
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private SocketEchoServer() {}

  /**
   * @param args a directory for Tomcat
   */
  public static void main(String[] args) throws LifecycleException, IOException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(args[0]);
    tomcat.setPort(0);
    tomcat.setSilent(true);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "default", new HttpServlet() {});
    context.addServletMappingDecoded("/", "default"); // filters need something behind them
    context.addServletContainerInitializer(new WsSci(), null);
    context.addServletContainerInitializer(
        (_, servlets) -> {
          ServerContainer container =
              (ServerContainer) servlets.getAttribute(ServerContainer.class.getName());
          container.setDefaultMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
          try {
            container.addEndpoint(
                ServerEndpointConfig.Builder.create(Echo.class, PATH)
                    .configurator(new EchoInstances())
                    .build());
          } catch (jakarta.websocket.DeploymentException e) {
            throw new IllegalStateException(e);
          }
        },
        null);
    tomcat.start();
    System.out.println(tomcat.getConnector().getLocalPort());
    while (System.in.read() >= 0) {
      // Only the end of the input matters: it means that the benchmark is over.
    }
    tomcat.stop();
  }

  private static final class EchoInstances extends ServerEndpointConfig.Configurator {
    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(new Echo());
    }
  }

  private static final class Echo extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(
          new MessageHandler.Whole<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer message) {
              try {
                session.getBasicRemote().sendBinary(message);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
    }
  }
}
