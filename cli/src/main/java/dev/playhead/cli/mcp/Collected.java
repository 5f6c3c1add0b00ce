package dev.playhead.cli.mcp;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.output.Answers;
import dev.playhead.cli.output.JsonText;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The results of a command: all are counted, and those of one page are kept. */
final class Collected implements Answers {
    /** The maximum number of breaks and gaps that are kept. */
    private static final int MAX_MISSING = 10;

    /**
     * A result.
     *
     * @param data the result as it is returned
     * @param position the position after this result, as in a {@link Cursor}
     */
    record Item(Map<String, @Nullable Object> data, long position) {}

    private final long begin;
    private final int limit;
    private final boolean bySequence;
    private final boolean isForWhole;
    private final UnaryOperator<Map<String, @Nullable Object>> form;
    private final Secrets secrets;
    private final BooleanSupplier stopped;

    private final List<Item> items = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> missing = new ArrayList<>();
    private Map<String, @Nullable Object> document = new LinkedHashMap<>();
    private long total;
    private long passed;
    private long missingTotal;
    private @Nullable String failure;
    private boolean nothingFound;

    /**
     * Creates the results of one page.
     *
     * @param begin the cursor at whose position the page begins
     * @param limit the maximum number of results of the page
     * @param bySequence whether a position is the number of sequences before it, instead of the number of results
     * @param isForWhole whether an answer needs all results, so that adding a result after a stop fails
     * @param form converts a result of the page to the data that is returned
     * @param secrets the sensitive data that is not returned
     * @param stopped returns whether the results are no longer wanted
     */
    Collected(
            Cursor begin,
            int limit,
            boolean bySequence,
            boolean isForWhole,
            UnaryOperator<Map<String, @Nullable Object>> form,
            Secrets secrets,
            BooleanSupplier stopped) {
        this.begin = begin.position();
        this.limit = limit;
        this.bySequence = bySequence;
        this.isForWhole = isForWhole;
        this.form = form;
        this.secrets = secrets;
        this.stopped = stopped;
    }

    @Override
    public void document(Map<String, @Nullable Object> data) {
        document = new LinkedHashMap<>(data);
    }

    @Override
    public void line(Map<String, @Nullable Object> data) {
        if (isOnPage(total + 1)) {
            items.add(new Item(form.apply(data), total));
        }
    }

    @Override
    public void event(RecordedEvent event) {
        if (isOnPage(bySequence ? event.sequence() + 1 : total + 1)) {
            long position = bySequence ? event.sequence() + 1 : total;
            items.add(new Item(form.apply(JsonText.event(event)), position));
        }
    }

    /** Counts a result, and returns whether it is on the page. */
    private boolean isOnPage(long position) {
        if (isForWhole && stopped.getAsBoolean()) {
            throw new CommandFailure("the call was stopped before its end");
        }
        total++;
        if (Long.compareUnsigned(position, begin) <= 0) { // after the greatest sequence, the position is 2^63
            passed++;
            return false;
        }
        return items.size() < limit;
    }

    @Override
    public void missing(Map<String, @Nullable Object> data) {
        missingTotal++;
        if (missing.size() < MAX_MISSING) {
            missing.add(secrets.cut(data));
        }
    }

    @Override
    public void failed(String message, boolean isAnswer) {
        failure = message;
        nothingFound = isAnswer;
    }

    @Override
    public @Nullable Object cut(@Nullable Object value) {
        return secrets.cutValue(value);
    }

    @Override
    public boolean mayQuoteMalformed() {
        return secrets.isRaw();
    }

    @Override
    public boolean isStopped() {
        return stopped.getAsBoolean();
    }

    /** {@return the result passed to {@link #document(Map)}; empty if there was none} */
    Map<String, @Nullable Object> document() {
        return document;
    }

    /** {@return the results of the page} */
    List<Item> items() {
        return items;
    }

    /** {@return the first breaks and gaps, at most {@value #MAX_MISSING}} */
    List<Map<String, @Nullable Object>> missing() {
        return missing;
    }

    long missingTotal() {
        return missingTotal;
    }

    /** {@return the number of all results} */
    long total() {
        return total;
    }

    /** {@return the number of results before the page} */
    long passed() {
        return passed;
    }

    /** {@return the message with which the command failed; null if it did not fail} */
    @Nullable
    String failure() {
        return failure;
    }

    /** {@return whether the command failed only because it found nothing} */
    boolean isNothingFound() {
        return nothingFound;
    }
}
