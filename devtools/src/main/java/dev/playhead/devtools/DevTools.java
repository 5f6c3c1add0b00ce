package dev.playhead.devtools;

import dev.playhead.EventHistory;
import dev.playhead.devtools.api.Api;
import dev.playhead.devtools.server.PageServer;
import dev.playhead.devtools.server.Served;
import dev.playhead.timetravel.Projection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A page about an event history, served until {@link #close()}.
 *
 * <pre>{@code
 * try (DevTools tools = DevTools.serve(history)) {
 *     System.out.println(tools.address()); // open it in a browser
 *     runApplication();
 * }
 * }</pre>
 *
 * <p>The history may be recorded by this process, or be {@linkplain EventHistory#openReadOnly opened read-only} from a
 * file to which another process writes. The page follows both. This object does not close the history.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads. All threads of the server are daemons.
 *
 * <p><b>Cost.</b> Nothing runs while no page is open. An open page looks for new events ten to twenty times a second.
 */
public final class DevTools implements AutoCloseable {
    private final Api api;
    private final PageServer server;

    private DevTools(Api api, PageServer server) {
        this.api = api;
        this.server = server;
    }

    /**
     * Serves a page on the loopback interface, on any free port.
     *
     * @param history the history to show
     * @return the running server
     * @throws dev.playhead.event.PlayheadException if no port can be opened, or a library of the page is missing
     */
    public static DevTools serve(EventHistory history) {
        return builder(history).serve();
    }

    /**
     * Creates a builder with further settings.
     *
     * @param history the history to show
     * @return the builder
     */
    public static Builder builder(EventHistory history) {
        return new Builder(Objects.requireNonNull(history, "history"));
    }

    /**
     * Returns the address of the page. Its fragment contains the token, so treat the address like a password.
     *
     * @return the address, such as {@code http://127.0.0.1:7007/#token=…}
     */
    public URI address() {
        return server.address();
    }

    /**
     * Ends the server. Open pages show that it was closed. Returns within two seconds. Further calls do nothing.
     *
     * <p>A projection that is folding an event is not interrupted; its result is dropped. An application that a page
     * {@linkplain Builder#control moved} into the past stays there; {@code history.timeline().toLive()} takes it back.
     */
    @Override
    public void close() {
        server.close();
        api.close();
    }

    /** The settings of a page. */
    public static final class Builder {
        private static final System.Logger LOG = System.getLogger("dev.playhead");
        private static final int MAX_PORT = 65_535;

        private final EventHistory history;
        private final List<Projection<?>> projections = new ArrayList<>();
        private String host = "127.0.0.1";
        private int port;
        private String name = "Playhead";
        private @Nullable String file;
        private boolean isComplete;
        private @Nullable Consumer<? super String> onWarning;
        private boolean isControlled;
        private @Nullable Executor executor;

        private Builder(EventHistory history) {
            this.history = history;
        }

        /**
         * Sets the port.
         *
         * @param port the port; 0, the default, for any free port
         * @return this
         * @throws IllegalArgumentException if the port is not from 0 to 65535
         */
        public Builder port(int port) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("port=" + port + " must be from 0 to " + MAX_PORT);
            }
            this.port = port;
            return this;
        }

        /**
         * Sets the host or the address on which to listen, instead of 127.0.0.1. On an address that other computers can
         * reach, the history and the token are sent unencrypted, and a {@linkplain #onWarning warning} is given.
         *
         * @param host the host, such as {@code 0.0.0.0} for all addresses of this computer
         * @return this
         */
        public Builder host(String host) {
            this.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /**
         * Sets the title of the page.
         *
         * @param name the title; by default {@code Playhead}
         * @return this
         */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets the file of the history, so that the page can show the command that opens the same view of this file.
         * The file is not opened.
         *
         * @param file the path of the file, as the command {@code playhead} would find it
         * @return this
         */
        public Builder file(String file) {
            this.file = Objects.requireNonNull(file, "file");
            return this;
        }

        /**
         * Says that no further events will be recorded, so that the page does not show the history as live. By default,
         * it is live if it records, or if the last session of its file was not closed.
         *
         * @return this
         */
        public Builder noMoreEvents() {
            this.isComplete = true;
            return this;
        }

        /**
         * Adds projections whose states the page shows, in addition to that of data grids.
         *
         * @param projections the projections; their names must differ
         * @return this
         */
        public Builder projection(Projection<?>... projections) {
            this.projections.addAll(List.of(projections));
            return this;
        }

        /**
         * Sets whether pages may move the application: {@link EventHistory#timeline()}, and the model that is bound to it
         * by {@link EventHistory#restoreInto}. By default, no request changes anything. Moving the application never
         * changes the history. The application stays where a page moved it, until a page or the application itself moves it
         * back to live.
         *
         * <p>Moves run one after the other on a thread of the server. Events that the application publishes while its
         * model leaves the present may not be recorded; {@link #control(Executor)} avoids this.
         *
         * @param control whether pages may move the application; by default false
         * @return this
         */
        public Builder control(boolean control) {
            this.isControlled = control;
            this.executor = null;
            return this;
        }

        /**
         * Allows pages to move the application, on the thread that publishes the changes of its model.
         *
         * @param executor runs each move on that thread, such as {@code SwingUtilities::invokeLater}
         * @return this
         */
        public Builder control(Executor executor) {
            this.isControlled = true;
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Sets a receiver of the warning that is given if the {@link #host} is not a loopback address. By default, the
         * warning is logged, without the address.
         *
         * @param onWarning receives the warning, on the thread that calls {@link #serve}
         * @return this
         */
        public Builder onWarning(Consumer<? super String> onWarning) {
            this.onWarning = Objects.requireNonNull(onWarning, "onWarning");
            return this;
        }

        /**
         * Starts the server.
         *
         * @return the running server
         * @throws dev.playhead.event.PlayheadException if the port is in use, the host is unknown, or a library of the
         *     page is missing
         */
        public DevTools serve() {
            Api api = new Api(history, name, file, isComplete, List.copyOf(projections), isControlled, executor);
            PageServer server;
            try {
                server = PageServer.start(
                        host, port, new Served(api.endpoints(), api.actions(), history, api::application));
            } catch (RuntimeException e) {
                api.close();
                throw e;
            }
            DevTools tools = new DevTools(api, server);
            if (!server.isLoopback()) {
                warn(
                        tools,
                        "DevTools listens on an address that other computers can reach. Everybody who knows the token can"
                                + " read the history" + (isControlled ? " and move the application" : "")
                                + ", and the token is sent unencrypted. Use host=127.0.0.1 unless the network"
                                + " is trusted.");
            }
            return tools;
        }

        private void warn(DevTools tools, String warning) {
            if (onWarning == null) {
                LOG.log(System.Logger.Level.WARNING, warning);
                return;
            }
            try {
                onWarning.accept(warning);
            } catch (RuntimeException e) {
                tools.close(); // the caller does not get it
                throw e;
            }
        }
    }
}
