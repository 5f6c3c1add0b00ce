package dev.playhead.grid;

import java.util.Arrays;

/**
 * The most recent lists of fields of a grid's rows. They allow rows with the same fields to share one array of fields.
 * Immutable. A row that was not recorded when it was added gains fields one by one, in the order in which its cells are
 * first edited. So even a few columns can result in ten or more lists.
 */
final class FieldLists {
    static final FieldLists NONE = new FieldLists(new String[0][]);

    private static final int MOST = 32;

    /** The lists, the latest first. */
    private final String[][] lists;

    private FieldLists(String[][] lists) {
        this.lists = lists;
    }

    /**
     * Returns the known array with the same fields in the same order, or the given array if no known array has these
     * fields.
     */
    String[] shared(String[] fields) {
        for (String[] list : lists) {
            if (Arrays.equals(list, fields)) {
                return list;
            }
        }
        return fields;
    }

    /**
     * Returns the lists with the given array as the latest, or this object if it already contains the array. Drops the
     * oldest list if there are more than the maximum.
     */
    FieldLists with(String[] fields) {
        for (String[] list : lists) {
            if (list == fields) {
                return this;
            }
        }
        String[][] more = new String[Math.min(lists.length + 1, MOST)][];
        more[0] = fields;
        System.arraycopy(lists, 0, more, 1, more.length - 1);
        return new FieldLists(more);
    }
}
