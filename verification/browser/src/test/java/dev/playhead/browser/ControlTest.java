package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.StateAdapter;
import dev.playhead.devtools.DevTools;
import dev.playhead.grid.GridState;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of the controls that move an application. */
@Tag("full")
class ControlTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private final AtomicReference<GridState> model = new AtomicReference<>();
    private EventHistory history;
    private Orders orders;

    @BeforeEach
    void record() {
        history = Served.unlimited();
        orders = Orders.record(history);
        history.restoreInto(GridState.projection(), StateAdapter.on(Runnable::run, model::set));
    }

    @AfterEach
    void close() {
        history.close();
    }

    /** Returns the wrong total as the application shows it; null if it shows another state, or was not moved. */
    private Object total() {
        GridState state = model.get();
        return state == null
                ? null
                : state.grid("orders")
                        .map(grid -> grid.cell(Orders.WRONG_ROW, "total"))
                        .orElse(null);
    }

    private boolean isWrong() {
        return total() instanceof Number number && number.intValue() == -1200;
    }

    @Test
    void shouldMoveTheApplicationByJumpStepAndReplayAndBackToLive() {
        try (Served served =
                new Served(history, DevTools.builder(history).control(true).serve())) {
            Page page = BROWSER.page().open(served.address(), "at=" + orders.cause);
            page.click("switch", "Move the application");
            page.untilText("Application at event " + orders.cause);
            page.until("the application has the total before", () -> total() != null && !isWrong());

            page.go(orders.bug);
            page.until("the application has the wrong total", this::isWrong);
            page.untilText("Application at event " + orders.bug);

            page.click("button", "Event before");
            page.until("the application is a step before", () -> !isWrong());

            page.click("button", "Play");
            page.until("the application follows the replay", this::isWrong);
            page.click("button", "Pause");

            page.click("button", "Back to live");
            page.until("the application is live", history.timeline()::isLive);
            page.until("the page says so", () -> !page.text().contains("Application at event"));
        }
    }

    @Test
    void shouldOfferNoControlUnlessItIsOn() {
        try (Served served = Served.of(history)) {
            Page page = BROWSER.page().open(served.address());

            assertThat(page.has("switch", "Move the application")).isFalse();
            history.jumpToEvent(Long.toString(orders.bug));
            page.untilText("Application at event " + orders.bug);
            assertThat(page.has("button", "Back to live")).isFalse();
        }
    }
}
