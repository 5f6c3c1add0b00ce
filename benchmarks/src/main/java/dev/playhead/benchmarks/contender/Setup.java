package dev.playhead.benchmarks.contender;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The engine of a measurement and how it is used. Drivers receive it as an argument.
 *
 * @param engine the engine that records
 * @param payload the payload of events, for Playhead and the serializers; the other peers record {@link Tick}s
 * @param rules whether rules for sensitive data apply
 * @param bus whether events come through a bus
 * @param file whether the history is durable
 */
public record Setup(Engine engine, Payload payload, boolean rules, boolean bus, boolean file) {
    public static final Setup NOTHING = of(Engine.NOTHING);
    public static final Setup RING = of(Engine.RING);
    public static final Setup JFR_MEMORY = of(Engine.JFR_MEMORY);
    public static final Setup JFR_DISK = of(Engine.JFR_DISK);
    public static final Setup CHRONICLE = of(Engine.CHRONICLE);

    /** Playhead with the least work: an immutable record, by a direct call, in memory. */
    public static final Setup LEAST_WORK = playhead(Payload.RECORD);

    /** Playhead with the most work for a bean. */
    public static final Setup MOST_WORK_BEAN =
            playhead(Payload.SECRETBEAN).withRules().throughBus();

    /** Playhead with the most work for a map. */
    public static final Setup MOST_WORK_MAP =
            playhead(Payload.SECRETMAP).withRules().throughBus();

    /** The serializers that copy the bean of the most work, without its secret. */
    public static final List<Setup> BEAN_SERIALIZERS = serializers(Payload.SECRETBEAN);

    /** The serializers that copy the map of the most work, without its secret. */
    public static final List<Setup> MAP_SERIALIZERS = serializers(Payload.SECRETMAP);

    /** The engines that record events. */
    public enum Engine {
        NOTHING("nothing"),
        RING("ring of references"),
        JFR_MEMORY("JFR, in memory"),
        JFR_DISK("JFR, to disk"),
        CHRONICLE("Chronicle Queue"),
        JACKSON("Jackson"),
        FORY("Fory"),
        KRYO("Kryo"),
        PLAYHEAD("Playhead");

        private final String description;

        Engine(String description) {
            this.description = description;
        }
    }

    public static Setup playhead(Payload payload) {
        return new Setup(Engine.PLAYHEAD, payload, false, false, false);
    }

    private static Setup of(Engine engine) {
        return new Setup(engine, Payload.RECORD, false, false, false);
    }

    private static List<Setup> serializers(Payload payload) {
        return Stream.of(Engine.JACKSON, Engine.FORY, Engine.KRYO)
                .map(engine -> new Setup(engine, payload, false, false, false))
                .toList();
    }

    public Setup withRules() {
        return new Setup(engine, payload, true, bus, file);
    }

    public Setup throughBus() {
        return new Setup(engine, payload, rules, true, file);
    }

    public Setup inFile() {
        return new Setup(engine, payload, rules, bus, true);
    }

    /** {@return the argument of a driver from which {@link #parse} creates an equal setup} */
    public String argument() {
        return String.format(Locale.ROOT, "%s,%s,%b,%b,%b", engine, payload, rules, bus, file);
    }

    public static Setup parse(String argument) {
        String[] parts = argument.split(",", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("setup=" + argument + " has " + parts.length + " parts instead of 5");
        }
        return new Setup(
                Engine.valueOf(parts[0]),
                Payload.valueOf(parts[1]),
                Boolean.parseBoolean(parts[2]),
                Boolean.parseBoolean(parts[3]),
                Boolean.parseBoolean(parts[4]));
    }

    private boolean isSerializer() {
        return engine == Engine.JACKSON || engine == Engine.FORY || engine == Engine.KRYO;
    }

    /** {@return the name of the engine} */
    public String name() {
        return engine.description;
    }

    /** Starts the contender. */
    public Contender open() {
        return switch (engine) {
            case NOTHING -> new NothingContender();
            case RING -> new RingContender();
            case JFR_MEMORY -> new JfrContender(false);
            case JFR_DISK -> new JfrContender(true);
            case CHRONICLE -> new ChronicleContender();
            case JACKSON -> SerializerContender.jackson(payload);
            case FORY -> SerializerContender.fory(payload);
            case KRYO -> SerializerContender.kryo(payload);
            case PLAYHEAD -> new PlayheadContender(this);
        };
    }

    /** {@return the description in tables} */
    public String description() {
        if (isSerializer()) {
            return name() + ", " + payload.description();
        }
        if (engine != Engine.PLAYHEAD) {
            return engine.description;
        }
        return engine.description + ", " + payload.description() + (rules ? ", rules" : "") + (bus ? ", bus" : "");
    }
}
