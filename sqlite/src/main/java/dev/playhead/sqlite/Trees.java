package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which pages belong to which table, as far as the schema and the trees that begin there can be read: both as of the latest
 * versions of the pages, and as SQLite would show them.
 *
 * <p>Rows of some tables have no checksum, and those of other people's tables may look alike. So a row is taken for one of a
 * table only where the tree of that leads to it; where this is damaged, where no tree of others does.
 */
final class Trees {
    private static final int TABLE_INTERIOR = 5;
    private static final int INTERIOR_HEADER_BYTES = 12;
    private static final int SCHEMA_COLUMNS = 5;
    private static final int SCHEMA_ROOT = 1;

    private final PageFile file;
    private final Map<String, BitSet> ours = new HashMap<>();
    private final Set<String> damaged = new HashSet<>();
    private final BitSet others = new BitSet();

    private Trees(PageFile file) {
        this.file = file;
    }

    static Trees of(PageFile file) throws IOException {
        Trees trees = new Trees(file);
        trees.read(PageFile.LATEST);
        if (file.believed() > 0) {
            trees.read(file.believed());
        }
        return trees;
    }

    /** Whether a page may have rows of a table of ours. */
    boolean mayHave(String table, int page) {
        BitSet pages = ours.get(table);
        boolean isDamaged = pages == null || damaged.contains(table);
        return (pages != null && pages.get(page)) || (isDamaged && !others.get(page));
    }

    private void read(long moment) throws IOException {
        BitSet schema = new BitSet();
        boolean unusedWhole = isWhole(SCHEMA_ROOT, moment, schema);
        for (int page = schema.nextSetBit(0); page >= 0; page = schema.nextSetBit(page + 1)) {
            for (PageFile.Row row : file.rows(page, moment)) {
                boolean known = row.columns().size() == SCHEMA_COLUMNS && row.isText(0) && row.isText(1);
                String name = known && "table".equals(file.text(row, 0)) ? file.text(row, 1) : null;
                if (name != null) {
                    addTable(name, (int) row.number(3), moment);
                }
            }
        }
    }

    private void addTable(String name, int root, long moment) throws IOException {
        boolean isOurs = Schema.has(name);
        BitSet reached = new BitSet(); // anew, since a page that is reached twice is a sign of damage
        if (!isWhole(root, moment, reached) && isOurs) {
            damaged.add(name);
        }
        (isOurs ? ours.computeIfAbsent(name, key -> new BitSet()) : others).or(reached);
    }

    /** Adds the pages that can be reached from a tree's first one; says whether that is all of them. */
    private boolean isWhole(int root, long moment, BitSet reached) throws IOException {
        boolean whole = true;
        Deque<Integer> next = new ArrayDeque<>();
        next.add(root);
        while (!next.isEmpty()) {
            int number = next.remove();
            if (number <= 0 || number > file.pages() || reached.get(number)) {
                whole = false;
                continue;
            }
            reached.set(number);
            ByteBuffer page = file.page(number, moment);
            int header = number == SCHEMA_ROOT ? PageFile.FIRST_PAGE_HEADER_BYTES : 0;
            if (page.get(header) == TABLE_INTERIOR) {
                int cells = page.getShort(header + 3) & 0xffff;
                next.add(page.getInt(header + 8));
                for (int i = 0; i < cells && header + INTERIOR_HEADER_BYTES + 2 * i + 1 < Schema.PAGE_BYTES; i++) {
                    int at = page.getShort(header + INTERIOR_HEADER_BYTES + 2 * i) & 0xffff;
                    next.add(at + Integer.BYTES <= Schema.PAGE_BYTES ? page.getInt(at) : 0);
                }
            } else {
                whole &= page.get(header) == PageFile.TABLE_LEAF;
            }
        }
        return whole;
    }
}
