package dev.playhead.cli.demo;

import dev.playhead.bus.EventBus;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridEvents.CellEdit;
import dev.playhead.grid.GridEvents.CellFocus;
import dev.playhead.grid.GridEvents.CellHover;
import dev.playhead.grid.GridEvents.CellUpdate;
import dev.playhead.grid.GridEvents.CellValue;
import dev.playhead.grid.GridEvents.ColumnDef;
import dev.playhead.grid.GridEvents.ColumnResize;
import dev.playhead.grid.GridEvents.ColumnSort;
import dev.playhead.grid.GridEvents.GridInit;
import dev.playhead.grid.GridEvents.GridReady;
import dev.playhead.grid.GridEvents.RowAdd;
import dev.playhead.grid.GridEvents.RowDef;
import dev.playhead.grid.GridEvents.RowSelect;
import dev.playhead.grid.GridEvents.StateUpdate;
import dev.playhead.grid.SortDirection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulated application whose events are recorded: users edit a grid of orders, a feed updates the grid, and a plugin
 * calculates prices. The same seed produces the same session. The session also keeps data with which the answers of the
 * library are compared: its own table, its own counts, and the event with the wrong price.
 *
 * <p>An order has a limit in dollars, which users edit. After each edit, the plugin calculates the price in euros. In
 * one calculation, it wrongly applies the exchange rate twice.
 */
final class TradingSession {
    static final String GRID = "orders";

    private static final Instant START = Instant.parse("2026-03-02T09:30:00Z");
    private static final int ORDERS = 24;
    private static final int STEPS = 4_000;
    private static final String[] SYMBOLS = {
        "ACME", "GLOBEX", "INITECH", "UMBRELLA", "HOOLI", "STARK", "WAYNE", "TYRELL"
    };
    private static final String[] USERS = {"anna", "ben", "chen"};

    private final EventBus bus;
    private final Random random;
    private final Map<String, Map<String, @Nullable Object>> table = new LinkedHashMap<>();
    private final Map<String, Double> baseLimits = new LinkedHashMap<>();
    private final Map<String, Long> countsByType = new TreeMap<>();
    private final List<Mark> marks = new ArrayList<>();
    private Instant now = START;
    private double rate = 0.92;
    private boolean bugIsDue;
    private @Nullable GridEvent planted;
    private @Nullable String victim;
    private final Map<String, Long> userEdits = new LinkedHashMap<>();

    /** A time, and the table of the application at that time. */
    record Mark(Instant time, Map<String, Object> table) {}

    TradingSession(EventBus bus, long seed) {
        this.bus = bus;
        this.random = new Random(seed);
        bus.subscribe(GridEvents.CELL_EDIT, (event, edit) -> {
            if (edit.columnId().equals("limit")) {
                calculatePrice(edit.rowId(), Objects.requireNonNull((Double) edit.newValue()));
            }
        });
    }

    /** Runs the session. The timestamps of its events span about 26 minutes. */
    void run() {
        begin();
        for (int step = 0; step < STEPS; step++) {
            // The bug occurs so late that the search must read many events, but so early that its event is not among
            // the last ones.
            bugIsDue |= step == STEPS * 55 / 100;
            act();
            if (step == STEPS / 4 || step == STEPS / 2 || step == STEPS - 1) {
                marks.add(new Mark(now, copyOfTable()));
            }
        }
    }

    private void begin() {
        List<ColumnDef> columns = new ArrayList<>();
        for (String column : List.of("symbol", "side", "qty", "limit", "price", "last", "status")) {
            columns.add(new ColumnDef(column, null, 90.0, true, null));
        }
        List<RowDef> rows = new ArrayList<>();
        for (int i = 1; i <= ORDERS; i++) {
            String id = "ORD-" + i;
            rows.add(new RowDef(id, placeOrder(id)));
        }
        publish(GridEvents.GRID_INIT.event(new GridInit(GRID, columns, rows)));
        publish(GridEvents.STATE_UPDATE
                .event(new StateUpdate(GRID, "fx.USDEUR", rate))
                .from("feed"));
        publish(GridEvents.GRID_READY.event(new GridReady(GRID)));
    }

    private Map<String, @Nullable Object> placeOrder(String id) {
        double limit = cents(20 + random.nextDouble() * 400);
        baseLimits.put(id, limit);
        Map<String, @Nullable Object> order = new LinkedHashMap<>();
        order.put("symbol", SYMBOLS[random.nextInt(SYMBOLS.length)]);
        order.put("side", random.nextBoolean() ? "buy" : "sell");
        order.put("qty", 100L * (1 + random.nextInt(50)));
        order.put("limit", limit);
        order.put("price", cents(limit * rate));
        order.put("last", limit);
        order.put("status", "open");
        table.put(id, order);
        return PlainData.mapOf(order);
    }

