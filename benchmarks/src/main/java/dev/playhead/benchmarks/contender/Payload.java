package dev.playhead.benchmarks.contender;

import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridEvents.CellEdit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The kinds of objects that applications publish. For the same number, all kinds represent the same price change. */
public enum Payload {
    /** A record with deeply immutable components. Playhead keeps a reference to it. */
    RECORD("immutable record") {
        @Override
        Object of(Tick tick) {
            return tick;
        }
    },
    /**
     * The standard record of an edit in a grid. The values are declared as {@code Object}, so Playhead must inspect
     * them.
     */
    EDIT("CellEdit record") {
        @Override
        Object of(Tick tick) {
            return new CellEdit(tick.gridId(), tick.rowId(), tick.columnId(), tick.oldValue(), tick.newValue());
        }
    },
    MAP("mutable map") {
        @Override
        Object of(Tick tick) {
            return map(tick);
        }
    },
    BEAN("mutable bean") {
        @Override
        Object of(Tick tick) {
            return new TickBean(tick);
        }
    },
    SECRETMAP("mutable map with a secret") {
        @Override
        Object of(Tick tick) {
            Map<String, Object> map = map(tick);
            map.put("token", "e9c1a7b2");
            return map;
        }
    },
    SECRETBEAN("mutable bean with a secret") {
        @Override
        Object of(Tick tick) {
            return new SecretTickBean(tick);
        }
    };

    private static final String TYPE = GridEvents.CELL_EDIT.name();
    private static final int ROWS = 500;
    private static final String[] ROW_IDS = new String[ROWS];
    private static final String[] COLUMN_IDS = {"price", "limit", "last", "bid", "ask", "open", "high", "low"};

    static {
        for (int row = 0; row < ROWS; row++) {
            ROW_IDS[row] = String.format(Locale.ROOT, "ORD-%06d", row + 100);
        }
    }

    private final String description;

    Payload(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    abstract Object of(Tick tick);

    private static Map<String, Object> map(Tick tick) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("gridId", tick.gridId());
        map.put("rowId", tick.rowId());
        map.put("columnId", tick.columnId());
        map.put("oldValue", tick.oldValue());
        map.put("newValue", tick.newValue());
        return map;
    }

    /** Returns the price change with the given number. The number determines the row, the column and the prices. */
    public static Tick tick(int number) {
        int mixed = number * 0x9E3779B9;
        int row = (mixed >>> 8) % ROWS;
        int column = mixed >>> 29;
        double price = (10_000 + (mixed >>> 4 & 0x3fff)) / 100.0;
        return new Tick("orders", ROW_IDS[row], COLUMN_IDS[column], price, (price * 100 + (number & 63) - 32) / 100);
    }

    public GridEvent event(int number) {
        return GridEvent.of(TYPE, of(tick(number)));
    }
}
