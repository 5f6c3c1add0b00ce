package dev.playhead.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network that leads to a server, and that a test can cut. */
final class Network implements AutoCloseable {
    private final ServerSocket entrance;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private volatile int target = -1;

    Network() {
        try {
            entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void leadTo(int port) {
        target = port;
    }

    /** Ends all connections; further ones are ended at once. */
    void cut() {
        target = -1;
        open.forEach(Network::close);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket browser = entrance.accept();
                open.add(browser);
                int port = target;
                if (port < 0) {
                    close(browser);
                } else {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                    open.add(server);
                    start(() -> copy(browser, server));
                    start(() -> copy(server, browser));
                }
            } catch (IOException e) {
                // It is closed, which the condition of the loop sees, or the server is gone, as the browser sees.
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of both ended: so does the other.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
