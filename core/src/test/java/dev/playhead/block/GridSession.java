package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A generator of the events of a session with a trading grid. In the session, prices change, and a user hovers,
 * focuses, selects, edits and sorts.
 */
public final class GridSession {
    private static final String[] COLUMNS = {"price", "quantity", "side", "status", "trader", "account", "venue", "note"
    };
    private static final String[] STATUS = {"new", "working", "partial", "filled", "cancelled"};
    private static final String[] TRADERS = {"alice", "bob", "carol", "dave", "erin", "frank"};

    private final Random random;
    private final double[] prices = new double[500];
    private long millis = 1_767_225_600_000L;
    private int row;
    private int column;

    GridSession(long seed) {
        random = new Random(seed);
        for (int i = 0; i < prices.length; i++) {
            prices[i] = Math.round(50 + random.nextDouble() * 200) + 0.25 * random.nextInt(4);
        }
    }

    public static List<GridEvent> events(long seed, int count) {
        GridSession session = new GridSession(seed);
        List<GridEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(session.next());
        }
        return events;
    }

    GridEvent next() {
        millis += random.nextInt(20) == 0 ? random.nextInt(5_000) : 5 + random.nextInt(90);
        int dice = random.nextInt(100);
        if (dice < 30) {
            return hover();
        }
        if (dice < 70) {
            return tick();
        }
        if (dice < 80) {
            return event("cell:focus", "user", cell());
        }
        if (dice < 90) {
            return edit();
        }
        if (dice < 96) {
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("gridId", "orders");
            payload.put("rowIds", List.of(rowId(random.nextInt(500)), rowId(random.nextInt(500))));
            return event("row:select", "user", payload);
        }
        if (dice < 98) {
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("gridId", "orders");
            payload.put("columnId", COLUMNS[random.nextInt(COLUMNS.length)]);
            payload.put("direction", random.nextBoolean() ? "asc" : "desc");
            return event("column:sort", "user", payload);
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("gridId", "orders");
        payload.put("firstRow", random.nextInt(480));
        payload.put("lastRow", 20 + random.nextInt(480));
        return event("viewport:scroll", "core", payload);
    }

    private Map<String, Object> cell() {
        row = Math.floorMod(row + random.nextInt(7) - 3, 500);
        column = random.nextInt(COLUMNS.length);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("gridId", "orders");
        payload.put("rowId", rowId(row));
        payload.put("columnId", COLUMNS[column]);
        return payload;
    }

    private GridEvent hover() {
        Map<String, Object> payload = cell();
        payload.put("x", 40 + column * 120 + random.nextInt(120));
        payload.put("y", 60 + (row % 30) * 28 + random.nextInt(28));
        return event("cell:hover", "user", payload);
    }

    private GridEvent edit() {
        Map<String, Object> payload = cell();
        switch (column) {
            case 0, 1 -> {
                double old = prices[row];
                prices[row] = Math.round((old + random.nextInt(9) - 4) * 100) / 100.0;
                payload.put("oldValue", old);
                payload.put("newValue", prices[row]);
            }
            case 2, 3 -> {
                payload.put("oldValue", STATUS[random.nextInt(STATUS.length)]);
                payload.put("newValue", STATUS[random.nextInt(STATUS.length)]);
            }
            default -> {
                payload.put("oldValue", random.nextInt(4) == 0 ? null : TRADERS[random.nextInt(TRADERS.length)]);
                payload.put("newValue", TRADERS[random.nextInt(TRADERS.length)]);
            }
        }
        return event("cell:edit", "user", payload);
    }

    private GridEvent tick() {
        int at = random.nextInt(500);
        prices[at] = Math.round((prices[at] + (random.nextInt(21) - 10) / 100.0) * 100) / 100.0;
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("price", prices[at]);
        changes.put("quantity", 100L * (1 + random.nextInt(50)));
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("gridId", "orders");
        payload.put("rowId", rowId(at));
        payload.put("changes", changes);
        return event("row:update", "plugin:feed", payload);
    }

    private static String rowId(int row) {
        return "ORD-%06d".formatted(row + 100);
    }

    private GridEvent event(String type, String source, Map<String, Object> payload) {
        return GridEvent.of(type, PlainData.of(payload), Instant.ofEpochMilli(millis), source, PlainData.emptyMap());
    }
}
