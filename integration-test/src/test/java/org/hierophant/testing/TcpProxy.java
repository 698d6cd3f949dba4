package org.hierophant.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A wire between two programs that can be cut, or go dead without anybody being told.
 *
 * <p><b>Thread.</b> Any; two virtual threads a connection carry bytes.
 */
final class TcpProxy implements AutoCloseable {
  /** What is wrong with the wire. */
  enum Fault {
    /** Connections end, and no new one stands. */
    CUT,
    /** Connections stand, and nothing comes through. */
    DEAD
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean isCut;
  private boolean isDead;

  private TcpProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Leads to a port of this machine. */
  static TcpProxy to(int target) throws IOException {
    TcpProxy proxy =
        new TcpProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().name("proxy").start(proxy::accept);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  void breakDown(Fault fault) {
    switch (fault) {
      case CUT -> {
        isCut = true;
        closeAll();
      }
      case DEAD -> setDead(true);
    }
  }

  /** Connections of a dead wire do not come back to life: their ends have given them up. */
  void repair() {
    closeAll();
    isCut = false;
    setDead(false);
  }

  private void setDead(boolean dead) {
    lock.lock();
    try {
      isDead = dead;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        sockets.add(near);
        if (isCut) {
          end(near);
          continue;
        }
        Socket far = new Socket();
        sockets.add(far);
        try {
          far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException _) {
          end(near); // as the target itself would answer: not at all
          end(far);
          continue;
        }
        Thread.ofVirtual().name("proxy-out").start(() -> carry(near, far));
        Thread.ofVirtual().name("proxy-in").start(() -> carry(far, near));
      } catch (IOException _) {
        // closing, or the near end went away again: the next one comes
      }
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitAlive();
        out.write(buffer, 0, read);
      }
    } catch (IOException | InterruptedException _) {
      // an end is gone: so is the connection
    } finally {
      end(from);
      end(to);
    }
  }

  private void awaitAlive() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (isDead) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeAll() {
    sockets.forEach(this::end);
  }

  private void end(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone either way
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    repair();
  }
}
