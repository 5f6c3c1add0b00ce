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
 * A typed key: the name of a type of events, and the class of their payloads.
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
 * <p><b>Payload classes.</b> Records, enums, strings, numbers, booleans, dates, {@code Object} (which reads plain data as
 * it is), maps, collections and arrays, {@code Void} for events without payload; and beans, which have a constructor
 * without parameters and setters. A record may hold all of these and optionals, with generic types, and its own kind.
 *
 * <p><b>Reading.</b> A component that is missing is null, an empty optional, or, for a primitive, an error; so is one that
 * was cut out as sensitive. A property that is missing keeps the value that the bean was made with. Fields that the class
 * does not have are ignored. Numbers are read exactly or not at all, except that decimals are rounded to the nearest
 * double. What an interface like {@code List} or {@code Map} is declared for cannot be modified. A component of a class
 * that cannot be read, such as an exception, is no obstacle to publishing; reading fails when it has a value.
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
     * A type of events.
     *
     * @param name the name, by convention {@code subject:verb}
     * @param payload the class of the payloads
     * @param <P> the class of the payloads
     * @return the type
     * @throws IllegalArgumentException if the name is blank, or the class cannot be read from plain data, or its module
     *     does not let it be read; the message has the line for its {@code module-info.java}
     */
    public static <P> EventType<P> of(String name, Class<P> payload) {
        return new EventType<>(name, payload);
    }

    /**
     * A type of events whose payloads lie in a package that its module does not open. The lookup also serves all other
     * classes of that module from now on, in every capture.
     *
     * @param name the name, by convention {@code subject:verb}
     * @param payload the class of the payloads
     * @param lookup {@code MethodHandles.lookup()}, called in the module of the payloads
     * @param <P> the class of the payloads
     * @return the type
     * @throws IllegalArgumentException as above, or if the lookup has not full access to its class
     */
    public static <P> EventType<P> of(String name, Class<P> payload, MethodHandles.Lookup lookup) {
        Access.grant(lookup);
        return new EventType<>(name, payload);
    }

    /**
     * What the events are called.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The class of the payloads.
     *
     * @return the class
     */
    public Class<P> payload() {
        return payload;
    }

    /**
     * An event of this type that happens now, to be published.
     *
     * @param payload the details
     * @return the event
     */
    public GridEvent event(P payload) {
        return GridEvent.of(name, payload);
    }

    /**
     * Turns the payload of a recorded event back into an object.
     *
     * <p><b>Cost.</b> In proportion to the payload.
     *
     * @param event a recorded event, of this type or one that has the same fields
     * @return the payload; null only if the class is {@code Void}
     * @throws PayloadMismatchException if the payload does not fit; the message names the field, what was found and what
     *     was expected
     */
    public P read(RecordedEvent event) {
        try {
            return convert(event.payload());
        } catch (Mismatch mismatch) {
            throw new PayloadMismatchException("id=" + event.id(), event.event(), payload, mismatch);
        }
    }

    /**
     * The payload of an event on a bus: as it is if it is of the class, else read from plain data, as when the event is
     * replayed.
     *
     * @param event an event, of this type or one that has the same fields
     * @return the payload; null only if the class is {@code Void}
     * @throws PayloadMismatchException if the payload is neither of the class nor fits it
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

    @SuppressWarnings({"unchecked", "NullAway"}) // The reader makes objects of the class; for Void there is only null.
    private P convert(@Nullable Object data) {
        Object read;
        try {
            read = reader.read(data);
        } catch (StackOverflowError e) {
            throw new Mismatch(data, "data that is less deep, or a thread with more stack", e);
        }
        if (read == null && payload != Void.class) {
            throw new Mismatch(null, "a payload");
        }
        return (P) read;
    }

    /** Equal when name and class are. */
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
