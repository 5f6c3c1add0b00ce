package dev.playhead.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The known shapes, in the order in which they are tried. A record with a type and a timestamp is an event of Playhead,
 * unless its other members show that it has another shape. If events without a timestamp get the time of their arrival,
 * a record without a timestamp is also an event of Playhead if it has a type, and if no member with a usual name of
 * times, such as {@code ts}, contains a time.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class RecordShapes {
    /** Whether events without a timestamp get the time of their arrival. */
    private final boolean arrivals;

    private final FieldNames names;

    RecordShapes(ImportOptions options) {
        this.arrivals = options.arrivals() != null;
        this.names = new FieldNames(options.timeFormat() == null ? null : TimeFormat.of(options.timeFormat()));
    }

    /** Returns the shapes whose records may have a type and a timestamp as events of Playhead do. */
    private static List<KnownShape> alike() {
        return List.of(new CloudEventShape(), new SegmentShape(), new GitHubShape());
    }

    /** Returns the other shapes. They are created for each file, because some have a state. */
    private List<KnownShape> others() {
        List<KnownShape> others = new ArrayList<>(List.of(
                new TraceShape(),
                new HarShape(),
                new ReduxShape(),
                new OtlpShape(),
                new RrwebShape(),
                new ChangeDataShape()));
        others.addAll(LogShape.all(names));
        return others;
    }

    /** {@return the shape of the records of a file of lines; null if it is Playhead's own or not known} */
    @Nullable
    KnownShape ofLine(Map<String, @Nullable Object> first) {
        return of(first, true);
    }

    /** {@return the shape of the elements of an array; null if it is Playhead's own or not known} */
    @Nullable
    KnownShape ofElement(Map<String, @Nullable Object> first) {
        return of(first, false);
    }

    private @Nullable KnownShape of(Map<String, @Nullable Object> first, boolean inLines) {
        KnownShape alike = of(alike(), first, inLines);
        if (alike != null || isOwn(first)) {
            return alike;
        }
        KnownShape other = of(others(), first, inLines);
        return other == null ? PlainShape.of(first, names) : other;
    }

    private static @Nullable KnownShape of(
            List<KnownShape> shapes, Map<String, @Nullable Object> first, boolean inLines) {
        for (KnownShape shape : shapes) {
            if ((shape.isInLines() || !inLines) && shape.fits(first)) {
                return shape;
            }
        }
        return null;
    }

    /** {@return whether a record has the parts of an event of Playhead; it may also have the marks of another shape} */
    boolean isOwn(Map<String, @Nullable Object> record) {
        return record.get("type") instanceof String
                && (record.containsKey("timestamp") || (arrivals && !names.hasUsualTime(record)));
    }

    /** {@return whether a record in a file of the given shape is nevertheless an event, break or gap of Playhead} */
    boolean isOwn(Map<String, @Nullable Object> record, KnownShape shape) {
        return MissingFields.isMissing(record) || (isOwn(record) && !shape.keeps(record));
    }

    /** {@return the shape of the records in a document; null if the object is no document of a known shape} */
    @Nullable
    KnownShape ofDocument(LookAhead.First document) {
        if (isOwn(document.members())) {
            return null;
        }
        for (KnownShape shape : others()) {
            if (shape.isIn(document.members(), document.whole(), document.overLines())) {
                return shape;
            }
        }
        return null;
    }
}
