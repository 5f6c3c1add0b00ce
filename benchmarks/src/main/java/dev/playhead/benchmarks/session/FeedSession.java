package dev.playhead.benchmarks.session;

import dev.playhead.event.GridEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A session that is simpler than {@link GridSession}, with maps as payloads. Its events equal those that the tests of
 * blocks in the core module generate, so that the sizes measured with this session can be compared with the sizes in
 * these tests.
 */
public final class FeedSession {
    private static final String[] COLUMNS = {"price", "quantity", "side", "status", "trader", "account", "venue", "note"
    };
    private static final String[] STATUS = {"new", "working", "partial", "filled", "cancelled"};
    private static final String[] TRADERS = {"alice", "bob", "carol", "dave", "erin", "frank"};
    private static final int ROWS = 500;

    private final Random random;
    private final double[] prices = new double[ROWS];
    private long millis = 1_767_225_600_000L;
    private int row;
    private int column;

    public FeedSession(long seed) {
        random = new Random(seed);
        for (int i = 0; i < ROWS; i++) {
            prices[i] = Math.round(50 + random.nextDouble() * 200) + 0.25 * random.nextInt(4);
        }
    }

    public GridEvent next() {
        millis += random.nextInt(20) == 0 ? random.nextInt(5_000) : 5 + random.nextInt(90);
        int dice = random.nextInt(100);
        if (dice < 30) {
            Map<String, Object> payload = cell();
            payload.put("x", 40 + column * 120 + random.nextInt(120));
            payload.put("y", 60 + (row % 30) * 28 + random.nextInt(28));
            return event("cell:hover", "user", payload);
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
        Map<String, Object> payload = grid();
        if (dice < 96) {
            payload.put("rowIds", List.of(rowId(random.nextInt(ROWS)), rowId(random.nextInt(ROWS))));
            return event("row:select", "user", payload);
        }
        if (dice < 98) {
            payload.put("columnId", any(COLUMNS));
            payload.put("direction", random.nextBoolean() ? "asc" : "desc");
            return event("column:sort", "user", payload);
        }
        payload.put("firstRow", random.nextInt(480));
        payload.put("lastRow", 20 + random.nextInt(480));
        return event("viewport:scroll", "core", payload);
    }

    private static Map<String, Object> grid() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("gridId", "orders");
        return payload;
    }

    private Map<String, Object> cell() {
        row = Math.floorMod(row + random.nextInt(7) - 3, ROWS);
        column = random.nextInt(COLUMNS.length);
        Map<String, Object> payload = grid();
        payload.put("rowId", rowId(row));
        payload.put("columnId", COLUMNS[column]);
        return payload;
    }

    private GridEvent edit() {
        Map<String, Object> payload = cell();
        if (column <= 1) {
            double old = prices[row];
            prices[row] = Math.round((old + random.nextInt(9) - 4) * 100) / 100.0;
            payload.put("oldValue", old);
            payload.put("newValue", prices[row]);
        } else if (column <= 3) {
            payload.put("oldValue", any(STATUS));
            payload.put("newValue", any(STATUS));
        } else {
            payload.put("oldValue", random.nextInt(4) == 0 ? null : any(TRADERS));
            payload.put("newValue", any(TRADERS));
        }
        return event("cell:edit", "user", payload);
    }

    private GridEvent tick() {
        int at = random.nextInt(ROWS);
        prices[at] = Math.round((prices[at] + (random.nextInt(21) - 10) / 100.0) * 100) / 100.0;
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("price", prices[at]);
        changes.put("quantity", 100L * (1 + random.nextInt(50)));
        Map<String, Object> payload = grid();
        payload.put("rowId", rowId(at));
        payload.put("changes", changes);
        return event("row:update", "plugin:feed", payload);
    }

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static String rowId(int row) {
        return String.format(Locale.ROOT, "ORD-%06d", row + 100);
    }

    private GridEvent event(String type, String source, Map<String, Object> payload) {
        return GridEvent.of(type, payload, Instant.ofEpochMilli(millis), source, Map.of());
    }
}
