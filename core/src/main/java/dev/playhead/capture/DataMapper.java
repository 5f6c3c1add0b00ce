package dev.playhead.capture;

import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.Numbers;
import dev.playhead.event.PlainData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapper of one object to plain data. Excessive depth, excessive size, cycles and exceptions affect only the part
 * concerned, unless the object as a whole is too large.
 *
 * <p><b>Threading.</b> Confined to one thread, and to one object.
 */
final class DataMapper {
    /*
     * The mapper is a loop over frames. A step of the top frame visits one or more parts, finishes the frame, or does
     * both. The visit of a part delivers its plain data to the same frame, or pushes a frame on top. A finished frame
     * delivers to the frame below.
     *
     * If the payload grows too large, the innermost object that makes up more than half of the payload is replaced. For
     * example, an endless list is replaced, and not only the small record in the list that happened to exceed the
     * limit, nor the whole payload. Each such replacement discards more than half of the values or characters counted
     * so far, and at most all of them. After a few replacements the payload is replaced as a whole. So the work is
     * bounded, however the objects are built.
     */
    private static final int MAX_DISCARDS = 8;

    /**
     * The maximum number of frames for which a cycle is detected by comparing an object with the source of each frame.
     * For more frames, an identity hash set is used.
     */
    private static final int LINEAR_UP_TO = 64;

    /**
     * The maximum number of frames. An {@code Optional} or {@code AtomicReference} does not count as a nested list or
     * map, but a chain of such objects must be limited as well.
     */
    private static final int MAX_FRAMES = 2 * PlainData.MAX_DEPTH;

    private static final int MAX_CAUSES = 16;
    private static final int MAX_MESSAGE_CHARS = 500;

    private static final int MAX_KEYS_IN_KEYS = 4;
    private static final Limits KEY_LIMITS = new Limits(1_000, 10_000);

    private final ClassShapes shapes;
    private final Limits limits;
    private final int keyNesting;

    private @Nullable Frame top;
    private @Nullable Object result;
    private int frames;
    private @Nullable Set<Object> path;
    private int values;
    private long chars;
    private int discards;
    private final List<Reason> replaced = new ArrayList<>(0);

    DataMapper(ClassShapes shapes, Limits limits) {
        this(shapes, limits, 0);
    }

    private DataMapper(ClassShapes shapes, Limits limits, int keyNesting) {
        this.shapes = shapes;
        this.limits = limits;
        this.keyNesting = keyNesting;
    }

    /** {@return the reasons why parts were replaced by markers, one reason for each part} */
    List<Reason> replaced() {
        return replaced;
    }

    @Nullable
    Object map(@Nullable Object root) {
        visit(root);
        return result();
    }

    /** Maps an object, starting with a frame that {@link ClassShape#flat} returned. */
    @Nullable
    Object map(Frame root) {
        if (countValue(root.source)) {
            open(root);
        }
        return result();
    }

    private @Nullable Object result() {
        for (Frame frame = top; frame != null; frame = top) {
            try {
                frame.step(this);
            } catch (Throwable thrown) {
                discard(frame, Reason.THREW, detail(thrown));
            }
        }
        return result;
    }

    /** Maps a value: the root, or a part of the top frame's object. */
    void visit(@Nullable Object value) {
        if (!countValue(value)) {
            return;
        }
        if (value == null || value instanceof Long || value instanceof Double || value instanceof Boolean) {
            deliver(value);
            return;
        }
        if (value instanceof String) {
            scalar(value);
            return;
        }
        try {
            shapes.of(value.getClass()).map(value, this);
        } catch (Throwable thrown) {
            replace(Reason.THREW, detail(thrown));
        }
    }

    /** Replaces a sensitive part with a marker. Called instead of {@link #visit}, so that no code of the part runs. */
    void cutOut() {
        if (countValue(null)) {
            replace(Reason.SENSITIVE, null);
        }
    }

