package dev.playhead.grid;

import java.util.Arrays;

/**
 * The lists of fields that rows of a grid got lately, so that rows with the same fields share the array of them. Immutable.
 * Fields come one by one, in the order of the first edits: few columns make some ten lists.
 */
final class FieldLists {
    static final FieldLists NONE = new FieldLists(new String[0][]);

    private static final int MOST = 32;

    /** The latest first. */
    private final String[][] lists;

    private FieldLists(String[][] lists) {
        this.lists = lists;
    }

    /** An array of the same fields in the same order that other rows have; the one given if there is none. */
    String[] shared(String[] fields) {
        for (String[] list : lists) {
            if (Arrays.equals(list, fields)) {
                return list;
            }
        }
        return fields;
    }

    /** The lists with those of a row, in place of the oldest if there are many. */
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
