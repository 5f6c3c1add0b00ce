package dev.playhead.benchmarks.session;

import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridEvents.CellEdit;
import dev.playhead.grid.GridEvents.CellFocus;
import dev.playhead.grid.GridEvents.CellHover;
import dev.playhead.grid.GridEvents.CellSelect;
import dev.playhead.grid.GridEvents.CellValidationError;
import dev.playhead.grid.GridEvents.ColumnFilter;
import dev.playhead.grid.GridEvents.ColumnResize;
import dev.playhead.grid.GridEvents.ColumnSort;
import dev.playhead.grid.GridEvents.GridStateChange;
import dev.playhead.grid.GridEvents.RowAdd;
import dev.playhead.grid.GridEvents.RowRemove;
import dev.playhead.grid.GridEvents.RowSelect;
import dev.playhead.grid.GridEvents.RowUpdate;
import dev.playhead.grid.GridEvents.StateUpdate;
import dev.playhead.grid.SortDirection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A synthetic session in a grid of orders. A feed updates prices; users move the pointer, edit, sort, filter and
 * select; orders are added and removed. The same seed produces the same events. Random values are distributed like real
 * values: prices change in small steps, the pointer moves to near cells, and some rows are more frequent than others.
 */
public final class GridSession {
    private static final String GRID = "orders";
    private static final int START_ROWS = 500;
    private static final String[] COLUMNS = {
        "symbol", "side", "status", "trader", "quantity", "price", "limit", "last", "venue", "note"
    };
    private static final String[] SYMBOLS = {"ACME", "GLOBEX", "INITECH", "UMBRELLA", "HOOLI", "STARK", "WAYNE"};
    private static final String[] STATUS = {"new", "working", "partial", "filled", "cancelled"};
    private static final String[] TRADERS = {"alice", "bob", "carol", "dave", "erin", "frank", "grace"};
    private static final String[] VENUES = {"XNYS", "XNAS", "XLON", "XETR"};
    private static final String[] WORDS = {
        "client", "asked", "for", "a", "fill", "before", "close", "call", "back", "split", "order", "check", "limit"
    };

    private static final List<SortDirection> DIRECTIONS = List.of(SortDirection.values());

    private final Random random;
    private final List<String> rows = new ArrayList<>();
    private final List<Double> prices = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-02T09:30:00Z");
    private final int leastRows;
    private final int mostRows;
    private int rowNumber;
    private int pointer;
    private int column;

    public GridSession(long seed) {
        this(seed, START_ROWS, START_ROWS / 2, Integer.MAX_VALUE);
    }

    private GridSession(long seed, int startRows, int leastRows, int mostRows) {
        random = new Random(seed);
        this.leastRows = leastRows;
        this.mostRows = mostRows;
        for (int i = 0; i < startRows; i++) {
            addRow();
        }
    }

    /** {@return a session whose number of rows stays close to the given number} */
    public static GridSession ofRows(long seed, int rows) {
        return new GridSession(seed, rows, rows - rows / 50, rows + rows / 50);
    }

