package dev.playhead.devtools.server;

import com.sun.net.httpserver.HttpServer;
import dev.playhead.event.PlayheadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Serves the page and its data by HTTP.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads. All threads of the server are daemons.
 *
 * <p><b>Limits.</b> At most 8 live streams and 32 other requests at a time; further ones are refused with status 503. The
 * answers being made or sent take at most 24 MB, one of them at most 8 MB. A request of which the head does not arrive in 5
 * s, and a page that does not read its answer within 30 s, lose the connection. The JDK's server closes a connection on
 * which nothing was ever sent after 30 s; the number of these is limited by {@code jdk.httpserver.maxConnections} only, a
 * property for all servers of the virtual machine. It answers requests without a valid first line itself, with status 400
 * and none of the headers of this server.
 */
public final class PageServer implements AutoCloseable {
    /** 128 bits, which nobody guesses. */
    private static final int TOKEN_BYTES = 16;

    private static final int BACKLOG = 128;
    private static final Duration DRAIN = Duration.ofSeconds(1);
    private static final Duration DRAIN_AFTER_CUT = Duration.ofMillis(300);
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final InetAddress address;
    private final URI uri;
    private final HttpServer server;
    private final Workers workers;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean isClosing = new AtomicBoolean();

    private PageServer(String host, int port, Served served, Limits limits) throws IOException {
        PageFiles files = new PageFiles();
        address = InetAddress.getByName(host);
        server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
        try {
            int bound = server.getAddress().getPort();
            String token = token();
            // On a wildcard address, the page is shown on this computer; others replace the host.
            String shown = address.isAnyLocalAddress() ? "127.0.0.1" : Authorities.inUri(host);
            uri = URI.create("http://" + shown + ":" + bound + "/#token=" + token);
            Gate gate = new Gate(
                    Authorities.of(host, address, bound),
                    token,
                    served.actions().keySet());
            LiveStream live = new LiveStream(served.history(), served.application(), closing, limits);
            server.createContext("/", new PageHandler(gate, files, served, live, closing, limits));
            workers = new Workers(limits);
            server.setExecutor(workers);
        } catch (RuntimeException e) {
            server.stop(0);
            throw e;
        }
    }

    /**
     * Starts a server.
     *
     * @param host the host of the address to listen on
     * @param port the port; 0 for any free port
     * @param served what is served beside the files of the page
     * @return the server
     * @throws PlayheadException if the port is in use, the host is unknown, or a library of the page is missing
     */
    public static PageServer start(String host, int port, Served served) {
        return start(host, port, served, Limits.STANDARD);
    }

    static PageServer start(String host, int port, Served served, Limits limits) {
        if (System.getProperty(NO_DELAY) == null) {
            // The JDK's server sends the head and the body of an answer in two packets. Without this property, the
            // second one waits for the acknowledgement of the first, which takes 40 ms. It is read once, when the
            // first server of the virtual machine is created; a server has no setting of its own.
            System.setProperty(NO_DELAY, "true");
        }
        try {
            PageServer started = new PageServer(host, port, served, limits);
            started.startOnDaemon();
            return started;
        } catch (UnknownHostException e) {
            throw new PlayheadException("host=" + host + " is unknown; use 127.0.0.1", e);
        } catch (IOException e) {
            throw new PlayheadException(
                    "host=" + host + " port=" + port + " cannot be listened on (" + e.getMessage()
                            + "); choose another port, or 0 for any free one",
                    e);
        }
    }

    /** Starts the server on a daemon, because its thread that accepts connections inherits this. */
    private void startOnDaemon() {
        Thread starter = Workers.daemon(server::start, "start");
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            // The server starts nevertheless; the port is already open.
            Thread.currentThread().interrupt();
        }
    }

    private static String token() {
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * Returns the address of the page, with the token in its fragment, which browsers do not send.
     *
     * @return the address, such as {@code http://127.0.0.1:7007/#token=…}
     */
    public URI address() {
        return uri;
    }

    /**
     * Returns whether only this computer can reach the server.
     *
     * @return whether the address is a loopback address
     */
    public boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /**
     * Ends live streams with a last line, and questions with an error, closes all connections and frees the port.
     * Returns within two seconds. A question that computes without looking at {@link Question#watch()} goes on until it
     * ends; its answer is dropped.
     */
    @Override
    public void close() {
        if (!isClosing.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        try {
            closing.countDown();
            workers.drain(DRAIN, DRAIN_AFTER_CUT);
            server.stop(0);
            workers.close();
        } finally {
            closed.countDown();
        }
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