    /** Puts a marker in place of a part that could not be read. Called instead of {@link #visit}. */
    void threw(Throwable thrown) {
        if (countValue(null)) {
            replace(Reason.THREW, detail(thrown));
        }
    }

    /** Ends a visit of a value of an unknown class. */
    void unknown(UnknownShape shape) {
        shapes.report(shape);
        replace(Reason.UNKNOWN_CLASS, shape.type().getName());
    }

    /** Ends a visit of a scalar. */
    void scalar(@Nullable Object data) {
        if (data instanceof String text) {
            if (text.length() > limits.chars() / 2) {
                replace(Reason.SIZE, String.class.getName());
                return;
            }
            if (!spendChars(text.length(), text)) {
                return;
            }
        }
        deliver(data);
    }

    /** Ends a visit of bytes. */
    void bytes(ByteBuffer bytes) {
        long base64Chars = (bytes.remaining() + 2L) / 3 * 4;
        if (base64Chars > limits.chars() / 2) {
            replace(Reason.SIZE, "byte[" + bytes.remaining() + "]");
        } else if (!hasRoom()) {
            replace(Reason.DEPTH, "byte[" + bytes.remaining() + "]");
        } else if (spendChars(base64Chars, bytes)) {
            ByteBuffer base64 = Base64.getEncoder().encode(bytes);
            deliver(Marker.bytes(StandardCharsets.ISO_8859_1.decode(base64).toString()));
        }
    }

    /**
     * Ends a visit of a value with parts: pushes its frame, which then visits the parts, or replaces the value with a
     * marker.
     */
    void open(Frame frame) {
        String className = frame.source.getClass().getName();
        if (isOnPath(frame.source)) {
            replace(Reason.CYCLE, className);
        } else if (!hasRoom() || frames >= MAX_FRAMES || isOneCauseTooMany(frame.source)) {
            replace(Reason.DEPTH, className);
        } else {
            frame.parent = top;
            frame.level = top == null ? 0 : top.levelOfParts();
            frame.position = frames++;
            frame.valuesBefore = values;
            frame.charsBefore = chars;
            frame.replacedBefore = replaced.size();
            top = frame;
            if (path != null) {
                path.add(frame.source);
            } else if (frames > LINEAR_UP_TO) {
                path = sourcesOnPath();
            }
        }
    }

    /**
     * Returns whether a frame may continue: the part that it visited last is complete, and the frame itself was not
     * replaced.
     */
    boolean isTop(Frame frame) {
        return top == frame;
    }

    /** Finishes a frame and delivers its plain data to the frame below. */
    void finish(Frame frame, @Nullable Object data) {
        returnTo(frame);
        deliver(data);
    }

    /** Ends a visit: replaces the value with a marker. */
    void replace(Reason reason, @Nullable String detail) {
        Frame around = top;
        if (around != null && !hasRoom()) {
            // A marker is a map, and the innermost list or map is too deep to hold another map.
            discard(around, Reason.DEPTH, around.source.getClass().getName());
            return;
        }
        replaced.add(reason);
        deliver(reason == Reason.SENSITIVE ? FieldRules.CUT_OUT : Marker.of(reason, detail));
    }

    /**
     * Returns the text of a map's key. Every key has a text: a string is its own text, and any other key has the text
     * of its plain data or, if keys are nested too deeply and the key is not null, its class name.
     *
     * @return the text; null if the payload has become too large, and the map or an object around the map was replaced
     */
    @Nullable
    String key(@Nullable Object key, Frame map) {
        String text = key instanceof String string ? string : keyText(key);
        return spendChars(text.length(), map.source) ? text : null;
    }

    private String keyText(@Nullable Object key) {
        if (key != null && keyNesting == MAX_KEYS_IN_KEYS) {
            return key.getClass().getName();
        }
        DataMapper mapper = new DataMapper(shapes, KEY_LIMITS, keyNesting + 1);
        Object data = mapper.map(key);
        replaced.addAll(mapper.replaced);
        return data instanceof Double number ? Numbers.text(number) : String.valueOf(data);
    }