    /** {@return the events that add the initial rows of the session; must be called before {@link #next}} */
    public List<GridEvent> opening() {
        List<GridEvent> opening = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            GridEvent add = GridEvents.ROW_ADD.event(new RowAdd(GRID, rows.get(row), order(row), null));
            opening.add(add.from("core").at(now));
        }
        return opening;
    }

    public static GridEvent[] events(long seed, int count) {
        GridSession session = new GridSession(seed);
        GridEvent[] events = new GridEvent[count];
        for (int i = 0; i < count; i++) {
            events[i] = session.next();
        }
        return events;
    }

    public GridEvent next() {
        boolean thinking = random.nextInt(25) == 0;
        now = now.plusMillis(thinking ? random.nextInt(6_000) : 4 + random.nextInt(80));
        int dice = random.nextInt(1_000);
        GridEvent event = dice < 780 ? frequent(dice) : rare(dice);
        return event.at(now);
    }

    private GridEvent frequent(int dice) {
        if (dice < 360) {
            return feed(anyRow());
        }
        move();
        if (dice < 610) {
            return user(GridEvents.CELL_HOVER.event(new CellHover(GRID, rows.get(pointer), COLUMNS[column])));
        }
        if (dice < 680) {
            return user(GridEvents.CELL_FOCUS.event(new CellFocus(GRID, rows.get(pointer), COLUMNS[column])));
        }
        return edit(pointer);
    }

    private GridEvent rare(int dice) {
        String name = COLUMNS[column];
        if (dice < 830) {
            List<String> some = someRows(1 + random.nextInt(3));
            return user(GridEvents.ROW_SELECT.event(new RowSelect(GRID, some, true, random.nextBoolean())));
        }
        if (dice < 860) {
            List<String> some = rows.subList(pointer, Math.min(rows.size(), pointer + 1 + random.nextInt(6)));
            return user(
                    GridEvents.CELL_SELECT.event(new CellSelect(GRID, List.copyOf(some), List.of(name), true, true)));
        }
        if (dice < 890) {
            SortDirection direction = DIRECTIONS.get(random.nextInt(DIRECTIONS.size()));
            return user(GridEvents.COLUMN_SORT.event(new ColumnSort(GRID, name, direction, null)));
        }
        if (dice < 910) {
            return user(GridEvents.COLUMN_FILTER.event(new ColumnFilter(GRID, "trader", "equals", any(TRADERS))));
        }
        if (dice < 925) {
            return user(GridEvents.COLUMN_RESIZE.event(new ColumnResize(GRID, name, 60 + random.nextInt(200))));
        }
        if (dice < 945) {
            String message = "limit is " + (1 + random.nextInt(40)) + " % away from the last price";
            return GridEvents.CELL_VALIDATION_ERROR
                    .event(new CellValidationError(GRID, rows.get(pointer), "limit", message))
                    .from("plugin:checks");
        }
        if (dice < 965 && rows.size() < mostRows) {
            return GridEvents.ROW_ADD
                    .event(new RowAdd(GRID, addRow(), order(rows.size() - 1), null))
                    .from("core");
        }
        if (dice < 980 && rows.size() > leastRows) {
            int gone = anyRow();
            prices.remove(gone);
            String row = rows.remove(gone);
            pointer = Math.min(pointer, rows.size() - 1);
            return GridEvents.ROW_REMOVE.event(new RowRemove(GRID, row)).from("core");
        }
        if (dice < 990) {
            return GridEvents.GRID_STATE_CHANGE
                    .event(new GridStateChange(GRID, Map.of("firstVisibleRow", random.nextInt(rows.size()))))
                    .from("core");
        }
        return GridEvents.STATE_UPDATE
                .event(new StateUpdate(GRID, "fx.USDEUR", (9_000 + random.nextInt(500)) / 10_000.0))
                .from("plugin:feed");
    }

    private GridEvent feed(int row) {
        double price = cents(prices.get(row) + (random.nextInt(21) - 10) / 100.0);
        prices.set(row, price);
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("last", price);
        if (random.nextInt(3) > 0) {
            changes.put("quantity", 100L * (1 + random.nextInt(50)));
        }
        return GridEvents.ROW_UPDATE
                .event(new RowUpdate(GRID, rows.get(row), changes))
                .from("plugin:feed");
    }

    private GridEvent edit(int row) {
        String trader = any(TRADERS);
        double price = prices.get(row);
        CellEdit edit = switch (COLUMNS[column]) {
            case "price", "limit", "last" ->
                change(row, price, cents(price * (1 + (random.nextInt(41) - 20) / 1_000.0)));
            case "quantity" -> change(row, 100L * (1 + random.nextInt(50)), 100L * (1 + random.nextInt(50)));
            case "symbol" -> change(row, any(SYMBOLS), any(SYMBOLS));
            case "side" -> change(row, "buy", "sell");
            case "status" -> change(row, any(STATUS), any(STATUS));
            case "venue" -> change(row, any(VENUES), any(VENUES));
            case "note" -> new CellEdit(GRID, rows.get(row), "note", null, note());
            default -> change(row, trader, any(TRADERS));
        };
        return user(GridEvents.CELL_EDIT.event(edit)).with("user", trader);
    }

    private CellEdit change(int row, Object before, Object after) {
        return new CellEdit(GRID, rows.get(row), COLUMNS[column], before, after);
    }

    private static GridEvent user(GridEvent event) {
        return event.from("user");
    }

    private void move() {
        pointer = Math.floorMod(pointer + random.nextInt(7) - 3, rows.size());
        column = random.nextInt(4) == 0 ? random.nextInt(COLUMNS.length) : column;
    }

    private int anyRow() {
        // Some orders are traded much more often than others.
        return Math.min(random.nextInt(rows.size()), random.nextInt(rows.size()));
    }

    private String addRow() {
        String row = "ORD-" + (100_100 + rowNumber++);
        rows.add(row);
        prices.add(cents(20 + random.nextDouble() * 400));
        return row;
    }

    private Map<String, Object> order(int row) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("symbol", any(SYMBOLS));
        order.put("side", random.nextBoolean() ? "buy" : "sell");
        order.put("status", "new");
        order.put("trader", any(TRADERS));
        order.put("quantity", 100L * (1 + random.nextInt(50)));
        order.put("price", prices.get(row));
        order.put("venue", any(VENUES));
        return order;
    }

    private String note() {
        StringBuilder note = new StringBuilder(any(WORDS));
        for (int more = random.nextInt(8); more > 0; more--) {
            note.append(' ').append(any(WORDS));
        }
        return note.append(' ').append(random.nextInt(10_000)).toString();
    }

    private <T> T any(T[] of) {
        return of[random.nextInt(of.length)];
    }

    private List<String> someRows(int count) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(rows.get(random.nextInt(rows.size())));
        }
        return List.copyOf(some);
    }

    private static double cents(double amount) {
        return Math.round(amount * 100) / 100.0;
    }
}
