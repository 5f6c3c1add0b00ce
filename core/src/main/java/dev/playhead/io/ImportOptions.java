package dev.playhead.io;

/**
 * How to import.
 *
 * @param strict whether the first malformed event ends the import with an {@link ImportException}; otherwise it is
 *     reported and the rest imported
 * @param maxLineBytes how long a line may be, or an event of a document, in bytes when it is not compressed; a longer one is
 *     malformed, and takes no more memory than that
 */
public record ImportOptions(boolean strict, int maxLineBytes) {
    /** How long a line may be unless another limit is given: 64 MiB. */
    public static final int DEFAULT_MAX_LINE_BYTES = 64 << 20;

    /** The greatest limit of the length of a line: 1 GiB. */
    public static final int GREATEST_MAX_LINE_BYTES = 1 << 30;

    /**
     * Makes options.
     *
     * @param strict whether the first malformed event ends the import
     * @param maxLineBytes how long a line may be, in bytes
     * @throws IllegalArgumentException if {@code maxLineBytes} is not positive, or above {@link #GREATEST_MAX_LINE_BYTES}
     */
    public ImportOptions {
        requireMaxLineBytes(maxLineBytes);
    }

    /**
     * Makes options with the limit of {@link #DEFAULT_MAX_LINE_BYTES}.
     *
     * @param strict whether the first malformed event ends the import
     */
    public ImportOptions(boolean strict) {
        this(strict, DEFAULT_MAX_LINE_BYTES);
    }

    static void requireMaxLineBytes(int maxLineBytes) {
        if (maxLineBytes <= 0 || maxLineBytes > GREATEST_MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "maxLineBytes=" + maxLineBytes + " is not within 1 and " + GREATEST_MAX_LINE_BYTES);
        }
    }

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

    /**
     * Returns the same options with another limit of the length of a line. A line, and what becomes of it, take several times
     * as much memory.
     *
     * @param bytes how long a line may be, or an event of a document
     * @return the options
     * @throws IllegalArgumentException if the limit is not positive, or above {@link #GREATEST_MAX_LINE_BYTES}
     */
    public ImportOptions withMaxLineBytes(int bytes) {
        return new ImportOptions(strict, bytes);
    }
}