    private void deliver(@Nullable Object data) {
        if (top == null) {
            result = data;
        } else {
            top.accept(data);
        }
    }

    private boolean hasRoom() {
        return top == null || top.levelOfParts() < PlainData.MAX_DEPTH;
    }

    private boolean isOnPath(Object source) {
        if (path != null) {
            return path.contains(source);
        }
        for (Frame frame = top; frame != null; frame = frame.parent) {
            if (frame.source == source) {
                return true;
            }
        }
        return false;
    }

    private Set<Object> sourcesOnPath() {
        Set<Object> sources = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Frame frame = top; frame != null; frame = frame.parent) {
            sources.add(frame.source);
        }
        return sources;
    }

    private boolean isOneCauseTooMany(Object source) {
        if (!(source instanceof Throwable)) {
            return false;
        }
        Frame frame = top;
        for (int causes = 0; causes < MAX_CAUSES; causes++) {
            if (frame == null || !(frame.source instanceof Throwable)) {
                return false;
            }
            frame = frame.parent;
        }
        return true;
    }

    private boolean countValue(@Nullable Object value) {
        if (values < limits.values()) {
            values++;
            return true;
        }
        Frame largest = top;
        while (largest != null && largest.parent != null && values - largest.valuesBefore <= values / 2) {
            largest = largest.parent;
        }
        tooLarge(largest, value);
        return false;
    }

    private boolean spendChars(long count, Object value) {
        if (chars + count <= limits.chars()) {
            chars += count;
            return true;
        }
        Frame largest = top;
        while (largest != null && largest.parent != null && chars - largest.charsBefore <= chars / 2) {
            largest = largest.parent;
        }
        tooLarge(largest, value);
        return false;
    }

    private void tooLarge(@Nullable Frame largest, @Nullable Object value) {
        Frame given = largest;
        if (++discards > MAX_DISCARDS) {
            while (given != null && given.parent != null) {
                given = given.parent;
            }
        }
        if (given == null) {
            replace(Reason.SIZE, value == null ? null : value.getClass().getName());
        } else {
            discard(given, Reason.SIZE, given.source.getClass().getName());
        }
    }

    private void discard(Frame frame, Reason reason, String detail) {
        values = frame.valuesBefore;
        chars = frame.charsBefore;
        replaced.subList(frame.replacedBefore, replaced.size()).clear();
        returnTo(frame);
        replace(reason, detail);
    }

    /** Makes the frame below the given frame the top frame again. */
    private void returnTo(Frame frame) {
        if (path != null) {
            for (Frame gone = top; gone != null && gone != frame.parent; gone = gone.parent) {
                path.remove(gone.source);
            }
        }
        top = frame.parent;
        frames = frame.position;
    }

    /**
     * Returns a description of an exception. If there are rules for sensitive fields, omits the message, because the
     * message may contain sensitive data.
     */
    private String detail(Throwable thrown) {
        String words = describe(thrown);
        return shapes.hasSensitive() ? thrown.getClass().getName() : words;
    }

    /**
     * Describes an exception by its class and, if it has one, its message; together at most {@value #MAX_MESSAGE_CHARS}
     * characters.
     *
     * @throws VirtualMachineError if the exception is itself such an error, for example an {@link OutOfMemoryError},
     *     but not a {@link StackOverflowError}
     */
    static String describe(Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            throw error;
        }
        String name = thrown.getClass().getName();
        try {
            String message = thrown.getMessage();
            String all = message == null ? name : name + ": " + message;
            return all.length() > MAX_MESSAGE_CHARS ? all.substring(0, MAX_MESSAGE_CHARS) : all;
        } catch (Throwable again) {
            return name;
        }
    }
}
