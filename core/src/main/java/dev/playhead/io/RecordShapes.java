package dev.playhead.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The known shapes, in the order in which they are tried. A record with a type and a timestamp is Playhead's own, unless
 * it has a mark that an event of Playhead does not have.
 */
final class RecordShapes {
    private RecordShapes() {}

    /** Returns the shapes whose records may also have a type and a timestamp. */
    private static List<KnownShape> alike() {
        return List.of(new CloudEventShape(), new SegmentShape());
    }

    /** Returns the other shapes. They are created for each file, because some have a state. */
    private static List<KnownShape> others() {
        List<KnownShape> others = new ArrayList<>(List.of(
                new TraceShape(),
                new HarShape(),
                new ReduxShape(),
                new OtlpShape(),
                new GitHubShape(),
                new RrwebShape(),
                new ChangeDataShape()));
        others.addAll(LogShape.all());
        return others;
    }

    /** {@return the shape of the records of a file of lines; null if it is Playhead's own or not known} */
    static @Nullable KnownShape ofLine(Map<String, @Nullable Object> first) {
        return of(first, true);
    }

    /** {@return the shape of the elements of an array; null if it is Playhead's own or not known} */
    static @Nullable KnownShape ofElement(Map<String, @Nullable Object> first) {
        return of(first, false);
    }

    private static @Nullable KnownShape of(Map<String, @Nullable Object> first, boolean inLines) {
        KnownShape alike = of(alike(), first, inLines);
        if (alike != null || isOwn(first)) {
            return alike;
        }
        KnownShape other = of(others(), first, inLines);
        return other == null ? PlainShape.of(first) : other;
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

    private static boolean isOwn(Map<String, @Nullable Object> first) {
        return first.get("type") instanceof String && first.containsKey("timestamp");
    }

    /** {@return the shape of the records in a document; null if the object is none} */
    static @Nullable KnownShape ofDocument(LookAhead.First document) {
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
