package dev.playhead.storage;

/**
 * How to import.
 *
 * @param strict whether the first malformed event ends the import with an {@link ImportException}; otherwise it is
 *     reported and the rest imported
 */
public record ImportOptions(boolean strict) {
    /**
     * Imports what is sound and reports the rest.
     *
     * @return the options
     */
    public static ImportOptions lenient() {
        return new ImportOptions(false);
    }

    /**
     * Ends with an exception at the first malformed event; those before it stay imported.
     *
     * @return the options
     */
    public static ImportOptions strictly() {
        return new ImportOptions(true);
    }
}
