package dev.playhead.capture;

import dev.playhead.capture.DataReader.Mismatch;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.internal.reflection.Access;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name of an event type, together with the class of its payloads.
 *
 * <pre>{@code
 * record CellEdit(String grid, long row, String column, Object before, Object after) {}
 *
 * static final EventType<CellEdit> CELL_EDIT = EventType.of("cell:edit", CellEdit.class);
 *
 * bus.publish(CELL_EDIT.event(new CellEdit("orders", 7, "price", 10, 12)));
 * CellEdit edit = CELL_EDIT.read(history.latest(EventFilter.typeIs("cell:edit"), 1).get(0));
 * }</pre>
 *
 * <p><b>Payload classes.</b> The class may be a record, an enum, a string, a number, a boolean, a date, {@code Object}
 * (the plain data is then returned unchanged), a map, a collection, an array, or {@code Void} for events without a
 * payload. It may also be a bean, which has setters and a constructor without parameters. The type of a record
 * component may be any of these, a generic type, an optional, or the type of the record itself.
 *
 * <p><b>Reading.</b> A missing component of a record is read as null or as an empty optional; a missing primitive is an
 * error. The same applies to a component that was cut out as sensitive, except that a component declared as {@code
 * Object} then has the marker. A missing property keeps the value that the bean's constructor set. Fields that the
 * class does not have are ignored. Numbers are read exactly or not at all, except that decimals are rounded to the
 * nearest double. A value declared as {@code Iterable}, {@code Collection}, {@code List}, {@code Set} or {@code Map} is
 * unmodifiable. A component whose class cannot be read, such as an exception, does not prevent publishing, but reading
 * fails if the component has a value.
 *
 * <p><b>Threading.</b> Immutable; safe for use by any thread.
 *
 * @param <P> the class of the payloads
 */
public final class EventType<P> {
    private final String name;
    private final Class<P> payload;
    private final DataReader reader;

    private EventType(String name, Class<P> payload) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name=\"" + name + "\" is blank");
        }
        this.name = name;
        this.payload = Objects.requireNonNull(payload, "payload");
        this.reader = DataReaders.of(payload);
    }

    /**
     * Returns an event type with the given name and payload class.
     *
     * @param name the name, by convention {@code subject:verb}
     * @param payload the class of the payloads
     * @param <P> the class of the payloads
     * @return the event type
     * @throws IllegalArgumentException if the name is blank, the class cannot be read from plain data, or the module of
     *     the class does not permit reading it; in the last case, the message contains the line that is missing in
     *     {@code module-info.java}
     */
    public static <P> EventType<P> of(String name, Class<P> payload) {
        return new EventType<>(name, payload);
    }

    /**
     * Returns an event type for payloads in a package that their module does not open. From then on, every capture uses
     * the lookup for all classes of that module.
     *
     * @param name the name, by convention {@code subject:verb}
     * @param payload the class of the payloads
     * @param lookup {@code MethodHandles.lookup()}, called in the module of the payloads
     * @param <P> the class of the payloads
     * @return the event type
     * @throws IllegalArgumentException if the name is blank, the class cannot be read from plain data, the module of
     *     the class does not permit reading it, or the lookup does not have full privilege access
     */
    public static <P> EventType<P> of(String name, Class<P> payload, MethodHandles.Lookup lookup) {
        Access.grant(lookup);
        return new EventType<>(name, payload);
    }

    /** {@return the name of the event type} */
    public String name() {
        return name;
    }

    /** {@return the class of the payloads} */
    public Class<P> payload() {
        return payload;
    }

    /**
     * Returns a new event of this type with the current time, ready to be published.
     *
     * @param payload the payload
     * @return the event
     */
    public GridEvent event(P payload) {
        return GridEvent.of(name, payload);
    }

    /**
     * Converts the payload of a recorded event to an object of the payload class.
     *
     * <p><b>Cost.</b> Proportional to the size of the payload.
     *
     * @param event a recorded event, of this type or of another type with the same fields
     * @return the payload; null only if the class is {@code Void}
     * @throws PayloadMismatchException if the payload does not fit; the message names the field, the value found and
     *     the value expected
     */
    public P read(RecordedEvent event) {
        try {
            return convert(event.payload());
        } catch (Mismatch mismatch) {
            throw new PayloadMismatchException("id=" + event.id(), event.event(), payload, mismatch);
        }
    }

    /**
     * Returns the payload of an event on a bus. If the payload is an instance of the payload class, it is returned
     * unchanged. Otherwise, for example when an event is replayed, the payload is converted from plain data.
     *
     * @param event an event, of this type or of another type with the same fields
     * @return the payload; null only if the class is {@code Void}
     * @throws PayloadMismatchException if the payload is not an instance of the class and cannot be converted to the
     *     class
     */
    public P read(GridEvent event) {
        Object found = event.payload();
        if (payload.isInstance(found)) {
            return payload.cast(found);
        }
        try {
            return convert(plain(found));
        } catch (Mismatch mismatch) {
            throw new PayloadMismatchException("timestamp=" + event.timestamp(), event, payload, mismatch);
        }
    }

    private static @Nullable Object plain(@Nullable Object found) {
        try {
            return PlainData.of(found);
        } catch (IllegalArgumentException e) {
            throw new Mismatch(found, "the class itself, or plain data", e);
        }
    }

    // The reader creates objects of the class; for Void the only value is null.
    @SuppressWarnings({"unchecked", "NullAway"})
    private P convert(@Nullable Object data) {
        Object read;
        try {
            read = reader.read(data);
        } catch (StackOverflowError e) {
            throw new Mismatch(data, "data nested less deeply, or a thread with a larger stack", e);
        }
        if (read == null && payload != Void.class) {
            throw new Mismatch(null, "a payload");
        }
        return (P) read;
    }

    /** Returns whether the other object is an event type with the same name and the same payload class. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventType<?> that && name.equals(that.name) && payload == that.payload;
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + payload.hashCode();
    }

    @Override
    public String toString() {
        return "EventType[" + name + " " + payload.getName() + "]";
    }
}
