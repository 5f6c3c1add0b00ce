package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The pages of each table, as far as the schema and the trees of the tables can be read. The trees are read in two
 * states, which may be the same: that of the last commit in the log, and that in which SQLite would show the database.
 *
 * <p>Rows of some tables have no checksum, and rows in tables of other programs may look the same. So a row counts as a
 * row of a table only if the tree of the table leads to the page of the row. If this tree is damaged, all pages count
 * as pages of the table, except those to which the tree of another program's table leads.
 */
final class Trees {
    private static final int TABLE_INTERIOR = 5;
    private static final int INTERIOR_HEADER_BYTES = 12;
    private static final int SCHEMA_COLUMNS = 5;
    private static final int SCHEMA_ROOT = 1;
    /**
     * The maximum number of times that each page is read, on average. Intact trees need one read of each page for each
     * of the two states; a third read is allowed for damaged trees.
     */
    private static final long MAX_READS_OF_PAGES = 3;

    private final PageFile file;
    private final Map<String, Set<Integer>> ours = new HashMap<>();
    private final Set<String> damaged = new HashSet<>();
    private final Set<Integer> others = new HashSet<>();
    private final Map<String, String> texts = new HashMap<>();
    /** The number of pages that may still be read. It limits the work if invalid trees share pages. */
    private long budget;

    private Trees(PageFile file) {
        this.file = file;
        this.budget = MAX_READS_OF_PAGES * (file.pages() + 16);
    }

    static Trees of(PageFile file) throws IOException {
        Trees trees = new Trees(file);
        trees.read(file.committed());
        if (file.believed() != file.committed()) {
            trees.read(file.believed());
        }
        return trees;
    }

    /** Returns whether a page may have rows of the given table of the store. */
    boolean mayHave(String table, int page) {
        Set<Integer> pages = ours.get(table);
        boolean isDamaged = pages == null || damaged.contains(table);
        return (pages != null && pages.contains(page)) || (isDamaged && !others.contains(page));
    }

    /**
     * Returns the readable SQL texts of the store's tables, by the names of the tables. The texts as of the last commit
     * take precedence over the texts that SQLite would show.
     */
    Map<String, String> texts() {
        return texts;
    }

    private void read(long moment) throws IOException {
        Set<Integer> schema = new LinkedHashSet<>();
        boolean unusedWhole = isWhole(SCHEMA_ROOT, moment, schema);
        for (int page : schema) {
            for (FoundRow row : file.rows(page, moment)) {
                boolean known = row.columns().size() == SCHEMA_COLUMNS && row.isText(0) && row.isText(1);
                String name = known && "table".equals(file.text(row, 0)) ? file.text(row, 1) : null;
                if (name != null) {
                    addTable(name, (int) row.number(3), moment);
                    String text = Schema.has(name) ? file.text(row, 4) : null;
                    if (text != null) {
                        texts.putIfAbsent(name, text);
                    }
                }
            }
        }
    }

    private void addTable(String name, int root, long moment) throws IOException {
        boolean isOurs = Schema.has(name);
        // a new set for each tree, because a tree that leads to a page twice is damaged
        Set<Integer> reached = new HashSet<>();
        if (!isWhole(root, moment, reached) && isOurs) {
            damaged.add(name);
        }
        (isOurs ? ours.computeIfAbsent(name, key -> new HashSet<>()) : others).addAll(reached);
    }

    /** Adds the pages to which a tree leads from its root. Returns whether the tree is complete and valid. */
    private boolean isWhole(int root, long moment, Set<Integer> reached) throws IOException {
        boolean whole = true;
        Deque<Integer> next = new ArrayDeque<>();
        next.add(root);
        while (!next.isEmpty()) {
            int number = next.remove();
            if (!file.has(number) || !reached.add(number)) {
                whole = false;
                continue;
            }
            if (--budget < 0) {
                return false;
            }
            ByteBuffer page = file.page(number, moment);
            int header = number == SCHEMA_ROOT ? LeafPage.FIRST_PAGE_HEADER_BYTES : 0;
            if (page.get(header) == TABLE_INTERIOR) {
                int cells = page.getShort(header + 3) & 0xffff;
                next.add(page.getInt(header + 8));
                for (int i = 0; i < cells && header + INTERIOR_HEADER_BYTES + 2 * i + 1 < Schema.PAGE_BYTES; i++) {
                    int at = page.getShort(header + INTERIOR_HEADER_BYTES + 2 * i) & 0xffff;
                    next.add(at + Integer.BYTES <= Schema.PAGE_BYTES ? page.getInt(at) : 0);
                }
            } else {
                whole &= page.get(header) == LeafPage.TABLE_LEAF;
            }
        }
        return whole;
    }
}
