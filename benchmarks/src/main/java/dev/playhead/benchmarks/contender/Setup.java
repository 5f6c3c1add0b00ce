package dev.playhead.benchmarks.contender;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An engine, and how it is used in a measurement. A driver receives the setup as an argument.
 *
 * @param engine the engine that records events
 * @param payload the kind of payload that Playhead or a serializer records; the other engines record the content of a
 *     {@link Tick}
 * @param rules whether Playhead applies rules for sensitive data
 * @param bus whether Playhead records events through a bus
 * @param file whether Playhead records events in a file
 */
public record Setup(Engine engine, Payload payload, boolean rules, boolean bus, boolean file) {
    public static final Setup NOTHING = of(Engine.NOTHING);
    public static final Setup RING = of(Engine.RING);
    public static final Setup JFR_MEMORY = of(Engine.JFR_MEMORY);
    public static final Setup JFR_DISK = of(Engine.JFR_DISK);
    public static final Setup CHRONICLE = of(Engine.CHRONICLE);

    /** Playhead with the least work: it records an immutable record in memory, by a direct call. */
    public static final Setup LEAST_WORK = playhead(Payload.RECORD);

    /** Playhead with the most work for a bean: it removes a secret, and records through a bus. */
    public static final Setup MOST_WORK_BEAN =
            playhead(Payload.SECRETBEAN).withRules().throughBus();

    /** Playhead with the most work for a map: it removes a secret, and records through a bus. */
    public static final Setup MOST_WORK_MAP =
            playhead(Payload.SECRETMAP).withRules().throughBus();

    /** The setups of the serializers that copy the same bean as {@link #MOST_WORK_BEAN}, without the secret. */
    public static final List<Setup> BEAN_SERIALIZERS = serializers(Payload.SECRETBEAN);

    /** The setups of the serializers that copy the same map as {@link #MOST_WORK_MAP}, without the secret. */
    public static final List<Setup> MAP_SERIALIZERS = serializers(Payload.SECRETMAP);

    /** The engines that can be measured. */
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

    /** {@return this setup as an argument for a driver, from which {@link #parse} creates an equal setup} */
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

    /** Creates and starts the contender. */
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

    /** {@return the description of this setup for tables} */
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
