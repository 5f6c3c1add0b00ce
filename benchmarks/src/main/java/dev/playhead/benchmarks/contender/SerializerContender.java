package dev.playhead.benchmarks.contender;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.playhead.event.GridEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.fory.Fory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * A serializer that copies a payload to bytes, except the field {@code token}, which represents a secret. The bytes are
 * kept in a ring, guarded by a lock. The other parts of the event are not kept.
 */
final class SerializerContender implements Contender {
    private static final int BUFFER = 256;

    private final @Nullable Object[] ring = new Object[1 << 20];
    private long next;

    private final Payload payload;
    /** The factory that creates a serializer for each thread. */
    private final Supplier<Function<Object, byte[]>> serializers;

    private SerializerContender(Payload payload, Supplier<Function<Object, byte[]>> serializers) {
        this.payload = payload;
        this.serializers = serializers;
    }

    /** {@return a contender that serializes to JSON with Jackson, and excludes the secret by its name} */
    static SerializerContender jackson(Payload payload) {
        JsonIgnoreProperties.Value secret = JsonIgnoreProperties.Value.forIgnoredProperties("token");
        ObjectMapper mapper = JsonMapper.builder()
                .withConfigOverride(Map.class, override -> override.setIgnorals(secret))
                .withConfigOverride(SecretTickBean.class, override -> override.setIgnorals(secret))
                .build();
        return new SerializerContender(payload, () -> mapper::writeValueAsBytes);
    }

    /**
     * {@return a contender that serializes with Apache Fory and generated code, and omits the transient field of the
     * secret}
     */
    static SerializerContender fory(Payload payload) {
        return new SerializerContender(withoutSecretKey(payload), () -> {
            Fory fory = Fory.builder()
                    .withXlang(false)
                    .withRefTracking(false)
                    .requireClassRegistration(true)
                    .build();
            fory.register(SecretTickBean.class);
            return fory::serialize;
        });
    }

    /**
     * {@return a contender that serializes with Kryo and a reused buffer, and omits the transient field of the secret}
     */
    static SerializerContender kryo(Payload payload) {
        return new SerializerContender(withoutSecretKey(payload), () -> {
            Kryo kryo = new Kryo();
            kryo.register(SecretTickBean.class);
            kryo.register(LinkedHashMap.class);
            Output output = new Output(BUFFER, -1);
            return object -> {
                output.reset();
                kryo.writeClassAndObject(output, object);
                return output.toBytes();
            };
        });
    }

    /**
     * Returns {@code MAP} in place of {@code SECRETMAP}, because neither Fory nor Kryo can exclude a key of a map by a
     * rule. Returns any other kind of payload unchanged.
     */
    private static Payload withoutSecretKey(Payload payload) {
        return payload == Payload.SECRETMAP ? Payload.MAP : payload;
    }

    /** {@return the serialized payload of the event with the given number} */
    byte[] copy(int number) {
        return serializers
                .get()
                .apply(Objects.requireNonNull(payload.event(number).payload()));
    }

    private synchronized long add(byte[] copy) {
        ring[(int) next & ring.length - 1] = copy;
        return next++;
    }

    @Override
    public Lane lane() {
        Function<Object, byte[]> serializer = serializers.get();
        return new Lane() {
            @Override
            public Object make(int number) {
                return payload.event(number);
            }

            @Override
            public long record(Object event) {
                return add(serializer.apply(Objects.requireNonNull(((GridEvent) event).payload())));
            }
        };
    }

    @Override
    public void close() {}
}
