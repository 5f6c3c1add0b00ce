package dev.playhead.browser;

import dev.playhead.EventHistory;
import java.net.URI;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The page about {@link Orders}, for all tests of a class. */
final class ServedOrders implements BeforeAllCallback, AfterAllCallback {
    private Served served;
    private Orders orders;

    URI address() {
        return served.address();
    }

    EventHistory history() {
        return served.history();
    }

    long bug() {
        return orders.bug;
    }

    long cause() {
        return orders.cause;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        EventHistory history = Served.unlimited();
        orders = Orders.record(history);
        served = Served.of(history);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        served.close();
    }
}
