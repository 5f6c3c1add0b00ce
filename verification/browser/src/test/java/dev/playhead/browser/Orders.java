package dev.playhead.browser;

import dev.playhead.EventHistory;
import dev.playhead.bus.CauseScope;
import dev.playhead.event.GridEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * An afternoon in a grid of orders, with a bug: a plugin gives a discount in percent as if it were an amount, so that the
 * total of row 17 is wrong from {@link #bug} on.
 */
final class Orders {
    static final Instant BEGIN = Instant.parse("2026-03-02T13:00:00Z");
    static final int ROWS = 40;
    static final String WRONG_ROW = "o-17";

    private static final String[] ITEMS = {"Desk", "Lamp", "Chair", "Shelf", "Sofa", "Table", "Clock", "Vase"};
    private static final String[] USERS = {"ada", "bob", "cleo"};

    private final EventHistory history;
    private final Random random = new Random(7);
    private final int[] prices = new int[ROWS];
    private final int[] quantities = new int[ROWS];
    private Instant now = BEGIN;

    /** The sequence of the event that makes the total wrong. */
    long bug = -1;

    /** The sequence of the edit that causes it. */
    long cause = -1;

    private Orders(EventHistory history) {
        this.history = history;
    }

    /** Records the afternoon. */
    static Orders record(EventHistory history) {
        Orders orders = new Orders(history);
        orders.addRows();
        orders.edits(140);
        orders.now = orders.now.plus(Duration.ofMinutes(95)); // nobody is there
        orders.edits(60);
        orders.discount();
        orders.edits(60);
        orders.arrange();
        return orders;
    }

    private void addRows() {
        record("grid:init", "core", Map.of("gridId", "orders"));
        column("item", "Item", 140);
        column("quantity", "Quantity", 90);
        column("price", "Price", 90);
        column("total", "Total", 110);
        column("note", "Note", 150);
        for (int i = 0; i < ROWS; i++) {
            prices[i] = 20 + random.nextInt(400);
            quantities[i] = 1 + random.nextInt(9);
            Map<String, Object> values = Map.of(
                    "item", ITEMS[i % ITEMS.length],
                    "quantity", quantities[i],
                    "price", prices[i],
                    "total", quantities[i] * prices[i]);
            record("row:add", "core", Map.of("gridId", "orders", "rowId", id(i), "index", i, "data", values));
        }
    }

    private void column(String id, String title, int width) {
        record(
                "column:add",
                "core",
                Map.of("gridId", "orders", "columnId", id, "definition", Map.of("header", title, "width", width)));
    }

    private void edits(int count) {
        for (int i = 0; i < count; i++) {
            int row = random.nextInt(ROWS);
            now = now.plusMillis(400 + random.nextInt(9_000));
            if (row == 17) {
                row = 18; // only discount() records the total of row 17
            }
            if (random.nextInt(3) == 0) {
                prices[row] = 20 + random.nextInt(400);
                total(row, edit(row, "price", prices[row]), quantities[row] * prices[row]);
            } else {
                quantities[row] = 1 + random.nextInt(9);
                total(row, edit(row, "quantity", quantities[row]), quantities[row] * prices[row]);
            }
            if (random.nextInt(4) == 0) {
                record("ui:scroll", "ui", Map.of("top", random.nextInt(900), "panel", "orders"));
            }
        }
    }

    private long edit(int row, String column, Object value) {
        String user = USERS[random.nextInt(USERS.length)];
        return history.recordEvent(GridEvent.of("cell:edit", cell(row, column, value))
                .at(now)
                .from("user")
                .with("user", user));
    }

    private long total(int row, long edit, int total) {
        now = now.plusMillis(3);
        return history.recordEvent(GridEvent.of("cell:update", cell(row, "total", total))
                .at(now)
                .from("plugin:pricing")
                .with(CauseScope.CAUSATION_ID, Long.toString(edit)));
    }

    private void discount() {
        now = now.plusSeconds(20);
        total(17, edit(17, "price", 300), quantities[17] * 300);
        now = now.plusSeconds(14);
        cause = edit(17, "note", "discount 15 %");
        now = now.plusMillis(5);
        bug = history.recordEvent(GridEvent.of("cell:update", cell(17, "total", -1200))
                .at(now)
                .from("plugin:discount")
                .with(CauseScope.CAUSATION_ID, Long.toString(cause)));
    }

    private void arrange() {
        now = now.plusSeconds(8);
        record(
                "cell:validation-error",
                "core",
                Map.of("gridId", "orders", "rowId", WRONG_ROW, "columnId", "total", "error", "must not be negative"));
        record("column:pin", "user", Map.of("gridId", "orders", "columnId", "item", "position", "left"));
        record("column:sort", "user", Map.of("gridId", "orders", "columnId", "total", "direction", "asc"));
        record("row:select", "user", Map.of("gridId", "orders", "rowId", WRONG_ROW, "selected", true));
    }

    private static Map<String, Object> cell(int row, String column, Object value) {
        Map<String, Object> payload = new LinkedHashMap<>(); // in the order in which the list of events shows it
        payload.put("rowId", id(row));
        payload.put("value", value);
        payload.put("columnId", column);
        payload.put("gridId", "orders");
        return payload;
    }

    private static String id(int row) {
        return "o-" + row;
    }

    private void record(String type, String source, Map<String, Object> payload) {
        now = now.plusMillis(120);
        long unused = history.recordEvent(GridEvent.of(type, payload).at(now).from(source));
    }
}