    private void act() {
        String row = anyRow();
        int dice = random.nextInt(1_000);
        if (dice < 330) {
            publish(GridEvents.CELL_HOVER
                    .event(new CellHover(GRID, row, anyColumn()))
                    .from("user"));
        } else if (dice < 600) {
            double last = cents(baseLimit(row) * (1 + random.nextGaussian() * 0.01));
            setCell(row, "last", last);
            publish(GridEvents.CELL_VALUE
                    .event(new CellValue(GRID, row, "last", last))
                    .from("feed"));
        } else if (dice < 690) {
            publish(GridEvents.CELL_FOCUS
                    .event(new CellFocus(GRID, row, anyColumn()))
                    .from("user"));
        } else if (dice < 760) {
            publish(GridEvents.ROW_SELECT
                    .event(new RowSelect(GRID, List.of(row), true, true))
                    .from("user"));
        } else if (dice < 850) {
            editLimit(row);
        } else if (dice < 900) {
            edit(row, "qty", 100L * (1 + random.nextInt(50)));
        } else if (dice < 940) {
            Object old = order(row).get("status");
            String next = "open".equals(old) ? "partial" : "partial".equals(old) ? "filled" : "open";
            setCell(row, "status", next);
            publish(GridEvents.CELL_UPDATE.event(new CellUpdate(GRID, row, "status", old, next, "execution")));
        } else if (dice < 970) {
            // The rate and the limits stay within half a percent of their means. The bug changes a price by eight
            // percent.
            rate = Math.round((0.92 + (random.nextDouble() - 0.5) * 0.009) * 1e4) / 1e4;
            publish(GridEvents.STATE_UPDATE
                    .event(new StateUpdate(GRID, "fx.USDEUR", rate))
                    .from("feed"));
        } else if (dice < 985) {
            SortDirection direction = random.nextBoolean() ? SortDirection.ASC : SortDirection.DESC;
            publish(GridEvents.COLUMN_SORT
                    .event(new ColumnSort(GRID, anyColumn(), direction, null))
                    .from("user"));
        } else if (dice < 995) {
            double width = 60 + random.nextInt(80);
            publish(GridEvents.COLUMN_RESIZE
                    .event(new ColumnResize(GRID, anyColumn(), width))
                    .from("user"));
        } else {
            String id = "ORD-" + (table.size() + 1);
            publish(GridEvents.ROW_ADD.event(new RowAdd(GRID, id, placeOrder(id), null)));
        }
    }

    private void editLimit(String row) {
        if (row.equals(victim)) {
            return; // the wrong price is not overwritten, so that it can be found
        }
        edit(row, "limit", cents(baseLimit(row) * (1 + (random.nextDouble() - 0.5) * 0.01)));
    }

    private void edit(String row, String column, Object value) {
        Object old = order(row).get(column);
        setCell(row, column, value);
        userEdits.merge(row, 1L, Long::sum);
        String user = USERS[random.nextInt(USERS.length)];
        publish(GridEvents.CELL_EDIT
                .event(new CellEdit(GRID, row, column, old, value))
                .from("user")
                .with("user", user));
    }

    /** Simulates the plugin: calculates the price of an order, and publishes the price. */
    private void calculatePrice(String row, double limit) {
        boolean wrong = bugIsDue;
        double price = cents(limit * rate * (wrong ? rate : 1));
        setCell(row, "price", price);
        now = now.plusMillis(3);
        GridEvent event = GridEvents.CELL_VALUE
                .event(new CellValue(GRID, row, "price", price))
                .from("plugin:fx")
                .at(now);
        if (wrong) {
            bugIsDue = false;
            planted = event;
            victim = row;
        }
        count(event);
        bus.publish(event);
    }

    private void publish(GridEvent event) {
        now = now.plusMillis(5 + (long) (-380 * Math.log(1 - random.nextDouble())));
        GridEvent stamped = event.at(now);
        count(stamped);
        bus.publish(stamped);
    }

    private void count(GridEvent event) {
        countsByType.merge(event.type(), 1L, Long::sum);
    }

    private void setCell(String row, String column, Object value) {
        order(row).put(column, value);
    }

    private double baseLimit(String row) {
        return Objects.requireNonNull(baseLimits.get(row), row);
    }

    private Map<String, @Nullable Object> order(String row) {
        return Objects.requireNonNull(table.get(row), row);
    }

    private String anyRow() {
        return "ORD-" + (1 + random.nextInt(table.size()));
    }

    private String anyColumn() {
        return List.of("symbol", "side", "qty", "limit", "price", "last", "status")
                .get(random.nextInt(7));
    }

    private static double cents(double amount) {
        return Math.round(amount * 100) / 100.0;
    }

    private Map<String, Object> copyOfTable() {
        Map<String, Object> copy = new LinkedHashMap<>();
        table.forEach((row, values) -> copy.put(row, PlainData.mapOf(values)));
        return copy;
    }

    Map<String, Long> countsByType() {
        return countsByType;
    }

    long events() {
        return countsByType.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * {@return three marks: one after a quarter of the session, one in the middle before the bug, and one at the end}
     */
    List<Mark> marks() {
        return marks;
    }

    /** {@return the order whose price is wrong} */
    String victim() {
        return Objects.requireNonNull(victim, "the bug is not planted yet; call run() first");
    }

    /** {@return the event with the wrong price, as it was published} */
    GridEvent planted() {
        return Objects.requireNonNull(planted, "the bug is not planted yet; call run() first");
    }

    /** {@return the number of edits of the given order by users} */
    long userEditsOf(String row) {
        return userEdits.getOrDefault(row, 0L);
    }
}
